import pandas as pd
import pytest
from own_tables import replace

from healthai import data, paths
from healthai.data import tables
from healthai.data.codes import eu27
from healthai.errors import InputError


def test_types_follow_the_schema():
    values = data.load("values")
    assert values.dtypes.astype(str).to_dict() == {
        "indicator_id": "str",
        "iso2": "str",
        "year": "Int64",
        "value": "float64",
        "flag": "str",
    }
    assert len(values) == 3807
    assert values["flag"].isna().sum() == 3656
    assert data.load("survey-counts")["count_low"].isna().any()


def test_every_table_loads():
    sizes = {"survey-items": 50, "survey-counts": 90, "survey-sources": 40, "claims": 24, "named-countries": 117}
    sizes |= {"named-answers": 13, "indicators": 49, "countries": 53, "aggregates": 50, "who22-codes": 106}
    sizes |= {"ingredients": 53}
    sizes |= {"contradictions": 16, "oracles": 52, "oracle-attitude": 30, "oracle-life-cycle-savings": 50}
    sizes |= {"cross-tabulations": 0}
    assert {name: len(data.load(name)) for name in sizes} == sizes


def test_a_changed_frame_does_not_change_the_table():
    frame = data.load("countries")
    frame.loc[0, "name_en"] = "Nowhere"
    assert "Nowhere" not in set(data.load("countries")["name_en"])


def test_unknown_table():
    with pytest.raises(InputError, match=r"no table is called 'value' \(did you mean 'values'"):
        data.load("value")


def test_own_data_is_validated_once(own, monkeypatch):
    calls = []
    monkeypatch.setattr("healthai.data.package.validate", calls.append)
    replace(own / "indicators/values.csv", "ai_ent_any,FR,2024,9.91", "ai_ent_any,FR,2024,12.5")
    assert data.indicator("ai_ent_any")["FR"] == 12.5
    data.load("values")
    assert calls == [own]


def test_a_file_that_changes_is_read_again_though_its_size_is_the_same(own):
    before = data.indicator("ai_ent_any")["FR"]
    replace(own / "indicators/values.csv", "ai_ent_any,FR,2024,9.91", "ai_ent_any,FR,2024,9.92")
    assert (before, data.indicator("ai_ent_any")["FR"]) == (9.91, 9.92)


def test_own_data_that_is_wrong_is_refused(own):
    replace(own / "indicators/values.csv", "ai_ent_any,FR,2024,9.91", "ai_ent_any,FR,2024,much")
    with pytest.raises(InputError, match=r"values\.csv, row \d+, column value: 'much' is not allowed"):
        data.load("values")
    data.load("countries")  # sealed, so it does not wait for the others


def test_missing_table_is_refused(own):
    (own / "indicators/values.csv").unlink()
    with pytest.raises(InputError, match=r"values\.csv is missing"):
        data.load("values")


def test_indicator_of_the_primary_year():
    series = data.indicator("ai_ent_any")
    assert series.name == "ai_ent_any"
    assert series.index.name == "iso2"
    assert series.index.is_monotonic_increasing
    assert series.dtype == float
    assert len(series) == 33
    assert series["FR"] == 9.91


def test_indicator_of_a_year_and_countries():
    series = data.indicator("ai_ent_any", 2021, countries=["DK", "AT"])
    assert series.to_dict() == {"AT": 8.83, "DK": 23.89}
    assert len(data.indicator("ind_health_records_online", countries=eu27())) == 26


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ai_ent_an",), "did you mean 'ai_ent_any'"),
        (("ai_ent_any", 2022), "ai_ent_any has no values for 2022; allowed: 2021, 2023, 2024, 2025"),
        (("ai_ent_any", 2024, ["UK"]), "no country is called 'UK'"),
        (("ai_ent_any", 2024, []), "ai_ent_any has no value in 2024 for no country; allowed: AL, AT"),
        (("ind_health_records_online", 2024, ["CZ"]), "no value in 2024 for CZ"),
    ],
)
def test_indicator_refuses(arguments, message):
    with pytest.raises(InputError) as caught:
        data.indicator(*arguments)
    assert message in str(caught.value)


def test_panel_keeps_the_order_of_columns_and_marks_gaps():
    frame = data.panel({"wgi_ge": 2023, "ind_health_records_online": None}, countries=eu27())
    assert list(frame.columns) == ["wgi_ge", "ind_health_records_online"]
    assert tuple(frame.index) == eu27()
    assert frame.index.name == "iso2"
    assert frame.isna().sum().to_dict() == {"wgi_ge": 0, "ind_health_records_online": 1}
    assert pd.isna(frame.loc["CZ", "ind_health_records_online"])


def test_panel_without_countries_has_all_with_a_value():
    assert data.panel({"ai_ent_any": None, "wgi_ge": None}).shape == (53, 2)


def test_panel_lists_all_problems():
    with pytest.raises(InputError) as caught:
        data.panel({"wgi_gee": None, "ai_ent_any": 1999})
    assert len(caught.value.problems) == 2
    with pytest.raises(InputError, match="name at least one"):
        data.panel({})


def test_analysis_set_is_complete_for_the_eu():
    names = ["ai_ent_any", "ehealth_access_score", "genai_individuals", "wgi_ge", "gari2024_government"]
    names += ["ent_ict_training"]
    names += ["adult_learning_4w", "digital_skills_basic", "ict_specialists", "gdp_pps_pc", "share_65plus"]
    assert data.panel(dict.fromkeys(names), countries=eu27()).notna().all(axis=None)


def test_one_figure_an_item():
    found = data.counts("eu27")
    assert len(found) == 28
    assert found["item_id"].is_unique
    assert list(found["item_id"]) == sorted(found["item_id"])
    assert not set(found["item_id"]) & {"ai_surgery_established", "prognosis_established"}
    assert set(found["confidence"]) == {"high", "medium"}
    row = found.set_index("item_id").loc["ai_diagnostics_use"]
    assert (row["count_low"], row["count_high"], row["denominator"]) == (20, 20, 27)
    assert (row["source_id"], row["sources"]) == ("S01", ["S01", "S02", "S03"])


def test_printed_counts_come_before_inferred_ones():
    found = data.counts("region50").set_index("item_id")
    assert found.loc["cross_sectoral_ai_strategy", "status"] == "count_published"
    assert found.loc["cross_sectoral_ai_strategy", "sources"] == ["S12", "S21"]
    assert found.loc["liability_standards", "sources"] == ["S14", "S24"]
    assert found.loc["health_specific_ai_strategy", "denominator"] == 50


def test_bounds_are_kept_as_bounds():
    row = data.counts("region53").set_index("item_id").loc["dh2022_digital_literacy_policy"]
    assert (row["count_low"], row["count_high"]) == (27, 30)


def test_unknown_population():
    with pytest.raises(InputError, match=r"did you mean 'eu27'"):
        data.counts("eu72")


EXACT = {
    "ai_diagnostics_use": (20, 12),
    "chatbots_use": (17, 8),
    "admin_automation_use": (16, 4),
    "cross_sectoral_ai_strategy": (23, 10),
    "health_specific_ai_strategy": (3, 1),
    "driver_patient_care": (27, 22),
    "driver_workforce_pressure": (26, 20),
    "liability_guidance": (2, 2),
}
BOUNDS = {"stakeholder_involvement": (22, 22, 0, 18), "inservice_ai_training": (7, 7, 0, 5)}


def test_the_rest_of_the_region():
    both = data.eu_and_rest().set_index("item_id")
    exact = both[both["exact"]]
    assert {item: (row["count_low_eu"], row["count_low_rest"]) for item, row in exact.iterrows()} == EXACT
    columns = ["count_low_eu", "count_high_eu", "count_low_rest", "count_high_rest"]
    assert {item: tuple(row[columns]) for item, row in both[~both["exact"]].iterrows()} == BOUNDS
    assert set(both["n_eu"]) == {27}
    assert set(both["n_rest"]) == {23}
    assert list(both.index[~both["same_wording"]]) == ["liability_guidance"]
    assert both.loc["liability_guidance", "item_id_region"] == "liability_standards"
    assert both.loc["chatbots_use", "sources"] == ["S01", "S02", "S16", "S17"]
    assert both.loc["chatbots_use", "confidence"] == "medium"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "counts",
            "survey_participation,27,27,27",
            "survey_participation,26,26,27",
            "has 26, not named as answering: none",
        ),
        ("named_countries", "FR,survey_participation,yes", "FR,survey_participation,no", "not named as answering: FR"),
        (
            "counts",
            "chatbots_use,25,25,50,50,count_from_percent,medium,S16",
            "chatbots_use,25,25,53,50,count_from_percent,high,S16",
            "denominators 27 and 53; allowed: 27 and 50",
        ),
        (
            "counts",
            "region50,ai_diagnostics_use,32,32",
            "region50,ai_diagnostics_use,12,12",
            "20 in the EU, but only 12 in the Region",
        ),
    ],
)
def test_subtraction_fails_loudly(own, monkeypatch, file, old, new, message):
    monkeypatch.setattr(tables, "_validated", lambda *_: None)
    replace(own / f"survey/{file}.csv", old, new)
    with pytest.raises(InputError) as caught:
        data.eu_and_rest()
    assert message in str(caught.value)


def test_package_names():
    assert set(data.__all__) <= set(dir(data))
    assert all(callable(getattr(data, name)) for name in data.__all__)
    with pytest.raises(AttributeError, match="no attribute 'indicater'"):
        data.indicater  # noqa: B018
    assert paths.DATA.is_dir()
