import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.correlation import correlate
from healthai.stats.equivalence import tost, tost_power


def test_by_hand():
    found = tost(0.1, 53, 0.4)
    error = 1 / np.sqrt(50)
    assert found.p_below == pytest.approx(stats.norm.cdf((np.arctanh(0.1) - np.arctanh(0.4)) / error))
    assert found.p_above == pytest.approx(stats.norm.sf((np.arctanh(0.1) + np.arctanh(0.4)) / error))
    assert found.p == found.p_below
    assert found.equivalent


@pytest.mark.parametrize(("delta", "power"), [(0.55, 0.83), (0.40, 0.33), (0.30, 0.0)])
def test_what_27_countries_can_show(delta, power):
    assert tost_power(27, delta) == pytest.approx(power, abs=0.005)
    assert tost(0.0, 27, delta).power == tost_power(27, delta)


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_the_interval_decides_as_the_test_does(method):
    for r in np.linspace(-0.6, 0.6, 25):
        found = tost(r, 60, 0.35, 2, method)
        assert found.equivalent == (found.low > -0.35 and found.high < 0.35)
        assert found.p == pytest.approx(tost(-r, 60, 0.35, 2, method).p)


def test_the_interval_is_that_of_the_correlation():
    generator = np.random.default_rng(1)
    x, y = generator.normal(size=(2, 40))
    for method in ("pearson", "spearman"):
        correlation = correlate(x, y, method, 0.9)
        found = tost(correlation.estimate, 40, 0.5, method=method)
        assert (found.low, found.high) == pytest.approx((correlation.low, correlation.high))


def test_each_control_costs_one_unit():
    assert tost(0.2, 30, 0.5, 3).p == tost(0.2, 27, 0.5).p
    assert tost_power(30, 0.5, 3) == tost_power(27, 0.5)


def test_power_and_size_by_simulation():
    generator = np.random.default_rng(3)
    x, noise = generator.normal(size=(2, 4_000, 40))
    for rho, expected in ((0.0, tost_power(40, 0.5)), (0.5, tost_power(40, 0.5, rho=0.5))):
        y = rho * x + np.sqrt(1 - rho**2) * noise
        r = np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(x, y, strict=True)])
        largest = np.tanh(np.arctanh(0.5) - stats.norm.ppf(0.95) / np.sqrt(37))
        assert np.mean(np.abs(r) < largest) == pytest.approx(expected, abs=0.025)
    assert tost_power(40, 0.5, rho=0.5) == pytest.approx(0.05, abs=1e-3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"r": 1}, "r is 1"),
        ({"r": float("nan")}, "r is nan"),
        ({"delta": 0}, "delta is 0"),
        ({"alpha": 0.5}, "alpha is 0.5"),
        ({"n": 5, "controls": 2}, "n is 5; with 2 controls at least 6 are needed"),
        ({"method": "kendall"}, "method is 'kendall'"),
    ],
)
def test_what_is_not_allowed(change, message):
    with pytest.raises(InputError, match=message):
        tost(**{"r": 0.1, "n": 27, "delta": 0.3} | change)
