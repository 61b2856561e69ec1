import numpy as np
import pytest
from scipy.stats import binom

from healthai.errors import InputError
from healthai.stats.group_power import detectable_difference, power
from healthai.stats.unconditional import boschloo, boschloo_of_all_tables


@pytest.mark.parametrize("two_sided", ["doubled", "minlike"])
@pytest.mark.parametrize(("n1", "n2"), [(6, 5), (4, 9)])
def test_all_tables_at_once_are_the_single_tests(n1, n2, two_sided):
    found = boschloo_of_all_tables(n1, n2, two_sided)
    single = [[boschloo(i, n1, j, n2, two_sided).p for j in range(n2 + 1)] for i in range(n1 + 1)]
    # SciPy's search for the largest probability may itself stop short by this much.
    assert found == pytest.approx(np.array(single), abs=2e-5)


@pytest.mark.parametrize("two_sided", ["doubled", "minlike"])
def test_power_by_adding_up_the_tables(two_sided):
    n1, n2, share1, share2 = 7, 6, 0.9, 0.2
    total = sum(
        binom.pmf(i, n1, share1) * binom.pmf(j, n2, share2)
        for i in range(n1 + 1)
        for j in range(n2 + 1)
        if boschloo(i, n1, j, n2, two_sided).p < 0.1
    )
    assert power(share1, n1, share2, n2, 0.1, two_sided) == pytest.approx(total, rel=1e-9)


def test_without_a_difference_power_stays_below_the_level():
    sizes = [power(share, 27, share, 23) for share in np.linspace(0.05, 0.95, 19)]
    assert 0.03 < max(sizes) < 0.05


def test_the_detectable_difference_has_the_power_asked_for():
    found = detectable_difference(20 / 27, 27, 23)
    assert found.second == pytest.approx(20 / 27 + found.difference)
    assert power(20 / 27, 27, found.second, 23) == pytest.approx(0.8, abs=1e-8)
    assert found.difference == pytest.approx(-0.40, abs=0.005)


def test_from_a_small_share_the_difference_goes_up():
    up, down = detectable_difference(0.2, 20, 20), detectable_difference(0.8, 20, 20)
    assert up.difference == pytest.approx(-down.difference, abs=1e-6)
    assert up.difference > 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: detectable_difference(0.5, 3, 3), "groups of 3 and 3 find no difference"),
        (lambda: detectable_difference(0, 27, 23), "share is 0"),
        (lambda: detectable_difference(0.5, 27, 23, power=0.01), "power is 0.01"),
        (lambda: power(0.5, 27, 1, 23), "share2 is 1"),
        (lambda: power(0.5, 0, 0.5, 23), "n1 is 0"),
        (lambda: power(0.5, 27, 0.5, 23, two_sided="both"), "two_sided is 'both'"),
    ],
)
def test_what_is_not_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()
