import numpy as np
import pytest
from scipy import integrate

from healthai.errors import InputError
from healthai.stats.posterior import posterior, stretched_beta_density
from healthai.stats.power import correlation_density


@pytest.mark.parametrize(("r", "bf10"), [(0.3, 0.72), (0.4, 1.8), (0.5, 6.8), (0.6, 43)])
def test_bayes_factors_of_27_countries(r, bf10):
    assert posterior(r, 27, 0.3).bf10 == pytest.approx(bf10, rel=0.02)


def test_intervals_of_27_countries():
    assert [posterior(0.3, 27, 0.3).low, posterior(0.3, 27, 0.3).high] == pytest.approx([-0.10, 0.58], abs=0.005)
    assert [posterior(0.5, 27, 0.3).low, posterior(0.5, 27, 0.3).high] == pytest.approx([0.12, 0.71], abs=0.005)


@pytest.mark.parametrize("width", [0.2, 1.0, 2.0])
def test_by_quadrature(width):
    def joint(rho):
        return correlation_density(0.35, rho, 15).item() * stretched_beta_density(np.array(rho), width).item()

    evidence = integrate.quad(joint, -1 + 1e-9, 1 - 1e-9)[0]
    found = posterior(0.35, 15, 0.3, prior_width=width)
    assert found.bf10 == pytest.approx(evidence / correlation_density(0.35, 0.0, 15).item(), rel=1e-5)
    assert found.above == pytest.approx(integrate.quad(joint, 0.3, 1 - 1e-9)[0] / evidence, abs=1e-5)
    assert found.below == pytest.approx(integrate.quad(joint, -1 + 1e-9, -0.3)[0] / evidence, abs=1e-5)
    mean = integrate.quad(lambda rho: rho * joint(rho), -1 + 1e-9, 1 - 1e-9)[0] / evidence
    assert found.mean == pytest.approx(mean, abs=1e-5)


def test_the_prior_is_a_density():
    rho = np.linspace(-1, 1, 20_001)[1:-1]
    assert np.trapezoid(stretched_beta_density(rho, 0.3), rho) == pytest.approx(1)
    assert stretched_beta_density(rho, 1.0) == pytest.approx(0.5)


def test_sign_controls_and_evidence():
    found, turned = posterior(0.4, 27, 0.3), posterior(-0.4, 27, 0.3)
    assert (turned.low, turned.high, turned.median) == pytest.approx((-found.high, -found.low, -found.median))
    assert turned.bf10 == pytest.approx(found.bf10)
    assert (turned.below, turned.positive) == pytest.approx((found.above, 1 - found.positive))
    assert posterior(0.4, 30, 0.3, controls=3).bf10 == found.bf10
    assert np.trapezoid(found.density, found.rho) == pytest.approx(1)
    # A correlation near the truth outlives more data; one of 0 gathers evidence against the prior.
    assert posterior(0.0, 500, 0.3).bf10 < posterior(0.0, 27, 0.3).bf10 < 1
    assert posterior(0.4, 400, 0.3).low > 0.3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"r": 1.0}, "r is 1"),
        ({"sesoi": 0}, "sesoi is 0"),
        ({"n": 3}, "n is 3"),
        ({"n": 6, "controls": 3}, "n is 6; with 3 controls at least 7 are needed"),
        ({"prior_width": 5}, "prior_width is 5"),
        ({"level": 0}, "level is 0"),
    ],
)
def test_what_is_not_allowed(change, message):
    with pytest.raises(InputError, match=message):
        posterior(**{"r": 0.3, "n": 27, "sesoi": 0.3} | change)
