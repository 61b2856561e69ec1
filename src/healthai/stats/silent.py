"""Two groups when members of the second did not answer: what every answer of theirs would make of the comparison.

These are logical bounds, not confidence intervals: each end belongs to one way in which the silent members might have
answered, and nothing between is more likely than the rest.
"""

from collections.abc import Callable

from healthai.stats.bounds import Bounds
from healthai.stats.checks import whole
from healthai.stats.two_groups import groups


def difference_bounds(k1: int, n1: int, k2: int, n2: int, silent: int) -> Bounds:
    """Bound the difference of shares, first group minus second.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Count and size of each group among those that answered, 0 <= k <= n, n >= 1.
    silent : int
        Members of the second group that did not answer, 0 or more.

    Returns
    -------
    Bounds
        At the low end all silent members would say yes, at the high end none (Manski 2003).

    Raises
    ------
    InputError
        For counts that are not allowed.
    """
    pairs = _answers(k1, n1, k2, n2, silent)
    return Bounds(*(k1 / n1 - k / n for k, n in (pairs[-1], pairs[0])))


def p_bounds(k1: int, n1: int, k2: int, n2: int, silent: int, test: Callable[[int, int, int, int], float]) -> Bounds:
    """Bound the p-value of a test of the two groups.

    Parameters
    ----------
    k1, n1, k2, n2, silent : int
        As for `difference_bounds`.
    test : callable
        Returns a p-value for (k1, n1, k2, n2).

    Returns
    -------
    Bounds
        The smallest and the largest p-value over 0 to `silent` further yeses in the second group; they need not belong
        to the ends, for a p-value is largest where the groups are alike.

    Raises
    ------
    InputError
        For counts that are not allowed.
    """
    found = [test(k1, n1, k, n) for k, n in _answers(k1, n1, k2, n2, silent)]
    return Bounds(min(found), max(found))


def _answers(k1: int, n1: int, k2: int, n2: int, silent: int) -> list[tuple[int, int]]:
    """Return count and size of the second group for each number of silent members that would say yes."""
    k1, n1, k2, n2 = groups(k1, n1, k2, n2)
    silent = whole("silent", silent, 0)
    return [(k2 + yes, n2 + silent) for yes in range(silent + 1)]
