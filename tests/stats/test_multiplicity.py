import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthai.errors import InputError
from healthai.stats.multiplicity import adjust

# statsmodels collects garbage in each call of Holm: some 50 ms, hence few examples.
P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@pytest.mark.parametrize("method", ["holm", "bh", "by"])
@settings(max_examples=15)
@given(p=P_VALUES)
def test_adjusted_values_keep_order_and_never_fall_below_the_raw_ones(method, p):
    adjusted = adjust(p, method)
    assert np.all(adjusted >= np.array(p) - 1e-12)
    assert np.all(adjusted <= 1)
    assert np.all(np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-12)


@settings(max_examples=15)
@given(P_VALUES)
def test_stricter_error_rates_give_larger_values(p):
    assert np.all(adjust(p, "bh") <= adjust(p, "holm") + 1e-12)
    assert np.all(adjust(p, "bh") <= adjust(p, "by") + 1e-12)


@pytest.mark.parametrize(
    ("p", "method", "message"),
    [
        ([], "holm", "p is empty"),
        ([0.1, 1.2], "holm", "p runs from 0.1 to 1.2"),
        ([-0.1, 0.2], "bh", "p runs from -0.1"),
        ([0.1, float("nan")], "bh", "p holds 1 missing"),
        ([[0.1]], "bh", "p has 2 axes"),
        ([0.1], "bonferoni", "method is 'bonferoni'"),
    ],
)
def test_what_is_not_allowed(p, method, message):
    with pytest.raises(InputError, match=message):
        adjust(p, method)
