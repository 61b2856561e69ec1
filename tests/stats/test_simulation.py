from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.simulation import p_values, rejections


def two_samples(rng):
    return rng.normal(size=(2, 12))


def both_tests(data, rng):
    return [stats.ttest_ind(*data).pvalue, rng.random()]


def t_test(data, rng):
    return stats.ttest_ind(*data).pvalue


def test_workers_and_order_do_not_matter():
    alone = p_values(two_samples, both_tests, 1, 40)
    assert alone.shape == (40, 2)
    with ThreadPoolExecutor(3) as threads:
        assert np.array_equal(p_values(two_samples, both_tests, 1, 40, threads.map), alone)
    with ProcessPoolExecutor(2) as processes:
        assert np.array_equal(p_values(two_samples, both_tests, 1, 40, processes.map), alone)
    backwards = p_values(two_samples, both_tests, 1, 40, lambda run, numbers: [*map(run, reversed(numbers))][::-1])
    assert np.array_equal(backwards, alone)


def test_a_longer_run_continues_a_shorter_one():
    assert np.array_equal(p_values(two_samples, t_test, 7, 30)[:10], p_values(two_samples, t_test, 7, 10))
    assert not np.array_equal(p_values(two_samples, t_test, 8, 10), p_values(two_samples, t_test, 7, 10))


def test_an_exact_test_has_its_level():
    found = rejections(p_values(two_samples, t_test, 20, 1_000), level=0.999)
    assert found.low <= 0.05 <= found.high


def test_a_false_test_is_found_out():
    def squeezed(data, rng):
        return t_test(data, rng) / 4

    found = rejections(p_values(two_samples, squeezed, 20, 300), level=0.999)
    assert found.low > 0.05


def test_the_interval_is_wilsons():
    found = rejections([0.01] * 20 + [0.5] * 7)
    assert (found.count, found.replicates) == (20, 27)
    assert (found.low, found.high) == pytest.approx((0.553214286854, 0.868296254381), abs=1e-10)


def test_a_p_value_at_the_level_rejects():
    assert rejections([0.1 + 0.2, 0.30001], alpha=0.3).count == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: p_values(two_samples, t_test, -1, 3), "seed is -1"),
        (lambda: p_values(two_samples, t_test, 1, 0), "replicates is 0"),
        (lambda: p_values(two_samples, lambda data, rng: 2.0, 1, 3), "must return p-values"),
        (lambda: p_values(two_samples, lambda data, rng: np.nan, 1, 3), "must return p-values"),
        (lambda: rejections([0.1], alpha=0), "alpha is 0"),
        (lambda: rejections([[0.1]]), "2 axes"),
        (lambda: rejections([]), "n is 0"),
    ],
)
def test_what_is_not_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()
