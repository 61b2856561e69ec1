import numpy as np
import pytest

from healthai.errors import InputError
from healthai.stats.correlation import correlate, partial
from healthai.stats.familywise import correlations, exact_max_t, max_t
from healthai.stats.permutation import (
    exact_permutation_p,
    partial_permutation_p,
    permutation_p,
    permuted_indices,
)

RNG = np.random.default_rng(27)
WEALTH = RNG.normal(size=27)
X = WEALTH[:, None] + RNG.normal(size=(27, 2))
Y = 0.5 * X[:, :1] + 0.5 * WEALTH[:, None] + RNG.normal(size=(27, 3))
METHODS = ["spearman", "kendall", "pearson"]
BLOCKS = np.repeat(np.arange(5), [3, 7, 6, 8, 3])


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("method", METHODS)
def test_correlations_and_raw_p_are_those_of_single_tests(method):
    found = max_t(X, Y, method, 299, rng(5), blocks=BLOCKS)
    given = max_t(X, Y, method, 299, rng(5), controls=WEALTH)
    for i in range(2):
        for j in range(3):
            assert found.correlations[i, j] == pytest.approx(correlate(X[:, i], Y[:, j], method).estimate)
            assert found.raw[i, j] == permutation_p(X[:, i], Y[:, j], method, 299, rng(5), BLOCKS)
            assert given.correlations[i, j] == pytest.approx(partial(X[:, i], Y[:, j], WEALTH, method).estimate)
            assert given.raw[i, j] == partial_permutation_p(X[:, i], Y[:, j], WEALTH, method, 299, rng(5))


def test_adjusted_p_by_a_plain_loop():
    found = max_t(X, Y, "spearman", 120, rng(2))
    observed = np.abs(found.correlations).ravel()
    permuted = np.array(
        [
            [abs(correlate(X[:, i], Y[row, j], "spearman").estimate) for i in range(2) for j in range(3)]
            for row in permuted_indices(27, 120, rng(2))
        ]
    )
    single = [(1 + np.sum(permuted.max(axis=1) >= r - 1e-10)) / 121 for r in observed]
    assert found.single_step.ravel() == pytest.approx(single)
    order = np.argsort(-observed)
    step = [(1 + np.sum(permuted[:, order[i:]].max(axis=1) >= observed[order[i]] - 1e-10)) / 121 for i in range(6)]
    assert found.step_down.ravel()[order] == pytest.approx(np.maximum.accumulate(step))
    largest = np.sort(np.concatenate([[observed.max()], permuted.max(axis=1)]))
    assert found.critical == pytest.approx(largest[int(np.ceil(0.95 * 121)) - 1])


def test_correlations_without_a_test():
    found = correlations(X, Y, "spearman", WEALTH)
    assert found == pytest.approx(max_t(X, Y, "spearman", 1, rng(), WEALTH).correlations)
    assert found[1, 2] == pytest.approx(partial(X[:, 1], Y[:, 2], WEALTH, "spearman").estimate)


def test_order_of_the_p_values():
    found = max_t(X, Y, "spearman", 999, rng())
    assert np.all(found.raw <= found.step_down + 1e-12)
    assert np.all(found.step_down <= found.single_step + 1e-12)
    assert np.all(found.single_step <= np.minimum(1, 6 * found.raw) + 0.02)


def test_what_does_not_matter():
    found = max_t(X, Y, "pearson", 199, rng(), controls=WEALTH)
    moved = max_t(1e3 * X, Y[:, ::-1] / 7 + 2, "pearson", 199, rng(), controls=40 * WEALTH)
    assert np.allclose(moved.correlations, found.correlations[:, ::-1])
    assert np.allclose(moved.step_down, found.step_down[:, ::-1])
    assert (found.n, found.method, found.alpha) == (27, "pearson", 0.05)


def test_one_test_has_nothing_to_adjust_and_a_copy_costs_nothing():
    one = max_t(X[:, :1], Y[:, :1], "spearman", 199, rng())
    assert one.raw == one.single_step == one.step_down
    twice = max_t(X[:, :1], Y[:, [0, 0]], "spearman", 199, rng())
    assert np.all(twice.single_step == one.raw)


def test_enumeration_of_few_rows():
    found = exact_max_t(X[:7], Y[:7], "spearman")
    assert found.raw[1, 2] == pytest.approx(exact_permutation_p(X[:7, 1], Y[:7, 2], "spearman"))
    sampled = max_t(X[:7], Y[:7], "spearman", 5_000, rng())
    assert np.allclose(sampled.step_down, found.step_down, atol=0.03)


def test_the_chance_of_any_false_finding_is_held():
    """Eight correlations of unrelated blocks, driven by one control: 400 draws, B = 99."""
    generator = rng(11)
    adjusted = unadjusted = 0
    for _ in range(400):
        z = generator.normal(size=27)
        x, y = z[:, None] + generator.normal(size=(27, 2)), z[:, None] + generator.normal(size=(27, 4))
        found = max_t(x, y, "pearson", 99, generator, controls=z)
        adjusted += found.step_down.min() <= 0.05
        unadjusted += found.raw.min() <= 0.05
    assert adjusted / 400 == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 400))
    assert unadjusted / 400 > 0.15


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": X[:, 0]}, "x has 1 axes"),
        ({"y": Y[:20]}, "x has 27 rows and y has 20"),
        ({"y": np.column_stack([Y, np.ones(27)])}, "y, column 3 .* is constant"),
        ({"x": np.where(np.arange(27)[:, None] == 1, np.nan, X)}, "x holds 2 missing"),
        ({"x": np.empty((27, 0))}, "x has no column"),
        ({"controls": X[:, 1]}, "x, column 1, is determined by the controls"),
        ({"controls": Y[:, 2]}, "y, column 2, is determined by the controls"),
        ({"controls": np.column_stack([WEALTH, 2 * WEALTH])}, "the controls are collinear"),
        ({"blocks": ["a"] * 5}, "blocks has 5 labels"),
        ({"n_perm": 0}, "n_perm is 0"),
        ({"method": "tau"}, "method is 'tau'"),
        ({"alpha": 0}, "alpha is 0"),
    ],
)
def test_what_is_not_allowed(change, message):
    with pytest.raises(InputError, match=message):
        max_t(**{"x": X, "y": Y, "method": "spearman", "n_perm": 9, "rng": rng()} | change)


def test_too_many_to_enumerate():
    with pytest.raises(InputError, match="n is 10"):
        exact_max_t(X[:10], Y[:10], "pearson")
