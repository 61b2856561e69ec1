"""The engine against statsmodels, and its level under the null hypothesis."""

from itertools import product

import numpy as np
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS

from healthai.errors import InputError
from healthai.stats import multiverse
from healthai.stats.decisions import effective_number, variance_shares
from healthai.stats.permutation import exact_permutation_p, permuted_indices
from healthai.stats.simulation import p_values, rejections
from healthai.stats.specification import Grid, control_sets, labels

N = 27
SAMPLES = {
    name: ~np.isin(np.arange(N), rows)
    for name, rows in {"all": [], "a": [0], "b": [1], "ab": [0, 1], "acd": [0, 2, 3]}.items()
}


def variables(rng, names, wealth_weight=1.0):
    wealth = rng.normal(size=N)
    return {name: wealth_weight * wealth + rng.normal(size=N) for name in names} | {"wealth": wealth}


def small_grid(rng, samples=SAMPLES, pairs=None):
    raw = variables(rng, ["y1", "y2", "x1", "x2", "c1", "c2", "c3"])
    scales = {"raw": raw, "rank": {name: stats.rankdata(values) for name, values in raw.items()}}
    pairs = pairs or list(product(["y1", "y2"], ["x1", "x2"]))
    return Grid(scales, pairs, ["wealth"], samples, control_sets(["c1", "c2", "c3"], 2))


def refits(grid, permutation):
    """Partial r, coefficient, t and p of each specification, by statsmodels on permuted full-sample residuals."""
    nodes = labels(grid)
    rows = []
    for outcome, focal, scale, controls, sample in zip(*nodes.values(), strict=True):
        values, mask = grid.scales[scale], grid.samples[sample]
        held = np.column_stack(
            [np.ones(N), *(values[name] for name in (*grid.always, *filter(None, controls.split(" + "))))]
        )
        reduced = OLS(values[outcome], held).fit()
        permuted = reduced.fittedvalues + reduced.resid[permutation]
        fitted = OLS(permuted[mask], np.column_stack([values[focal], held])[mask]).fit()
        t = fitted.tvalues[0]
        rows.append((t / np.sqrt(fitted.df_resid + t * t), fitted.params[0], t, fitted.pvalues[0], fitted.df_resid))
    return np.array(rows).T


@pytest.mark.parametrize("pairs", [None, [("y1", "x1"), ("y2", "x1"), ("y2", "x2")]])
def test_the_curve_is_that_of_statsmodels(pairs):
    grid = small_grid(np.random.default_rng(1), pairs=pairs)
    curve = multiverse.fit(grid)
    r, beta, t, p, df = refits(grid, np.arange(N))
    for found, expected in ((curve.r, r), (curve.beta, beta), (curve.t, t), (curve.p, p), (curve.df, df)):
        assert np.abs(found - expected).max() < 1e-10


@pytest.mark.parametrize("blocks", [None, ["north"] * 9 + ["south"] * 18])
def test_permuted_curves_are_explicit_refits(blocks):
    rng = np.random.default_rng(2)
    grid = small_grid(rng)
    permutations = permuted_indices(N, 3, rng, blocks)
    found = np.concatenate(list(multiverse.null_blocks(grid, permutations)))
    for row, permutation in zip(found, permutations, strict=True):
        assert np.abs(row - refits(grid, permutation)[0]).max() < 1e-10


def test_summary():
    r, df = np.array([[0.5, 0.4, -0.1, 0.0, 0.3], [-0.5, -0.6, 0.7, -0.1, -0.2]]), np.full(5, 24)
    found = multiverse.summary(r, df)
    z = np.sign(r) * stats.norm.isf(stats.t.sf(np.abs(r) * np.sqrt(24 / (1 - r * r)), 24))
    assert found.median.tolist() == [0.3, -0.2]
    assert found.share.tolist() == [2 / 5, 2 / 5]
    assert found.mean_z == pytest.approx(z.mean(axis=1), abs=0.005)
    assert found.max_z == pytest.approx(np.abs(z).max(axis=1), abs=0.01)
    assert multiverse.summary(r[0], df).median.shape == ()


def test_the_share_counts_what_t_calls_significant():
    grid = small_grid(np.random.default_rng(3))
    curve = multiverse.fit(grid)
    significant = curve.p < 0.05
    expected = max((significant & (curve.r > 0)).sum(), (significant & (curve.r < 0)).sum()) / curve.r.size
    assert multiverse.summary(curve.r, curve.df).share == expected


def test_p_values_count_the_permuted_curves():
    rng = np.random.default_rng(4)
    grid = small_grid(rng)
    curve, permutations = multiverse.fit(grid), permuted_indices(N, 299, rng)
    permuted = multiverse.null(grid, permutations)
    found = multiverse.inference(curve, permuted)
    r = np.concatenate(list(multiverse.null_blocks(grid, permutations)))
    assert np.array_equal(permuted.median, np.median(r, axis=1))
    z = multiverse.normal_deviates(r, curve.df)
    assert found.median == (1 + (np.abs(np.median(r, axis=1)) >= abs(np.median(curve.r))).sum()) / 300
    assert found.mean_z == (1 + (np.abs(z.mean(axis=1)) >= abs(curve.z.mean())).sum()) / 300
    expected = [(1 + (np.abs(z).max(axis=1) >= abs(one)).sum()) / 300 for one in curve.z]
    assert np.array_equal(found.fwer, expected)
    assert found.n_perm == 299


def test_step_down_compares_each_with_those_not_yet_decided():
    rng = np.random.default_rng(14)
    grid = small_grid(rng)
    curve, permutations = multiverse.fit(grid), permuted_indices(N, 299, rng)
    found = multiverse.step_down(grid, curve, permutations)
    z = np.abs(multiverse.normal_deviates(np.concatenate(list(multiverse.null_blocks(grid, permutations))), curve.df))
    left, largest_so_far = list(np.argsort(-np.abs(curve.z))), 0.0
    while left:
        first = left[0]
        alone = (1 + (z[:, left].max(axis=1) >= abs(curve.z[first]) - 1e-10).sum()) / 300
        largest_so_far = max(largest_so_far, alone)
        assert found[left.pop(0)] == pytest.approx(largest_so_far)
    single = multiverse.inference(curve, multiverse.null(grid, permutations)).fwer
    assert np.all(found <= single)
    assert np.any(found < single)
    strongest = np.argmax(np.abs(curve.z))
    assert found[strongest] == single[strongest]


def test_the_null_band_is_that_of_the_sorted_curves():
    rng = np.random.default_rng(15)
    grid = small_grid(rng)
    permutations = permuted_indices(N, 200, rng)
    low, high = multiverse.null_band(grid, permutations, [0, 0.5, 1], 0.9)
    r = np.concatenate(list(multiverse.null_blocks(grid, permutations)))
    for column, pick in enumerate((np.min, np.median, np.max)):
        assert (low[column], high[column]) == pytest.approx(tuple(np.quantile(pick(r, axis=1), [0.05, 0.95])))
    with pytest.raises(InputError, match=r"outside 0\.\.1"):
        multiverse.null_band(grid, permutations, [1.2])


def test_medians_of_parts_of_permuted_curves():
    rng = np.random.default_rng(16)
    grid = small_grid(rng)
    permutations = permuted_indices(N, 200, rng)
    r = np.concatenate(list(multiverse.null_blocks(grid, permutations)))
    first, every = np.arange(r.shape[1]) < 3, np.full(r.shape[1], True)
    found = multiverse.null_medians(grid, permutations, [first, every])
    assert np.array_equal(found, np.column_stack([np.median(r[:, :3], axis=1), np.median(r, axis=1)]))
    with pytest.raises(InputError, match="parts holds one without any specification"):
        multiverse.null_medians(grid, permutations, [every, ~every])


def test_the_identity_is_as_extreme_as_the_observed_curve():
    grid = small_grid(np.random.default_rng(5))
    found = multiverse.inference(multiverse.fit(grid), multiverse.null(grid, np.tile(np.arange(N), (9, 1))))
    assert found.median == found.share == found.mean_z == found.fwer.min() == 1


def test_one_specification_without_controls_is_a_permutation_test():
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(2, 7))
    grid = Grid({"raw": {"x": x, "y": y}}, [("y", "x")], [], {"all": np.full(7, True)}, least_df=1)
    found = multiverse.inference(multiverse.fit(grid), multiverse.null(grid, permuted_indices(7, 4_000, rng)))
    assert found.median == pytest.approx(exact_permutation_p(x, y, "pearson"), abs=0.03)
    assert found.fwer[0] == found.median == found.mean_z


def test_a_relation_that_is_there_is_found():
    rng = np.random.default_rng(7)
    raw = variables(rng, ["x", "c1", "c2"])
    raw |= {"y": raw["x"] + 0.5 * rng.normal(size=N)}
    grid = Grid({"raw": raw}, [("y", "x")], ["wealth"], SAMPLES, control_sets(["c1", "c2"], 2))
    found = multiverse.inference(multiverse.fit(grid), multiverse.null(grid, permuted_indices(N, 499, rng)))
    assert found.median == found.mean_z == found.fwer.max() == 1 / 500
    # So many fits of one pair that in a few permutations, too, all are significant at once.
    assert found.observed.share == 1
    assert found.share < 0.05


def unrelated(rng):
    return variables(rng, ["y1", "y2", "x1", "x2", "c1", "c2", "c3"])


def as_grid(raw, samples):
    return Grid(
        {"raw": raw},
        list(product(["y1", "y2"], ["x1", "x2"])),
        ["wealth"],
        samples,
        control_sets(["c1", "c2", "c3"], 3),
    )


def permuted_once(raw, rng):
    grid = as_grid(raw, SAMPLES)
    found = multiverse.inference(multiverse.fit(grid), multiverse.null(grid, permuted_indices(N, 99, rng)))
    return [found.median, found.mean_z, found.fwer.min()]


def permuted_anew_in_each_sample(raw, rng):
    """The trap: residuals of each sub-sample's own model, permuted among its own countries, apart from the others."""
    r, z, observed_r, observed_z = [], [], [], []
    for mask in SAMPLES.values():
        inside = {name: values[mask] for name, values in raw.items()}
        grid = as_grid(inside, {"own": np.full(int(mask.sum()), True)})
        curve = multiverse.fit(grid)
        r.append(np.concatenate(list(multiverse.null_blocks(grid, permuted_indices(grid.n, 99, rng)))))
        z.append(multiverse.normal_deviates(r[-1], curve.df))
        observed_r.append(curve.r)
        observed_z.append(curve.z)
    medians, means = np.median(np.hstack(r), axis=1), np.hstack(z).mean(axis=1)
    median, mean = np.median(np.hstack(observed_r)), np.hstack(observed_z).mean()
    return [(1 + (np.abs(medians) >= abs(median)).sum()) / 100, (1 + (np.abs(means) >= abs(mean)).sum()) / 100]


def test_permuting_once_keeps_the_level():
    for p in p_values(unrelated, permuted_once, 12, 250).T:
        found = rejections(p, level=0.999)
        assert found.low <= 0.06
        assert found.rate < 0.1


def test_permuting_anew_in_each_sample_does_not():
    """The sub-samples share nearly all countries; apart from each other their noise averages out under this null."""
    for p in p_values(unrelated, permuted_anew_in_each_sample, 12, 100).T:
        assert rejections(p, level=0.99).low > 0.09


def test_rows_that_are_no_permutations():
    grid = small_grid(np.random.default_rng(8))
    with pytest.raises(InputError, match="must have rows of 27"):
        multiverse.null(grid, np.zeros((2, 26), dtype=int))
    with pytest.raises(InputError, match="must have rows of 27"):
        multiverse.null(grid, np.zeros((0, 27), dtype=int))
    with pytest.raises(InputError, match="no permutation of 0"):
        multiverse.null(grid, np.zeros((2, 27), dtype=int))
    with pytest.raises(InputError, match="alpha is 2"):
        multiverse.null(grid, np.arange(27)[None], alpha=2)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"c1": "2 * wealth"}, "controls are collinear"),
        ({"c1": "constant"}, "a control is constant"),
        ({"x1": "2 * wealth"}, "the controls leave nothing of x1"),
        ({"y1": "2 * wealth"}, "the controls leave nothing of y1"),
        ({"y1": "constant"}, "the controls leave nothing of y1"),
    ],
)
def test_a_model_that_cannot_be_fitted_is_named(changed, message):
    raw = unrelated(np.random.default_rng(9))
    made = {"2 * wealth": 2 * raw["wealth"] + 1, "constant": np.full(N, 3.0)}
    with pytest.raises(InputError, match=message):
        multiverse.fit(as_grid(raw | {name: made[kind] for name, kind in changed.items()}, SAMPLES))


def test_effective_number_is_the_participation_ratio():
    rng = np.random.default_rng(10)
    grid = small_grid(rng)
    r = np.concatenate(list(multiverse.null_blocks(grid, permuted_indices(N, 6_000, rng))))
    eigenvalues = np.linalg.eigvalsh(np.corrcoef(multiverse.normal_deviates(r, grid.df), rowvar=False))
    expected = eigenvalues.sum() ** 2 / np.square(eigenvalues).sum()
    assert effective_number(grid, permuted_indices(N, 1_000, rng)) == pytest.approx(expected, rel=0.1)
    # Four pairs of independent variables, each fitted in many similar ways.
    assert 2 < expected < 6
    with pytest.raises(InputError, match="needs 100 or more"):
        effective_number(grid, permuted_indices(N, 99, rng))


def test_copies_are_one_specification():
    rng = np.random.default_rng(11)
    raw = unrelated(rng)
    grid = Grid(
        {"raw": raw, "scaled": {n: 3 * v - 1 for n, v in raw.items()}},
        [("y1", "x1")],
        ["wealth"],
        {"all": np.full(N, True)},
    )
    assert effective_number(grid, permuted_indices(N, 500, rng)) == pytest.approx(1, abs=0.2)


def test_variance_shares():
    outcome, sample = map(np.array, zip(*product("abc", "xy"), strict=True))
    additive = np.array(
        [{"a": 0, "b": 1, "c": 5}[o] + {"x": 0, "y": 2}[s] for o, s in zip(outcome, sample, strict=True)]
    )
    found = variance_shares(additive, {"outcome": outcome, "sample": sample})
    assert sum(found.values()) == pytest.approx(1)
    assert found["sample"] == pytest.approx(1 / np.var(additive))
    assert variance_shares([0, 1, 1, 0], {"a": list("xxyy"), "b": list("xyxy")}) == pytest.approx({"a": 0, "b": 0})
    with pytest.raises(InputError, match="node 'a' has 1 labels"):
        variance_shares([0, 1], {"a": ["x"]})
    with pytest.raises(InputError, match="constant"):
        variance_shares([1, 1], {"a": ["x", "y"]})
