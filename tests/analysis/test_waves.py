import numpy as np
import pytest

from healthai import data
from healthai.analysis import waves
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store

AI, YEARS = "ai_ent_any", [2021, 2023, 2024, 2025]


def test_waves_are_the_published_values_of_all_members():
    frame = waves.waves(AI, [2025, 2021, 2021])
    assert list(frame) == [2021, 2025]
    assert tuple(frame.index) == codes.eu27()
    assert frame[2025].to_dict() == data.indicator(AI, 2025, codes.eu27()).to_dict()


def test_countries_that_lack_a_wave_are_left_out():
    frame = waves.waves("ind_health_records_online", [2020, 2022, 2024])
    assert set(codes.eu27()) - set(frame.index) == {"CZ", "FR"}


@pytest.mark.parametrize(
    ("indicator", "years", "message"),
    [
        (AI, [2021, 2022], "ai_ent_any has no values for 2022; allowed: 2021, 2023, 2024, 2025"),
        (AI, [2015, 2021, 2022], "no values for 2015, 2022; allowed"),
        (AI, [2021, 2021], "years is 2021; change needs two different years or more"),
        (AI, [], "years is empty"),
        ("nothing", [2021, 2023], "no indicator is called 'nothing'"),
    ],
)
def test_years_that_are_not_there_give_one_message(indicator, years, message):
    with pytest.raises(InputError, match=message) as caught:
        waves.waves(indicator, years)
    assert len(caught.value.problems) == 1


def test_log_odds_are_undone_by_the_logistic_function():
    frame = waves.waves(AI, YEARS)
    assert waves.scaled(frame, AI, "pct") is frame
    odds = np.exp(waves.scaled(frame, AI, "logit"))
    assert np.allclose(100 * odds / (1 + odds), frame)


@pytest.mark.parametrize(
    ("indicator", "years", "message"),
    [
        ("wgi_ge", [2021, 2023], "scale='logit' is for percentages, but wgi_ge"),
        ("gdp_pps_pc", [2021, 2023], "for percentages, but gdp_pps_pc"),
    ],
)
def test_log_odds_of_what_is_no_percentage_are_refused(indicator, years, message):
    with pytest.raises(InputError, match=message):
        waves.scaled(waves.waves(indicator, years), indicator, "logit")
    assert not waves.is_percentage(indicator)
    assert waves.is_percentage(AI)


def test_log_odds_of_nothing_and_all_are_refused():
    frame = waves.waves(AI, YEARS)
    frame.loc["FR", 2024] = 100.0
    with pytest.raises(InputError, match="ai_ent_any is 100 in FR 2024; allowed: 'pct'"):
        waves.scaled(frame, AI, "logit")


def test_outcome_and_regressor_share_countries_and_years():
    y, x = waves.shared("ind_health_records_online", "ent_ict_training", [2020, 2022, 2024], "pct")
    assert list(y) == list(x) == [2020, 2022, 2024]
    assert list(y.index) == list(x.index)
    assert "CZ" not in y.index
    y, x = waves.shared(AI, "wgi_ge", YEARS, "logit")
    assert list(y) == list(x) == [2021, 2023]


@pytest.mark.parametrize(
    ("regressor", "years", "message"),
    [
        ("ent_ict_training", YEARS, "ent_ict_training has 2019, 2020, 2022, 2024, of which 1 are among the years"),
        ("wgi_ge", [2024, 2025], "of which 0 are among the years of ai_ent_any asked for"),
        (AI, YEARS, "both outcome and regressor"),
        ("adult_learning_4w", [2021, 2022], "ai_ent_any has no values for 2022"),
    ],
)
def test_a_regressor_without_two_common_waves_is_refused(regressor, years, message):
    with pytest.raises(InputError, match=message):
        waves.shared(AI, regressor, years, "pct")


def test_breaks_are_those_between_the_waves():
    assert waves.breaks(AI, waves.waves(AI, YEARS)) == {"FR", "SE", "NL"}
    assert waves.breaks(AI, waves.waves(AI, [2023, 2024])) == set()
    # A break in a year that was not asked for lies between two that were.
    assert waves.breaks("adult_learning_4w", waves.waves("adult_learning_4w", [2021, 2023])) == {"SI", "SK"}


def test_trajectories_have_every_value_and_the_flags():
    long = waves.trajectories(AI, YEARS)
    assert len(long) == 4 * 27
    assert set(zip(*long.loc[long["flagged"], ["iso2", "year"]].to_numpy().T, strict=True)) == {
        ("FR", 2023),
        ("SE", 2023),
        ("NL", 2025),
    }
    medians = waves.medians(long).set_index("year")["median"]
    assert medians[2024] == np.median(data.indicator(AI, 2024, codes.eu27()))


def test_the_definition_changed_only_when_its_wave_is_compared_with_earlier_ones():
    assert waves.definition_changed(AI, YEARS) == [2025]
    assert waves.definition_changed(AI, [2021, 2024]) == []
    assert waves.definition_changed("ehealth_access_score", [2022, 2025]) == []


def test_catching_up_is_told_on_each_scale_that_there_is():
    table = waves.caught_up(AI, YEARS, 0.95)
    assert list(table["scale"]) == ["pct", "logit"]
    first, last = waves.waves(AI, [2021, 2025]).to_numpy().T
    expected = np.corrcoef(last - first, (first + last) / 2)[0, 1]
    assert table.loc[0, "oldham_pearson"] == pytest.approx(expected)
    assert (table["oldham_low"] < table["oldham"]).all()
    assert list(waves.caught_up("ehealth_access_score", [2022, 2025], 0.95)["scale"]) == ["pct"]


def test_what_is_stored_of_the_trajectories():
    store = Store()
    waves.store_trajectories(store, AI, waves.trajectories(AI, YEARS))
    found = store.results()
    values = waves.waves(AI, YEARS)
    assert found.numbers["rose"].value == (values[2025] > values[2021]).sum()
    assert found.numbers["median_last"].value == values[2025].median()
    assert set(found.names["breaks"].codes) == {"FR", "SE", "NL"}
    assert "DK" in found.names["fell"].codes
    assert "RO" not in found.names["fell"].codes
