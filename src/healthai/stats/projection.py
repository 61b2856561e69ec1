"""One cell of a multiverse grid, ready to be fitted to any permutation of its residuals.

One QR decomposition of the controls per sample serves all outcomes and focal variables of the cell. What the controls
leave of each focal variable, and an orthonormal basis of the controls, are the columns of one matrix with zeros for the
countries outside the sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from healthai.errors import InputError, listing
from healthai.stats.specification import Cell, Grid

# Squared length of a remainder, as a share of the whole, below which it is rounding noise.
_NOTHING_LEFT = 1e-12
_COLLINEAR = 1e-6


@dataclass(frozen=True)
class Prepared:
    """A cell of O outcomes, F focal variables and k samples over n countries.

    `residuals` (n, O) of each outcome on the controls over all countries; `directions` (n, F, k), what the controls
    leave of a focal variable in a sample, with length 1, and `lengths` (F, k) before; `bases` (n, k, q), orthonormal
    columns that span the controls and the constant in a sample; `inside` (n, k), 1 in the sample and else 0; `chosen`,
    the pairs that are specifications, as positions among the O x F.
    """

    residuals: np.ndarray
    directions: np.ndarray
    lengths: np.ndarray
    bases: np.ndarray
    inside: np.ndarray
    chosen: np.ndarray

    @property
    def size(self) -> int:
        """How many specifications the cell has, S."""
        return len(self.chosen) * self.inside.shape[1]

    def correlations(self, permutations: np.ndarray, found: np.ndarray) -> None:
        """Write the partial correlations for permutations of shape (B, n) into `found`, shape (B, S).

        Where the controls leave nothing of a permuted outcome there is no correlation; it counts as 1, which makes a
        test cautious.
        """
        products, lengths = self._products(permutations)
        undefined = lengths == 0
        lengths[undefined] = 1
        # One pass that divides and puts in place: memory is what takes the time here.
        found = found.reshape(products.shape)
        np.divide(products, lengths, out=found)
        if undefined.any():
            found[undefined] = 1

    def slopes(self) -> np.ndarray:
        """Return the coefficients of the focal variables in the data as they are, shape (S,)."""
        products, _ = self._products(np.arange(len(self.inside))[None])
        return (products[0] / self.lengths[self._focal]).reshape(-1)

    def _products(self, permutations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return residuals times directions, and the length of what the controls leave of the residuals.

        Shape (B, P, k) each, for the P pairs chosen; a length of 0 stands for rounding noise.
        """
        n, focals, samples = self.directions.shape
        permuted = np.ascontiguousarray(self.residuals.take(permutations, axis=0).transpose(0, 2, 1))
        shape = permuted.shape[:2]
        products = (permuted @ self.directions.reshape(n, -1)).reshape(shape[0], -1, samples)
        fitted = (permuted @ self.bases.reshape(n, -1)).reshape(*shape, samples, -1)
        total = np.square(permuted) @ self.inside
        left = total - np.einsum("...q,...q->...", fitted, fitted)
        left[left <= _NOTHING_LEFT * total] = 0
        if len(self.chosen) < shape[1] * focals:
            products = products.take(self.chosen, axis=1)
        return products, np.sqrt(left).take(self.chosen // focals, axis=1)

    @property
    def _focal(self) -> np.ndarray:
        return self.chosen % self.directions.shape[1]


def prepare(grid: Grid, cell: Cell) -> Prepared:
    """Project the controls out of the focal variables of a cell in each sample, and out of its outcomes.

    Raises
    ------
    InputError
        When controls are collinear, or leave nothing of an outcome or a focal variable, in some sample.
    """
    values = {name: np.asarray(column, dtype=float) for name, column in grid.scales[cell.scale].items()}
    outcomes, focals = (list(dict.fromkeys(names)) for names in zip(*cell.pairs, strict=True))
    controls = _columns(values, (*grid.always, *cell.controls), grid.n)
    about = f"scale {cell.scale!r}"
    everyone = np.full((1, grid.n), True)
    residuals, _ = _remainders(_columns(values, outcomes, grid.n), controls, everyone, outcomes, [about])
    masks = np.array([grid.samples[sample] for sample in cell.samples], dtype=bool)
    where = [f"{about}, sample {sample!r}" for sample in cell.samples]
    left, bases = _remainders(_columns(values, focals, grid.n), controls, masks, focals, where)
    lengths = np.linalg.norm(left, axis=1)
    place = {pair: index for index, pair in enumerate((o, f) for o in outcomes for f in focals)}
    return Prepared(
        residuals=np.ascontiguousarray(residuals[0]),
        directions=np.ascontiguousarray((left / lengths[:, None]).transpose(1, 2, 0)),
        lengths=lengths.T,
        bases=np.ascontiguousarray(bases.transpose(1, 0, 2)),
        inside=masks.T.astype(float),
        chosen=np.array([place[pair] for pair in cell.pairs]),
    )


def _columns(values: dict[str, np.ndarray], names: Sequence[str], n: int) -> np.ndarray:
    return np.array([values[name] for name in names], dtype=float).reshape(-1, n).T


def _remainders(
    columns: np.ndarray, controls: np.ndarray, masks: np.ndarray, names: Sequence[str], where: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return what the controls leave of columns in each sample, and a basis of the controls, with zeros outside it.

    For k `masks` of n countries, F columns and q controls: shapes (k, n, F) and (k, n, q + 1). `where` says of which
    sample a message is.
    """
    inside = masks[:, :, None].astype(float)
    sizes = inside.sum(axis=1, keepdims=True)

    def centred(matrix: np.ndarray) -> np.ndarray:
        return (matrix - (inside * matrix).sum(axis=1, keepdims=True) / sizes) * inside

    held, wanted = centred(controls), centred(columns)
    lengths = np.linalg.norm(held, axis=1, keepdims=True)
    if sample := _first(lengths <= _NOTHING_LEFT * np.linalg.norm(inside * controls, axis=1, keepdims=True), where):
        raise InputError(f"{sample}: a control is constant; every control must vary in every sample")
    factors = np.linalg.qr(held / lengths)
    if sample := _first(np.abs(np.diagonal(factors.R, axis1=1, axis2=2)) < _COLLINEAR, where):
        raise InputError(f"{sample}: the controls are collinear; each must add something to the others")
    # Rows outside the sample are zero but for rounding.
    basis = np.concatenate([inside / np.sqrt(sizes), factors.Q * inside], axis=2)
    left = wanted
    for _ in range(2):  # the second time for what rounding left of the controls in the first
        left = left - basis @ (basis.transpose(0, 2, 1) @ left)
    nothing = np.square(left).sum(axis=1) <= _NOTHING_LEFT * np.square(wanted).sum(axis=1)
    if sample := _first(nothing, where):
        determined = listing([name for name, none in zip(names, nothing[where.index(sample)], strict=True) if none])
        raise InputError(f"{sample}: the controls leave nothing of {determined}; it must vary beyond them")
    return left, basis


def _first(found: np.ndarray, where: Sequence[str]) -> str | None:
    """Return of which sample anything was found, the first axis of `found`, or None."""
    anything = found.reshape(len(where), -1).any(axis=1)
    return next((sample for sample, there in zip(where, anything, strict=True) if there), None)
