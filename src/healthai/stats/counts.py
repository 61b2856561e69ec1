"""One proportion: recovering a count from a printed percentage, and intervals for k of n.

In a census of the countries, k of n is a fact without sampling error. An interval answers a further question (a
population of which these countries would be a sample, or part of the countries left unobserved), and its reader must be
told which.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from healthai.errors import InputError, listing
from healthai.stats.checks import one_of, whole, within

IntervalMethod = Literal["wilson", "clopper-pearson", "jeffreys"]

_STATSMODELS_NAMES = {"wilson": "wilson", "clopper-pearson": "beta", "jeffreys": "jeffreys"}


@dataclass(frozen=True)
class Interval:
    """An interval for a proportion, on the scale 0 to 1."""

    low: float
    high: float


def percent_to_count(percent: float, n: int) -> int:
    """Recover the count behind a percentage that was printed without decimals.

    Parameters
    ----------
    percent : int or float
        A whole percentage, 0 to 100 (74 and 74.0 are the same).
    n : int
        The number of respondents that the percentage refers to, 1 or more.

    Returns
    -------
    int
        The only k in 0..n for which 100 k / n prints as `percent`, with halves rounded up or to even.

    Raises
    ------
    InputError
        When no count prints so (the denominator is another one), or several do (n is too large).

    Notes
    -----
    Exact integer arithmetic. Below n = 100 two neighbouring counts are more than one point apart, so there is at most
    one.
    """
    n = whole("n", n, 1)
    printed = _whole_percent(percent)
    counts = [k for k in range(n + 1) if printed in _printed_percents(k, n)]
    if not counts:
        raise InputError(f"no count of {n} prints as {printed}%; is {n} the right denominator?")
    if len(counts) > 1:
        raise InputError(f"several counts of {n} print as {printed}%: {listing(counts)}; give the count itself")
    return counts[0]


def _whole_percent(percent: float) -> int:
    try:
        as_given = float(percent)
    except (TypeError, ValueError):
        as_given = math.nan
    if not (0 <= as_given <= 100 and as_given.is_integer()):
        raise InputError(f"percent is {percent!r}; it must be a whole percentage from 0 to 100")
    return int(as_given)


def _printed_percents(k: int, n: int) -> set[int]:
    share = Fraction(100 * k, n)
    half_up = math.floor(share + Fraction(1, 2))
    half_even = round(share)
    return {half_up, half_even}


def interval(k: int, n: int, method: IntervalMethod = "wilson", level: float = 0.95) -> Interval:
    """Two-sided interval for a proportion, when the n units stand for a larger population.

    Parameters
    ----------
    k, n : int
        Count and number of units, 0 <= k <= n, n >= 1.
    method : {"wilson", "clopper-pearson", "jeffreys"}
        Wilson (1927) score, Clopper and Pearson (1934) exact, or the equal-tailed interval of the Jeffreys prior
        Beta(1/2, 1/2).
    level : float
        Coverage, strictly between 0 and 1.

    Returns
    -------
    Interval
        Limits as shares.

    Raises
    ------
    InputError
        For counts, a method or a level that are not allowed.

    Notes
    -----
    Computed by statsmodels. Convention for Jeffreys (Brown, Cai and DasGupta 2001): the lower limit is 0 at k = 0 and
    the upper limit is 1 at k = n, where the quantile itself would leave the observed share outside; the other limit
    stays the quantile of (1 - level) / 2. Wilson and Clopper-Pearson have these limits by themselves.
    """
    n = whole("n", n, 1)
    k = whole("k", k, 0, n)
    one_of("method", method, _STATSMODELS_NAMES)
    level = within("level", level, 0, 1)
    low, high = proportion_confint(k, n, alpha=1 - level, method=_STATSMODELS_NAMES[method])
    return Interval(0.0 if k == 0 else float(low), 1.0 if k == n else float(high))


def finite_population_interval(k: int, n: int, N: int, level: float = 0.95) -> tuple[int, int]:
    """Exact interval for the count in a finite population of which n members were drawn at random.

    Parameters
    ----------
    k, n, N : int
        Count among those drawn, number drawn, size of the population: 0 <= k <= n <= N, n >= 1.
    level : float
        Coverage, strictly between 0 and 1.

    Returns
    -------
    tuple of int
        The smallest and the largest population count K that neither one-sided hypergeometric test at (1 - level) / 2
        rejects.

    Raises
    ------
    InputError
        For counts or a level that are not allowed.

    Notes
    -----
    Inversion of two one-sided tests, as Clopper and Pearson do for the binomial. At a census (n = N) it is (k, k).
    """
    N = whole("N", N, 1)
    n = whole("n", n, 1, N)
    k = whole("k", k, 0, n)
    tail = (1 - within("level", level, 0, 1)) / 2
    candidates = np.arange(k, k + N - n + 1)
    at_least_k = stats.hypergeom.sf(k - 1, N, candidates, n)
    at_most_k = stats.hypergeom.cdf(k, N, candidates, n)
    kept = candidates[(at_least_k > tail) & (at_most_k > tail)]
    return int(kept[0]), int(kept[-1])


def worst_case(k: int, n: int, N: int) -> tuple[int, int]:
    """Bounds on the population count when nothing is assumed about those who did not answer.

    Parameters
    ----------
    k, n, N : int
        Count among those who answered, number who answered, size of the population: 0 <= k <= n <= N, n >= 1.

    Returns
    -------
    tuple of int
        (k, k + N - n): every silent member says no, or every one says yes (Manski 2003).

    Raises
    ------
    InputError
        For counts that are not allowed.
    """
    N = whole("N", N, 1)
    n = whole("n", n, 1, N)
    k = whole("k", k, 0, n)
    return k, k + N - n
