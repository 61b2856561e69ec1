"""Many items compared between the same two groups: log odds ratios pulled towards their common mean, for display.

With few countries the largest of many odds ratios is mostly the luckiest. Partial pooling shows how much of the spread
the counts can carry. It is no test: the items are answered by the same countries, so that they are not independent,
and no p-value or decision follows from what is returned here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize

from healthai.errors import InputError
from healthai.stats.checks import finite

CORRECTION = 0.5


@dataclass(frozen=True)
class Pooled:
    """Log odds ratios of i items: as counted and shrunk, with standard errors, and what they are shrunk towards.

    `raw`, `raw_se`, `shrunk` and `shrunk_se` have shape (i,); `weight` (i,) is the share of an item's own estimate in
    its shrunk value. `tau2` is the variance of the true log odds ratios between items, `mean` their mean.
    """

    raw: np.ndarray
    raw_se: np.ndarray
    shrunk: np.ndarray
    shrunk_se: np.ndarray
    weight: np.ndarray
    mean: float
    tau2: float


def pooled_log_odds(tables: ArrayLike) -> Pooled:
    """Shrink the log odds ratios of several items by empirical Bayes.

    Parameters
    ----------
    tables : array_like of int, shape (i, 2, 2)
        Two items or more; in each one row per group, first column yes, second column no.

    Returns
    -------
    Pooled
        With tau2 = 0 every item is shrunk to the mean.

    Raises
    ------
    InputError
        For another shape, cells that are not counts, or a group without members.

    Notes
    -----
    One half is added to every cell of every item (Haldane 1956, Anscombe 1956), also where no cell is empty, so that
    items remain comparable. tau2 by Paule and Mandel (1982), the value at which the weighted sum of squares meets its
    expectation, or 0; the root is SciPy's (statsmodels' own iteration stops at five digits, and returns 0 when asked
    for more of them). The standard error of a shrunk value, sqrt(tau2 v / (tau2 + v)), takes the mean and tau2 as known
    and is therefore too small.
    """
    cells = finite("tables", tables, 3)
    if cells.shape[0] < 2 or cells.shape[1:] != (2, 2):
        raise InputError(f"tables has shape {cells.shape}; it must hold two or more tables of two rows and two columns")
    if cells.min() < 0 or np.any(cells != np.rint(cells)):
        raise InputError("tables holds a cell that is not a whole number, 0 or more")
    if cells.sum(axis=2).min() == 0:
        raise InputError("tables holds a group without members; every row must hold at least one country")
    corrected = cells + CORRECTION
    logs = np.log(corrected)
    raw = logs[:, 0, 0] - logs[:, 0, 1] - logs[:, 1, 0] + logs[:, 1, 1]
    variance = (1 / corrected).sum(axis=(1, 2))
    tau2 = _paule_mandel(raw, variance)
    precision = 1 / (variance + tau2)
    mean = float(np.average(raw, weights=precision))
    weight = tau2 * precision
    return Pooled(
        raw=raw,
        raw_se=np.sqrt(variance),
        shrunk=mean + weight * (raw - mean),
        shrunk_se=np.sqrt(weight * variance),
        weight=weight,
        mean=mean,
        tau2=tau2,
    )


def _paule_mandel(estimates: np.ndarray, variance: np.ndarray) -> float:
    expected = estimates.size - 1

    def excess(tau2: float) -> float:
        precision = 1 / (variance + tau2)
        return precision @ np.square(estimates - np.average(estimates, weights=precision)) - expected

    # Squares about the best mean are at most those about the plain one, so that at this tau2 none is in excess.
    enough = np.square(estimates - estimates.mean()).sum() / expected
    return float(optimize.brentq(excess, 0, enough, xtol=1e-14)) if excess(0) > 0 else 0.0
