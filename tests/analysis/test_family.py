import numpy as np
import pandas as pd
import pytest
from scipy import stats

from healthai.analysis import blocs, family, family_robustness
from healthai.errors import InputError
from healthai.results import Store

OUTCOMES = ["ai_ent_any", "ind_health_records_online"]
FOCAL = ["wgi_ge", "ent_ict_training", "adult_learning_4w"]
PAIRS = [(outcome, focal) for outcome in OUTCOMES for focal in FOCAL]
LEVEL = 0.95


@pytest.fixture(scope="module")
def frame():
    return family.panel(OUTCOMES, FOCAL)


@pytest.fixture(scope="module")
def kept(frame):
    return family.complete(frame)


@pytest.fixture(scope="module")
def labels(kept):
    return blocs.scheme("geo5", list(kept.index))


@pytest.fixture(scope="module")
def found(kept, labels):
    return family.tests(kept, OUTCOMES, FOCAL, "spearman", 999, 1, 0.05, labels)


@pytest.fixture(scope="module")
def pairs(kept, found):
    return family.table(kept, OUTCOMES, FOCAL, found, LEVEL)


def residual_ranks(kept, name):
    income = stats.rankdata(kept["log_gdp"])
    ranks = stats.rankdata(kept[name])
    slope, intercept = np.polyfit(income, ranks, 1)
    return ranks - intercept - slope * income


def test_the_sample_has_the_countries_with_every_series(frame, kept):
    assert family.lost(frame) == ["CZ"]
    assert len(frame) == 27
    assert len(kept) == 26
    assert not kept.isna().any(axis=None)


def test_every_pair_comes_once_for_each_way_to_hold_income(pairs):
    for given in ("nothing", "income"):
        rows = pairs[pairs["given"] == given]
        assert list(zip(rows["outcome"], rows["focal"], strict=True)) == PAIRS
        assert set(rows["n"]) == {26}


def test_coefficients_are_those_of_scipy_and_of_ranks_less_income(kept, pairs):
    for row in pairs.to_dict("records"):
        x, y = row["focal"], row["outcome"]
        as_it_stands = stats.spearmanr(kept[x], kept[y]).statistic
        at_equal_income = np.corrcoef(residual_ranks(kept, x), residual_ranks(kept, y))[0, 1]
        expected = as_it_stands if row["given"] == "nothing" else at_equal_income
        assert row["estimate"] == pytest.approx(expected, abs=1e-9)
        assert row["low"] < row["estimate"] < row["high"]


def test_p_values_stand_beside_the_pair_they_belong_to(kept, found, pairs):
    """With 999 permutations the standard error of p is 0.016 at most; SciPy's is the t approximation."""
    for row in pairs[pairs["given"] == "nothing"].to_dict("records"):
        place = FOCAL.index(row["focal"]), OUTCOMES.index(row["outcome"])
        assert row["p"] == pytest.approx(stats.spearmanr(kept[row["focal"]], kept[row["outcome"]]).pvalue, abs=0.05)
        assert found["nothing", "all"].correlations[place] == pytest.approx(row["estimate"], abs=1e-9)
        assert row["step_down_bloc"] == found["nothing", "bloc"].step_down[place]


def test_adjusted_p_are_ordered_as_theory_has_them(pairs):
    assert (pairs["p"] <= pairs["step_down"]).all()
    assert (pairs["step_down"] <= pairs["single_step"]).all()
    assert (pairs["p_bloc"] <= pairs["step_down_bloc"]).all()
    for _, rows in pairs.groupby("given"):
        assert rows["single_step"].min() == rows["step_down"].min()


def test_holm_and_benjamini_hochberg_are_those_of_the_papers(pairs):
    for _, rows in pairs.groupby("given"):
        p = np.sort(rows["p"].to_numpy())
        m = len(p)
        holm = np.minimum(1, np.maximum.accumulate(p * (m - np.arange(m))))
        bh = np.minimum(1, np.minimum.accumulate((p * m / np.arange(1, m + 1))[::-1])[::-1])
        assert np.sort(rows["holm"]) == pytest.approx(holm)
        assert np.sort(rows["bh"]) == pytest.approx(bh)


def test_a_pair_has_the_same_p_wherever_it_is_named(kept, labels, pairs):
    """One permutation serves all pairs, so the order of the series changes nothing."""
    turned = family.tests(kept, OUTCOMES[::-1], FOCAL[::-1], "spearman", 999, 1, 0.05, labels)
    again = family.table(kept, OUTCOMES[::-1], FOCAL[::-1], turned, LEVEL)
    key = ["given", "outcome", "focal"]
    pd.testing.assert_frame_equal(pairs.sort_values(key, ignore_index=True), again.sort_values(key, ignore_index=True))


def test_another_seed_gives_other_p_and_the_same_coefficients(kept, labels, pairs):
    other = family.tests(kept, OUTCOMES, FOCAL, "spearman", 999, 2, 0.05, labels)
    table = family.table(kept, OUTCOMES, FOCAL, other, LEVEL)
    assert table["estimate"].equals(pairs["estimate"])
    assert not table["p"].equals(pairs["p"])


def test_one_bloc_of_all_is_no_restriction(kept):
    found = family.tests(kept, OUTCOMES, FOCAL, "spearman", 1999, 1, 0.05, blocs.scheme("none", list(kept.index)))
    free, within = found["income", "all"], found["income", "bloc"]
    assert within.critical == pytest.approx(free.critical, abs=0.04)
    assert within.raw == pytest.approx(free.raw, abs=0.06)


def test_a_series_with_two_roles_is_refused():
    with pytest.raises(InputError, match="wgi_ge is named twice"):
        family.panel(["ai_ent_any", "wgi_ge"], ["wgi_ge"])
    with pytest.raises(InputError, match="gdp_pps_pc is held equal in this family"):
        family.panel(["ai_ent_any"], ["gdp_pps_pc"])


def test_a_series_that_does_not_vary_is_named_with_its_year(frame):
    flat = frame.assign(wgi_ge=1.0)
    with pytest.raises(InputError, match=r"wgi_ge \(2023\) does not vary over the 26 countries"):
        family.complete(flat)


def test_what_is_stored(frame, pairs, found, kept, labels):
    store = Store()
    family.store_sample(store, frame, OUTCOMES, FOCAL)
    family.store_tests(store, pairs, found, 0.05, LEVEL)
    family_robustness.store_left_out(store, family_robustness.left_out(kept, OUTCOMES, FOCAL, "spearman", labels))
    numbers, names = store.results().numbers, store.results().names
    assert (numbers["common"].value, numbers["common"].n, names["lost"].codes) == (26, 27, ["CZ"])
    income = pairs[pairs["given"] == "income"]
    assert numbers["income_below_step_down"].value == (income["step_down"] < 0.05).sum()
    assert numbers["income_smallest_holm"].value == income["holm"].min()
    nearest = income.sort_values("single_step").iloc[0]
    assert names["income_nearest"].codes == [nearest["outcome"], nearest["focal"]]
    assert numbers["expected_below"].value == pytest.approx(0.05 * 6)
    assert 0.4 < numbers["nothing_critical"].value <= numbers["nothing_critical_bonferroni"].value + 0.02
    pair = numbers["income_ai_ent_any_wgi_ge"]
    assert (pair.level, pair.sources) == (LEVEL, ["ai_ent_any", "wgi_ge", "gdp_pps_pc"])
    assert numbers["without_country_low_ai_ent_any_wgi_ge"].value < pair.value


def test_within_the_blocs_of_each_scheme_it_is_the_test_of_that_scheme(kept, found):
    table = family.within(kept, OUTCOMES, FOCAL, "spearman", 999, 1, 0.05, blocs.schemes(list(kept.index)))
    assert table[["given", "scheme"]].to_numpy().tolist() == [
        [given, scheme] for given in ("nothing", "income") for scheme in ("geo5", "accession")
    ]
    cohorts = blocs.scheme("accession", list(kept.index))
    by_cohort = family.tests(kept, OUTCOMES, FOCAL, "spearman", 999, 1, 0.05, cohorts)
    for row in table.to_dict("records"):
        test = {"geo5": found, "accession": by_cohort}[row["scheme"]][row["given"], "bloc"]
        assert (row["n"], row["pairs"]) == (26, len(PAIRS))
        assert (row["smallest_alone"], row["smallest"]) == (test.raw.min(), test.step_down.min())
        assert (row["alone"], row["surviving"]) == ((test.raw < 0.05).sum(), (test.step_down < 0.05).sum())
    store = Store()
    family.store_within(store, table)
    numbers, last = store.results().numbers, table.iloc[-1]
    assert numbers["income_smallest_step_down_accession"].value == last["smallest"]
    assert numbers["income_below_p_accession"].value == last["alone"]
    assert numbers["income_below_step_down_accession"].n == len(PAIRS)
    assert len(numbers) == 4 * len(table)
