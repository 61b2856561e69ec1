"""All n! permutations instead of a random sample of them: exact p-values for few rows, and a check of the samplers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import pair
from healthai.stats.features import (
    CorrelationMethod,
    Features,
    control_matrix,
    features_of,
    partial_cosine,
    reference,
)
from healthai.stats.linear import residuals
from healthai.stats.permutation import every_permutation

# Correlations that are equal but computed along different ways differ in the last digits.
_EQUAL = 1e-10


@dataclass(frozen=True)
class PartialEnumeration:
    """Of `permutations` = n!, how many give a partial correlation at least as large in size, by what is permuted.

    `freedman_lane` permutes the residuals of y on the controls, `shuffle_x` the values of x, `shuffle_y` those of y;
    the observed order is among them. `t` is the observed partial t.
    """

    correlation: float
    t: float
    freedman_lane: int
    shuffle_x: int
    shuffle_y: int
    permutations: int


def enumerate_partial(x: ArrayLike, y: ArrayLike, controls: ArrayLike, method: CorrelationMethod) -> PartialEnumeration:
    """Test a partial correlation over all permutations, in three ways.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, without missing values; n <= 9.
    controls : array_like, shape (n,) or (n, k)
        What is held constant, one column each; n - k >= 3.
    method : {"spearman", "kendall", "pearson"}

    Returns
    -------
    PartialEnumeration
        `t` has n - 2 - k degrees of freedom; for ranks it is a label, not a statistic with that distribution.

    Raises
    ------
    InputError
        For series, controls or a method that are not allowed, more than 9 values, or too few for the controls.

    Notes
    -----
    Freedman and Lane (1983); Draper and Stoneman (1966) shuffle x, Manly (1986) shuffles y. The last ignores that the
    controls belong to y, and the second that they belong to x.
    """
    features = features_of(method)
    x, y = pair(x, y, 1)
    controls = control_matrix(controls, x.size)
    n, k = controls.shape
    if n < k + 3:
        raise InputError(f"x and y have {n} values; with {k} controls at least {k + 3} are needed")
    x, y, controls = features.scaled(x, y, controls)
    observed = partial_cosine(x, y, controls, features)
    orders = every_permutation(n)
    left = residuals(y, controls)
    counts = (
        _as_extreme(x, (y - left) + left[orders], controls, features, observed),
        _as_extreme(y, x[orders], controls, features, observed),
        _as_extreme(x, y[orders], controls, features, observed),
    )
    t = observed * np.sqrt((n - 2 - k) / (1 - observed**2)) if abs(observed) < 1 else np.copysign(np.inf, observed)
    return PartialEnumeration(observed, float(t), *counts, len(orders))


def _as_extreme(fixed: np.ndarray, rows: np.ndarray, controls: np.ndarray, features: Features, observed: float) -> int:
    # The rows are not scaled again: sums of fitted ranks and permuted residuals are no ranks.
    found = reference("x", fixed, controls, features).correlations(features.of(rows))
    return int(np.count_nonzero(np.abs(found) >= abs(observed) - _EQUAL))
