"""Which countries are alike, and where a country stands: standardised distance and ranks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import finite, numbers, whole


@dataclass(frozen=True)
class Neighbours:
    """Row numbers of the nearest rows, nearest first, and their distances in standard deviations."""

    rows: tuple[int, ...]
    distances: tuple[float, ...]


def standardise(matrix: ArrayLike) -> np.ndarray:
    """Return the z-scores of each column.

    Parameters
    ----------
    matrix : array_like, shape (n, k)
        One row per country, one column per indicator, without missing values.

    Returns
    -------
    ndarray, shape (n, k)
        Mean 0 and sample standard deviation (divisor n - 1) 1 in each column.

    Raises
    ------
    InputError
        For missing values, fewer than two rows, no column, or a constant column.
    """
    matrix = finite("matrix", matrix, 2)
    if matrix.shape[0] < 2 or matrix.shape[1] < 1:
        raise InputError(f"matrix has shape {matrix.shape}; it must have two rows and one column or more")
    # A spread of rounding noise is no spread.
    constant = np.flatnonzero(np.ptp(matrix, axis=0) <= 1e-12 * np.abs(matrix).max(axis=0))
    if constant.size:
        raise InputError(f"matrix is constant in column {constant[0]} (counted from 0); every column must vary")
    return stats.zscore(matrix, ddof=1)


def nearest(matrix: ArrayLike, row: int, k: int) -> Neighbours:
    """Find the k countries most like one country.

    Parameters
    ----------
    matrix : array_like, shape (n, m)
        One row per country, one column per indicator; it is standardised here, so that no unit counts more than
        another.
    row : int
        The country, counted from 0.
    k : int
        How many to return, 1..n-1.

    Returns
    -------
    Neighbours
        Nearest first by Euclidean distance of z-scores, ties in the order of the rows; never `row` itself.

    Raises
    ------
    InputError
        As `standardise`, or for a row or k that is not there.
    """
    scores = standardise(matrix)
    row = whole("row", row, 0, len(scores) - 1)
    k = whole("k", k, 1, len(scores) - 1)
    distances = np.linalg.norm(scores - scores[row], axis=1)
    # Rounded, or rows equally far by symmetry would be ordered by the last digit of their arithmetic.
    order = np.argsort(distances.round(10), kind="stable")
    rows = order[order != row][:k]
    return Neighbours(tuple(rows.tolist()), tuple(distances[rows].tolist()))


def rank(values: ArrayLike, higher_is_first: bool = True) -> list[int | None]:
    """Competition ranks ("1, 2, 2, 4").

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per country; NaN where there is none.
    higher_is_first : bool
        Whether rank 1 is the highest value or the lowest.

    Returns
    -------
    list of int or None
        Ties share the best rank; None for a country without a value, which does not count for the others.

    Raises
    ------
    InputError
        For infinite values, something that is not a number, or no value at all.
    """
    values = numbers("values", values, 1)
    known = ~np.isnan(values)
    ordered = finite("values", values[known], 1)
    if ordered.size == 0:
        raise InputError("values holds no number; at least one is needed")
    ranks = iter(stats.rankdata(-ordered if higher_is_first else ordered, method="min"))
    return [int(next(ranks)) if there else None for there in known]
