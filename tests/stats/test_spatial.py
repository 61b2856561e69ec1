import numpy as np
import pytest

from healthai.errors import InputError
from healthai.stats.permutation import permuted_indices
from healthai.stats.spatial import great_circle, inverse_distance_weights, moran, nearest_neighbour_weights

RNG = np.random.default_rng(27)
LATITUDE, LONGITUDE = RNG.uniform(35, 65, 27), RNG.uniform(-10, 30, 27)
DISTANCES = great_circle(LATITUDE, LONGITUDE)


def orders(n_perm, generator=None, n=27):
    return permuted_indices(n, n_perm, generator or np.random.default_rng(1))


def rook(rows, columns):
    """Return 1 for squares of a board that share a side."""
    at = np.array([(r, c) for r in range(rows) for c in range(columns)])
    return (np.abs(at[:, None] - at).sum(axis=2) == 1).astype(float)


def test_a_checkerboard_has_minus_one():
    board = np.indices((4, 6)).sum(axis=0).ravel() % 2
    assert moran(board, rook(4, 6), orders(99, n=24)).i == pytest.approx(-1)


def test_expectation_over_random_places():
    found = moran(RNG.normal(size=27), nearest_neighbour_weights(DISTANCES, 4), orders(9))
    assert found.expected == -1 / 26
    drawn = [moran(RNG.permutation(27), inverse_distance_weights(DISTANCES), orders(1)).i for _ in range(400)]
    assert np.mean(drawn) == pytest.approx(-1 / 26, abs=4 * np.std(drawn) / 20)


def test_by_a_plain_loop():
    values, weights = RNG.normal(size=27), nearest_neighbour_weights(DISTANCES, 3)
    z = values - values.mean()
    total = sum(weights[i, j] * z[i] * z[j] for i in range(27) for j in range(27))
    found = moran(values, weights, orders(99))
    assert found.i == pytest.approx(27 / weights.sum() * total / (z**2).sum())
    moved = moran(-3 * values + 5, 7 * weights, orders(99))
    assert (moved.i, moved.p) == (pytest.approx(found.i), found.p)


def test_level_and_power():
    generator, weights = np.random.default_rng(4), nearest_neighbour_weights(DISTANCES, 4)
    rejected = np.mean([moran(generator.normal(size=27), weights, orders(99, generator)).p <= 0.05 for _ in range(400)])
    assert rejected == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 400))
    assert moran(LATITUDE, weights, orders(999)).p < 0.005


def test_known_distances():
    found = great_circle([0, 0, 90, 0], [0, 90, 0, 180])
    quarter = np.pi / 2 * 6371.0088
    assert found[0] == pytest.approx([0, quarter, quarter, 2 * quarter])
    paris_berlin = great_circle([48.8566, 52.52], [2.3522, 13.405])[0, 1]
    assert paris_berlin == pytest.approx(878, abs=2)
    assert pytest.approx(DISTANCES.T) == DISTANCES


def test_weights():
    nearest = nearest_neighbour_weights(DISTANCES, 4)
    assert nearest.sum(axis=1) == pytest.approx(1)
    assert (np.count_nonzero(nearest, axis=1) == 4).all()
    assert (np.diag(nearest) == 0).all()
    for row in range(27):
        chosen = nearest[row] > 0
        others = ~chosen & (np.arange(27) != row)
        assert DISTANCES[row, chosen].max() <= DISTANCES[row, others].min()
    inverse = inverse_distance_weights(DISTANCES)
    assert inverse.sum(axis=1) == pytest.approx(1)
    assert inverse[0, 1] / inverse[0, 2] == pytest.approx(DISTANCES[0, 2] / DISTANCES[0, 1])
    assert inverse_distance_weights(5 * DISTANCES) == pytest.approx(inverse)


def test_what_is_not_allowed():
    weights = nearest_neighbour_weights(DISTANCES, 4)
    values = RNG.normal(size=27)
    for function, message in [
        (lambda: moran(np.ones(27), weights, orders(9)), "values is constant"),
        (lambda: moran(values[:9], weights, orders(9)), "weights has shape"),
        (lambda: moran(values, weights + np.eye(27), orders(9)), "0 on the diagonal"),
        (lambda: moran(values, 0 * weights, orders(9)), "must not all be 0"),
        (lambda: moran(values, weights, orders(9)[:0]), "permutations has shape"),
        (lambda: moran(values, weights, 0 * orders(9)), "no permutation of 0..26"),
        (lambda: nearest_neighbour_weights(DISTANCES, 27), "k is 27"),
        (lambda: nearest_neighbour_weights(DISTANCES[:3], 2), "must be square"),
        (lambda: nearest_neighbour_weights(np.triu(DISTANCES), 2), "symmetric"),
        (lambda: inverse_distance_weights(great_circle([1, 1], [2, 2])), "lie in one point"),
        (lambda: great_circle([91], [0]), "latitude must lie"),
        (lambda: great_circle([1, 2], [0]), "latitude has 2 values"),
    ]:
        with pytest.raises(InputError, match=message):
            function()
