"""Is a correlation small enough not to matter? Two one-sided tests against the smallest effect of interest."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import optimize, stats

from healthai.errors import InputError
from healthai.stats.checks import one_of, whole, within

EquivalenceMethod = Literal["pearson", "spearman"]

_ALMOST_ONE = 1 - 1e-12
# Squared standard error of atanh(r), times n - 3: Fisher; Bonett and Wright.
_VARIANCE = {"pearson": lambda r: 1.0, "spearman": lambda r: 1 + r * r / 2}


@dataclass(frozen=True)
class Equivalence:
    """Two one-sided tests of |rho| < delta, and the interval of level 1 - 2 alpha that decides the same question.

    `p` is the larger of `p_above` (rho <= -delta is tested) and `p_below` (rho >= delta is tested). `power` is the
    probability of finding equivalence when rho is 0.
    """

    estimate: float
    delta: float
    p: float
    p_above: float
    p_below: float
    low: float
    high: float
    equivalent: bool
    power: float
    n: int
    controls: int
    alpha: float
    method: str


def tost(
    r: float, n: int, delta: float, controls: int = 0, method: EquivalenceMethod = "pearson", alpha: float = 0.05
) -> Equivalence:
    """Test whether a (partial) correlation lies between -delta and delta.

    Parameters
    ----------
    r : float
        The correlation, strictly between -1 and 1.
    n : int
        Units; n - controls >= 4.
    delta : float
        Smallest effect of interest, strictly between 0 and 1.
    controls : int
        Variables held constant; each costs one unit.
    method : {"pearson", "spearman"}
        What `r` is; decides the standard error of atanh(r).
    alpha : float
        Level of each one-sided test, strictly between 0 and 0.5.

    Returns
    -------
    Equivalence

    Raises
    ------
    InputError
        For arguments outside those ranges.

    Notes
    -----
    Schuirmann (1987) for the two tests; Fisher (1921) and Bonett and Wright (2000) for the errors. Not to find a
    difference from 0 is no evidence of equivalence: see `power`.
    """
    r = within("r", r, -1, 1)
    delta, alpha, size = _checked(n, delta, controls, method, alpha)
    error = _error(r, size, method)
    p_above = float(stats.norm.sf((np.arctanh(r) + np.arctanh(delta)) / error))
    p_below = float(stats.norm.cdf((np.arctanh(r) - np.arctanh(delta)) / error))
    half_width = stats.norm.isf(alpha) * error
    low, high = np.tanh(np.arctanh(r) + np.array([-half_width, half_width]))
    p = max(p_above, p_below)
    power = tost_power(n, delta, controls, method, alpha)
    return Equivalence(
        r, delta, p, p_above, p_below, float(low), float(high), p < alpha, power, n, controls, alpha, method
    )


def tost_power(
    n: int,
    delta: float,
    controls: int = 0,
    method: EquivalenceMethod = "pearson",
    alpha: float = 0.05,
    rho: float = 0.0,
) -> float:
    """Probability that `tost` finds equivalence.

    Parameters
    ----------
    n, delta, controls, method, alpha
        As in `tost`.
    rho : float
        True correlation, strictly between -1 and 1.

    Returns
    -------
    float
        Between 0 and 1, by the normal approximation to atanh(r); 0 when even r = 0 would not do.

    Raises
    ------
    InputError
        For arguments outside those ranges.
    """
    rho = within("rho", rho, -1, 1)
    delta, alpha, size = _checked(n, delta, controls, method, alpha)
    largest = _largest_equivalent(delta, alpha, size, method)
    if largest is None:
        return 0.0
    error = _error(rho, size, method)
    high, low = (np.arctanh(largest) - np.arctanh(rho)) / error, (-np.arctanh(largest) - np.arctanh(rho)) / error
    return float(stats.norm.cdf(high) - stats.norm.cdf(low))


def _largest_equivalent(delta: float, alpha: float, size: int, method: str) -> float | None:
    """Return the largest |r| that counts as equivalent, or None when there is none."""
    quantile = stats.norm.isf(alpha)

    def excess(r: float) -> float:
        return np.arctanh(r) + quantile * _error(r, size, method) - np.arctanh(delta)

    return None if excess(0.0) >= 0 else float(optimize.brentq(excess, 0.0, min(delta, _ALMOST_ONE), xtol=1e-14))


def _error(r: float, size: int, method: str) -> float:
    return (_VARIANCE[method](r) / (size - 3)) ** 0.5


def _checked(n: int, delta: float, controls: int, method: str, alpha: float) -> tuple[float, float, int]:
    one_of("method", method, _VARIANCE)
    n, controls = whole("n", n, 4), whole("controls", controls, 0)
    if n - controls < 4:
        raise InputError(f"n is {n}; with {controls} controls at least {4 + controls} are needed")
    return within("delta", delta, 0, 1), within("alpha", alpha, 0, 0.5), n - controls
