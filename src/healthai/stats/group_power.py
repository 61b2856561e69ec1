"""What two groups can show: exact power of Boschloo's test, and the smallest difference that it finds.

Nothing is simulated: the probability of every possible pair of counts is added up.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from healthai.errors import InputError
from healthai.stats.checks import whole, within
from healthai.stats.unconditional import TwoSided, boschloo_of_all_tables


@dataclass(frozen=True)
class Detectable:
    """A difference of shares, second group minus first, and the share of the second group that makes it."""

    difference: float
    second: float


def power(
    share1: float, n1: int, share2: float, n2: int, alpha: float = 0.05, two_sided: TwoSided = "doubled"
) -> float:
    """Probability that Boschloo's test tells the groups apart.

    Parameters
    ----------
    share1, share2 : float
        True share in each group, strictly between 0 and 1.
    n1, n2 : int
        Size of each group, 1 or more.
    alpha : float
        Level of the test, strictly between 0 and 1.
    two_sided : {"doubled", "minlike"}
        Definition of the two-sided test.

    Returns
    -------
    float

    Raises
    ------
    InputError
        For values that are not allowed.

    Notes
    -----
    The groups are read as draws from two populations, a reading that the countries of this book bear only in part.
    """
    share1, share2 = within("share1", share1, 0, 1), within("share2", share2, 0, 1)
    rejected = boschloo_of_all_tables(n1, n2, two_sided) < within("alpha", alpha, 0, 1)
    return _power(share1, share2, rejected)


def detectable_difference(
    share: float, n1: int, n2: int, power: float = 0.8, alpha: float = 0.05, two_sided: TwoSided = "doubled"
) -> Detectable:
    """Smallest true difference from a given share of the first group that Boschloo's test finds with a given power.

    Parameters
    ----------
    share : float
        True share of the first group, strictly between 0 and 1. The second group's is sought on the side with more
        room: below a share of one half or more, above a smaller one.
    n1, n2 : int
        Size of each group, 1 or more.
    power : float
        Wanted power, strictly between `alpha` and 1.
    alpha, two_sided
        As for `power`.

    Returns
    -------
    Detectable

    Raises
    ------
    InputError
        For values that are not allowed, or groups too small for any difference to be found with that power.
    """
    share, alpha = within("share", share, 0, 1), within("alpha", alpha, 0, 1)
    wanted = within("power", power, alpha, 1)
    rejected = boschloo_of_all_tables(n1, n2, two_sided) < alpha
    end = 0.0 if share >= 0.5 else 1.0
    if _power(share, end, rejected) < wanted:
        raise InputError(
            f"groups of {whole('n1', n1, 1)} and {whole('n2', n2, 1)} find no difference from a share of {share:g} "
            f"with power {wanted:g}; they must be larger, or the power lower"
        )
    second = float(optimize.brentq(lambda other: _power(share, other, rejected) - wanted, share, end, xtol=1e-10))
    return Detectable(second - share, second)


def _power(share1: float, share2: float, rejected: np.ndarray) -> float:
    n1, n2 = rejected.shape[0] - 1, rejected.shape[1] - 1
    first = stats.binom.pmf(np.arange(n1 + 1), n1, share1)
    second = stats.binom.pmf(np.arange(n2 + 1), n2, share2)
    return float(first @ rejected @ second)
