import numpy as np
import pytest
from scipy import stats
from statsmodels.multivariate.factor import Factor

from healthai.errors import InputError
from healthai.oracles.indices import ATTITUDE
from healthai.oracles.table import columns
from healthai.stats.reliability import alpha, disattenuated, factorability, omega

ITEMS = columns("attitude", ATTITUDE)


def test_alpha_by_the_variance_of_split_parts():
    found = alpha(ITEMS)
    covariance = np.cov(ITEMS.T)
    off = covariance[~np.eye(7, dtype=bool)].mean()
    assert found.raw == pytest.approx(7**2 * off / covariance.sum())
    assert found.if_deleted[5] == pytest.approx(alpha(np.delete(ITEMS, 5, axis=1)).raw)
    assert found.item_rest[0] == pytest.approx(np.corrcoef(ITEMS[:, 0], ITEMS[:, 1:].sum(axis=1))[0, 1])
    assert (found.n, found.items) == (30, 7)
    assert found.low < found.raw < found.high


def test_alpha_of_standardised_items_is_the_standardised_alpha():
    found = alpha(stats.zscore(ITEMS))
    assert found.raw == pytest.approx(found.standardised)
    assert found.raw == pytest.approx(alpha(ITEMS).standardised)


def test_order_and_units():
    order = np.random.default_rng(1).permutation(30)
    found, moved = alpha(ITEMS), alpha(10 * ITEMS[order][:, ::-1] + 3)
    assert moved.raw == pytest.approx(found.raw)
    assert moved.item_rest == pytest.approx(found.item_rest[::-1])
    assert omega(ITEMS[order] * [1, 2, 3, 4, 5, 6, 7]).total == pytest.approx(omega(ITEMS).total, abs=1e-6)
    assert factorability(ITEMS[order] * 5).kmo == pytest.approx(factorability(ITEMS).kmo)


def test_an_item_turned_round_shows():
    turned = ITEMS * np.array([1, 1, 1, 1, -1, 1, 1])
    found = alpha(turned)
    assert found.item_rest[4] < 0
    assert found.if_deleted[4] > found.raw


def test_omega_of_the_attitude_items():
    found = omega(ITEMS)
    assert found.total == pytest.approx(0.8405447, abs=1e-6)
    assert np.square(found.loadings) + found.uniquenesses == pytest.approx(1, abs=1e-4)
    assert sum(found.loadings) > 0


def test_omega_is_that_of_another_program():
    generator = np.random.default_rng(5)
    for _ in range(20):
        items = generator.normal(size=(60, 1)) + generator.normal(size=(60, 5))
        fit = Factor(corr=np.corrcoef(items.T), n_factor=1, nobs=60, method="ml").fit()
        assert omega(items).uniquenesses == pytest.approx(fit.uniqueness, abs=1e-4)


def test_three_items_have_a_closed_form():
    """Three items leave the model no freedom: each loading is a root of a ratio of correlations."""
    items = ITEMS[:, [0, 1, 3]]
    r = np.corrcoef(items.T)
    expected = [
        np.sqrt(r[0, 1] * r[0, 2] / r[1, 2]),
        np.sqrt(r[0, 1] * r[1, 2] / r[0, 2]),
        np.sqrt(r[0, 2] * r[1, 2] / r[0, 1]),
    ]
    assert omega(items).loadings == pytest.approx(expected, abs=1e-5)


def test_omega_does_not_hang_on_the_last_digits():
    """Items that are nearly alike, in many orders of the rows: a search without bounds fails in some of them."""
    generator = np.random.default_rng(3)
    items = generator.normal(size=(27, 1)) + 0.25 * generator.normal(size=(27, 4))
    found = [omega(items[generator.permutation(27)] * 1000).total for _ in range(30)]
    assert found == pytest.approx([omega(items).total] * 30, abs=1e-7)


def test_a_factor_that_is_one_of_the_items_has_no_omega():
    """Items 1 and 2 have less in common with each other than item 0 has with both."""
    correlations = np.array([[1, 0.8, 0.8], [0.8, 1, 0.4], [0.8, 0.4, 1]])
    noise = np.random.default_rng(4).normal(size=(30, 3))
    orthogonal = np.linalg.qr(noise - noise.mean(axis=0)).Q
    items = orthogonal @ np.linalg.cholesky(correlations).T
    with pytest.raises(InputError, match=r"explain item 0 \(counted from 0\) entirely"):
        omega(items)


def test_feldt_interval_covers():
    """Parallel items with reliability .8: 400 draws."""
    generator = np.random.default_rng(2)
    truth = 5 / (5 + 1)
    covered = 0
    for _ in range(400):
        found = alpha(generator.normal(size=(27, 1)) + generator.normal(size=(27, 5)))
        covered += found.low <= truth <= found.high
    assert covered / 400 == pytest.approx(0.95, abs=3.5 * np.sqrt(0.95 * 0.05 / 400))


def test_bartlett_by_hand_and_its_level():
    found = factorability(ITEMS)
    assert found.chi2 == pytest.approx(-(29 - 19 / 6) * np.log(np.linalg.det(np.corrcoef(ITEMS.T))))
    assert (found.df, found.p) == (21, pytest.approx(stats.chi2.sf(found.chi2, 21)))
    assert len(found.kmo_items) == 7
    generator = np.random.default_rng(3)
    rejected = np.mean([factorability(generator.normal(size=(30, 5))).p <= 0.05 for _ in range(400)])
    assert rejected == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 400))


def test_disattenuated():
    assert disattenuated(0.3, 0.5, 0.8) == pytest.approx(0.3 / np.sqrt(0.4))
    assert disattenuated(0.3, 1, 1) == 0.3
    with pytest.raises(InputError, match="must lie in"):
        disattenuated(0.3, 0, 1)


@pytest.mark.parametrize("function", [alpha, factorability, omega])
def test_what_is_not_allowed(function):
    with pytest.raises(InputError, match="items holds 1 missing"):
        function(np.where(ITEMS[0, 0] == ITEMS, np.where(np.arange(30)[:, None] == 0, np.nan, ITEMS), ITEMS))
    with pytest.raises(InputError, match=r"items, column 2 .* is constant"):
        function(ITEMS * [1, 1, 0, 1, 1, 1, 1])
    with pytest.raises(InputError, match="items has shape"):
        function(ITEMS[:, :1])
    with pytest.raises(InputError, match="items has shape"):
        function(ITEMS[:2])


def test_collinear_or_too_few():
    double = np.column_stack([ITEMS, ITEMS[:, 0]])
    for function in (factorability, omega):
        with pytest.raises(InputError, match="the items are collinear"):
            function(double)
        with pytest.raises(InputError, match="more rows than columns"):
            function(ITEMS[:7])
    with pytest.raises(InputError, match="the sum of the items is constant"):
        alpha(np.column_stack([ITEMS[:, 0], ITEMS[:, 1], -ITEMS[:, 0] - ITEMS[:, 1]]))
