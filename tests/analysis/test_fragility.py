import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from healthai.analysis import fragility, primary
from healthai.results import Store

LEVEL = 0.95


@pytest.fixture(scope="module")
def models():
    return primary.declare(["ai_ent_any", "ehealth_access_score"], ["wgi_ge", "ent_ict_training"])


@pytest.fixture(scope="module")
def confounders(models):
    return fragility.confounders(models, LEVEL)


def fit(model):
    return sm.OLS(model.y, sm.add_constant(model.regressors)).fit()


def test_leaving_out_each_country_is_estimating_without_it(models):
    rows = fragility.leave_one_out(models[0], LEVEL)
    assert sorted(rows["iso2"]) == sorted(models[0].countries)
    assert set(rows["n"]) == {26}
    assert rows["rank"].is_monotonic_increasing
    malta = rows.set_index("iso2").loc["MT"]
    assert malta["rank"] == models[0].without(["MT"]).rank(LEVEL).estimate
    assert "MT" not in models[0].without(["MT"]).countries


def test_diagnostics_are_those_of_statsmodels(models):
    rows = fragility.diagnostics(models, LEVEL).to_dict("records")
    for model, row in zip(models, rows, strict=True):
        found = fit(model).get_influence()
        cook, hat, dfbetas = found.cooks_distance[0], found.hat_matrix_diag, found.dfbetas[:, 1]
        assert (row["cook"], row["cook_country"]) == (pytest.approx(cook.max()), model.countries[cook.argmax()])
        assert (row["hat"], row["hat_country"]) == (pytest.approx(hat.max()), model.countries[hat.argmax()])
        assert row["dfbetas"] == pytest.approx(dfbetas[np.abs(dfbetas).argmax()])
        assert row["low"] <= row["rank"] <= row["high"]
    assert {row["hat_country"] for row in rows} == {"LU"}
    assert {row["cook_country"] for row in rows} == {"IE"}


def test_drops_estimate_both_scales_without_the_countries_named(models):
    rows = fragility.drops(models, LEVEL)
    assert len(rows) == len(models) * len(fragility.DROPS)
    row = rows.iloc[3]
    assert (row["left_out"], row["n"]) == (["LU", "IE"], 25)
    assert row["slope"] == primary.scales(models[0].without(["LU", "IE"]), LEVEL)["slope"]
    assert rows.iloc[0]["rank"] == models[0].rank(LEVEL).estimate


def test_robustness_values_leave_nothing(models, confounders):
    for model, row in zip(models, confounders.to_dict("records"), strict=True):
        ordinary = fit(model)
        f2 = ordinary.tvalues[1] ** 2 / ordinary.df_resid
        assert row["value"] == pytest.approx((np.sqrt(f2 * f2 + 4 * f2) - f2) / 2)
        assert 0 <= row["value_alpha"] < row["value"]
        assert row["partial_r2"] == pytest.approx(f2 / (1 + f2))


def test_robustness_of_the_interval_from_both_kinds_of_errors(models, confounders):
    """The equal strength at which f is as far above the critical f as a confounder can take away."""
    for model, row in zip(models, confounders.to_dict("records"), strict=True):
        kinds = {"value_alpha": fit(model), "value_alpha_hc3": fit(model).get_robustcov_results("HC3")}
        for name, found in kinds.items():
            df = found.df_resid
            beyond = abs(found.tvalues[1]) / np.sqrt(df) - stats.t.ppf(0.975, df - 1) / np.sqrt(df - 1)
            expected = (np.sqrt(beyond**4 + 4 * beyond**2) - beyond**2) / 2 if beyond > 0 else 0
            assert row[name] == pytest.approx(expected)
    assert (confounders["value_alpha_hc3"] < confounders["value_alpha"])[:2].all()


def test_income_is_measured_by_its_own_partial_r2(models, confounders):
    for model, row in zip(models, confounders.to_dict("records"), strict=True):
        assert row["income_focal"] == pytest.approx(stats.pearsonr(model.x, model.given[:, 0]).statistic ** 2)
        t, df = fit(model).tvalues[2], fit(model).df_resid
        assert row["income_outcome"] == pytest.approx(t * t / (t * t + df))


def test_no_confounder_can_be_as_strong_as_income_for_effectiveness(confounders):
    by_focal = confounders.set_index(["outcome", "focal"])
    impossible = by_focal.loc[("ai_ent_any", "wgi_ge")]
    assert impossible["income_focal"] > 0.5
    assert impossible["strongest"] < 1
    assert impossible[["as_focal", "left", "left_low"]].isna().all()
    possible = by_focal.loc[("ai_ent_any", "ent_ict_training")]
    assert possible["strongest"] > 1
    assert 0 < possible["left"] < possible["slope"]
    assert possible["left_low"] < possible["left"] < possible["left_high"]


def test_income_is_measured_beside_the_other_controls():
    (model,) = primary.declare(["ai_ent_any"], ["ent_ict_training"], ["share_65plus"])
    (row,) = fragility.confounders([model], LEVEL).to_dict("records")
    age, income = model.given[:, 1], model.given[:, 0]
    left = [sm.OLS(v, sm.add_constant(age)).fit().resid for v in (model.x, income)]
    assert row["income_focal"] == pytest.approx(stats.pearsonr(*left).statistic ** 2)


def test_borders_begin_where_they_are_possible_and_meet_the_robustness_values(models, confounders):
    rows = fragility.confounder_borders(models[:1], LEVEL)
    known = rows.dropna(subset="zero")
    assert known["treatment"].min() == pytest.approx(confounders["partial_r2"][0], abs=1e-4)
    assert known["zero"].iloc[0] == pytest.approx(1, abs=1e-4)
    assert known["zero"].is_monotonic_decreasing
    at = np.interp(confounders["value"][0], known["treatment"], known["zero"])
    assert at == pytest.approx(confounders["value"][0], abs=2e-3)
    reached = rows.dropna(subset="interval")
    assert (reached["interval"] <= reached["zero"].fillna(1)).all()


def test_correction_for_error_is_that_of_the_corrected_correlations(models):
    """Divide each correlation by the roots of the reliabilities, income being free of error; then take it out."""
    rows = fragility.disattenuations(models[:1])
    row = rows[(rows["reliability_outcome"] == 0.8) & (rows["reliability_focal"] == 0.9)].iloc[0]
    r = np.corrcoef([models[0].y, models[0].x, models[0].given[:, 0]])
    yx, yg, xg = r[0, 1] / np.sqrt(0.8 * 0.9), r[0, 2] / np.sqrt(0.8), r[1, 2] / np.sqrt(0.9)
    assert row["corrected"] == pytest.approx((yx - yg * xg) / np.sqrt((1 - yg**2) * (1 - xg**2)))
    free = rows[(rows["reliability_outcome"] == 1) & (rows["reliability_focal"] == 1)].iloc[0]
    assert free["corrected"] == pytest.approx(free["linear"])


def test_a_reliability_below_what_income_explains_has_no_correction(models, monkeypatch):
    monkeypatch.setattr(fragility, "RELIABILITIES", (0.5, 1.0))
    found = fragility.disattenuations(models[:1]).set_index(["reliability_outcome", "reliability_focal"])["corrected"]
    assert np.isnan(found.loc[(1.0, 0.5)])
    assert not np.isnan(found.loc[(1.0, 1.0)])


def test_the_points_of_an_added_variable_plot_have_the_slope_of_the_model(models):
    points = fragility.added_variables(models[:1])
    assert tuple(points["iso2"]) == models[0].countries
    assert np.polyfit(points["x"], points["y"], 1) == pytest.approx([fit(models[0]).params[1], 0], abs=1e-9)


def test_what_is_stored(models, confounders):
    store, rows = Store(), fragility.leave_one_out(models[0], LEVEL)
    fragility.store_single_countries(store, models[0], rows, fragility.diagnostics(models, LEVEL), LEVEL)
    fragility.store_confounders(store, confounders, LEVEL)
    found = store.results()
    assert found.numbers["one_out_lowest"].value == rows["rank"].min()
    assert found.names["one_out_lowest_without"].codes == [rows["iso2"][0]]
    assert found.numbers["one_out_reaching_zero"].value == (rows["rank_low"] <= 0).sum()
    assert found.names["most_hat"].codes == ["LU"]
    assert "left_ai_ent_any_ent_ict_training" in found.numbers
    assert "left_ai_ent_any_wgi_ge" not in found.numbers
