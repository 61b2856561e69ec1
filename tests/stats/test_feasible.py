import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthai.analysis import margins
from healthai.errors import InputError
from healthai.stats import two_groups, unconditional
from healthai.stats.bounds import Margin, joint_count
from healthai.stats.feasible import (
    boschloo_p,
    demonstrable,
    fisher_range,
    mid_p,
    minlike_p,
    overlap_without_relation,
)
from healthai.stats.two_groups import fisher


def table(both, a, b, n):
    return [[both, a - both], [b - both, n - a - b + both]]


@settings(max_examples=60)
@given(st.data())
def test_p_is_that_of_fisher_and_the_range_is_attained(data):
    n = data.draw(st.integers(1, 40))
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, n))
    low, high = joint_count(a, b, n)
    every = [fisher(table(both, a, b, n)).p for both in range(low, high + 1)]
    assert minlike_p(np.arange(low, high + 1), a, b, n) == pytest.approx(every, abs=1e-12)
    found = fisher_range(a, b, n)
    assert (found.low, found.high) == pytest.approx((min(every), max(every)), abs=1e-12)
    assert demonstrable(a, b, n) == (min(every) < 0.05)


@pytest.mark.parametrize(("a", "b", "n"), [(20, 3, 27), (3, 20, 27), (13, 2, 27), (5, 5, 12)])
def test_other_tests_of_the_same_tables_are_those_of_two_groups(a, b, n):
    low, high = joint_count(a, b, n)
    counts = np.arange(low, high + 1)
    by_hand = [two_groups.mid_p(table(both, a, b, n)).p for both in counts]
    assert mid_p(counts, a, b, n) == pytest.approx(by_hand, abs=1e-12)
    by_a = [unconditional.boschloo(both, a, b - both, n - a).p for both in counts.tolist()]
    by_b = [unconditional.boschloo(both, b, a - both, n - b).p for both in counts.tolist()]
    assert boschloo_p(counts, a, b, n) == pytest.approx(np.minimum(by_a, by_b), abs=1e-5)


def test_no_test_shows_anything_of_an_item_that_all_have():
    assert boschloo_p(np.array([7]), 27, 7, 27).tolist() == [1]
    assert boschloo_p(0, 0, 7, 27) == 1


def test_a_range_of_margins_holds_all_its_counts():
    single = [fisher_range(a, b, 12) for a in range(3, 6) for b in range(2, 9)]
    found = fisher_range(Margin(3, 5), Margin(2, 8), 12)
    assert (found.low, found.high) == (min(one.low for one in single), max(one.high for one in single))


def test_an_item_that_none_has_shows_nothing():
    assert fisher_range(0, 7, 27).low == pytest.approx(1)
    assert not demonstrable(27, 7, 27, 0.99)


def test_pairs_of_the_union():
    """In 102 of 120 pairs some table has p < .05; 101 if new roles were 13 of 27 and not "nearly half" at most."""
    rows = margins.pairs("eu27").to_dict("records")
    bounded = sum(demonstrable(Margin(r["a_low"], r["a_high"]), Margin(r["b_low"], r["b_high"]), 27) for r in rows)
    highest = sum(demonstrable(r["a_high"], r["b_high"], 27) for r in rows)
    assert (len(rows), bounded, highest) == (120, 102, 101)


def test_overlap_of_diagnostics_and_stakeholders_without_relation():
    found = overlap_without_relation(20, 22, 27)
    assert found.mean == pytest.approx(16.296, abs=5e-4)
    assert (found.counts[0], found.counts[-1]) == (15, 20)
    assert (found.low, found.high) == (15, 18)
    assert sum(found.probabilities) == pytest.approx(1)
    assert np.dot(found.counts, found.probabilities) == pytest.approx(found.mean)


@given(st.integers(1, 30), st.data())
def test_the_band_leaves_out_at_most_its_tails(n, data):
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, n))
    found = overlap_without_relation(a, b, n, 0.9)
    counts, probabilities = np.array(found.counts), np.array(found.probabilities)
    assert probabilities[counts < found.low].sum() <= 0.05 + 1e-9
    assert probabilities[counts > found.high].sum() <= 0.05 + 1e-9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: fisher_range(28, 3, 27), "a is 28 of 27"),
        (lambda: fisher_range(Margin(4, 3), 3, 27), "low end must not exceed"),
        (lambda: demonstrable(3, 3, 27, 1), "alpha is 1"),
        (lambda: minlike_p(8, 20, 7, 27), "allow 0 to 7"),
        (lambda: overlap_without_relation(3, 3, 27, 0), "level is 0"),
    ],
)
def test_what_is_not_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()
