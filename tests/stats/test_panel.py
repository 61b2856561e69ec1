import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from healthai.errors import InputError
from healthai.stats.demeaning import within_variation
from healthai.stats.panel import clustered, first_differences, one_way, two_way, two_way_cr3, wild_bootstrap

RNG = np.random.default_rng(27)
COUNTRY, YEAR = RNG.normal(size=(27, 1)), RNG.normal(size=(1, 4))
X = RNG.normal(size=(27, 4, 2)) + COUNTRY[:, :, None] + YEAR[:, :, None]
Y = X @ [1.0, -0.5] + 2 * COUNTRY + 3 * YEAR + RNG.normal(size=(27, 4))


def rng(seed=1):
    return np.random.default_rng(seed)


def dummies(countries, years, with_years):
    country = np.repeat(np.eye(countries), years, axis=0)
    year = np.tile(np.eye(years)[:, 1:], (countries, 1))
    return np.hstack([country, year]) if with_years else country


@pytest.mark.parametrize(("estimator", "with_years"), [(one_way, False), (two_way, True)])
def test_fixed_effects_are_dummies(estimator, with_years):
    fit = OLS(Y.ravel(), np.hstack([X.reshape(-1, 2), dummies(27, 4, with_years)])).fit()
    found = estimator(Y, X, 0.9)
    assert found.coefficients == pytest.approx(fit.params[:2])
    assert found.standard_errors == pytest.approx(fit.bse[:2])
    assert found.p == pytest.approx(fit.pvalues[:2])
    assert (found.df, found.countries, found.years) == (fit.df_resid, 27, 4)
    assert np.column_stack([found.low, found.high]) == pytest.approx(fit.conf_int(0.1)[:2])


def test_cr3_is_the_jackknife_over_countries():
    found = two_way_cr3(Y, X)
    without = [two_way(np.delete(Y, i, axis=0), np.delete(X, i, axis=0)).coefficients for i in range(27)]
    squares = np.square(np.subtract(without, found.coefficients)).sum(axis=0)
    assert found.standard_errors == pytest.approx(np.sqrt(26 / 27 * squares))
    assert found.coefficients == two_way(Y, X).coefficients
    assert found.df == 26


@pytest.mark.parametrize(("effects", "with_years"), [("country", False), ("country and year", True)])
def test_clustered_errors_are_those_of_statsmodels_but_for_the_correction(effects, with_years):
    """statsmodels counts the dummies in its correction; plm's HC1, after Arellano, counts the regressors only."""
    groups = {"groups": np.repeat(np.arange(27), 4), "use_correction": False}
    design = np.hstack([X.reshape(-1, 2), dummies(27, 4, with_years)])
    fit = OLS(Y.ravel(), design).fit(cov_type="cluster", cov_kwds=groups)
    found = clustered(Y, X, effects, 0.9)
    assert found.coefficients == pytest.approx(fit.params[:2])
    assert found.standard_errors == pytest.approx(fit.bse[:2] * np.sqrt(108 / 106))
    assert (found.errors, found.effects, found.df, found.level) == ("HC1", effects, 26, 0.9)


def test_first_differences_by_dummies_and_a_plain_jackknife():
    def fit(keep):
        dy, dx = np.diff(Y, axis=1)[keep].ravel(), np.diff(X, axis=1)[keep].reshape(-1, 2)
        steps = np.tile(np.eye(3), (len(keep), 1))
        return OLS(dy, np.hstack([dx, steps])).fit().params[:2]

    found = first_differences(Y, X)
    everyone = np.arange(27)
    without = [fit(np.delete(everyone, i)) for i in everyone]
    assert found.coefficients == pytest.approx(fit(everyone))
    expected = np.sqrt(26 / 27 * np.square(np.subtract(without, fit(everyone))).sum(axis=0))
    assert found.standard_errors == pytest.approx(expected)
    assert (found.effects, found.df, found.countries, found.years) == ("year", 26, 27, 4)


def test_with_two_years_first_differences_are_two_way_effects():
    differences, levels = (estimator(Y[:, 1:3], X[:, 1:3]) for estimator in (first_differences, two_way_cr3))
    assert differences.coefficients == pytest.approx(levels.coefficients)
    assert differences.standard_errors == pytest.approx(levels.standard_errors)
    assert differences.p == pytest.approx(levels.p)


def test_wild_bootstrap_by_a_plain_loop():
    fixed = dummies(27, 4, True)
    design, restricted = np.hstack([X.reshape(-1, 2), fixed]), np.hstack([X[:, :, 1].reshape(-1, 1), fixed])
    groups = np.repeat(np.arange(27), 4)
    clustered = {"groups": groups, "use_correction": False}
    null = OLS(Y.ravel(), restricted).fit()

    def t(y):
        return OLS(y, design).fit(cov_type="cluster", cov_kwds=clustered).tvalues[0]

    found = wild_bootstrap(Y, X, 0, 60, rng(3))
    signs = rng(3).choice([-1.0, 1.0], size=(60, 27))
    samples = [t(null.fittedvalues + row[groups] * null.resid) for row in signs]
    observed = t(Y.ravel())
    assert found.p == (1 + np.sum(np.abs(samples) >= abs(observed))) / 61
    assert found.t == pytest.approx(observed * np.sqrt(26 / 27))
    assert found.coefficient == pytest.approx(two_way(Y, X).coefficients[0])


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), units=st.floats(1e-3, 1e3))
def test_order_units_and_effects_do_not_matter(seed, units):
    generator = np.random.default_rng(seed)
    order = generator.permutation(27)
    effects = generator.normal(size=(27, 1)) + generator.normal(size=(1, 4))
    for estimator in (two_way, two_way_cr3, first_differences):
        found, moved = estimator(Y, X), estimator((Y + effects)[order], X[order] * [units, 1])
        assert moved.coefficients[0] * units == pytest.approx(found.coefficients[0])
        assert moved.standard_errors[0] * units == pytest.approx(found.standard_errors[0])


def trending(generator, rho):
    """Two unrelated series with a common trend and errors that last."""
    noise = generator.normal(size=(2, 27, 4))
    for year in range(1, 4):
        noise[:, :, year] = rho * noise[:, :, year - 1] + np.sqrt(1 - rho**2) * noise[:, :, year]
    return noise + 2 * np.arange(4)


def test_common_trends_deceive_one_way_effects_only():
    generator = rng(5)
    drawn = [trending(generator, 0.5) for _ in range(200)]
    assert all(one_way(y, x).p[0] < 0.05 for x, y in drawn)
    assert all(clustered(y, x, "country").p[0] < 0.05 for x, y in drawn)
    robust = np.mean([two_way_cr3(y, x).p[0] <= 0.05 for x, y in drawn])
    differenced = np.mean([first_differences(y, x).p[0] <= 0.05 for x, y in drawn])
    wild = np.mean([wild_bootstrap(y, x, 0, 99, generator).p <= 0.05 for x, y in drawn])
    assert robust == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 200))
    assert differenced == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 200))
    assert wild == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 200))


def test_within_variation():
    still = np.repeat(COUNTRY, 4, axis=1)
    found = within_variation(still)
    assert (found.country, found.country_and_year, found.estimable) == (pytest.approx(0, abs=1e-12), 0, False)
    together = within_variation(still + YEAR)
    assert together.country > 0.1
    assert together.country_and_year == pytest.approx(0, abs=1e-12)
    assert not together.estimable
    noise = RNG.normal(size=(27, 4))
    half = within_variation(noise)
    assert half.estimable
    assert half.country == pytest.approx(1 - noise.mean(axis=1).var() / noise.var())
    assert within_variation(100 * noise + 7).country_and_year == pytest.approx(half.country_and_year)
    assert within_variation(np.ones((3, 3))).country == 0
    assert not within_variation(noise, least=0.9).estimable


@pytest.mark.parametrize(
    "estimator",
    [
        one_way,
        two_way,
        two_way_cr3,
        lambda y, x: clustered(y, x, "country"),
        lambda y, x: wild_bootstrap(y, x, 0, 9, rng()),
    ],
)
@pytest.mark.parametrize(
    ("y", "X", "message"),
    [
        (np.where(COUNTRY[0] == COUNTRY, np.nan, Y), X, "y holds 4 missing"),
        (Y, X[:26], "X has shape"),
        (Y, X[:, :, [0, 0]], "the regressors are collinear given the fixed effects"),
        (Y, np.dstack([X, np.repeat(COUNTRY, 4, axis=1)]), "regressor 2 .* not estimable"),
        (Y[:, :1], X[:, :1], "two countries and two years"),
        (np.ones((27, 4)), X, "y is constant"),
    ],
)
def test_what_is_not_allowed(estimator, y, X, message):
    with pytest.raises(InputError, match=message):
        estimator(y, X)


@pytest.mark.parametrize(
    ("y", "X", "message"),
    [
        (np.where(COUNTRY[0] == COUNTRY, np.nan, Y), X, "y holds 4 missing"),
        (Y, X[:, :, [0, 0]], "the regressors are collinear"),
        (Y, np.dstack([X, np.repeat(COUNTRY, 4, axis=1)]), "regressor 2 .* not estimable"),
        (Y[:, :1], X[:, :1], "two countries and two years"),
        (Y[:2], X[:2, :, :1], "2 countries; to leave one out at least 3"),
        (Y[:2, :2], X[:2, :2, :1], "with 1 regressors and 1 fixed effects at least 3 are needed"),
    ],
)
def test_what_differences_refuse(y, X, message):
    with pytest.raises(InputError, match=message):
        first_differences(y, X)


def test_numbers_that_are_not_allowed():
    with pytest.raises(InputError, match="effects is 'year'; allowed: country, country and year"):
        clustered(Y, X, "year")
    with pytest.raises(InputError, match="regressor is 2"):
        wild_bootstrap(Y, X, 2, 9, rng())
    with pytest.raises(InputError, match="2 countries"):
        two_way_cr3(Y[:2], X[:2, :, :1])
    with pytest.raises(InputError, match="with 1 regressors and 3 fixed effects at least 5 are needed"):
        two_way(Y[:2, :2], X[:2, :2, :1])
    with pytest.raises(InputError, match="with 2 regressors and 4 fixed effects at least 7 are needed"):
        wild_bootstrap(Y[:3, :2], X[:3, :2], 0, 9, rng())
    with pytest.raises(InputError, match="x has shape"):
        within_variation(np.ones((1, 4)))
