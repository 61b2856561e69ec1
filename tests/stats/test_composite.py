from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from healthai.errors import InputError
from healthai.stats.composite import (
    AGGREGATIONS,
    IMPUTATIONS,
    NORMALISATIONS,
    TREATMENTS,
    Choices,
    aggregate,
    build,
    impute,
    normalise,
)

RNG = np.random.default_rng(27)
MATRIX = RNG.normal(50, 10, size=(27, 5))
MATRIX[:, 4] = np.exp(RNG.normal(size=27) * 1.5)
HOLED = MATRIX.copy()
HOLED[[2, 9, 9], [1, 3, 4]] = np.nan
BLOCS = np.repeat(["N", "W", "S", "C", "B"], [3, 7, 6, 8, 3]).tolist()
EQUAL = (1.0,) * 5
ALL = [Choices(EQUAL, *each) for each in product(TREATMENTS, IMPUTATIONS, NORMALISATIONS, AGGREGATIONS)]


def test_scales():
    z, low_high, ranks = (normalise(MATRIX, how) for how in NORMALISATIONS)
    assert z == pytest.approx(stats.zscore(MATRIX, ddof=1))
    assert (low_high.min(axis=0) == 0).all()
    assert (low_high.max(axis=0) == 100).all()
    assert ranks == pytest.approx(stats.rankdata(MATRIX, axis=0))
    for how in NORMALISATIONS:
        holed = normalise(HOLED, how)
        assert np.isnan(holed).sum() == 3
        known = ~np.isnan(HOLED[:, 1])
        assert holed[known, 1] == pytest.approx(normalise(MATRIX[known], how)[:, 1])


def test_imputation():
    bloc = impute(HOLED, "bloc mean", BLOCS)
    assert bloc[2, 1] == pytest.approx(MATRIX[[0, 1], 1].mean())
    assert bloc[9, 3] == pytest.approx(MATRIX[[3, 4, 5, 6, 7, 8], 3].mean())
    assert impute(HOLED, "mean")[2, 1] == pytest.approx(np.delete(MATRIX[:, 1], 2).mean())
    assert np.isnan(impute(HOLED, "available")).sum() == 3
    alone = HOLED.copy()
    alone[:3, 1] = np.nan
    assert impute(alone, "bloc mean", BLOCS)[0, 1] == pytest.approx(MATRIX[3:, 1].mean())
    assert (impute(MATRIX, "bloc mean", BLOCS) == MATRIX).all()


def test_means_by_hand_and_their_order():
    values, weights = np.array([[1.0, 4.0, 2.0], [8.0, 2.0, np.nan]]), [2.0, 1.0, 1.0]
    assert aggregate(values, weights, "arithmetic") == pytest.approx([2.0, 6.0])
    assert aggregate(values, weights, "geometric") == pytest.approx([8**0.25, (64 * 2) ** (1 / 3)])
    assert aggregate(values, weights, "harmonic") == pytest.approx([4 / 2.75, 3 / 0.75])
    found = [aggregate(MATRIX, EQUAL, how) for how in ("harmonic", "geometric", "arithmetic")]
    assert np.all(np.diff(found, axis=0) > 0)
    many = np.array([[1.0, 0, 0], [0, 1.0, 0], weights])
    for how in AGGREGATIONS:
        assert aggregate(values, many, how)[2] == pytest.approx(aggregate(values, weights, how))
        assert aggregate(values, many, how)[0] == pytest.approx(values[:, 0])
        assert aggregate(values, 7 * many, how) == pytest.approx(aggregate(values, many, how))


def step_by_step(matrix, normalisation, aggregation):
    """One country at a time, without missing values."""
    scores = []
    for row in matrix:
        cells = []
        for value, column in zip(row, matrix.T, strict=True):
            if normalisation == "z-score":
                cells.append((value - column.mean()) / column.std(ddof=1))
            elif normalisation == "min-max":
                cells.append(100 * (value - column.min()) / (column.max() - column.min()))
            else:
                cells.append(1.0 + np.sum(column < value))
        if aggregation == "arithmetic":
            scores.append(np.mean(cells))
            continue
        shifts = {"z-score": lambda c: 100 + 10 * c, "min-max": lambda c: 1 + 0.99 * c, "rank": lambda c: c}
        cells = [shifts[normalisation](cell) for cell in cells]
        scores.append(stats.gmean(cells) if aggregation == "geometric" else stats.hmean(cells))
    return np.array(scores)


@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_a_composite_step_by_step(normalisation, aggregation):
    choices = Choices(EQUAL, "none", "available", normalisation, aggregation)
    assert build(MATRIX, choices) == pytest.approx(step_by_step(MATRIX, normalisation, aggregation))


@settings(max_examples=60)
@given(choices=st.sampled_from(ALL), seed=st.integers(0, 10_000), units=st.floats(0.01, 100), shift=st.floats(-50, 50))
def test_units_and_row_order_do_not_matter(choices, seed, units, shift):
    order = np.random.default_rng(seed).permutation(27)
    moved = build(units * HOLED[order] + shift, choices, [BLOCS[row] for row in order])
    assert moved == pytest.approx(build(HOLED, choices, BLOCS)[order], rel=1e-7, abs=1e-7)


def test_a_better_indicator_never_lowers_the_score():
    for choices in ALL:
        better = MATRIX.copy()
        better[5, 0] += 3 if better[5, 0] + 3 < better[:, 0].max() else 0
        found, changed = build(MATRIX, choices, BLOCS), build(better, choices, BLOCS)
        assert stats.rankdata(changed)[5] >= stats.rankdata(found)[5]


def test_weights_of_zero_leave_an_indicator_out():
    without = Choices((1, 1, 0, 1, 1), "winsorise", "mean", "z-score", "geometric")
    dropped = build(np.delete(HOLED, 2, axis=1), Choices((1,) * 4, "winsorise", "mean", "z-score", "geometric"))
    assert build(HOLED, without) == pytest.approx(dropped)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda: build(MATRIX, Choices(EQUAL, "trim")), "treatment is 'trim'"),
        (lambda: build(MATRIX, Choices(EQUAL, normalisation="zscore")), "normalisation is 'zscore'"),
        (lambda: build(MATRIX, Choices(EQUAL, aggregation="sum")), "aggregation is 'sum'"),
        (lambda: build(MATRIX, Choices(EQUAL, imputation="mi")), "imputation is 'mi'"),
        (lambda: build(MATRIX, Choices((1.0,) * 4)), "weights has 4 values in a row"),
        (lambda: build(MATRIX, Choices((0.0,) * 5)), "no known value with weight"),
        (lambda: build(MATRIX, Choices((-1.0, 1, 1, 1, 1))), "negative value"),
        (lambda: build(HOLED, Choices(EQUAL, imputation="bloc mean")), "blocs has 0 labels"),
        (lambda: normalise(MATRIX * [1, 1, 0, 1, 1], "rank"), "no two different values in column 2"),
        (lambda: normalise(np.where(np.arange(27)[:, None] == 3, np.nan, MATRIX), "rank"), "no value in row 3"),
        (lambda: normalise([[1, np.inf], [2, 3]], "rank"), "infinite"),
        (lambda: aggregate([[0.0, 1]], [1, 1], "geometric"), "shift them above 0"),
        (lambda: aggregate([[1.0, 1]], [1, 1, 1], "geometric"), "weights has 3 values"),
    ],
)
def test_what_is_not_allowed(function, message):
    with pytest.raises(InputError, match=message):
        function()
