"""All bounds against a list of every 2x2 table of up to seven countries."""

from functools import cache

import numpy as np
import pytest

from healthai.errors import InputError
from healthai.stats.bounds import (
    Margin,
    certain_statements,
    conditional_share,
    guaranteed_gap,
    joint_count,
    phi,
    phi_max,
    risk_difference,
)

SIZES = range(1, 8)


@cache
def tables(n):
    """Every split of n countries into both, A only, B only, neither: columns a, b, both."""
    rows = [(x + y, x + z, x) for x in range(n + 1) for y in range(n + 1 - x) for z in range(n + 1 - x - y)]
    return np.array(rows)


def margins(n):
    return [Margin(low, high) for low in range(n + 1) for high in range(low, n + 1)]


def feasible(a, b, n):
    every = tables(n)
    kept = (a.low <= every[:, 0]) & (every[:, 0] <= a.high) & (b.low <= every[:, 1]) & (every[:, 1] <= b.high)
    return every[kept].T


@pytest.mark.parametrize("n", SIZES)
def test_bounds_of_interval_margins(n):
    for a in margins(n):
        for b in margins(n):
            have_a, have_b, both = feasible(a, b, n)
            low, high = joint_count(a, b, n)
            assert set(both) == set(range(low, high + 1))
            assert guaranteed_gap(a, b) == (have_a - both).min()
            assert guaranteed_gap(b, a) == (have_b - both).min()
            share = conditional_share(a, b, n)
            if a.low == 0:
                assert share is None
            else:
                assert (share.low, share.high) == ((both / have_a).min(), (both / have_a).max())


@pytest.mark.parametrize("n", SIZES)
def test_bounds_of_known_margins(n):
    for a in range(n + 1):
        for b in range(n + 1):
            _, _, both = feasible(Margin(a, a), Margin(b, b), n)
            assert joint_count(a, b, n) == (both.min(), both.max())
            if 0 < a < n:
                differences = both / a - (b - both) / (n - a)
                found = risk_difference(a, b, n)
                assert [found.low, found.high] == pytest.approx([differences.min(), differences.max()])
            if 0 < a < n and 0 < b < n:
                correlations = (n * both - a * b) / np.sqrt(a * b * (n - a) * (n - b))
                found = phi(a, b, n)
                assert [found.low, found.high] == pytest.approx([correlations.min(), correlations.max()])
                assert phi_max(a, b, n) == found.high


@pytest.mark.parametrize("n", range(1, 6))
def test_certain_statements_hold_in_every_table_and_survive_exactly_when_they_say_so(n):
    for a in margins(n):
        for b in margins(n):
            have_a, have_b, both = feasible(a, b, n)
            least = {"both": both.min(), "a_without_b": (have_a - both).min(), "b_without_a": (have_b - both).min()}
            found = {statement.kind: statement for statement in certain_statements("A", a, "B", b, n)}
            assert {kind: s.guaranteed for kind, s in found.items()} == {k: v for k, v in least.items() if v > 0}

            wider_a = Margin(max(0, a.low - 1), min(n, a.high + 1))
            wider_b = Margin(max(0, b.low - 1), min(n, b.high + 1))
            have_a, have_b, both = feasible(wider_a, wider_b, n)
            off = {"both": both.min(), "a_without_b": (have_a - both).min(), "b_without_a": (have_b - both).min()}
            assert {kind: s.survives_one_off for kind, s in found.items()} == {kind: off[kind] > 0 for kind in found}


def test_the_statements_of_the_book():
    (gap,) = certain_statements("diagnostics", 20, "pre-service training", 6, 27)
    assert (gap.kind, gap.subject, gap.other) == ("a_without_b", "diagnostics", "pre-service training")
    assert (gap.guaranteed, gap.of, gap.survives_one_off) == (14, Margin(20, 20), True)
    (both,) = [s for s in certain_statements("diagnostics", 20, "stakeholders", 22, 27) if s.kind == "both"]
    assert (both.guaranteed, both.of) == (15, Margin(27, 27))
    (reverse,) = certain_statements("training", 6, "diagnostics", 20, 27)
    assert (reverse.kind, reverse.subject, reverse.other) == ("b_without_a", "diagnostics", "training")


def test_a_statement_that_one_miscounted_country_undoes():
    (both,) = [s for s in certain_statements("A", 14, "B", 14, 27) if s.kind == "both"]
    assert (both.guaranteed, both.survives_one_off) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((28, 5, 27), "a is 28 of 27"),
        ((5, -1, 27), "b is -1"),
        ((5, 5.5, 27), "b is 5.5"),
        ((Margin(5, 3), 5, 27), "a lies between 5 and 3"),
        ((Margin(3, 28), 5, 27), "a is 28 of 27"),
        ((Margin(-1, 3), 5, 27), "the low end of a is -1"),
        ((0, 0, 0), "n is 0"),
    ],
)
@pytest.mark.parametrize("function", [joint_count, conditional_share])
def test_margins_that_cannot_be(function, arguments, message):
    with pytest.raises(InputError, match=message):
        function(*arguments)


def test_items_that_do_not_vary():
    for a, b in [(0, 5), (27, 5), (5, 0), (5, 27)]:
        with pytest.raises(InputError, match="whole number from 1 to 26"):
            phi(a, b, 27)
    with pytest.raises(InputError, match="a is 27"):
        risk_difference(27, 5, 27)
    with pytest.raises(InputError, match="a lies between 4 and 2"):
        guaranteed_gap(Margin(4, 2), 1)
