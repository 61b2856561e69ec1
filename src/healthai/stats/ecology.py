"""Why a relation between countries says little about the people in them (Robinson's ecological fallacy).

A person's value is that of the country plus a deviation of their own. What matters is the share of the variance that
lies between countries: for most human outcomes it is small, and averages of countries hide all the rest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import finite, generator, whole


@dataclass(frozen=True)
class Levels:
    """Correlations of one simulated population: of persons, of country averages, and of persons within countries.

    `expected` is the correlation of persons that the four settings imply.
    """

    persons: float
    countries: float
    within: float
    expected: float


@dataclass(frozen=True)
class PersonRange:
    """Correlations of persons that one correlation of countries allows, whatever holds within countries."""

    low: float
    high: float


def between_share(proportions: ArrayLike) -> float:
    """Share of the variance of a yes/no variable of persons that lies between countries.

    Parameters
    ----------
    proportions : array_like, shape (n,)
        Share of persons with "yes" in each country, 0..1; countries count alike.

    Returns
    -------
    float
        Variance of the proportions over p (1 - p), with p their mean; 0..1.

    Raises
    ------
    InputError
        For missing values, proportions outside 0..1, or nobody or everybody saying "yes".
    """
    proportions = finite("proportions", proportions, 1)
    if proportions.size == 0 or proportions.min() < 0 or proportions.max() > 1:
        raise InputError("proportions must hold at least one value, each between 0 and 1")
    mean = proportions.mean()
    if mean in (0, 1):
        raise InputError("proportions are all 0 or all 1, so that persons do not vary")
    return float(np.square(proportions - mean).mean() / (mean * (1 - mean)))


def person_correlation(countries: float, within: float, share_x: float, share_y: float) -> float:
    """Correlation of persons implied by those of countries and within countries.

    Parameters
    ----------
    countries, within : float
        Correlation of the country values, and of persons' deviations from them; -1..1.
    share_x, share_y : float
        Share of the variance of each variable that lies between countries, 0..1.

    Returns
    -------
    float

    Raises
    ------
    InputError
        For arguments outside those ranges.

    Notes
    -----
    Robinson (1950), American Sociological Review 15:351; Duncan, Cuzzort and Duncan (1961).
    """
    countries, within, share_x, share_y = _settings(countries, within, share_x, share_y)
    return float(countries * np.sqrt(share_x * share_y) + within * np.sqrt((1 - share_x) * (1 - share_y)))


def person_range(countries: float, share_x: float, share_y: float) -> PersonRange:
    """Bounds on the correlation of persons, from no within-country correlation being excluded.

    Parameters
    ----------
    countries, share_x, share_y
        As in `person_correlation`.

    Returns
    -------
    PersonRange

    Raises
    ------
    InputError
        As `person_correlation`.
    """
    low, high = (person_correlation(countries, within, share_x, share_y) for within in (-1, 1))
    return PersonRange(low, high)


def yes_no_range(first: ArrayLike, second: ArrayLike) -> PersonRange:
    """Sharp bounds on the correlation (phi) of two yes/no variables of persons, from the shares of each country.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        Share of persons with "yes" in each country, 0..1; countries count alike.

    Returns
    -------
    PersonRange
        Inside that of `person_range`, which allows any correlation within countries: two shares do not.

    Raises
    ------
    InputError
        For unequal lengths, and as `between_share`.

    Notes
    -----
    Duncan and Davis (1953), American Sociological Review 18:665: in each country those with both number at least
    p + q - 1 (or none) and at most the smaller of p and q, and every value between can be.
    """
    first, second = finite("first", first, 1), finite("second", second, 1)
    if first.size != second.size:
        raise InputError(f"first has {first.size} values and second has {second.size}; both need one per country")
    for proportions in (first, second):
        between_share(proportions)  # raises for what is no share, and when persons do not vary
    p, q = first.mean(), second.mean()
    both = np.maximum(0, first + second - 1).mean(), np.minimum(first, second).mean()
    low, high = (float((joint - p * q) / np.sqrt(p * (1 - p) * q * (1 - q))) for joint in both)
    return PersonRange(low, high)


def simulate(
    countries: float,
    within: float,
    share_x: float,
    share_y: float,
    n_countries: int,
    n_persons: int,
    rng: np.random.Generator,
) -> Levels:
    """Draw persons in countries and correlate them at three levels.

    Parameters
    ----------
    countries, within, share_x, share_y
        As in `person_correlation`.
    n_countries : int
        3 or more.
    n_persons : int
        Persons per country, 2 or more.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    Levels

    Raises
    ------
    InputError
        For arguments outside those ranges, or shares of 0 or 1, with which one level does not vary.
    """
    expected = person_correlation(countries, within, share_x, share_y)
    if not (0 < share_x < 1 and 0 < share_y < 1):
        raise InputError(f"the shares are {share_x} and {share_y}; to simulate both must lie strictly between 0 and 1")
    n_countries, n_persons, rng = whole("n_countries", n_countries, 3), whole("n_persons", n_persons, 2), generator(rng)
    shares = np.reshape([share_x, share_y], (2, 1, 1))
    persons = np.sqrt(shares) * _normal(countries, (n_countries, 1), rng)
    persons = persons + np.sqrt(1 - shares) * _normal(within, (n_countries, n_persons), rng)
    averages = persons.mean(axis=2, keepdims=True)
    # All countries have as many persons, so that the sums of products between and within them add up to the whole.
    between = n_persons * _products(averages - averages.mean(axis=1, keepdims=True))
    inside = _products(persons - averages)
    return Levels(
        persons=_correlation(between + inside),
        countries=_correlation(between),
        within=_correlation(inside),
        expected=expected,
    )


def _normal(rho: float, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Return pairs of standard normal values with correlation rho, shape (2, *shape)."""
    first, second = rng.standard_normal((2, *shape))
    return np.stack([first, rho * first + np.sqrt(1 - rho * rho) * second])


def _products(deviations: np.ndarray) -> np.ndarray:
    """Return the sums of squares and products of two variables, shape (2, ...) to (2, 2)."""
    rows = deviations.reshape(2, -1)
    return rows @ rows.T


def _correlation(products: np.ndarray) -> float:
    return float(products[0, 1] / np.sqrt(products[0, 0] * products[1, 1]))


def _settings(countries: float, within: float, share_x: float, share_y: float) -> tuple[float, ...]:
    if not (abs(countries) <= 1 and abs(within) <= 1):
        raise InputError(f"the correlations are {countries} and {within}; both must lie between -1 and 1")
    if not (0 <= share_x <= 1 and 0 <= share_y <= 1):
        raise InputError(f"the shares are {share_x} and {share_y}; both must lie between 0 and 1")
    return float(countries), float(within), float(share_x), float(share_y)
