from dataclasses import replace

import pandas as pd
import pytest

from healthai.analysis import answers, constraints
from healthai.errors import InputError
from healthai.results import Store
from healthai.stats.bounds import Margin
from healthai.stats.joint import bounds
from healthai.stats.responses import Count, Event, Problem, implication, margin

WHICH = ["ai_surgery_use"]


@pytest.fixture(scope="module")
def eu():
    return constraints.published("eu27")


@pytest.fixture(scope="module")
def pairs():
    return answers.chosen(WHICH)


@pytest.fixture(scope="module")
def worth(pairs, eu):
    return answers.worth(pairs, eu)


def test_width_is_the_total_of_the_ranges(pairs, eu):
    assert answers.width(pairs, eu) == (pairs["joint_high"] - pairs["joint_low"]).sum()


def test_every_pair_and_every_count_known_as_a_range_is_a_candidate(worth, pairs):
    assert len(worth) == len(pairs) + 1
    (single,) = worth[worth["a"].isna()].to_dict("records")
    assert (single["b"], single["low"], single["high"]) == ("new_ai_roles", 0, 13)


def test_a_joint_count_surely_takes_away_its_own_range(worth):
    joint = worth[worth["a"].notna()]
    assert (joint["worst"] >= joint["high"] - joint["low"]).all()
    assert (worth["best"] >= worth["worst"]).all()
    assert worth["worst"].is_monotonic_decreasing
    for row in worth.to_dict("records"):
        assert (row["possible"][0], row["possible"][-1]) == (row["worst"], row["best"])


def test_what_publishing_the_number_of_roles_would_do(worth, pairs, eu):
    """Each possible number is put in by hand."""
    events = [Event(has=(row["a"], row["b"])) for row in pairs.to_dict("records")]
    now = answers.width(pairs, eu)
    gone = []
    for k in range(14):
        told = replace(eu, counts=(*eu.counts, Count(Event(has=("new_ai_roles",)), k)))
        ends = [bounds(told.linked(event.items), event) for event in events]
        gone.append(now - sum(end.high - end.low for end in ends))
    (single,) = worth[worth["a"].isna()].to_dict("records")
    assert (single["worst"], single["best"]) == (min(gone), max(gone))
    assert single["share"] == min(gone) / now


def test_use_and_established_use_help_each_other():
    problem = Problem(
        ("use", "established", "training"),
        {"all": 9},
        (
            margin("use", 6),
            margin("established", 4),
            margin("training", Margin(3, 4)),
            implication("established", "use"),
        ),
    )
    rows = [{"a": a, "b": "training", "b_low": 3, "b_high": 4} for a in ("use", "established")]
    found = answers.worth(pd.DataFrame(rows), problem)
    assert (found["helped"] > 0).all()


@pytest.mark.parametrize("item", ["liability_guidance", "ai_surgery_established"])
def test_an_item_that_is_none_of_adoption_or_has_no_count_is_refused(item):
    with pytest.raises(
        InputError, match=f"adoption_items holds '{item}', which has no usable count; allowed: ai_diagn"
    ):
        answers.chosen([*WHICH, item])


def test_what_is_stored(worth, pairs, eu):
    store = Store()
    total = answers.width(pairs, eu)
    answers.store_worth(store, worth, pairs, total)
    found = store.results()
    first = worth.iloc[0]
    assert found.names["asked_1"].codes == [first["a"], first["b"]]
    assert (found.numbers["surely_1"].value, found.numbers["at_most_1"].value) == (first["worst"], first["best"])
    assert found.numbers["surely_new_ai_roles"].n == found.numbers["width"].value == total
