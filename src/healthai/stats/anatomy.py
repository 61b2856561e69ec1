"""What is in a composite: how much each indicator counts, and how many dimensions the indicators have.

For diagnosis only: with 27 countries neither is precise enough to choose weights by.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import finite, series, varying


@dataclass(frozen=True)
class PrincipalComponents:
    """Components of the correlation matrix, largest first: explained shares, and loadings[component][indicator].

    Loadings are the correlations of indicator and component; a component's loadings sum to 0 or more.
    """

    shares: tuple[float, ...]
    loadings: tuple[tuple[float, ...], ...]


def effective_weights(indicators: ArrayLike, scores: ArrayLike) -> np.ndarray:
    """Share of each indicator in what moves a composite.

    Parameters
    ----------
    indicators : array_like, shape (n, k)
        One row per country, without missing values; n >= 3.
    scores : array_like, shape (n,)
        The composite.

    Returns
    -------
    ndarray, shape (k,)
        Squared correlation of each indicator with the scores, divided by their sum: to be compared with the weights
        that were meant.

    Raises
    ------
    InputError
        For missing values, shapes that do not fit, constant columns, or no correlation at all.

    Notes
    -----
    Paruolo, Saisana and Saltelli (2013), Journal of the Royal Statistical Society A 176:609, with lines for their
    curves.
    """
    indicators, scores = _columns(indicators), series("scores", scores)
    if scores.size != len(indicators):
        raise InputError(f"scores has {scores.size} values; it must have {len(indicators)}, one per row of indicators")
    squares = np.square([np.corrcoef(column, scores)[0, 1] for column in indicators.T])
    if squares.sum() <= 0:
        raise InputError("no indicator goes with the scores, so that none has a share")
    return squares / squares.sum()


def principal_components(indicators: ArrayLike) -> PrincipalComponents:
    """Principal components of standardised indicators.

    Parameters
    ----------
    indicators : array_like, shape (n, k)
        As in `effective_weights`.

    Returns
    -------
    PrincipalComponents

    Raises
    ------
    InputError
        For missing values, too few rows or constant columns.
    """
    indicators = _columns(indicators)
    values, vectors = np.linalg.eigh(np.atleast_2d(np.corrcoef(indicators.T)))
    values, vectors = np.clip(values[::-1], 0, None), vectors[:, ::-1]
    # The sign of a vector is arbitrary.
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1, 1)
    loadings = (vectors * np.sqrt(values)).T
    return PrincipalComponents(tuple((values / values.sum()).tolist()), tuple(map(tuple, loadings.tolist())))


def _columns(indicators: ArrayLike) -> np.ndarray:
    indicators = finite("indicators", indicators, 2)
    if indicators.shape[0] < 3 or indicators.shape[1] < 1:
        raise InputError(f"indicators has shape {indicators.shape}; it must have three rows and one column or more")
    return varying("indicators", indicators)
