"""Unconditional exact tests of k1 of n1 against k2 of n2: the group sizes are fixed, the total of yes is not.

Which margin is fixed changes the p-value. SciPy's functions expect the groups in the columns of their table; the
arguments here name the groups, so that a table read along the wrong side cannot be passed.
"""

from dataclasses import replace
from typing import Literal

import numpy as np
from scipy import optimize, stats

from healthai.errors import InputError
from healthai.stats.checks import one_of
from healthai.stats.two_groups import ALTERNATIVES, MINLIKE, Alternative, ExactTest, groups

TwoSided = Literal["doubled", "minlike"]

_GRID = 2001
# Equal p-values computed along different ways differ in the last digits.
_TIED = 1 + 1e-9


def barnard(k1: int, n1: int, k2: int, n2: int, alternative: Alternative = "two-sided") -> ExactTest:
    """Barnard's unconditional exact test of k1/n1 = k2/n2, ordered by the pooled Wald statistic.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Count and size of each group, 0 <= k <= n, n >= 1.
    alternative : {"two-sided", "less", "greater"}
        "greater": the first group has the larger share.

    Returns
    -------
    ExactTest
        The statistic is the pooled Wald z of the difference.

    Raises
    ------
    InputError
        For counts that are not allowed, or an item that all or none of both groups have.

    Notes
    -----
    Barnard (1947); computed by SciPy.
    """
    k1, n1, k2, n2 = groups(k1, n1, k2, n2)
    one_of("alternative", alternative, ALTERNATIVES)
    if k1 + k2 in (0, n1 + n2):
        raise InputError(f"k1 + k2 is {k1 + k2} of {n1 + n2}; the item must vary for Barnard's statistic to exist")
    result = stats.barnard_exact(_by_column(k1, n1, k2, n2), alternative=alternative, pooled=True)
    definition = "|z| at least as large" if alternative == "two-sided" else f"one-sided, {alternative}"
    return ExactTest(float(result.pvalue), float(result.statistic), "Barnard, pooled z", definition)


def boschloo_one_sided(k1: int, n1: int, k2: int, n2: int, alternative: Literal["less", "greater"]) -> ExactTest:
    """Boschloo's unconditional exact test against one direction.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Count and size of each group, 0 <= k <= n, n >= 1.
    alternative : {"less", "greater"}
        "greater": the first group has the larger share.

    Returns
    -------
    ExactTest
        The statistic is Fisher's one-sided p-value, which orders the tables.

    Raises
    ------
    InputError
        For counts or an alternative that are not allowed.

    Notes
    -----
    Boschloo (1970); computed by SciPy.
    """
    k1, n1, k2, n2 = groups(k1, n1, k2, n2)
    one_of("alternative", alternative, ("less", "greater"))
    result = stats.boschloo_exact(_by_column(k1, n1, k2, n2), alternative=alternative)
    return ExactTest(float(result.pvalue), float(result.statistic), "Boschloo", f"one-sided, {alternative}")


def boschloo(k1: int, n1: int, k2: int, n2: int, two_sided: TwoSided = "doubled") -> ExactTest:
    """Boschloo's unconditional exact test, two-sided by a named definition.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Count and size of each group, 0 <= k <= n, n >= 1.
    two_sided : {"doubled", "minlike"}
        "doubled": twice the smaller one-sided p-value, at most 1 (SciPy). "minlike": tables are ordered by Fisher's
        two-sided minlike p-value, so that tables of the other direction count when they are no more likely (R package
        Exact). Neither is wrong; "minlike" is smaller when the other tail holds few such tables.

    Returns
    -------
    ExactTest
        The statistic is the Fisher p-value that orders the tables.

    Raises
    ------
    InputError
        For counts or a definition that are not allowed.

    Notes
    -----
    The p-value is the largest probability, over the unknown common share, of a table at least as extreme.
    """
    k1, n1, k2, n2 = groups(k1, n1, k2, n2)
    one_of("two_sided", two_sided, _BOSCHLOO)
    return _BOSCHLOO[two_sided](k1, n1, k2, n2)


def _boschloo_doubled(k1: int, n1: int, k2: int, n2: int) -> ExactTest:
    nearer, other = ("less", "greater") if k1 * n2 < k2 * n1 else ("greater", "less")
    result = boschloo_one_sided(k1, n1, k2, n2, nearer)
    # The other direction takes as long again, and seldom has the smaller p-value.
    if result.p > _least_p(k1, n1, k2, n2, other):
        result = min(result, boschloo_one_sided(k1, n1, k2, n2, other), key=lambda found: found.p)
    return replace(result, p=min(1.0, 2 * result.p), definition="twice the smaller one-sided p (doubled)")


def _least_p(k1: int, n1: int, k2: int, n2: int, alternative: Literal["less", "greater"]) -> float:
    """Return a number that Boschloo's one-sided p-value is never below.

    Tables with either count, or both, moved towards the alternative are more extreme. The probability of these alone,
    here at the pooled share, is a product.
    """
    share = (k1 + k2) / (n1 + n2)
    if alternative == "less":
        return stats.binom.cdf(k1, n1, share) * stats.binom.sf(k2 - 1, n2, share)
    return stats.binom.sf(k1 - 1, n1, share) * stats.binom.cdf(k2, n2, share)


def _boschloo_minlike(k1: int, n1: int, k2: int, n2: int) -> ExactTest:
    orders = _minlike_fisher_of_all_tables(n1, n2)
    extreme = orders <= orders[k1, k2] * _TIED

    def probability(share: float | np.ndarray) -> float | np.ndarray:
        first = stats.binom.pmf(np.arange(n1 + 1), n1, np.atleast_1d(share)[:, None])
        second = stats.binom.pmf(np.arange(n2 + 1), n2, np.atleast_1d(share)[:, None])
        return np.einsum("gi,ij,gj->g", first, extreme, second, optimize=True)

    shares = np.linspace(0, 1, _GRID)
    on_grid = probability(shares)
    best = int(np.argmax(on_grid))
    around = shares[max(best - 1, 0)], shares[min(best + 1, _GRID - 1)]
    peak = optimize.minimize_scalar(lambda share: -probability(share)[0], bounds=around, method="bounded")
    p = min(1.0, max(on_grid[best], -peak.fun))
    return ExactTest(float(p), float(orders[k1, k2]), "Boschloo", MINLIKE)


_BOSCHLOO = {"doubled": _boschloo_doubled, "minlike": _boschloo_minlike}


def boschloo_of_all_tables(n1: int, n2: int, two_sided: TwoSided = "doubled") -> np.ndarray:
    """P-values of `boschloo` for every pair of counts at once.

    Parameters
    ----------
    n1, n2 : int
        Size of each group, 1 or more.
    two_sided : {"doubled", "minlike"}
        As for `boschloo`.

    Returns
    -------
    ndarray, shape (n1 + 1, n2 + 1)
        The p-value of k1 against k2 at [k1, k2].

    Raises
    ------
    InputError
        For sizes or a definition that are not allowed.

    Notes
    -----
    The largest probability is sought on a grid of common shares and not refined between its points; for groups of some
    dozens that changes the sixth decimal of a p-value.
    """
    _, n1, _, n2 = groups(0, n1, 0, n2)
    one_of("two_sided", two_sided, _BOSCHLOO)
    if two_sided == "minlike":
        return _largest_probability(_minlike_fisher_of_all_tables(n1, n2))
    k1, k2 = np.ogrid[: n1 + 1, : n2 + 1]
    greater = _largest_probability(stats.hypergeom.sf(k1 - 1, n1 + n2, k1 + k2, n1))
    less = greater[::-1, ::-1]  # yes and no exchanged
    return np.minimum(1, 2 * np.minimum(greater, less))


def _largest_probability(orders: np.ndarray) -> np.ndarray:
    """Return, for each table, the largest probability over the common share of one that comes no later in the order."""
    n1, n2 = orders.shape[0] - 1, orders.shape[1] - 1
    shares = np.linspace(0, 1, _GRID)[:, None]
    first = stats.binom.pmf(np.arange(n1 + 1), n1, shares)
    second = stats.binom.pmf(np.arange(n2 + 1), n2, shares)
    by_order = np.argsort(orders, axis=None, kind="stable")
    likely = (first[:, :, None] * second[:, None, :]).reshape(_GRID, -1)[:, by_order]
    up_to = np.maximum.accumulate(likely.cumsum(axis=1).max(axis=0))
    last_tied = np.searchsorted(orders.ravel()[by_order], orders * _TIED, side="right") - 1
    return np.minimum(1, up_to[last_tied])


def _minlike_fisher_of_all_tables(n1: int, n2: int) -> np.ndarray:
    """Fisher's minlike p-value of every (k1, k2), shape (n1 + 1, n2 + 1)."""
    p = np.empty((n1 + 1, n2 + 1))
    for total in range(n1 + n2 + 1):
        k1 = np.arange(max(0, total - n2), min(n1, total) + 1)
        likely = stats.hypergeom.pmf(k1, n1 + n2, total, n1)
        no_more_likely = likely[None, :] <= likely[:, None] * _TIED
        p[k1, total - k1] = no_more_likely @ likely
    return p


def _by_column(k1: int, n1: int, k2: int, n2: int) -> list[list[int]]:
    """SciPy's unconditional tests want the groups in columns."""
    return [[k1, k2], [n1 - k1, n2 - k2]]
