from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.composite import Choices, build
from healthai.stats.correlation import correlate, partial
from healthai.stats.sensitivity import (
    FACTORS,
    Options,
    downstream,
    draw,
    random_weights,
    rank_shifts,
    rank_uncertainty,
    scores,
)
from healthai.stats.sobol import sobol_indices

RNG = np.random.default_rng(27)
MATRIX = RNG.normal(size=(27, 1)) + RNG.normal(size=(27, 4))
MATRIX[4, 2] = np.nan
MATRIX[:, 3] = np.exp(2 * MATRIX[:, 3])
BLOCS = np.repeat(np.arange(5), [3, 7, 6, 8, 3]).tolist()
OPTIONS = Options(
    weights=random_weights(4, 50, 0.5, np.random.default_rng(1)),
    treatment=("none", "winsorise"),
    imputation=("available", "bloc mean"),
    normalisation=("z-score", "min-max", "rank"),
    aggregation=("arithmetic", "geometric"),
    excluded=(None, 0, 3),
)


def rng(seed=1):
    return np.random.default_rng(seed)


def test_every_draw_is_a_composite_of_its_own():
    unit = draw(OPTIONS, 60, rng())
    found = scores(MATRIX, OPTIONS, unit, BLOCS)
    assert found.shape == (60, 27)
    for row, position in zip(found, unit, strict=True):
        chosen = {}
        for name, u in zip(FACTORS, position, strict=True):
            options = getattr(OPTIONS, name)
            chosen[name] = options[int(u * len(options))]
        excluded = chosen.pop("excluded")
        chosen["weights"] = tuple(0.0 if i == excluded else w for i, w in enumerate(chosen["weights"]))
        assert row == pytest.approx(build(MATRIX, Choices(**chosen), BLOCS))


def test_weights_lie_in_their_range_and_sum_to_one():
    sets = np.array(random_weights(5, 200, 0.4, rng()))
    assert sets.sum(axis=1) == pytest.approx(1)
    assert sets.max() / sets.min() < 1.4 / 0.6 * 1.4 / 0.6
    assert sets.shape == (200, 5)


def test_the_ends_of_the_unit_cube_are_options():
    ends = scores(MATRIX, OPTIONS, np.array([[0.0] * 6, [1.0] * 6]), BLOCS)
    assert np.isfinite(ends).all()


def test_rank_intervals():
    unit = draw(OPTIONS, 300, rng())
    found_scores = scores(MATRIX, OPTIONS, unit, BLOCS)
    reference = build(MATRIX, Choices((1.0,) * 4))
    found = rank_uncertainty(found_scores, reference, 0.9)
    ranks = np.array([stats.rankdata(-row) for row in found_scores])
    assert found.reference.tolist() == stats.rankdata(-reference).tolist()
    assert found.mean_shift == pytest.approx(np.abs(ranks - found.reference).mean())
    assert rank_shifts(found_scores, reference) == pytest.approx(np.abs(ranks - found.reference).mean(axis=1))
    inside = (ranks >= found.low) & (ranks <= found.high)
    assert np.all(inside.mean(axis=0) >= 0.9)
    assert np.all((found.low <= found.median) & (found.median <= found.high))


def test_one_way_to_build_moves_nothing():
    only = Options(weights=((1.0,) * 4,))
    unit = draw(only, 20, rng())
    found = scores(MATRIX, only, unit)
    ranks = rank_uncertainty(found, build(MATRIX, Choices((1.0,) * 4)))
    assert ranks.mean_shift == 0
    assert (ranks.low == ranks.high).all()


def test_the_correlation_of_two_composites_in_each_draw():
    x, y = RNG.normal(size=(2, 6, 27))
    control = RNG.normal(size=27)
    for method in ("spearman", "kendall", "pearson"):
        marginal, given = downstream(x, y, method), downstream(x, y, method, control)
        for i in range(6):
            assert marginal[i] == pytest.approx(correlate(x[i], y[i], method).estimate)
            assert given[i] == pytest.approx(partial(x[i], y[i], control, method).estimate)


def shift_model(options, baseline):
    def model(unit):
        return rank_shifts(scores(MATRIX, options, unit, BLOCS), baseline)

    return model


def test_equal_options_have_exactly_no_share():
    same = replace(OPTIONS, aggregation=("geometric", "geometric"), weights=(OPTIONS.weights[0],) * 7)
    model = shift_model(same, build(MATRIX, Choices((1.0,) * 4)))
    found = sobol_indices(model, [(0, 1)] * 6, 64, rng())
    inert = [FACTORS.index("aggregation"), FACTORS.index("weights")]
    for index in inert:
        assert found.first[index] == found.total[index] == found.first_error[index] == found.total_error[index] == 0
    assert found.total[FACTORS.index("excluded")] > 0.2


def test_an_additive_function_has_no_interactions():
    found = sobol_indices(lambda x: 2 * x[:, 0] + x[:, 1] + 0 * x[:, 2], [(0, 1), (-1, 1), (5, 9)], 2048, rng())
    assert found.first == pytest.approx((0.5, 0.5, 0), abs=0.01)
    assert found.total == pytest.approx((0.5, 0.5, 0), abs=0.01)
    assert found.total[2] == 0


def test_shares_agree_with_scipy():
    def function(x):
        return x[:, 0] * x[:, 1] + np.sqrt(x[:, 2])

    found = sobol_indices(function, [(0, 1)] * 3, 4096, rng())
    other = stats.sobol_indices(
        func=lambda x: function(x.T), n=4096, dists=[stats.uniform()] * 3, rng=np.random.default_rng(2)
    )
    assert found.first == pytest.approx(other.first_order, abs=0.02)
    assert found.total == pytest.approx(other.total_order, abs=0.02)


def test_the_same_seed_gives_the_same_indices():
    found = [sobol_indices(lambda x: x[:, 0] * x[:, 1], [(0, 1)] * 2, 256, rng(3)) for _ in range(2)]
    np.random.seed(0)
    assert found[0] == found[1] == sobol_indices(lambda x: x[:, 0] * x[:, 1], [(0, 1)] * 2, 256, rng(3))


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda: scores(MATRIX, OPTIONS, np.full((2, 5), 0.5)), "it must have 6 columns"),
        (lambda: scores(MATRIX, OPTIONS, np.full((2, 6), 1.5)), "between 0 and 1"),
        (lambda: scores(MATRIX, replace(OPTIONS, treatment=()), np.zeros((1, 6))), "treatment has no option"),
        (lambda: scores(MATRIX, replace(OPTIONS, excluded=(7,)), np.zeros((1, 6))), "excluded names column 7"),
        (lambda: scores(MATRIX, replace(OPTIONS, weights=((1,), (1, 1))), np.zeros((1, 6))), "different lengths"),
        (lambda: scores(MATRIX, replace(OPTIONS, weights=((1, 1),)), np.zeros((1, 6))), "weights has 2 values"),
        (lambda: rank_uncertainty(np.ones((3, 4)), np.ones(5)), "it must have 5 columns"),
        (lambda: rank_shifts(np.ones((3, 4)), np.ones(5)), "it must have 5 columns"),
        (lambda: downstream(np.ones((2, 5)), np.ones((2, 5)), "pearson"), "x is constant in a draw"),
        (lambda: downstream(np.ones((2, 5)), np.ones((3, 5)), "pearson"), "both must be the same"),
        (lambda: random_weights(3, 5, 1.5, rng()), "spread is 1.5"),
        (lambda: sobol_indices(lambda x: x[:, 0], [(0, 1)], 100, rng()), "n is 100; it must be a power of 2"),
        (lambda: sobol_indices(lambda x: x[:, 0], [(1, 0)], 64, rng()), "low below high"),
        (lambda: sobol_indices(lambda x: x[:3, 0], [(0, 1)], 64, rng()), "returns 3 values"),
        (lambda: sobol_indices(lambda x: 0 * x[:, 0] + 4, [(0, 1)], 64, rng()), "never varies"),
        (lambda: sobol_indices(lambda x: x[:, 0] / 0, [(0, 1)], 64, rng()), "missing or infinite"),
    ],
)
def test_what_is_not_allowed(function, message):
    with pytest.raises(InputError, match=message), np.errstate(all="ignore"):
        function()
