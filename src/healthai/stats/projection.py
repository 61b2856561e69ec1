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
        undefined, outcome = lengths == 0, self.chosen // self.directions.shape[1]
        scale = 1 / np.where(undefined, 1, lengths)
        # One pass that scales and puts in place: memory is what takes the time here.
        found = found.reshape(products.shape)
        np.multiply(products, scale.take(outcome, axis=1), out=found)
        if undefined.any():
            found[undefined.take(outcome, axis=1)] = 1

    def slopes(self) -> np.ndarray:
        """Return the coefficients of the focal variables in the data as they are, shape (S,)."""
        products, _ = self._products(np.arange(len(self.inside))[None])
        return (products[0] / self.lengths[self._focal]).reshape(-1)

    def _products(self, permutations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return residuals times directions, and the length of what the controls leave of the residuals.

        Shapes (B, P, k), for the P pairs chosen, and (B, O, k); a length of 0 stands for rounding noise.
        """
        n, _, samples = self.directions.shape
        # Permutations and outcomes are the columns, so that few large products and long sums do the work.
        permuted = self.residuals.take(permutations.T, axis=0).reshape(n, -1)
        products = (permuted.T @ self.directions.reshape(n, -1)).reshape(len(permutations), -1, samples)
        fitted = (self.bases.reshape(n, -1).T @ permuted).reshape(samples, -1, permuted.shape[1])
        total = self.inside.T @ np.square(permuted)
        left = total - np.einsum("kqr,kqr->kr", fitted, fitted)
        left[left <= _NOTHING_LEFT * total] = 0
        lengths = np.sqrt(left).T.reshape(len(permutations), -1, samples)
        if len(self.chosen) < products.shape[1]:
            products = products.take(self.chosen, axis=1)
        return products, lengths

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
    about = f"scale {cell.scale!r}"
    where = [about, *(f"{about}, sample {sample!r}" for sample in cell.samples)]
    masks = np.array([np.full(grid.n, True), *(grid.samples[sample] for sample in cell.samples)], dtype=bool)
    inside = masks.astype(float)
    bases = _bases(_columns(values, (*grid.always, *cell.controls), grid.n), inside, where)
    # The outcomes over all countries, the first mask; the focal variables in the samples.
    residuals = _left(_columns(values, outcomes, grid.n), inside[:1], bases[:1], outcomes, where)
    left = _left(_columns(values, focals, grid.n), inside[1:], bases[1:], focals, where[1:])
    lengths = np.sqrt(np.vecdot(left, left, axis=1))
    place = {pair: index for index, pair in enumerate((o, f) for o in outcomes for f in focals)}
    return Prepared(
        residuals=np.ascontiguousarray(residuals[0]),
        directions=np.ascontiguousarray((left / lengths[:, None]).transpose(1, 2, 0)),
        lengths=lengths.T,
        bases=np.ascontiguousarray(bases[1:].transpose(1, 0, 2)),
        inside=np.ascontiguousarray(inside[1:].T),
        chosen=np.array([place[pair] for pair in cell.pairs]),
    )


def _columns(values: dict[str, np.ndarray], names: Sequence[str], n: int) -> np.ndarray:
    return np.array([values[name] for name in names], dtype=float).reshape(-1, n).T


def _bases(controls: np.ndarray, inside: np.ndarray, where: Sequence[str]) -> np.ndarray:
    """Return an orthonormal basis of the constant and q controls in each of k samples, shape (k, n, q + 1).

    `inside`, shape (k, n), is 1 in the sample and else 0; `where` says of which sample a message is.
    """
    held = _centred(controls, inside)
    squares = np.vecdot(held, held, axis=1)
    if sample := _first(squares <= _NOTHING_LEFT**2 * (inside @ np.square(controls)), where):
        raise InputError(f"{sample}: a control is constant; every control must vary in every sample")
    factors = np.linalg.qr(held / np.sqrt(squares)[:, None])
    if sample := _first(np.abs(np.diagonal(factors.R, axis1=1, axis2=2)) < _COLLINEAR, where):
        raise InputError(f"{sample}: the controls are collinear; each must add something to the others")
    constant = inside / np.sqrt(inside.sum(axis=1, keepdims=True))
    # Rows outside the sample are zero but for rounding.
    return np.concatenate([constant[:, :, None], factors.Q * inside[:, :, None]], axis=2)


def _left(
    columns: np.ndarray, inside: np.ndarray, bases: np.ndarray, names: Sequence[str], where: Sequence[str]
) -> np.ndarray:
    """Return what the controls leave of F columns in each sample, zero outside it, shape (k, n, F)."""
    wanted = left = _centred(columns, inside)
    for _ in range(2):  # the second time for what rounding left of the controls in the first
        left = left - bases @ (bases.transpose(0, 2, 1) @ left)
    nothing = np.vecdot(left, left, axis=1) <= _NOTHING_LEFT * np.vecdot(wanted, wanted, axis=1)
    if sample := _first(nothing, where):
        determined = listing([name for name, none in zip(names, nothing[where.index(sample)], strict=True) if none])
        raise InputError(f"{sample}: the controls leave nothing of {determined}; it must vary beyond them")
    return left


def _centred(columns: np.ndarray, inside: np.ndarray) -> np.ndarray:
    means = inside @ columns / inside.sum(axis=1, keepdims=True)
    return (columns - means[:, None]) * inside[:, :, None]


def _first(found: np.ndarray, where: Sequence[str]) -> str | None:
    """Return of which sample anything was found, the first axis of `found`, or None."""
    return where[int(found.any(axis=1).argmax())] if found.any() else None
