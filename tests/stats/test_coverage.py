import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.counts import interval
from healthai.stats.coverage import METHODS, coverage, wald

SHARES = np.linspace(0.005, 0.995, 199)


def test_wald_by_hand():
    found = wald(20, 27)
    half = 1.959964 * np.sqrt(20 / 27 * 7 / 27 / 27)
    assert (found.low, found.high) == pytest.approx((20 / 27 - half, 20 / 27 + half), abs=1e-6)


def test_the_faults_of_wald():
    assert wald(2, 27).low < 0
    assert wald(25, 27).high > 1
    assert (wald(27, 27).low, wald(27, 27).high) == (1, 1)


@pytest.mark.parametrize("method", METHODS)
def test_coverage_by_summing_one_count_after_another(method):
    for share in (0.07, 0.5, 0.74):
        total = 0.0
        for k in range(13):
            found = wald(k, 12, 0.9) if method == "wald" else interval(k, 12, method, 0.9)
            total += stats.binom.pmf(k, 12, share) if found.low <= share <= found.high else 0
        assert coverage(12, method, [share], 0.9)[0] == pytest.approx(total, rel=1e-12)


def test_clopper_and_pearson_never_cover_too_seldom_and_wald_mostly_does():
    assert coverage(27, "clopper-pearson", SHARES).min() >= 0.95
    assert np.mean(coverage(27, "wald", SHARES) < 0.95) > 0.9
    assert coverage(27, "wald", SHARES).mean() < 0.9


@pytest.mark.parametrize("method", ["wilson", "jeffreys"])
def test_wilson_and_jeffreys_cover_as_they_say_on_average(method):
    assert coverage(27, method, SHARES).mean() == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize("method", METHODS)
def test_yes_and_no_may_change_places(method):
    assert coverage(27, method, [0.3])[0] == pytest.approx(coverage(27, method, [0.7])[0], rel=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: coverage(27, "normal", [0.5]), "method is 'normal'.*wilson"),
        (lambda: coverage(27, "wald", []), "shares must hold"),
        (lambda: coverage(27, "wald", [1.1]), "shares must hold"),
        (lambda: coverage(0, "wald", [0.5]), "n is 0"),
        (lambda: wald(28, 27), "k is 28"),
        (lambda: wald(2, 27, 95), "level is 95"),
    ],
)
def test_what_is_not_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()
