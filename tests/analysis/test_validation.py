import pandas as pd
import pytest

from healthai import oracles
from healthai.analysis import calibration, validation
from healthai.results import Store
from healthai.stats.counts import interval


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


def test_the_verdict_says_where_the_level_lies():
    rows = [(0.02, 0.09, "inside"), (0.06, 0.12, "above"), (0.01, 0.04, "below"), (0.05, 0.07, "inside")]
    table = pd.DataFrame([{"low": low, "high": high, "alpha": 0.05} for low, high, _ in rows])
    assert validation.judged(table)["verdict"].tolist() == [verdict for *_, verdict in rows]


def test_rates_are_stored_with_their_interval_and_traps_apart():
    table = validation.simulate(["freedman_lane", "permutation_across_blocs"], 100, 20, 1, 0.95)
    store = Store()
    validation.store_calibration(store, table, 0.95)
    found = store.results().numbers
    assert (found["tests_above"].n, found["traps_above"].n) == (1, 1)
    rate = found["rate_freedman_lane_single"]
    assert (rate.value, rate.n) == (table["rejections"].iloc[0] / 100, 100)
    assert rate.interval == [table["low"].iloc[0], table["high"].iloc[0]]
    assert found["highest_end"].value == table["high"].iloc[0]
    assert "curve_replicates" not in found


def test_curves_have_replicates_of_their_own():
    table = validation.simulate(["curve", "freedman_lane"], 30, 20, 1, 0.95)
    assert table["case"].tolist() == ["freedman_lane", *["curve"] * 4]
    assert table["replicates"].tolist() == [30, 20, 20, 20, 20]
    alone = calibration.run(["curve"], 20, 1)
    assert table["rejections"].tolist()[1:] == alone["rejections"].tolist()
    store = Store()
    validation.store_calibration(store, table, 0.95)
    found = store.results().numbers
    assert (found["replicates"].value, found["curve_replicates"].value) == (30, 20)


def test_the_least_rate_that_is_seen_is_where_the_interval_leaves_the_level():
    store = Store()
    validation.store_calibration(store, validation.simulate(["freedman_lane"], 100, 20, 1, 0.95), 0.95)
    found = store.results().numbers["least_seen"]
    k = round(found.value * 100)
    assert interval(k - 1, 100).low <= 0.05 < interval(k, 100).low
