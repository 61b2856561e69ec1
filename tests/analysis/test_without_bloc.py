from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from healthai import data
from healthai.analysis import blocs, specifications, without_bloc
from healthai.analysis.multiverse import permutations
from healthai.data import codes
from healthai.results import Store

SEED, N_PERM = 1, 99


@pytest.fixture(scope="module")
def curve():
    return specifications.at_equal_income("governance", "ai", ["ai_ent_any"], ["wgi_ge"], 15)


@pytest.fixture(scope="module")
def found(curve):
    return without_bloc.medians([curve], "geo5", N_PERM, SEED)


def test_each_bloc_is_left_out_once_over_all_scales_and_by_ranks(curve, found):
    labels = blocs.scheme("geo5", curve.countries)
    n = {"nobody": 27} | {bloc: 27 - int(np.sum(labels == bloc)) for bloc in set(labels)}
    assert found.drop_duplicates("left_out").set_index("left_out")["n"].to_dict() == n
    assert found.groupby("left_out")["family"].apply(list).tolist() == [["ai", "ranks"]] * 6
    assert set(found["construct"]) == {"governance"}


def test_blocs_differ_in_their_countries_and_not_in_their_models(curve, found):
    everyone = curve.options["sample"] == "all"
    ranks = everyone & (curve.options["scale"] == "rank")
    assert set(found.loc[found["family"] == "ai", "specifications"]) == {everyone.sum()}
    assert set(found.loc[found["family"] == "ranks", "specifications"]) == {ranks.sum()}


def test_with_nobody_left_out_it_is_the_median_of_all_countries(curve, found):
    r = curve.curve.r[curve.options["sample"] == "all"]
    assert found.loc[0, ["left_out", "family"]].tolist() == ["nobody", "ai"]
    assert found.loc[0, "median"] == pytest.approx(np.median(r))


def left(values, controls):
    design = np.column_stack([np.ones(len(values)), controls])
    return values - design @ np.linalg.lstsq(design, values, rcond=None)[0]


def test_residuals_change_places_before_the_bloc_is_left_out():
    """One model in the data, refitted by hand: ranks of all, residuals of all, then the Nordic countries go."""
    one = specifications.at_equal_income("training", "ai", ["ai_ent_any"], ["adult_learning_4w"], 15)
    grid = without_bloc._grid(one, "geo5")
    y, x = (f"{name}@2024" for name in ("ai_ent_any", "adult_learning_4w"))
    small = replace(grid, scales={"rank": grid.scales["rank"]}, pairs=[(y, x)], control_sets=[()])
    alone = replace(one, grid=small)
    table = without_bloc.medians([alone], "geo5", N_PERM, SEED).query("left_out == 'Nordic'")

    members = codes.eu27()
    names = (("ai_ent_any", 2024), ("adult_learning_4w", 2024), ("gdp_pps_pc", None))
    ranks = [stats.rankdata(data.indicator(name, year, members)[list(one.countries)]) for name, year in names]
    kept = blocs.scheme("geo5", one.countries) != "Nordic"

    def r(outcome):
        return np.corrcoef(left(outcome[kept], ranks[2][kept]), left(ranks[1][kept], ranks[2][kept]))[0, 1]

    residuals = left(ranks[0], ranks[2])
    orders = permutations(one.countries, "none", N_PERM, SEED)
    beyond = sum(abs(r(residuals[order])) >= abs(r(ranks[0])) - 1e-10 for order in orders)
    assert table["median"].tolist() == pytest.approx([r(ranks[0])] * 2)
    assert table["p"].tolist() == [(beyond + 1) / (N_PERM + 1)] * 2


def test_what_is_stored(found):
    store = Store()
    without_bloc.store_medians(store, found)
    numbers = store.results().numbers
    row = found[(found["left_out"] == "Central and East") & (found["family"] == "ranks")].iloc[0]
    assert numbers["median_without_central_and_east_governance_ranks"].value == row["median"]
    stored = numbers["p_without_central_and_east_governance_ranks"]
    assert (stored.value, stored.n, stored.kind) == (row["p"], row["n"], "p")
    assert len(numbers) == 2 * len(found)
