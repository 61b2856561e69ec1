"""Does x go with one outcome more than with another, measured on the same countries?

Two p-values, one below .05 and one above, do not show it: the difference itself is tested here.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import generator, one_of, series, whole, within
from healthai.stats.features import control_matrix, features_of, references

SwapMethod = Literal["spearman", "pearson"]

# Differences that are equal but computed along different ways differ in the last digits.
_EQUAL = 1e-10


@dataclass(frozen=True)
class DependentDifference:
    """Difference of two correlations that share one variable: Zou's interval; Meng, Rosenthal and Rubin's z and p."""

    difference: float
    low: float
    high: float
    level: float
    z: float
    p: float
    n: int
    controls: int


@dataclass(frozen=True)
class SwapTest:
    """Difference of the (partial) correlations of x with two outcomes, and its permutation p-value."""

    first: float
    second: float
    difference: float
    p: float
    n: int
    method: str


def compare(
    first: float, second: float, between: float, n: int, controls: int = 0, level: float = 0.95
) -> DependentDifference:
    """Compare two dependent correlations from three numbers.

    Parameters
    ----------
    first, second : float
        Correlations of x with the first and with the second outcome, strictly between -1 and 1.
    between : float
        Correlation of the two outcomes; the three must be possible together. All three with the same controls.
    n : int
        Units; n - controls >= 4.
    controls : int
        Variables held constant; each costs one unit.
    level : float
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    DependentDifference
        `difference` is first - second; `p` is two-sided.

    Raises
    ------
    InputError
        For arguments outside those ranges, or three correlations that no data can have.

    Notes
    -----
    Zou (2007), Psychological Methods 12:399, for the interval; Meng, Rosenthal and Rubin (1992), Psychological Bulletin
    111:172, for the test. Both are for bivariate normal data; with ranks they are approximate.
    """
    first, second, between = (
        within(name, value, -1, 1) for name, value in (("first", first), ("second", second), ("between", between))
    )
    level, n, controls = within("level", level, 0, 1), whole("n", n, 4), whole("controls", controls, 0)
    size = n - controls
    if size < 4:
        raise InputError(f"n is {n}; with {controls} controls at least {4 + controls} are needed")
    determinant = 1 - first**2 - second**2 - between**2 + 2 * first * second * between
    if determinant < -1e-12:
        raise InputError(f"no data have the correlations {first:g}, {second:g} and {between:g} together")
    low, high = _zou(first, second, between, size, level)
    z = _meng(first, second, between, size)
    return DependentDifference(first - second, low, high, level, z, float(2 * stats.norm.sf(abs(z))), n, controls)


def _zou(first: float, second: float, between: float, size: int, level: float) -> tuple[float, float]:
    half_width = stats.norm.isf((1 - level) / 2) / np.sqrt(size - 3)
    (low_1, high_1), (low_2, high_2) = (
        np.tanh(np.arctanh(r) + np.array([-1, 1]) * half_width) for r in (first, second)
    )
    covariance = (between - first * second / 2) * (1 - first**2 - second**2 - between**2) + between**3
    overlap = covariance / ((1 - first**2) * (1 - second**2))
    down, up = (first - low_1, high_2 - second), (high_1 - first, second - low_2)
    # A covariance above its maximum by rounding would leave a negative square.
    below, above = (np.sqrt(max(0.0, a * a + b * b - 2 * overlap * a * b)) for a, b in (down, up))
    return float(first - second - below), float(first - second + above)


def _meng(first: float, second: float, between: float, size: int) -> float:
    mean_square = (first**2 + second**2) / 2
    f = min(1.0, (1 - between) / (2 * (1 - mean_square)))
    h = (1 - f * mean_square) / (1 - mean_square)
    return float((np.arctanh(first) - np.arctanh(second)) * np.sqrt((size - 3) / (2 * (1 - between) * h)))


def swap_test(
    x: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    method: SwapMethod,
    n_perm: int,
    rng: np.random.Generator,
    controls: ArrayLike | None = None,
) -> SwapTest:
    """Permutation test of the difference of the (partial) correlations of x with two outcomes.

    Parameters
    ----------
    x, first, second : array_like, shape (n,)
        Focal variable and the two outcomes, without missing values; n >= 4 with no control, one more for each.
    method : {"spearman", "pearson"}
    n_perm : int
        Permutations B, 1 or more.
    rng : numpy.random.Generator
        Source of randomness.
    controls : array_like, shape (n,) or (n, k), optional
        What is held constant, one column each.

    Returns
    -------
    SwapTest
        Two-sided p, between 1 / (B + 1) and 1.

    Raises
    ------
    InputError
        For series, controls, a method or numbers that are not allowed, or two outcomes that are one order.

    Notes
    -----
    The outcomes are standardised (ranked for Spearman) and change places within a country with probability 1/2. This is
    exact when x and the controls relate to both outcomes alike; to say only that the two correlations are equal is
    weaker, and for that the test is approximate.
    """
    one_of("method", method, ("spearman", "pearson"))
    features = features_of(method)
    x, first, second = (series(name, values) for name, values in (("x", x), ("first", first), ("second", second)))
    if not x.size == first.size == second.size:
        raise InputError(
            f"x has {x.size} values, first has {first.size} and second has {second.size}; all must have the same number"
        )
    columns = np.empty((x.size, 0)) if controls is None else control_matrix(controls, x.size)
    least = columns.shape[1] + 4
    if x.size < least:
        raise InputError(f"x has {x.size} values; with {least - 4} controls at least {least} are needed")
    n_perm, rng = whole("n_perm", n_perm, 1), generator(rng)
    rows = features.scale(np.vstack([x, first, second, columns.T]))
    # Raises when the controls determine any of the three.
    given = references(["x", "first", "second"], rows[:3].T, rows[3:].T, features).only(0)
    both = stats.zscore(rows[1:3], axis=1)
    if np.allclose(both[0], both[1]):
        raise InputError("first and second are one and the same once standardised; there is no difference to test")
    a, b = given.correlations(features.of(both)).tolist()
    swapped = rng.random((n_perm, x.size)) < 0.5
    there = given.correlations(features.of(np.where(swapped, both[1], both[0])))
    here = given.correlations(features.of(np.where(swapped, both[0], both[1])))
    as_extreme = np.count_nonzero(np.abs(there - here) >= abs(a - b) - _EQUAL)
    return SwapTest(a, b, a - b, (1 + int(as_extreme)) / (n_perm + 1), x.size, method)
