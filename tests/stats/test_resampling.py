import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.correlation import correlate
from healthai.stats.resampling import bca, jackknife, jackknife_interval

METHODS = ["spearman", "kendall", "pearson"]

RNG = np.random.default_rng(11)
X = RNG.normal(size=27)
Y = np.round(X + RNG.normal(size=27), 1)

LSAT = [576, 635, 558, 578, 666, 580, 555, 661, 651, 605, 653, 575, 545, 572, 594]
GPA = [3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96]


@pytest.mark.parametrize("method", METHODS)
def test_leaving_one_out_by_a_plain_loop(method):
    found = jackknife(X, Y, method)
    each = [correlate(np.delete(X, i), np.delete(Y, i), method).estimate for i in range(27)]
    assert found.leave_one_out == pytest.approx(each)
    assert found.estimate == pytest.approx(correlate(X, Y, method).estimate)
    assert found.standard_error == pytest.approx(np.sqrt(26 * np.var(each)))


def test_the_jackknife_interval_of_a_mean_is_student_s():
    without = [np.delete(Y, i).mean() for i in range(27)]
    expected = stats.t.interval(0.9, 26, Y.mean(), stats.sem(Y))
    assert jackknife_interval(Y.mean(), without, 0.9) == pytest.approx(expected)
    assert jackknife_interval(1.0, [1.0] * 5) == (1, 1)


def test_a_perfect_relation_does_not_vary():
    found = jackknife(X, 2 * X, "spearman")
    assert found.standard_error == pytest.approx(0, abs=1e-12)
    assert np.isfinite(found.acceleration)


def test_the_published_law_school_interval():
    """Efron: 90 % BCa interval (.43, .92), with Monte Carlo error of the bootstrap."""
    found = bca(LSAT, GPA, "pearson", 9_999, np.random.default_rng(0), 0.9)
    assert (found.low, found.high) == pytest.approx((0.423, 0.926), abs=0.02)


@pytest.mark.parametrize("method", METHODS)
def test_bca_of_the_library_statistic(method):
    library = {"spearman": stats.spearmanr, "kendall": stats.kendalltau, "pearson": stats.pearsonr}[method]
    by_library = stats.bootstrap(
        (X, Y), lambda x, y: library(x, y).statistic, paired=True, vectorized=False, n_resamples=200,
        method="BCa", rng=np.random.default_rng(4),
    ).confidence_interval  # fmt: skip
    found = bca(X, Y, method, 200, np.random.default_rng(4))
    assert (found.low, found.high) == pytest.approx(tuple(by_library))
    assert found.low <= found.estimate <= found.high


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: jackknife([1, 2, 2, 2], [1, 2, 3, 4], "pearson"), "x or y is constant in a sample"),
        (lambda: jackknife(X, Y[:5], "pearson"), "x has 27 values and y has 5"),
        (lambda: jackknife(X[:3], Y[:3], "kendall"), "at least 4 are needed"),
        (lambda: jackknife(X, Y, "tau"), "method is 'tau'"),
        (lambda: jackknife_interval(0.5, [0.4, 0.5, 0.6]), "without holds 3 values; at least 4"),
        (lambda: jackknife_interval(0.5, [0.4, np.nan, 0.5, 0.6]), "without holds 1 missing"),
        (lambda: jackknife_interval(0.5, [0.4, 0.5, 0.5, 0.6], 1), "level is 1"),
        (lambda: bca(X, Y, "pearson", 10, np.random.default_rng()), "n_boot is 10; it must be a whole number, 100"),
        (lambda: bca(X, Y, "pearson", 200, 1), "rng is int"),
        (lambda: bca(X, Y, "pearson", 200, np.random.default_rng(), 95), "level is 95"),
        (
            lambda: bca([1, 2, 3, 4], [1, 3, 2, 4], "pearson", 999, np.random.default_rng(1)),
            "x or y is constant in a sample",
        ),
    ],
)
def test_what_is_not_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()
