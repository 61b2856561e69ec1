"""How a correlation varies over jackknife and bootstrap samples of the countries."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import finite, generator, pair, whole, within
from healthai.stats.features import CorrelationMethod, features_of, row_cosines


@dataclass(frozen=True)
class Jackknife:
    """Correlation on all countries, its jackknife standard error, and the acceleration that BCa uses.

    `leave_one_out` holds the correlation without each country, in their order.
    """

    estimate: float
    standard_error: float
    acceleration: float
    leave_one_out: tuple[float, ...]


@dataclass(frozen=True)
class BootstrapInterval:
    """Correlation with its bias-corrected and accelerated bootstrap interval."""

    estimate: float
    low: float
    high: float
    n: int
    method: str
    level: float


def jackknife(x: ArrayLike, y: ArrayLike, method: CorrelationMethod) -> Jackknife:
    """Leave each country out once.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, n >= 4, without missing values.
    method : {"spearman", "kendall", "pearson"}

    Returns
    -------
    Jackknife

    Raises
    ------
    InputError
        For series or a method that are not allowed, or so few different values that a sample is constant.

    Notes
    -----
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 11 and 14.
    """
    statistic = _row_statistic(method)
    x, y = pair(x, y, 4)
    n = x.size
    without = np.array([np.delete(np.arange(n), left_out) for left_out in range(n)])
    each = statistic(x[without], y[without])
    shortfall = each.mean() - each
    squares = np.square(shortfall).sum()
    # Equal leave-one-out values (a perfect correlation) have no skewness to correct for.
    acceleration = np.power(shortfall, 3).sum() / (6 * squares**1.5) if squares > 0 else 0.0
    standard_error = np.sqrt((n - 1) / n * squares)
    return Jackknife(float(statistic(x, y)), float(standard_error), float(acceleration), tuple(each.tolist()))


def jackknife_interval(estimate: float, without: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Interval of any estimate from its values without each country.

    Parameters
    ----------
    estimate : float
        On all n countries.
    without : array_like, shape (n,)
        The same without each country, n >= 4.
    level : float
        Coverage, strictly between 0 and 1.

    Returns
    -------
    tuple of float
        `estimate` less and plus the jackknife standard error times the quantile of t on n - 1 degrees of freedom.

    Raises
    ------
    InputError
        For missing or too few values, or a level outside that range.

    Notes
    -----
    Tukey (1958). For smooth statistics, as means and correlations are; not for a median.
    """
    estimate, each, level = (
        float(finite("estimate", estimate, 0)),
        finite("without", without, 1),
        within("level", level, 0, 1),
    )
    n = each.size
    if n < 4:
        raise InputError(f"without holds {n} values; at least 4 are needed, one a country")
    standard_error = np.sqrt((n - 1) * each.var())
    half_width = float(stats.t.isf((1 - level) / 2, n - 1) * standard_error)
    return estimate - half_width, estimate + half_width


def bca(
    x: ArrayLike,
    y: ArrayLike,
    method: CorrelationMethod,
    n_boot: int,
    rng: np.random.Generator,
    level: float = 0.95,
) -> BootstrapInterval:
    """Bias-corrected and accelerated bootstrap interval; countries are drawn with both their values.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        One value per country, n >= 4, without missing values.
    method : {"spearman", "kendall", "pearson"}
    n_boot : int
        Bootstrap samples, 100 or more.
    rng : numpy.random.Generator
        Source of randomness.
    level : float
        Coverage, strictly between 0 and 1.

    Returns
    -------
    BootstrapInterval

    Raises
    ------
    InputError
        For series, a method or numbers that are not allowed, or so few different values that a sample is constant.

    Notes
    -----
    Efron (1987); computed by SciPy.
    """
    statistic = _row_statistic(method)
    x, y = pair(x, y, 4)
    n_boot, rng, level = whole("n_boot", n_boot, 100), generator(rng), within("level", level, 0, 1)
    result = stats.bootstrap(
        (x, y), lambda x, y, axis: statistic(x, y), paired=True, n_resamples=n_boot, confidence_level=level,
        method="BCa", vectorized=True, batch=2_000, rng=rng,
    )  # fmt: skip
    low, high = result.confidence_interval
    if not np.isfinite([low, high]).all():
        raise InputError(
            "the correlation does not vary over bootstrap samples as BCa needs; x and y must not be one order"
        )
    return BootstrapInterval(float(statistic(x, y)), float(low), float(high), x.size, method, level)


def _row_statistic(method: CorrelationMethod) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    features = features_of(method)

    def statistic(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        if min(np.ptp(x, axis=-1).min(), np.ptp(y, axis=-1).min()) == 0:
            raise InputError(
                "x or y is constant in a sample of its values; more countries or different values are needed"
            )
        return row_cosines(features.of(features.scale(x)), features.of(features.scale(y)))

    return statistic
