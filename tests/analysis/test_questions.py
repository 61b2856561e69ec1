import numpy as np
import pytest
from scipy import stats

from healthai.analysis import questions
from healthai.errors import InputError
from healthai.results import Store


@pytest.fixture(scope="module")
def table():
    return questions.detectable([27, 50], 3, 18, 0.3, 0.8, 0.05)


def test_the_graph_has_no_cycle_and_asks_about_use():
    arrows = questions.assumptions()
    order = ["income", "capacity", "governance", "training", "use"]
    own = arrows[arrows["kind"] != "measured_by"]
    assert all(order.index(start) < order.index(end) for start, end in zip(own["start"], own["end"], strict=True))
    asked = arrows[arrows["kind"] == "question"]
    assert set(asked["end"]) == {"use"}
    assert not arrows.duplicated().any()


def test_everything_that_bears_on_an_exposure_and_on_use_is_a_confounder():
    arrows = questions.assumptions()
    by_start = arrows[arrows["kind"] == "bears_on"].groupby("start")["end"].agg(set)
    assert all(ends == {"governance", "training", "use"} for ends in by_start)


def test_what_is_significant_is_what_the_t_test_says(table):
    for row in table.to_dict("records"):
        df = row["n"] - row["controls"] - 2
        t = row["critical"] * np.sqrt(df / (1 - row["critical"] ** 2))
        assert 2 * stats.t.sf(t, df) == pytest.approx(0.05 / row["tests"], rel=1e-9)


def test_more_countries_find_more_and_more_tests_find_less(table):
    for _, group in table.groupby("n", sort=False):
        assert group["detectable"].is_monotonic_increasing
        assert group["power"].is_monotonic_decreasing
    few, many = (table[table["n"] == n].reset_index() for n in (27, 50))
    assert (few["detectable"] > many["detectable"]).all()


def test_power_by_simulation(table):
    rng = np.random.default_rng(1)
    x, e = rng.normal(size=(2, 20_000, 27))
    y = 0.3 * x + np.sqrt(1 - 0.09) * e
    x, y = (v - v.mean(axis=1, keepdims=True) for v in (x, y))
    r = (x * y).sum(axis=1) / np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))
    first = table.iloc[0]
    assert np.mean(np.abs(r) >= first["critical"]) == pytest.approx(first["power"], abs=0.012)


def test_a_curve_passes_through_its_own_detectable_correlation(table):
    curves = questions.curves(table.head(1), 0.05)
    assert curves["power"].is_monotonic_increasing
    assert np.interp(table.iloc[0]["detectable"], curves["rho"], curves["power"]) == pytest.approx(0.8, abs=0.003)


def test_the_countries_needed_are_the_fewest():
    found = questions.countries_needed(0.5, 0.8, 0.05)
    around = questions.detectable([found - 1, found], 1, 2, 0.5, 0.8, 0.05)
    below, enough = around[(around["controls"] == 0)]["power"]
    assert below < 0.8 <= enough


def test_too_few_countries_for_the_controls_are_named():
    with pytest.raises(InputError, match="n"):
        questions.detectable([5], 3, 18, 0.3, 0.8, 0.05)


def test_each_setting_is_stored_under_its_own_key(table):
    store = Store()
    questions.store_detectable(store, table)
    assert len(store.results().numbers) == 3 * len(table)
    assert store.results().numbers["detectable_27_controls_3_tests_1"].n == 27
