"""Outliers of one indicator: found by skewness and kurtosis, and drawn in to the next value."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import numbers, series, whole

# The handbook's rule: both must be passed for an indicator to be treated.
MOST_SKEWNESS = 2.0
MOST_KURTOSIS = 3.5


@dataclass(frozen=True)
class Shape:
    """Skewness and excess kurtosis of the second type, 0 for normal data, and whether both pass the rule's limits."""

    skewness: float
    kurtosis: float
    outlying: bool


@dataclass(frozen=True, eq=False)
class Winsorised:
    """Values after treatment, shape (n,), how many were drawn in, and the shape that is left."""

    values: np.ndarray
    drawn_in: int
    left: Shape


def shape(values: ArrayLike) -> Shape:
    """Measure skewness and kurtosis.

    Parameters
    ----------
    values : array_like, shape (n,)
        Four known values or more; NaN where one is missing.

    Returns
    -------
    Shape
        `outlying` when |skewness| > 2 and kurtosis > 3.5.

    Raises
    ------
    InputError
        For fewer than four known values, infinite or constant ones.

    Notes
    -----
    Joanes and Gill (1998), The Statistician 47:183, type 2; computed by SciPy.
    """
    values = numbers("values", values, 1)
    known = series("values", values[~np.isnan(values)])
    if known.size < 4:
        raise InputError(f"values has {known.size} known values; at least 4 are needed")
    skewness, kurtosis = float(stats.skew(known, bias=False)), float(stats.kurtosis(known, bias=False))
    return Shape(skewness, kurtosis, abs(skewness) > MOST_SKEWNESS and kurtosis > MOST_KURTOSIS)


def winsorise(values: ArrayLike, most: int = 2) -> Winsorised:
    """Draw outlying values in to the next one, one after the other, until the indicator is no longer outlying.

    Parameters
    ----------
    values : array_like, shape (n,)
        As in `shape`.
    most : int
        How many values may be drawn in, 0 or more.

    Returns
    -------
    Winsorised
        The highest values for positive skewness, the lowest for negative. `left.outlying` when `most` was not enough.

    Raises
    ------
    InputError
        As `shape`, or for a number that is not allowed.

    Notes
    -----
    OECD and JRC (2008), Handbook on Constructing Composite Indicators; the limits are those of COIN Tool.
    """
    values, most = numbers("values", values, 1).copy(), whole("most", most, 0)
    found = shape(values)
    drawn_in = np.zeros(values.size, dtype=bool)
    while found.outlying:
        extreme = np.nanmax(values) if found.skewness > 0 else np.nanmin(values)
        at = values == extreme
        rest = values[~at & ~np.isnan(values)]
        if np.count_nonzero(drawn_in | at) > most or np.unique(rest).size < 2:
            break
        values[at] = rest.max() if found.skewness > 0 else rest.min()
        drawn_in, found = drawn_in | at, shape(values)
    return Winsorised(values, int(np.count_nonzero(drawn_in)), found)
