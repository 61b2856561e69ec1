import numpy as np
import pandas as pd
import pytest
from scipy import stats

from healthai import data
from healthai.analysis import contrast, counts
from healthai.results import Store

ITEMS = "item_id"


@pytest.fixture(scope="module")
def table():
    return contrast.compare(0.95, "boschloo", "doubled", "holm")


def item(table, name):
    return table.set_index(ITEMS).loc[name]


def wilson(k, n):
    z = stats.norm.ppf(0.975)
    centre, half = k / n + z * z / (2 * n), z * np.sqrt(k / n * (1 - k / n) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def test_the_rest_is_the_region_without_the_members(table):
    region = counts.shares("region50", 0.95).set_index(ITEMS)
    same = table[table["same_wording"]]
    assert len(same) >= 5
    for row in same.to_dict("records"):
        assert row["eu"] + row["rest"] == region.loc[row[ITEMS], "count_low"]
        assert row["n_eu"] + row["n_rest"] == region.loc[row[ITEMS], "n"]


def test_items_known_as_bounds_do_not_enter(table):
    both = data.eu_and_rest()
    assert set(table[ITEMS]) == set(both.loc[both["exact"], ITEMS])
    assert len(table) < len(both)


def test_a_contrast_by_hand(table):
    """Of 27 members 23 have a cross-sectoral strategy, of the other 23 countries 10."""
    row = item(table, "cross_sectoral_ai_strategy")
    assert (row["eu"], row["n_eu"], row["rest"], row["n_rest"]) == (23, 27, 10, 23)
    difference = 23 / 27 - 10 / 23
    (l1, u1), (l2, u2) = wilson(23, 27), wilson(10, 23)
    newcombe = (
        difference - np.hypot(23 / 27 - l1, u2 - 10 / 23),
        difference + np.hypot(u1 - 23 / 27, 10 / 23 - l2),
    )
    assert row["difference"] == pytest.approx(difference, rel=1e-12)
    assert (row["low"], row["high"]) == pytest.approx(newcombe, rel=1e-9)
    observed = [[23, 4], [10, 13]]
    assert row["odds_ratio"] == pytest.approx(stats.contingency.odds_ratio(observed).statistic, rel=1e-6)
    assert row["fisher"] == pytest.approx(stats.fisher_exact(observed).pvalue, rel=1e-9)


def test_the_tests_of_diagnostics_against_scipy(table):
    """20 of 27 against 12 of 23, each test by SciPy's own function, the groups in columns where it wants them so."""
    row, by_column = item(table, "ai_diagnostics_use"), [[20, 12], [7, 11]]
    assert row["boschloo"] == pytest.approx(0.128875, abs=5e-6)
    assert row["barnard"] == pytest.approx(stats.barnard_exact(by_column).pvalue, abs=1e-6)
    hypergeometric = stats.hypergeom(50, 32, 27)
    assert row["label"] == pytest.approx(hypergeometric.sf(19), rel=1e-9)
    assert row["mid_p"] == pytest.approx(row["fisher"] - hypergeometric.pmf(20) / 2, rel=1e-9)


def test_label_randomisation_by_shuffling(table):
    """Handing out the labels at random gives the one-sided p, to the error of so many shuffles."""
    row, rng = item(table, "chatbots_use"), np.random.default_rng(1)
    answers = np.repeat([1, 0], [row["eu"] + row["rest"], 50 - row["eu"] - row["rest"]])
    shuffled = rng.permuted(np.tile(answers, (20_000, 1)), axis=1)[:, :27].sum(axis=1)
    assert row["label"] == pytest.approx(np.mean(shuffled >= row["eu"]), abs=0.006)


def test_an_infinite_odds_ratio_is_missing(table):
    row = item(table, "driver_patient_care")
    assert row["eu"] == row["n_eu"]
    assert pd.isna(row["odds_ratio"])
    assert pd.isna(row["odds_high"])


def test_the_adjusted_p_values_are_those_of_holm_and_of_benjamini_and_hochberg(table):
    ordered = table.sort_values("primary")
    m, p = len(ordered), ordered["primary"].to_numpy()
    holm = np.minimum(1, np.maximum.accumulate(p * (m - np.arange(m))))
    bh = np.minimum(1, np.minimum.accumulate((p * m / np.arange(1, m + 1))[::-1])[::-1])
    assert ordered["holm"].to_numpy() == pytest.approx(holm, rel=1e-12)
    assert ordered["bh"].to_numpy() == pytest.approx(bh, rel=1e-12)
    assert table["difference"].is_monotonic_decreasing


def test_the_primary_test_is_the_one_asked_for(table):
    assert (table["primary"] == table["boschloo"]).all()
    for test, column in (("barnard", "barnard"), ("fisher_midp", "mid_p")):
        other = contrast.compare(0.95, test, "doubled", "bh")
        assert (other["primary"] == other[column]).all()
        assert (other["adjusted"] == other["bh"]).all()
        assert (other["told_apart"] == (other["bh"] < 0.05)).all()
    minlike = contrast.compare(0.95, "boschloo", "minlike", "holm")
    assert item(minlike, "ai_diagnostics_use")["boschloo"] == pytest.approx(0.114348, abs=5e-6)


def test_the_silent_countries_by_hand(table):
    """Three countries outside the EU did not answer: of 26 others 12 to 15 may use AI diagnostics."""
    assert contrast.invited() == 53
    row = item(table, "ai_diagnostics_use")
    assert (row["rest_highest"], row["n_rest_all"]) == (15, 26)
    ends = (20 / 27 - 15 / 26, 20 / 27 - 12 / 26)
    assert (row["difference_lowest"], row["difference_highest"]) == pytest.approx(ends, rel=1e-12)
    p = [stats.fisher_exact([[20, 7], [12 + yes, 14 - yes]]).pvalue for yes in range(4)]
    assert (row["fisher_lowest"], row["fisher_highest"]) == pytest.approx((min(p), max(p)), rel=1e-9)
    p = [min(1, stats.boschloo_exact([[20, 12 + yes], [7, 14 - yes]]).pvalue) for yes in range(4)]
    assert (row["primary_lowest"], row["primary_highest"]) == pytest.approx((min(p), max(p)), abs=1e-5)
    assert row["primary_lowest"] < 0.05 < row["fisher_lowest"]


def test_no_answer_of_the_silent_makes_an_adjusted_p_larger_than_its_bound(table):
    assert (table["adjusted_highest"] >= table["adjusted"]).all()
    assert (table["told_apart_always"] == (table["adjusted_highest"] < 0.05)).all()
    assert not (table["told_apart_always"] & ~table["told_apart"]).any()


def test_at_worst_the_choice_of_test_decides_on_the_strategy(table):
    """As the page says: by Boschloo's test it may not stay told apart, by Barnard's and the mid-p it does."""
    assert not item(table, "cross_sectoral_ai_strategy")["told_apart_always"]
    for test in ("barnard", "fisher_midp"):
        other = contrast.compare(0.95, test, "doubled", "holm")
        assert item(other, "cross_sectoral_ai_strategy")["told_apart_always"]


def test_pooling_draws_every_item_towards_the_mean(table):
    pooled = contrast.pool(table)
    raw = (pooled["eu"] + 0.5) * (pooled["n_rest"] - pooled["rest"] + 0.5)
    raw /= (pooled["n_eu"] - pooled["eu"] + 0.5) * (pooled["rest"] + 0.5)
    assert pooled["raw"].to_numpy() == pytest.approx(raw.to_numpy(), rel=1e-12)
    distance = np.abs(np.log(pooled[["raw", "pooled"]].div(pooled["mean"], axis=0)))
    assert (distance["pooled"] <= distance["raw"] + 1e-12).all()
    assert distance["pooled"].to_numpy() == pytest.approx((pooled["weight"] * distance["raw"]).to_numpy(), abs=1e-12)


def test_what_is_stored(table):
    store = Store()
    contrast.store_contrast(store, table)
    contrast.store_pool(store, contrast.pool(table))
    contrast.store_power(store, table, 0.95, "doubled")
    found, names = store.results().numbers, store.results().names
    assert (found["items"].value, found["silent"].value, found["silent"].n) == (len(table), 3, 53)
    assert found["distinguishable"].value == sum(p < 0.05 for p in table["holm"])
    assert set(names["distinguishable_items"].codes) == {"cross_sectoral_ai_strategy", "admin_automation_use"}
    row = table.iloc[0]
    difference = found[f"difference_{row[ITEMS]}"]
    assert (difference.interval, difference.level, difference.n) == ([row["low"], row["high"]], 0.95, 50)
    assert found[f"difference_lowest_{row[ITEMS]}"].n == 53
    assert found[f"rest_{row[ITEMS]}"].n == 23
    assert {found[f"{kind}_{row[ITEMS]}"].kind for kind in ("p", "holm", "bh", "label", "adjusted_highest")} == {"p"}
    assert "odds_driver_patient_care" not in found
    assert found["detectable"].value == pytest.approx(0.4, abs=0.01)
    assert found["detectable_from"].value - found["detectable_to"].value == pytest.approx(found["detectable"].value)
