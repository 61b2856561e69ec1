from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthai.errors import InputError
from healthai.stats import two_groups
from healthai.stats.counts import worst_case
from healthai.stats.missing import association, cross_tabulate


def test_three_countries_outside_the_union_did_not_answer():
    found = association([[20, 7, 0], [12, 11, 3], [0, 0, 0]])
    assert (found.risk_difference.low, found.risk_difference.high) == pytest.approx(
        (20 / 27 - 15 / 26, 20 / 27 - 12 / 26)
    )
    assert (found.risk_difference.low, found.risk_difference.high) == pytest.approx((0.16, 0.28), abs=5e-3)
    assert (found.p.low, found.p.high) == pytest.approx((0.05, 0.25), abs=5e-3)
    assert found.tables == 4


def test_inservice_training_answered_by_20_of_27():
    """Of 7 silent countries any number may train."""
    assert worst_case(12, 20, 27) == (12, 19)
    found = association([[9, 3, 4], [3, 5, 3], [0, 0, 0]])
    assert found.risk_difference.low == pytest.approx(9 / 16 - 6 / 11)
    assert found.risk_difference.high == pytest.approx(13 / 16 - 3 / 11)


def filled_in(a, b):
    silent = np.isnan(a).sum() + np.isnan(b).sum()
    for answers in product([0, 1], repeat=int(silent)):
        full = np.concatenate([a, b])
        full[np.isnan(full)] = answers
        yield full[: len(a)], full[len(a) :]


ANSWERS = st.lists(st.tuples(*[st.sampled_from([0.0, 0.0, 1.0, 1.0, np.nan])] * 2), min_size=1, max_size=7)


@settings(max_examples=80)
@given(ANSWERS)
def test_every_way_to_fill_in(answers):
    a, b = np.array(answers).T
    differences, correlations, p = [], [], []
    tables = set()
    for one, other in filled_in(a, b):
        cells = [[int(((one == x) & (other == y)).sum()) for y in (1, 0)] for x in (1, 0)]
        tables.add(str(cells))
        p.append(two_groups.fisher(cells).p)
        varies = 0 < one.sum() < len(a)
        differences.append(other[one == 1].mean() - other[one == 0].mean() if varies else None)
        correlations.append(np.corrcoef(one, other)[0, 1] if varies and 0 < other.sum() < len(b) else None)
    found = association(cross_tabulate(a, b))
    assert found.tables == len(tables)
    assert (found.p.low, found.p.high) == pytest.approx((min(p), max(p)))
    for bound, every in ((found.risk_difference, differences), (found.phi, correlations)):
        if None in every:
            assert bound is None
        else:
            assert (bound.low, bound.high) == pytest.approx((min(every), max(every)))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: association([[1, 2], [3, 4]]), "three rows of three counts"),
        (lambda: association([[0] * 3] * 3), "no country"),
        (lambda: association([[1, 0, 0], [0, -1, 0], [0, 0, 0]]), "a cell of answers is -1"),
        (lambda: association([[9, 9, 40], [9, 9, 40], [40, 40, 9]]), "at most 200000 are tried"),
        (lambda: cross_tabulate([1, 0], [1]), "same number"),
        (lambda: cross_tabulate([], []), "at least one"),
        (lambda: cross_tabulate([1, 2], [1, 0]), "a holds an answer that is not 0, 1 or missing"),
    ],
)
def test_what_is_not_allowed(call, message):
    with pytest.raises(InputError, match=message):
        call()
