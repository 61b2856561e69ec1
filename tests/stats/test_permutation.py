import time
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from healthai.errors import InputError
from healthai.stats.correlation import correlate, partial
from healthai.stats.permutation import exact_permutation_p, partial_permutation_p, permutation_p, permuted_indices

METHODS = ["spearman", "kendall", "pearson"]

RNG = np.random.default_rng(2025)
WEALTH = RNG.normal(size=27)
X = WEALTH + RNG.normal(size=27)
Y = WEALTH + RNG.normal(size=27)
BLOCKS = ["north"] * 6 + ["east"] * 11 + ["south"] * 9 + ["island"]


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("blocks", [None, BLOCKS])
def test_each_row_is_a_permutation_that_keeps_the_blocks(blocks):
    rows = permuted_indices(27, 500, rng(), blocks)
    assert np.all(np.sort(rows, axis=1) == np.arange(27))
    if blocks:
        labels = np.array(blocks)
        assert np.all(labels[rows] == labels)
        assert np.all(rows[:, 26] == 26)
    # Every place of the first block receives each of its members.
    assert {tuple(np.unique(rows[:, place])) for place in range(6)} == {tuple(range(6 if blocks else 27))}


def test_permutations_are_equally_likely():
    rows = permuted_indices(3, 60_000, rng())
    _, counts = np.unique(rows, axis=0, return_counts=True)
    assert stats.chisquare(counts).pvalue > 1e-4
    assert len(counts) == 6


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 60))
def test_p_lies_between_its_smallest_value_and_one(method, seed, n_perm):
    x, y, z = np.random.default_rng(seed).integers(0, 6, size=(3, 12)) + np.arange(12) % 2 / 4
    for p in (
        permutation_p(x, y, method, n_perm, rng()),
        partial_permutation_p(x, y, z, method, n_perm, rng()),
        permutation_p(x, y, method, n_perm, rng(), ["a", "b"] * 6),
    ):
        assert 1 / (n_perm + 1) <= p <= 1
        assert p * (n_perm + 1) == pytest.approx(round(p * (n_perm + 1)))


@pytest.mark.parametrize("method", METHODS)
def test_a_perfect_relation_has_the_smallest_p_and_not_zero(method):
    assert permutation_p(X, 3 * X + 1, method, 999, rng()) == 1 / 1000


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [4, 6])
def test_exact_p_by_the_library_statistic(method, n):
    x, y = np.round(X[:n], 1), np.round(2 * Y[:n])
    every = [abs(library_statistic(x, np.array(order), method)) for order in permutations(y)]
    share = np.mean(np.array(every) >= abs(library_statistic(x, y, method)) - 1e-10)
    assert exact_permutation_p(x, y, method) == pytest.approx(share)


def library_statistic(x, y, method):
    library = {"spearman": stats.spearmanr, "kendall": stats.kendalltau, "pearson": stats.pearsonr}
    return library[method](x, y).statistic


def test_exact_kendall_without_ties_is_the_library_value():
    assert exact_permutation_p(X[:9], Y[:9], "kendall") == pytest.approx(
        stats.kendalltau(X[:9], Y[:9], method="exact").pvalue
    )


@pytest.mark.parametrize("method", METHODS)
def test_random_permutations_approach_the_exact_p(method):
    exact = exact_permutation_p(X[:8], Y[:8], method)
    found = permutation_p(X[:8], Y[:8], method, 20_000, rng())
    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 20_000) + 1 / 20_001)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("blocks", [None, BLOCKS])
def test_marginal_p_by_a_plain_loop(method, blocks):
    rows = permuted_indices(27, 300, rng(5), blocks)
    observed = abs(correlate(X, Y, method).estimate)
    b = sum(abs(correlate(X, Y[row], method).estimate) >= observed - 1e-10 for row in rows)
    assert permutation_p(X, Y, method, 300, rng(5), blocks) == (b + 1) / 301


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("blocks", [None, BLOCKS])
@pytest.mark.parametrize("k", [1, 2])
def test_freedman_lane_by_a_plain_loop(method, blocks, k):
    scale = np.asarray if method == "pearson" else stats.rankdata
    statistic = "kendall" if method == "kendall" else "pearson"
    controls = np.column_stack([WEALTH, X * 0.2 + RNG.normal(size=27)])[:, :k]
    x, y = scale(X), scale(Y)
    z = np.apply_along_axis(scale, 0, controls)
    design = np.column_stack([np.ones(27), z])
    fitted = design @ np.linalg.lstsq(design, y, rcond=None)[0]
    observed = abs(partial(X, Y, controls, method).estimate)
    rows = permuted_indices(27, 300, rng(9), blocks)
    # Rounded so that sums which tie by design tie in arithmetic too.
    sums = np.round(fitted + (y - fitted)[rows], 9)
    b = sum(abs(partial(x, permuted, z, statistic).estimate) >= observed - 1e-8 for permuted in sums)
    assert partial_permutation_p(X, Y, controls, method, 300, rng(9), blocks) == (b + 1) / 301


def rejections(n_sim, draw, test, alpha=0.05):
    generator = np.random.default_rng(314)
    return np.mean([test(*draw(generator), generator) <= alpha for _ in range(n_sim)])


@pytest.mark.parametrize("method", METHODS)
def test_size_of_the_marginal_test(method):
    share = rejections(600, lambda g: g.standard_normal((2, 12)), lambda x, y, g: permutation_p(x, y, method, 199, g))
    # With B = 199 the test has size .05 exactly.
    assert share == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 600))


@pytest.mark.parametrize("method", METHODS)
def test_size_given_a_control_that_drives_both(method):
    def draw(g):
        z = g.standard_normal(27)
        return z + g.standard_normal(27), z + g.standard_normal(27), z

    share = rejections(600, draw, lambda x, y, z, g: partial_permutation_p(x, y, z, method, 199, g))
    marginal = rejections(200, draw, lambda x, y, z, g: permutation_p(x, y, method, 199, g))
    # A line through ranks leaves a little of so strong a control in: 7 % in 3,000 draws.
    expected = 0.05 if method == "pearson" else 0.07
    assert share == pytest.approx(expected, abs=3.5 * np.sqrt(expected * (1 - expected) / 600))
    assert marginal > 0.5


def test_alike_neighbours_need_blocks():
    """Unrelated series that differ between regions: permuting across regions rejects too often, within does not."""
    regions = np.repeat(np.arange(5), [3, 7, 6, 8, 3])

    def draw(g):
        shift = np.sqrt(0.6) * g.standard_normal((2, 5))
        return shift[:, regions] + np.sqrt(0.4) * g.standard_normal((2, 27))

    across = rejections(400, draw, lambda x, y, g: permutation_p(x, y, "spearman", 199, g))
    inside = rejections(400, draw, lambda x, y, g: permutation_p(x, y, "spearman", 199, g, regions))
    assert across > 0.12
    assert inside == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 400))


@pytest.mark.parametrize(("method", "seconds"), [("spearman", 0.5), ("pearson", 0.5), ("kendall", 3)])
def test_speed_of_9999_permutations(method, seconds):
    start = time.perf_counter()
    partial_permutation_p(X, Y, WEALTH, method, 9_999, rng(), BLOCKS)
    assert time.perf_counter() - start < seconds


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_p(method):
    assert permutation_p(X, Y, method, 99, rng(3)) == permutation_p(X, Y, method, 99, rng(3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"blocks": ["a"] * 26}, "blocks has 26 labels; it must have 27"),
        ({"blocks": list(range(27))}, "every block has one member"),
        ({"blocks": [None] + ["a"] * 26}, "blocks holds a missing label"),
        ({"blocks": [float("nan")] + ["a"] * 26}, "blocks holds a missing label"),
        ({"n_perm": 0}, "n_perm is 0"),
        ({"n_perm": 99.5}, "n_perm is 99.5"),
        ({"rng": 42}, "rng is int; it must be a numpy.random.Generator"),
        ({"method": "tau"}, "method is 'tau'"),
        ({"y": Y[:26]}, "x has 27 values and y has 26"),
        ({"y": np.ones(27)}, "y is constant"),
        ({"x": np.where(np.arange(27) == 0, np.nan, X)}, "x holds 1 missing"),
    ],
)
def test_what_is_not_allowed(change, message):
    arguments = {"x": X, "y": Y, "method": "spearman", "n_perm": 99, "rng": rng()} | change
    with pytest.raises(InputError, match=message):
        permutation_p(**arguments)
    with pytest.raises(InputError, match=message):
        partial_permutation_p(controls=WEALTH, **arguments)


def test_controls_and_numbers_that_are_not_allowed():
    with pytest.raises(InputError, match="x is determined by the controls"):
        partial_permutation_p(X, Y, X, "spearman", 99, rng())
    with pytest.raises(InputError, match="y is determined by the controls"):
        partial_permutation_p(X, Y, Y, "kendall", 99, rng())
    with pytest.raises(InputError, match="with 2 controls at least 5 are needed"):
        partial_permutation_p(X[:4], Y[:4], RNG.normal(size=(4, 2)), "spearman", 99, rng())
    with pytest.raises(InputError, match="x and y have 10 values; all permutations are listed for 9 at most"):
        exact_permutation_p(X[:10], Y[:10], "spearman")
