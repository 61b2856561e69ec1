"""Do neighbours resemble each other? Moran's I on weights from the distance between capitals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import finite, orders, series, whole

EARTH_RADIUS_KM = 6371.0088

# Values of I that are equal but computed along different ways differ in the last digits.
_EQUAL = 1e-10


@dataclass(frozen=True)
class Moran:
    """Moran's I, what it is on average when values are placed at random, and the permutation p-value (two-sided)."""

    i: float
    expected: float
    p: float
    n: int


def great_circle(latitude: ArrayLike, longitude: ArrayLike) -> np.ndarray:
    """Distances between places on a sphere.

    Parameters
    ----------
    latitude, longitude : array_like, shape (n,)
        Degrees, -90..90 and -180..180.

    Returns
    -------
    ndarray, shape (n, n)
        Kilometres, on a sphere of radius 6371.0088 km.

    Raises
    ------
    InputError
        For missing values, unequal lengths, or degrees outside those ranges.

    Notes
    -----
    By the haversine, which is exact for near places too.
    """
    latitude, longitude = finite("latitude", latitude, 1), finite("longitude", longitude, 1)
    if latitude.size != longitude.size:
        raise InputError(
            f"latitude has {latitude.size} values and longitude has {longitude.size}; both need one number"
        )
    if latitude.size and (np.abs(latitude).max() > 90 or np.abs(longitude).max() > 180):
        raise InputError("latitude must lie in -90..90 and longitude in -180..180 degrees")
    phi, lam = np.radians(latitude), np.radians(longitude)
    up, across = phi[:, None] - phi, lam[:, None] - lam
    haversine = np.sin(up / 2) ** 2 + np.outer(np.cos(phi), np.cos(phi)) * np.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(haversine, 0, 1)))


def nearest_neighbour_weights(distances: ArrayLike, k: int) -> np.ndarray:
    """Give each place's k nearest places the weight 1/k.

    Parameters
    ----------
    distances : array_like, shape (n, n)
        As `great_circle` returns them.
    k : int
        1..n-1.

    Returns
    -------
    ndarray, shape (n, n)
        Rows sum to 1, the diagonal is 0. Not symmetric; no place is left alone, islands included.

    Raises
    ------
    InputError
        For distances or a k that are not allowed.
    """
    distances = _distances(distances)
    n = len(distances)
    k = whole("k", k, 1, n - 1)
    own = np.where(np.eye(n, dtype=bool), np.inf, distances)
    nearest = np.argsort(own, axis=1, kind="stable")[:, :k]
    weights = np.zeros((n, n))
    np.put_along_axis(weights, nearest, 1 / k, axis=1)
    return weights


def inverse_distance_weights(distances: ArrayLike) -> np.ndarray:
    """Weight places by 1 / distance.

    Parameters
    ----------
    distances : array_like, shape (n, n)
        As `great_circle` returns them; no two places in one point.

    Returns
    -------
    ndarray, shape (n, n)
        Rows sum to 1, the diagonal is 0.

    Raises
    ------
    InputError
        For distances that are not allowed.
    """
    distances = _distances(distances)
    off = ~np.eye(len(distances), dtype=bool)
    if distances[off].min() <= 0:
        raise InputError("two places lie in one point; their inverse distance is not defined")
    weights = np.divide(1.0, distances, out=np.zeros_like(distances), where=off)
    return weights / weights.sum(axis=1, keepdims=True)


def moran(values: ArrayLike, weights: ArrayLike, permutations: np.ndarray) -> Moran:
    """Moran's I with a permutation test.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per place, such as residuals, without missing values; n >= 3.
    weights : array_like, shape (n, n)
        Row i: how much each other place counts for place i; not negative, 0 on the diagonal.
    permutations : ndarray of int, shape (B, n)
        From `healthai.stats.permutation.permuted_indices`. The same rows for several series keep the dependence between
        their tests.

    Returns
    -------
    Moran
        `expected` is -1 / (n - 1); p counts permutations at least as far from it on either side, (b + 1) / (B + 1).

    Raises
    ------
    InputError
        For values, weights or permutations that are not allowed.

    Notes
    -----
    Moran (1950); Cliff and Ord (1981). Residuals of a regression are not quite exchangeable, so that p is approximate.
    """
    values, weights = series("values", values), finite("weights", weights, 2)
    n = whole("the number of values", values.size, 3)
    if weights.shape != (n, n):
        raise InputError(f"weights has shape {weights.shape}; it must have {n} rows and {n} columns")
    if weights.min() < 0 or np.any(np.diag(weights) != 0) or weights.sum() == 0:
        raise InputError("weights must not be negative, must be 0 on the diagonal, and must not all be 0")
    permutations = orders(permutations, n)
    z = values - values.mean()
    permuted = z.take(permutations)
    i, expected = float(_moran(z, weights)), -1 / (n - 1)
    as_far = np.abs(_moran(permuted, weights) - expected) >= abs(i - expected) - _EQUAL
    return Moran(i, expected, (1 + int(np.count_nonzero(as_far))) / (len(permutations) + 1), n)


def _moran(z: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return I of each row of centred values."""
    return z.shape[-1] / weights.sum() * np.vecdot(z @ weights.T, z) / np.vecdot(z, z)


def _distances(distances: ArrayLike) -> np.ndarray:
    distances = finite("distances", distances, 2)
    if distances.shape[0] != distances.shape[1] or len(distances) < 2:
        raise InputError(f"distances has shape {distances.shape}; it must be square, for two places or more")
    if distances.min() < 0 or not np.allclose(distances, distances.T):
        raise InputError("distances must be symmetric and not negative")
    return distances
