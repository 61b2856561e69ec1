import numpy as np
import pytest
from scipy import stats

from healthai import data, paths
from healthai.analysis import explore
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store, load
from healthai.stats import correlation

OUTCOMES = ["ehealth_access_score", "ind_health_records_online"]
FOCAL = ["wgi_ge", "stem_graduates", "gari2025_governance", "who22_inservice_training"]


@pytest.fixture(scope="module")
def waves():
    return explore.waves(OUTCOMES, FOCAL)


@pytest.fixture(scope="module")
def views(waves):
    return explore.views(waves, explore.groups(), 0.95)


@pytest.fixture(scope="module")
def published():
    return load(paths.RESULTS)


def test_the_groups_divide_the_members():
    groups = explore.groups()
    assert groups["eu27"] == list(codes.eu27())
    assert sorted([*groups["eu15"], *groups["joined"]]) == groups["eu27"]
    assert (len(groups["eu15"]), len(groups["joined"])) == (14, 13)
    assert {"FR", "SE"} <= set(groups["eu15"])


def test_main_years_go_together_and_others_look_back(waves):
    years = waves.set_index(["outcome", "year", "focal"])
    assert years.loc[("ehealth_access_score", 2024, "stem_graduates"), "focal_year"] == 2023  # its main year
    assert years.loc[("ehealth_access_score", 2022, "stem_graduates"), "focal_year"] == 2022
    assert years.loc[("ehealth_access_score", 2025, "wgi_ge"), "focal_year"] == 2023
    assert years.loc[("ind_health_records_online", 2020, "wgi_ge"), "focal_year"] == 2021  # there is none before
    assert years.loc[("ind_health_records_online", 2020, "wgi_ge"), "income_year"] == 2020
    assert set(waves.loc[waves["main"], "year"]) == {2024}
    assert len(waves) == (4 + 3) * len(FOCAL)


def test_an_indicator_cannot_be_on_both_sides():
    with pytest.raises(InputError, match="wgi_ge is an outcome and an indicator"):
        explore.waves(["wgi_ge"], ["wgi_ge", "wgi_rq"])


def test_every_view_is_what_the_correlations_give_for_its_countries(views):
    groups = explore.groups()
    assert len(views) == (4 + 3) * len(FOCAL) * len(groups) * len(explore.METHODS)
    assert views["n"].nunique() > 5
    for row in views.to_dict("records"):
        years = {row["outcome"]: row["year"], row["focal"]: row["focal_year"], "gdp_pps_pc": row["income_year"]}
        y, x, income = data.panel(years, countries=groups[row["group"]]).dropna().to_numpy(float).T
        assert row["n"] == len(y)
        marginal = correlation.correlate(x, y, row["method"])
        partial = correlation.partial(x, y, np.log(income), row["method"])
        expected = [marginal.estimate, marginal.low, marginal.high, partial.estimate, partial.low, partial.high]
        names = ["estimate", "low", "high", "partial", "partial_low", "partial_high"]
        assert [row[name] for name in names] == pytest.approx(expected, abs=1e-12)


def test_a_p_value_agrees_with_its_interval(views):
    for stem, p in (("", "p"), ("partial_", "partial_p")):
        away = (views[f"{stem}low"] > 0) | (views[f"{stem}high"] < 0)
        assert away.any()
        assert (away == (views[p] < 0.05)).all()


def test_what_does_not_vary_has_no_coefficient(waves):
    one = waves[(waves["focal"] == "who22_inservice_training") & waves["main"]].head(1)
    trained = data.indicator("who22_inservice_training", countries=codes.eu27())
    found = explore.views(one, {"trained": list(trained.index[trained == 1]), "few": ["AT", "BE", "FR", "DE"]}, 0.95)
    assert found[explore.FOUND].isna().all(axis=None)
    assert found["n"].max() > explore.LEAST


def test_the_order_of_indicators_does_not_matter(views):
    turned = explore.views(explore.waves(OUTCOMES, FOCAL[::-1]), explore.groups(), 0.95)
    keys = ["outcome", "year", "focal", "group", "method"]
    a, b = (table.sort_values(keys)[explore.FOUND].to_numpy() for table in (views, turned))
    assert a == pytest.approx(b, abs=1e-13)


def test_the_store_holds_twelve_digits_of_each_view(views):
    store = Store()
    explore.store_pairs(store, views, 0.95)
    explore.store_views(store, views, explore.groups(), 0.95)
    found = store.results()
    stored = found.figures["views"].values
    assert stored["columns"] == ["n", *explore.FOUND]
    for row in stored["rows"]:
        same = (views["outcome"] == row["outcome"]) & (views["year"] == row["year"]) & (views["focal"] == row["focal"])
        for view in views[same].to_dict("records"):
            numbers = row[view["group"]][view["method"]]
            assert numbers == pytest.approx([view[name] for name in stored["columns"]], rel=1e-11)
    pairs = found.numbers["pairs_in_all"].value
    assert pairs == len(OUTCOMES) * len(FOCAL) == len(found.tables["pairs"].rows)
    assert found.numbers["expected"].value == pytest.approx(0.05 * pairs)
    assert found.numbers["partial_singly"].value >= found.numbers["partial_together"].value


def test_published_views_are_the_numbers_of_the_association_chapter(published):
    numbers = published["association"].numbers
    columns = published["explore"].figures["views"].values["columns"]
    main = {(r["outcome"], r["focal"]): r for r in published["explore"].figures["views"].values["rows"] if r["main"]}
    shared = [pair for pair in main if f"spearman_{'_'.join(pair)}" in numbers]
    assert len(shared) >= 15
    for pair in shared:
        found = {method: dict(zip(columns, main[pair]["eu27"][method], strict=True)) for method in explore.METHODS}
        for key, view, stem in (
            ("spearman", found["spearman"], ""),
            ("pearson", found["pearson"], ""),
            ("partial", found["spearman"], "partial_"),
        ):
            number = numbers[f"{key}_{'_'.join(pair)}"]
            assert view["n"] == number.n
            assert view["partial" if stem else "estimate"] == pytest.approx(number.value, abs=1e-9)
            assert [view[f"{stem}low"], view[f"{stem}high"]] == pytest.approx(number.interval, abs=1e-9)
        for key, name in (("p", "p"), ("partial_p", "partial_p")):
            assert found["spearman"][name] == pytest.approx(numbers[f"{key}_{'_'.join(pair)}"].value, abs=0.02)


def test_ranks_agree_with_scipy(views):
    row = views[(views["group"] == "eu27") & (views["method"] == "spearman")].iloc[0]
    y, x = (
        data.indicator(row[a], int(row[b]), codes.eu27()) for a, b in (("outcome", "year"), ("focal", "focal_year"))
    )
    assert row["estimate"] == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
