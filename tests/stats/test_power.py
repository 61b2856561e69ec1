import numpy as np
import pytest
from scipy import integrate, stats

from healthai.errors import InputError
from healthai.stats.power import correlation_density, critical_correlation, minimum_detectable, power


@pytest.mark.parametrize("n", [3, 4, 5, 27, 500])
@pytest.mark.parametrize("rho", [0, 0.3, -0.8])
def test_the_density_integrates_to_one(n, rho):
    # In the angle, because at n = 3 the density is infinite at both ends.
    total, _ = integrate.quad(lambda t: correlation_density(np.sin(t), rho, n) * np.cos(t), -np.pi / 2, np.pi / 2)
    assert total == pytest.approx(1, abs=1e-6)


def test_under_no_correlation_it_is_the_beta_density():
    r = np.linspace(-0.9, 0.9, 7)
    assert correlation_density(r, 0, 27) == pytest.approx(stats.beta(12.5, 12.5).pdf((r + 1) / 2) / 2)


def test_critical_correlation_is_where_the_t_test_has_its_level():
    critical = critical_correlation(27, 0.05)
    assert 2 * stats.t.sf(critical * np.sqrt(25 / (1 - critical**2)), 25) == pytest.approx(0.05)


@pytest.mark.parametrize("alpha", [0.05, 0.001])
def test_power_is_the_level_at_zero_and_symmetric_and_grows(alpha):
    assert power(0, 27, alpha) == pytest.approx(alpha)
    assert power(0.4, 27, alpha) == pytest.approx(power(-0.4, 27, alpha))
    assert power(0.3, 27, alpha) < power(0.5, 27, alpha) < power(0.5, 50, alpha)


def test_power_by_simulation():
    rng = np.random.default_rng(20240601)
    n, rho, draws = 27, 0.5, 20_000
    x, noise = rng.standard_normal((2, draws, n))
    y = rho * x + np.sqrt(1 - rho**2) * noise
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    r = (x * y).sum(axis=1) / np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))
    share = np.mean(np.abs(r) >= critical_correlation(n))
    assert share == pytest.approx(power(rho, n), abs=4 * np.sqrt(0.25 / draws))


@pytest.mark.parametrize("n", [4, 10, 27, 50, 2000])
def test_minimum_detectable_has_that_power(n):
    assert power(minimum_detectable(n, 0.8), n) == pytest.approx(0.8, abs=1e-6)


def test_controls_cost_their_number_of_units():
    assert minimum_detectable(27 - 3) == pytest.approx(0.54, abs=0.005)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: critical_correlation(2), "n is 2; it must be a whole number, 3 or more"),
        (lambda: critical_correlation(27, 5), "alpha is 5"),
        (lambda: power(1, 27), "rho is 1; it must lie strictly between -1 and 1"),
        (lambda: power(float("nan"), 27), "rho is nan"),
        (lambda: power(0.3, 3), "n is 3"),
        (lambda: minimum_detectable(27, 0.05), "power is 0.05; it must lie strictly between 0.05 and 1"),
        (lambda: minimum_detectable(27, 1), "power is 1"),
        (lambda: correlation_density([0.2, 1], 0.3, 27), "r holds values of -1 or less"),
        (lambda: correlation_density(float("nan"), 0.3, 27), "r holds 1 missing"),
    ],
)
def test_what_is_not_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()
