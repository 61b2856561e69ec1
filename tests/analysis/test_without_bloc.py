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
    assert found.set_index("left_out")["n"].to_dict() == n
    assert found["left_out"].is_unique
    assert set(found["construct"]) == {"governance"}


def test_blocs_differ_in_their_countries_and_not_in_their_models(curve, found):
    everyone = curve.options["sample"] == "all"
    ranks = everyone & (curve.options["scale"] == "rank")
    assert set(found["specifications"]) == {everyone.sum()}
    assert set(found["specifications_ranks"]) == {ranks.sum()}


def test_with_nobody_left_out_it_is_the_median_of_all_countries(curve, found):
    everyone, ranks = curve.options["sample"] == "all", curve.options["scale"] == "rank"
    nobody = found.set_index("left_out").loc["nobody"]
    assert nobody["median"] == pytest.approx(np.median(curve.curve.r[everyone]))
    assert nobody["median_ranks"] == pytest.approx(np.median(curve.curve.r[everyone & ranks]))


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
    table = without_bloc.medians([alone], "geo5", N_PERM, SEED).set_index("left_out").loc["Nordic"]

    members = codes.eu27()
    names = (("ai_ent_any", 2024), ("adult_learning_4w", 2024), ("gdp_pps_pc", None))
    ranks = [stats.rankdata(data.indicator(name, year, members)[list(one.countries)]) for name, year in names]
    kept = blocs.scheme("geo5", one.countries) != "Nordic"

    def r(outcome):
        return np.corrcoef(left(outcome[kept], ranks[2][kept]), left(ranks[1][kept], ranks[2][kept]))[0, 1]

    residuals = left(ranks[0], ranks[2])
    orders = permutations(one.countries, "none", N_PERM, SEED)
    beyond = sum(abs(r(residuals[order])) >= abs(r(ranks[0])) - 1e-10 for order in orders)
    for suffix in ("", "_ranks"):
        assert table[f"median{suffix}"] == pytest.approx(r(ranks[0]))
        assert table[f"p{suffix}"] == (beyond + 1) / (N_PERM + 1)


def test_what_is_stored(found):
    store = Store()
    without_bloc.store_medians(store, found)
    numbers = store.results().numbers
    row = found.set_index("left_out").loc["Central and East"]
    assert numbers["median_without_central_and_east_governance_ai"].value == row["median"]
    assert numbers["median_without_central_and_east_governance_ranks"].value == row["median_ranks"]
    stored = numbers["p_without_central_and_east_governance_ranks"]
    assert (stored.value, stored.n, stored.kind) == (row["p_ranks"], row["n"], "p")
    assert len(numbers) == 4 * len(found)
