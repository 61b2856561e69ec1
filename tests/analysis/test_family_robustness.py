import numpy as np
import pytest
from scipy import stats

from healthai.analysis import blocs, family, family_robustness
from healthai.errors import InputError
from healthai.results import Store

from .test_family import FOCAL, LEVEL, OUTCOMES, PAIRS, residual_ranks


@pytest.fixture(scope="module")
def kept():
    return family.complete(family.panel(OUTCOMES, FOCAL))


@pytest.fixture(scope="module")
def labels(kept):
    return blocs.scheme("geo5", list(kept.index))


def test_intervals_by_formula_and_bootstrap_hold_the_coefficient(kept):
    compared = family_robustness.intervals(kept, OUTCOMES[:1], FOCAL, "spearman", 999, 1, LEVEL)
    for row in compared.to_dict("records"):
        z, rho = np.arctanh(row["estimate"]), row["estimate"]
        half = stats.norm.ppf(0.975) * np.sqrt((1 + rho**2 / 2) / (row["n"] - 3))
        assert (row["low"], row["high"]) == pytest.approx((np.tanh(z - half), np.tanh(z + half)))
        assert row["bca_low"] < row["estimate"] < row["bca_high"]
    assert np.abs(compared["bca_low"] - compared["low"]).max() < 0.25


def test_without_one_country_or_bloc_is_computed_on_the_rest(kept, labels):
    moved = family_robustness.left_out(kept, OUTCOMES[:1], FOCAL[:1], "spearman", labels).iloc[0]

    def partial(rest):
        return np.corrcoef(residual_ranks(rest, FOCAL[0]), residual_ranks(rest, OUTCOMES[0]))[0, 1]

    countries = {country: partial(kept.drop(country)) for country in kept.index}
    regions = {bloc: partial(kept[labels != bloc]) for bloc in set(labels)}
    for way, without in (("", countries), ("bloc_", regions)):
        assert moved[f"{way}low"] == pytest.approx(min(without.values()))
        assert moved[f"{way}high"] == pytest.approx(max(without.values()))
        assert moved[f"{way}lowest"] == min(without, key=without.get)
        assert moved[f"{way}highest"] == max(without, key=without.get)
        assert moved[f"{way}moves"] == max(without, key=lambda name: abs(without[name] - moved["estimate"]))


def test_as_many_countries_are_needed_as_for_an_interval(kept):
    with pytest.raises(InputError, match="x and y have 4 values; with 1 controls at least 5 are needed"):
        family_robustness.left_out(kept.iloc[:4], OUTCOMES[:1], FOCAL[:1], "spearman", ["one"] * 4)


def test_without_blocs_no_bloc_is_left_out(kept):
    moved = family_robustness.left_out(
        kept, OUTCOMES[:1], FOCAL[:1], "spearman", blocs.scheme("none", list(kept.index))
    )
    assert moved.loc[0, [f"bloc_{name}" for name in ("low", "high", "lowest", "highest", "moves")]].isna().all()
    store = Store()
    family_robustness.store_left_out(store, moved)
    assert not [key for key in store.results().numbers if "bloc" in key]


def test_in_the_simulated_world_only_income_is_shared():
    ranks = np.array([[1, 0.6, 0.5, 0.7], [0.6, 1, 0.4, 0.5], [0.5, 0.4, 1, 0.3], [0.7, 0.5, 0.3, 1]])
    covariance = family_robustness.only_income(ranks.copy(), 2)
    normal = 2 * np.sin(np.pi / 6 * ranks)
    assert np.diag(covariance) == pytest.approx(1)
    assert covariance[0, 1] == pytest.approx(normal[0, 1])
    assert covariance[-1, :-1] == pytest.approx(normal[-1, :-1])
    assert covariance[:2, 2] == pytest.approx(normal[:2, 3] * normal[2, 3])
    inverse = np.linalg.inv(covariance)
    assert inverse[:2, 2] == pytest.approx(0, abs=1e-9), "no partial correlation given all others"


def test_a_world_that_cannot_be_is_mended():
    ranks = np.array([[1, 0.9, -0.9, 0.1], [0.9, 1, 0.9, 0.1], [-0.9, 0.9, 1, 0.1], [0.1, 0.1, 0.1, 1]])
    covariance = family_robustness.only_income(ranks, 3 - 1)
    assert np.linalg.eigvalsh(covariance).min() > 0
    assert np.diag(covariance) == pytest.approx(1)


def test_false_findings_are_near_the_level(kept):
    alone, together = family_robustness.false_findings(kept, OUTCOMES, FOCAL, "spearman", 0.2, 200, 1)
    assert alone.replicates == together.replicates == 200
    assert 0.1 < alone.rate < 0.32
    assert 0.1 < together.rate < 0.32


def test_by_three_coefficients_each_pair_has_its_own_p(kept, labels):
    found = family.tests(kept, OUTCOMES, FOCAL, "spearman", 999, 1, 0.05, labels)
    pairs = family.table(kept, OUTCOMES, FOCAL, found, LEVEL)
    measured = family_robustness.measures(kept, OUTCOMES, FOCAL, 999, 1, 0.05)
    income = pairs[pairs["given"] == "income"]
    assert list(zip(measured["outcome"], measured["focal"], strict=True)) == PAIRS
    assert measured["spearman"].tolist() == pytest.approx(income["estimate"].tolist())
    assert measured["spearman_p"].tolist() == income["step_down"].tolist(), "the same permutations"
    for row in measured.to_dict("records"):
        r = np.corrcoef(kept[[row["focal"], row["outcome"], "log_gdp"]].to_numpy().T)
        partial = (r[0, 1] - r[0, 2] * r[1, 2]) / np.sqrt((1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2))
        assert row["pearson"] == pytest.approx(partial)


def test_samples_leave_out_each_bloc_and_the_countries_of_inflated_income(kept, labels):
    reduced = family_robustness.samples(kept, OUTCOMES, FOCAL, 199, 1, 0.05, labels)
    n = reduced.drop_duplicates("left_out").set_index("left_out")["n"].to_dict()
    assert n == {"nobody": 26, "distorted_income": 24} | {bloc: 26 - (labels == bloc).sum() for bloc in set(labels)}
    assert set(reduced["method"]) == {"spearman", "pearson"}
    rest = kept[labels != "Nordic"]
    found = family.tests(rest, OUTCOMES, FOCAL, "pearson", 199, 1, 0.05, labels[labels != "Nordic"])["income", "all"]
    row = reduced[(reduced["left_out"] == "Nordic") & (reduced["method"] == "pearson")].iloc[0]
    assert (row["smallest"], row["surviving"]) == (found.step_down.min(), (found.step_down < 0.05).sum())


def test_with_one_bloc_of_all_no_bloc_is_left_out_of_the_samples(kept):
    reduced = family_robustness.samples(kept, OUTCOMES, FOCAL, 99, 1, 0.05, blocs.scheme("none", list(kept.index)))
    assert list(dict.fromkeys(reduced["left_out"])) == ["nobody", "distorted_income"]
    store = Store()
    family_robustness.store_measures(
        store, family_robustness.measures(kept, OUTCOMES, FOCAL, 99, 1, 0.05), reduced, 0.05
    )
    assert {key for key in store.results().numbers if "without" in key} == {
        f"{what}_{method}_without_distorted_income"
        for what in ("surviving", "smallest")
        for method in ("spearman", "pearson")
    }
