"""Many correlations at once, with the chance of even one false finding held down (Westfall and Young's maxT).

All correlations are recomputed under one and the same permutation, so that what they have in common is kept: the more
alike the tests are, the less is paid for their number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import finite, varying, within
from healthai.stats.features import CorrelationMethod, Features, Reference, control_matrix, features_of, references
from healthai.stats.linear import residuals
from healthai.stats.permutation import every_permutation, permuted_indices

# Rows computed at once, which bounds memory.
_BATCH = 1_000
# Correlations that are equal but computed along different ways differ in the last digits.
_EQUAL = 1e-10


@dataclass(frozen=True, eq=False)
class FamilywiseTest:
    """Correlations of each x with each y and their two-sided permutation p-values, shape (p, q) each.

    `raw` is for one test alone; `single_step` compares each correlation with the largest of all, `step_down` with the
    largest of those not yet decided, and is never above `single_step`. `largest` holds the largest |r| of all under
    each permutation, sorted.
    """

    correlations: np.ndarray
    raw: np.ndarray
    single_step: np.ndarray
    step_down: np.ndarray
    largest: np.ndarray
    alpha: float
    n: int
    method: str

    @property
    def critical(self) -> float:
        """The |r| that the largest of all reaches in a share `alpha` of the permutations."""
        return float(np.quantile(self.largest, 1 - self.alpha, method="inverted_cdf"))


def max_t(
    x: ArrayLike,
    y: ArrayLike,
    method: CorrelationMethod,
    n_perm: int,
    rng: np.random.Generator,
    controls: ArrayLike | None = None,
    blocks: Sequence[object] | None = None,
    alpha: float = 0.05,
) -> FamilywiseTest:
    """Test the correlations of several x with several y by shared random permutations.

    Parameters
    ----------
    x : array_like, shape (n, p)
        Focal variables, one column each, on the same countries, without missing values.
    y : array_like, shape (n, q)
        Outcomes, one column each; whole rows of y are permuted.
    method : {"spearman", "kendall", "pearson"}
    n_perm : int
        Permutations B, 1 or more.
    rng : numpy.random.Generator
        Source of randomness.
    controls : array_like, shape (n,) or (n, k), optional
        What is held constant: correlations are partial, and residuals of y are permuted (Freedman and Lane).
    blocks : sequence, length n, optional
        A label per country; rows change places within a block only.
    alpha : float
        Level of `critical`, strictly between 0 and 1.

    Returns
    -------
    FamilywiseTest
        Every p is (b + 1) / (B + 1).

    Raises
    ------
    InputError
        For series, controls, a method, blocks or numbers that are not allowed.

    Notes
    -----
    Westfall and Young (1993), Resampling-Based Multiple Testing. Exact when no x goes with any y; when some do, the
    others are protected as far as their own correlations do not depend on it (subset pivotality).
    """
    given = _prepared(x, y, controls, method)
    indices = permuted_indices(given.n, n_perm, rng, blocks)
    return _adjusted(given, np.vstack([np.arange(given.n), indices]), alpha)


def correlations(
    x: ArrayLike, y: ArrayLike, method: CorrelationMethod, controls: ArrayLike | None = None
) -> np.ndarray:
    """Correlate several x with several y, without a test.

    Parameters
    ----------
    x, y, method, controls
        As in `max_t`.

    Returns
    -------
    ndarray, shape (p, q)

    Raises
    ------
    InputError
        As `max_t`.
    """
    return _prepared(x, y, controls, method).observed


def exact_max_t(x: ArrayLike, y: ArrayLike, method: CorrelationMethod, alpha: float = 0.05) -> FamilywiseTest:
    """Test the correlations of several x with several y over all n! permutations.

    Parameters
    ----------
    x : array_like, shape (n, p)
        Focal variables, one column each, on the same countries, without missing values; n <= 9.
    y : array_like, shape (n, q)
        Outcomes, one column each.
    method : {"spearman", "kendall", "pearson"}
    alpha : float
        Level of `critical`, strictly between 0 and 1.

    Returns
    -------
    FamilywiseTest
        Every p is a share of the n! permutations, the observed order included.

    Raises
    ------
    InputError
        For series or a method that are not allowed, or more than 9 rows.
    """
    given = _prepared(x, y, None, method)
    return _adjusted(given, every_permutation(given.n), alpha)


@dataclass(frozen=True, eq=False)
class _Prepared:
    n: int
    reference: Reference
    observed: np.ndarray
    fitted: np.ndarray
    exchanged: np.ndarray
    features: Features
    method: str

    def correlations(self, indices: np.ndarray) -> np.ndarray:
        """Return r of each x with each y under each order, shape (p q, B)."""
        rows = self.features.of(self.fitted[:, None] + self.exchanged.take(indices, axis=1))
        return self.reference.correlations(rows).transpose(2, 0, 1).reshape(-1, len(indices))


def _prepared(x: ArrayLike, y: ArrayLike, controls: ArrayLike | None, method: str) -> _Prepared:
    features = features_of(method)
    x, y = _columns("x", x), _columns("y", y)
    n = len(x)
    if len(y) != n:
        raise InputError(f"x has {n} rows and y has {len(y)}; both must have the same number")
    held = np.empty((n, 0)) if controls is None else control_matrix(controls, n)
    if n < held.shape[1] + 3:
        raise InputError(f"x has {n} rows; with {held.shape[1]} controls at least {held.shape[1] + 3} are needed")
    names = [f"{name}, column {i}," for name, columns in (("x", x), ("y", y)) for i in range(columns.shape[1])]
    columns, held = np.split(features.scale(np.column_stack([x, y, held]).T).T, [len(names)], axis=1)
    given = references(names, columns, held, features)  # raises when the controls determine a column
    p = x.shape[1]
    left = residuals(columns[:, p:], held)
    observed = (given.direction[:, :p].T @ given.direction[:, p:]).clip(-1, 1)
    return _Prepared(n, given.only(slice(p)), observed, (columns[:, p:] - left).T, left.T, features, method)


def _columns(name: str, values: ArrayLike) -> np.ndarray:
    matrix = finite(name, values, 2)
    if matrix.shape[1] == 0:
        raise InputError(f"{name} has no column; at least one is needed")
    return varying(name, matrix)


def _adjusted(given: _Prepared, indices: np.ndarray, alpha: float) -> FamilywiseTest:
    """Return the p-values; the first row of `indices` is the observed order."""
    alpha = within("alpha", alpha, 0, 1)
    size = np.abs(given.observed).reshape(-1)
    ascending = np.argsort(size, kind="stable")
    reached = size[ascending, None] - _EQUAL
    raw, step_down, largest = np.zeros(size.size), np.zeros(size.size), []
    for batch in np.array_split(indices, -(-len(indices) // _BATCH)):
        sizes = np.abs(given.correlations(batch))[ascending]
        raw[ascending] += np.count_nonzero(sizes >= reached, axis=1)
        # The largest of each correlation and all that are smaller in the data.
        np.maximum.accumulate(sizes, axis=0, out=sizes)
        step_down[ascending] += np.count_nonzero(sizes >= reached, axis=1)
        largest.append(sizes[-1])
    largest = np.sort(np.concatenate(largest))
    single_step = largest.size - np.searchsorted(largest, size - _EQUAL)
    # A smaller correlation may not come out more significant than a larger one.
    step_down[ascending[::-1]] = np.maximum.accumulate(step_down[ascending[::-1]])
    p = (counts.reshape(given.observed.shape) / len(indices) for counts in (raw, single_step, step_down))
    return FamilywiseTest(given.observed, *p, largest, alpha, given.n, given.method)
