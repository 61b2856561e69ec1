import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from healthai import data
from healthai.analysis import association, primary
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store

OUTCOMES = ["ai_ent_any", "ehealth_access_score", "ind_health_records_online"]
FOCAL = ["wgi_ge", "ent_ict_training"]


@pytest.fixture(scope="module")
def models():
    return primary.declare(OUTCOMES, FOCAL)


@pytest.fixture(scope="module")
def table(models):
    return primary.estimates(models, 199, 1, 0.95)


@pytest.fixture(scope="module")
def differences(models):
    return primary.differences(models, 199, 1, 0.95)


def frame(model):
    columns = {"y": model.y, "x": model.x, "log_gdp": model.given[:, 0]}
    return pd.DataFrame(columns, index=model.countries)


def test_every_outcome_meets_every_focal_indicator_on_its_complete_countries(models):
    assert [(m.outcome, m.focal) for m in models] == [(o, f) for o in OUTCOMES for f in FOCAL]
    assert [m.n for m in models] == [27, 27, 27, 27, 26, 26]
    assert "CZ" not in models[-1].countries
    income = data.indicator("gdp_pps_pc", countries=codes.eu27())
    assert np.exp(models[0].given[:, 0]) == pytest.approx(income[list(models[0].countries)].to_numpy())
    assert (models[0].k, models[0].key) == (1, "ai_ent_any_wgi_ge")


def test_rank_estimates_are_partial_correlations_of_ranks(models, table):
    for model, row in zip(models, table.to_dict("records"), strict=True):
        r = frame(model).rank().corr()
        expected = (r.loc["x", "y"] - r.loc["x", "log_gdp"] * r.loc["y", "log_gdp"]) / np.sqrt(
            (1 - r.loc["x", "log_gdp"] ** 2) * (1 - r.loc["y", "log_gdp"] ** 2)
        )
        assert row["rank"] == pytest.approx(expected)
        assert row["rank_low"] < row["rank"] < row["rank_high"]


def test_slopes_are_those_of_statsmodels_per_standard_deviation(models, table):
    for model, row in zip(models, table.to_dict("records"), strict=True):
        values = frame(model)
        design = sm.add_constant(pd.DataFrame({"x": stats.zscore(model.x, ddof=1), "g": values["log_gdp"].to_numpy()}))
        fit = sm.OLS(model.y, design).fit(cov_type="HC3", use_t=True)
        assert (row["slope"], row["slope_p"]) == pytest.approx((fit.params["x"], fit.pvalues["x"]))
        assert (row["slope_low"], row["slope_high"]) == pytest.approx(tuple(fit.conf_int().loc["x"]))
        huber = sm.RLM(model.y, design).fit(maxiter=500)
        assert row["huber"] == pytest.approx(huber.params["x"], rel=1e-4)


def test_in_standard_deviations_of_what_income_leaves_the_slope_is_the_partial_correlation(models, table):
    for model, row in zip(models, table.to_dict("records"), strict=True):
        left = [v - np.polyval(np.polyfit(model.given[:, 0], v, 1), model.given[:, 0]) for v in (model.x, model.y)]
        assert row["linear"] == pytest.approx(stats.pearsonr(*left).statistic)
        per_unit = row["linear"] / row["slope"]
        ends = row["slope_low"] * per_unit, row["slope_high"] * per_unit
        assert (row["linear_low"], row["linear_high"]) == pytest.approx(ends)


def test_the_rule_for_disagreement():
    assert primary.verdict((0.1, 0.7), (0.2, 0.9)) == "agree_away"
    assert primary.verdict((-0.7, -0.1), (-0.9, -0.2)) == "agree_away"
    assert primary.verdict((-0.1, 0.7), (-0.2, 0.9)) == "agree_neither"
    assert primary.verdict((-0.1, 0.7), (0.2, 0.9)) == "depends_on_scale"
    assert primary.verdict((0.1, 0.7), (-0.2, 0.9)) == "depends_on_scale"
    assert primary.verdict((0.1, 0.7), (-0.9, -0.2)) == "depends_on_scale"


def test_the_rule_is_applied_to_each_row(table):
    for row in table.to_dict("records"):
        ends = (row["rank_low"], row["rank_high"]), (row["slope_low"], row["slope_high"])
        assert row["verdict"] == primary.verdict(*ends)
    assert table["verdict"][1] == "depends_on_scale"


def test_nothing_but_p_depends_on_seed_or_company(models, table):
    alone = primary.estimates(models[:1], 199, 1, 0.95).loc[0].drop("holm")
    assert alone.equals(table.loc[0].drop("holm"))
    other = primary.estimates(models, 199, 2, 0.95)
    by_chance = ["p", "p_bloc", "holm"]
    assert other.drop(columns=by_chance).equals(table.drop(columns=by_chance))
    assert not other["p"].equals(table["p"])


def test_the_order_of_countries_does_not_matter(models):
    order = np.random.default_rng(3).permutation(models[0].n)
    shuffled = models[0].rows(order)
    assert shuffled.countries == tuple(models[0].countries[i] for i in order)
    expected, found = primary.scales(models[0], 0.95), primary.scales(shuffled, 0.95)
    assert found.pop("verdict") == expected.pop("verdict")
    assert found == pytest.approx(expected)


def test_further_controls_are_held_constant():
    (model,) = primary.declare(["ai_ent_any"], ["wgi_ge"], ["share_65plus"])
    assert (model.k, model.controls) == (2, ("share_65plus",))
    assert model.sources == ["ai_ent_any", "wgi_ge", association.INCOME, "share_65plus"]
    ranked = [stats.rankdata(v) for v in (model.x, model.y, *model.given.T)]
    design = sm.add_constant(np.column_stack(ranked[2:]))
    left = [sm.OLS(v, design).fit().resid for v in ranked[:2]]
    assert model.rank(0.95).estimate == pytest.approx(stats.pearsonr(*left).statistic)


def test_differences_are_those_of_the_estimates_on_the_same_countries(models, differences):
    assert len(differences) == 6
    both = differences.set_index(["focal", "first", "second"])
    row = both.loc[("wgi_ge", "ai_ent_any", "ehealth_access_score")]
    assert row["rank_first"] == pytest.approx(models[0].rank(0.95).estimate)
    assert row["difference"] == pytest.approx(row["rank_first"] - row["rank_second"])
    assert row["difference_low"] < row["difference"] < row["difference_high"]
    third = both.loc[("wgi_ge", "ai_ent_any", "ind_health_records_online")]
    assert third["n"] == 26
    assert third["rank_first"] == pytest.approx(models[0].without(["CZ"]).rank(0.95).estimate)


def test_one_outcome_leaves_nothing_to_compare():
    found = primary.differences(primary.declare(["ai_ent_any"], FOCAL), 99, 1, 0.95)
    store = Store()
    primary.store_differences(store, found, 0.95)
    assert found.empty
    assert set(store.results().numbers) == {"differences"}


@pytest.mark.parametrize(
    ("outcomes", "focal", "controls", "message"),
    [
        (["ai_ent_any"], ["ai_ent_any"], [], "ai_ent_any is given twice; each indicator has one role"),
        (["ai_ent_any"], ["wgi_ge"], ["wgi_ge"], "wgi_ge is given twice"),
        (["ai_ent_any", "ai_ent_any"], ["wgi_ge"], [], "ai_ent_any is given twice"),
        (["ai_ent_any"], ["gdp_pps_pc"], [], "gdp_pps_pc is always held constant"),
        (["ai_ent_any"], ["nothing"], [], "no indicator is called 'nothing'"),
    ],
)
def test_roles_that_are_not_allowed(outcomes, focal, controls, message):
    with pytest.raises(InputError, match=message):
        primary.declare(outcomes, focal, controls)


def as_panel(monkeypatch, **columns):
    """Let the panel hold these columns beside income."""
    income = np.log(data.indicator("gdp_pps_pc", countries=codes.eu27()))
    values = {name: series.reindex(income.index) for name, series in columns.items()}
    monkeypatch.setattr(association, "panel", lambda names: pd.DataFrame(values).assign(log_gdp=income))


def test_a_model_that_cannot_be_estimated_is_named_with_the_reason(monkeypatch):
    y, x = (data.indicator(name, countries=codes.eu27()) for name in ("ai_ent_any", "wgi_ge"))
    log_gdp = np.log(data.indicator("gdp_pps_pc", countries=codes.eu27()))
    once = pd.Series(0.0, index=y.index).where(y.index != "FR", 1.0)
    as_panel(monkeypatch, ai_ent_any=y, wgi_ge=x * 0 + 3, wgi_rq=2 * log_gdp + 1, wgi_rl=x.head(15), wgi_cc=once)
    with pytest.raises(InputError) as raised:
        primary.declare(["ai_ent_any"], ["wgi_ge", "wgi_rq", "wgi_rl", "wgi_cc"])
    flat, same, few, alone = raised.value.problems
    where = "y = ai_ent_any (2024), x = wgi_ge (2023), controls gdp_pps_pc (2024): "
    assert flat == f"{where}x is constant; it must hold at least two different values"
    assert "x = wgi_rq (2023), controls gdp_pps_pc (2024): x is determined by the controls (collinear)" in same
    assert few.endswith("15 Member States have all values; at least 20 must, to leave two out")
    assert "determines its own fitted value" in alone


def test_collinear_controls_are_refused(monkeypatch):
    y, x = (data.indicator(name, countries=codes.eu27()) for name in ("ai_ent_any", "wgi_ge"))
    age = data.indicator("share_65plus", countries=codes.eu27())
    as_panel(monkeypatch, ai_ent_any=y, wgi_ge=x, share_65plus=age, che_pct_gdp=100 - age)
    with pytest.raises(InputError, match=r"share_65plus \(2024\), che_pct_gdp \(2022\): the controls are collinear"):
        primary.declare(["ai_ent_any"], ["wgi_ge"], ["share_65plus", "che_pct_gdp"])


def test_what_is_stored(models, table, differences):
    store = Store()
    primary.store_estimates(store, models, table, 0.95)
    primary.store_differences(store, differences, 0.95)
    numbers, row = store.results().numbers, table.loc[0]
    assert sum(numbers[name].value for name in ("agree_away", "agree_neither", "depends_on_scale")) == len(table)
    assert numbers["rank_ai_ent_any_wgi_ge"].interval == [row["rank_low"], row["rank_high"]]
    assert numbers["slope_ai_ent_any_wgi_ge"].interval == [row["slope_low"], row["slope_high"]]
    assert numbers["p_ai_ent_any_wgi_ge"].kind == "p"
    assert numbers["smallest_holm"].value == table["holm"].min()
    assert numbers["difference_wgi_ge_ai_ent_any_ehealth_access_score"].value == differences["difference"][0]
