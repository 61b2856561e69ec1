"""Multiple imputation: fill missing values several times, analyse each, and pool what was found.

The spread between the fillings is the price of not knowing the values. It is told only when they are drawn with all
that is uncertain about them: the coefficients, the residual variance, and the residual itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import finite, generator, numbers, series, whole, within
from healthai.stats.correlation import Correlation


@dataclass(frozen=True)
class Pooled:
    """A pooled estimate, its interval, and what the missing values add to its variance.

    `total` is `within` plus (1 + 1/m) `between`; `riv` is the relative increase in variance due to missing values,
    `missing_share` the share of the total that they make up; `df` are Barnard and Rubin's degrees of freedom.
    """

    estimate: float
    low: float
    high: float
    within: float
    between: float
    total: float
    riv: float
    missing_share: float
    df: float
    m: int
    level: float


def pool(estimates: ArrayLike, variances: ArrayLike, df_complete: float, level: float = 0.95) -> Pooled:
    """Pool the estimates of one quantity from several completed data sets by Rubin's rules.

    Parameters
    ----------
    estimates, variances : array_like, shape (m,)
        Estimate and squared standard error from each completed data set, m >= 2, on a scale where the estimate is about
        normal (atanh(r) for a correlation).
    df_complete : float
        Degrees of freedom if no value were missing, above 0; infinity where the interval would be a normal one.
    level : float
        Coverage of the interval, strictly between 0 and 1.

    Returns
    -------
    Pooled
        With equal estimates `riv` is 0, and the degrees of freedom are those that Barnard and Rubin give to complete
        data: (df + 1) / (df + 3) df.

    Raises
    ------
    InputError
        For unequal lengths, fewer than two estimates, missing values, or variances or degrees of freedom not above 0.

    Notes
    -----
    Rubin (1987), Multiple Imputation for Nonresponse in Surveys; Barnard and Rubin (1999), Biometrika 86:948.
    """
    estimates, variances = finite("estimates", estimates, 1), finite("variances", variances, 1)
    m, level = estimates.size, within("level", level, 0, 1)
    if m < 2 or variances.size != m:
        raise InputError(f"there are {m} estimates and {variances.size} variances; both must be the same, 2 or more")
    if not df_complete > 0:
        raise InputError(f"df_complete is {df_complete!r}; it must be above 0")
    if variances.min() <= 0:
        raise InputError("variances holds one that is not above 0; each must be a squared standard error")
    inside, between = float(variances.mean()), float(estimates.var(ddof=1))
    added = (1 + 1 / m) * between
    share = added / (inside + added)
    df = _degrees_of_freedom(m, share, df_complete)
    estimate = float(estimates.mean())
    half_width = float(stats.t.isf((1 - level) / 2, df) * np.sqrt(inside + added))
    return Pooled(
        estimate=estimate,
        low=estimate - half_width,
        high=estimate + half_width,
        within=inside,
        between=between,
        total=inside + added,
        riv=added / inside,
        missing_share=share,
        df=df,
        m=m,
        level=level,
    )


def pool_correlations(found: Sequence[Correlation]) -> Pooled:
    """Pool a correlation from several completed data sets by Rubin's rules.

    Parameters
    ----------
    found : sequence of Correlation
        Two or more, of one method and level, not 1 or -1.

    Returns
    -------
    Pooled
        `estimate`, `low` and `high` as correlations; variances on the scale of atanh(r). There the interval of a
        complete data set is a normal one, so that without missing values it comes back unchanged.

    Raises
    ------
    InputError
        As `pool`.
    """
    level = found[0].level if found else 0.95
    ends = np.array([[each.low, each.estimate, each.high] for each in found]).reshape(-1, 3)
    with np.errstate(divide="ignore"):  # atanh of 1 is infinite, which `pool` refuses
        low, middle, high = np.arctanh(ends).T
    errors = (high - low) / (2 * stats.norm.isf((1 - level) / 2))
    pooled = pool(middle, np.square(errors), np.inf, level)
    moved_back = {name: float(np.tanh(getattr(pooled, name))) for name in ("estimate", "low", "high")}
    return replace(pooled, **moved_back)


def completed(y: ArrayLike, predictors: ArrayLike, m: int, rng: np.random.Generator) -> np.ndarray:
    """Fill the missing values of y with draws from a normal linear regression, m times.

    Parameters
    ----------
    y : array_like, shape (n,)
        NaN where a value is missing; the known values vary.
    predictors : array_like, shape (n,) or (n, k)
        Without missing values; they should hold all that y will be related to, or the relation is drawn towards zero.
    m : int
        Fillings, 1 or more.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    ndarray, shape (m, n)
        Known values as they are. Each filling has a residual variance and coefficients of its own, drawn from their
        posterior under the usual flat prior.

    Raises
    ------
    InputError
        For shapes that do not fit, values that are not allowed, collinear predictors, or fewer than two known values
        more than coefficients.

    Notes
    -----
    Rubin (1987), chapter 5. Draws may leave the range of the indicator: that does no harm to ranks.
    """
    y, m, rng = numbers("y", y, 1), whole("m", m, 1), generator(rng)
    known = ~np.isnan(y)
    series("the known values of y", y[known])
    design = _design(predictors, y.size)
    df = int(known.sum()) - design.shape[1]
    if df < 2:
        raise InputError(f"y has {known.sum()} known values; with these predictors {design.shape[1] + 2} are needed")
    orthogonal, triangle = np.linalg.qr(design[known])
    if np.abs(np.diag(triangle)).min() < 1e-9 * np.abs(np.diag(triangle)).max():
        raise InputError("the predictors are collinear; each must add something to the others")
    fitted = orthogonal.T @ y[known]
    residual = float(np.square(y[known] - orthogonal @ fitted).sum())
    spread = np.sqrt(residual / rng.chisquare(df, size=(m, 1)))
    drawn = fitted + spread * rng.standard_normal((m, design.shape[1]))
    filled = np.tile(y, (m, 1))
    noise = spread * rng.standard_normal((m, int((~known).sum())))
    filled[:, ~known] = np.linalg.solve(triangle, drawn.T).T @ design[~known].T + noise
    return filled


def _degrees_of_freedom(m: int, share: float, df_complete: float) -> float:
    # The factor is (df + 1) / (df + 3), written so that it holds for infinity too.
    observed = (1 - 2 / (df_complete + 3)) * df_complete * (1 - share)
    return 1 / (share**2 / (m - 1) + 1 / observed) if share > 0 else observed


def _design(predictors: ArrayLike, n: int) -> np.ndarray:
    predictors = np.asarray(predictors)
    columns = finite("predictors", predictors[:, None] if predictors.ndim == 1 else predictors, 2)
    if columns.shape[0] != n or columns.shape[1] == 0:
        raise InputError(f"predictors has shape {columns.shape}; it must have {n} rows, as y, and one column or more")
    spread = columns.std(axis=0)
    # Centred and scaled, so that the test of collinearity does not depend on units.
    return np.column_stack([np.ones(n), (columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1)])
