"""Permutation tests of a correlation, marginal and given controls.

The p-value is (b + 1) / (B + 1), b being how many of B random permutations give a correlation at least as large in
size: it is never 0 (Phipson and Smyth 2010). Countries of one region resemble each other, so that their labels are not
exchangeable across regions; `blocks` lets labels change places inside a region only. What x and y have in common
between regions then stays in every permutation, so the permuted correlations need not centre on 0, and the test is one
of association inside regions.
"""

from collections.abc import Sequence
from math import factorial

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import generator, members, pair, whole
from healthai.stats.features import (
    CorrelationMethod,
    Features,
    Reference,
    control_matrix,
    features_of,
    reference,
    references,
)

LARGEST_EXACT_N = 9

# Rows computed at once: bounds the memory of Kendall's n (n - 1) / 2 pairs per row.
_BATCH = 2_000
# Correlations that are equal but computed along different ways differ in the last digits.
_EQUAL = 1e-10


def permuted_indices(
    n: int, n_perm: int, rng: np.random.Generator, blocks: Sequence[object] | None = None
) -> np.ndarray:
    """Draw random permutations of 0..n-1.

    Parameters
    ----------
    n : int
        Countries, 2 or more.
    n_perm : int
        Permutations, 1 or more.
    rng : numpy.random.Generator
        Source of randomness.
    blocks : sequence, length n, optional
        A label per country; labels change places within a block only. A block of one stays where it is.

    Returns
    -------
    ndarray of int, shape (n_perm, n)
        One permutation per row. Shared by several statistics, the same rows keep the dependence between them.

    Raises
    ------
    InputError
        For numbers or a generator that are not allowed, or blocks that leave nothing to permute.
    """
    n, n_perm, rng = whole("n", n, 2), whole("n_perm", n_perm, 1), generator(rng)
    indices = np.full((n_perm, n), np.arange(n))
    if blocks is None:
        return rng.permuted(indices, axis=1, out=indices)
    for block in _blocks(n, blocks):
        indices[:, block] = rng.permuted(indices[:, block], axis=1)
    return indices


def every_permutation(n: int) -> np.ndarray:
    """Return all permutations of 0..n-1, 1 <= n <= 9.

    Parameters
    ----------
    n : int

    Returns
    -------
    ndarray of int, shape (n!, n)
        The first row leaves everything in its place.

    Raises
    ------
    InputError
        For an n that is not allowed.
    """
    n = whole("n", n, 1, LARGEST_EXACT_N)
    orders = np.zeros((1, 1), dtype=np.intp)
    for next_ in range(1, n):  # at each place of every shorter order, its own place first
        orders = np.concatenate([np.insert(orders, place, next_, axis=1) for place in range(next_, -1, -1)])
    return orders


def permutation_p(
    x: ArrayLike,
    y: ArrayLike,
    method: CorrelationMethod,
    n_perm: int,
    rng: np.random.Generator,
    blocks: Sequence[object] | None = None,
) -> float:
    """Two-sided permutation p-value of a correlation.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, n >= 3, without missing values. The values of y are permuted.
    method : {"spearman", "kendall", "pearson"}
    n_perm : int
        Permutations B, 1 or more.
    rng : numpy.random.Generator
        Source of randomness.
    blocks : sequence, length n, optional
        A label per country; y is permuted within blocks.

    Returns
    -------
    float
        Between 1 / (B + 1) and 1.

    Raises
    ------
    InputError
        For series, a method, numbers or blocks that are not allowed.
    """
    features = features_of(method)
    x, y = pair(x, y, 3)
    x, y, nothing = features.scaled(x, y, np.empty((x.size, 0)))
    given = reference("x", x, nothing, features)
    indices = permuted_indices(x.size, n_perm, rng, blocks)
    return (1 + _as_extreme(given, features, y, indices)) / (n_perm + 1)


def exact_permutation_p(x: ArrayLike, y: ArrayLike, method: CorrelationMethod) -> float:
    """Two-sided p-value of a correlation over all n! permutations, the observed one included.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, 3 <= n <= 9, without missing values; ties are allowed.
    method : {"spearman", "kendall", "pearson"}

    Returns
    -------
    float
        Share of the permutations whose correlation is at least as large in size.

    Raises
    ------
    InputError
        For series or a method that are not allowed, or more than 9 values.
    """
    features = features_of(method)
    x, y = pair(x, y, 3)
    if x.size > LARGEST_EXACT_N:
        raise InputError(f"x and y have {x.size} values; all permutations are listed for {LARGEST_EXACT_N} at most")
    x, y, nothing = features.scaled(x, y, np.empty((x.size, 0)))
    given = reference("x", x, nothing, features)
    return _as_extreme(given, features, y, every_permutation(x.size)) / factorial(x.size)


def partial_permutation_p(
    x: ArrayLike,
    y: ArrayLike,
    controls: ArrayLike,
    method: CorrelationMethod,
    n_perm: int,
    rng: np.random.Generator,
    blocks: Sequence[object] | None = None,
) -> float:
    """Two-sided Freedman-Lane permutation p-value of a partial correlation.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, without missing values.
    controls : array_like, shape (n,) or (n, k)
        What is held constant, one column each; n - k >= 3.
    method : {"spearman", "kendall", "pearson"}
    n_perm : int
        Permutations B, 1 or more.
    rng : numpy.random.Generator
        Source of randomness.
    blocks : sequence, length n, optional
        A label per country; residuals are permuted within blocks.

    Returns
    -------
    float
        Between 1 / (B + 1) and 1.

    Raises
    ------
    InputError
        As `partial`, and for numbers or blocks that are not allowed.

    Notes
    -----
    Freedman and Lane (1983), Journal of Business and Economic Statistics 1:292. The residuals of y on the controls are
    permuted and added to the fitted values; the statistic is computed again for each. Rank methods do so with ranks:
    for Spearman the sums are not ranked anew, which keeps the test that of a linear model of ranks; Kendall's tau uses
    their order only. When a control correlates .7 with both, nominal 5% tests of ranks reject about 7% of the time.
    """
    features = features_of(method)
    x, y = pair(x, y, 1)
    controls = control_matrix(controls, x.size)
    least = controls.shape[1] + 3
    if x.size < least:
        raise InputError(f"x and y have {x.size} values; with {least - 3} controls at least {least} are needed")
    x, y, controls = features.scaled(x, y, controls)
    both = references(["x", "y"], np.column_stack([x, y]), controls, features)  # raises when they determine either
    indices = permuted_indices(x.size, n_perm, rng, blocks)
    fitted = _fitted(y, controls)
    return (1 + _as_extreme(both.only(0), features, y - fitted, indices, fitted)) / (n_perm + 1)


def _as_extreme(
    given: Reference, features: Features, exchanged: np.ndarray, indices: np.ndarray, fixed: np.ndarray | float = 0.0
) -> int:
    """Count the permutations of `exchanged`, added to `fixed`, that correlate at least as strongly as the observed."""
    observed = abs(given.correlations(features.of(fixed + exchanged)))
    batches = np.array_split(indices, -(-len(indices) // _BATCH))
    permuted = (np.abs(given.correlations(features.of(fixed + exchanged.take(batch)))) for batch in batches)
    return sum(int(np.count_nonzero(sizes >= observed - _EQUAL)) for sizes in permuted)


def _fitted(y: np.ndarray, controls: np.ndarray) -> np.ndarray:
    design = np.column_stack([np.ones(len(y)), controls - controls.mean(axis=0)])
    return design @ np.linalg.lstsq(design, y, rcond=None)[0]


def _blocks(n: int, blocks: Sequence[object]) -> list[np.ndarray]:
    """Return the positions of each block, in the order in which the blocks appear."""
    found = list(members("blocks", blocks, n).values())
    if max(map(len, found)) == 1:
        raise InputError("every block has one member, so nothing can be permuted; at least one block needs two")
    return found
