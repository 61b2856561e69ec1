"""What two published margins say about how two yes-no items go together: Frechet-Hoeffding bounds.

Of n countries a have A and b have B. The number that have both is then bounded, and every whole number between the
bounds is possible. Bounds are not confidence intervals: nothing inside is more likely than the rest, and a midpoint
means nothing.

The odds ratio and Yule's Q have no function here because their bounds are vacuous. At the lower end of the joint count
one cell of the diagonal is empty (Q = -1, odds ratio 0); at the upper end one cell off it is (Q = +1, odds ratio
infinite). Hence two margins that vary never identify even the sign of an association.

A count known only in words ("nearly half") is itself bounded: a `Margin`. All functions raise `InputError` for a margin
outside the range that they name, or whose ends are reversed.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Literal

from healthai.errors import InputError
from healthai.stats.checks import whole


@dataclass(frozen=True)
class Margin:
    """A count known to lie between `low` and `high`, both included."""

    low: int
    high: int


@dataclass(frozen=True)
class Bounds:
    """Sharp bounds: both ends are attained by some table with the given margins."""

    low: float
    high: float


@dataclass(frozen=True)
class Statement:
    """A logical certainty: of the `of` countries, at least `guaranteed` do as `kind` says.

    `kind` "both": of all n, have `subject` and `other`. "a_without_b", "b_without_a": of those with `subject`, do not
    have `other`. `survives_one_off`: a count above 0 stays guaranteed when each margin is one country off in the
    unfavourable direction.
    """

    kind: Literal["both", "a_without_b", "b_without_a"]
    subject: str
    other: str
    guaranteed: int
    of: Margin
    survives_one_off: bool


def joint_count(a: int | Margin, b: int | Margin, n: int) -> tuple[int, int]:
    """Bound the number of countries that have both items.

    Parameters
    ----------
    a, b : int or Margin
        Countries that have each item, within 0..n.
    n : int
        Countries in all, 1 or more.

    Returns
    -------
    tuple of int
        max(0, a + b - n) at the low ends and min(a, b) at the high ends; every whole number between is attainable.

    Raises
    ------
    InputError
        For margins outside 0..n, or whose ends are reversed.

    Notes
    -----
    Frechet (1951), Hoeffding (1940).
    """
    a, b, n = _margins(a, b, n)
    return max(0, a.low + b.low - n), min(a.high, b.high)


def guaranteed_gap(a: int | Margin, b: int | Margin) -> int:
    """Smallest number of countries that have A and not B.

    Parameters
    ----------
    a, b : int or Margin
        Countries that have each item, 0 or more.

    Returns
    -------
    int
        max(0, a - b), with the low end of `a` and the high end of `b`.

    Raises
    ------
    InputError
        For margins below 0, or whose ends are reversed.
    """
    return max(0, _margin("a", a).low - _margin("b", b).high)


def conditional_share(a: int | Margin, b: int | Margin, n: int) -> Bounds | None:
    """Bound the share of the countries with A that have B.

    Parameters
    ----------
    a, b : int or Margin
        Countries that have each item, within 0..n.
    n : int
        Countries in all, 1 or more.

    Returns
    -------
    Bounds or None
        Shares. None when A may be empty (low end 0): a share of none is not defined.

    Raises
    ------
    InputError
        For margins outside 0..n, or whose ends are reversed.

    Notes
    -----
    For a count a > 0 the bounds are max(0, a + b - n) / a and min(a, b) / a. The first never falls and the second never
    rises as a grows, so both are widest at the low end of `a`, where b takes its low and its high end.
    """
    a, b, n = _margins(a, b, n)
    if a.low == 0:
        return None
    low, high = Fraction(max(0, a.low + b.low - n), a.low), Fraction(min(a.low, b.high), a.low)
    return Bounds(float(low), float(high))


def risk_difference(a: int, b: int, n: int) -> Bounds:
    """Bound P(B given A) - P(B given not A).

    Parameters
    ----------
    a, b : int
        Countries that have each item; 1..n-1 for `a`, 0..n for `b`.
    n : int
        Countries in all, 2 or more.

    Returns
    -------
    Bounds
        On the scale -1 to 1; the difference grows with the joint count, so its ends are those of the joint count.

    Raises
    ------
    InputError
        For margins outside those ranges.
    """
    n = whole("n", n, 2)
    a, b = whole("a", a, 1, n - 1), whole("b", b, 0, n)
    low, high = (Fraction(both, a) - Fraction(b - both, n - a) for both in joint_count(a, b, n))
    return Bounds(float(low), float(high))


def phi(a: int, b: int, n: int) -> Bounds:
    """Bound the phi coefficient (Pearson's correlation of two yes-no items).

    Parameters
    ----------
    a, b : int
        Countries that have each item, 1..n-1.
    n : int
        Countries in all, 2 or more.

    Returns
    -------
    Bounds
        The low end is never above 0 and the high end never below: only the possible magnitude is informative.

    Raises
    ------
    InputError
        For margins outside 1..n-1: an item that does not vary has no correlation.
    """
    n = whole("n", n, 2)
    a, b = whole("a", a, 1, n - 1), whole("b", b, 1, n - 1)
    scale = sqrt(a * (n - a) * b * (n - b))
    low, high = ((n * both - a * b) / scale for both in joint_count(a, b, n))
    return Bounds(low, high)


def phi_max(a: int, b: int, n: int) -> float:
    """Return the largest phi that the margins allow, 1 only for equal margins: the high end of `phi`, which see."""
    return phi(a, b, n).high


def certain_statements(name_a: str, a: int | Margin, name_b: str, b: int | Margin, n: int) -> list[Statement]:
    """List what the two margins make certain.

    Parameters
    ----------
    name_a, name_b : str
        Names of the items, handed through.
    a, b : int or Margin
        Countries that have each item, within 0..n.
    n : int
        Countries in all, 1 or more.

    Returns
    -------
    list of Statement
        Those that guarantee one country or more, in the order both, a_without_b, b_without_a; empty when nothing is
        certain.

    Raises
    ------
    InputError
        For margins outside 0..n, or whose ends are reversed.
    """
    a, b, n = _margins(a, b, n)
    # One country off: fewer for a margin that the statement needs large, more for one that it needs small, within 0..n.
    fewer_a, fewer_b = max(0, a.low - 1), max(0, b.low - 1)
    more_a, more_b = min(n, a.high + 1), min(n, b.high + 1)
    both, both_off = joint_count(a, b, n)[0], joint_count(fewer_a, fewer_b, n)[0]
    candidates = [
        Statement("both", name_a, name_b, both, Margin(n, n), both_off > 0),
        Statement("a_without_b", name_a, name_b, guaranteed_gap(a, b), a, guaranteed_gap(fewer_a, more_b) > 0),
        Statement("b_without_a", name_b, name_a, guaranteed_gap(b, a), b, guaranteed_gap(fewer_b, more_a) > 0),
    ]
    return [statement for statement in candidates if statement.guaranteed > 0]


def _margins(a: int | Margin, b: int | Margin, n: int) -> tuple[Margin, Margin, int]:
    n = whole("n", n, 1)
    a, b = _margin("a", a), _margin("b", b)
    for name, margin in (("a", a), ("b", b)):
        if margin.high > n:
            raise InputError(f"{name} is {margin.high} of {n}; it must be a whole number from 0 to {n}")
    return a, b, n


def _margin(name: str, value: int | Margin) -> Margin:
    low, high = (value.low, value.high) if isinstance(value, Margin) else (value, value)
    low = whole(f"the low end of {name}" if low != high else name, low, 0)
    if whole(name, high, 0) < low:
        raise InputError(f"{name} lies between {low} and {high}; its low end must not exceed its high end")
    return Margin(low, int(high))
