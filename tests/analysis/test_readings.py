import numpy as np
import pytest
from scipy import stats

from healthai.analysis import counts, readings
from healthai.errors import InputError
from healthai.results import Store

RATES = [0.7, 0.85, 1.0]


@pytest.fixture(scope="module")
def eu():
    return readings.point_counts(readings.readings("eu27", "wilson", 0.95))


@pytest.fixture(scope="module")
def region():
    return readings.readings("region50", "wilson", 0.95)


def row(table, item):
    return table.set_index("item_id").loc[item]


def test_of_a_census_nothing_is_left_to_infer(eu):
    assert len(eu) > 20
    assert (eu["N"] == 27).all()
    for column in ("count_high", "finite_low", "finite_high", "worst_low", "worst_high"):
        assert (eu[column] == eu["count_low"]).all()


def test_the_worst_case_adds_the_silent_countries(region):
    assert set(region["N"] - region["n"]) == {3}
    assert (region["worst_low"] == region["count_low"]).all()
    assert (region["worst_high"] == region["count_high"] + 3).all()
    diagnostics = row(region, "ai_diagnostics_use")
    assert (diagnostics["worst_low"], diagnostics["worst_high"]) == (32, 35)


def test_the_finite_interval_holds_the_counts_that_no_tail_rejects(region):
    """49 of the 50: by hypergeometric tails over every number of the 53."""
    found = row(region, "driver_patient_care")
    kept = [
        K for K in range(49, 53) if min(stats.hypergeom.sf(48, 53, K, 50), stats.hypergeom.cdf(49, 53, K, 50)) > 0.025
    ]
    assert (found["finite_low"], found["finite_high"]) == (kept[0], kept[-1]) == (51, 52)


def test_a_finite_interval_never_leaves_the_bounds(region):
    exact = region[region["exact"]]
    assert (exact["finite_low"] >= exact["worst_low"]).all()
    assert (exact["finite_high"] <= exact["worst_high"]).all()


def test_an_item_known_as_bounds_has_the_worst_case_only(region):
    found = row(region, "inservice_ai_training")
    assert (found["worst_low"], found["worst_high"]) == (7, 15)
    assert found[["share", "low", "high", "finite_low", "finite_high"]].isna().all()


@pytest.mark.parametrize("method", counts.METHODS)
def test_the_superpopulation_reading_has_the_interval_asked_for(method):
    found = readings.readings("eu27", method, 0.9)
    shares, name = counts.shares("eu27", 0.9), method.replace("-", "_")
    assert found["low"].equals(shares[f"{name}_low"].rename("low"))
    assert found["high"].equals(shares[f"{name}_high"].rename("high"))


def test_a_focal_item_without_a_point_count_is_refused_and_others_are_named(eu):
    assert readings.focal(eu, "ai_diagnostics_use")["count_low"] == 20
    with pytest.raises(InputError, match=r"item='new_ai_roles' has no point count.*allowed: .*ai_diagnostics_use"):
        readings.focal(eu, "new_ai_roles")
    with pytest.raises(InputError, match="did you mean 'chatbots_use'"):
        readings.focal(eu, "chatbot_use")


def test_the_figure_has_the_readings_of_both_populations(eu, region):
    shown = readings.beside(readings.focal(eu, "ai_diagnostics_use"), region)
    assert [one["reading"] for one in shown] == ["census", *counts.METHODS, "counted", "finite", "worst"]
    assert shown[0]["low"] is None
    wilson = shown[1]
    found = row(eu, "ai_diagnostics_use")
    assert (wilson["low"] / 27, wilson["high"] / 27) == pytest.approx((found["low"], found["high"]), rel=1e-12)
    assert shown[-1] == {"population": "region", "reading": "worst", "k": None, "n": 50, "N": 53, "low": 32, "high": 35}


@pytest.mark.parametrize(
    ("item", "there"),
    [
        ("liability_guidance", ["counted", "finite", "worst"]),  # asked of the Region in other words
        ("inservice_ai_training", ["worst"]),
        ("national_health_data_hub", []),
    ],
)
def test_what_was_not_published_of_the_region_is_left_out(eu, region, item, there):
    shown = readings.beside(readings.focal(eu, item), region)
    assert [one["reading"] for one in shown if one["population"] == "region"] == there


def test_the_intervals_beside_each_other(eu):
    table = readings.methods(readings.focal(eu, "ai_diagnostics_use")).set_index("method")
    assert list(table.index) == [*counts.METHODS, "wald"]
    half = 1.959964 * np.sqrt(20 * 7 / 27**3)
    assert table.loc["wald", ["low", "high"]].tolist() == pytest.approx([20 / 27 - half, 20 / 27 + half], abs=1e-6)
    assert table["mean"].idxmin() == table["least"].idxmin() == "wald"
    assert table.loc["clopper-pearson", "least"] >= 0.95
    assert readings.methods(readings.focal(eu, "driver_patient_care"))["here"].isna().all()


def test_corrected_shares_by_hand(eu):
    found = row(readings.corrected(eu, RATES, RATES), "ai_diagnostics_use")
    grid = [(20 / 27 + b - 1) / (a + b - 1) for a in RATES for b in RATES]
    fits = [share for share in grid if 0 <= share <= 1]
    assert (found["lowest"], found["highest"]) == pytest.approx((min(fits), max(fits)))
    assert (found["impossible"], found["pairs"]) == (9 - len(fits), 9)
    assert 0 < found["impossible"] < 9


def test_the_grid_of_a_focal_item(eu):
    grid = readings.grid(readings.focal(eu, "ai_diagnostics_use"), RATES, RATES)
    assert len(grid) == 9
    assert grid.loc[grid["sensitivity"] == 0.7, "share"].isna().all()  # fewer would say yes than did
    assert grid.loc[8, "share"] == pytest.approx(20 / 27)


def test_rates_that_cannot_fit_are_refused(eu):
    with pytest.raises(InputError, match=r"no pair of sensitivities.*fits 20 of 27.*0.74 or more"):
        readings.grid(readings.focal(eu, "ai_diagnostics_use"), [0.6, 0.7], RATES)
    with pytest.raises(InputError, match=r"fits 2 of 27.*specificity 0.93 or more"):
        readings.grid(readings.focal(eu, "liability_guidance"), RATES, [0.6, 0.9])


def test_what_is_stored(eu, region):
    store, focal = Store(), readings.focal(eu, "ai_diagnostics_use")
    readings.store_focal(store, focal, readings.methods(focal))
    readings.store_wald(store, eu)
    readings.store_region(store, region)
    readings.store_corrected(store, focal, readings.corrected(eu, RATES, RATES))
    readings.store_rates(store, RATES, [0.8, 0.9])
    found, names = store.results().numbers, store.results().names
    assert names["focal"].codes == ["ai_diagnostics_use"]
    assert (found["focal_count"].value, found["focal_count"].interval) == (20, None)
    assert found["focal_wilson"].level == 0.95
    assert "focal_wald" not in found
    below = sum(k / 27 < 1.959964**2 / (27 + 1.959964**2) for k in eu["count_low"] if k)
    above = sum(1 - k / 27 < 1.959964**2 / (27 + 1.959964**2) for k in eu["count_low"] if k < 27)
    assert found["wald_outside"].value == below + above > 0
    assert found["wald_without_width"].value == (eu["count_low"] == 27).sum()
    assert found["majority"].value == 27
    assert (found["sensitivity_lowest"].value, found["sensitivity_highest"].value) == (min(RATES), max(RATES))
    assert (found["specificity_lowest"].value, found["specificity_highest"].value) == (0.8, 0.9)
    open_ = set(names["majority_open_items"].codes)
    assert "chatbots_use" in open_  # 25 to 28 of 53
    assert not open_ & {"regulatory_agency_assess_approve", "legal_gap_assessment"}  # from 27; at most 26
    assert (found["region_chatbots_use_at_least"].value, found["region_chatbots_use_at_most"].value) == (25, 28)
    assert found["impossible"].n == found["pairs"].value == 9
