"""Correlations as cosines, so that many rows are computed at once and controls are taken out in one way.

Pearson's r is the cosine of two centred series, Spearman's rho that of two centred rank series, and Kendall's tau-b
that of two series of pair signs (does the second country of each pair lie above the first?). A partial correlation is
the cosine of what remains of both when the features of the controls are projected out; for Kendall this is the partial
tau of the usual recursion.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import finite, one_of, varying

CorrelationMethod = Literal["spearman", "kendall", "pearson"]

# Squared length of a remainder, as a share of the whole, below which it is rounding noise.
_NOTHING_LEFT = 1e-12


@dataclass(frozen=True)
class Features:
    """How one method sees each row of values: the scale on which it works, and the features whose cosine it is.

    All rows of an analysis are best put on the scale at once: a call costs more than the ranks of another row.
    """

    scale: Callable[[np.ndarray], np.ndarray]
    of: Callable[[np.ndarray], np.ndarray]

    def scaled(self, x: np.ndarray, y: np.ndarray, controls: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return series of shape (n,) and controls of shape (n, k) on the scale."""
        rows = self.scale(np.vstack([x, y, controls.T]))
        return rows[0], rows[1], rows[2:].T


def _ranks(rows: np.ndarray) -> np.ndarray:
    return stats.rankdata(rows, axis=-1)


def _centred(rows: np.ndarray) -> np.ndarray:
    # A product sums short rows far faster than `mean` does.
    n = rows.shape[-1]
    return rows - rows @ np.ones((n, 1)) / n


def _pair_signs(rows: np.ndarray) -> np.ndarray:
    first, second = np.triu_indices(rows.shape[-1], k=1)
    apart = rows.take(second, axis=-1) - rows.take(first, axis=-1)
    # Rows are ranks, or ranks with residuals exchanged: differences below 1e-9 are ties blurred by arithmetic.
    return np.sign(np.round(apart, 9, out=apart), out=apart)


FEATURES = {
    "spearman": Features(_ranks, _centred),
    "kendall": Features(_ranks, _pair_signs),
    "pearson": Features(np.asarray, _centred),
}


def features_of(method: CorrelationMethod) -> Features:
    """Return the features of a method, or raise `InputError` when there is no such method."""
    return FEATURES[one_of("method", method, FEATURES)]


def row_cosines(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the cosine of each row of `first` with the same row of `second`, shape (..., m) each."""
    return np.vecdot(first, second) / np.sqrt(np.vecdot(first, first) * np.vecdot(second, second))


@dataclass(frozen=True)
class Reference:
    """The series that many rows are correlated with, and the controls taken out of both.

    `direction`, shape (m,), or (m, p) for p series, has columns of length 1 that are orthogonal to `controls`, whose k
    orthonormal columns span the features of the controls.
    """

    direction: np.ndarray
    controls: np.ndarray

    def only(self, which: int | slice) -> "Reference":
        """Return the same for one or some of the series."""
        return Reference(self.direction[:, which], self.controls)

    def correlations(self, rows: np.ndarray) -> np.ndarray:
        """Return the partial correlation with each row of features, shape (..., m) to (...), or (..., p) for p series.

        A row of which the controls leave nothing has no correlation; it counts as 1, which makes a permutation test
        cautious.
        """
        explained = rows @ self.controls
        whole = np.vecdot(rows, rows)
        left = whole - np.vecdot(explained, explained)
        defined = left > _NOTHING_LEFT * whole
        scale = np.sqrt(np.where(defined, left, 1))
        if self.direction.ndim == 2:
            defined, scale = defined[..., None], scale[..., None]
        # Clipped, because rounding can pass 1 by a digit.
        return np.clip(np.where(defined, rows @ self.direction / scale, 1), -1, 1)


def control_matrix(controls: ArrayLike, n: int) -> np.ndarray:
    """Return the controls as a finite matrix of n rows and one or more columns, or raise `InputError`."""
    controls = np.asarray(controls)
    matrix = finite("controls", controls[:, None] if controls.ndim == 1 else controls, 2)
    if matrix.shape[0] != n or matrix.shape[1] == 0:
        raise InputError(
            f"controls has shape {matrix.shape}; it must have {n} rows, as x and y, and one column or more"
        )
    return varying("controls", matrix)


def reference(name: str, values: np.ndarray, controls: np.ndarray, features: Features) -> Reference:
    """Prepare to correlate rows with one series, given controls.

    Parameters
    ----------
    name : str
        What a message calls the values.
    values : ndarray, shape (n,)
        On the scale of the features, as the controls.
    controls : ndarray, shape (n, k)
        One column each, k = 0 for none.
    features : Features

    Raises
    ------
    InputError
        When the controls are collinear, or when they leave nothing of the values.
    """
    return references([name], values[:, None], controls, features).only(0)


def references(names: Sequence[str], columns: np.ndarray, controls: np.ndarray, features: Features) -> Reference:
    """Prepare to correlate rows with each of several columns, shape (n, p), given controls, as `reference` does.

    Raises
    ------
    InputError
        As `reference`; each column has its name.
    """
    basis, rows = _basis(controls, features), features.of(columns.T)
    left = rows - (rows @ basis) @ basis.T
    squares = np.vecdot(left, left)
    for name, nothing in zip(names, squares <= _NOTHING_LEFT * np.vecdot(rows, rows), strict=True):
        if nothing:
            raise InputError(f"{name} is determined by the controls (collinear); it must vary beyond them")
    return Reference((left / np.sqrt(squares)[:, None]).T, basis)


def _basis(controls: np.ndarray, features: Features) -> np.ndarray:
    columns = features.of(controls.T).T
    scaled = columns / np.sqrt(np.vecdot(columns, columns, axis=0))
    if columns.shape[1] < 2:
        return scaled
    if np.linalg.matrix_rank(scaled, tol=1e-6) < columns.shape[1]:
        raise InputError("the controls are collinear; each must add something to the others")
    return np.linalg.qr(scaled).Q


def partial_cosine(x: np.ndarray, y: np.ndarray, controls: np.ndarray, features: Features) -> float:
    """Return the partial correlation of `x` and `y`, shape (n,) each, given `controls`, shape (n, k), all scaled.

    Raises
    ------
    InputError
        When the controls are collinear, or when they leave nothing of x or y.
    """
    x_given, y_given = references(["x", "y"], np.column_stack([x, y]), controls, features).direction.T
    return float(np.clip(x_given @ y_given, -1, 1))
