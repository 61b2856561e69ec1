import numpy as np
import pytest
from statsmodels.datasets import stackloss

from healthai.errors import InputError
from healthai.stats.linear import ols
from healthai.stats.robust import robust

RNG = np.random.default_rng(27)
X = RNG.normal(size=(27, 2))
Y = X @ [1.0, -0.5] + RNG.normal(size=27)


def test_stackloss_as_published():
    """Venables and Ripley (2002), section 6.5: Huber's estimate of the stack loss data."""
    table = stackloss.load_pandas().data.to_numpy(float)
    found = robust(table[:, 0], table[:, 1:])
    assert found.coefficients == pytest.approx([-41.0265, 0.8294, 0.9261, -0.1278], abs=5e-5)
    assert found.scale == pytest.approx(2.441, abs=5e-4)
    assert [i for i, weight in enumerate(found.weights) if weight < 0.6] == [3, 20]


def test_an_odd_outcome_counts_little():
    odd = Y + 100 * (np.arange(27) == 5)
    clean, found = robust(Y, X), robust(odd, X)
    assert found.weights[5] == min(found.weights) < 0.05
    assert found.coefficients == pytest.approx(clean.coefficients, abs=0.35)
    assert np.abs(np.subtract(ols(odd, X, "HC3").coefficients, clean.coefficients)).max() > 1


def test_order_and_units():
    order = RNG.permutation(27)
    found, moved = robust(Y, X), robust(10 * Y[order] + 3, X[order] * [1e5, 1])
    assert moved.coefficients[1:] == pytest.approx([found.coefficients[1] * 1e-4, found.coefficients[2] * 10], rel=1e-4)
    assert found.low[1] < found.coefficients[1] < found.high[1]


def test_what_is_not_allowed():
    with pytest.raises(InputError, match="y holds 1 missing"):
        robust(np.where(np.arange(27) == 0, np.nan, Y), X)
    with pytest.raises(InputError, match="collinear"):
        robust(Y, np.column_stack([X, X.sum(axis=1)]))
    with pytest.raises(InputError, match="lie on the fit exactly"):
        robust(2 * X[:, 0] + (np.arange(27) == 3), X[:, 0])
