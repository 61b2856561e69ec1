import numpy as np
import pandas as pd
import pytest
from scipy import stats

from healthai import data
from healthai.analysis import policies
from healthai.data import codes
from healthai.results import Store

EVERY = [(population, coding) for population in ("eu27", "region52") for coding in policies.READINGS]


@pytest.fixture(scope="module")
def frame():
    return policies.answers("region52", "as_who_totals")


@pytest.fixture(scope="module")
def table(frame):
    return policies.pairs(frame, "region52", 99, 1, 0.95)


def test_answers_are_those_of_the_data(frame):
    assert len(frame) == 52
    assert "BA" not in frame.index
    for item in frame:
        published = data.indicator(item, 2022)
        assert frame[item].dropna().to_dict() == published.to_dict()
    assert tuple(policies.answers("eu27", "as_who_totals").index) == codes.eu27()


def test_both_readings_differ_in_the_undocumented_answers_only(frame):
    plain = policies.answers("region52", "plain_yes")
    raw = data.load("who22-codes").pivot(index="iso2", columns="indicator_id", values="code")
    for item in frame:
        assert plain[item].isna().equals(frame[item].isna())
        moved = set(frame.index[(plain[item] != frame[item]) & frame[item].notna()])
        expected = set(raw.index[~raw[item].isin([0, 3]) & raw[item].notna()]) if item in raw else set()
        assert moved == expected
    assert plain["who22_dh_strategy"].sum() == 28
    assert frame["who22_dh_strategy"].sum() == 44


def test_the_list_of_answers_shows_every_kind(frame):
    shown = policies.listed("region52").set_index("iso2")
    assert (shown["who22_dh_strategy"] == "undocumented").sum() == 16
    assert shown.isna().sum().to_dict() == frame.isna().sum().to_dict()
    assert set(shown["who22_inservice_training"].dropna()) == {"yes", "no"}


def test_the_nine_counts_hold_every_country(table):
    assert (table[policies.CELLS].sum(axis="columns") == 52).all()
    assert (table["n"] == table[["yes_yes", "yes_no", "no_yes", "no_no"]].sum(axis="columns")).all()
    assert len(table) == len(policies.GOVERNANCE) * len(policies.TRAINING)


def test_each_pair_by_hand(frame, table):
    for row in table.to_dict("records"):
        both = frame[[row["a"], row["b"]]].dropna()
        with_it, without = (both.loc[both[row["a"]] == answer, row["b"]] for answer in (1, 0))
        assert row["difference"] == pytest.approx(with_it.mean() - without.mean())
        assert row["phi"] == pytest.approx(np.corrcoef(both.to_numpy().T)[0, 1])
        cells = [[row["yes_yes"], row["yes_no"]], [row["no_yes"], row["no_no"]]]
        assert row["p"] == pytest.approx(stats.fisher_exact(cells).pvalue)
        assert row["holm"] >= row["p"]


def test_the_bounds_hold_what_was_answered_and_every_draw_of_the_missing(frame, table):
    rng = np.random.default_rng(5)
    for row in table.to_dict("records"):
        assert row["difference_least"] <= row["difference"] <= row["difference_most"]
        for _ in range(20):
            filled = frame[[row["a"], row["b"]]].map(lambda answer: rng.integers(2) if np.isnan(answer) else answer)
            with_it, without = (filled.loc[filled[row["a"]] == answer, row["b"]] for answer in (1, 0))
            gap = with_it.mean() - without.mean()
            assert row["difference_least"] - 1e-9 <= gap <= row["difference_most"] + 1e-9


def test_no_way_to_fill_in_the_missing_answers_passes_the_largest_adjusted_p(frame, table):
    rng = np.random.default_rng(6)
    for _ in range(20):
        filled = frame.map(lambda answer: rng.integers(2) if np.isnan(answer) else answer)
        p = [stats.fisher_exact(pd.crosstab(filled[row.a], filled[row.b])).pvalue for row in table.itertuples()]
        rank = np.argsort(p)
        holm = np.minimum(1, np.maximum.accumulate(np.array(p)[rank] * np.arange(len(p), 0, -1)))
        assert (holm <= table["holm_most"].to_numpy()[rank] + 1e-9).all()
    assert (table["holm"] <= table["holm_most"]).all()


def test_the_pair_that_passes_among_those_who_answered_may_not_pass_with_every_answer(table):
    store = Store()
    policies.store_pairs(store, table, 0.95)
    found = store.results().numbers
    assert (found["below_holm"].value, found["below_holm_whatever"].value) == (1, 0)
    worst = found["holm_most_who22_data_strategy_who22_preservice_training"].value
    assert worst == pytest.approx(len(table) * table["p_most"].min())


def test_phi_at_equal_capacity_or_income_is_partial(frame, table):
    row = table.iloc[3]
    complete = frame[[row["a"], row["b"]]].join(data.indicator("wgi_ge")).dropna()
    r = complete.rank().corr().to_numpy()
    expected = (r[0, 1] - r[0, 2] * r[1, 2]) / np.sqrt((1 - r[0, 2] ** 2) * (1 - r[1, 2] ** 2))
    assert row["partial"] == pytest.approx(expected)
    assert set(table["control"]) == {"wgi_ge"}
    members = policies.pairs(policies.answers("eu27", "as_who_totals"), "eu27", 99, 1, 0.95)
    assert set(members["control"]) == {"gdp_pps_pc"}
    assert members["n"].max() <= 27


@pytest.mark.parametrize(("population", "coding"), EVERY)
def test_every_choice_of_parameters_gives_a_full_store(population, coding):
    frame = policies.answers(population, coding)
    store = Store()
    policies.store_answers(store, frame, population)
    policies.store_pairs(store, policies.pairs(frame, population, 99, 1, 0.95), 0.95)
    policies.store_codings(store, policies.codings(population, 0.95))
    numbers = store.results().numbers
    for item in frame:
        asked = numbers[f"yes_{item}"].n + numbers[f"silent_{item}"].value
        assert asked == len(frame)
    assert numbers["smallest_holm"].value <= 1


def test_the_reading_decides_over_strategy_and_literacy(frame):
    table = policies.codings("region52", 0.95).set_index(["b", "coding"])
    as_who, plain = (table.loc[(policies.LITERACY, coding)] for coding in policies.READINGS)
    both = frame[["who22_dh_strategy", policies.LITERACY]].dropna()
    assert as_who["phi"] == pytest.approx(np.corrcoef(both.to_numpy().T)[0, 1])
    assert as_who["p"] < 0.01 < 0.1 < plain["p"]
    assert len(table) == 6


def test_a_table_with_an_empty_row_has_no_difference_and_no_phi(frame):
    everyone = frame["who22_dh_strategy"].where(frame["who22_dh_strategy"].isna(), 1.0)
    row = policies._pair(everyone, frame["who22_inservice_training"], 0.95)
    assert (
        row["difference"] is row["difference_low"] is row["difference_least"] is row["phi"] is row["phi_least"] is None
    )
    assert row["p"] == 1


def test_series_are_compared_between_countries_with_and_without_the_training():
    members = policies.beside(policies.answers("eu27", "as_who_totals"), ["wgi_ge"])
    table = policies.groups(members, ["wgi_ge"], 999, 1, 0.95)
    for row in table.to_dict("records"):
        complete = members[["wgi_ge", row["focal"]]].dropna()
        means = complete.groupby(row["focal"])["wgi_ge"].mean()
        assert (row["mean_no"], row["mean_yes"]) == pytest.approx((means[0], means[1]))
        assert row["n"] == row["n_yes"] + row["n_no"] == 27 - row["silent"]
        groups = [complete.loc[complete[row["focal"]] == answer, "wgi_ge"] for answer in (1, 0)]
        exact = stats.mannwhitneyu(*groups, method="exact").pvalue
        assert row["p"] == pytest.approx(exact, abs=0.06)


def test_a_seed_gives_the_same_pairs_again(frame, table):
    assert policies.pairs(frame, "region52", 99, 1, 0.95).equals(table)
    assert not policies.pairs(frame, "region52", 99, 2, 0.95)["partial_p"].equals(table["partial_p"])
