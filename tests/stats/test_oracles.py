"""Every reference value is computed by our own functions."""

import json

import pytest

from healthai.oracles import agrees, expected, oracles, rows
from healthai.stats.unconditional import boschloo

ROWS = {row["id"]: row for row in rows()}


@pytest.mark.parametrize("identifier", sorted(oracles()))
def test_reference_value(identifier):
    row = ROWS[identifier]
    computed = oracles()[identifier](row)
    assert agrees(row, computed), f"{computed} against {expected(row)} within {row['tolerance']}"


def test_every_reference_value_is_covered():
    assert set(ROWS) == set(oracles())


def test_two_groups_to_the_precision_of_each_number():
    row = ROWS["two_group_our"]
    computed, wanted = oracles()["two_group_our"](row), expected(row)
    assert computed[:4] == pytest.approx(wanted[:4], abs=1e-6)
    assert computed[4] == pytest.approx(wanted[4], abs=1e-5)
    assert computed[5:] == pytest.approx(wanted[5:], abs=2e-3)


def test_a_wrong_or_short_answer_does_not_agree():
    row = {"expected": json.dumps([1, 2]), "tolerance": "0.1"}
    assert agrees(row, [1.05, 2])
    assert not agrees(row, [1.2, 2])
    assert not agrees(row, [1])
    assert not agrees(row, [1, float("nan")])


def test_the_doubled_boschloo_reference_is_not_the_comparison_of_the_two_groups():
    """SciPy was given groups in rows where it reads columns; the row's value belongs to 20 of 32 against 7 of 18."""
    assert boschloo(20, 27, 12, 23, "doubled").p == pytest.approx(0.128875, abs=5e-6)
