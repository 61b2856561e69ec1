"""Known answers, closed forms, and a list of all answers of a few units."""

from dataclasses import replace
from itertools import combinations_with_replacement, product
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthai.errors import InputError
from healthai.stats import bounds as closed_form
from healthai.stats.bounds import Bounds, Margin
from healthai.stats.joint import (
    Contradiction,
    bounds,
    bounds_given,
    check_consistent,
    conditional_share,
    linked_bounds,
    possible,
)
from healthai.stats.responses import (
    Count,
    Event,
    Named,
    Problem,
    cross_tabulation,
    exclusive,
    implication,
    margin,
)

ITEMS = ("diagnostics", "roles")
BOTH = Event(has=ITEMS)
STRATA = {"eu": 27, "rest": 23}
# The margins of roles are made up.
STRATIFIED = (
    margin("diagnostics", 20, "eu"),
    margin("roles", 13, "eu"),
    margin("diagnostics", 12, "rest"),
    margin("roles", 8, "rest"),
)


def ends(found):
    return found.low, found.high


def of_margins(counts, n=27):
    return Problem(tuple(counts), {"eu": n}, tuple(margin(item, count) for item, count in counts.items()))


def test_pooled_margins_are_the_closed_form():
    pooled = Problem(ITEMS, {"all": 50}, (margin("diagnostics", 32), margin("roles", 21)))
    assert ends(bounds(pooled, BOTH)) == closed_form.joint_count(32, 21, 50) == (3, 21)


def test_strata_tighten():
    assert ends(bounds(Problem(ITEMS, STRATA, STRATIFIED), BOTH)) == (6, 21)
    assert ends(bounds(Problem(ITEMS, STRATA, STRATIFIED), BOTH, "eu")) == (6, 13)
    assert ends(bounds(Problem(ITEMS, STRATA, STRATIFIED), BOTH, "rest")) == (0, 8)


@pytest.mark.parametrize("where", list(product(["eu", "rest"], repeat=2)))
def test_named_countries_tighten(where):
    adopters = tuple(Named(f"a{i}", where[0], has=("diagnostics",), lacks=("roles",)) for i in range(3))
    others = tuple(Named(f"b{i}", where[1], has=("roles",), lacks=("diagnostics",)) for i in range(2))
    assert ends(bounds(Problem(ITEMS, STRATA, STRATIFIED, (*adopters, *others)), BOTH)) == (6, 19)


def test_an_implication_leaves_one_answer():
    problem = Problem(ITEMS, STRATA, (*STRATIFIED, implication("roles", "diagnostics")))
    assert ends(bounds(problem, BOTH)) == (21, 21)


def test_exclusive_items_never_meet():
    problem = Problem(("a", "b", "c"), {"all": 9}, (margin("a", 5), margin("b", 4), exclusive("a", "b")))
    assert ends(bounds(problem, Event(has=("a", "b")))) == (0, 0)
    assert ends(bounds(problem, Event(lacks=("a", "b")))) == (0, 0)
    assert ends(bounds(problem, Event(has=("c",)))) == (0, 9)


@pytest.mark.parametrize(
    ("counts", "least", "expected"),
    [
        ((23, 22, 18, 14), 2, (18, 27)),
        ((23, 22, 18, 14), 3, (12, 25)),
        ((23, 22, 18, 14), 4, (0, 14)),
        ((23, 22, 18, 14, 6, 2), 4, (2, 20)),
        ((23, 22, 18, 17), 3, (13, 26)),
    ],
)
def test_at_least_k_of_the_governance_items(counts, least, expected):
    problem = of_margins({f"item {i}": count for i, count in enumerate(counts)})
    assert ends(bounds(problem, Event(among=problem.items, least=least))) == expected


def test_sweden():
    problem = of_margins({"diagnostics": 20, "strategy": 3})
    event = Event(has=problem.items)
    assert ends(bounds(problem, event)) == (0, 3)
    sweden = Named("Sweden", "eu", has=problem.items)
    assert ends(bounds(Problem(problem.items, problem.strata, problem.counts, (sweden,)), event)) == (1, 3)


def test_eight_items_in_two_strata_with_named_countries_are_solved_fast():
    rng = np.random.default_rng(8)
    items = tuple("abcdefgh")
    truth = {name: rng.random((size, 8)) < rng.random(8) for name, size in STRATA.items()}
    counts = [margin(item, int(truth[name][:, i].sum()), name) for name in STRATA for i, item in enumerate(items)]
    named = tuple(
        Named(
            f"country {i}",
            "eu",
            has=tuple(items[j] for j in (0, 3) if truth["eu"][i, j]),
            lacks=tuple(items[j] for j in (0, 3) if not truth["eu"][i, j]),
        )
        for i in range(5)
    )
    problem = Problem(items, STRATA, tuple(counts), named)
    event = Event(among=items, least=5)
    started = perf_counter()
    found = bounds(problem, event)
    # Well under a second on a quiet machine.
    assert perf_counter() - started < 5
    true = sum(int((answers.sum(axis=1) >= 5).sum()) for answers in truth.values())
    assert found.low <= true <= found.high


def test_a_cross_tabulation_of_another_pair_can_tighten():
    margins = (margin("a", 5), margin("b", 5), margin("c", 5))
    problem = Problem(("a", "b", "c"), {"all": 10}, margins)
    event = Event(has=("a", "c"))
    assert ends(bounds(problem, event)) == (0, 5)
    known = (cross_tabulation("a", "b", 4), cross_tabulation("b", "c", Margin(4, 5)))
    assert ends(bounds(Problem(problem.items, problem.strata, (*margins, *known)), event)) == (3, 5)


def test_a_without_b_and_neither():
    problem = of_margins({"a": 20, "b": 6})
    assert ends(bounds(problem, Event(has=("a",), lacks=("b",)))) == (14, 20)
    assert ends(bounds(problem, Event(lacks=("a", "b")))) == (1, 7)


def test_conditional_share():
    problem = of_margins({"a": 20, "b": 22})
    assert conditional_share(problem, "b", given="a") == closed_form.conditional_share(20, 22, 27)
    with pytest.raises(InputError, match="needs one number above 0"):
        conditional_share(of_margins({"a": Margin(3, 4), "b": 2}), "b", given="a")
    with pytest.raises(InputError, match="needs one number above 0"):
        conditional_share(of_margins({"a": 0, "b": 2}), "b", given="a")


def test_a_contradiction_names_a_minimal_conflict():
    problem = Problem(
        ("a", "b", "c"), STRATA, (margin("a", 20, "eu"), margin("b", 5), margin("c", 4), implication("a", "b"))
    )
    with pytest.raises(Contradiction, match="a in eu: 20; b: 5; a without b: 0") as raised:
        bounds(problem, Event(has=("c",)))
    assert raised.value.conflicting == (problem.counts[0], problem.counts[1], problem.counts[3])


def test_a_named_country_can_contradict():
    named = Named("Atlantis", "eu", lacks=("a",))
    problem = Problem(
        ("a", "b"), {"eu": 3}, (margin("a", 3), margin("b", 1)), (named, Named("Utopia", "eu", has=("a",)))
    )
    with pytest.raises(Contradiction) as raised:
        check_consistent(problem)
    assert raised.value.conflicting == (problem.counts[0], named)


def test_each_member_of_a_conflict_is_needed():
    rng = np.random.default_rng(3)
    items = ("a", "b", "c")
    seen = 0
    for _ in range(60):
        counts = [margin(item, int(rng.integers(0, 7))) for item in items]
        counts += [
            cross_tabulation(*rng.choice(items, 2, replace=False).tolist(), int(rng.integers(0, 7))) for _ in "12"
        ]
        try:
            check_consistent(Problem(items, {"all": 6}, tuple(counts)))
        except Contradiction as raised:
            seen += 1
            for spared in raised.conflicting:
                check_consistent(Problem(items, {"all": 6}, tuple(c for c in raised.conflicting if c is not spared)))
    assert seen > 20


@settings(max_examples=60)
@given(st.data())
def test_two_margins_are_the_closed_form(data):
    n = data.draw(st.integers(1, 60))
    margins = []
    for _ in "ab":
        low, high = sorted(data.draw(st.tuples(st.integers(0, n), st.integers(0, n))))
        margins.append(Margin(low, high))
    problem = Problem(("a", "b"), {"all": n}, (margin("a", margins[0]), margin("b", margins[1])))
    assert ends(bounds(problem, Event(has=("a", "b")))) == closed_form.joint_count(*margins, n)
    assert bounds(problem, Event(has=("a",), lacks=("b",))).low == closed_form.guaranteed_gap(*margins)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_all_pairs_of_margins_of_few_units(n):
    for a, b in product(range(n + 1), repeat=2):
        problem = of_margins({"a": a, "b": b}, n)
        for event in (Event(has=("a", "b")), Event(has=("a",), lacks=("b",)), Event(lacks=("a", "b"))):
            assert ends(bounds(problem, event)) == brute_force(problem, event)


def every_set_of_answers(m, size):
    """All ways in which `size` interchangeable units can answer m items."""
    return combinations_with_replacement(list(product([False, True], repeat=m)), size)


def shows(answer, items, event):
    has = dict(zip(items, answer, strict=True))
    return (
        all(has[item] for item in event.has)
        and not any(has[item] for item in event.lacks)
        and sum(has[item] for item in event.among) >= event.least
    )


def brute_force(problem, event):
    """The smallest and the largest count of the event over every set of answers, or None."""
    groups = [
        (name, size - sum(u.stratum == name for u in problem.named), Event()) for name, size in problem.strata.items()
    ]
    groups += [(unit.stratum, 1, Event(unit.has, unit.lacks)) for unit in problem.named]
    choices = []
    for _, size, known in groups:
        every = every_set_of_answers(len(problem.items), size)
        choices.append([chosen for chosen in every if all(shows(answer, problem.items, known) for answer in chosen)])
    found = set()
    for chosen in product(*choices):
        answers = [(group[0], answer) for group, picked in zip(groups, chosen, strict=True) for answer in picked]
        if all(
            count.range[0]
            <= sum(count.stratum in (None, s) and shows(a, problem.items, count.event) for s, a in answers)
            <= count.range[1]
            for count in problem.counts
        ):
            found.add(sum(shows(a, problem.items, event) for _, a in answers))
    return (min(found), max(found)) if found else None


def events(items):
    subset = st.lists(st.sampled_from(items), unique=True, max_size=len(items))

    def build(has, lacks, among, least):
        lacks = tuple(item for item in lacks if item not in has)
        return Event(tuple(has), lacks, tuple(among), min(least, len(among)))

    return st.builds(build, subset, subset, subset, st.integers(0, 3)).filter(lambda event: event.items)


@settings(max_examples=80)
@given(st.data())
def test_bounds_agree_with_a_list_of_all_answers(data):
    items = data.draw(st.sampled_from([("a", "b"), ("a", "b", "c")]))
    strata = data.draw(st.sampled_from([{"x": 3}, {"x": 4}, {"x": 2, "y": 2}]))
    counts = []
    for _ in range(data.draw(st.integers(0, 4))):
        stratum = data.draw(st.sampled_from([None, *strata]))
        most = sum(strata.values()) if stratum is None else strata[stratum]
        low, high = sorted(data.draw(st.tuples(st.integers(0, most), st.integers(0, most))))
        counts.append(Count(data.draw(events(items)), Margin(low, high), stratum))
    named = ()
    if data.draw(st.booleans()):
        known = data.draw(events(items))
        named = (Named("one", "x", known.has, known.lacks),)
    problem = Problem(items, strata, tuple(counts), named)
    event = data.draw(events(items))
    expected = brute_force(problem, event)
    if expected is None:
        with pytest.raises(Contradiction):
            bounds(problem, event)
    else:
        assert bounds(problem, event) == Bounds(*expected)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Problem((), {"x": 3}), "at least one item"),
        (lambda: Problem(("a", "a"), {"x": 3}), "'a' more than once"),
        (lambda: Problem(("a",), {"x": 0}), "the size of stratum 'x' is 0"),
        (lambda: Problem(("a",), {"x": 3}, (margin("b", 1),)), "no item is called 'b'"),
        (lambda: Problem(("a",), {"x": 3}, (margin("a", 4),)), "must be a whole number from 0 to 3"),
        (lambda: Problem(("a",), {"x": 3}, (margin("a", Margin(2, 1)),)), "low end must not exceed"),
        (lambda: Problem(("a",), {"x": 3}, (margin("a", 1, "y"),)), "of stratum 'y'; allowed: x"),
        (lambda: Problem(("a",), {"x": 3}, (Count(Event(), 1),)), "names no item"),
        (lambda: Problem(("a",), {"x": 3}, (), (Named("n", "y"),)), "of stratum 'y'"),
        (lambda: Problem(("a",), {"x": 1}, (), (Named("n", "x"), Named("m", "x"))), "1 units, but 2 are named"),
        (lambda: Problem(("a",), {"x": 3}, (), (Named("n", "x"), Named("n", "x"))), "'n' more than once"),
        (lambda: Problem(("a",), {"x": 3}, (), (Named("n", "x", ("a",), ("a",)),)), "both had and lacked"),
        (lambda: bounds(Problem(("a",), {"x": 3}), Event(among=("a",), least=2)), "least of"),
        (lambda: bounds(Problem(("a",), {"x": 3}), Event(has=("a",)), "y"), "stratum is 'y'; allowed: x"),
        (
            lambda: bounds(Problem(tuple("abcdefghijklm"), {"x": 3}), Event(among=tuple("abcdefghijklm"), least=2)),
            "13 items are linked",
        ),
    ],
)
def test_what_is_not_allowed(build, message):
    with pytest.raises(InputError, match=message):
        build()


def by_hand(problem, event):
    """Return the counts of an event over all answers that each unit may have given."""
    cells = list(product((0, 1), repeat=len(problem.items)))
    found = set()

    def shows(cell, other):
        answers = dict(zip(problem.items, cell, strict=True))
        return (
            all(answers[i] for i in other.has)
            and not any(answers[i] for i in other.lacks)
            and sum(answers[i] for i in other.among) >= other.least
        )

    for world in product(cells, repeat=problem.size(None)):
        totals = [sum(shows(cell, count.event) for cell in world) for count in problem.counts]
        if all(c.range[0] <= t <= c.range[1] for c, t in zip(problem.counts, totals, strict=True)):
            found.add(sum(shows(cell, event) for cell in world))
    return sorted(found)


TWO_OR_MORE = Event(among=("a", "b", "c"), least=2)
GAP = (
    Count(Event(has=("a",), lacks=("c",)), 1),
    Count(Event(has=("a",), lacks=("b",)), 2),
    Count(Event(has=("b", "c")), 0),
)


@pytest.mark.parametrize(
    ("n", "counts"),
    [
        (4, (margin("a", 2), margin("b", 2))),
        (4, (margin("a", 2), margin("b", 2), margin("c", 2), cross_tabulation("a", "b", Margin(0, 1)))),
        (4, (margin("a", 3), margin("b", Margin(1, 2)), margin("c", 2), implication("c", "a"))),
        (3, GAP),
    ],
)
def test_possible_counts_are_those_of_a_full_enumeration(n, counts):
    items = tuple(sorted({item for count in counts for item in count.event.items}))
    problem = Problem(items, {"all": n}, counts)
    for event in (Event(has=("a", "b")), Event(among=items, least=2), Event(has=("a",), lacks=("b",))):
        assert possible(problem, event) == by_hand(problem, event)


def test_a_count_between_the_bounds_need_not_be_possible():
    assert possible(Problem(("a", "b", "c"), {"all": 3}, GAP), TWO_OR_MORE) == [1, 3]


def test_what_does_not_bear_on_the_event_is_left_out():
    problem = Problem(("a", "b", "c"), {"all": 9}, (margin("a", 5), margin("b", 4), margin("c", 3)))
    event = Event(has=("a", "b"))
    assert linked_bounds(problem, event) == bounds(problem, event)
    broken = replace(problem, counts=(*problem.counts, margin("c", 4)))
    assert linked_bounds(broken, event) == bounds(problem, event)
    with pytest.raises(Contradiction):
        bounds(broken, event)


def test_bounds_given_a_count_are_those_of_the_problem_with_it():
    known = (margin("a", 3), margin("b", Margin(1, 4)), margin("c", 4), implication("c", "b"))
    problem = Problem(("a", "b", "c", "d"), {"x": 4, "y": 3}, known, (Named("n", "x", ("a",), ("b",)),))
    for event, other in product([Event(has=("a", "c")), Event(has=("b",)), Event(has=("a", "d"))], repeat=2):
        counts = possible(problem, other)
        told = [replace(problem, counts=(*known, Count(other, count))) for count in counts]
        assert bounds_given(problem, event, other, counts) == [bounds(each, event) for each in told]


@pytest.mark.parametrize("counts", [[0, 1], [1, 2, 3], [3, 4]])
def test_bounds_given_a_count_that_cannot_be_are_refused(counts):
    problem = Problem(("a", "b", "c"), {"all": 3}, GAP)
    with pytest.raises(InputError, match="at least 2 of a, b, c cannot be each of"):
        bounds_given(problem, Event(has=("a",)), TWO_OR_MORE, counts)


@pytest.mark.parametrize("least", [0.0, 1.5, None])
def test_a_least_that_is_no_whole_number_is_refused(least):
    with pytest.raises(InputError, match=r"least of .* must be a whole number from 0 to 0"):
        bounds(Problem(("a",), {"x": 3}), Event(has=("a",), least=least))
