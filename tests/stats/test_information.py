from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from healthai.errors import InputError
from healthai.stats.bounds import Margin
from healthai.stats.information import value_of_publication
from healthai.stats.joint import Contradiction, bounds
from healthai.stats.responses import Count, Event, Named, Problem, cross_tabulation, implication, margin


def pair(a, b):
    return Event(has=(a, b))


def test_between_margins_alone_a_cross_tabulation_helps_its_own_pair_only():
    problem = Problem(("a", "b", "c"), {"all": 10}, (margin("a", 6), margin("b", 5), margin("c", 2)))
    events = [pair(*names) for names in combinations("abc", 2)]
    found = value_of_publication(problem, events, events)
    assert [(value.event, value.worst, value.mean, value.best, value.helped) for value in found] == [
        (pair("a", "b"), 4, 4.0, 4, 0),
        (pair("a", "c"), 2, 2.0, 2, 0),
        (pair("b", "c"), 2, 2.0, 2, 0),
    ]
    assert found[0].possible == (1, 2, 3, 4, 5)


def test_use_says_more_than_established_use():
    known = (margin("use", 12), margin("established", 6), margin("training", 7), implication("established", "use"))
    problem = Problem(("use", "established", "training"), {"all": 20}, known)
    events = [pair("use", "training"), pair("established", "training")]
    use, established = value_of_publication(problem, events, events)
    assert (use.event, established.event) == tuple(events)
    # Seven with training and use: at least one of them is established; with none, none is.
    assert dict(zip(use.possible, use.reductions, strict=True))[0] == 7 + 6
    assert use.helped == established.helped == 1
    assert use.worst >= established.worst


def recomputed(problem, candidate, targets):
    """Every target for every value, without shortcuts."""
    width = {event: bounds(problem, event) for event in targets}
    ends = bounds(problem, candidate)
    reductions = {}
    for count in range(ends.low, ends.high + 1):
        published = replace(problem, counts=(*problem.counts, Count(candidate, count)))
        try:
            after = {event: bounds(published, event) for event in targets}
        except Contradiction:
            continue
        reductions[count] = sum(width[e].high - width[e].low - (after[e].high - after[e].low) for e in targets)
    return reductions


@pytest.mark.parametrize(
    ("strata", "counts", "named"),
    [
        ({"x": 5}, (margin("a", 3), margin("b", Margin(1, 3)), margin("c", 2), implication("c", "a")), ()),
        ({"x": 4}, (margin("a", 2), margin("b", 3), margin("c", 1)), (Named("n", "x", ("a",), ("b",)),)),
        # Named units of which one item is known, or different ones.
        (
            {"x": 4},
            (margin("a", 2), margin("b", 3), margin("c", 2)),
            (Named("n", "x", ("c",)), Named("m", "x", ("c",))),
        ),
        (
            {"x": 4},
            (margin("a", 2), margin("b", 2), margin("c", 2)),
            (Named("n", "x", ("c", "a")), Named("m", "x", ("b",))),
        ),
        ({"x": 2, "y": 2}, (margin("a", 1, "x"), margin("a", 1, "y"), margin("b", 3), margin("c", 1, "x")), ()),
        ({"x": 2, "y": 2}, (margin("a", 3), margin("b", 2), cross_tabulation("a", "c", 1), margin("c", 1, "y")), ()),
    ],
)
def test_nothing_is_lost_by_leaving_out_pairs_that_cannot_change(strata, counts, named):
    problem = Problem(("a", "b", "c"), strata, counts, named)
    events = [pair(*names) for names in combinations("abc", 2)]
    for value in value_of_publication(problem, events, events):
        expected = recomputed(problem, value.event, events)
        assert dict(zip(value.possible, value.reductions, strict=True)) == expected
        assert (value.worst, value.best) == (min(expected.values()), max(expected.values()))
        assert value.mean == pytest.approx(np.mean(list(expected.values())))


def test_what_is_not_allowed():
    problem = Problem(("a", "b"), {"all": 10}, (margin("a", 6), margin("b", 5)))
    with pytest.raises(InputError, match="at least one event"):
        value_of_publication(problem, [], [pair("a", "b")])
    with pytest.raises(InputError, match="no item is called"):
        value_of_publication(problem, [pair("a", "z")], [pair("a", "b")])
    with pytest.raises(Contradiction):
        value_of_publication(
            replace(problem, counts=(*problem.counts, cross_tabulation("a", "b", 0))),
            [pair("a", "b")],
            [pair("a", "b")],
        )
