"""How alike members of a group are, and to how many independent ones so many alike ones amount."""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import finite, members, series


def intraclass(values: ArrayLike, groups: Sequence[Hashable]) -> float:
    """Intraclass correlation by one-way analysis of variance.

    Parameters
    ----------
    values : array_like, shape (n,)
        One value per member, without missing values.
    groups : sequence, length n
        A label per member; two groups or more, of which at least one has two members.

    Returns
    -------
    float
        1 at most. Negative when groups differ less than their members do.

    Raises
    ------
    InputError
        For missing values or labels, unequal lengths, a constant series, or groups that do not allow it.

    Notes
    -----
    Donner (1986), International Statistical Review 54:67. With a handful of groups it is hardly known.
    """
    values = series("values", values)
    found = _groups(groups, values.size)
    sizes = np.array([len(rows) for rows in found])
    n, k = values.size, len(found)
    means = np.array([values[rows].mean() for rows in found])
    between = sizes @ np.square(means - values.mean()) / (k - 1)
    within = sum(np.square(values[rows] - values[rows].mean()).sum() for rows in found) / (n - k)
    typical = (n - np.square(sizes).sum() / n) / (k - 1)
    return float((between - within) / (between + (typical - 1) * within))


def effective_number(groups: Sequence[Hashable], icc_x: float, icc_y: float) -> float:
    """Number of independent members that would tell as much about the relation of x and y.

    Parameters
    ----------
    groups : sequence, length n
        A label per member; two groups or more, of which at least one has two members.
    icc_x, icc_y : float
        Intraclass correlations, 1 at most; negative ones count as 0.

    Returns
    -------
    float
        n / (1 + (m - 1) icc_x icc_y), with m the sum of the squared sizes of the groups over n.

    Raises
    ------
    InputError
        For missing labels, groups that do not allow it, or correlations outside that range.

    Notes
    -----
    Moulton (1990), Review of Economics and Statistics 72:334: the variance of a slope grows by the product of the two,
    so that likeness in one variable only costs nothing. It takes all pairs of a group to be equally alike.
    """
    found = _groups(groups, len(groups))
    icc_x, icc_y = (float(finite(name, icc, 0)) for name, icc in (("icc_x", icc_x), ("icc_y", icc_y)))
    if max(icc_x, icc_y) > 1:
        raise InputError(f"the intraclass correlations are {icc_x:g} and {icc_y:g}; both must be 1 at most")
    n = sum(map(len, found))
    size = sum(len(rows) ** 2 for rows in found) / n
    return n / (1 + (size - 1) * max(0.0, icc_x) * max(0.0, icc_y))


def _groups(labels: Sequence[Hashable], n: int) -> list[np.ndarray]:
    found = list(members("groups", labels, n).values())
    if not 2 <= len(found) < n:
        raise InputError(f"groups has {len(found)} groups of {n} members; at least two are needed, one of them of two")
    return found
