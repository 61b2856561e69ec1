"""Regression that single odd outcomes cannot carry away."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from statsmodels.robust.norms import HuberT
from statsmodels.robust.robust_linear_model import RLM
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from healthai.errors import InputError
from healthai.stats.checks import within
from healthai.stats.linear import design, floats, least_squares


@dataclass(frozen=True)
class RobustRegression:
    """Huber's M estimate: entries as in `linear.Regression`; `weights` says how much each row counts, 1 at most."""

    coefficients: tuple[float, ...]
    standard_errors: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    weights: tuple[float, ...]
    scale: float
    level: float
    n: int
    df: int


def robust(y: ArrayLike, X: ArrayLike, level: float = 0.95) -> RobustRegression:
    """Regress by Huber's M estimator, which gives less weight to rows with large residuals.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, without missing values.
    X : array_like, shape (n,) or (n, k)
        Regressors, one column each, without a constant; n >= k + 2.
    level : float
        Coverage of the intervals, strictly between 0 and 1.

    Returns
    -------
    RobustRegression
        Tuning constant 1.345; scale by the median absolute deviation; intervals by t on n - k - 1 degrees of freedom,
        an approximation.

    Raises
    ------
    InputError
        As `linear.least_squares`, or when more than half the rows lie on the fit exactly, so that there is no scale.

    Notes
    -----
    Huber (1981), Robust Statistics; computed by statsmodels. It guards against odd outcomes, not against odd regressors
    (leverage): for those leave rows out.
    """
    level = within("level", level, 0, 1)
    least_squares(y, X)  # raises when there is nothing to estimate
    y, columns, scale = design(y, X)
    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a scale of 0, which is said below
        fit = RLM(y, columns, M=HuberT()).fit(maxiter=500)
    if not (fit.scale > 0 and np.isfinite(fit.bse).all()):
        raise InputError("more than half of the rows lie on the fit exactly, so that residuals have no scale")
    df = int(fit.df_resid)
    values, standard_errors = fit.params / scale, fit.bse / scale
    half_width = stats.t.isf((1 - level) / 2, df) * standard_errors
    return RobustRegression(
        *map(floats, (values, standard_errors, values - half_width, values + half_width, fit.weights)),
        scale=float(fit.scale),
        level=level,
        n=y.size,
        df=df,
    )
