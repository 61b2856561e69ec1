"""Sharp bounds of joint counts from everything published, by integer programming.

The unknowns are the numbers of units with each of the 2^m response patterns, in each stratum and for each named unit.
Every constraint is linear in them, so the smallest and the largest count of an event are two integer programmes; the
closed forms of `healthai.stats.bounds` are the case of two margins and nothing else. Both ends are attained by some
answers of whole countries; with more than two margins a number between them need not be.

Constraints that no answers satisfy are a conflict between sources, and are named.
"""

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from scipy import optimize

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
    programme = _programme(part)
    objective = programme.selects(event, stratum)
    ends = [programme.extreme(sign * objective) for sign in (1, -1)]
    if ends[0] is None or ends[1] is None:
        raise Contradiction(_conflict(part))
    return Bounds(ends[0], -ends[1])


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
        programme = _programme(part)
        if programme.extreme(np.zeros(programme.cells)) is None:
            raise Contradiction(_conflict(part))


@dataclass(frozen=True)
class _Programme:
    """The integer programme: c cells of a group and a response pattern, and m items.

    `answers` (c, m) and `strata` (c,) describe each cell, `most` (c,) is the size of its group: the named units of
    which the same is known, or what all named units leave of a stratum. `matrix` (g + k, c) sums the cells of each
    group and of each published count; the sums lie between `low` and `high` (g + k,).
    """

    items: tuple[str, ...]
    answers: np.ndarray
    strata: np.ndarray
    most: np.ndarray
    matrix: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def cells(self) -> int:
        return len(self.answers)

    def selects(self, event: Event, stratum: str | None) -> np.ndarray:
        """Return 1.0 for the cells of the stratum that show the event, shape (c,)."""
        return (_shows(self.answers, self.items, event) & _inside(self.strata, stratum)).astype(float)

    def extreme(self, objective: np.ndarray) -> int | None:
        """Return the smallest value of the objective, or None when nothing satisfies the constraints.

        Without the demand for whole numbers the programme is solved several times faster, and nearly always the answer
        is whole all the same. Then no whole answer is smaller, and none is looked for.
        """
        relaxed = self._solve(objective, np.zeros(self.cells))
        if relaxed is None:
            return None
        found = self._whole(relaxed.x)
        if found is None or objective @ found - relaxed.fun > _ROUNDING:
            whole = self._solve(objective, np.ones(self.cells))
            if whole is None:
                return None
            found = self._whole(whole.x)
            if found is None:
                raise RuntimeError("the solver's answer does not satisfy the constraints in whole numbers")
        return int(objective.astype(int) @ found)

    def _solve(self, objective: np.ndarray, integrality: np.ndarray) -> optimize.OptimizeResult | None:
        result = optimize.milp(
            objective,
            integrality=integrality,
            bounds=optimize.Bounds(0, self.most),
            constraints=optimize.LinearConstraint(self.matrix, self.low, self.high),
            options={"mip_rel_gap": 0},
        )
        if result.status == _INFEASIBLE:
            return None
        if not result.success:
            raise RuntimeError(f"the integer programme was not solved: {result.message}")
        return result

    def _whole(self, answer: np.ndarray) -> np.ndarray | None:
        """Return an answer in whole numbers, or None when these do not satisfy the constraints."""
        found = np.rint(answer).astype(int)
        totals = self.matrix.astype(int) @ found
        return None if np.any((totals < self.low) | (totals > self.high)) or found.min() < 0 else found


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
    sizes = np.array([size for _, size, _ in groups])
    ranges = np.array([(size, size) for size in sizes] + [count.range for count in problem.counts])
    return _Programme(
        items=problem.items,
        answers=answers,
        strata=strata,
        most=sizes[group],
        matrix=np.vstack([group == np.arange(len(groups))[:, None], *rows]).astype(float),
        low=ranges[:, 0],
        high=ranges[:, 1],
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
        programme = _programme(replace(problem, counts=counts, named=named))
        if programme.extreme(np.zeros(programme.cells)) is None:
            kept = without
    return tuple(kept)
