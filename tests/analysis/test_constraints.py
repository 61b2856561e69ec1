from dataclasses import replace

import pytest

from healthai import data
from healthai.analysis import constraints
from healthai.stats.bounds import Margin
from healthai.stats.joint import Contradiction, check_consistent
from healthai.stats.responses import Count, Event, implication


@pytest.fixture(scope="module")
def eu():
    return constraints.published("eu27")


@pytest.fixture(scope="module")
def region():
    return constraints.published("region50")


def unit(problem, name):
    return next(unit for unit in problem.named if unit.name == name)


def test_each_item_enters_with_the_one_figure_that_the_book_uses(eu):
    entered = {count.event.has[0]: count.range for count in eu.counts if constraints.is_margin(count)}
    used = data.counts("eu27").set_index("item_id")
    assert set(entered) == set(used.index) - {"survey_participation"}
    assert {
        item: (low, high) for item, low, high in used[["count_low", "count_high"]].itertuples() if item in entered
    } == (entered)
    assert entered["new_ai_roles"] == (0, 13)


def test_a_named_country_enters_with_its_stated_and_deduced_answers(eu):
    sweden = unit(eu, "SE")
    assert sweden.stratum == "eu27"
    assert set(sweden.has) == {
        "ai_diagnostics_use",
        "ai_diagnostics_established",
        "health_specific_ai_strategy",
        "driver_patient_care",
    }
    italy = unit(eu, "IT")
    assert set(italy.lacks) == {"ai_diagnostics_established", "health_specific_ai_strategy"}


def test_national_context_is_no_answer(eu, region):
    """A page credits Malta with a strategy, and Ireland published one after the survey."""
    for problem in (eu, region):
        assert "health_specific_ai_strategy" in unit(problem, "MT").lacks
        assert "health_specific_ai_strategy" in unit(problem, "IE").lacks
        assert not [item for item in problem.items if item.startswith("ctx_")]


def test_nobody_outside_the_eu_is_in_the_problem_of_the_eu(eu, region):
    assert {unit.name for unit in eu.named} == set(data.eu27())
    assert {unit.name for unit in region.named if unit.stratum == "rest"} == {"AD", "GB", "RS", "UA"}


def test_the_region_has_its_counts_over_both_strata_and_those_of_the_eu_in_one(region):
    diagnostics = [count for count in region.counts if count.event == Event(has=("ai_diagnostics_use",))]
    assert diagnostics == [
        Count(Event(has=("ai_diagnostics_use",)), 20, "eu27"),
        Count(Event(has=("ai_diagnostics_use",)), 32, None),
    ]
    assert region.size(None) == 50


def test_an_item_worded_otherwise_for_the_region_is_the_same_item(region):
    assert constraints.same_question("liability_standards") == "liability_guidance"
    assert constraints.same_question("ai_diagnostics_use") == "ai_diagnostics_use"
    assert "liability_standards" not in region.items


def test_definitions_are_constraints_of_the_ai_survey_only(eu):
    assert implication("chatbots_established", "chatbots_use") in eu.counts
    listed = constraints.definitions()
    assert len(listed) == sum(count.event.lacks != () or count.event.least == 2 for count in eu.counts)
    assert set(listed["first"]) | set(listed["second"]) <= set(data.items())
    assert all(constraints.is_margin(count) for count in constraints.published("region53").counts)


def test_all_that_is_published_can_be_true_at_once(eu, region):
    for problem in (eu, region, constraints.published("region53")):
        check_consistent(problem)


def test_more_established_use_than_use_is_a_contradiction(eu):
    wrong = Count(Event(has=("chatbots_established",)), 18, "eu27")
    with pytest.raises(Contradiction) as error:
        check_consistent(replace(eu, counts=(wrong, *(count for count in eu.counts if count.event != wrong.event))))
    use = Count(Event(has=("chatbots_use",)), 17, "eu27")
    assert set(error.value.conflicting) == {wrong, use, implication("chatbots_established", "chatbots_use")}


def test_one_off_loosens_counts_and_nothing_else(eu):
    loose = constraints.one_off(eu)
    before, after = (dict(enumerate(problem.counts)) for problem in (eu, loose))
    for i, count in before.items():
        if constraints.is_margin(count):
            low, high = count.range
            assert after[i].count == Margin(max(0, low - 1), min(27, high + 1))
        else:
            assert after[i] == count
    assert loose.named == eu.named
