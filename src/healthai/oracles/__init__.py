"""Reference values: which of our functions computes each row of `data/oracles/oracles.csv`.

The tests and the validation page of the book run the same registry.
"""

from healthai.oracles import association, counts, indices, regression
from healthai.oracles.table import Computation, Row, agrees, expected, rows

__all__ = ["Computation", "Row", "agrees", "expected", "oracles", "rows"]


def oracles() -> dict[str, Computation]:
    """Return, for each reference value that the package computes, a function of its row.

    Returns
    -------
    dict of str to callable
        Keys are the ids of `data/oracles/oracles.csv`. Each function reads the row's inputs and returns as many numbers
        as the row expects, in the same order.
    """
    return {**counts.ORACLES, **association.ORACLES, **regression.ORACLES, **indices.ORACLES}
