from itertools import product

import pytest

from healthai.analysis import margins
from healthai.errors import InputError
from healthai.results import Store


@pytest.fixture(scope="module")
def pairs():
    return margins.pairs("eu27")


@pytest.fixture(scope="module")
def statements(pairs):
    return margins.statements(pairs)


def worlds(row):
    """Return the joint counts that some set of country answers with these margins can have, with its margins."""
    n = row["n"]
    found = []
    for a, b in product(range(row["a_low"], row["a_high"] + 1), range(row["b_low"], row["b_high"] + 1)):
        found += [(a, b, both) for both in range(n + 1) if both <= a and both <= b and a + b - both <= n]
    return found


def test_bounds_hold_in_every_possible_world_and_are_reached(pairs):
    for row in pairs.to_dict("records"):
        possible = worlds(row)
        joint = [both for _, _, both in possible]
        assert (row["joint_low"], row["joint_high"]) == (min(joint), max(joint))
        assert row["gap"] == min(a - both for a, _, both in possible)
        shares = [both / a for a, _, both in possible]
        assert (row["share_low"], row["share_high"]) == pytest.approx((min(shares), max(shares)))


def test_diagnostics_and_preservice_training(pairs):
    row = pairs.set_index(["a", "b"]).loc[("ai_diagnostics_use", "preservice_ai_training")]
    assert (row["a_low"], row["b_low"], row["n"]) == (20, 6, 27)
    assert (row["joint_low"], row["joint_high"], row["gap"]) == (0, 6, 14)
    assert (row["share_low"], row["share_high"]) == (0, 0.3)


def test_a_count_known_as_a_bound_enters_as_one(pairs):
    row = pairs.set_index(["a", "b"]).loc[("ai_diagnostics_use", "new_ai_roles")]
    assert (row["b_low"], row["b_high"], row["joint_high"], row["gap"]) == (0, 13, 13, 7)


def test_what_is_in_preparation_or_a_form_of_governance_is_paired_with_nothing(pairs):
    items = {*pairs["a"], *pairs["b"]}
    assert "national_health_data_hub_in_development" not in items
    assert "distributed_ai_oversight" not in items
    assert set(pairs["theme"]) <= set(margins.WITH)
    assert len(pairs) == pairs["a"].nunique() * pairs["b"].nunique()


def test_statements_are_true_in_every_possible_world(pairs, statements):
    rows = {(row["a"], row["b"]): row for row in pairs.to_dict("records")}
    count = {
        "both": lambda a, b, both: both,
        "a_without_b": lambda a, b, both: a - both,
        "b_without_a": lambda a, b, both: b - both,
    }
    assert len(statements) > 50
    for found in statements.to_dict("records"):
        possible = [count[found["kind"]](*world) for world in worlds(rows[found["a"], found["b"]])]
        assert found["at_least"] == min(possible) > 0
        assert found["strength"] == found["at_least"] / found["of"]


def test_the_strongest_statements_come_first(statements):
    order = list(zip(statements["at_least"], statements["strength"], strict=True))
    assert order == sorted(order, reverse=True)


def test_a_guarantee_of_one_or_two_does_not_survive_two_errors(statements):
    """Each margin one off in the unfavourable direction takes two from the guarantee, unless a margin meets its end."""
    for found in statements.to_dict("records"):
        if found["at_least"] > 2:
            assert found["survives_one_off"]
        if found["at_least"] == 1:
            assert not found["survives_one_off"]


def test_focus_is_the_pairs_of_one_item(pairs):
    found = margins.focus(pairs, "chatbots_use")
    assert set(found["a"]) == {"chatbots_use"}
    assert len(found) == pairs["b"].nunique()
    with pytest.raises(InputError, match="adoption_item='liability_guidance' has no usable count; allowed: ai_diag"):
        margins.focus(pairs, "liability_guidance")


def test_what_is_stored(pairs, statements):
    store = Store()
    margins.store_pairs(store, pairs)
    margins.store_statements(store, statements)
    found = store.results().numbers
    assert found["pairs"].value == len(pairs)
    gap = found["gap_ai_diagnostics_use_preservice_ai_training"]
    assert (gap.value, gap.n, gap.kind) == (14, 20, "count")
    both = found["both_ai_diagnostics_use_stakeholder_involvement"]
    assert (both.value, both.interval, both.level) == (15, [15.0, 20.0], None)
    assert found["statements"].value == len(statements)
    assert found["statements_survive"].value == sum(statements["survives_one_off"])
