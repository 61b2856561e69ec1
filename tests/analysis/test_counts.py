import numpy as np
import pytest
from scipy import stats

from healthai.analysis import counts
from healthai.results import Store


@pytest.fixture(scope="module")
def eu():
    return counts.shares("eu27", 0.95)


def wilson(k, n):
    z = stats.norm.ppf(0.975)
    centre, half = k / n + z * z / (2 * n), z * np.sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def test_the_published_count_of_diagnostics_is_20_of_27(eu):
    row = eu.set_index("item_id").loc["ai_diagnostics_use"]
    assert (row["count_low"], row["count_high"], row["n"]) == (20, 20, 27)
    assert row["share"] == 20 / 27
    assert (row["wilson_low"], row["wilson_high"]) == pytest.approx(wilson(20, 27), rel=1e-12)
    exact = (stats.beta.ppf(0.025, 20, 8), stats.beta.ppf(0.975, 21, 7))
    assert (row["clopper_pearson_low"], row["clopper_pearson_high"]) == pytest.approx(exact, rel=1e-9)
    jeffreys = stats.beta.ppf([0.025, 0.975], 20.5, 7.5)
    assert (row["jeffreys_low"], row["jeffreys_high"]) == pytest.approx(tuple(jeffreys), rel=1e-9)


def test_an_item_known_as_a_bound_keeps_it_and_has_no_share(eu):
    row = eu.set_index("item_id").loc["new_ai_roles"]
    assert (row["count_low"], row["count_high"], bool(row["exact"])) == (0, 13, False)
    assert row[["share", "wilson_low", "wilson_high", "jeffreys_low", "clopper_pearson_high"]].isna().all()


def test_items_stand_by_share_and_bounds_come_last(eu):
    exact = eu[eu["exact"]]
    assert eu["exact"].tolist() == sorted(eu["exact"], reverse=True)
    assert exact["share"].is_monotonic_decreasing


def test_a_higher_level_gives_wider_intervals(eu):
    wide = counts.shares("eu27", 0.99)
    assert (wide["wilson_low"] <= eu["wilson_low"])[eu["exact"]].all()
    assert (wide["wilson_high"] >= eu["wilson_high"])[eu["exact"]].all()
    assert (wide["wilson_high"] - wide["wilson_low"] > eu["wilson_high"] - eu["wilson_low"])[eu["exact"]].all()


def test_the_front_page_shows_four_counts_in_its_own_order(eu):
    icons = counts.icons(eu)
    assert icons["item_id"].tolist() == list(counts.FRONT)
    assert icons["count_low"].tolist() == [20, 22, 7, 6]
    assert set(icons["n"]) == {27}


def test_what_is_stored_of_counts(eu):
    store = Store()
    counts.store_counts(store, eu, "eu", 0.95)
    found = store.results().numbers
    assert (found["eu_ai_diagnostics_use"].value, found["eu_ai_diagnostics_use"].n) == (20, 27)
    share = found["eu_ai_diagnostics_use_share"]
    assert (share.kind, share.level, share.value) == ("share", 0.95, 20 / 27)
    assert share.interval == pytest.approx(wilson(20, 27))
    assert (found["eu_new_ai_roles_at_least"].value, found["eu_new_ai_roles_at_most"].value) == (0, 13)
    assert "eu_new_ai_roles" not in found
    assert "eu_new_ai_roles_share" not in found
    assert all(number.sources for number in found.values())
