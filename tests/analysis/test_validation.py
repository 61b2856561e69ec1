import pytest

from healthai import oracles
from healthai.analysis import validation
from healthai.results import Store


@pytest.fixture(scope="module")
def table():
    return validation.reference_values()


def test_every_row_of_the_table_is_computed_and_agrees(table):
    assert list(table["id"]) == [row["id"] for row in oracles.rows()]
    assert table["agrees"].all()
    assert (table["numbers"] == [len(oracles.expected(row)) for row in oracles.rows()]).all()


def test_decimals_are_those_of_the_tolerance(table):
    for row, reference in zip(table.to_dict("records"), oracles.rows(), strict=True):
        tolerance = float(reference["tolerance"])
        if tolerance:
            assert 10.0 ** -row["decimals"] >= tolerance * (1 - 1e-12) > 10.0 ** -(row["decimals"] + 1) * (1 - 1e-12)
        else:
            assert row["decimals"] is None


def test_a_wrong_computation_is_shown_as_such(monkeypatch):
    right = oracles.oracles()
    monkeypatch.setattr(oracles, "oracles", lambda: right | {"r_crit_27": lambda row: [0.5]})
    table = validation.reference_values().set_index("id")
    assert not table.loc["r_crit_27", "agrees"]
    store = Store()
    validation.store_reference_values(store, table.reset_index())
    found = store.results().numbers
    assert found["reference_agree"].value == found["reference_values"].value - 1
