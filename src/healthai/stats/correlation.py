"""Correlation of two series over the same countries, with an interval, and given controls.

Intervals are Fisher's: r is moved to atanh(r), where its standard error hardly depends on it. They speak of a
population of which the countries would be a sample; p-values that assume only exchangeable labels are in
`healthai.stats.permutation`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special, stats

from healthai.errors import InputError
from healthai.stats.checks import one_of, pair, within
from healthai.stats.features import CorrelationMethod, control_matrix, features_of, partial_cosine


@dataclass(frozen=True)
class Correlation:
    """A correlation with its interval; `interval` names the formula, `controls` counts what was held constant."""

    estimate: float
    low: float
    high: float
    n: int
    method: str
    level: float
    controls: int
    interval: str


@dataclass(frozen=True)
class _IntervalFormula:
    """Standard error of atanh(r) from r and the effective n (units less controls), which must exceed `below`."""

    name: str
    name_with_controls: str
    standard_error: Callable[[float, int], float]
    below: int


_INTERVALS = {
    "pearson": _IntervalFormula("Fisher z", "Fisher z", lambda r, n: (n - 3) ** -0.5, 3),
    "spearman": _IntervalFormula("Bonett-Wright", "Bonett-Wright", lambda r, n: ((1 + r * r / 2) / (n - 3)) ** 0.5, 3),
    "kendall": _IntervalFormula("Fieller", "Fieller, approximate", lambda r, n: (0.437 / (n - 4)) ** 0.5, 4),
}


def pearson(x: ArrayLike, y: ArrayLike, level: float = 0.95) -> Correlation:
    """Pearson's product-moment correlation.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, n >= 4, without missing values.
    level : float
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Correlation
        With Fisher's z interval, standard error 1 / sqrt(n - 3). At r = 1 or -1 the interval is that point.

    Raises
    ------
    InputError
        For missing values, unequal lengths, a constant series or too few values.

    Notes
    -----
    Fisher (1921). Not for skewed indicators: on lognormal data its 95% interval covers 83%.
    """
    return _marginal(x, y, "pearson", lambda x, y: stats.pearsonr(x, y).statistic, level)


def spearman(x: ArrayLike, y: ArrayLike, level: float = 0.95) -> Correlation:
    """Spearman's rank correlation; ties share their mean rank.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, n >= 4, without missing values.
    level : float
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Correlation
        Its interval has squared standard error (1 + r^2 / 2) / (n - 3) on the scale of atanh(r).

    Raises
    ------
    InputError
        For missing values, unequal lengths, a constant series or too few values.

    Notes
    -----
    Bonett and Wright (2000), Psychometrika 65:23.
    """
    return _marginal(x, y, "spearman", lambda x, y: stats.spearmanr(x, y).statistic, level)


def kendall(x: ArrayLike, y: ArrayLike, level: float = 0.95) -> Correlation:
    """Kendall's tau-b.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, n >= 5, without missing values.
    level : float
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Correlation
        Its interval has squared standard error 0.437 / (n - 4) on the scale of atanh(tau).

    Raises
    ------
    InputError
        For missing values, unequal lengths, a constant series or too few values.

    Notes
    -----
    Fieller, Hartley and Pearson (1957); Bonett and Wright (2000).
    """
    return _marginal(x, y, "kendall", lambda x, y: stats.kendalltau(x, y, variant="b").statistic, level)


_METHODS = {"spearman": spearman, "kendall": kendall, "pearson": pearson}


def correlate(x: ArrayLike, y: ArrayLike, method: CorrelationMethod = "spearman", level: float = 0.95) -> Correlation:
    """Correlate by the named method.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, without missing values.
    method : {"spearman", "kendall", "pearson"}
    level : float
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Correlation

    Raises
    ------
    InputError
        For an unknown method, and as that method.
    """
    return _METHODS[one_of("method", method, _METHODS)](x, y, level)


def partial(
    x: ArrayLike, y: ArrayLike, controls: ArrayLike, method: CorrelationMethod = "spearman", level: float = 0.95
) -> Correlation:
    """Correlate what the controls leave of x and y.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, without missing values.
    controls : array_like, shape (n,) or (n, k)
        What is held constant, one column each.
    method : {"spearman", "kendall", "pearson"}
        Pearson: correlation of the residuals of least squares with a constant. Spearman: the same on ranks, the
        controls ranked too. Kendall: partial tau-b, applied again for each further control.
    level : float
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Correlation
        The interval has n - k in place of n; for Kendall it is approximate, and `interval` says so.

    Raises
    ------
    InputError
        For missing values, unequal lengths, constant series, collinear controls, controls that determine x or y, too
        few rows for the controls, or an unknown method.

    Notes
    -----
    Fisher (1924) for the loss of one degree of freedom per control; Kendall (1942) for partial tau.
    """
    features = features_of(method)
    x, y = pair(x, y, 1)
    controls = control_matrix(controls, x.size)
    require_rows(x.size, controls.shape[1], method)
    r = partial_cosine(*features.scaled(x, y, controls), features)
    return _with_interval(r, x.size, controls.shape[1], method, level)


def interval(
    estimates: ArrayLike, n: int, controls: int, method: CorrelationMethod, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the intervals of correlations that were computed from as many countries.

    Parameters
    ----------
    estimates : array_like
        Correlations, from -1 to 1; NaN is passed through.
    n, controls : int
        Countries, and what was held constant.
    method : {"spearman", "kendall", "pearson"}
    level : float
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    low, high : ndarray

    Raises
    ------
    InputError
        For an unknown method, a level outside 0 to 1, or too few countries.
    """
    moved, error = _moved(estimates, n, controls, method)
    half_width = -special.ndtri((1 - within("level", level, 0, 1)) / 2) * error
    return np.tanh(moved - half_width), np.tanh(moved + half_width)


def interval_p(estimates: ArrayLike, n: int, controls: int, method: CorrelationMethod) -> np.ndarray:
    """Return the two-sided p-values that belong to `interval`: at level 1 - p one end of the interval is zero.

    Parameters
    ----------
    estimates : array_like
        Correlations, from -1 to 1; NaN is passed through.
    n, controls : int
        Countries, and what was held constant.
    method : {"spearman", "kendall", "pearson"}

    Raises
    ------
    InputError
        For an unknown method, or too few countries.

    Notes
    -----
    The standard error is the interval's, taken at the estimate. For ranks that is larger than at zero, so that these
    p-values are somewhat larger than those of a test made for the null hypothesis.
    """
    moved, error = _moved(estimates, n, controls, method)
    return 2 * special.ndtr(-np.abs(moved) / error)


def _moved(estimates: ArrayLike, n: int, controls: int, method: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the correlations on the scale of atanh, and their standard errors there."""
    one_of("method", method, _INTERVALS)
    require_rows(n, controls, method)
    estimates = np.asarray(estimates, dtype=float)
    with np.errstate(divide="ignore"):  # atanh of 1 is infinite, and tanh brings it back to 1
        return np.arctanh(estimates), np.asarray(_INTERVALS[method].standard_error(estimates, n - controls))


def pearson_t_p(x: ArrayLike, y: ArrayLike) -> float:
    """Two-sided p-value of Pearson's r by the t distribution on n - 2 degrees of freedom.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, n >= 4, without missing values.

    Returns
    -------
    float
        Exact for bivariate normal data. There is no such function for ranks, where t is only an approximation.

    Raises
    ------
    InputError
        As `pearson`.
    """
    return float(stats.pearsonr(*pair(x, y, 4)).pvalue)


def _marginal(
    x: ArrayLike, y: ArrayLike, method: str, statistic: Callable[[np.ndarray, np.ndarray], float], level: float
) -> Correlation:
    x, y = pair(x, y, _INTERVALS[method].below + 1)
    return _with_interval(float(np.clip(statistic(x, y), -1, 1)), x.size, 0, method, level)


def _with_interval(estimate: float, n: int, controls: int, method: str, level: float) -> Correlation:
    formula = _INTERVALS[method]
    name = formula.name_with_controls if controls else formula.name
    low, high = interval(estimate, n, controls, method, level)
    return Correlation(estimate, float(low), float(high), n, method, level, controls, name)


def require_rows(n: int, controls: int, method: CorrelationMethod) -> None:
    """Raise `InputError` when `n` countries are too few for an interval of a correlation given so many controls."""
    least = _INTERVALS[method].below + 1 + controls
    if n < least:
        raise InputError(f"x and y have {n} values; with {controls} controls at least {least} are needed")
