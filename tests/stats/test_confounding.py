import numpy as np
import pytest
from scipy import stats

from healthai.errors import InputError
from healthai.stats.confounding import (
    adjusted,
    benchmark,
    borders,
    confounder,
    partial_r2,
    robustness,
    strengths,
    strongest,
)
from healthai.stats.linear import ols

RNG = np.random.default_rng(27)
INCOME = RNG.normal(size=200)
OTHER = RNG.normal(size=200)
HIDDEN = RNG.normal(size=200)
X = 0.5 * INCOME + 0.4 * HIDDEN + RNG.normal(size=200)
Y = 0.4 * X + 0.5 * INCOME - 0.5 * HIDDEN + 0.2 * OTHER + RNG.normal(size=200)


def test_darfur():
    """Cinelli and Hazlett (2020), table 1; the published t of 4.18 is 4.18445 before rounding."""
    found = robustness(0.09731582 / 0.02325654, 783)
    assert (found.value, found.value_alpha) == pytest.approx((0.13878, 0.07626), abs=5e-6)
    assert found.partial_r2 == pytest.approx(0.02187, abs=5e-6)


@pytest.mark.parametrize(
    ("strength", "treatment", "outcome", "estimate", "t"),
    [(1, 0.0092, 0.1246, 0.0752, 3.439), (2, 0.0183, 0.2493, 0.0529, 2.600), (3, 0.0275, 0.3741, 0.0304, 1.628)],
)
def test_darfur_confounders_as_strong_as_being_female(strength, treatment, outcome, estimate, t):
    bound = confounder(0.009081, 0.10903, strength)
    assert (bound.treatment, bound.outcome) == pytest.approx((treatment, outcome), abs=1e-4)
    left = adjusted(0.09731582, 0.02325654, 783, bound.treatment, bound.outcome)
    assert left.estimate == pytest.approx(estimate, abs=1e-4)
    assert left.t == pytest.approx(t, abs=2e-3)


def test_a_partial_correlation_of_04_with_three_controls():
    found = robustness(0.4 * np.sqrt(22 / (1 - 0.16)), 22)
    assert found.value == pytest.approx(0.35, abs=0.005)
    assert found.value_alpha == 0
    assert found.partial_r2 == pytest.approx(0.16)


@pytest.mark.parametrize("t", [2.5, 4.0, -7.0])
def test_at_the_robustness_value_nothing_is_left(t):
    found = robustness(t, 25)
    assert adjusted(t, 1.0, 25, found.value, found.value).estimate == pytest.approx(0, abs=1e-9)
    at_alpha = adjusted(t, 1.0, 25, found.value_alpha, found.value_alpha)
    assert abs(at_alpha.t) == pytest.approx(stats.t.ppf(0.975, 24))
    assert np.sign(at_alpha.t) == np.sign(t)
    # A confounder that explains all the rest of the outcome.
    assert adjusted(t, 1.0, 25, found.partial_r2, 1.0).estimate == pytest.approx(0, abs=1e-9)
    assert partial_r2(t, 25) == found.partial_r2


def test_an_overwhelming_estimate():
    """The weakest equal confounder that leaves t at its critical value explains less of the outcome than it could."""
    found = robustness(40.0, 10)
    t = [abs(adjusted(40.0, 1.0, 10, found.value_alpha, r2).t) for r2 in np.linspace(0, found.value_alpha, 2_001)]
    assert min(t) == pytest.approx(stats.t.ppf(0.975, 9), rel=1e-3)
    assert found.value_alpha < found.value


def test_adjustment_is_what_the_confounder_does():
    """With the partial R2 of a variable that is then included, formula and regression agree."""
    without = ols(Y, np.column_stack([X, INCOME, OTHER]), "classical")
    given = ols(Y, np.column_stack([X, INCOME, OTHER, HIDDEN]), "classical")
    with_y = partial_r2(given.t[4], given.df)
    with_x = partial_r2(ols(X, np.column_stack([HIDDEN, INCOME, OTHER]), "classical").t[1], 196)
    left = adjusted(without.coefficients[1], without.standard_errors[1], without.df, with_x, with_y)
    # It works against the estimate in the formula and for it here.
    bias = abs(left.estimate - without.coefficients[1])
    assert bias == pytest.approx(abs(given.coefficients[1] - without.coefficients[1]))
    assert left.standard_error == pytest.approx(given.standard_errors[1])


def test_benchmark_reads_the_partial_r2_of_the_control():
    found = benchmark(X, Y, INCOME, OTHER)
    with_y = ols(Y, np.column_stack([INCOME, X, OTHER]), "classical")
    assert found.control_outcome == pytest.approx(partial_r2(with_y.t[1], 196))
    assert found == confounder(found.control_treatment, found.control_outcome, 1.0)
    assert benchmark(X, Y, 1e4 * INCOME + 3, OTHER).outcome == pytest.approx(found.outcome)
    assert benchmark(X, Y, INCOME, OTHER, 2.0).treatment == pytest.approx(2 * found.treatment)


def test_what_is_not_allowed():
    with pytest.raises(InputError, match="df is 1"):
        robustness(2.0, 1)
    with pytest.raises(InputError, match="t holds 1 missing"):
        robustness(float("nan"), 20)
    with pytest.raises(InputError, match="treatment is 1"):
        adjusted(1.0, 1.0, 20, 1, 0.5)
    with pytest.raises(InputError, match="standard_error is 0"):
        adjusted(1.0, 0, 20, 0.1, 0.5)
    with pytest.raises(InputError, match="20 times as strong as the control would determine x"):
        benchmark(X, Y, INCOME, OTHER, 20)
    with pytest.raises(InputError, match="collinear"):
        benchmark(X, Y, INCOME, INCOME)
    with pytest.raises(InputError, match="the partial R2 are 1"):
        confounder(1, 0.1, 1)


def test_a_control_measures_its_own_strength_and_sets_the_limit():
    """At the greatest strength the confounder would leave nothing of the regressor."""
    with_x, with_y = strengths(X, Y, INCOME, OTHER)
    bound = benchmark(X, Y, INCOME, OTHER)
    assert (bound.control_treatment, bound.control_outcome) == (with_x, with_y)
    most = strongest(with_x)
    assert confounder(with_x, with_y, 0.999 * most).treatment == pytest.approx(0.999)
    with pytest.raises(InputError, match="would determine x"):
        confounder(with_x, with_y, most)
    assert strongest(0.5) == 1
    with pytest.raises(InputError, match="with_treatment is 1"):
        strongest(1.0)


@pytest.mark.parametrize("t", [3.8, -2.2, 1.0])
def test_borders_are_where_the_estimate_turns(t):
    treatment = np.linspace(0.01, 0.95, 40)
    found, critical = borders(t, 24, treatment), stats.t.ppf(0.975, 23)
    for share, zero, insignificant in zip(treatment, found.zero, found.insignificant, strict=True):
        left = adjusted(t, 1.0, 24, share, 1.0).estimate / np.sign(t)
        if np.isnan(zero):
            assert left > 0
        else:
            assert adjusted(t, 1.0, 24, share, zero).estimate == pytest.approx(0, abs=1e-9)
        if insignificant > 0:
            assert abs(adjusted(t, 1.0, 24, share, insignificant).t) == pytest.approx(critical)
            assert abs(adjusted(t, 1.0, 24, share, 0.99 * insignificant).t) > critical
        elif insignificant == 0:
            assert abs(adjusted(t, 1.0, 24, share, 0.0).t) <= critical + 1e-9
        else:
            every = [abs(adjusted(t, 1.0, 24, share, outcome).t) for outcome in np.linspace(0, 0.999, 50)]
            assert min(every) > critical
    assert np.array_equal(np.isnan(found.insignificant), treatment < found.least)


def test_borders_meet_the_robustness_values_at_equal_strength():
    found = robustness(3.8, 24)
    assert borders(3.8, 24, [found.value]).zero[0] == pytest.approx(found.value)
    assert borders(3.8, 24, [found.value_alpha]).insignificant[0] == pytest.approx(found.value_alpha)
    with pytest.raises(InputError, match="strictly between 0 and 1"):
        borders(3.8, 24, [0.0, 0.5])
