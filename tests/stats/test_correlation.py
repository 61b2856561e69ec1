import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from healthai.errors import InputError
from healthai.stats.correlation import (
    correlate,
    interval,
    interval_p,
    kendall,
    partial,
    pearson,
    pearson_t_p,
    spearman,
)

METHODS = ["spearman", "kendall", "pearson"]
RANK_METHODS = ["spearman", "kendall"]

RNG = np.random.default_rng(27)
WEALTH = RNG.normal(size=27)
X = WEALTH + RNG.normal(size=27)
Y = WEALTH + RNG.normal(size=27)
WITH_TIES = np.round(Y)


@st.composite
def two_series(draw):
    n = draw(st.integers(5, 30))
    values = st.lists(st.integers(-20, 20), min_size=n, max_size=n)
    x, y = np.array(draw(values), dtype=float), np.array(draw(values), dtype=float)
    assume(np.ptp(x) > 0 and np.ptp(y) > 0)
    return x, y


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40)
@given(series=two_series(), seed=st.integers(0, 1000))
def test_what_does_not_matter(method, series, seed):
    x, y = series
    found = correlate(x, y, method)
    assert -1 <= found.low <= found.estimate <= found.high <= 1
    order = np.random.default_rng(seed).permutation(len(x))
    assert correlate(x[order], y[order], method).estimate == pytest.approx(found.estimate, abs=1e-9)
    assert correlate(y, x, method).estimate == pytest.approx(found.estimate, abs=1e-9)
    assert correlate(1000 * x + 3, y / 7, method).estimate == pytest.approx(found.estimate, abs=1e-9)
    assert correlate(-x, y, method).estimate == pytest.approx(-found.estimate, abs=1e-9)


@pytest.mark.parametrize("method", RANK_METHODS)
@settings(max_examples=40)
@given(series=two_series())
def test_ranks_ignore_monotone_transformations(method, series):
    x, y = series
    assert correlate(np.exp(x / 10), y**3, method) == correlate(x, y, method)


def test_intervals_by_hand():
    z = stats.norm.ppf(0.975)
    for function, variance in [
        (pearson, lambda r: 1 / 24),
        (spearman, lambda r: (1 + r * r / 2) / 24),
        (kendall, lambda r: 0.437 / 23),
    ]:
        found = function(X, Y)
        half_width = z * variance(found.estimate) ** 0.5
        by_hand = np.tanh(np.arctanh(found.estimate) + np.array([-half_width, half_width]))
        assert [found.low, found.high] == pytest.approx(by_hand)
        assert (found.n, found.controls, found.method) == (27, 0, function.__name__)
    assert pearson(X, Y).low == pytest.approx(stats.pearsonr(X, Y).confidence_interval().low)


@pytest.mark.parametrize("method", METHODS)
def test_a_wider_level_gives_a_wider_interval_and_a_perfect_relation_a_point(method):
    assert correlate(X, Y, method, 0.99).low < correlate(X, Y, method, 0.9).low
    perfect = correlate(X, 2 * X + 1, method)
    assert perfect.estimate == pytest.approx(1)
    assert perfect.low == pytest.approx(1, abs=1e-6)


def recursive_partial(x, y, controls, statistic):
    """Partial correlation by taking out one control after the other."""
    if not controls:
        return statistic(x, y)
    *others, last = controls
    xy, xz, yz = (recursive_partial(*pair, others, statistic) for pair in [(x, y), (x, last), (y, last)])
    return (xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2))


@pytest.mark.parametrize("y", [Y, WITH_TIES], ids=["distinct", "ties"])
@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("method", METHODS)
def test_partial_is_the_recursion_over_controls(method, k, y):
    controls = [WEALTH, np.round(X * 0.3 + RNG.normal(size=27), 1), RNG.normal(size=27)][:k]
    by_recursion = recursive_partial(X, y, controls, lambda a, b: correlate(a, b, method).estimate)
    found = partial(X, y, np.column_stack(controls), method)
    assert found.estimate == pytest.approx(by_recursion, abs=1e-10)
    assert found.controls == k
    assert found.interval == ("Fieller, approximate" if method == "kendall" else correlate(X, y, method).interval)


def test_partial_pearson_is_the_correlation_of_residuals():
    design = np.column_stack([np.ones(27), WEALTH])
    residuals = [v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (X, Y)]
    assert partial(X, Y, WEALTH, "pearson").estimate == pytest.approx(np.corrcoef(residuals)[0, 1])


@pytest.mark.parametrize(("method", "below"), [("spearman", 3), ("pearson", 3), ("kendall", 4)])
def test_each_control_costs_one_unit_in_the_interval(method, below):
    controls = RNG.normal(size=(27, 3))
    found = partial(X, Y, controls, method)
    width = np.arctanh(found.high) - np.arctanh(found.low)
    scale = {"spearman": 1 + found.estimate**2 / 2, "pearson": 1, "kendall": 0.437}[method]
    assert width == pytest.approx(2 * stats.norm.ppf(0.975) * np.sqrt(scale / (27 - below - 3)))
    # The fewest rows that leave one unit, and one row less.
    few = below + 1 + 3
    assert partial(X[:few], Y[:few], controls[:few], method).n == few
    with pytest.raises(InputError, match=f"with 3 controls at least {few} are needed"):
        partial(X[: few - 1], Y[: few - 1], controls[: few - 1], method)


def test_units_of_the_controls_do_not_matter():
    controls = np.column_stack([WEALTH, RNG.normal(size=27)])
    for method in METHODS:
        rescaled = partial(X, Y, controls * [1e6, 1e-6] + 40, method)
        assert rescaled.estimate == pytest.approx(partial(X, Y, controls, method).estimate, abs=1e-9)
    assert partial(X, Y, np.exp(WEALTH)).estimate == pytest.approx(partial(X, Y, WEALTH).estimate)


def test_t_test_of_pearson():
    r = pearson(X, Y).estimate
    assert pearson_t_p(X, Y) == pytest.approx(2 * stats.t.sf(abs(r) * np.sqrt(25 / (1 - r * r)), 25))


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([1, 2, 3, 4, np.nan], [1, 2, 3, 4, 6], "x holds 1 missing or infinite values"),
        ([1, 2, 3, 4, 5], [1, 2, np.inf, np.nan, 6], "y holds 2 missing or infinite values"),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4], "x has 5 values and y has 4"),
        ([2, 2, 2, 2, 2], [1, 2, 3, 4, 5], "x is constant"),
        ([0.3, 0.1 + 0.2, 0.3, 0.3, 0.3], [1, 2, 3, 4, 5], "x is constant"),
        ([1, 2, 3], [1, 2, 4], "x and y have 3 values; at least"),
        ([], [], "x is empty"),
        (["a", "b"], [1, 2], "x holds something that is not a number"),
        ([[1, 2], [3, 4]], [1, 2], "x has 2 axes"),
    ],
)
@pytest.mark.parametrize("function", [pearson, spearman, kendall])
def test_series_that_cannot_be_correlated(function, x, y, message):
    with pytest.raises(InputError, match=message):
        function(x, y)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("controls", "message"),
    [
        (X, "x is determined by the controls"),
        (3 * Y - 1, "y is determined by the controls"),
        (np.column_stack([WEALTH, 5 * WEALTH + 2]), "the controls are collinear"),
        (np.ones(27), "column 0 .* is constant"),
        (np.column_stack([WEALTH, np.ones(27)]), "column 1 .* is constant"),
        (WEALTH[:26], "controls has shape \\(26, 1\\); it must have 27 rows"),
        (np.empty((27, 0)), "one column or more"),
        (np.where(np.arange(27) == 3, np.nan, WEALTH), "controls holds 1 missing"),
    ],
)
def test_controls_that_cannot_be_used(method, controls, message):
    with pytest.raises(InputError, match=message):
        partial(X, Y, controls, method)


def test_unknown_words():
    with pytest.raises(InputError, match="method is 'spearmann' \\(did you mean 'spearman'"):
        correlate(X, Y, "spearmann")
    with pytest.raises(InputError, match="method is 'tau'"):
        partial(X, Y, WEALTH, "tau")
    with pytest.raises(InputError, match="level is 0"):
        spearman(X, Y, 0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("controls", [0, 2])
def test_a_p_value_is_the_level_at_which_its_interval_reaches_zero(method, controls):
    estimates = np.array([-0.5, -0.3, 0.05, 0.4])
    for estimate, p in zip(estimates, interval_p(estimates, 27, controls, method), strict=True):
        low, high = interval(estimate, 27, controls, method, 1 - p)
        assert min(abs(low), abs(high)) < 1e-8
    assert interval_p([0, 1, -1], 27, controls, method) == pytest.approx([1, 0, 0])


def test_intervals_of_many_correlations_are_those_of_each():
    many = np.array(interval([0.2, -0.5, np.nan], 20, 1, "spearman", 0.9))
    assert np.isnan(many[:, 2]).all()
    assert many[:, 0] == pytest.approx(np.array(interval(0.2, 20, 1, "spearman", 0.9)))
    assert many[:, 1] == pytest.approx(-np.array(interval(0.5, 20, 1, "spearman", 0.9))[::-1])
