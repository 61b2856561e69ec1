"""How often an interval for a share covers it: exact sums over all counts, no simulation.

Wald's interval is here to show why it is not among `healthai.stats.counts.interval`'s methods.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import finite, one_of, whole, within
from healthai.stats.counts import Interval, IntervalMethod, interval

Method = IntervalMethod | Literal["wald"]

METHODS = (*get_args(IntervalMethod), "wald")


def wald(k: int, n: int, level: float = 0.95) -> Interval:
    """Return the textbook interval k/n ± z sqrt(k/n (1 - k/n) / n), for comparison only.

    Parameters
    ----------
    k, n : int
        Count and number of units, 0 <= k <= n, n >= 1.
    level : float
        Nominal coverage, strictly between 0 and 1.

    Returns
    -------
    Interval
        Not cut at 0 and 1: limits below 0, above 1, or of no width at k = 0 and k = n are its faults.

    Raises
    ------
    InputError
        For counts or a level that are not allowed.
    """
    n = whole("n", n, 1)
    share = whole("k", k, 0, n) / n
    half = stats.norm.isf((1 - within("level", level, 0, 1)) / 2) * np.sqrt(share * (1 - share) / n)
    return Interval(float(share - half), float(share + half))


def coverage(n: int, method: Method, shares: ArrayLike, level: float = 0.95) -> np.ndarray:
    """Probability that the interval covers the true share, for each of several true shares.

    Parameters
    ----------
    n : int
        Number of units, 1 or more.
    method : {"wilson", "clopper-pearson", "jeffreys", "wald"}
    shares : array_like, shape (s,)
        True shares, 0 to 1.
    level : float
        Nominal coverage, strictly between 0 and 1.

    Returns
    -------
    ndarray, shape (s,)

    Raises
    ------
    InputError
        For values that are not allowed.

    Notes
    -----
    The sum, over the counts 0..n whose interval holds the share, of their binomial probabilities (Brown, Cai and
    DasGupta 2001).
    """
    one_of("method", method, METHODS)
    shares = finite("shares", shares, 1)
    if shares.size == 0 or shares.min() < 0 or shares.max() > 1:
        raise InputError("shares must hold shares from 0 to 1, one or more")
    counts = np.arange(whole("n", n, 1) + 1)
    found = [wald(k, n, level) if method == "wald" else interval(k, n, method, level) for k in counts.tolist()]
    low, high = np.array([[one.low, one.high] for one in found]).T[..., None]
    return np.where((low <= shares) & (shares <= high), stats.binom.pmf(counts[:, None], n, shares), 0).sum(axis=0)
