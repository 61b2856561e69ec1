import numpy as np
import pytest
from scipy import stats

from healthai import data
from healthai.analysis import association
from healthai.data import codes
from healthai.results import Store

OUTCOMES = ["ai_ent_any", "ehealth_access_score"]
FOCAL = ["wgi_ge", "ent_ict_training"]


@pytest.fixture(scope="module")
def frame():
    return association.panel([*OUTCOMES, *FOCAL])


@pytest.fixture(scope="module")
def pairs(frame):
    return association.pairs(frame, OUTCOMES, FOCAL, "pearson", 999, 1, 0.95)


def test_the_panel_has_all_members_and_log_income(frame):
    assert tuple(sorted(frame.index)) == codes.eu27()
    assert list(frame) == [*OUTCOMES, *FOCAL, "log_gdp"]
    income = data.indicator("gdp_pps_pc", countries=codes.eu27())
    assert np.exp(frame["log_gdp"]).to_dict() == pytest.approx(income.to_dict())


def test_every_outcome_meets_every_focal_indicator(pairs):
    assert list(zip(pairs["outcome"], pairs["focal"], strict=True)) == [(o, f) for o in OUTCOMES for f in FOCAL]


def test_coefficients_are_those_of_scipy(frame, pairs):
    for row in pairs.to_dict("records"):
        complete = frame[[row["outcome"], row["focal"], "log_gdp"]].dropna()
        y, x, _ = complete.to_numpy().T
        assert row["n"] == len(complete)
        assert row["pearson"] == pytest.approx(stats.pearsonr(x, y).statistic, rel=1e-9)
        assert row["spearman"] == pytest.approx(stats.spearmanr(x, y).statistic, rel=1e-9)
        assert row["kendall"] == pytest.approx(stats.kendalltau(x, y).statistic, rel=1e-9)
        ends = stats.pearsonr(x, y).confidence_interval(0.95)
        assert (row["pearson_low"], row["pearson_high"]) == pytest.approx((ends.low, ends.high), rel=1e-9)


def test_the_partial_coefficient_is_that_of_the_textbook(frame, pairs):
    for row in pairs.to_dict("records"):
        r = np.corrcoef(frame[[row["outcome"], row["focal"], "log_gdp"]].dropna().to_numpy().T)
        expected = (r[0, 1] - r[0, 2] * r[1, 2]) / np.sqrt((1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2))
        assert row["partial"] == pytest.approx(expected, rel=1e-9)
        assert row["partial_low"] < row["partial"] < row["partial_high"]


def test_p_values_by_permutation_are_near_those_of_theory(frame, pairs):
    """With 999 permutations the standard error of p is 0.016 at most."""
    for row in pairs.to_dict("records"):
        y, x, _ = frame[[row["outcome"], row["focal"], "log_gdp"]].dropna().to_numpy().T
        assert row["p"] == pytest.approx(stats.pearsonr(x, y).pvalue, abs=0.06)
        assert all(1 / 1000 <= row[name] <= 1 for name in ("p", "p_bloc", "partial_p", "partial_p_bloc"))


def test_a_seed_gives_the_same_p_values_again_and_another_seed_others(frame, pairs):
    again = association.pairs(frame, OUTCOMES, FOCAL, "pearson", 999, 1, 0.95)
    assert again.equals(pairs)
    other = association.pairs(frame, OUTCOMES, FOCAL, "pearson", 999, 2, 0.95)
    by_chance = [name for name in pairs if "_p" in name or "holm" in name or name in ("p", "p_bloc")]
    assert other.drop(columns=by_chance).equals(pairs.drop(columns=by_chance))
    assert not other["p"].equals(pairs["p"])


def test_pairs_have_generators_of_their_own(frame, pairs):
    """The first pair's p-values do not depend on how many pairs come after it."""
    alone = association.pairs(frame, OUTCOMES[:1], FOCAL[:1], "pearson", 999, 1, 0.95)
    names = ["p", "p_bloc", "partial_p", "partial_p_bloc"]
    assert alone.loc[0, names].tolist() == pairs.loc[0, names].tolist()


def test_a_country_without_a_value_is_lost_to_its_own_pairs_only(frame):
    holed = frame.copy()
    holed.loc["FR", "wgi_ge"] = np.nan
    found = association.pairs(holed, ["ai_ent_any"], FOCAL, "spearman", 99, 1, 0.95)
    assert found["n"].tolist() == [26, 27]
    points = association.scatter(holed, ["ai_ent_any"], FOCAL)
    assert points.groupby("focal")["iso2"].nunique().to_dict() == {"wgi_ge": 26, "ent_ict_training": 27}


def test_points_are_in_published_units(frame):
    points = association.scatter(frame, OUTCOMES, FOCAL).set_index(["outcome", "focal", "iso2"])
    assert points.loc[("ai_ent_any", "wgi_ge", "FR"), "y"] == frame.loc["FR", "ai_ent_any"] == 9.91
    assert points.loc[("ai_ent_any", "wgi_ge", "FR"), "x"] == frame.loc["FR", "wgi_ge"]


def test_what_is_stored(pairs):
    store = Store()
    association.store_pairs(store, pairs, 0.95)
    found = store.results().numbers
    excluding = [row["partial_low"] > 0 or row["partial_high"] < 0 for row in pairs.to_dict("records")]
    assert (found["partial_excluding_zero"].value, found["partial_excluding_zero"].n) == (sum(excluding), len(pairs))
    assert found["smallest_holm"].value == min(pairs["partial_holm"])
    row = pairs.iloc[0]
    partial = found["partial_ai_ent_any_wgi_ge"]
    assert (partial.value, partial.interval) == (row["partial"], [row["partial_low"], row["partial_high"]])
    assert partial.sources == ["ai_ent_any", "wgi_ge", "gdp_pps_pc"]
    assert found["spearman_ai_ent_any_wgi_ge"].sources == ["ai_ent_any", "wgi_ge"]
    assert (found["p_bloc_ai_ent_any_wgi_ge"].value, found["p_bloc_ai_ent_any_wgi_ge"].kind) == (row["p_bloc"], "p")


def test_income_is_stored_with_each_outcome(frame):
    store = Store()
    association.store_income(store, frame, OUTCOMES, 0.95)
    numbers = store.results().numbers
    assert set(numbers) == {f"income_{outcome}" for outcome in OUTCOMES}
    complete = frame[[OUTCOMES[0], "log_gdp"]].dropna()
    assert numbers[f"income_{OUTCOMES[0]}"].value == pytest.approx(stats.spearmanr(*complete.to_numpy().T).statistic)
    assert numbers[f"income_{OUTCOMES[0]}"].n == len(complete)
