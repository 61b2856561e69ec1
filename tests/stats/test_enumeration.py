from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.correlation import partial
from healthai.stats.enumeration import enumerate_partial
from healthai.stats.permutation import every_permutation, partial_permutation_p

RNG = np.random.default_rng(7)
Z = RNG.normal(size=8)
X, Y = Z + RNG.normal(size=8), Z + RNG.normal(size=8)


def test_every_permutation_once():
    found = every_permutation(5)
    assert found.shape == (120, 5)
    assert {tuple(row) for row in found.tolist()} == set(permutations(range(5)))
    assert found[0].tolist() == [0, 1, 2, 3, 4]


def size(x, y, control):
    """Return |r|; 1 for an order of ranks that the control determines, which makes the test cautious."""
    try:
        return abs(partial(x, y, control, "pearson").estimate)
    except InputError:
        return 1


@pytest.mark.parametrize("method", ["spearman", "pearson"])
def test_the_three_counts_by_a_plain_loop(method):
    x, y, z = X[:5], Y[:5], Z[:5]
    found = enumerate_partial(x, y, z, method)
    if method == "spearman":
        x, y, z = stats.rankdata(x), stats.rankdata(y), stats.rankdata(z)
    slope, constant = np.polyfit(z, y, 1)
    fitted = constant + slope * z
    counts = [0, 0, 0]
    for order in map(list, permutations(range(5))):
        tried = [(x, fitted + (y - fitted)[order]), (x[order], y), (x, y[order])]
        for i, (a, b) in enumerate(tried):
            counts[i] += size(a, b, z) >= abs(found.correlation) - 1e-10
    assert [found.freedman_lane, found.shuffle_x, found.shuffle_y] == counts
    assert found.permutations == 120
    assert found.t == pytest.approx(found.correlation * np.sqrt(2 / (1 - found.correlation**2)))


@pytest.mark.parametrize("method", ["spearman", "kendall", "pearson"])
def test_random_permutations_approach_the_share(method):
    found = enumerate_partial(X, Y, Z, method)
    exact = found.freedman_lane / found.permutations
    p = partial_permutation_p(X, Y, Z, method, 10_000, np.random.default_rng(1))
    assert p == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 10_000) + 1e-4)


def test_order_units_and_sign():
    order = RNG.permutation(8)
    found = enumerate_partial(X, Y, Z, "pearson")
    moved = enumerate_partial(-100 * X[order] + 5, Y[order] / 7, 1e3 * Z[order], "pearson")
    assert moved.t == pytest.approx(-found.t)
    assert (moved.freedman_lane, moved.shuffle_x, moved.shuffle_y) == (
        found.freedman_lane,
        found.shuffle_x,
        found.shuffle_y,
    )


def test_what_is_not_allowed():
    with pytest.raises(InputError, match="n is 10"):
        every_permutation(10)
    with pytest.raises(InputError, match="n is 10"):
        enumerate_partial(*RNG.normal(size=(3, 10)), "pearson")
    with pytest.raises(InputError, match="with 1 controls at least 4"):
        enumerate_partial(X[:3], Y[:3], Z[:3], "pearson")
    with pytest.raises(InputError, match="x is determined by the controls"):
        enumerate_partial(X, Y, 2 * X + 1, "pearson")
    with pytest.raises(InputError, match="y holds 1 missing"):
        enumerate_partial(X, np.where(np.arange(8) == 1, np.nan, Y), Z, "pearson")
