import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.change import catching_up, trajectory_p
from healthai.stats.panel import two_way
from healthai.stats.permutation import permuted_indices

RNG = np.random.default_rng(11)
X = RNG.normal(size=(27, 4)) + RNG.normal(size=(27, 1)) + np.arange(4)
Y = 0.05 * X + RNG.normal(size=(27, 4))
COUNTRY = RNG.normal(size=(27, 1))
BLOCS = np.repeat(["a", "b", "c"], 9)


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("blocks", [None, BLOCS])
def test_trajectories_are_exchanged_as_a_plain_loop_does_it(blocks):
    sizes = [abs(two_way(Y, X[order]).coefficients[0]) for order in permuted_indices(27, 99, rng(), blocks)]
    b = sum(size >= abs(two_way(Y, X).coefficients[0]) for size in sizes)
    assert 0 < b < 99
    assert trajectory_p(X, Y, 99, rng(), blocks) == (1 + b) / 100


def test_a_relation_that_holds_exactly_has_the_smallest_p():
    assert trajectory_p(X, 2 * X + np.arange(4) + COUNTRY, 199, rng()) == 1 / 200
    assert trajectory_p(X, -2 * X, 199, rng()) == 1 / 200


def test_units_and_fixed_effects_do_not_matter():
    moved = trajectory_p(100 * X + COUNTRY, Y - np.arange(4), 99, rng())
    assert moved == trajectory_p(X, Y, 99, rng())


def test_lasting_errors_and_common_trends_do_not_deceive():
    """200 pairs of unrelated trending series with autocorrelation .8: a nominal 5% test rejects about 5%."""
    generator = rng(5)
    rejected = 0
    for _ in range(200):
        noise = generator.normal(size=(2, 27, 4))
        for year in range(1, 4):
            noise[:, :, year] = 0.8 * noise[:, :, year - 1] + 0.6 * noise[:, :, year]
        x, y = noise + 2 * np.arange(4)
        rejected += trajectory_p(x, y, 99, generator) <= 0.05
    assert rejected / 200 == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 200))


def test_what_trajectories_refuse():
    with pytest.raises(InputError, match="x has 2 variables"):
        trajectory_p(np.dstack([X, X**2]), Y, 9, rng())
    with pytest.raises(InputError, match="X has shape"):
        trajectory_p(X[:26], Y, 9, rng())
    with pytest.raises(InputError, match="not estimable"):
        trajectory_p(np.repeat(COUNTRY, 4, axis=1), Y, 9, rng())
    with pytest.raises(InputError, match="n_perm is 0"):
        trajectory_p(X, Y, 0, rng())


def test_noise_catches_up_by_the_naive_method_only():
    first, last = rng(3).normal(size=(2, 2000))
    found = catching_up(first, last, "pearson")
    assert found.naive.estimate == pytest.approx(-np.sqrt(0.5), abs=0.05)
    assert found.oldham.estimate == pytest.approx(0, abs=0.07)


def test_oldham_is_the_test_of_equal_variances_of_pitman_and_morgan():
    first = rng(4).normal(size=27)
    last = 0.5 * first + 0.2 * rng(5).normal(size=27)
    found = catching_up(first, last, "pearson").oldham
    r, ratio = np.corrcoef(first, last)[0, 1], last.var() / first.var()
    assert found.estimate == pytest.approx((ratio - 1) / np.sqrt((1 + ratio) ** 2 - 4 * r**2 * ratio))
    assert found.high < 0


def test_both_correlations_are_those_of_scipy_and_carry_an_interval():
    first, last = rng(6).gamma(2, size=(2, 27))
    found = catching_up(first, last, "spearman", 0.9)
    assert found.oldham.estimate == pytest.approx(stats.spearmanr((first + last) / 2, last - first).statistic)
    assert found.naive.estimate == pytest.approx(stats.spearmanr(first, last - first).statistic)
    assert found.oldham.low < found.oldham.estimate < found.oldham.high
    assert (found.oldham.level, found.naive.n) == (0.9, 27)


def test_reversing_time_and_change_leaves_oldham_as_it_is_but_for_the_sign():
    first, last = rng(7).normal(size=(2, 27))
    forward, back = catching_up(first, last, "spearman"), catching_up(last, first, "spearman")
    assert back.oldham.estimate == pytest.approx(-forward.oldham.estimate)


def test_what_catching_up_refuses():
    with pytest.raises(InputError, match="at least 4"):
        catching_up([1, 2, 3], [2, 3, 5], "spearman")
    with pytest.raises(InputError, match="constant"):
        catching_up([1, 2, 3, 4], [2, 3, 4, 5], "spearman")
