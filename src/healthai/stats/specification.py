"""The grid of a multiverse analysis: which models are fitted, declared as nodes with options.

A specification is one option of each node: a pair of an outcome and a focal variable, a scale, a set of controls, a
sample. Variables come already on each scale, computed from all countries, so that leaving countries out changes no
value. `healthai.stats.multiverse` fits the grid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError, listing
from healthai.stats.checks import numbers, whole

NODES = ("outcome", "focal", "scale", "controls", "sample")


@dataclass(frozen=True, eq=False)
class Grid:
    """Declared options of each node.

    Parameters
    ----------
    scales : mapping of str to (mapping of str to array_like, shape (n,))
        For each scale, the values of every variable on it, one per country; NaN where missing.
    pairs : sequence of (str, str)
        Outcome and focal variable of each pair.
    always : sequence of str
        Controls in every model. Empty only in a grid without any control, whose curve is one of marginal associations:
        models with and without such a control do not belong on one curve.
    control_sets : sequence of (sequence of str)
        What is added to `always`, one option each; see `control_sets`. The default adds nothing.
    samples : mapping of str to array_like of bool, shape (n,)
        For each sample, which countries are in it.
    least_df : int
        Fewest residual degrees of freedom of a specification, 1 or more.

    Raises
    ------
    InputError
        For unknown or unequally long variables, a pair of a variable with itself, or optional controls without a
        control that is always in.
    """

    scales: Mapping[str, Mapping[str, ArrayLike]]
    pairs: Sequence[tuple[str, str]]
    always: Sequence[str]
    samples: Mapping[str, ArrayLike]
    control_sets: Sequence[Sequence[str]] = ((),)
    least_df: int = 15
    n: int = field(init=False)

    def __post_init__(self):
        for name in ("scales", "pairs", "samples", "control_sets"):
            if not len(getattr(self, name)):
                raise InputError(f"{name} is empty; a grid needs at least one option of each node")
        if not self.always and any(self.control_sets):
            raise InputError("control_sets adds controls, but none is always in; put marginal models in their own grid")
        if any(outcome == focal for outcome, focal in self.pairs):
            raise InputError("pairs holds a variable paired with itself; outcome and focal variable must differ")
        whole("least_df", self.least_df, 1)
        names = {name for pair in self.pairs for name in pair} | set(self.always)
        names |= {name for names_of_set in self.control_sets for name in names_of_set}
        lengths = set()
        for scale, variables in self.scales.items():
            unknown = sorted(names - set(variables))
            if unknown:
                raise InputError(f"scale {scale!r} has no variable {unknown[0]!r}; it has {listing(list(variables))}")
            lengths |= {numbers(f"{name} on scale {scale!r}", variables[name], 1).size for name in names}
        lengths |= {np.asarray(mask, dtype=bool).size for mask in self.samples.values()}
        if len(lengths) > 1:
            raise InputError(
                f"variables and samples have {listing(sorted(lengths))} values; all must have the same number"
            )
        object.__setattr__(self, "n", lengths.pop())

    @cached_property
    def cells(self) -> tuple["Cell", ...]:
        """The complete specifications, gathered by scale and control set."""
        cells = (
            self._cell(scale, tuple(controls))
            for scale in self.scales
            for controls in self.control_sets
            if {*self.always, *controls} <= self._known[scale]
        )
        found = tuple(cell for cell in cells if cell is not None)
        if not found:
            raise InputError(
                f"no specification is left: none has values for all {self.n} countries and {self.least_df} or more "
                "residual degrees of freedom"
            )
        return found

    @cached_property
    def df(self) -> np.ndarray:
        """Residual degrees of freedom of each complete specification, shape (S,)."""
        return np.concatenate([np.tile(cell.df, len(cell.pairs)) for cell in self.cells])

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        """For each scale, the variables that have a value for every country."""
        return {
            scale: {name for name, values in variables.items() if np.isfinite(np.asarray(values, dtype=float)).all()}
            for scale, variables in self.scales.items()
        }

    def _cell(self, scale: str, controls: tuple[str, ...]) -> "Cell | None":
        held = (*self.always, *controls)
        pairs = tuple(pair for pair in self.pairs if not set(pair) & set(held) and set(pair) <= self._known[scale])
        sizes = {name: int(np.count_nonzero(mask)) for name, mask in self.samples.items()}
        df = {name: size - len(held) - 2 for name, size in sizes.items()}
        samples = tuple(name for name in self.samples if df[name] >= self.least_df)
        if not pairs or not samples:
            return None
        by_outcome = {outcome: [focal for other, focal in pairs if other == outcome] for outcome, _ in pairs}
        ordered = tuple((outcome, focal) for outcome, focals in by_outcome.items() for focal in focals)
        return Cell(scale, controls, ordered, samples, tuple(df[name] for name in samples))


@dataclass(frozen=True)
class Cell:
    """The specifications of one scale and control set: every pair in every sample.

    Their order is pair by pair, and sample by sample within a pair; `df` belongs to `samples`.
    """

    scale: str
    controls: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    samples: tuple[str, ...]
    df: tuple[int, ...]


def control_sets(
    optional: Sequence[str], largest: int, not_together: Sequence[Sequence[str]] = ()
) -> tuple[tuple[str, ...], ...]:
    """List the subsets of the optional controls.

    Parameters
    ----------
    optional : sequence of str
        Controls that may be in or out.
    largest : int
        Most controls in one subset, 0 or more.
    not_together : sequence of (sequence of str)
        Groups of which at most one control is in a subset: near-copies of each other.

    Returns
    -------
    tuple of tuple of str
        The empty subset first, then by size, in the order given.

    Raises
    ------
    InputError
        For a repeated control or a size that is not allowed.
    """
    if len(set(optional)) < len(optional):
        raise InputError(f"optional controls {listing(list(optional))} hold a name more than once")
    largest = whole("largest", largest, 0)
    subsets = (subset for size in range(min(largest, len(optional)) + 1) for subset in combinations(optional, size))
    return tuple(subset for subset in subsets if all(len(set(subset) & set(group)) < 2 for group in not_together))


def labels(grid: Grid) -> dict[str, np.ndarray]:
    """Return the option of each node in every complete specification.

    Parameters
    ----------
    grid : Grid

    Returns
    -------
    dict of str to ndarray of str, shape (S,)
        Keys `NODES`, in the order in which `healthai.stats.multiverse` returns its results. A control set is its names
        joined by " + ", "" for none beyond those always in.

    Raises
    ------
    InputError
        When no specification is complete.
    """
    rows = [
        (outcome, focal, cell.scale, " + ".join(cell.controls), sample)
        for cell in grid.cells
        for outcome, focal in cell.pairs
        for sample in cell.samples
    ]
    return dict(zip(NODES, np.array(rows, dtype=str).T, strict=True))
