import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthai.errors import InputError
from healthai.stats.misclassification import corrected_grid, corrected_share


def test_true_answers_need_no_correction():
    assert corrected_share(20, 27, 1, 1).estimate == 20 / 27


def test_twenty_of_twenty_seven():
    found = corrected_share(20, 27, 0.9, 0.8)
    assert found.estimate == pytest.approx((20 / 27 - 0.2) / 0.7)
    assert (found.lowest, found.highest) == pytest.approx((0.2, 0.9))


@given(st.floats(0.55, 1), st.floats(0.55, 1), st.integers(0, 40))
def test_the_expected_share_of_yes_is_corrected_to_the_true_one(sensitivity, specificity, true):
    share = true / 40
    expected = sensitivity * share + (1 - specificity) * (1 - share)
    k = round(expected * 10**9)
    found = corrected_share(k, 10**9, sensitivity, specificity)
    if found.estimate is None:  # rounding of k passes a limit
        assert true in (0, 40)
    else:
        assert found.estimate == pytest.approx(share, abs=2e-8)


def test_limits():
    # 2 of 27 say yes, but at this specificity 20% would do so if none had it.
    found = corrected_share(2, 27, 0.9, 0.8)
    assert found.estimate is None
    assert found.observed < found.lowest
    assert corrected_share(1, 5, 0.9, 0.8).estimate == 0
    assert corrected_share(9, 10, 0.9, 0.8).estimate == 1


def test_the_grid_is_the_single_values():
    sensitivities, specificities = [0.6, 0.8, 1], [0.7, 0.9, 0.95, 1]
    grid = corrected_grid(20, 27, sensitivities, specificities)
    for i, sensitivity in enumerate(sensitivities):
        for j, specificity in enumerate(specificities):
            single = corrected_share(20, 27, sensitivity, specificity).estimate
            assert np.isnan(grid[i, j]) if single is None else grid[i, j] == single
    assert np.isnan(grid).any()
    assert np.isfinite(grid).any()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: corrected_share(28, 27, 1, 1), "k is 28"),
        (lambda: corrected_share(20, 27, 0.4, 0.6), "sum must exceed 1"),
        (lambda: corrected_share(20, 27, 1.1, 0.6), "rates from 0 to 1"),
        (lambda: corrected_grid(20, 27, [], [1]), "rates from 0 to 1, one or more"),
        (lambda: corrected_grid(20, 27, [0.9, 0.3], [0.9, 0.6]), "sum must exceed 1"),
    ],
)
def test_what_is_not_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()
