"""Countries over years: fixed effects, and errors that allow a country's years to resemble each other.

Arrays are balanced: axis 0 countries, axis 1 years, and for regressors axis 2 variables.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import generator, one_of, whole, within
from healthai.stats.demeaning import (
    Demeaning,
    checked,
    demean_both,
    demean_countries,
    demean_years,
    regressors,
)

# What is taken out of outcome and regressors before they are compared.
EFFECTS = {"country": demean_countries, "country and year": demean_both}


@dataclass(frozen=True)
class FixedEffects:
    """Coefficients in units of y per unit of each regressor.

    `effects` are "country", "country and year", or "year" for differences from year to year.
    """

    coefficients: tuple[float, ...]
    standard_errors: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    p: tuple[float, ...]
    errors: str
    effects: str
    df: int
    level: float
    countries: int
    years: int


@dataclass(frozen=True)
class WildBootstrap:
    """Test that one coefficient is 0: the bootstrap p-value, and t with errors clustered by country.

    The clustered variance is multiplied by N / (N - 1), for N countries.
    """

    coefficient: float
    t: float
    p: float
    n_boot: int


def one_way(y: ArrayLike, X: ArrayLike, level: float = 0.95) -> FixedEffects:
    """Within estimator: one effect per country, conventional errors.

    Parameters
    ----------
    y : array_like, shape (N, T)
        Outcome, countries by years, without missing values.
    X : array_like, shape (N, T) or (N, T, k)
        Regressors.
    level : float
        Coverage of the intervals, strictly between 0 and 1.

    Returns
    -------
    FixedEffects
        On N T - N - k degrees of freedom. With common trends it finds relations that are not there: see `two_way`.

    Raises
    ------
    InputError
        For missing values, shapes that do not fit, collinear regressors, one that does not vary within countries, or
        too few observations.
    """
    return _conventional(y, X, "country", level)


def two_way(y: ArrayLike, X: ArrayLike, level: float = 0.95) -> FixedEffects:
    """Fixed effects of countries and of years, conventional errors.

    Parameters
    ----------
    y, X, level
        As in `one_way`.

    Returns
    -------
    FixedEffects
        On N T - N - T + 1 - k degrees of freedom.

    Raises
    ------
    InputError
        As `one_way`.
    """
    return _conventional(y, X, "country and year", level)


def two_way_cr3(y: ArrayLike, X: ArrayLike, level: float = 0.95) -> FixedEffects:
    """Fixed effects of countries and of years, errors clustered by country by the jackknife (CR3).

    Parameters
    ----------
    y, X, level
        As in `one_way`; N >= 3.

    Returns
    -------
    FixedEffects
        Intervals and p-values by t on N - 1 degrees of freedom.

    Raises
    ------
    InputError
        As `one_way`, also when it holds without some country.

    Notes
    -----
    Bell and McCaffrey (2002); MacKinnon, Nielsen and Webb (2023), Journal of Econometrics 232:272. The coefficients are
    estimated again without each country: variance (N - 1) / N times the sum of squared differences.
    """
    y, X = checked(y, X)
    return _jackknife(y, X, demean_both, "country and year", level, y.shape)


def first_differences(y: ArrayLike, X: ArrayLike, level: float = 0.95) -> FixedEffects:
    """Changes of y from each year to the next on changes of X, with an effect of each step; CR3 errors by country.

    Parameters
    ----------
    y, X, level
        As in `one_way`; N >= 3.

    Returns
    -------
    FixedEffects
        Intervals and p-values by t on N - 1 degrees of freedom. With two years this is `two_way_cr3`.

    Raises
    ------
    InputError
        As `two_way_cr3`.

    Notes
    -----
    Both take out what is constant in a country. Differences compare neighbouring years only, so they agree with
    `two_way` when the model is right and the errors last, and part from it when a relation takes years to show, or
    when X is measured with error.
    """
    y, X = checked(y, X)
    return _jackknife(np.diff(y, axis=1), np.diff(X, axis=1), demean_years, "year", level, y.shape)


def clustered(y: ArrayLike, X: ArrayLike, effects: str, level: float = 0.95) -> FixedEffects:
    """Fixed effects with errors clustered by country (HC1): they bear correlated years, not a common trend.

    Parameters
    ----------
    y, X, level
        As in `one_way`.
    effects : {"country", "country and year"}

    Returns
    -------
    FixedEffects
        Intervals and p-values by t on N - 1 degrees of freedom.

    Raises
    ------
    InputError
        As `one_way`, or for other effects.

    Notes
    -----
    Arellano (1987), Oxford Bulletin of Economics and Statistics 49:431, times N T / (N T - k) as in ``vcovHC(type =
    "HC1")`` of R's plm: the fixed effects are not counted. With few countries these errors are too small; `two_way_cr3`
    corrects for that.
    """
    demean = EFFECTS[one_of("effects", effects, EFFECTS)]
    y, X = checked(y, X)
    level = within("level", level, 0, 1)
    _residual_df(X, demean)
    countries, years, k = X.shape
    flat, target = regressors(X, demean), demean(y[None]).reshape(-1)
    coefficients = np.linalg.lstsq(flat, target, rcond=None)[0]
    left = target - flat @ coefficients
    scores = (flat * left[:, None]).reshape(countries, years, k).sum(axis=1)
    bread = np.linalg.inv(flat.T @ flat)
    variance = bread @ (scores.T @ scores) @ bread * len(target) / (len(target) - k)
    return _result(coefficients, np.sqrt(np.diag(variance)), "HC1", effects, countries - 1, level, y.shape)


def wild_bootstrap(y: ArrayLike, X: ArrayLike, regressor: int, n_boot: int, rng: np.random.Generator) -> WildBootstrap:
    """Wild cluster bootstrap of one coefficient of the two-way model, its null hypothesis imposed.

    Parameters
    ----------
    y, X
        As in `one_way`; N >= 3.
    regressor : int
        Which coefficient, counted from 0.
    n_boot : int
        Bootstrap samples B, 1 or more.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    WildBootstrap
        Two-sided p, (b + 1) / (B + 1).

    Raises
    ------
    InputError
        As `one_way`, or for numbers that are not allowed.

    Notes
    -----
    Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90:414: all residuals of a country change
    sign together with probability 1/2 (Rademacher weights).
    """
    y, X = checked(y, X)
    j = whole("regressor", regressor, 0, X.shape[2] - 1)
    n_boot, rng = whole("n_boot", n_boot, 1), generator(rng)
    _residual_df(X, demean_both)
    countries, years, _ = X.shape
    if countries < 3:
        raise InputError(f"y has {countries} countries; at least 3 are needed")
    flat = regressors(X, demean_both)
    others = np.delete(flat, j, axis=1)
    target = demean_both(y[None]).reshape(-1)
    # The regressor given the others; the fit of the others drops out of its coefficient and of all residuals.
    focal = flat[:, j] - others @ np.linalg.lstsq(others, flat[:, j], rcond=None)[0]
    restricted = (target - others @ np.linalg.lstsq(others, target, rcond=None)[0]).reshape(countries, years)
    signs = rng.choice([-1.0, 1.0], size=(n_boot, countries))
    samples = np.concatenate([restricted[None], signs[:, :, None] * restricted])
    basis = np.linalg.qr(flat).Q
    centred = demean_both(samples).reshape(len(samples), -1)
    left = centred - (centred @ basis) @ basis.T
    scores = (left * focal).reshape(len(samples), countries, years).sum(axis=2)
    coefficients = centred @ focal / (focal @ focal)
    t = coefficients * (focal @ focal) / np.sqrt(np.square(scores).sum(axis=1))
    # The correction for few clusters is the same for all samples.
    factor = np.sqrt((countries - 1) / countries)
    b = np.count_nonzero(np.abs(t[1:]) >= abs(t[0]) * (1 - 1e-10))
    return WildBootstrap(float(coefficients[0]), float(t[0] * factor), (1 + int(b)) / (n_boot + 1), n_boot)


def _jackknife(
    y: np.ndarray, X: np.ndarray, demean: Demeaning, effects: str, level: float, shape: tuple[int, ...]
) -> FixedEffects:
    level = within("level", level, 0, 1)
    _residual_df(X, demean)
    countries = len(y)
    if countries < 3:
        raise InputError(f"y has {countries} countries; to leave one out at least 3 are needed")
    whole_sample = _estimate(y, X, demean)
    without = np.array([_estimate(np.delete(y, i, axis=0), np.delete(X, i, axis=0), demean) for i in range(countries)])
    variance = (countries - 1) / countries * np.square(without - whole_sample).sum(axis=0)
    return _result(whole_sample, np.sqrt(variance), "CR3", effects, countries - 1, level, shape)


def _estimate(y: np.ndarray, X: np.ndarray, demean: Demeaning) -> np.ndarray:
    return np.linalg.lstsq(regressors(X, demean), demean(y[None]).reshape(-1), rcond=None)[0]


def _residual_df(X: np.ndarray, demean: Demeaning) -> int:
    countries, years, k = X.shape
    effects = {demean_countries: countries, demean_both: countries + years - 1, demean_years: years}[demean]
    if countries * years <= effects + k:
        raise InputError(
            f"y has {countries * years} values; with {k} regressors and {effects} fixed effects at least "
            f"{effects + k + 1} are needed"
        )
    return countries * years - effects - k


def _conventional(y: ArrayLike, X: ArrayLike, effects: str, level: float) -> FixedEffects:
    demean = EFFECTS[effects]
    y, X = checked(y, X)
    level = within("level", level, 0, 1)
    df = _residual_df(X, demean)
    flat, target = regressors(X, demean), demean(y[None]).reshape(-1)
    coefficients = np.linalg.lstsq(flat, target, rcond=None)[0]
    variance = np.square(target - flat @ coefficients).sum() / df
    errors = np.sqrt(variance * np.diag(np.linalg.inv(flat.T @ flat)))
    return _result(coefficients, errors, "conventional", effects, df, level, y.shape)


def _result(
    coefficients: np.ndarray, errors: np.ndarray, name: str, effects: str, df: int, level: float, shape: tuple[int, ...]
) -> FixedEffects:
    half_width = stats.t.isf((1 - level) / 2, df) * errors
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stats.t.sf(np.abs(coefficients / errors), df)
    rows = (coefficients, errors, coefficients - half_width, coefficients + half_width, p)
    return FixedEffects(*(tuple(row.tolist()) for row in rows), name, effects, df, level, *shape)
