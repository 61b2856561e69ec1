import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from healthai.errors import InputError
from healthai.oracles.table import columns
from healthai.stats.correlation import partial
from healthai.stats.linear import added_variable, ols, residuals

RNG = np.random.default_rng(27)
X = RNG.normal(size=(27, 3))
Y = X @ [1.0, -0.5, 0.0] + RNG.normal(size=27)
ERRORS = ["classical", "HC0", "HC1", "HC2", "HC3", "HC4"]


def by_hand(y, X, errors):
    """Coefficients and standard errors from the formulas."""
    design = np.column_stack([np.ones(len(y)), X])
    n, p = design.shape
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ y
    squares = (y - design @ coefficients) ** 2
    hat = np.einsum("ij,jk,ik->i", design, inverse, design)
    if errors == "classical":
        return coefficients, np.sqrt(np.diag(inverse) * squares.sum() / (n - p))
    powers = {"HC0": 0, "HC1": 0, "HC2": 1, "HC3": 2, "HC4": np.minimum(4, n * hat / p)}
    meat = squares / (1 - hat) ** powers[errors] * (n / (n - p) if errors == "HC1" else 1)
    return coefficients, np.sqrt(np.diag(inverse @ (design.T * meat) @ design @ inverse))


@pytest.mark.parametrize("errors", ERRORS)
def test_coefficients_errors_and_intervals(errors):
    coefficients, standard_errors = by_hand(Y, X, errors)
    found = ols(Y, X, errors, 0.9)
    assert found.coefficients == pytest.approx(coefficients)
    assert found.standard_errors == pytest.approx(standard_errors)
    quantile = stats.t.ppf(0.95, 23)
    assert found.low == pytest.approx(coefficients - quantile * standard_errors)
    assert found.high == pytest.approx(coefficients + quantile * standard_errors)
    assert found.p == pytest.approx(2 * stats.t.sf(np.abs(coefficients / standard_errors), 23))
    assert (found.n, found.df, found.errors, found.level) == (27, 23, errors, 0.9)


def test_hc4_of_the_savings_of_fifty_countries():
    table = columns("life_cycle_savings", ["sr", "pop15", "pop75", "dpi", "ddpi"])
    found = ols(table[:, 0], table[:, 1:], "HC4")
    assert found.standard_errors == pytest.approx(by_hand(table[:, 0], table[:, 1:], "HC4")[1])
    hc0 = np.array(ols(table[:, 0], table[:, 1:], "HC0").standard_errors)
    assert np.all(np.array(found.standard_errors) > hc0)


@pytest.mark.parametrize("errors", ERRORS)
@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), units=st.floats(1e-4, 1e4), shift=st.floats(-100, 100))
def test_row_order_and_units(errors, seed, units, shift):
    order = np.random.default_rng(seed).permutation(27)
    found = ols(Y, X, errors)
    moved = ols(3 * Y[order] + shift, X[order] * [units, 1, 1] + [0, 0, shift], errors)
    assert moved.t[1:] == pytest.approx(found.t[1:], rel=1e-6)
    assert moved.coefficients[1] * units == pytest.approx(3 * found.coefficients[1], rel=1e-6)
    assert moved.r_squared == pytest.approx(found.r_squared, rel=1e-6)


def test_added_variable_plot_has_slope_and_partial_correlation():
    found = added_variable(X[:, 0], Y, X[:, 1:])
    assert found.slope == pytest.approx(ols(Y, X, "classical").coefficients[1])
    assert found.slope == pytest.approx(np.polyfit(found.x, found.y, 1)[0])
    assert found.correlation == pytest.approx(partial(X[:, 0], Y, X[:, 1:], "pearson").estimate)
    assert sum(found.x) == pytest.approx(0)


def test_partial_correlation_of_savings_and_growth():
    table = columns("life_cycle_savings", ["ddpi", "sr", "pop15", "pop75", "dpi"])
    found = added_variable(table[:, 0], table[:, 1], table[:, 2:])
    assert found.correlation == pytest.approx(0.2972, abs=5e-5)
    assert ols(table[:, 1], table[:, [2, 3, 4, 0]], "classical").p[4] == pytest.approx(0.04247, abs=5e-6)


def test_residuals_are_orthogonal_to_the_controls():
    left = residuals(Y, 1e6 + X)
    assert np.abs(X.T @ left).max() < 1e-8
    assert residuals(Y, np.empty((27, 0))) == pytest.approx(Y - Y.mean())


def test_hc3_keeps_its_level_where_classical_errors_do_not():
    """Variance that grows with leverage; 27 rows and 3 regressors, 400 draws."""
    generator = np.random.default_rng(5)
    rejected = {"classical": 0, "HC3": 0}
    for _ in range(400):
        x = generator.normal(size=(27, 3))
        y = generator.normal(size=27) * np.exp(0.6 * np.abs(x[:, 0]))
        for errors in rejected:
            rejected[errors] += ols(y, x, errors).p[1] <= 0.05
    assert rejected["HC3"] / 400 == pytest.approx(0.06, abs=0.04)
    assert rejected["classical"] > rejected["HC3"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": np.where(np.arange(27) == 3, np.nan, Y)}, "y holds 1 missing"),
        ({"X": np.where(np.arange(27)[:, None] == 3, np.nan, X)}, "X holds 3 missing"),
        ({"y": np.ones(27)}, "y is constant"),
        ({"X": np.column_stack([X, np.full(27, 2.0)])}, "X, column 3 .* is constant"),
        ({"X": np.column_stack([X, X[:, 0] - 2 * X[:, 1] + 5])}, "the columns of X are collinear"),
        ({"X": X[:26]}, "X has shape .26, 3.; it must have 27 rows"),
        ({"X": np.empty((27, 0))}, "one column or more"),
        ({"y": Y[:4], "X": X[:4]}, "with 3 regressors and a constant at least 5 are needed"),
        ({"y": X @ [1, 2, 3]}, "y is determined by X"),
        ({"errors": "HC9"}, "errors is 'HC9'"),
        ({"level": 1}, "level is 1"),
    ],
)
def test_what_is_not_allowed(change, message):
    with pytest.raises(InputError, match=message):
        ols(**{"y": Y, "X": X, "errors": "HC3"} | change)


@pytest.mark.parametrize("errors", ["HC2", "HC3", "HC4"])
def test_a_row_that_determines_its_own_fit_has_no_robust_error(errors):
    only_one = np.column_stack([X[:, 0], np.arange(27) == 4])
    with pytest.raises(InputError, match=r"row 4 .*leverage 1"):
        ols(Y, only_one, errors)
    assert ols(Y, only_one, "HC1").n == 27


def test_added_variable_bad_input():
    with pytest.raises(InputError, match="collinear"):
        added_variable(X[:, 0], Y, X)
    with pytest.raises(InputError, match="controls has shape"):
        added_variable(X[:, 0], Y, X[:20])
