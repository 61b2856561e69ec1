"""Panels before estimation: checks, demeaning, and whether a regressor varies enough within countries.

Arrays are balanced: axis 0 countries, axis 1 years, and for regressors axis 2 variables.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import finite, within

Demeaning = Callable[[np.ndarray], np.ndarray]

# Share of the variation below which nothing is left; and below which columns count as collinear.
_NOTHING_LEFT = 1e-12
_COLLINEAR = 1e-6


@dataclass(frozen=True)
class WithinVariation:
    """Share of a regressor's variance that fixed effects leave, and whether that reaches a declared line."""

    country: float
    country_and_year: float
    least: float
    estimable: bool


def within_variation(x: ArrayLike, least: float = 0.05) -> WithinVariation:
    """Measure how much of a regressor fixed effects leave to learn from.

    Parameters
    ----------
    x : array_like, shape (N, T)
        Countries by years, without missing values.
    least : float
        Share that country and year effects must leave for "estimable", strictly between 0 and 1. The share is the
        tolerance of the regressor beside those effects; 0.05 is a variance inflation factor of 20.

    Returns
    -------
    WithinVariation
        `estimable` False says that less than `least` is left: not that there is no relation, nor how wide an interval
        is. Shares are 0 for a constant.

    Raises
    ------
    InputError
        For missing values, fewer than two countries or years, or a share that is not allowed.
    """
    x, least = finite("x", x, 2), within("least", least, 0, 1)
    if min(x.shape) < 2:
        raise InputError(f"x has shape {x.shape}; it must have two countries and two years or more")
    total = np.square(x - x.mean()).sum()
    noise = _NOTHING_LEFT * np.square(x).sum()
    country, both = (
        0.0 if total <= noise else float(np.square(demean(x[None])).sum() / total)
        for demean in (demean_countries, demean_both)
    )
    return WithinVariation(country, both, least, both >= least)


def checked(y: ArrayLike, X: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return y, shape (N, T), and X, shape (N, T, k), finite and of fitting shapes, or raise `InputError`."""
    y, X = finite("y", y, 2), np.asarray(X)
    X = finite("X", X[:, :, None] if X.ndim == 2 else X, 3)
    if X.shape[:2] != y.shape or X.shape[2] == 0:
        raise InputError(f"X has shape {X.shape}; it must have {y.shape} as y, and one regressor or more")
    if min(y.shape) < 2:
        raise InputError(f"y has shape {y.shape}; it must have two countries and two years or more")
    if np.ptp(y) == 0:
        raise InputError("y is constant; it must hold at least two different values")
    return y, X


def demean_countries(values: np.ndarray) -> np.ndarray:
    """Take country means out of values of shape (..., N, T)."""
    return values - values.mean(axis=-1, keepdims=True)


def demean_both(values: np.ndarray) -> np.ndarray:
    """Take country and year means out of values of shape (..., N, T); balanced, so once is enough."""
    values = values - values.mean(axis=-1, keepdims=True)
    return values - values.mean(axis=-2, keepdims=True)


def demean_years(values: np.ndarray) -> np.ndarray:
    """Take year means out of values of shape (..., N, T)."""
    return values - values.mean(axis=-2, keepdims=True)


def regressors(X: np.ndarray, demean: Demeaning) -> np.ndarray:
    """Return the demeaned regressors, shape (N T, k), or raise when they cannot be told apart."""
    moved = np.moveaxis(X, 2, 0)
    left = demean(moved)
    spread, total = (
        np.square(left).sum(axis=(1, 2)),
        np.square(moved - moved.mean(axis=(1, 2), keepdims=True)).sum((1, 2)),
    )
    for column in np.flatnonzero(spread <= _NOTHING_LEFT * np.maximum(total, np.square(moved).sum((1, 2)) * 1e-6)):
        raise InputError(
            f"regressor {column} (counted from 0) does not vary beyond the fixed effects; it is not estimable"
        )
    flat = left.reshape(len(left), -1).T
    if np.linalg.matrix_rank(flat / np.linalg.norm(flat, axis=0), tol=_COLLINEAR) < flat.shape[1]:
        raise InputError("the regressors are collinear given the fixed effects; each must add something to the others")
    return flat
