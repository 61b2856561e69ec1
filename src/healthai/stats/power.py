"""What n countries can show: power and the minimum detectable correlation, from the exact density of r.

The null hypothesis is tested by t; the density is that of bivariate normal data. With k controls use n - k in place of
n.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy import integrate, optimize, special, stats

from healthai.errors import InputError
from healthai.stats.checks import finite, whole, within

_LARGEST_RHO = 1 - 1e-9


def critical_correlation(n: int, alpha: float = 0.05) -> float:
    """Return the smallest |r| that the two-sided t test at level `alpha` calls significant.

    Parameters
    ----------
    n : int
        Units, 3 or more.
    alpha : float
        Level of the test, strictly between 0 and 1.

    Returns
    -------
    float
        t / sqrt(n - 2 + t^2), with t the 1 - alpha/2 quantile on n - 2 degrees of freedom.

    Raises
    ------
    InputError
        For an n or a level that is not allowed.
    """
    n = whole("n", n, 3)
    t = stats.t.isf(within("alpha", alpha, 0, 1) / 2, n - 2)
    return float(t / np.sqrt(n - 2 + t * t))


def correlation_density(r: ArrayLike, rho: float, n: int) -> np.ndarray:
    """Exact density of the sample correlation of bivariate normal data.

    Parameters
    ----------
    r : array_like
        Sample correlations, strictly between -1 and 1; a number or one axis.
    rho : float
        True correlation, strictly between -1 and 1.
    n : int
        Units, 3 or more.

    Returns
    -------
    ndarray
        Density at each r, in the shape of `r`.

    Raises
    ------
    InputError
        For arguments outside those ranges.

    Notes
    -----
    Hotelling (1953), Journal of the Royal Statistical Society B 15:193, with the hypergeometric function 2F1.
    """
    n = whole("n", n, 3)
    rho = within("rho", rho, -1, 1)
    r = finite("r", r, np.ndim(r))
    if np.any(np.abs(r) >= 1):
        raise InputError("r holds values of -1 or less, or 1 or more; every one must lie strictly between -1 and 1")
    return _density(r, rho, n)


def _density(r: ArrayLike, rho: float, n: int) -> np.ndarray:
    log_scale = (
        np.log(n - 2) + special.gammaln(n - 1) - special.gammaln(n - 0.5) - 0.5 * np.log(2 * np.pi)
        + (n - 1) / 2 * np.log1p(-rho * rho) + (n - 4) / 2 * np.log1p(-np.square(r)) - (n - 1.5) * np.log1p(-rho * r)
    )  # fmt: skip
    return np.exp(log_scale) * special.hyp2f1(0.5, 0.5, n - 0.5, (1 + rho * r) / 2)


def power(rho: float, n: int, alpha: float = 0.05) -> float:
    """Probability that the two-sided t test finds a true correlation.

    Parameters
    ----------
    rho : float
        True correlation, strictly between -1 and 1.
    n : int
        Units, 4 or more.
    alpha : float
        Level of the test, strictly between 0 and 1.

    Returns
    -------
    float
        Probability of |r| at or above the critical correlation; `alpha` at rho = 0.

    Raises
    ------
    InputError
        For arguments outside those ranges.
    """
    n = whole("n", n, 4)
    rho = within("rho", rho, -1, 1)
    return _power(rho, n, critical_correlation(n, alpha))


def _power(rho: float, n: int, critical: float) -> float:
    # The density peaks near rho: naming that point keeps the quadrature from stepping over a narrow peak.
    missed, _ = integrate.quad(_density, -critical, critical, args=(rho, n), points=[np.clip(rho, -critical, critical)])
    return float(np.clip(1 - missed, 0, 1))


def minimum_detectable(n: int, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the smallest true |rho| that the two-sided t test finds with the given power.

    Parameters
    ----------
    n : int
        Units, 4 or more.
    power : float
        Wanted power, strictly between `alpha` and 1.
    alpha : float
        Level of the test, strictly between 0 and 1.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    InputError
        For arguments outside those ranges.
    """
    n = whole("n", n, 4)
    critical = critical_correlation(n, alpha)
    wanted = within("power", power, alpha, 1)
    return float(optimize.brentq(lambda rho: _power(rho, n, critical) - wanted, 0, _LARGEST_RHO, xtol=1e-10))
