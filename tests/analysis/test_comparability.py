import numpy as np
import pandas as pd
import pytest
from scipy import stats

from healthai import data
from healthai.analysis import comparability
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store

SERIES = ["ai_ent_any", "ind_health_records_online", "wgi_ge", "ict_specialists", "gdp_pps_pc", "share_65plus"]


@pytest.fixture(scope="module")
def found():
    return comparability.values(SERIES)


@pytest.fixture(scope="module")
def table(found):
    return comparability.completeness(SERIES, found).set_index("indicator")


def relation(a, b):
    return comparability.relations([a, b]).iloc[0]


def test_completeness_counts_member_states_in_the_main_year(table):
    assert table["n"].to_dict() == {name: 27 - (name == "ind_health_records_online") for name in SERIES}
    assert (table["of"] == 27).all()
    assert table["year"].to_dict() == {name: 2023 if name == "wgi_ge" else 2024 for name in SERIES}


def test_years_left_out_lie_between_the_first_and_the_last(table):
    assert (table.loc["ai_ent_any", "years"], table.loc["ai_ent_any", "gaps"]) == ("2021 2023 2024 2025", "2022")
    assert table.loc["share_65plus", "gaps"] == "2021 2023"
    assert pd.isna(table.loc["wgi_ge", "gaps"])


def test_flags_are_counted_letter_by_letter_in_the_main_year(table):
    flags = data.load("values").query("indicator_id == 'ict_specialists' and year == 2024")["flag"].dropna()
    letters = "".join(flags)
    assert {flag: table.loc["ict_specialists", flag] for flag in "bdepu"} == {f: letters.count(f) for f in "bdepu"}
    assert table.loc["gdp_pps_pc", "p"] == 10
    assert table.loc["ai_ent_any", "b"] == 0
    assert table.loc["ai_ent_any", "flagged"] == 3, "breaks of 2023 and 2025"


def test_unknown_flags_are_not_counted_as_none(table):
    for name in ("ind_health_records_online", "wgi_ge", "share_65plus"):
        assert table.loc[name, ["b", "d", "e", "p", "u", "flagged"]].isna().all()


def test_series_copied_without_flags_are_those_whose_notes_say_so():
    about = data.load("indicators").set_index("indicator_id")
    for name in comparability.COPIED_WITHOUT_FLAGS:
        assert "flags" in about.loc[name, "note"]
    flagged = set(data.load("values").dropna(subset="flag")["indicator_id"])
    publishers = about.loc[sorted(flagged), "publisher"]
    assert not publishers.str.startswith(comparability.FLAGLESS).any()


def test_every_series_and_country_has_one_tile(found):
    tiles = comparability.cells(SERIES, found)
    assert len(tiles) == len(SERIES) * 27
    state = tiles.set_index(["indicator", "iso2"])["state"]
    assert state["ind_health_records_online", "CZ"] == "missing"
    assert state["ind_health_records_online", "FR"] == state["wgi_ge", "FR"] == "flags_unknown"
    assert state["ai_ent_any", "FR"] == "clean"
    assert state["ict_specialists", "BG"] == "flagged"
    assert tiles.set_index(["indicator", "iso2"]).loc[("ict_specialists", "BG"), "flag"] == "b"
    assert (tiles["state"] == "flagged").equals(tiles["flag"].notna())


@pytest.mark.parametrize(
    ("a", "b", "expected", "shared", "edition"),
    [
        ("ai_ent_any", "ent_ict_training", "same_collection", ["enterprise_ict_survey"], "this"),
        ("digital_skills_basic", "ind_health_records_online", "same_collection", ["household_ict_survey"], "this"),
        ("wgi_ge", "gari2024_government", "ingredient", ["wgi_ge"], "earlier"),
        ("wgi_ge", "wgi_pv", "ingredient", ["wgi_source_data"], "this"),
        ("wgi_pv", "gari2024_government", "ingredient", ["wgi_source_data"], "earlier"),
        ("gari2024_total", "gari2024_government", "ingredient", ["gari2024_government"], "this"),
        ("adult_learning_4w", "adult_learning_12m", "same_publisher", [], None),
        ("ai_ent_any", "wgi_ge", "nothing_known", [], None),
    ],
)
def test_what_two_series_share(a, b, expected, shared, edition):
    for row in (relation(a, b), relation(b, a)):
        assert (row["relation"], row["shared"], row["edition"]) == (expected, shared, edition)


def test_the_years_of_two_series_are_compared():
    assert relation("ai_ent_any", "ent_ict_training")["same_year"]
    assert not relation("digital_skills_basic", "ind_health_records_online")["same_year"]


def test_ingredients_of_ingredients_count():
    table = pd.DataFrame({"indicator_id": ["a", "b", "c", "d"], "ingredient": ["b", "c", "a", "x"]})
    assert comparability.ingredients("a", table) == {"a", "b", "c"}, "a circle ends"
    assert comparability.ingredients("d", table) == {"x"}
    assert comparability.ingredients("e", table) == set()


def test_every_source_shown_is_of_a_series_or_of_what_it_is_built_from():
    shown = comparability.sourced(["gari2024_government"])
    assert set(shown["indicator_id"]) == {"gari2024_government", "wgi_ge", "wgi_rq", "wgi_va"}
    assert shown["source"].notna().all()


def test_likeness_is_that_of_scipy():
    (row,) = comparability.likeness(["wgi_ge", "ind_health_records_online"], 0.9).to_dict("records")
    both = data.panel({"wgi_ge": None, "ind_health_records_online": None}, countries=codes.eu27()).dropna()
    assert row["n"] == 26
    assert row["rho"] == pytest.approx(stats.spearmanr(*both.to_numpy().T).statistic)
    assert row["low"] < row["rho"] < row["high"]


@pytest.mark.parametrize("series", [["wgi_ge"], ["wgi_ge", "wgi_rq", "wgi_ge"]])
def test_likeness_needs_different_series(series):
    with pytest.raises(InputError, match="name two or more different series"):
        comparability.likeness(series, 0.95)


def test_the_illustration_runs_from_nothing_to_all_shared():
    table = comparability.illustrate(27, 2, 500, 0.05, 1)
    assert table["shared"].tolist() == [0, 1, 2]
    assert table["expected"].tolist() == pytest.approx([0, 0.5, 1])
    assert table["rate"].is_monotonic_increasing
    assert table.loc[0, "low"] < 0.05 < table.loc[0, "high"]
    assert np.allclose(table["mean"], table["expected"], atol=0.03)
    again = comparability.illustrate(27, 2, 500, 0.05, 1)
    assert again.equals(table)


def test_unknown_and_repeated_series_are_named_at_once():
    with pytest.raises(InputError) as caught:
        comparability.values(["wgi_ge", "wgi_gee", "wgi_ge"])
    unknown, twice = caught.value.problems
    assert "no indicator is called 'wgi_gee' (did you mean 'wgi_ge'" in unknown
    assert twice == "wgi_ge is named twice; name each series once"


def test_what_is_stored(found, table):
    store = Store()
    comparability.store_completeness(store, table.reset_index())
    relations = comparability.relations(["ai_ent_any", "ent_ict_training", "wgi_ge"])
    comparability.store_relations(store, relations, ["ai_ent_any"], ["ent_ict_training", "wgi_ge"])
    numbers = store.results().numbers
    assert (numbers["series_complete"].value, numbers["series_complete"].n) == (5, 6)
    assert numbers["series_flags_unknown"].value == 3
    assert (numbers["flag_p_gdp_pps_pc"].value, numbers["flag_p_gdp_pps_pc"].n) == (10, 27)
    assert "flag_b_wgi_ge" not in numbers
    assert (numbers["pairs"].value, numbers["crossed"].value) == (3, 2)
    assert (numbers["crossed_same_collection"].value, numbers["crossed_nothing_known"].value) == (1, 1)
    assert numbers["pairs_nothing_known"].value == 2
