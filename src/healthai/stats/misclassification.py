"""What a count would be if countries answered yes or no wrongly at assumed rates.

Sensitivity is the share of the countries with an item that say yes, specificity the share of those without it that say
no. Neither is known for a self-reported survey: these functions show what follows from values that the reader chooses,
and add no knowledge of their own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import finite, whole

# Shares that should be equal and were computed along different ways differ in the last digits.
_EQUAL = 1e-12


@dataclass(frozen=True)
class Corrected:
    """A corrected share; `estimate` is None when the observed share is outside `lowest`..`highest`.

    These limits, 1 - specificity and sensitivity, are the shares of yes expected when no country and when every country
    has the item. An observed share beyond them means that the assumed rates do not fit, or chance in few answers.
    """

    estimate: float | None
    observed: float
    lowest: float
    highest: float


def corrected_share(k: int, n: int, sensitivity: float, specificity: float) -> Corrected:
    """Rogan and Gladen's share of the countries that have an item.

    Parameters
    ----------
    k, n : int
        Countries that said yes, and those that answered, 0 <= k <= n, n >= 1.
    sensitivity, specificity : float
        Assumed rates, 0 to 1, with a sum above 1: below that an answer would mean its opposite.

    Returns
    -------
    Corrected
        (k/n + specificity - 1) / (sensitivity + specificity - 1), where that is a share.

    Raises
    ------
    InputError
        For counts or rates that are not allowed.

    Notes
    -----
    Rogan and Gladen (1978), American Journal of Epidemiology 107:71.
    """
    n = whole("n", n, 1)
    observed = whole("k", k, 0, n) / n
    sensitivities, specificities = _rates("sensitivity", [sensitivity]), _rates("specificity", [specificity])
    estimate = float(_corrected(observed, sensitivities, specificities)[0, 0])
    lowest, highest = float(1 - specificities[0]), float(sensitivities[0])
    return Corrected(None if np.isnan(estimate) else estimate, observed, lowest, highest)


def corrected_grid(k: int, n: int, sensitivities: ArrayLike, specificities: ArrayLike) -> np.ndarray:
    """Corrected shares over a grid of assumed rates.

    Parameters
    ----------
    k, n : int
        Countries that said yes, and those that answered, 0 <= k <= n, n >= 1.
    sensitivities : array_like, shape (s,)
    specificities : array_like, shape (t,)
        Assumed rates, 0 to 1; every sum of one of each must be above 1.

    Returns
    -------
    ndarray, shape (s, t)
        As `corrected_share`; NaN where the rates do not fit the observed share.

    Raises
    ------
    InputError
        For counts or rates that are not allowed.
    """
    n = whole("n", n, 1)
    observed = whole("k", k, 0, n) / n
    return _corrected(observed, _rates("sensitivities", sensitivities), _rates("specificities", specificities))


def _corrected(observed: float, sensitivities: np.ndarray, specificities: np.ndarray) -> np.ndarray:
    youden = sensitivities[:, None] + specificities - 1
    if youden.min() <= _EQUAL:
        raise InputError(
            f"sensitivity {sensitivities.min():g} and specificity {specificities.min():g} sum to 1 or less; their sum "
            "must exceed 1, or an answer would mean its opposite"
        )
    estimates = (observed + specificities - 1) / youden
    fits = (estimates >= -_EQUAL) & (estimates <= 1 + _EQUAL)
    return np.where(fits, np.clip(estimates, 0, 1), np.nan)


def _rates(name: str, values: ArrayLike) -> np.ndarray:
    rates = finite(name, values, 1)
    if rates.size == 0 or rates.min() < 0 or rates.max() > 1:
        raise InputError(f"{name} is {rates.tolist()}; it must hold rates from 0 to 1, one or more")
    return rates
