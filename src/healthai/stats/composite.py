"""Composite indicators, in the steps of the OECD and JRC handbook: treat, impute, normalise, weight, aggregate.

Every indicator is taken to point one way: turn those round for which less is better before coming here.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import finite, numbers, one_of
from healthai.stats.treatment import winsorise

Treatment = Literal["none", "winsorise"]
Imputation = Literal["available", "mean", "bloc mean"]
Normalisation = Literal["z-score", "min-max", "rank"]
Aggregation = Literal["arithmetic", "geometric", "harmonic"]

TREATMENTS = ("none", "winsorise")
IMPUTATIONS = ("available", "mean", "bloc mean")
NORMALISATIONS = ("z-score", "min-max", "rank")
# A mean is one of transformed values, transformed back.
AGGREGATIONS = {
    "arithmetic": (np.asarray, np.asarray),
    "geometric": (np.log, np.exp),
    "harmonic": (np.reciprocal, np.reciprocal),
}
# Affine maps that make normalised values positive, as geometric and harmonic means need: 100 + 10 z, and 1..100.
_POSITIVE = {"z-score": (100, 10), "min-max": (1, 0.99), "rank": (0, 1)}


@dataclass(frozen=True)
class Choices:
    """One way to build a composite; `weights` has one number per indicator, 0 for an indicator left out."""

    weights: tuple[float, ...]
    treatment: Treatment = "none"
    imputation: Imputation = "available"
    normalisation: Normalisation = "min-max"
    aggregation: Aggregation = "arithmetic"


def impute(matrix: ArrayLike, imputation: Imputation, blocs: Sequence[Hashable] | None = None) -> np.ndarray:
    """Fill missing values.

    Parameters
    ----------
    matrix : array_like, shape (n, k)
        One row per country, one column per indicator; NaN where a value is missing.
    imputation : {"available", "mean", "bloc mean"}
        "available" fills nothing: an average is then that of the indicators a country has. "bloc mean" takes the mean
        of the country's bloc, and of all countries where the bloc has none.
    blocs : sequence, length n, optional
        A label per country; needed for "bloc mean" only.

    Returns
    -------
    ndarray, shape (n, k)

    Raises
    ------
    InputError
        For infinite values, an indicator without two different values, a country without any value, an unknown
        imputation, or blocs that are missing or too few.
    """
    matrix = _indicators(matrix)
    one_of("imputation", imputation, IMPUTATIONS)
    if imputation == "available":
        return matrix
    filled = np.where(np.isnan(matrix), np.nanmean(matrix, axis=0), matrix)
    if imputation == "mean":
        return filled
    labels = [] if blocs is None else list(blocs)
    if len(labels) != len(matrix):
        raise InputError(f"blocs has {len(labels)} labels; it must have {len(matrix)}, one per country")
    for bloc in dict.fromkeys(labels):
        rows = np.array([label == bloc for label in labels])
        for column in np.flatnonzero(np.isnan(matrix[rows]).any(axis=0) & ~np.isnan(matrix[rows]).all(axis=0)):
            missing = rows & np.isnan(matrix[:, column])
            filled[missing, column] = np.nanmean(matrix[rows, column])
    return filled


def normalise(matrix: ArrayLike, normalisation: Normalisation) -> np.ndarray:
    """Put all indicators on one scale.

    Parameters
    ----------
    matrix : array_like, shape (n, k)
        As in `impute`.
    normalisation : {"z-score", "min-max", "rank"}
        Mean 0 and sample standard deviation (divisor n - 1) 1; 0 to 100; or 1 for the lowest value to n, ties sharing
        their mean rank. Of the known values.

    Returns
    -------
    ndarray, shape (n, k)
        NaN where a value is missing.

    Raises
    ------
    InputError
        As `impute`, or for an unknown normalisation.
    """
    matrix = _indicators(matrix)
    one_of("normalisation", normalisation, NORMALISATIONS)
    if normalisation == "z-score":
        return (matrix - np.nanmean(matrix, axis=0)) / np.nanstd(matrix, axis=0, ddof=1)
    if normalisation == "rank":
        return stats.rankdata(matrix, axis=0, nan_policy="omit")
    low, high = np.nanmin(matrix, axis=0), np.nanmax(matrix, axis=0)
    return 100 * ((matrix - low) / (high - low))


def aggregate(values: ArrayLike, weights: ArrayLike, aggregation: Aggregation) -> np.ndarray:
    """Weighted mean of the indicators of each country, for one set of weights or for many.

    Parameters
    ----------
    values : array_like, shape (n, k)
        One row per country; above 0 for the geometric and the harmonic mean; NaN where a value is missing.
    weights : array_like, shape (k,) or (m, k)
        Not negative, not all 0; they need not sum to 1. A missing value takes its weight with it.
    aggregation : {"arithmetic", "geometric", "harmonic"}

    Returns
    -------
    ndarray, shape (n,) or (m, n)
        In the scale of `values`.

    Raises
    ------
    InputError
        For an unknown aggregation, values or weights that are not allowed, or a country none of whose known values has
        weight.
    """
    one_of("aggregation", aggregation, AGGREGATIONS)
    values = numbers("values", values, 2)
    weights = finite("weights", weights, max(1, min(2, np.ndim(weights))))
    if weights.shape[-1] != values.shape[1]:
        raise InputError(f"weights has {weights.shape[-1]} values in a row; it must have {values.shape[1]}")
    if weights.min() < 0:
        raise InputError("weights holds a negative value; every weight must be 0 or more")
    known = ~np.isnan(values)
    if np.isinf(values).any() or (aggregation != "arithmetic" and np.any(values[known] <= 0)):
        raise InputError(f"values holds one that the {aggregation} mean does not allow; shift them above 0 first")
    there, back = AGGREGATIONS[aggregation]
    moved = there(np.where(known, values, 1.0)) * known
    total = weights @ known.T.astype(float)
    if np.any(total <= 0):
        raise InputError("a country has no known value with weight; leave it out, or fill its values first")
    return back((weights @ moved.T) / total)


def prepare(
    matrix: ArrayLike,
    treatment: Treatment,
    imputation: Imputation,
    normalisation: Normalisation,
    aggregation: Aggregation,
    blocs: Sequence[Hashable] | None = None,
) -> np.ndarray:
    """Return the values that the chosen mean is taken of, shape (n, k); parameters as in `Choices` and `impute`.

    Geometric and harmonic means need positive values: z-scores become 100 + 10 z, and 0..100 becomes 1..100. The offset
    is one more choice: the smaller it is, the more a single low indicator costs.
    """
    matrix = _indicators(matrix)
    one_of("treatment", treatment, TREATMENTS)
    one_of("aggregation", aggregation, AGGREGATIONS)
    if treatment == "winsorise":
        matrix = np.column_stack([_winsorised(column.tobytes()) for column in matrix.T])
    values = normalise(impute(matrix, imputation, blocs), normalisation)
    offset, factor = (0, 1) if aggregation == "arithmetic" else _POSITIVE[normalisation]
    return offset + factor * values


def build(matrix: ArrayLike, choices: Choices, blocs: Sequence[Hashable] | None = None) -> np.ndarray:
    """Build one composite.

    Parameters
    ----------
    matrix : array_like, shape (n, k)
        One row per country, one column per indicator, all pointing one way; NaN where a value is missing.
    choices : Choices
    blocs : sequence, length n, optional
        A label per country; needed for the imputation "bloc mean".

    Returns
    -------
    ndarray, shape (n,)
        Scores on the scale of the normalisation.

    Raises
    ------
    InputError
        As `impute`, `normalise` and `aggregate`, or for an unknown treatment.

    Notes
    -----
    OECD and JRC (2008), Handbook on Constructing Composite Indicators.
    """
    values = prepare(matrix, choices.treatment, choices.imputation, choices.normalisation, choices.aggregation, blocs)
    return aggregate(values, finite("weights", choices.weights, 1), choices.aggregation)


@lru_cache(maxsize=256)
def _winsorised(column: bytes) -> np.ndarray:
    # Kept by content: a study of choices prepares the same few indicators hundreds of times.
    return winsorise(np.frombuffer(column)).values


def _indicators(matrix: ArrayLike) -> np.ndarray:
    matrix = numbers("matrix", matrix, 2)
    if np.isinf(matrix).any():
        raise InputError("matrix holds an infinite value; it must hold numbers, and NaN where there is none")
    if matrix.shape[0] < 2 or matrix.shape[1] < 1:
        raise InputError(f"matrix has shape {matrix.shape}; it must have two rows and one column or more")
    for column, values in enumerate(matrix.T):
        known = values[~np.isnan(values)]
        if known.size < 2 or np.ptp(known) <= 1e-12 * np.abs(known).max():
            raise InputError(f"matrix has no two different values in column {column} (counted from 0)")
    empty = np.flatnonzero(np.isnan(matrix).all(axis=1))
    if empty.size:
        raise InputError(f"matrix has no value in row {empty[0]} (counted from 0); leave that country out")
    return matrix
