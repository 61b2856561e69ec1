import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats import circularity


@pytest.mark.parametrize(
    ("first", "second", "shared", "expected"),
    [(4, 4, 1, 0.25), (4, 4, 0, 0), (4, 4, 4, 1), (2, 8, 1, 0.25), (1, 9, 1, 1 / 3)],
)
def test_the_formula_is_that_of_the_covariance_of_sums(first, second, shared, expected):
    a = np.r_[np.ones(first), np.zeros(second - shared)]
    b = np.r_[np.zeros(first - shared), np.ones(second)]
    assert circularity.expected_correlation(first, second, shared) == pytest.approx(expected)
    assert a @ b / np.sqrt(a @ a * (b @ b)) == pytest.approx(expected)


@pytest.mark.parametrize(("first", "second", "shared"), [(4, 4, 1), (3, 5, 2), (4, 4, 0)])
def test_simulated_correlations_centre_on_the_expected_one(first, second, shared):
    """The mean of r is below rho by rho (1 - rho^2) / (2n) at most; its standard error here is 0.004."""
    found = circularity.shared_indicators(60, first, second, shared, 1000, np.random.default_rng(1))
    assert found.correlations.mean() == pytest.approx(found.expected, abs=0.02)
    assert found.correlations.shape == found.p.shape == (1000,)


def test_without_a_shared_indicator_the_p_values_are_uniform():
    found = circularity.shared_indicators(27, 4, 4, 0, 2000, np.random.default_rng(2))
    assert stats.kstest(found.p, "uniform").pvalue > 0.01


def test_one_of_four_shared_is_significant_far_too_often():
    """The power of the t test at rho = 0.25 and n = 27 is 0.245."""
    found = circularity.shared_indicators(27, 4, 4, 1, 4000, np.random.default_rng(3))
    assert np.mean(found.p < 0.05) == pytest.approx(0.245, abs=0.025)


def test_p_is_that_of_scipy():
    rng = np.random.default_rng(4)
    found = circularity.shared_indicators(10, 2, 3, 1, 1, rng)
    indicators = np.random.default_rng(4).standard_normal((4, 1, 10))[:, 0]
    expected = stats.pearsonr(indicators[:2].mean(axis=0), indicators[1:].mean(axis=0))
    assert found.correlations[0] == pytest.approx(expected.statistic)
    assert found.p[0] == pytest.approx(expected.pvalue)


def test_two_names_for_one_composite_correlate_perfectly():
    found = circularity.shared_indicators(27, 3, 3, 3, 50, np.random.default_rng(5))
    assert found.correlations == pytest.approx(1)
    assert found.p == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": 2}, "n is 2"),
        ({"first": 0}, "first is 0"),
        ({"shared": 5}, "shared is 5; it must be a whole number from 0 to 4"),
        ({"replicates": 0}, "replicates is 0"),
        ({"rng": 1}, "must be a numpy.random.Generator"),
    ],
)
def test_what_is_not_allowed_is_named(change, message):
    given = {"n": 27, "first": 4, "second": 4, "shared": 1, "replicates": 10, "rng": np.random.default_rng(1)}
    with pytest.raises(InputError, match=message):
        circularity.shared_indicators(**(given | change))
