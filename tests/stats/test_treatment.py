import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthai.errors import InputError
from healthai.stats.treatment import shape, winsorise

RNG = np.random.default_rng(27)
NORMAL = RNG.normal(size=27)


def test_skewness_and_kurtosis_of_the_second_type():
    n, d = 27, NORMAL - NORMAL.mean()
    m2, m3, m4 = (np.mean(d**power) for power in (2, 3, 4))
    found = shape(NORMAL)
    assert found.skewness == pytest.approx(m3 / m2**1.5 * np.sqrt(n * (n - 1)) / (n - 2))
    excess = m4 / m2**2 - 3
    assert found.kurtosis == pytest.approx(((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3)))
    assert not found.outlying


def test_nothing_is_done_to_what_is_not_outlying():
    found = winsorise(NORMAL)
    assert found.values.tolist() == NORMAL.tolist()
    assert found.drawn_in == 0


@pytest.mark.parametrize("sign", [1, -1])
def test_outliers_are_drawn_in_one_after_the_other(sign):
    values = sign * np.concatenate([np.abs(NORMAL[:25]), [60.0, 50.0]])
    found = winsorise(values)
    assert found.drawn_in == 2
    assert not found.left.outlying
    assert found.values[25] == found.values[26] == sign * np.abs(NORMAL[:25]).max()
    assert found.values[:25].tolist() == values[:25].tolist()
    once = winsorise(values, most=1)
    assert (once.drawn_in, once.values[25], once.left.outlying) == (1, sign * 50.0, True)
    assert winsorise(values, most=0).drawn_in == 0


def test_missing_values_stay_missing():
    values = np.concatenate([NORMAL, [1e3, np.nan]])
    found = winsorise(values)
    assert np.isnan(found.values[-1])
    assert found.values[27] == NORMAL.max()


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), units=st.floats(1e-3, 1e3))
def test_order_and_units(seed, units):
    generator = np.random.default_rng(seed)
    values = np.exp(2 * generator.normal(size=20))
    order = generator.permutation(20)
    found, moved = winsorise(values), winsorise(units * values[order])
    assert moved.values == pytest.approx(units * found.values[order])
    assert moved.drawn_in == found.drawn_in <= 2
    turned = winsorise(-values)
    assert turned.values == pytest.approx(-found.values)


def test_what_is_not_allowed():
    with pytest.raises(InputError, match="3 known values"):
        shape([1, 2, 3, np.nan])
    with pytest.raises(InputError, match="values is constant"):
        winsorise([2, 2, 2, 2, 2])
    with pytest.raises(InputError, match="values holds 1 missing or infinite"):
        shape([1, 2, 3, 4, np.inf])
    with pytest.raises(InputError, match="most is -1"):
        winsorise(NORMAL, -1)
