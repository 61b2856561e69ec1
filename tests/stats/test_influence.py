import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.influence import influence, leave_group_out, leave_one_out
from healthai.stats.linear import ols

RNG = np.random.default_rng(27)
X = RNG.normal(size=(27, 2))
Y = X @ [1.0, -0.5] + RNG.normal(size=27)
BLOCS = [bloc for bloc, size in zip("NWSCB", [3, 7, 6, 8, 3], strict=True) for _ in range(size)]


def slope(rows):
    return ols(Y[rows], X[rows], "classical").coefficients[1]


def test_every_measure_by_leaving_the_row_out():
    found = influence(Y, X)
    assert found.hat.sum() == pytest.approx(3)
    whole = ols(Y, X, "classical")
    design = np.column_stack([np.ones(27), X])
    inverse = np.linalg.inv(design.T @ design)
    for row in (0, 13, 26):
        keep = np.delete(np.arange(27), row)
        without = ols(Y[keep], X[keep], "classical")
        change = np.subtract(whole.coefficients, without.coefficients)
        assert found.dfbetas[row] == pytest.approx(change / (without.residual_sd * np.sqrt(np.diag(inverse))))
        prediction = design[row] @ change
        assert found.dffits[row] == pytest.approx(prediction / (without.residual_sd * np.sqrt(found.hat[row])))
        assert found.cook[row] == pytest.approx(np.sum((design @ change) ** 2) / (3 * whole.residual_sd**2))
        outside = Y[row] - design[row] @ without.coefficients
        assert found.rstudent[row] == pytest.approx(outside * np.sqrt(1 - found.hat[row]) / without.residual_sd)
        reduced = np.linalg.det(np.linalg.inv(design[keep].T @ design[keep]) * without.residual_sd**2)
        assert found.covratio[row] == pytest.approx(reduced / np.linalg.det(inverse * whole.residual_sd**2))


def test_leave_one_out_range():
    found = leave_one_out(slope, 27)
    each = [slope(np.delete(np.arange(27), row)) for row in range(27)]
    assert found.without == pytest.approx(each)
    assert (found.low, found.lowest) == (min(each), int(np.argmin(each)))
    assert (found.high, found.highest) == (max(each), int(np.argmax(each)))
    assert found.estimate == slope(np.arange(27))


def test_leave_group_out_range():
    found = leave_group_out(slope, BLOCS)
    assert found.left_out == ("N", "W", "S", "C", "B")
    assert found.without[1] == slope(np.array([i for i, bloc in enumerate(BLOCS) if bloc != "W"]))
    assert leave_group_out(slope, list(range(27))).without == leave_one_out(slope, 27).without


def test_the_mean_without_each_value():
    values = np.array([1.0, 2.0, 6.0])
    found = leave_one_out(lambda rows: values[rows].mean(), 3)
    assert found.without == (4.0, 3.5, 1.5)
    assert (found.lowest, found.highest, found.estimate) == (2, 0, 3.0)


def test_what_is_not_allowed():
    with pytest.raises(InputError, match="n is 1"):
        leave_one_out(slope, 1)
    with pytest.raises(InputError, match="groups holds 1 different labels"):
        leave_group_out(slope, ["a"] * 27)
    with pytest.raises(InputError, match="groups holds a missing label"):
        leave_group_out(slope, [None] + ["a"] * 26)
    with pytest.raises(InputError, match="the statistic without 1 is nan"):
        leave_one_out(lambda rows: np.nan if 1 not in rows else 0.0, 3)
    with pytest.raises(InputError, match="at least 5 are needed"):
        influence(Y[:4], X[:4])
    with pytest.raises(InputError, match=r"row 2 .*leverage 1"):
        influence(Y, np.column_stack([X[:, 0], np.arange(27) == 2]))


def test_rstudent_has_the_t_distribution():
    generator = np.random.default_rng(8)
    drawn = [influence(generator.normal(size=12), generator.normal(size=12)).rstudent[0] for _ in range(120)]
    assert stats.kstest(drawn, stats.t(9).cdf).pvalue > 0.001
