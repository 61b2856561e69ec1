"""Several tests at once: adjusted p-values."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.stats.multitest import multipletests

from healthai.errors import InputError
from healthai.stats.checks import finite, one_of

Adjustment = Literal["holm", "bh", "by"]

_STATSMODELS_NAMES = {"holm": "holm", "bh": "fdr_bh", "by": "fdr_by"}


def adjust(p: ArrayLike, method: Adjustment) -> np.ndarray:
    """Adjust p-values for the number of tests.

    Parameters
    ----------
    p : array_like, shape (m,)
        The p-values of all tests of the family, also of those that look uninteresting.
    method : {"holm", "bh", "by"}
        Holm (1979): family-wise error under any dependence. Benjamini and Hochberg (1995): false discovery rate under
        independence or positive dependence. Benjamini and Yekutieli (2001): the same under any dependence.

    Returns
    -------
    ndarray, shape (m,)
        In the order of `p`, at most 1.

    Raises
    ------
    InputError
        For no p-value, one outside 0..1, or an unknown method.

    Notes
    -----
    Computed by statsmodels.
    """
    p = finite("p", p, 1)
    one_of("method", method, _STATSMODELS_NAMES)
    if p.size == 0:
        raise InputError("p is empty; it must hold at least one p-value")
    if p.min() < 0 or p.max() > 1:
        raise InputError(f"p runs from {p.min():g} to {p.max():g}; every p-value must lie between 0 and 1")
    return multipletests(p, method=_STATSMODELS_NAMES[method])[1]
