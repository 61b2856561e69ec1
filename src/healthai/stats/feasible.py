"""Which p-values are possible for a pair of items when only their margins are known.

Every joint count between the bounds gives a 2x2 table, and each table has its p-value by an exact test. When even the
smallest of these is not small, no answers of single countries, were they published, could show a relation at that level
by that test. That the smallest is small shows nothing: it belongs to one of the tables, and none is more likely than
another.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import stats

from healthai.errors import InputError
from healthai.stats.bounds import Bounds, Margin, joint_count
from healthai.stats.checks import whole, within
from healthai.stats.unconditional import boschloo_of_all_tables

# Equal probabilities computed along different ways differ in the last digits.
_EQUAL = 1 + 1e-9


@dataclass(frozen=True)
class Overlap:
    """Distribution of the joint count under no relation: `counts` with their `probabilities`, and a central band."""

    mean: float
    low: int
    high: int
    level: float
    counts: tuple[int, ...]
    probabilities: tuple[float, ...]


def minlike_p(both: int | np.ndarray, a: int, b: int, n: int) -> np.ndarray:
    """Two-sided Fisher p-value of joint counts, minlike as `healthai.stats.two_groups.fisher`.

    Parameters
    ----------
    both : int or ndarray of int
        Joint counts within the bounds that a, b and n set.
    a, b : int
        Countries that have each item, 0..n.
    n : int
        Countries in all, 1 or more.

    Returns
    -------
    ndarray of float
        In the shape of `both`: the total probability, with the margins fixed, of the tables no more likely.

    Raises
    ------
    InputError
        For margins outside 0..n or a joint count that they do not allow.
    """
    both, low = _allowed(both, a, b, n)
    return _minlike(a, b, n)[both - low]


def mid_p(both: int | np.ndarray, a: int, b: int, n: int) -> np.ndarray:
    """Two-sided Fisher mid-p of joint counts: `minlike_p` less half of the probability of the table itself.

    Parameters, errors and shape are those of `minlike_p`; the definition is that of `healthai.stats.two_groups.mid_p`.
    """
    both, low = _allowed(both, a, b, n)
    return (_minlike(a, b, n) - _likely(a, b, n) / 2)[both - low]


def boschloo_p(both: int | np.ndarray, a: int, b: int, n: int) -> np.ndarray:
    """Boschloo's two-sided p-value of joint counts, the smaller of its two for a table.

    The test holds the sizes of two groups fixed, and either item can be the one that makes the groups. Both are
    reckoned, so that a table whose p is not small here has none that is, whichever is chosen.

    Parameters
    ----------
    both, a, b, n
        As for `minlike_p`.

    Returns
    -------
    ndarray of float
        In the shape of `both`; 1 where all or none have one of the items. Twice the smaller one-sided p, as
        `healthai.stats.unconditional.boschloo`.

    Raises
    ------
    InputError
        As `minlike_p`.
    """
    both, _ = _allowed(both, a, b, n)
    if a in (0, n) or b in (0, n):
        return np.ones(both.shape)
    by_a, by_b = _boschloo(a, n - a)[both, b - both], _boschloo(b, n - b)[both, a - both]
    return np.minimum(by_a, by_b)


@cache
def _minlike(a: int, b: int, n: int) -> np.ndarray:
    """Return the p-value of every joint count between the bounds."""
    likely = _likely(a, b, n)
    return np.minimum((likely <= likely[:, None] * _EQUAL) @ likely, 1)


@cache
def _likely(a: int, b: int, n: int) -> np.ndarray:
    """Return the probability of every joint count between the bounds when there is no relation."""
    low, high = joint_count(a, b, n)
    return stats.hypergeom.pmf(np.arange(low, high + 1), n, a, b)


@cache
def _boschloo(n1: int, n2: int) -> np.ndarray:
    # The groups exchanged: the same p-values in the other direction.
    return boschloo_of_all_tables(n1, n2) if n1 <= n2 else _boschloo(n2, n1).T


def _allowed(both: int | np.ndarray, a: int, b: int, n: int) -> tuple[np.ndarray, int]:
    """Return joint counts and the least that the margins allow, or raise `InputError` for one that they do not."""
    low, high = joint_count(a, b, n)
    both = np.asarray(both)
    if both.min() < low or both.max() > high:
        raise InputError(
            f"both runs from {both.min()} to {both.max()}; margins {a} and {b} of {n} allow {low} to {high}"
        )
    return both, low


def fisher_range(a: int | Margin, b: int | Margin, n: int) -> Bounds:
    """Smallest and largest two-sided Fisher p-value over all tables that the margins allow.

    Parameters
    ----------
    a, b : int or Margin
        Countries that have each item, within 0..n.
    n : int
        Countries in all, 1 or more.

    Returns
    -------
    Bounds
        p-values, both attained. An item that all or none may have allows p = 1.

    Raises
    ------
    InputError
        For margins outside 0..n, or whose ends are reversed.
    """
    joint_count(a, b, n)  # raises for margins that are not allowed
    every = np.concatenate([_all_p(one, other, n) for one in _values(a) for other in _values(b)])
    return Bounds(float(every.min()), float(every.max()))


def demonstrable(a: int | Margin, b: int | Margin, n: int, alpha: float = 0.05) -> bool:
    """Tell whether any table that the margins allow has a two-sided Fisher p-value below `alpha`.

    Parameters
    ----------
    a, b : int or Margin
        Countries that have each item, within 0..n.
    n : int
        Countries in all, 1 or more.
    alpha : float
        Level, strictly between 0 and 1.

    Returns
    -------
    bool
        False: not demonstrable at this n and level, whatever each country answered.

    Raises
    ------
    InputError
        For margins or a level that are not allowed.
    """
    return fisher_range(a, b, n).low < within("alpha", alpha, 0, 1)


def overlap_without_relation(a: int, b: int, n: int, level: float = 0.95) -> Overlap:
    """Distribution of the joint count if the item B were spread over the countries at random.

    Parameters
    ----------
    a, b : int
        Countries that have each item, 0..n.
    n : int
        Countries in all, 1 or more.
    level : float
        Probability of the central band, strictly between 0 and 1; the band holds at least that.

    Returns
    -------
    Overlap
        A reference for drawing beside the bounds, not an estimate of the joint count.

    Raises
    ------
    InputError
        For margins or a level that are not allowed.

    Notes
    -----
    Hypergeometric, by SciPy: mean a b / n. The band leaves out at most (1 - level) / 2 on either side.
    """
    low, high = joint_count(whole("a", a, 0), whole("b", b, 0), n)
    tail = (1 - within("level", level, 0, 1)) / 2
    counts = np.arange(low, high + 1)
    overlap = stats.hypergeom(n, a, b)
    band = counts[(overlap.cdf(counts) > tail) & (overlap.sf(counts - 1) > tail)]
    return Overlap(
        mean=a * b / n,
        low=int(band[0]),
        high=int(band[-1]),
        level=level,
        counts=tuple(counts.tolist()),
        probabilities=tuple(overlap.pmf(counts).tolist()),
    )


def _all_p(a: int, b: int, n: int) -> np.ndarray:
    low, high = joint_count(a, b, n)
    return minlike_p(np.arange(low, high + 1), a, b, n)


def _values(count: int | Margin) -> range:
    return range(count.low, count.high + 1) if isinstance(count, Margin) else range(count, count + 1)
