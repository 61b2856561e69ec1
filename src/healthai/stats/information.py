"""Which unpublished cross-tabulation, if it were published, would say most about the pairs of interest.

Publishing the joint count of two items fixes it at one of its possible values. For each of these the bounds of all
pairs of interest are computed anew, and the reduction is by how much their widths shrink in total, in countries. What
the value will be is not known, and nothing makes one more likely than another: `worst` is the reduction that is
guaranteed whatever it is, `best` the largest possible one. `mean` weighs the possible values equally; this is a summary
of the table of reductions and not an expectation under any probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from healthai.errors import InputError
from healthai.stats.bounds import Bounds
from healthai.stats.joint import bounds_given, check_consistent, linked_bounds, possible
from healthai.stats.responses import Event, Problem


@dataclass(frozen=True)
class Value:
    """What publishing the count of `event` would be worth.

    `possible` are the counts that it may turn out to be, `reductions` the total width each would take away, in the same
    order; `worst`, `mean` and `best` summarise them. `helped` counts the pairs other than `event` whose bounds some of
    the possible counts would narrow.
    """

    event: Event
    possible: tuple[int, ...]
    reductions: tuple[int, ...]
    worst: int
    mean: float
    best: int
    helped: int


def value_of_publication(problem: Problem, candidates: Sequence[Event], targets: Sequence[Event]) -> list[Value]:
    """Rank counts that might be published by how much they would narrow the bounds of interest.

    Parameters
    ----------
    problem : Problem
        What is known already.
    candidates : sequence of Event
        Counts that might be published, one at a time, over all strata together.
    targets : sequence of Event
        Counts of interest, over all strata together.

    Returns
    -------
    list of Value
        Largest `worst` first, then largest `mean`, then in the order given.

    Raises
    ------
    Contradiction
        When what is known cannot all be true.
    InputError
        For unknown items, no candidate or no target.
    """
    if not candidates or not targets:
        raise InputError("candidates and targets must each hold at least one event")
    for event in (*candidates, *targets):
        problem.check(event)
    check_consistent(problem)
    widths = {event: _width(linked_bounds(problem, event)) for event in targets}
    values = [_value(problem, candidate, widths) for candidate in candidates]
    return sorted(values, key=lambda value: (-value.worst, -value.mean))


def _value(problem: Problem, candidate: Event, widths: dict[Event, int]) -> Value:
    # The cross-tabulation ties its items together, so that it also reaches pairs with what either was tied to.
    reached = set(problem.linked(candidate.items).items)
    affected = [event for event in widths if not _is_settled(problem, event, reached)]
    counts = possible(problem, candidate)
    shrunk = {event: widths[event] - _widths(problem, event, candidate, counts) for event in affected}
    reductions = sum(shrunk.values(), np.zeros(len(counts), int))
    return Value(
        event=candidate,
        possible=tuple(counts),
        reductions=tuple(reductions.tolist()),
        worst=int(reductions.min()),
        mean=float(reductions.mean()),
        best=int(reductions.max()),
        helped=sum(bool(each.any()) for event, each in shrunk.items() if event != candidate),
    )


def _widths(problem: Problem, event: Event, known: Event, counts: Sequence[int]) -> np.ndarray:
    """Return the width of the bounds of an event for each count of another; 0 when it is that other."""
    if event == known:
        return np.zeros(len(counts), int)
    return np.array([_width(ends) for ends in bounds_given(problem, event, known, counts)])


def _width(ends: Bounds) -> int:
    return int(ends.high - ends.low)


def _is_settled(problem: Problem, event: Event, reached: set[str]) -> bool:
    """Tell whether the bounds of an event stay what they are, whatever becomes known of the items reached.

    They do when no item of the event is reached, and also when one is whose number is known in every stratum, and whose
    answer is known of every named unit of which anything is known that bears on the other items: these can be combined
    freely with it among all other units of a stratum, whichever of them have it.
    """
    inside = event.items & reached
    if len(inside) != 1:
        return not inside
    (item,) = inside
    bearing = {unit.name for unit in problem.linked(event.items - inside).named}
    answered = all(item in (*unit.has, *unit.lacks) for unit in problem.named if unit.name in bearing)
    fixed = _fixed(problem)
    return answered and all((item, stratum) in fixed for stratum in problem.strata)


def _fixed(problem: Problem) -> set[tuple[str, str | None]]:
    """Return the items whose number is known exactly, each with the stratum."""
    only = next(iter(problem.strata)) if len(problem.strata) == 1 else None
    return {
        (count.event.has[0], only if count.stratum is None else count.stratum)
        for count in problem.counts
        if len(count.event.has) == 1 and count.event == Event(has=count.event.has) and count.range[0] == count.range[1]
    }
