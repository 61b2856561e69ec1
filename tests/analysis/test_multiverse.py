import numpy as np
import pandas as pd
import pytest

from healthai.analysis import blocs, multiverse, specifications
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store
from healthai.stats import multiverse as engine

AI = ["ai_ent_any", "ai_ent_machine_learning"]
SEED, N_PERM = 1, 199


@pytest.fixture(scope="module")
def curve():
    return specifications.at_equal_income("governance", "ai", AI, ["wgi_ge", "gari2024_government"], 15)


@pytest.fixture(scope="module")
def tested(curve):
    return multiverse.test(curve, ["none", "geo5"], N_PERM, SEED, 0.05)


# The null.


@pytest.mark.parametrize("scheme", ["geo5", "accession"])
def test_permutations_stay_inside_blocs(scheme):
    members = codes.eu27()
    labels = blocs.scheme(scheme, members)
    found = multiverse.permutations(members, scheme, 50, SEED)
    assert np.all(labels[found] == labels)
    assert np.any(found != np.arange(27))


def test_p_values_count_permuted_curves_of_all_specifications_at_once(curve, tested):
    orders = multiverse.permutations(curve.countries, "none", N_PERM, SEED)
    r = np.concatenate(list(engine.null_blocks(curve.grid, orders)))
    extreme = np.abs(np.median(r, axis=1)) >= abs(np.median(curve.curve.r))
    assert tested.found["none"].median == (1 + extreme.sum()) / (N_PERM + 1)
    assert tested.interval("none") == pytest.approx(tuple(np.quantile(np.median(r, axis=1), [0.025, 0.975])))


def test_a_scheme_does_not_depend_on_which_others_are_run(curve, tested):
    alone = multiverse.test(curve, ["geo5"], N_PERM, SEED, 0.05)
    assert (alone.main, tested.main) == ("geo5", "none")
    assert alone.found["geo5"].median == tested.found["geo5"].median
    assert np.array_equal(alone.found["geo5"].fwer, tested.found["geo5"].fwer)


def test_tiers(tested):
    p, adjusted = tested.multiverse.curve.p, tested.adjusted
    expected = np.select([adjusted <= 0.05, p <= 0.05], ["all", "alone"], "neither")
    assert tested.tiers.tolist() == expected.tolist()
    assert np.all(adjusted <= tested.found["none"].fwer)


# Tables.


def test_the_table_of_curves_has_a_row_a_scheme(tested):
    table = multiverse.curves([tested])
    assert table["scheme"].tolist() == ["none", "geo5"]
    for row in table.to_dict("records"):
        found = tested.found[row["scheme"]]
        assert (row["n"], row["specifications"]) == (27, tested.multiverse.size)
        assert row["median"] == np.median(tested.multiverse.curve.r)
        assert (row["p_median"], row["p_share"], row["p_mean_z"]) == (found.median, found.share, found.mean_z)
        assert (row["null_low"], row["null_high"]) == tested.interval(row["scheme"])
        assert row["null_share"] == tested.null_share(row["scheme"])
        assert row["least_adjusted"] == found.fwer.min()
    assert 1 < table["effective"][0] < 30


def test_facets_and_medians_are_medians(tested):
    facets = multiverse.facets([tested])
    assert facets["specifications"].sum() == tested.multiverse.size
    options, r = tested.multiverse.options, tested.multiverse.curve.r
    for row in facets.to_dict("records"):
        inside = r[np.all([options[node] == row[node] for node in ("outcome", "focal", "timing")], axis=0)]
        assert (row["median"], row["low"], row["high"]) == pytest.approx(
            (np.median(inside), inside.min(), inside.max())
        )
    rows = multiverse.medians([tested], "governance")
    assert len(rows) == 3 * 2
    for row in rows:
        inside = r[(options["outcome"] == row["outcome"]) & (options["focal"] == row["focal"])]
        assert row["median"] == pytest.approx(np.median(inside))
        match = facets[(facets["outcome"] == row["outcome"]) & (facets["focal"] == row["focal"])]
        assert row["timings"] == pytest.approx(match.set_index("timing")["median"].to_dict())


def test_shares_are_between_means_of_options(tested):
    table = multiverse.shares([tested])
    assert table["share"].is_monotonic_decreasing
    r = pd.Series(tested.multiverse.curve.r)
    for row in table.to_dict("records"):
        options = tested.multiverse.options[row["node"]]
        means = r.groupby(options).transform("mean")
        assert row["share"] == pytest.approx(means.var(ddof=0) / r.var(ddof=0))
        assert row["options"] == len(set(options))


# Pictures.


def test_a_drawn_curve_is_thinned_and_keeps_its_ends(tested):
    drawn, r = multiverse.drawn(tested), np.sort(tested.multiverse.curve.r)
    rows = pd.DataFrame(drawn["rows"])
    assert len(rows) == 200
    assert rows["r"].is_monotonic_increasing
    assert (rows["r"].iloc[0], rows["r"].iloc[-1]) == (r[0], r[-1])
    assert rows["position"].tolist() == pytest.approx(np.searchsorted(r, rows["r"]) / (r.size - 1), abs=2e-3)
    assert (rows["low"] < rows["high"]).all()
    assert rows["low"].is_monotonic_increasing
    assert sum(drawn["tiers"].values()) == tested.multiverse.size


def test_the_primary_specification_is_found(tested):
    at, options = multiverse.primary(tested.multiverse), tested.multiverse.options
    assert {node: values[at] for node, values in options.items()} == {
        "outcome": "ai_ent_any",
        "focal": "wgi_ge",
        "timing": "2024",
        "scale": "rank",
        "controls": "",
        "sample": "all",
    }
    below = np.mean(tested.multiverse.curve.r < tested.multiverse.curve.r[at])
    assert multiverse.drawn(tested)["primary"]["position"] == pytest.approx(below, abs=1e-3)


def test_a_grid_without_the_primary_specification_says_so():
    one = specifications.at_equal_income("governance", "ai", ["genai_individuals"], ["wgi_ge"], 15)
    with pytest.raises(InputError, match="genai_individuals with wgi_ge has no 2024"):
        multiverse.primary(one)


def test_strips_share_out_every_specification(tested):
    strips = pd.DataFrame(multiverse.drawn(tested)["strips"])
    sizes = [part.size for part in np.array_split(np.arange(tested.multiverse.size), multiverse.BINS)]
    for node, options in tested.multiverse.options.items():
        found = strips[strips["node"] == node].set_index("option")["shares"]
        if node == "controls":
            assert np.average(found["population_jan1"], weights=sizes) == pytest.approx(4 / 10)
            assert np.average(found[""], weights=sizes) == pytest.approx(1 / 10)
        else:
            assert set(found.index) == set(options)
            assert np.sum(found.tolist(), axis=0) == pytest.approx(np.ones(multiverse.BINS))
    timings = strips[strips["node"] == "timing"]["option"].tolist()
    assert timings == ["2023", "2024", "2025", "mean", "lagged"]


# The store.


def test_what_is_stored(tested):
    store = Store()
    multiverse.store_curves(store, [tested])
    multiverse.store_primary(store, [tested])
    multiverse.store_shares(store, multiverse.shares([tested]))
    multiverse.store_medians(store, multiverse.medians([tested], "governance"))
    found, curve = store.results().numbers, tested.multiverse.curve
    assert (found["median_governance_ai"].value, found["median_governance_ai"].n) == (np.median(curve.r), 27)
    assert found["median_governance_ai"].interval is None, "a range over specifications is no confidence interval"
    assert found["specifications_governance_ai"].value == curve.r.size
    assert found["p_median_governance_ai_geo5"].value == tested.found["geo5"].median
    assert found["null_any_governance_ai"].value == np.mean(tested.permuted["none"].max_z > 1.96)
    assert found["share_governance_ai"].value == max(
        np.mean((curve.p < 0.05) & (curve.r > 0)), np.mean((curve.p < 0.05) & (curve.r < 0))
    )
    at = multiverse.primary(tested.multiverse)
    assert found["primary_governance_ai"].value == curve.r[at]
    assert found["primary_adjusted_governance_ai"].value == tested.adjusted[at]
    assert found["variance_governance_ai_focal"].kind == "share"
    assert "median_ai_ai_ent_any_wgi_ge" in found
