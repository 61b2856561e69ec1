"""Change over time without the usual traps: whole trajectories exchanged, and change set against level fairly."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import generator, pair, whole
from healthai.stats.correlation import Correlation, correlate
from healthai.stats.demeaning import checked, demean_both, regressors
from healthai.stats.features import CorrelationMethod
from healthai.stats.permutation import permuted_indices

# Sums that are equal but computed along different ways differ in the last digits.
_EQUAL = 1e-10


@dataclass(frozen=True)
class CatchingUp:
    """Change set against the mean of both years (`oldham`), and against the first year (`naive`), which deceives."""

    oldham: Correlation
    naive: Correlation


def trajectory_p(
    x: ArrayLike, y: ArrayLike, n_perm: int, rng: np.random.Generator, blocks: Sequence[object] | None = None
) -> float:
    """Two-sided permutation p-value of the two-way coefficient of y on x: countries exchange their whole series of x.

    Parameters
    ----------
    x, y : array_like, shape (N, T)
        Countries by years, without missing values.
    n_perm : int
        Permutations B, 1 or more.
    rng : numpy.random.Generator
        Source of randomness.
    blocks : sequence, length N, optional
        A label per country; trajectories change places within blocks only.

    Returns
    -------
    float
        (b + 1) / (B + 1), between 1 / (B + 1) and 1.

    Raises
    ------
    InputError
        As `healthai.stats.panel.two_way`, and for numbers or blocks that are not allowed.

    Notes
    -----
    What lasts from year to year in a country stays together, so lasting errors do not make the test too liberal. The
    sum of squares of x is the same in all permutations, so the coefficient is ranked by its numerator.
    """
    y, X = checked(y, x)
    if X.shape[2] != 1:
        raise InputError(f"x has {X.shape[2]} variables; the trajectories of one are exchanged")
    n_perm, rng = whole("n_perm", n_perm, 1), generator(rng)
    left_x, left_y = regressors(X, demean_both).reshape(y.shape), demean_both(y[None])[0]
    products = left_x @ left_y.T  # row: whose x, column: whose y
    indices = permuted_indices(len(y), n_perm, rng, blocks)
    sums = np.abs(products[indices, np.arange(len(y))].sum(axis=1))
    observed = abs(np.trace(products))
    b = int(np.count_nonzero(sums >= observed - _EQUAL * np.abs(products).sum()))
    return (1 + b) / (n_perm + 1)


def catching_up(first: ArrayLike, last: ArrayLike, method: CorrelationMethod, level: float = 0.95) -> CatchingUp:
    """Ask whether those who began low gained more, by Oldham's method and by the one that always says yes.

    Parameters
    ----------
    first, last : array_like, shape (n,)
        One value per country in two years, n >= 4, without missing values.
    method : {"spearman", "kendall", "pearson"}
    level : float
        Coverage of the intervals, strictly between 0 and 1.

    Returns
    -------
    CatchingUp
        `oldham` below 0: the countries drew together; above 0: they drew apart.

    Raises
    ------
    InputError
        For series, a method or a level that are not allowed.

    Notes
    -----
    Oldham (1962), Journal of Chronic Diseases 15:969. The first year's value stands on both sides of the naive
    correlation, with opposite signs, so pure noise gives about -0.7. The sum and the difference of two years are
    uncorrelated when their variances are equal, whatever the correlation between the years.
    """
    first, last = pair(first, last, 4)
    change = last - first
    return CatchingUp(correlate((first + last) / 2, change, method, level), correlate(first, change, method, level))
