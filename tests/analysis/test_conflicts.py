import pytest

from healthai import data
from healthai.analysis import conflicts, constraints
from healthai.results import Store


@pytest.fixture(scope="module")
def listed():
    return conflicts.listed().set_index("contradiction")


def parts(row):
    """Return a conflicting set as (country, items had, low end, high end)."""
    return {(part["country"], tuple(part["has"]), part.get("low"), part.get("high")) for part in row["conflict"]}


def test_every_listed_contradiction_has_a_verdict(listed):
    assert set(listed.index) == set(data.load("contradictions")["contradiction_id"])
    assert set(listed["found"]) == {"programme", "percentage", "denominator", "not_found"}
    assert listed["conflict"].map(bool).equals(listed["found"] == "programme")


@pytest.mark.parametrize(
    ("contradiction", "conflict"),
    [
        (
            "surgery_established_3_6",
            {(None, ("ai_surgery_established",), 3, 3), (None, ("ai_surgery_established",), 6, 6)},
        ),
        (
            "financial_barrier_86_percent",
            {
                (None, ("barrier_financial_affordability",), 39, 39),
                (None, ("barrier_financial_affordability",), 43, 43),
            },
        ),
        (
            "literacy_policy_half",
            {
                (None, ("dh2022_digital_literacy_policy",), 27, 30),
                (None, ("dh2022_digital_literacy_policy",), 25, 25),
            },
        ),
    ],
)
def test_two_counts_of_one_item_are_in_conflict(listed, contradiction, conflict):
    assert listed.loc[contradiction, "found"] == "programme"
    assert parts(listed.loc[contradiction]) == conflict


def test_a_fifth_strategy_is_in_conflict_with_the_count_of_four(listed):
    five = {(country, ("health_specific_ai_strategy",), None, None) for country in ("AD", "FI", "MT", "SE", "SK")}
    assert parts(listed.loc["malta_strategy"]) == {*five, (None, ("health_specific_ai_strategy",), 4, 4)}


@pytest.mark.parametrize(
    ("contradiction", "found"),
    [
        ("stakeholders_81_80", "percentage"),  # 80 % of 27
        ("funding_14_or_quarter", "percentage"),  # 25 % of 50
        ("health_strategy_denominator", "denominator"),
        ("chatbots_half", "not_found"),  # a half against "more than half"
        ("spain_leading_or_pilot", "not_found"),
        ("finland_training", "not_found"),  # no item of the survey
    ],
)
def test_what_figures_do_not_give_away(listed, contradiction, found):
    assert listed.loc[contradiction, "found"] == found


def test_the_figures_that_name_their_sources(listed):
    sources = {part["low"]: part["sources"] for part in listed.loc["surgery_established_3_6", "conflict"]}
    assert sources == {6: ["S02"], 3: ["S04"]}


def test_what_is_used_is_not_in_conflict():
    for population in constraints.STRATA:
        assert conflicts.conflict(constraints.published(population)) == ()


def test_how_much_was_checked():
    found = conflicts.checked().set_index("population")
    region = constraints.published("region50")
    assert found.loc["region50", "countries"] == len(region.named)
    answered = [data.counts(name)["item_id"].ne("survey_participation").sum() for name in ("eu27", "region50")]
    assert found.loc["region50", "counts"] == sum(answered)
    assert found.loc["region53", "answers"] == 0


def test_what_is_stored(listed):
    store = Store()
    conflicts.store_conflicts(store, listed.reset_index())
    conflicts.store_checks(store, conflicts.checked())
    found = store.results().numbers
    ways = ("programme", "percentage", "denominator", "not_found")
    assert sum(found[f"contradictions_{way}"].value for way in ways) == found["contradictions"].value == len(listed)
    assert found["definitions"].value == len(constraints.definitions())
    assert found["cross_tabulations"].value == 0
