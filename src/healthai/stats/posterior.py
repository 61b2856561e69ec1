"""What the data say about a correlation: the exact posterior on a grid, without simulation.

The likelihood is the density of r for bivariate normal data, the prior a beta distribution stretched over -1..1.
"""

from dataclasses import dataclass

import numpy as np
from scipy import integrate, special

from healthai.errors import InputError
from healthai.stats.checks import whole, within
from healthai.stats.power import correlation_density

# Points of the grid of rho, strictly inside -1..1; both densities vanish at its ends.
_POINTS = 4_001
_END = 1 - 1e-6


@dataclass(frozen=True, eq=False)
class Posterior:
    """Posterior of a correlation: its density on a grid, shape (m,) each, and what is read from it.

    `above` is the probability of rho > sesoi, `below` of rho < -sesoi, `positive` of rho > 0. `bf10` compares "rho
    follows the prior" with "rho is 0": above 1 it speaks for the first. `prior_width` is 1 for the uniform prior.
    """

    rho: np.ndarray
    density: np.ndarray
    mean: float
    median: float
    low: float
    high: float
    level: float
    sesoi: float
    above: float
    below: float
    positive: float
    bf10: float
    prior_width: float
    n: int
    controls: int


def posterior(
    r: float, n: int, sesoi: float, controls: int = 0, prior_width: float = 1.0, level: float = 0.95
) -> Posterior:
    """Posterior of a (partial) correlation.

    Parameters
    ----------
    r : float
        Observed Pearson correlation, strictly between -1 and 1; for ranks an approximation.
    n : int
        Units; n - controls >= 4.
    sesoi : float
        Smallest effect of interest, strictly between 0 and 1.
    controls : int
        Variables held constant; each costs one unit.
    prior_width : float
        Width k of the prior, whose density is proportional to (1 - rho^2)^(1/k - 1): 1 is uniform, smaller values
        favour small correlations. Strictly between 0.05 and 2.001.
    level : float
        Probability of the interval, strictly between 0 and 1; its tails are equal.

    Returns
    -------
    Posterior

    Raises
    ------
    InputError
        For arguments outside those ranges.

    Notes
    -----
    Ly, Verhagen and Wagenmakers (2016), Journal of Mathematical Psychology 72:19; Ly, Marsman and Wagenmakers (2018).
    The Bayes factor is that of its prior: print the prior beside it.
    """
    r, sesoi, level = within("r", r, -1, 1), within("sesoi", sesoi, 0, 1), within("level", level, 0, 1)
    width = within("prior_width", prior_width, 0.05, 2.001)
    n, controls = whole("n", n, 4), whole("controls", controls, 0)
    size = n - controls
    if size < 4:
        raise InputError(f"n is {n}; with {controls} controls at least {4 + controls} are needed")
    rho = np.linspace(-_END, _END, _POINTS)
    # The density of r is symmetric in r and rho but for powers of 1 - r^2 and 1 - rho^2: one call gives all rho.
    likelihood = correlation_density(rho, r, size) * ((1 - np.square(rho)) / (1 - r * r)) ** 1.5
    joint = likelihood * stretched_beta_density(rho, width)
    evidence = float(np.trapezoid(joint, rho))
    density = joint / evidence
    cumulative = integrate.cumulative_trapezoid(density, rho, initial=0)
    low, median, high = np.interp([(1 - level) / 2, 0.5, (1 + level) / 2], cumulative, rho)
    up_to_minus, up_to_zero, up_to_plus = np.interp([-sesoi, 0, sesoi], rho, cumulative)
    return Posterior(
        rho=rho,
        density=density,
        mean=float(np.trapezoid(rho * density, rho)),
        median=float(median),
        low=float(low),
        high=float(high),
        level=level,
        sesoi=sesoi,
        above=float(1 - up_to_plus),
        below=float(up_to_minus),
        positive=float(1 - up_to_zero),
        bf10=evidence / correlation_density(r, 0.0, size).item(),
        prior_width=width,
        n=n,
        controls=controls,
    )


def stretched_beta_density(rho: np.ndarray, width: float) -> np.ndarray:
    """Density of the stretched beta prior.

    Parameters
    ----------
    rho : ndarray
        Correlations, strictly between -1 and 1.
    width : float
        Width k, as `prior_width` in `posterior`.

    Returns
    -------
    ndarray
        In the shape of `rho`; 1/2 everywhere for width 1.
    """
    shape = 1 / width
    log_normaliser = (1 - 2 * shape) * np.log(2) - special.betaln(shape, shape)
    return np.exp(log_normaliser + (shape - 1) * np.log1p(-np.square(rho)))
