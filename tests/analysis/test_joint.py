import shutil

import pandas as pd
import pytest
from scipy import stats

from healthai import data, paths
from healthai.analysis import constraints, joint, margins
from healthai.errors import InputError
from healthai.results import Store
from healthai.stats.joint import Contradiction, possible
from healthai.stats.responses import Event

GOVERNANCE = (
    "cross_sectoral_ai_strategy",
    "stakeholder_involvement",
    "national_health_data_strategy",
    "national_health_data_hub",
)
DIAGNOSTICS, STRATEGY = "ai_diagnostics_use", "health_specific_ai_strategy"


@pytest.fixture(scope="module")
def eu():
    return constraints.published("eu27")


@pytest.fixture(scope="module")
def pairs():
    return margins.pairs("eu27")


@pytest.fixture(scope="module")
def tightened(pairs, eu):
    return joint.tighten(pairs, eu)


@pytest.fixture(scope="module")
def region():
    return joint.strata(constraints.published("region50"))


# Named countries.


def test_sweden_has_diagnostics_and_a_strategy(tightened):
    row = tightened.set_index(["a", "b"]).loc[(DIAGNOSTICS, STRATEGY)]
    assert (row["joint_low"], row["joint_high"]) == (0, 3)
    assert (row["known_low"], row["known_high"]) == (1, 3)
    assert row["both"] == ["SE"]
    assert set(row["one"]) == {"BE", "ES", "FR", "HU", "IT", "NL", "PL", "PT"}
    assert row["possible"] == [1, 2, 3]
    assert (row["off_low"], row["off_high"]) == (1, 3)


def test_only_named_countries_tighten_and_they_never_widen(tightened, pairs, eu):
    assert (tightened["known_low"] >= tightened["joint_low"]).all()
    assert (tightened["known_high"] <= tightened["joint_high"]).all()
    changed = tightened[tightened["tightened"]]
    assert set(zip(changed["a"], changed["b"], strict=True)) == {
        (DIAGNOSTICS, STRATEGY),
        ("ai_diagnostics_established", STRATEGY),
    }
    some = pairs[(pairs["b"] == STRATEGY) | (pairs["a"] == "chatbots_established")]
    unnamed = joint.tighten(some, constraints.without_named(eu))
    assert not unnamed["tightened"].any()


def test_as_many_countries_do_both_as_are_named_with_both(tightened):
    assert (tightened["known_low"] >= tightened["both"].map(len)).all()
    assert (tightened["known_high"] <= tightened["n"] - tightened["one"].map(len)).all()


# At least k of m.


def test_governance_items_together(eu):
    found = joint.at_least(GOVERNANCE, eu)
    assert list(zip(found["low"], found["high"], strict=True)) == [(23, 27), (18, 27), (13, 26), (0, 17)]
    assert found["m"].unique().tolist() == [4]
    assert (found["off_low"] <= found["low"]).all()
    assert (found["off_high"] >= found["high"]).all()
    # With each of 23, 22, 18 and 17 one lower, 76 yeses: x countries with at most 4 and the others with at most 2.
    assert found.set_index("k").loc[3, "off_low"] == 76 - 2 * 27 - 11


def test_the_order_of_the_items_does_not_matter(eu):
    one, other = joint.at_least(GOVERNANCE[:3], eu), joint.at_least(GOVERNANCE[2::-1], eu)
    columns = ["k", "low", "high", "off_low", "off_high"]
    pd.testing.assert_frame_equal(one[columns], other[columns])


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (["distributed_ai_oversight"], "'distributed_ai_oversight', which has no usable count of something in place"),
        (["national_health_data_hub_in_development"], "no usable count of something in place; allowed: admin_auto"),
        (["ai_surgery_established"], "'ai_surgery_established', which has no usable count"),
        ([GOVERNANCE[0], GOVERNANCE[0]], "holds 'cross_sectoral_ai_strategy' more than once"),
    ],
)
def test_items_that_cannot_be_counted_together(eu, items, message):
    with pytest.raises(InputError, match=message):
        joint.at_least(items, eu)


@pytest.mark.parametrize("k", [0, 5])
def test_k_out_of_range(eu, k):
    found = joint.at_least(GOVERNANCE, eu)
    with pytest.raises(InputError, match=f"k={k} is out of range: 4 items are counted; allowed: .* from 1 to 4"):
        joint.chosen(found, k)
    assert joint.chosen(found, 3)["low"] == 13


# Strata.


def test_bounds_of_the_parts_add_up(region):
    for row in region[region["exact"]].to_dict("records"):
        parts = [
            (
                max(0, row[f"a_{where}_low"] + row[f"b_{where}_low"] - n),
                min(row[f"a_{where}_low"], row[f"b_{where}_low"]),
            )
            for where, n in (("eu", 27), ("rest", 23))
        ]
        assert (row["strata_low"], row["strata_high"]) == (parts[0][0] + parts[1][0], parts[0][1] + parts[1][1])


def test_strata_never_widen_and_gain_is_what_they_narrow(region):
    assert len(region) == 15
    assert (region["strata_low"] >= region["pooled_low"]).all()
    assert (region["strata_high"] <= region["pooled_high"]).all()
    pooled, strata = (region[f"{way}_high"] - region[f"{way}_low"] for way in ("pooled", "strata"))
    assert (region["gain"] == pooled - strata).all()
    assert 0 < (region["gain"] > 0).sum() < len(region)
    assert region.loc[region["b"] == "liability_guidance", "same_wording"].eq(False).all()


def test_a_named_member_of_the_eu_counts_for_the_region_too(region):
    row = region.set_index(["a", "b"]).loc[(DIAGNOSTICS, STRATEGY)]
    assert (row["strata_low"], row["known_low"], row["known_high"]) == (0, 1, 4)


# Which p-values are possible.


def test_the_smallest_p_is_that_of_some_table(tightened):
    found = joint.demonstrable(tightened, 0.05).set_index(["a", "b"])
    row = found.loc[(DIAGNOSTICS, STRATEGY)]

    def p(both):
        return stats.fisher_exact([[both, 20 - both], [3 - both, 4 + both]]).pvalue

    assert row["p_low"] == pytest.approx(min(p(both) for both in range(4)))
    assert row["known_p_low"] == pytest.approx(min(p(both) for both in range(1, 4)))
    assert (row["possible"], row["known_possible"]) == (True, False)


def test_how_many_pairs_could_show_a_relation(tightened):
    found = joint.demonstrable(tightened, 0.05)
    assert (len(found), found["possible"].sum()) == (120, 102)
    assert (found["known_p_low"] >= found["p_low"] - 1e-12).all()
    assert not (found["known_possible"] & ~found["possible"]).any()
    assert joint.demonstrable(tightened, 0.001)["possible"].sum() < 102


def test_how_many_stay_closed_depends_on_the_test(tightened):
    found = joint.demonstrable(tightened, 0.05)
    closed = {test: ~found[f"{test}_possible"] for test in ("known", "midp", "boschloo")}
    assert {test: pairs.sum() for test, pairs in closed.items()} == {"known": 19, "midp": 10, "boschloo": 15}
    # As the page says: what the least cautious test leaves closed, the others do too.
    assert not (closed["midp"] & ~(closed["boschloo"] & closed["known"])).any()
    row = found.set_index(["a", "b"]).loc[(DIAGNOSTICS, STRATEGY)]
    halves = [
        stats.fisher_exact([[both, 20 - both], [3 - both, 4 + both]]).pvalue - stats.hypergeom(27, 20, 3).pmf(both) / 2
        for both in range(1, 4)
    ]
    assert (row["midp_low"], row["midp_high"]) == pytest.approx((min(halves), max(halves)))


def test_the_reference_is_a_hypergeometric_mean(tightened):
    row, overlap = joint.reference(tightened, DIAGNOSTICS, "stakeholder_involvement", 0.95)
    assert overlap.mean == pytest.approx(20 * 22 / 27)
    assert (overlap.low, overlap.high) == (15, 18)
    assert row["n"] == 27


@pytest.mark.parametrize(
    ("adoption_item", "partner", "message"),
    [
        (DIAGNOSTICS, "new_ai_roles", "partner='new_ai_roles' has no exact count to refer to; allowed: "),
        (DIAGNOSTICS, "chatbots_use", "partner='chatbots_use' has no exact count"),
        ("liability_guidance", "stakeholder_involvement", "adoption_item='liability_guidance' has no usable count"),
    ],
)
def test_a_reference_needs_two_exact_counts(tightened, adoption_item, partner, message):
    with pytest.raises(InputError, match=message):
        joint.reference(tightened, adoption_item, partner, 0.95)


# Somebody's own answers.


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A copy of the project's tables that the package reads instead."""
    folder = tmp_path / "data"
    shutil.copytree(paths.DATA, folder, ignore=shutil.ignore_patterns("results"))
    monkeypatch.setattr(paths, "DATA", folder)
    return folder


def add(file, *rows):
    with file.open("a", encoding="utf-8") as lines:
        lines.writelines(f"{row}\n" for row in rows)


def bounds_of(a, b):
    pairs = margins.pairs("eu27")
    row = joint.tighten(pairs[(pairs["a"] == a) & (pairs["b"] == b)], constraints.published("eu27")).iloc[0]
    return row["known_low"], row["known_high"]


def test_a_cross_tabulation_tightens_its_pair_and_what_is_tied_to_it(own):
    assert bounds_of("ai_diagnostics_established", "preservice_ai_training") == (0, 6)
    add(own / "survey/cross_tabulations.csv", "eu27,ai_diagnostics_use,preservice_ai_training,2,3,S01,")
    assert bounds_of("ai_diagnostics_use", "preservice_ai_training") == (2, 3)
    assert bounds_of("ai_diagnostics_established", "preservice_ai_training") == (0, 3)


def test_a_cross_tabulation_that_cannot_be_true_is_named(own):
    add(own / "survey/cross_tabulations.csv", "eu27,ai_diagnostics_use,health_specific_ai_strategy,0,0,S01,")
    with pytest.raises(Contradiction, match=r"SE: .*health_specific_ai_strategy"):
        bounds_of("ai_diagnostics_use", "health_specific_ai_strategy")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("eu27,ai_diagnostics_use,ai_diagnostics_use,2,3,S01,", "column b: 'ai_diagnostics_use' is the first item too"),
        (
            "eu27,ai_diagnostics_use,chatbots_use,4,3,S01,",
            "column count_low: 4 is above count_high 3; allowed: at most 3",
        ),
        ("eu27,ai_diagnostics_use,chatbots_use,4,28,S01,", "column count_high: 28 is above the 27 countries"),
        ("eu27,ai_diagnostics_use,chatbot_use,4,5,S01,", "column b: 'chatbot_use' is not a known survey item"),
        ("eu27,ai_diagnostics_use,chatbots_use,,5,S01,", "column count_low: empty; a value is required"),
    ],
)
def test_a_wrong_cross_tabulation_is_refused(own, row, message):
    add(own / "survey/cross_tabulations.csv", row)
    with pytest.raises(InputError, match=rf"cross_tabulations.csv, row 2, {message}"):
        constraints.published("eu27")


def test_answers_of_all_countries_turn_a_range_into_a_count(own):
    members = data.eu27()
    item = "preservice_ai_training"
    add(own / "survey/named_answers.csv", f"{item},yes,{item},yes", f"{item},no,{item},no")
    trained = {"SE", "SK", "AT", "BG", "CY", "CZ"}
    answers = [f"{country},{item},{'yes' if country in trained else 'no'},stated,high,S01," for country in members]
    add(own / "survey/named_countries.csv", *answers)
    # The other item, a health AI strategy, is known of every member: Slovakia and Sweden have both.
    problem = constraints.published("eu27")
    event = Event(has=(item, STRATEGY))
    assert possible(problem, event) == [2]


# What is stored.


def test_what_is_stored(tightened, eu, region):
    store = Store()
    joint.store_tightened(store, tightened)
    governed = joint.at_least(GOVERNANCE, eu)
    joint.store_at_least(store, governed, "governed")
    joint.store_chosen(store, joint.chosen(governed, 3))
    joint.store_strata(store, region)
    joint.store_demonstrable(store, joint.demonstrable(tightened, 0.05), 0.05)
    joint.store_reference(store, *joint.reference(tightened, DIAGNOSTICS, "stakeholder_involvement", 0.95))
    joint.store_levels(store, joint.levels())
    found = store.results()
    both = found.numbers[f"both_{DIAGNOSTICS}_{STRATEGY}"]
    assert (both.value, both.interval, both.level, both.n) == (1, [1.0, 3.0], None, 27)
    assert found.names[f"named_{DIAGNOSTICS}_{STRATEGY}"].codes == ["SE"]
    assert found.numbers["unchanged"].value + found.numbers["tightened"].value == found.numbers["pairs"].value
    assert (found.numbers["have_k"].value, found.numbers["have_k"].interval) == (13, [13.0, 26.0])
    assert found.numbers["not_demonstrable"].value == 19
    assert found.numbers["not_demonstrable_midp"].value + found.numbers["demonstrable_midp"].value == 120
    assert found.numbers["not_demonstrable_boschloo"].n == 120
    assert found.numbers["strata_gain"].value == (region["gain"] > 0).sum()
    assert (found.numbers["levels"].value, found.numbers["levels_members"].value) == (12, 9)


def test_levels_are_the_countries_that_texts_name():
    found = joint.levels().set_index("iso2")
    assert set(found.index[found["level"] == "established"]) == {"FR", "HU", "NL", "PT", "SE"}
    assert found.loc["SE", "strategy"] == "yes"
    assert found.loc["FR", "strategy"] == "no_or_in_development"
    assert found.loc["GB", ["member"]].tolist() == [False]
