"""What the size of a multiverse hides: how many specifications it is in effect, and which decisions move the result."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import series
from healthai.stats.multiverse import each_block, normal_deviates
from healthai.stats.specification import Grid

LEAST_PERMUTATIONS = 100


def effective_number(grid: Grid, permutations: np.ndarray) -> float:
    """Effective number of specifications: the participation ratio of the correlations between their null z.

    Parameters
    ----------
    grid, permutations
        As for `null`; 100 permutations or more.

    Returns
    -------
    float
        (sum of eigenvalues)^2 / (sum of squared eigenvalues) of the S x S correlation matrix: S if specifications were
        independent, 1 if they were copies.

    Raises
    ------
    InputError
        As `null`, and for fewer than 100 permutations.

    Notes
    -----
    The sum of squared correlations is estimated from products of different permutations, so that it is not inflated by
    their finite number and no S x S matrix is formed.
    """
    if len(permutations) < LEAST_PERMUTATIONS:
        raise InputError(
            f"permutations has {len(permutations)} rows; the effective number needs {LEAST_PERMUTATIONS} or more"
        )

    def products(r: np.ndarray) -> tuple[float, int]:
        z = normal_deviates(r, grid.df)
        z -= z.mean(axis=0)
        z /= np.sqrt(np.einsum("bs,bs->s", z, z) / len(z))
        gram = z @ z.T
        return np.square(gram).sum() - np.square(np.diag(gram)).sum(), len(r) * (len(r) - 1)

    squares, number = np.sum(each_block(grid, permutations, products), axis=0)
    return float(grid.df.size**2 / (squares / number))


def variance_shares(values: ArrayLike, labels: Mapping[str, ArrayLike]) -> dict[str, float]:
    """Share of the variance of a curve that goes with each node: its main effect.

    Parameters
    ----------
    values : array_like, shape (S,)
        Partial correlations, or another result of each specification.
    labels : mapping of str to array_like, shape (S,)
        The option of each node, from `healthai.stats.specification.labels`; nodes may be added by splitting a label
        (an outcome and its year) or left out.

    Returns
    -------
    dict of str to float
        For each node, the variance of the means of its options over the whole variance, 0 to 1. In a full grid the
        shares add up to 1 less the interactions; where specifications are missing they may overlap.

    Raises
    ------
    InputError
        For values that are missing or do not vary, or labels of another length.
    """
    values = series("values", values)
    shares = {}
    for node, options in labels.items():
        options = np.asarray(options)
        if options.shape != values.shape:
            raise InputError(f"node {node!r} has {options.size} labels; it must have {values.size}, one per value")
        _, option = np.unique(options, return_inverse=True)
        means = np.bincount(option, weights=values) / np.bincount(option)
        shares[node] = float(np.var(means[option]) / np.var(values))
    return shares
