import numpy as np
import pytest

from healthai.errors import InputError
from healthai.stats.anatomy import effective_weights, principal_components

RNG = np.random.default_rng(27)
COMMON = RNG.normal(size=(27, 1))
INDICATORS = COMMON + RNG.normal(size=(27, 4))


def test_effective_weights():
    scores = INDICATORS.mean(axis=1)
    found = effective_weights(INDICATORS, scores)
    assert found.sum() == pytest.approx(1)
    squares = [np.corrcoef(INDICATORS[:, i], scores)[0, 1] ** 2 for i in range(4)]
    assert found == pytest.approx(np.array(squares) / sum(squares))
    assert effective_weights(INDICATORS * [1, -2, 3, 4], 5 + 10 * scores) == pytest.approx(found)


def test_equal_weights_of_one_wide_indicator():
    """Without normalisation the indicator in the widest unit is the composite."""
    wide = INDICATORS * [1, 1, 1, 1e6]
    assert effective_weights(wide, wide.mean(axis=1))[3] > 0.4


def test_components_are_those_of_the_correlation_matrix():
    found = principal_components(INDICATORS)
    loadings = np.array(found.loadings)
    assert sum(found.shares) == pytest.approx(1)
    assert list(found.shares) == sorted(found.shares, reverse=True)
    assert loadings.T @ loadings == pytest.approx(np.corrcoef(INDICATORS.T))
    assert np.square(loadings).sum(axis=1) == pytest.approx(4 * np.array(found.shares))
    assert np.all(loadings.sum(axis=1) >= 0)
    moved = principal_components(INDICATORS[RNG.permutation(27)] * [10, 1, 5, 2] + 3)
    assert np.array(moved.loadings) == pytest.approx(loadings)


def test_one_dimension_explains_copies():
    found = principal_components(np.column_stack([COMMON, 2 * COMMON, -COMMON]))
    assert found.shares == pytest.approx((1, 0, 0))
    assert np.abs(found.loadings[0]) == pytest.approx(1)


def test_what_is_not_allowed():
    with pytest.raises(InputError, match="indicators holds 1 missing"):
        principal_components(np.where(INDICATORS[0, 0] == INDICATORS, np.nan, INDICATORS))
    with pytest.raises(InputError, match=r"column 1 .* is constant"):
        principal_components(INDICATORS * [1, 0, 1, 1])
    with pytest.raises(InputError, match="three rows"):
        principal_components(INDICATORS[:2])
    with pytest.raises(InputError, match="scores has 5 values"):
        effective_weights(INDICATORS, np.arange(5))
