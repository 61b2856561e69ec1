import csv

import numpy as np
import pandas as pd
import pytest

from healthai import paths
from healthai.analysis import profile
from healthai.data import codes
from healthai.results import Store


@pytest.fixture(scope="module")
def values():
    """The published values, read without the package: (indicator, year) to country to value."""
    found = {}
    with (paths.DATA / "indicators" / "values.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["iso2"] in codes.eu27():
                found.setdefault((row["indicator_id"], int(row["year"])), {})[row["iso2"]] = float(row["value"])
    return found


@pytest.mark.parametrize("country", ["FR", "MT", "SE"])
def test_a_rank_is_one_more_than_the_number_of_higher_values(country, values):
    indicators = ["ai_ent_any", "wgi_ge", "gdp_pps_pc"]
    for row in profile.ranks(country, indicators).to_dict("records"):
        series = values[row["indicator"], row["year"]]
        assert row["value"] == series[country]
        assert row["rank"] == 1 + sum(other > series[country] for other in series.values())
        assert row["n"] == len(series)
        assert row["median"] == pytest.approx(np.median(list(series.values())))


def test_the_rank_of_france():
    row = profile.ranks("FR", ["ai_ent_any"]).iloc[0]
    assert (row["year"], row["value"], row["rank"], row["n"]) == (2024, 9.91, 17, 27)


def test_a_country_without_a_value_has_no_rank(values):
    row = profile.ranks("FR", ["who22_bigdata_private"]).iloc[0]
    assert (row["value"], row["rank"]) == (None, None)
    assert row["n"] == len(values["who22_bigdata_private", 2022])


def test_the_nearest_countries_by_hand(values):
    years = profile.ranks("FR", list(profile.CONDITIONS)).set_index("indicator")["year"]
    table = np.array([[values[name, years[name]][country] for name in profile.CONDITIONS] for country in codes.eu27()])
    for column, name in enumerate(profile.CONDITIONS):
        if name in ("gdp_pps_pc", "che_pps_pc", "population_jan1"):
            table[:, column] = np.log(table[:, column])
    table = (table - table.mean(axis=0)) / table.std(axis=0, ddof=1)
    distance = np.sqrt(((table - table[codes.eu27().index("FR")]) ** 2).sum(axis=1))
    order = [codes.eu27()[i] for i in np.argsort(distance) if codes.eu27()[i] != "FR"]
    found = profile.nearest("FR", 4)
    assert found["iso2"].tolist() == order[:4] == ["DE", "ES", "BE", "SE"]
    assert found["distance"].tolist() == pytest.approx(sorted(distance)[1:5], rel=1e-9)


@pytest.mark.parametrize("k", [1, 10])
def test_every_member_has_peers_and_is_not_its_own(k):
    for country in codes.eu27():
        found = profile.nearest(country, k)
        assert len(set(found["iso2"]) - {country}) == k
        assert found["distance"].is_monotonic_increasing


def test_values_beside_those_of_the_peers(values):
    near = pd.DataFrame({"iso2": ["SE", "DE"]})
    found = profile.beside("FR", near, ["wgi_ge", "ai_ent_any"])
    assert list(found) == ["indicator", "FR", "SE", "DE"]
    assert found["indicator"].tolist() == ["wgi_ge", "ai_ent_any"]
    assert found.loc[1, "SE"] == values["ai_ent_any", 2024]["SE"]


def test_the_strip_marks_the_country_and_its_peers():
    found = profile.strip("FR", ["ai_ent_any", "wgi_ge"], pd.DataFrame({"iso2": ["DE", "SE"]}))
    assert found.groupby("role")["iso2"].unique().map(sorted).to_dict() == {
        "country": ["FR"],
        "peer": ["DE", "SE"],
        "other": sorted(set(codes.eu27()) - {"FR", "DE", "SE"}),
    }
    assert found.groupby("indicator")["iso2"].nunique().to_dict() == {"ai_ent_any": 27, "wgi_ge": 27}


def test_what_texts_say_of_a_country():
    found = profile.named("FR")
    assert list(found) == ["item_id", "value", "kind", "confidence", "source_id"]
    with (paths.DATA / "survey" / "named_countries.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["iso2"] == "FR"]
    unanimous = {"driver_patient_care", "survey_participation"}
    assert found["item_id"].tolist() == [row["item_id"] for row in rows if row["item_id"] not in unanimous]


def test_what_is_missing_of_a_country(values):
    assert profile.gaps("FR")["indicator"].tolist() == ["who22_bigdata_private"]
    for country in codes.eu27():
        for row in profile.gaps(country).to_dict("records"):
            assert country not in values[row["indicator"], row["year"]]
            years = sorted(y for (i, y), series in values.items() if i == row["indicator"] and country in series)
            assert ("" if pd.isna(row["years"]) else row["years"]) == ", ".join(map(str, years))


def test_a_country_that_lacks_nothing_has_an_empty_table_with_its_columns():
    found = profile.gaps("LU")
    assert (len(found), list(found)) == (0, ["indicator", "year", "years"])


def test_what_is_stored(values):
    store = Store()
    table = profile.ranks("FR", ["ai_ent_any", "who22_bigdata_private"])
    profile.store_ranks(store, table)
    found = store.results().numbers
    assert set(found) == {"value_ai_ent_any", "rank_ai_ent_any"}, "a missing value is not stored"
    assert (found["rank_ai_ent_any"].value, found["rank_ai_ent_any"].n, found["rank_ai_ent_any"].kind) == (
        17,
        27,
        "count",
    )
    assert (found["value_ai_ent_any"].value, found["value_ai_ent_any"].digits) == (9.91, 1)
