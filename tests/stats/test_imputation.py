import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.correlation import partial, spearman
from healthai.stats.imputation import completed, pool, pool_correlations

RNG = np.random.default_rng(27)
INCOME = RNG.normal(10, 0.4, 27)
Y = 20 + 8 * (INCOME - 10) + RNG.normal(0, 3, 27)
HOLED = np.where(np.isin(np.arange(27), [4, 11]), np.nan, Y)


def rng(seed=1):
    return np.random.default_rng(seed)


# Rubin's rules.


def test_pooling_by_hand():
    """Three estimates 1, 2 and 3 with variance 1: total 1 + 4/3; the missing values make up 4/7 of it."""
    found = pool([1, 2, 3], [1, 1, 1], 20)
    assert (found.estimate, found.within, found.between) == pytest.approx((2, 1, 1))
    assert (found.total, found.riv, found.missing_share) == pytest.approx((7 / 3, 4 / 3, 4 / 7))
    old, observed = 2 * 49 / 16, 21 / 23 * 20 * 3 / 7
    assert found.df == pytest.approx(old * observed / (old + observed))
    half = stats.t.ppf(0.975, found.df) * np.sqrt(7 / 3)
    assert (found.low, found.high) == pytest.approx((2 - half, 2 + half))


def estimates_with_variance(between, m):
    centred = RNG.normal(size=m)
    centred -= centred.mean()
    return centred * np.sqrt(between / centred.var(ddof=1))


def test_pooling_a_worked_example():
    """An intercept of five completed data sets with 28 complete degrees of freedom, to all digits printed."""
    found = pool(estimates_with_variance(45.529229, 5), [76.543614] * 5, 28)
    assert found.total == pytest.approx(131.178689, abs=1e-6)
    assert found.riv == pytest.approx(0.713777, abs=1e-6)
    assert found.df == pytest.approx(9.1917, abs=1e-4)
    assert pool(estimates_with_variance(45.529229, 5), [76.543614] * 5, np.inf).df == pytest.approx(23.059, abs=1e-3)


@pytest.mark.parametrize("df_complete", [1.5, 24, 1e9])
def test_degrees_of_freedom_in_their_other_form(df_complete):
    """The same quantity as other programs write it: one fraction in place of a harmonic sum."""
    found = pool([0.2, 0.5, 0.4, 0.1], [0.04, 0.05, 0.03, 0.04], df_complete)
    left = (1 - found.missing_share) * (1 + df_complete) * df_complete
    expected = 3 * left / ((df_complete + 3) * 3 + found.missing_share**2 * left)
    assert found.df == pytest.approx(expected)


def test_equal_estimates_cost_nothing():
    found = pool([0.3] * 5, [0.04] * 5, np.inf)
    assert (found.riv, found.missing_share, found.between, found.df) == (0, 0, 0, np.inf)
    assert (found.low, found.high) == pytest.approx(0.3 + 0.2 * stats.norm.ppf([0.025, 0.975]))
    assert pool([0.3] * 5, [0.04] * 5, 24).df == pytest.approx(25 / 27 * 24)


def test_pooled_intervals_widen_with_what_is_missing():
    narrow, wide = (pool(np.array([-1, 0, 1]) * spread, [1, 1, 1], 24) for spread in (0.1, 2))
    assert wide.high - wide.low > narrow.high - narrow.low
    assert wide.df < narrow.df < 24


def test_a_correlation_known_everywhere_comes_back_unchanged():
    for found in (spearman(INCOME, Y, 0.9), partial(INCOME, Y, RNG.normal(size=27), "pearson")):
        pooled = pool_correlations([found] * 4)
        assert (pooled.estimate, pooled.low, pooled.high) == pytest.approx((found.estimate, found.low, found.high))
        assert (pooled.level, pooled.riv) == (found.level, 0)


def test_correlations_are_pooled_on_the_scale_of_fisher():
    found = [spearman(INCOME, filling) for filling in completed(HOLED, INCOME, 10, rng())]
    pooled = pool_correlations(found)
    z = np.arctanh([each.estimate for each in found])
    variances = [(1 + each.estimate**2 / 2) / 24 for each in found]
    by_hand = pool(z, variances, np.inf)
    assert (pooled.total, pooled.df) == pytest.approx((by_hand.total, by_hand.df))
    assert np.arctanh([pooled.estimate, pooled.low]) == pytest.approx([by_hand.estimate, by_hand.low])
    assert pooled.missing_share > 0


# Fillings.


def test_known_values_stay_and_missing_ones_vary():
    filled = completed(HOLED, INCOME, 20, rng())
    known = ~np.isnan(HOLED)
    assert filled.shape == (20, 27)
    assert (filled[:, known] == HOLED[known]).all()
    assert np.unique(filled[:, ~known]).size == 40
    assert (completed(HOLED, INCOME, 20, rng()) == filled).all()
    assert (completed(Y, INCOME, 3, rng()) == Y).all()


def test_fillings_follow_the_predictive_distribution():
    """Student's t around the regression line, with the spread of a new observation."""
    filled = completed(HOLED, INCOME, 40_000, rng())[:, 4]
    known = ~np.isnan(HOLED)
    line = stats.linregress(INCOME[known], HOLED[known])
    df = known.sum() - 2
    residuals = HOLED[known] - line.intercept - line.slope * INCOME[known]
    centred = INCOME[known] - INCOME[known].mean()
    leverage = 1 / known.sum() + (INCOME[4] - INCOME[known].mean()) ** 2 / (centred @ centred)
    expected = stats.t(
        df, line.intercept + line.slope * INCOME[4], np.sqrt(residuals @ residuals / df * (1 + leverage))
    )
    assert stats.kstest(filled, expected.cdf).pvalue > 0.001


def test_units_do_not_matter():
    filled = completed(HOLED, INCOME, 5, rng())
    assert completed(HOLED * 1000, INCOME * 1e-6, 5, rng()) == pytest.approx(filled * 1000)


def test_coverage_of_the_pooled_mean():
    """With values missing by income, the pooled mean of y covers the truth about as often as it claims."""
    source, inside = rng(7), 0
    for _ in range(400):
        x = source.normal(size=27)
        y = x + source.normal(size=27)
        holed = np.where(x + source.normal(size=27) > 1.2, np.nan, y)
        filled = completed(holed, x, 20, source)
        found = pool(filled.mean(axis=1), filled.var(axis=1, ddof=1) / 27, 26)
        inside += found.low <= 0 <= found.high
    assert 0.92 <= inside / 400 <= 0.98


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda: pool([1], [1], 20), "1 estimates and 1 variances; both must be the same, 2 or more"),
        (lambda: pool([1, 2], [1, 1, 1], 20), "2 estimates and 3 variances"),
        (lambda: pool([1, 2], [1, 0], 20), "not above 0"),
        (lambda: pool([1, np.nan], [1, 1], 20), "missing"),
        (lambda: pool([1, 2], [1, 1], 0), "df_complete is 0"),
        (lambda: pool([1, 2], [1, 1], np.nan), "df_complete is nan"),
        (lambda: pool([1, 2], [1, 1], 20, 1), "level"),
        (lambda: pool_correlations([]), "0 estimates and 0 variances"),
        (lambda: pool_correlations([spearman(Y, Y)] * 2), "missing or infinite"),
        (lambda: completed(HOLED, INCOME[:5], 3, rng()), "27 rows"),
        (lambda: completed(HOLED, HOLED, 3, rng()), "missing"),
        (lambda: completed(np.where(HOLED > 0, 1.0, HOLED), INCOME, 3, rng()), "known values of y is constant"),
        (lambda: completed(HOLED, np.column_stack([INCOME, 2 * INCOME]), 3, rng()), "collinear"),
        (lambda: completed(HOLED, np.ones(27), 3, rng()), "collinear"),
        (lambda: completed([1, 2, 3, np.nan], [1, 2, 4, 3], 3, rng()), "y has 3 known values; .* 4 are needed"),
        (lambda: completed(HOLED, INCOME, 0, rng()), "m is 0"),
        (lambda: completed(HOLED, INCOME, 3, 1), "rng is int"),
    ],
)
def test_what_is_not_allowed(function, message):
    with pytest.raises(InputError, match=message):
        function()
