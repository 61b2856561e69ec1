"""Sharp bounds of joint counts from everything published, by integer programming.

The unknowns are the numbers of units with each of the 2^m response patterns, in each stratum and for each named unit.
Every constraint is linear in them, so the smallest and the largest count of an event are two integer programmes; the
closed forms of `healthai.stats.bounds` are the case of two margins and nothing else. Both ends are attained by some
answers of whole countries; with more than two margins a number between them need not be.

Constraints that no answers satisfy are a conflict between sources, and are named.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np
from scipy import optimize, sparse

from healthai.errors import InputError, listing
from healthai.stats.bounds import Bounds
from healthai.stats.responses import Count, Event, Named, Problem

LARGEST_M = 12

_INFEASIBLE = 2
_ROUNDING = 1e-6  # of an objective of whole numbers


class Contradiction(InputError):
    """Constraints that cannot all be true; `conflicting` is a set from which none can be spared for the conflict."""

    def __init__(self, conflicting: tuple[Count | Named, ...]):
        self.conflicting = conflicting
        super().__init__(f"these cannot all be true: {'; '.join(map(str, conflicting))}")


def bounds(problem: Problem, event: Event, stratum: str | None = None) -> Bounds:
    """Bound the number of units that show an event.

    Parameters
    ----------
    problem : Problem
        What is known.
    event : Event
        What is counted: A and B (`has=("A", "B")`), A without B (`has=("A",), lacks=("B",)`), k or more of several
        items (`among`, `least`), or any mixture of these.
    stratum : str, optional
        Count in this stratum only.

    Returns
    -------
    Bounds
        Whole numbers, both attained.

    Raises
    ------
    Contradiction
        When the constraints cannot all be true, whether or not they concern the event.
    InputError
        For unknown items or strata, or an event that more than `LARGEST_M` linked items bear upon.

    Notes
    -----
    Solved by HiGHS through SciPy; the solution is rounded and checked against the constraints in whole numbers.
    """
    problem.check(event)
    if stratum is not None and stratum not in problem.strata:
        raise InputError(f"stratum is {stratum!r}; allowed: {listing(list(problem.strata))}")
    part = problem.linked(event.items)
    check_consistent(replace(problem, counts=tuple(count for count in problem.counts if count not in part.counts)))
    return _bounds(part, event, stratum)


def linked_bounds(problem: Problem, event: Event) -> Bounds:
    """Bound an event of a problem that is known to be consistent: as `bounds`, without a check of what else is known.

    Parameters, result and errors are those of `bounds`; the event is counted over all strata together.
    """
    problem.check(event)
    return _bounds(problem.linked(event.items), event, None)


def possible(problem: Problem, event: Event) -> list[int]:
    """Return every count of an event that some answers of all units give; between the bounds there may be gaps.

    Parameters
    ----------
    problem : Problem
        What is known; it must be consistent.
    event : Event
        What is counted, over all strata together.

    Returns
    -------
    list of int
        Rising; the first and the last are the ends of `bounds`.

    Raises
    ------
    Contradiction, InputError
        As `bounds`.
    """
    problem.check(event)
    part = problem.linked(event.items)
    ends = _bounds(part, event, None)
    counts = np.arange(ends.low, ends.high + 1)
    programmes = _programme(part).given(event, counts)
    return counts[~np.isnan(programmes.smallest(np.zeros(programmes.cells)))].tolist()


def bounds_given(problem: Problem, event: Event, known: Event, counts: Sequence[int]) -> list[Bounds]:
    """Bound an event anew for each number of units that may turn out to show another one.

    Parameters
    ----------
    problem : Problem
        What is known already; it must be consistent.
    event : Event
        What is counted, over all strata together.
    known : Event
        The event of which the count becomes known, over all strata together.
    counts : sequence of int
        The counts that `known` may have, as `possible` returns them.

    Returns
    -------
    list of Bounds
        As `bounds` finds them when the count of `known` is one of the problem's counts, in the order of `counts`.

    Raises
    ------
    InputError
        As `bounds`, and for a count that `known` cannot have.
    """
    problem.check(event)
    problem.check(known)
    programmes = _programme(problem.linked(event.items | known.items)).given(known, counts)
    low, high = programmes.extremes(event)
    if np.isnan(low).any():
        raise InputError(f"{known} cannot be each of {listing(list(counts))}; counts must be those that are possible")
    return [Bounds(*ends) for ends in zip(low.astype(int).tolist(), high.astype(int).tolist(), strict=True)]


def conditional_share(problem: Problem, item: str, given: str, stratum: str | None = None) -> Bounds:
    """Bound the share of the units with one item that have another.

    Parameters
    ----------
    problem : Problem
        What is known; it must fix the number of units that have `given`, above 0.
    item, given : str
        The share of those with `given` that have `item`.
    stratum : str, optional
        Among the units of this stratum only.

    Returns
    -------
    Bounds
        On the scale 0 to 1: bounds of the joint count over the fixed count.

    Raises
    ------
    Contradiction, InputError
        As `bounds`, and when the number of units with `given` is not fixed or is 0.
    """
    whole_group = bounds(problem, Event(has=(given,)), stratum)
    if whole_group.low != whole_group.high or whole_group.low == 0:
        raise InputError(
            f"between {whole_group.low} and {whole_group.high} units have {given!r}; a share of them needs one number "
            "above 0"
        )
    both = bounds(problem, Event(has=(given, item)), stratum)
    return Bounds(float(Fraction(both.low, whole_group.low)), float(Fraction(both.high, whole_group.low)))


def check_consistent(problem: Problem) -> None:
    """Raise `Contradiction` when no answers satisfy all constraints.

    Parameters
    ----------
    problem : Problem

    Raises
    ------
    Contradiction
        Naming a minimal conflicting set: without any one of its members the others can all be true. There may be
        further conflicts beside it.
    InputError
        When more than `LARGEST_M` items are linked.
    """
    for part in _parts(problem):
        if not _is_satisfiable(part):
            raise Contradiction(_conflict(part))


def _bounds(part: Problem, event: Event, stratum: str | None) -> Bounds:
    """Bound an event of a problem all of which bears on it."""
    (low,), (high,) = _programme(part).extremes(event, stratum)
    if np.isnan(low):
        raise Contradiction(_conflict(part))
    return Bounds(int(low), int(high))


def _is_satisfiable(problem: Problem) -> bool:
    programme = _programme(problem)
    return not np.isnan(programme.smallest(np.zeros(programme.cells))).any()


@dataclass(frozen=True)
class _Programme:
    """Integer programmes that differ in their ends only: c cells of a group and a response pattern, and m items.

    `answers` (c, m) and `strata` (c,) describe each cell. A group are the named units of which the same is known, or
    what all named units leave of a stratum. `matrix` (r, c) sums the cells of each group and of each published count;
    the sums lie between `low` and `high`, shape (n, r) for n programmes.
    """

    items: tuple[str, ...]
    answers: np.ndarray
    strata: np.ndarray
    matrix: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def cells(self) -> int:
        return len(self.answers)

    def selects(self, event: Event, stratum: str | None = None) -> np.ndarray:
        """Return 1.0 for the cells of the stratum that show the event, shape (c,)."""
        return (_shows(self.answers, self.items, event) & _inside(self.strata, stratum)).astype(float)

    def given(self, event: Event, counts: Sequence[int]) -> "_Programme":
        """Return one programme for each of these numbers of units that show an event.

        The first and the last count must be attained. Every count between them is then one of answers that need not be
        whole, which `smallest` relies on.
        """
        low, high = (np.column_stack([np.repeat(ends, len(counts), axis=0), counts]) for ends in (self.low, self.high))
        return replace(self, matrix=np.vstack([self.matrix, self.selects(event)]), low=low, high=high)

    def extremes(self, event: Event, stratum: str | None = None) -> np.ndarray:
        """Return the smallest and the largest number of units that show the event, shape (2, n), as `smallest`."""
        signs = np.array([[1], [-1]])
        return signs * self.smallest(signs[..., None] * self.selects(event, stratum))

    def smallest(self, objectives: np.ndarray) -> np.ndarray:
        """Return the smallest values of objectives (..., c) in all programmes; nan where nothing satisfies them.

        All are solved as one, side by side, because the solver takes longer to set up than to solve; when one of the
        programmes cannot be satisfied, none must be. Without the demand for whole numbers they are solved several times
        faster, and nearly always the answer is whole all the same. Then no whole answer is smaller, and none is looked
        for.
        """
        shape = np.broadcast_shapes(objectives.shape[:-1], self.low.shape[:-1])
        objectives, low, high = (
            np.broadcast_to(each, (*shape, each.shape[-1])).reshape(-1, each.shape[-1])
            for each in (objectives, self.low, self.high)
        )
        relaxed = self._solve(objectives, low, high, integrality=0)
        if relaxed is None:
            return np.full(shape, np.nan)
        whole = np.rint(relaxed)
        found = np.vecdot(objectives, whole)
        unfit = ~self._fits(whole, low, high) | (found - np.vecdot(objectives, relaxed) > _ROUNDING)
        for i in np.flatnonzero(unfit):
            found[i] = self._smallest_whole(objectives[[i]], low[[i]], high[[i]])
        return found.reshape(shape)

    def _smallest_whole(self, objective: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
        solved = self._solve(objective, low, high, integrality=1)
        if solved is None:
            return np.nan
        whole = np.rint(solved)
        if not self._fits(whole, low, high).all():
            raise RuntimeError("the solver's answer does not satisfy the constraints in whole numbers")
        return np.vecdot(objective, whole).item()

    def _solve(
        self, objectives: np.ndarray, low: np.ndarray, high: np.ndarray, integrality: Literal[0, 1]
    ) -> np.ndarray | None:
        """Return an answer (k, c) to k objectives (k, c), each under its own ends (k, r), or None."""
        result = optimize.milp(
            objectives.ravel(),
            integrality=integrality,
            constraints=(sparse.block_diag([self.matrix] * len(low), "csc"), low.ravel(), high.ravel()),
            options={"mip_rel_gap": 0},
        )
        if result.status == _INFEASIBLE:
            return None
        if not result.success:
            raise RuntimeError(f"the integer programme was not solved: {result.message}")
        return result.x.reshape(objectives.shape)

    def _fits(self, answers: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Tell which answers in whole numbers, shape (k, c), satisfy the constraints."""
        totals = answers @ self.matrix.T
        return ((low <= totals) & (totals <= high)).all(axis=1) & (answers >= 0).all(axis=1)


def _programme(problem: Problem) -> _Programme:
    m = len(problem.items)
    if m > LARGEST_M:
        raise InputError(f"{m} items are linked ({listing(problem.items)}); at most {LARGEST_M} can be solved together")
    patterns = (np.arange(2**m)[:, None] >> np.arange(m)) % 2 == 1
    rest = {name: size - sum(unit.stratum == name for unit in problem.named) for name, size in problem.strata.items()}
    groups = [(stratum, size, Event()) for stratum, size in rest.items()]
    # Named units of one stratum of which the same is known are interchangeable: they form one group.
    alike = Counter((unit.stratum, frozenset(unit.has), frozenset(unit.lacks)) for unit in problem.named)
    groups += [(stratum, size, Event(tuple(has), tuple(lacks))) for (stratum, has, lacks), size in alike.items()]
    blocks = [patterns[_shows(patterns, problem.items, known)] for _, _, known in groups]
    lengths = [len(block) for block in blocks]
    answers = np.vstack(blocks)
    strata = np.repeat([stratum for stratum, _, _ in groups], lengths)
    group = np.repeat(np.arange(len(groups)), lengths)
    rows = [_shows(answers, problem.items, count.event) & _inside(strata, count.stratum) for count in problem.counts]
    ranges = np.array([(size, size) for _, size, _ in groups] + [count.range for count in problem.counts])
    return _Programme(
        items=problem.items,
        answers=answers,
        strata=strata,
        matrix=np.vstack([group == np.arange(len(groups))[:, None], *rows]).astype(float),
        low=ranges[None, :, 0],
        high=ranges[None, :, 1],
    )


def _shows(answers: np.ndarray, items: tuple[str, ...], event: Event) -> np.ndarray:
    """Tell which rows of answers, shape (c, m), show the event."""
    has, lacks, among = ([items.index(name) for name in names] for names in (event.has, event.lacks, event.among))
    return answers[:, has].all(axis=1) & ~answers[:, lacks].any(axis=1) & (answers[:, among].sum(axis=1) >= event.least)


def _inside(strata: np.ndarray, stratum: str | None) -> np.ndarray:
    return np.full(len(strata), True) if stratum is None else strata == stratum


def _parts(problem: Problem) -> list[Problem]:
    """Split a problem into parts that share no constraint; items without any constraint need none."""
    left = [item for item in problem.items if any(item in count.event.items for count in problem.counts)]
    parts = []
    while left:
        part = problem.linked(left[:1])
        parts.append(part)
        left = [item for item in left if item not in part.items]
    return parts


def _conflict(problem: Problem) -> tuple[Count | Named, ...]:
    """Return a minimal set of constraints that cannot all be true, by a deletion filter."""
    kept = [*problem.counts, *(unit for unit in problem.named if unit.has or unit.lacks)]
    for known in list(kept):
        without = [other for other in kept if other is not known]
        counts = tuple(other for other in without if isinstance(other, Count))
        named = tuple(other for other in without if isinstance(other, Named))
        if not _is_satisfiable(replace(problem, counts=counts, named=named)):
            kept = without
    return tuple(kept)
