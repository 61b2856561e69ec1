"""Do the items of a scale measure one thing? Coefficients for reflective scales.

An index whose indicators form a construct need not have any: there a low alpha is no failure.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats

from healthai.errors import InputError
from healthai.stats.checks import finite, series, varying, within

# Smallest eigenvalue of a correlation matrix below which it counts as singular.
_SINGULAR = 1e-9
# A uniqueness at this bound, the usual one, says that the factor explains the item entirely.
_LEAST_UNIQUE = 0.005


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha with Feldt's interval; without each item in turn; and each item with the sum of the others."""

    raw: float
    standardised: float
    mean_correlation: float
    low: float
    high: float
    level: float
    if_deleted: tuple[float, ...]
    item_rest: tuple[float, ...]
    n: int
    items: int


@dataclass(frozen=True)
class Factorability:
    """Is there enough in common for a factor? Kaiser, Meyer and Olkin's measure, and Bartlett's test of none."""

    kmo: float
    kmo_items: tuple[float, ...]
    chi2: float
    df: int
    p: float


@dataclass(frozen=True)
class Omega:
    """Omega total of one factor; loadings on standardised items and what the factor leaves of each."""

    total: float
    loadings: tuple[float, ...]
    uniquenesses: tuple[float, ...]


def alpha(items: ArrayLike, level: float = 0.95) -> Alpha:
    """Cronbach's alpha.

    Parameters
    ----------
    items : array_like, shape (n, k)
        One row per unit, one column per item, all scored in one direction, without missing values; n >= 3 and k >= 3.
    level : float
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Alpha
        A negative `item_rest` says that an item is scored in the wrong direction or belongs elsewhere.

    Raises
    ------
    InputError
        For missing values, constant items, too few rows or items, or items that add up to a constant.

    Notes
    -----
    Cronbach (1951); Feldt (1965), Psychometrika 30:357, for the interval.
    """
    items, level = _items(items, 3), within("level", level, 0, 1)
    n, k = items.shape
    raw = _alpha(items)
    mean_correlation = float(np.corrcoef(items.T)[np.triu_indices(k, 1)].mean())
    tail = (1 - level) / 2
    low, high = (1 - (1 - raw) * stats.f.ppf(q, n - 1, (n - 1) * (k - 1)) for q in (1 - tail, tail))
    rest = items.sum(axis=1, keepdims=True) - items
    for item, others in enumerate(rest.T):
        series(f"the sum of all items but {item} (counted from 0)", others)
    return Alpha(
        raw=raw,
        standardised=k * mean_correlation / (1 + (k - 1) * mean_correlation),
        mean_correlation=mean_correlation,
        low=float(low),
        high=float(high),
        level=level,
        if_deleted=tuple(_alpha(np.delete(items, item, axis=1)) for item in range(k)),
        item_rest=tuple(float(np.corrcoef(items[:, item], rest[:, item])[0, 1]) for item in range(k)),
        n=n,
        items=k,
    )


def factorability(items: ArrayLike) -> Factorability:
    """Kaiser-Meyer-Olkin measure of sampling adequacy and Bartlett's test of sphericity.

    Parameters
    ----------
    items : array_like, shape (n, k)
        As in `alpha`, but k >= 2 and n > k.

    Returns
    -------
    Factorability

    Raises
    ------
    InputError
        For missing values, constant or collinear items, or too few rows or items.

    Notes
    -----
    Kaiser (1974), Psychometrika 39:31; Bartlett (1950).
    """
    items = _items(items, 2)
    correlations = _regular(items)
    n, k = items.shape
    inverse = np.linalg.inv(correlations)
    partial = -inverse / np.sqrt(np.outer(np.diag(inverse), np.diag(inverse)))
    off = ~np.eye(k, dtype=bool)
    squares, left = np.square(correlations) * off, np.square(partial) * off
    chi2 = float(-(n - 1 - (2 * k + 5) / 6) * np.linalg.slogdet(correlations).logabsdet)
    df = k * (k - 1) // 2
    return Factorability(
        kmo=float(squares.sum() / (squares.sum() + left.sum())),
        kmo_items=tuple((squares.sum(axis=0) / (squares.sum(axis=0) + left.sum(axis=0))).tolist()),
        chi2=chi2,
        df=df,
        p=float(stats.chi2.sf(chi2, df)),
    )


def omega(items: ArrayLike) -> Omega:
    """Omega total from one factor, by maximum likelihood.

    Parameters
    ----------
    items : array_like, shape (n, k)
        As in `alpha`, with n > k.

    Returns
    -------
    Omega

    Raises
    ------
    InputError
        For missing values, constant or collinear items, too few rows or items, or a likelihood without a maximum inside
        the allowed range (an item that the factor would explain entirely).

    Notes
    -----
    McDonald (1999), on standardised items; the likelihood is that of Joereskog (1967), Psychometrika 32:443.
    """
    items = _items(items, 3)
    loadings, unique = _one_factor(_regular(items))
    if unique.min() < 1.01 * _LEAST_UNIQUE:
        raise InputError(
            f"the factor would explain item {int(np.argmin(unique))} (counted from 0) entirely; omega is not defined"
        )
    common = np.square(loadings.sum())
    sign = 1 if loadings.sum() >= 0 else -1
    return Omega(float(common / (common + unique.sum())), tuple((sign * loadings).tolist()), tuple(unique.tolist()))


def disattenuated(r: float, reliability_x: float, reliability_y: float) -> float:
    """Return the correlation that two variables would have without measurement error.

    Parameters
    ----------
    r : float
        Observed correlation, between -1 and 1.
    reliability_x, reliability_y : float
        Share of each variable's variance that is not error, above 0 and at most 1.

    Returns
    -------
    float
        r / sqrt(reliability_x reliability_y). Beyond 1 in size it says that the reliabilities are understated, or that
        r is large by chance.

    Raises
    ------
    InputError
        For arguments outside those ranges.

    Notes
    -----
    Spearman (1904). A sensitivity analysis: the errors are taken to be unrelated to everything else.
    """
    r = float(finite("r", r, 0))
    if not (abs(r) <= 1 and 0 < reliability_x <= 1 and 0 < reliability_y <= 1):
        raise InputError(
            f"r is {r} and the reliabilities are {reliability_x} and {reliability_y}; "
            "they must lie in [-1, 1] and (0, 1]"
        )
    return float(r / np.sqrt(reliability_x * reliability_y))


def _alpha(items: np.ndarray) -> float:
    k = items.shape[1]
    total = items.sum(axis=1)
    series("the sum of the items", total)
    return float(k / (k - 1) * (1 - items.var(axis=0, ddof=1).sum() / total.var(ddof=1)))


def _one_factor(correlations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return loadings and uniquenesses of maximum likelihood, the latter not below `_LEAST_UNIQUE`.

    Given uniquenesses the best loadings are known, so that only uniquenesses are searched for, inside bounds: a search
    without them stops at random, by the last digits of the correlations, where it meets their border.
    """

    def loadings(unique: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        scale = np.sqrt(unique)
        values, vectors = np.linalg.eigh(correlations / np.outer(scale, scale))
        return scale * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0)), values[:-1]

    def deviance(unique: np.ndarray) -> tuple[float, np.ndarray]:
        found, rest = loadings(unique)
        return float((rest - np.log(rest)).sum()), (np.square(found) + unique - 1) / np.square(unique)

    k = len(correlations)
    start = np.clip((1 - 0.5 / k) / np.diag(np.linalg.inv(correlations)), _LEAST_UNIQUE, 1)
    precisely = {"ftol": 1e-15, "gtol": 1e-9, "maxiter": 1000}
    unique = optimize.minimize(
        deviance, start, jac=True, method="L-BFGS-B", bounds=[(_LEAST_UNIQUE, 1)] * k, options=precisely
    ).x
    return loadings(unique)[0], unique


def _items(items: ArrayLike, least: int) -> np.ndarray:
    items = finite("items", items, 2)
    if items.shape[0] < 3 or items.shape[1] < least:
        raise InputError(f"items has shape {items.shape}; it must have 3 rows and {least} columns or more")
    return varying("items", items)


def _regular(items: np.ndarray) -> np.ndarray:
    n, k = items.shape
    if n <= k:
        raise InputError(f"items has {n} rows and {k} columns; more rows than columns are needed")
    correlations = np.corrcoef(items.T)
    if np.linalg.eigvalsh(correlations)[0] < _SINGULAR:
        raise InputError("the items are collinear; each must add something to the others")
    return correlations
