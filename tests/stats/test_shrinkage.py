import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from healthai.errors import InputError
from healthai.stats.shrinkage import pooled_log_odds

TABLES = [[[23, 4], [10, 13]], [[16, 11], [4, 19]], [[20, 7], [12, 11]], [[3, 24], [1, 22]], [[2, 25], [9, 14]]]


@st.composite
def tables(draw):
    share = st.floats(0.02, 0.98)
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    yes = [[rng.binomial(27, draw(share)), rng.binomial(23, draw(share))] for _ in range(draw(st.integers(2, 12)))]
    return [[[a, 27 - a], [b, 23 - b]] for a, b in yes]


def test_half_is_added_to_every_cell():
    found = pooled_log_odds(TABLES)
    assert found.raw[0] == pytest.approx(np.log(23.5 * 13.5 / (4.5 * 10.5)))
    assert found.raw_se[0] ** 2 == pytest.approx(1 / 23.5 + 1 / 4.5 + 1 / 10.5 + 1 / 13.5)


@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning:statsmodels")
@settings(max_examples=60)
@given(tables())
def test_the_variance_between_items_is_that_of_statsmodels(cells):
    found = pooled_log_odds(cells)
    peer = combine_effects(found.raw, found.raw_se**2, method_re="iterated")
    # Its iteration stops when the weighted squares are within 1e-5 of their expectation, or after 50 steps.
    precision = 1 / (found.raw_se**2 + found.tau2)
    assert found.tau2 == pytest.approx(peer.tau2, rel=1e-3, abs=1e-3)
    if found.tau2:
        squares = precision @ (found.raw - found.mean) ** 2
        assert squares == pytest.approx(len(cells) - 1)


@settings(max_examples=60)
@given(tables())
def test_every_item_moves_towards_the_mean(cells):
    found = pooled_log_odds(cells)
    assert np.all(np.abs(found.shrunk - found.mean) <= np.abs(found.raw - found.mean) + 1e-12)
    assert np.all((found.weight >= 0) & (found.weight < 1))
    assert np.all(found.shrunk_se <= found.raw_se)
    if found.tau2 == 0:
        assert found.shrunk == pytest.approx(np.full(len(cells), found.mean))


def test_equal_items_are_pooled_completely():
    found = pooled_log_odds([TABLES[2]] * 4)
    assert found.tau2 == 0
    assert found.shrunk == pytest.approx(found.raw)


def test_shrinkage_lowers_the_error_of_simulated_items():
    rng = np.random.default_rng(5)
    raw, shrunk = 0.0, 0.0
    for _ in range(200):
        truth = rng.normal(0.5, 0.4, size=12)
        rest = rng.binomial(23, 0.4, size=12)
        union = rng.binomial(27, 1 / (1 + np.exp(-truth - np.log(0.4 / 0.6))))
        found = pooled_log_odds([[[a, 27 - a], [b, 23 - b]] for a, b in zip(union, rest, strict=True)])
        raw += np.square(found.raw - truth).mean()
        shrunk += np.square(found.shrunk - truth).mean()
    assert shrunk < 0.7 * raw


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([TABLES[0]], "two or more tables"),
        ([[1, 2], [3, 4]], "tables has 2 axes"),
        ([[[1, 2], [3, -4]]] * 2, "not a whole number, 0 or more"),
        ([[[1, 2], [3, 4.5]]] * 2, "not a whole number"),
        ([[[0, 0], [3, 4]]] * 2, "a group without members"),
    ],
)
def test_what_is_not_allowed(cells, message):
    with pytest.raises(InputError, match=message):
        pooled_log_odds(cells)
