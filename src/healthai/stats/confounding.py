"""How strong an unmeasured common cause would have to be to explain an estimate away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import finite, series, whole, within
from healthai.stats.features import control_matrix
from healthai.stats.linear import least_squares


@dataclass(frozen=True)
class Robustness:
    """Robustness values: partial R2 that a confounder needs with regressor and outcome alike.

    At `value` the estimate would be 0; at `value_alpha` it would no longer be significant at level alpha, and 0 means
    that it is not significant to begin with. `partial_r2` is what the regressor explains of the outcome, and also the
    least a confounder that explains all the rest of the outcome needs with the regressor.
    """

    value: float
    value_alpha: float
    partial_r2: float
    t: float
    df: int
    alpha: float


@dataclass(frozen=True)
class Adjusted:
    """Estimate, standard error and t that a confounder of given strength would leave."""

    estimate: float
    standard_error: float
    t: float


@dataclass(frozen=True, eq=False)
class Borders:
    """Partial R2 with the outcome at which a confounder first leaves nothing of an estimate (`zero`), or nothing that
    is significant (`insignificant`); shape (m,), NaN where none is strong enough, 0 where none is needed.

    `least` is the partial R2 with the regressor below which no confounder makes the estimate insignificant.
    """

    zero: np.ndarray
    insignificant: np.ndarray
    least: float


@dataclass(frozen=True)
class Benchmark:
    """A measured control as a yardstick, and the confounder that is `strength` times as strong.

    `control_treatment` and `control_outcome` are the control's own partial R2; `treatment` and `outcome` bound the
    confounder's, at 1 when nothing weaker follows.
    """

    strength: float
    control_treatment: float
    control_outcome: float
    treatment: float
    outcome: float


def partial_r2(t: float, df: int) -> float:
    """Return the share of the remaining variation that a regressor explains, from its t and residual df."""
    t, df = float(finite("t", t, 0)), whole("df", df, 1)
    return t * t / (t * t + df)


def robustness(t: float, df: int, alpha: float = 0.05) -> Robustness:
    """Robustness values of an estimate.

    Parameters
    ----------
    t : float
        Its t value with classical standard errors.
    df : int
        Residual degrees of freedom, 2 or more.
    alpha : float
        Level of the two-sided test, strictly between 0 and 1.

    Returns
    -------
    Robustness

    Raises
    ------
    InputError
        For arguments outside those ranges.

    Notes
    -----
    Cinelli and Hazlett (2020), Journal of the Royal Statistical Society B 82:39.
    """
    df, alpha = whole("df", df, 2), within("alpha", alpha, 0, 1)
    share = partial_r2(t, df)
    f = abs(float(t)) / np.sqrt(df)
    critical = stats.t.isf(alpha / 2, df - 1) / np.sqrt(df - 1)
    if f <= critical:
        value_alpha = 0.0
    elif f * critical < 1:
        value_alpha = _equal_strength(f - critical)
    else:
        # So strong an estimate would be overturned through the regressor only.
        value_alpha = (f * f - critical * critical) / (1 + f * f)
    return Robustness(_equal_strength(f), float(value_alpha), share, float(t), df, alpha)


def _equal_strength(f: float) -> float:
    return float((np.sqrt(f**4 + 4 * f * f) - f * f) / 2)


def borders(t: float, df: int, treatment: ArrayLike, alpha: float = 0.05) -> Borders:
    """Return the weakest confounders that overturn an estimate, by their partial R2 with the regressor.

    Parameters
    ----------
    t, df, alpha
        As in `robustness`.
    treatment : array_like, shape (m,)
        Partial R2 with the regressor, 0 < R2 < 1.

    Returns
    -------
    Borders
        At equal partial R2 the two are the robustness values.

    Raises
    ------
    InputError
        For arguments outside those ranges.
    """
    df, alpha, treatment = whole("df", df, 2), within("alpha", alpha, 0, 1), finite("treatment", treatment, 1)
    if treatment.size == 0 or treatment.min() <= 0 or treatment.max() >= 1:
        raise InputError("treatment must hold at least one partial R2, each strictly between 0 and 1")
    f = abs(float(finite("t", t, 0))) / np.sqrt(df)
    critical = stats.t.isf(alpha / 2, df - 1) / np.sqrt(df - 1)
    zero = f * f * (1 - treatment) / treatment
    # With outcome = sin(a)^2 the border, sqrt(treatment) sin a + critical cos a = need, has a closed form.
    need, length = f * np.sqrt(1 - treatment), np.sqrt(treatment + critical * critical)
    with np.errstate(invalid="ignore"):
        angle = np.arcsin(need / length) - np.arctan2(critical, np.sqrt(treatment))
    insignificant = np.where(need <= critical, 0.0, np.square(np.sin(angle)))
    least = max(0.0, (f * f - critical * critical) / (1 + f * f))
    return Borders(np.where(zero > 1, np.nan, zero), insignificant, float(least))


def adjusted(estimate: float, standard_error: float, df: int, treatment: float, outcome: float) -> Adjusted:
    """Return what a confounder that works against the estimate would leave of it.

    Parameters
    ----------
    estimate : float
        Coefficient of the regressor, in units of y per unit of x.
    standard_error : float
        Its classical standard error, above 0.
    df : int
        Residual degrees of freedom, 2 or more.
    treatment : float
        Partial R2 of the confounder with the regressor given the controls, 0 <= treatment < 1.
    outcome : float
        Partial R2 of the confounder with the outcome given regressor and controls, 0 <= outcome <= 1.

    Returns
    -------
    Adjusted
        The sign turns when the confounder is stronger than the estimate can bear.

    Raises
    ------
    InputError
        For arguments outside those ranges.
    """
    estimate, df = float(finite("estimate", estimate, 0)), whole("df", df, 2)
    standard_error = within("standard_error", standard_error, 0, np.inf)
    if not (0 <= treatment < 1 and 0 <= outcome <= 1):
        raise InputError(f"treatment is {treatment} and outcome is {outcome}; they must lie in [0, 1) and [0, 1]")
    bias = standard_error * np.sqrt(df * outcome * treatment / (1 - treatment))
    error = standard_error * np.sqrt((1 - outcome) / (1 - treatment) * df / (df - 1))
    left = (1 if estimate >= 0 else -1) * (abs(estimate) - bias)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Adjusted(float(left), float(error), float(np.divide(left, error)))


def benchmark(
    x: ArrayLike, y: ArrayLike, control: ArrayLike, others: ArrayLike | None = None, strength: float = 1.0
) -> Benchmark:
    """Measure a control, and bound a confounder that is `strength` times as strong with both x and y.

    Parameters
    ----------
    x, y, control : array_like, shape (n,)
        Regressor, outcome and the control that serves as yardstick, without missing values.
    others : array_like, shape (n,) or (n, k), optional
        The remaining controls.
    strength : float
        Above 0.

    Returns
    -------
    Benchmark

    Raises
    ------
    InputError
        As `linear.least_squares` and `confounder`.

    Notes
    -----
    Cinelli and Hazlett (2020), section 4.4: the confounder is taken to be unrelated to the measured controls.
    """
    return confounder(*strengths(x, y, control, others), strength)


def strengths(x: ArrayLike, y: ArrayLike, control: ArrayLike, others: ArrayLike | None = None) -> tuple[float, float]:
    """Return the partial R2 of a control with the regressor, and with the outcome given the regressor.

    Parameters
    ----------
    x, y, control, others
        As in `benchmark`.

    Raises
    ------
    InputError
        As `linear.least_squares`.
    """
    x, control = series("x", x), series("control", control)
    rest = np.empty((x.size, 0)) if others is None else control_matrix(others, x.size)
    with_x, with_y = (
        partial_r2(fit.tvalues[1], int(fit.df_resid))
        for fit, _ in (
            least_squares(x, np.column_stack([control, rest])),
            least_squares(y, np.column_stack([control, x, rest])),
        )
    )
    return with_x, with_y


def strongest(with_treatment: float) -> float:
    """Return how many times as strong as a control a confounder may be at most: then the two determine the regressor.

    Parameters
    ----------
    with_treatment : float
        Partial R2 of the control with the regressor, 0 < R2 < 1.

    Raises
    ------
    InputError
        For a partial R2 outside that range.

    Notes
    -----
    The partial R2 of a confounder `strength` times as strong is strength R2 / (1 - R2), and 1 at most.
    """
    share = within("with_treatment", with_treatment, 0, 1)
    return (1 - share) / share


def confounder(with_treatment: float, with_outcome: float, strength: float) -> Benchmark:
    """Bound a confounder from the partial R2 of a control.

    Parameters
    ----------
    with_treatment, with_outcome : float
        Partial R2 of the control with the regressor given the other controls, and with the outcome given those and the
        regressor; 0 <= R2 < 1.
    strength : float
        How many times as strong the confounder is as the control, above 0.

    Returns
    -------
    Benchmark

    Raises
    ------
    InputError
        For arguments outside those ranges, or when no confounder can be that much stronger than the control.
    """
    strength = within("strength", strength, 0, np.inf)
    if not (0 <= with_treatment < 1 and 0 <= with_outcome < 1):
        raise InputError(f"the partial R2 are {with_treatment} and {with_outcome}; both must lie in [0, 1)")
    treatment = strength * with_treatment / (1 - with_treatment)
    if treatment >= 1 or strength * with_treatment >= 1:
        raise InputError(
            f"a confounder {strength:g} times as strong as the control would determine x "
            f"(partial R2 {with_treatment:.3g}); choose a smaller strength"
        )
    shared = strength * with_treatment**2 / ((1 - strength * with_treatment) * (1 - with_treatment))
    outcome = 1.0
    if shared < 1:
        multiple = (np.sqrt(strength) + np.sqrt(shared)) / np.sqrt(1 - shared)
        outcome = min(1.0, float(multiple**2 * with_outcome / (1 - with_outcome)))
    return Benchmark(strength, float(with_treatment), float(with_outcome), float(treatment), outcome)
