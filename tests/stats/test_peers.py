import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from healthai.errors import InputError
from healthai.stats.peers import nearest, rank, standardise

INDICATORS = np.random.default_rng(7).normal(size=(27, 4))


def test_columns_have_mean_zero_and_sample_deviation_one():
    scores = standardise(INDICATORS * [1, 10, 100, 1000] + 5)
    assert scores.mean(axis=0) == pytest.approx(np.zeros(4), abs=1e-12)
    assert scores.std(axis=0, ddof=1) == pytest.approx(np.ones(4))


def test_neighbours_do_not_depend_on_units_and_exclude_the_country_itself():
    found = nearest(INDICATORS, 3, 26)
    rescaled = nearest(INDICATORS * [1, 10, 100, 1000] - 3, 3, 26)
    assert found.rows == rescaled.rows
    assert sorted(found.rows) == [row for row in range(27) if row != 3]
    assert list(found.distances) == sorted(found.distances)
    assert found.distances == pytest.approx(rescaled.distances)


def test_equally_near_rows_come_in_the_order_of_the_table():
    matrix = [[0.0, 0.0], [0.1, 0.0], [0.0, 0.1], [-0.1, 0.0], [0.0, -0.1]]
    assert nearest(matrix, 0, 4).rows == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: standardise([[1, 2], [1, 3]]), "constant in column 0"),
        (lambda: standardise([[0.3, 2], [0.1 + 0.2, 3]]), "constant in column 0"),
        (lambda: standardise([[1, 2]]), "shape \\(1, 2\\)"),
        (lambda: standardise([1, 2]), "matrix has 1 axes; it must have 2"),
        (lambda: standardise([[1, math.nan], [2, 3]]), "matrix holds 1 missing"),
        (lambda: nearest(INDICATORS, 27, 3), "row is 27; it must be a whole number from 0 to 26"),
        (lambda: nearest(INDICATORS, 0, 27), "k is 27; it must be a whole number from 1 to 26"),
        (lambda: rank([math.nan, math.nan]), "values holds no number"),
        (lambda: rank([1, math.inf]), "values holds 1 missing or infinite"),
        (lambda: rank([[1, 2]]), "values has 2 axes"),
        (lambda: rank(["high", "low"]), "values holds something that is not a number"),
    ],
)
def test_what_is_not_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_ties_share_the_best_rank_and_a_missing_value_has_none():
    assert rank([3, 1, math.nan, 3, 2]) == [1, 4, None, 1, 3]
    assert rank([3, 1, None, 3, 2], higher_is_first=False) == [3, 1, None, 3, 2]


@given(arrays(float, st.integers(1, 30), elements=st.sampled_from([1.0, 2.0, 3.5, math.nan])))
def test_a_rank_is_one_more_than_the_number_of_better_values(values):
    if np.isnan(values).all():
        return
    expected = [None if math.isnan(v) else 1 + sum(other > v for other in values) for v in values]
    assert rank(values) == expected
