"""All specifications of a grid at once, and one test of the whole curve.

The null hypothesis is that no outcome is related to its focal variable once the controls are held constant. Freedman
and Lane's (1983) permutation keeps everything else: the residuals of each outcome on the controls are permuted between
all countries, and only then are countries left out. One permutation serves all specifications, so that the dependence
between them is that of the data. Permuting anew inside each sub-sample would destroy it, make the curve under the null
too calm, and reject far too often.

With the controls projected out (Frisch, Waugh and Lovell) a model is one partial correlation r. The fitted values drop
out too, so a permuted model is r of the permuted residuals, and a matrix product gives r for all outcomes, focal
variables and samples of a cell of the grid. |t| above its critical value is |r| above another.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from multiprocessing import cpu_count
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import finite, orders, within
from healthai.stats.projection import Prepared, prepare
from healthai.stats.specification import Grid

Result = TypeVar("Result")

# Permutations computed at once: in blocks of this size a matrix product is too small for the linear algebra library to
# split, which would cost more than it saves. Blocks at work at once: half the cores, for other runs use them too. Both
# together bound the memory, to 500 values per specification at most; results depend on neither.
_BLOCK = 125
_WORKERS = min(4, max(1, cpu_count() // 2))
# Statistics that are equal but computed along different ways differ in the last digits.
_EQUAL = 1e-10
_LARGEST_R = 1 - 1e-15
_CACHED = 100_000


@dataclass(frozen=True)
class Curve:
    """The fitted specifications, each array of shape (S,) in the order of `healthai.stats.specification.labels`.

    `r` is the partial correlation, `beta` the coefficient of the focal variable in the units of its scale, `t` and `p`
    its t statistic and two-sided p-value with `df` residual degrees of freedom, `z` the same as a normal deviate.
    """

    r: np.ndarray
    beta: np.ndarray
    t: np.ndarray
    p: np.ndarray
    z: np.ndarray
    df: np.ndarray


@dataclass(frozen=True)
class Summary:
    """Statistics of one curve or, with shape (B,), of B permuted ones.

    `median` partial correlation; `share` of the specifications significant at `alpha` (two-sided) in whichever
    direction has more of them; `mean_z`; `max_z`, the largest |z|.
    """

    median: np.ndarray
    share: np.ndarray
    mean_z: np.ndarray
    max_z: np.ndarray
    alpha: float


@dataclass(frozen=True)
class Inference:
    """Permutation p-values of a curve: of its median, of its share of significant results, of its mean z.

    `fwer` (S,) holds a p-value per specification, adjusted for all of them: single-step by the largest |z|.
    """

    observed: Summary
    median: float
    share: float
    mean_z: float
    fwer: np.ndarray
    n_perm: int


def fit(grid: Grid) -> Curve:
    """Fit every complete specification by least squares.

    Parameters
    ----------
    grid : Grid

    Returns
    -------
    Curve

    Raises
    ------
    InputError
        When no specification is complete, or when controls are collinear or determine a variable in some sample.
    """
    r = _correlations(grid, np.arange(grid.n)[None])[0]
    beta = np.concatenate([cell.slopes() for cell in _cells(grid)])
    t = r * np.sqrt(grid.df / (1 - np.square(np.clip(r, -_LARGEST_R, _LARGEST_R))))
    return Curve(r, beta, t, 2 * stats.t.sf(np.abs(t), grid.df), normal_deviates(r, grid.df), grid.df)


def summary(r: ArrayLike, df: ArrayLike, alpha: float = 0.05) -> Summary:
    """Summarise a curve.

    Parameters
    ----------
    r : array_like, shape (S,) or (B, S)
        Partial correlations, one curve a row.
    df : array_like, shape (S,)
        Residual degrees of freedom.
    alpha : float
        Two-sided level that `share` counts by, strictly between 0 and 1.

    Returns
    -------
    Summary
        Arrays of shape () or (B,).

    Raises
    ------
    InputError
        For a level that is not allowed.

    Notes
    -----
    z by Wallace (1959), Annals of Mathematical Statistics 30:1121: within .005 of the exact one for |r| < .8, df >= 15.
    """
    r, df = np.asarray(r, dtype=float), np.asarray(df)
    critical = _critical(df, within("alpha", alpha, 0, 1))
    curves = np.atleast_2d(r)
    # A few rows at a time: as many values as the processor's cache holds are worked on faster than a whole block.
    pieces = np.array_split(curves, min(len(curves), -(-curves.size // _CACHED)))
    rows = np.concatenate([_rows(piece, df, critical) for piece in pieces]).reshape(*r.shape[:-1], 4)
    return Summary(*np.moveaxis(rows, -1, 0), alpha)


def null(grid: Grid, permutations: np.ndarray, alpha: float = 0.05) -> Summary:
    """Summarise the curves of permuted data.

    Parameters
    ----------
    grid : Grid
    permutations : ndarray of int, shape (B, n)
        From `healthai.stats.permutation.permuted_indices`, with blocks to permute inside regions only. The same rows
        for several grids keep the dependence between their curves.
    alpha : float
        Level that `share` counts by, strictly between 0 and 1.

    Returns
    -------
    Summary
        Arrays of shape (B,).

    Raises
    ------
    InputError
        As `fit`, and for rows that are no permutations of the n countries.
    """
    curves = each_block(grid, permutations, lambda r: summary(r, grid.df, alpha))
    names = ("median", "share", "mean_z", "max_z")
    return Summary(**{name: np.concatenate([getattr(curve, name) for curve in curves]) for name in names}, alpha=alpha)


def null_blocks(grid: Grid, permutations: np.ndarray) -> Iterator[np.ndarray]:
    """Yield the partial correlations of permuted data, a block of permutations at a time.

    Parameters
    ----------
    grid, permutations
        As for `null`.

    Yields
    ------
    ndarray, shape (at most 125, S)

    Raises
    ------
    InputError
        As `null`.
    """
    blocks, fill = _prepared(grid, permutations)
    yield from map(fill, blocks)


def each_block(grid: Grid, permutations: np.ndarray, work: Callable[[np.ndarray], Result]) -> list[Result]:
    """Return what `work` makes of the partial correlations of each block of permutations, several blocks at a time.

    Parameters
    ----------
    grid, permutations
        As for `null`.
    work : callable
        Takes an array of shape (at most 125, S), which it may change.

    Returns
    -------
    list
        One result a block, in the order of the permutations.

    Raises
    ------
    InputError
        As `null`.
    """
    blocks, fill = _prepared(grid, permutations)
    with ThreadPoolExecutor(_WORKERS) as workers:
        return list(workers.map(lambda block: work(fill(block)), blocks))


def null_medians(grid: Grid, permutations: np.ndarray, parts: Sequence[np.ndarray]) -> np.ndarray:
    """Return the medians of parts of the curves of permuted data.

    Parameters
    ----------
    grid, permutations
        As for `null`.
    parts : sequence of ndarray of bool, shape (S,)
        For each part, which specifications are in it.

    Returns
    -------
    ndarray, shape (B, number of parts)

    Raises
    ------
    InputError
        As `null`, and for a part without any specification.
    """
    places = [np.flatnonzero(part) for part in parts]
    if not all(place.size for place in places):
        raise InputError("parts holds one without any specification; each part needs one or more")
    found = each_block(grid, permutations, lambda r: np.array([row_medians(r[:, place]) for place in places]).T)
    return np.concatenate(found)


def null_band(
    grid: Grid, permutations: np.ndarray, positions: ArrayLike, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Where the curves of permuted data lie, each sorted like a specification curve.

    Parameters
    ----------
    grid, permutations
        As for `null`.
    positions : array_like, shape (m,)
        Places along the sorted curve, from 0 (the smallest partial correlation) to 1 (the largest).
    level : float
        Share of the permuted curves between the two ends at each position, strictly between 0 and 1.

    Returns
    -------
    low, high : ndarray, shape (m,)
        Partial correlations. The band holds position by position, not for the curve as a whole.

    Raises
    ------
    InputError
        As `null`, and for positions or a level that are not allowed.
    """
    positions, tail = finite("positions", positions, 1), (1 - within("level", level, 0, 1)) / 2
    if np.any((positions < 0) | (positions > 1)):
        raise InputError("positions holds a value outside 0..1; 0 is the smallest specification and 1 the largest")
    # As `numpy.quantile`, which would look for each position anew in values that are sorted already.
    places = np.linspace(0, 1, grid.df.size)

    def at_positions(r: np.ndarray) -> np.ndarray:
        return np.array([np.interp(positions, places, row) for row in np.sort(r, axis=1)])

    low, high = np.quantile(np.concatenate(each_block(grid, permutations, at_positions)), [tail, 1 - tail], axis=0)
    return low, high


def step_down(grid: Grid, curve: Curve, permutations: np.ndarray) -> np.ndarray:
    """Adjust the p-value of each specification for all of them, one after the other from the largest |z|.

    Parameters
    ----------
    grid, permutations
        As for `null`.
    curve : Curve
        As `fit` returns it for the grid.

    Returns
    -------
    ndarray, shape (S,)
        Westfall and Young's free step-down p-values, (b + 1) / (B + 1): a specification is compared with the largest
        |z| among itself and all that are smaller in the data. None is above `Inference.fwer` of the same permutations.

    Raises
    ------
    InputError
        As `null`.
    """
    order = np.argsort(np.abs(curve.z), kind="stable")
    ascending = np.abs(curve.z)[order] - _EQUAL

    def beyond(r: np.ndarray) -> np.ndarray:
        sizes = (np.abs(normal_deviates(row, curve.df)) for row in r)
        return sum(np.maximum.accumulate(size[order]) >= ascending for size in sizes)

    p = (np.sum(each_block(grid, permutations, beyond), axis=0) + 1) / (len(permutations) + 1)
    # A smaller |z| may not come out more significant than a larger one.
    adjusted = np.empty(p.size)
    adjusted[order] = np.maximum.accumulate(p[::-1])[::-1]
    return adjusted


def inference(curve: Curve, permuted: Summary) -> Inference:
    """Compare a curve with its permuted ones.

    Parameters
    ----------
    curve : Curve
    permuted : Summary
        As `null` returns it for the same grid.

    Returns
    -------
    Inference
        Each p-value is (b + 1) / (B + 1), b the permuted curves at least as extreme, in either direction.
    """
    observed = summary(curve.r, curve.df, permuted.alpha)
    n_perm = permuted.median.size
    largest = np.sort(permuted.max_z)
    beyond = n_perm - np.searchsorted(largest, np.abs(curve.z) - _EQUAL)

    def p(name: str) -> float:
        extreme = np.abs(getattr(permuted, name)) >= abs(getattr(observed, name)) - _EQUAL
        return (int(extreme.sum()) + 1) / (n_perm + 1)

    return Inference(observed, p("median"), p("share"), p("mean_z"), (beyond + 1) / (n_perm + 1), n_perm)


@lru_cache(maxsize=8)
def _cells(grid: Grid) -> list[Prepared]:
    """Return the cells of a grid, ready to be fitted; kept, because a grid is permuted by several schemes."""
    return [prepare(grid, cell) for cell in grid.cells]


def _prepared(grid: Grid, permutations: np.ndarray) -> tuple[list[np.ndarray], Callable[[np.ndarray], np.ndarray]]:
    """Return blocks of the permutations, and the function that turns a block into its correlations."""
    permutations = orders(permutations, grid.n)
    _cells(grid)  # before threads ask for them
    return np.array_split(permutations, -(-len(permutations) // _BLOCK)), partial(_correlations, grid)


def _correlations(grid: Grid, permutations: np.ndarray) -> np.ndarray:
    """Return the partial correlations of all specifications under each permutation, shape (B, S)."""
    cells = _cells(grid)
    ends = np.cumsum([cell.size for cell in cells])
    found = np.empty((len(permutations), ends[-1]))
    for cell, end in zip(cells, ends, strict=True):
        cell.correlations(permutations, found[:, end - cell.size : end])
    return found


def _critical(df: np.ndarray, alpha: float) -> np.ndarray:
    """Return the |r| whose t is significant, for each number of degrees of freedom."""
    some, place = np.unique(df, return_inverse=True)
    t = stats.t.isf(alpha / 2, some)
    return (t / np.sqrt(some + np.square(t)))[place]


def _rows(r: np.ndarray, df: np.ndarray, critical: np.ndarray) -> np.ndarray:
    """Return the four statistics of each row, shape (b, 4)."""
    z = normal_deviates(r, df)
    most = np.maximum(np.count_nonzero(r >= critical, axis=1), np.count_nonzero(r <= -critical, axis=1))
    columns = row_medians(r), most / r.shape[1], z.mean(axis=1), np.maximum(z.max(axis=1), -z.min(axis=1))
    return np.stack(columns, axis=1)


def row_medians(values: np.ndarray) -> np.ndarray:
    """Return the median of each row of finite values: as `numpy.median`, which also looks for NaN, but faster."""
    half = values.shape[1] // 2
    parted = np.partition(values, half, axis=1)
    above = parted[:, half]
    return above if values.shape[1] % 2 else (parted[:, :half].max(axis=1) + above) / 2


def normal_deviates(r: np.ndarray, df: np.ndarray) -> np.ndarray:
    """Return the normal deviates of partial correlations, by Wallace's transform of t."""
    z = np.square(r)
    np.minimum(z, _LARGEST_R**2, out=z)
    np.log1p(np.negative(z, out=z), out=z)
    z *= -df * np.square((8 * df + 1) / (8 * df + 3))
    np.sqrt(z, out=z)
    return np.copysign(z, r, out=z)
