"""How much an estimate owes to single countries, or to groups of them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import members, whole
from healthai.stats.linear import least_squares, require_leverage_below_one

Statistic = Callable[[np.ndarray], float]


@dataclass(frozen=True, eq=False)
class Influence:
    """Deletion diagnostics of least squares, one entry per row, shape (n,); `dfbetas` has shape (n, k + 1).

    `hat` is the leverage, `rstudent` the externally studentised residual; `dffits`, `cook`, `covratio` and `dfbetas`
    say how the fit, all coefficients, their precision and each coefficient would move without the row.
    """

    hat: np.ndarray
    rstudent: np.ndarray
    dffits: np.ndarray
    cook: np.ndarray
    covratio: np.ndarray
    dfbetas: np.ndarray


@dataclass(frozen=True)
class Range:
    """An estimate on all rows, and without each row or group in turn.

    `without` is in the order of `left_out`; `lowest` and `highest` name what is left out at the extremes.
    """

    estimate: float
    without: tuple[float, ...]
    left_out: tuple[Hashable, ...]
    low: float
    high: float
    lowest: Hashable
    highest: Hashable


def influence(y: ArrayLike, X: ArrayLike) -> Influence:
    """Diagnose which rows a least-squares fit depends on.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, without missing values.
    X : array_like, shape (n,) or (n, k)
        Regressors, one column each, without a constant; n >= k + 3.

    Returns
    -------
    Influence
        The constant comes first in `dfbetas`.

    Raises
    ------
    InputError
        As `linear.least_squares`; when a row determines its own fitted value; or for too few rows to leave one out.

    Notes
    -----
    Belsley, Kuh and Welsch (1980), Regression Diagnostics; computed by statsmodels.
    """
    fit, _ = least_squares(y, X)
    if fit.df_resid < 2:
        least = int(fit.nobs) + 1
        raise InputError(f"y has {least - 1} values; to leave one out at least {least} are needed")
    hat = require_leverage_below_one(fit)
    found = fit.get_influence()
    return Influence(
        hat=hat,
        rstudent=found.resid_studentized_external,
        dffits=found.dffits[0],
        cook=found.cooks_distance[0],
        covratio=found.cov_ratio,
        dfbetas=found.dfbetas,
    )


def leave_one_out(statistic: Statistic, n: int) -> Range:
    """Compute a statistic without each row in turn.

    Parameters
    ----------
    statistic : callable
        Takes the kept row numbers, an increasing array of int, and returns a number.
    n : int
        Rows, 2 or more.

    Returns
    -------
    Range
        `left_out` holds row numbers, counted from 0.

    Raises
    ------
    InputError
        For an n that is not allowed, a statistic that is not a finite number, and as the statistic raises.
    """
    n = whole("n", n, 2)
    return _range(statistic, n, {row: np.array([row]) for row in range(n)})


def leave_group_out(statistic: Statistic, groups: Sequence[Hashable]) -> Range:
    """Compute a statistic without each group of rows in turn.

    Parameters
    ----------
    statistic : callable
        Takes the kept row numbers, an increasing array of int, and returns a number.
    groups : sequence, length n
        A label per row, such as the bloc of a country; two different labels or more.

    Returns
    -------
    Range
        `left_out` holds the labels in the order in which they appear.

    Raises
    ------
    InputError
        For a missing label, fewer than two groups, a statistic that is not a finite number, and as the statistic
        raises.
    """
    groups = list(groups)
    found = members("groups", groups, len(groups))
    if len(found) < 2:
        raise InputError(f"groups holds {len(found)} different labels; at least two are needed")
    return _range(statistic, len(groups), found)


def _range(statistic: Statistic, n: int, groups: dict[Hashable, np.ndarray]) -> Range:
    rows = np.arange(n)
    estimate = _value(statistic, rows, "on all rows")
    left_out = tuple(groups)
    without = [_value(statistic, np.delete(rows, groups[label]), f"without {label!r}") for label in left_out]
    lowest, highest = int(np.argmin(without)), int(np.argmax(without))
    return Range(
        estimate, tuple(without), left_out, without[lowest], without[highest], left_out[lowest], left_out[highest]
    )


def _value(statistic: Statistic, rows: np.ndarray, where: str) -> float:
    value = float(statistic(rows))
    if not np.isfinite(value):
        raise InputError(f"the statistic {where} is {value}; it must be a finite number")
    return value
