"""Least squares on country data, with errors that allow for unequal variances."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from statsmodels.regression.linear_model import OLS, RegressionResults

from healthai.errors import InputError
from healthai.stats.checks import finite, one_of, series, varying, within
from healthai.stats.features import control_matrix

StandardErrors = Literal["classical", "HC0", "HC1", "HC2", "HC3", "HC4"]

_ERRORS = ("classical", "HC0", "HC1", "HC2", "HC3", "HC4")
# Share of a column, or of the variation of y, below which what is left is rounding noise.
_COLLINEAR = 1e-6
_NOTHING_LEFT = 1e-12
_DETERMINED = 1 - 1e-9


@dataclass(frozen=True)
class Regression:
    """Least squares: one entry per coefficient, the constant first, in units of y per unit of the regressor."""

    coefficients: tuple[float, ...]
    standard_errors: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    t: tuple[float, ...]
    p: tuple[float, ...]
    errors: str
    level: float
    n: int
    df: int
    r_squared: float
    residual_sd: float


@dataclass(frozen=True)
class AddedVariable:
    """What the controls leave of x and y, one point per row, the slope of the line through them, and their r."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    slope: float
    correlation: float


def least_squares(y: ArrayLike, X: ArrayLike) -> tuple[RegressionResults, np.ndarray]:
    """Check y and X and fit them by statsmodels, a constant added as the first column and all columns of one size.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, without missing values.
    X : array_like, shape (n,) or (n, k)
        Regressors, one column each, without a constant; n >= k + 2.

    Returns
    -------
    fit : statsmodels.regression.linear_model.RegressionResults
        Of the scaled columns. Residuals, leverages, t and p do not depend on their scale.
    scale : ndarray, shape (k + 1,)
        Coefficients and errors of the columns as given are those of `fit` divided by these powers of 2.

    Raises
    ------
    InputError
        For missing values, constant or collinear columns, unequal lengths, too few rows, or a y that X determines.
    """
    y, columns, scale = design(y, X)
    fit = OLS(y, columns).fit()
    if fit.ssr <= _NOTHING_LEFT * np.square(y - y.mean()).sum():
        raise InputError("y is determined by X (collinear); it must vary beyond the regressors")
    return fit, scale


def ols(y: ArrayLike, X: ArrayLike, errors: StandardErrors, level: float = 0.95) -> Regression:
    """Ordinary least squares with a constant.

    Parameters
    ----------
    y : array_like, shape (n,)
        Outcome, without missing values.
    X : array_like, shape (n,) or (n, k)
        Regressors, one column each, without a constant; n >= k + 2.
    errors : {"classical", "HC0", "HC1", "HC2", "HC3", "HC4"}
        Classical errors need one variance for all rows; the others do not. HC3 and HC4 allow for leverage.
    level : float
        Coverage of the intervals, strictly between 0 and 1.

    Returns
    -------
    Regression
        Intervals and p-values by t on n - k - 1 degrees of freedom, which is exact for classical errors and normal
        residuals only.

    Raises
    ------
    InputError
        As `least_squares`; for unknown errors or a level that is not allowed; for HC2, HC3 and HC4 also when one row
        determines its own fitted value (leverage 1).

    Notes
    -----
    MacKinnon and White (1985) for HC1 to HC3, Cribari-Neto (2004) for HC4. HC0 to HC3 are computed by statsmodels.
    """
    one_of("errors", errors, _ERRORS)
    level = within("level", level, 0, 1)
    fit, scale = least_squares(y, X)
    if errors in ("HC2", "HC3", "HC4"):
        require_leverage_below_one(fit)
    values, standard_errors = fit.params / scale, _standard_errors(fit, errors) / scale
    t = values / standard_errors
    half_width = stats.t.isf((1 - level) / 2, fit.df_resid) * standard_errors
    return Regression(
        *map(floats, (values, standard_errors, values - half_width, values + half_width, t)),
        p=floats(2 * stats.t.sf(np.abs(t), fit.df_resid)),
        errors=errors,
        level=level,
        n=int(fit.nobs),
        df=int(fit.df_resid),
        r_squared=float(fit.rsquared),
        residual_sd=float(np.sqrt(fit.scale)),
    )


def require_leverage_below_one(fit: RegressionResults) -> np.ndarray:
    """Return the leverages of the rows, shape (n,), or raise `InputError` when a row determines its own fit."""
    leverage = fit.get_influence().hat_matrix_diag
    row = int(np.argmax(leverage))
    if leverage[row] > _DETERMINED:
        raise InputError(
            f"row {row} (counted from 0) determines its own fitted value (leverage 1); leave it out, or a regressor"
        )
    return leverage


def _standard_errors(fit: RegressionResults, errors: str) -> np.ndarray:
    if errors == "classical":
        return np.asarray(fit.bse)
    if errors != "HC4":
        return np.asarray(getattr(fit, f"{errors}_se"))
    leverage, columns = fit.get_influence().hat_matrix_diag, fit.model.exog
    exponent = np.minimum(4, leverage * len(leverage) / columns.shape[1])
    bread = fit.normalized_cov_params @ columns.T
    return np.sqrt(np.diag(bread * (np.square(fit.resid) / (1 - leverage) ** exponent) @ bread.T))


def residuals(y: ArrayLike, controls: ArrayLike) -> np.ndarray:
    """Return what a constant and the controls leave of y, in its shape; `controls` may have no column.

    Parameters
    ----------
    y : array_like, shape (n,) or (n, q)
        One series, or several as columns.
    controls : array_like, shape (n, k)

    Raises
    ------
    InputError
        For missing values.
    """
    y, controls = finite("y", y, np.ndim(y)), finite("controls", controls, 2)
    design = np.column_stack([np.ones(len(y)), controls - controls.mean(axis=0)])
    return y - design @ np.linalg.lstsq(design, y, rcond=None)[0]


def added_variable(x: ArrayLike, y: ArrayLike, controls: ArrayLike) -> AddedVariable:
    """Return the points of an added-variable plot.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Regressor and outcome, without missing values.
    controls : array_like, shape (n,) or (n, k)
        What is held constant, one column each; n >= k + 3.

    Returns
    -------
    AddedVariable
        In the units of x and y. The slope is the coefficient of x beside the controls, the correlation is partial.

    Raises
    ------
    InputError
        As `least_squares` of y on x and the controls.
    """
    x = series("x", x)
    controls = control_matrix(controls, x.size)
    fit, scale = least_squares(y, np.column_stack([x, controls]))
    left_x, left_y = residuals(x, controls), residuals(fit.model.endog, controls)
    correlation = left_x @ left_y / np.sqrt(left_x @ left_x * (left_y @ left_y))
    return AddedVariable(floats(left_x), floats(left_y), float(fit.params[1] / scale[1]), float(correlation))


def design(y: ArrayLike, X: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Check y and X, as `least_squares` says.

    Returns
    -------
    y : ndarray, shape (n,)
    columns : ndarray, shape (n, k + 1)
        A constant, and the columns of X divided by powers of 2, which is exact, so that all are of one size.
    scale : ndarray, shape (k + 1,)
        Those powers, 1 for the constant.
    """
    y, X = series("y", y), np.asarray(X)
    X = finite("X", X[:, None] if X.ndim == 1 else X, 2)
    if X.shape[0] != y.size or X.shape[1] == 0:
        raise InputError(f"X has shape {X.shape}; it must have {y.size} rows, as y, and one column or more")
    n, k = X.shape
    if n < k + 2:
        raise InputError(f"y has {n} values; with {k} regressors and a constant at least {k + 2} are needed")
    varying("X", X)
    centred = X - X.mean(axis=0)
    if np.linalg.matrix_rank(centred / np.linalg.norm(centred, axis=0), tol=_COLLINEAR) < k:
        raise InputError("the columns of X are collinear; each must add something to the others")
    scale = 2.0 ** np.round(np.log2(np.abs(X).max(axis=0)))
    return y, np.column_stack([np.ones(n), X / scale]), np.concatenate([[1.0], scale])


def floats(values: ArrayLike) -> tuple[float, ...]:
    """Return an array of numbers as a tuple."""
    return tuple(np.asarray(values, dtype=float).tolist())
