"""What a shared ingredient alone makes of the correlation of two composites.

The arithmetic is exact for independent indicators of one variance; the simulation says how often such a correlation
passes for significant. Both are illustrations: they use no data.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from healthai.stats.checks import generator, whole


@dataclass(frozen=True, eq=False)
class SharedIndicators:
    """Correlations of simulated composites, shape (replicates,), their two-sided p-values, and the expected value."""

    correlations: np.ndarray
    p: np.ndarray
    expected: float


def expected_correlation(first: int, second: int, shared: int) -> float:
    """Return the correlation of two means of independent indicators that have some indicators in common.

    Parameters
    ----------
    first, second : int
        Indicators of each composite, 1 or more.
    shared : int
        Indicators that are in both, 0 to the smaller of the two.

    Returns
    -------
    float
        shared / sqrt(first * second).

    Raises
    ------
    InputError
        For numbers that are not allowed.
    """
    first, second = whole("first", first, 1), whole("second", second, 1)
    shared = whole("shared", shared, 0, min(first, second))
    return shared / np.sqrt(first * second)


def shared_indicators(
    n: int, first: int, second: int, shared: int, replicates: int, rng: np.random.Generator
) -> SharedIndicators:
    """Simulate two composites of independent normal indicators, some of them in both.

    Parameters
    ----------
    n : int
        Countries, 3 or more.
    first, second, shared : int
        As in `expected_correlation`.
    replicates : int
        Simulated pairs of composites, 1 or more.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    SharedIndicators
        p by Pearson's t on n - 2 degrees of freedom, which is exact here when nothing is shared.

    Raises
    ------
    InputError
        For numbers or a generator that are not allowed.
    """
    expected = expected_correlation(first, second, shared)
    n, replicates, rng = whole("n", n, 3), whole("replicates", replicates, 1), generator(rng)
    # One draw for each indicator: those of the first composite come first, those of the second last.
    indicators = rng.standard_normal((first + second - shared, replicates, n))
    x, y = indicators[:first].mean(axis=0), indicators[first - shared :].mean(axis=0)
    x, y = (composite - composite.mean(axis=1, keepdims=True) for composite in (x, y))
    r = (x * y).sum(axis=1) / np.sqrt(np.square(x).sum(axis=1) * np.square(y).sum(axis=1))
    # Two composites of the same indicators correlate perfectly; rounding may pass 1 by a digit.
    r = np.clip(r, -1, 1)
    with np.errstate(divide="ignore"):
        t = r * np.sqrt((n - 2) / (1 - np.square(r)))
    return SharedIndicators(r, 2 * stats.t.sf(np.abs(t), n - 2), expected)
