from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from healthai.analysis import composite_choices, composites
from healthai.results import Store
from healthai.stats import correlation

ADOPTION = ["ai_ent_any", "ai_ent_machine_learning", "ai_ent_image_recognition", "genai_individuals"]
GOVERNANCE = ["wgi_ge", "wgi_rq", "wgi_rl", "wgi_cc"]
TRAINING = ["ent_ict_training", "adult_learning_4w", "adult_learning_12m"]
OPTIONS = {
    "treatment": ["winsorise", "none"],
    "imputation": ["available", "mean", "bloc mean"],
    "normalisation": ["min-max", "z-score", "rank"],
    "aggregation": ["arithmetic", "geometric"],
}
LEVEL = 0.95


@pytest.fixture(scope="module")
def pillars():
    return composites.pillars(ADOPTION, GOVERNANCE, TRAINING)


@pytest.fixture(scope="module")
def frame(pillars):
    return composites.panel(pillars)


@pytest.fixture(scope="module")
def income(frame):
    return frame["log_gdp"].to_numpy()


@pytest.fixture(scope="module")
def varied(frame, pillars):
    return composite_choices.design(frame, pillars, OPTIONS, 0.25, True, 1)


@pytest.fixture(scope="module")
def found(varied):
    return composite_choices.draws(varied, 512, 1)


def test_the_reference_is_the_first_of_all_options(varied, frame, pillars):
    how = {name: options[0] for name, options in OPTIONS.items()}
    expected = composites.scores(frame, pillars, how)
    for pillar in pillars:
        assert varied.reference(pillar) == pytest.approx(expected[pillar].to_numpy())


def test_imputation_drops_out_when_nothing_is_missing(varied, frame, pillars):
    assert varied.factors(["adoption", "training"]) == [
        "treatment",
        "normalisation",
        "aggregation",
        "weights_adoption",
        "excluded_adoption",
        "weights_training",
        "excluded_training",
    ]
    holed = frame.copy()
    holed.loc["FR", "wgi_ge"] = np.nan
    kept = composite_choices.design(holed, pillars, OPTIONS, 0.25, False, 1)
    assert kept.factors(["governance"]) == [*OPTIONS, "weights_governance"]


def test_shared_choices_are_the_same_in_all_pillars_and_own_ones_are_not(varied):
    """Scores in ranks are means of ranks, those in z-scores have mean 0: one look tells the scale of a draw."""
    factors = varied.factors(list(varied.matrices))
    at = np.random.default_rng(3).random((200, len(factors)))
    at[:, factors.index("aggregation")] = 0
    at[:, factors.index("treatment")] = 0
    for pillar in varied.matrices:
        found = varied.scores(pillar, factors, at)
        scaled = np.minimum((3 * at[:, factors.index("normalisation")]).astype(int), 2)
        assert (np.abs(found[scaled == 1].mean(axis=1)) < 0.01).all()
        assert found[scaled == 2].mean(axis=1) == pytest.approx(14)
    moved = at.copy()
    moved[:, factors.index("weights_training")] = (moved[:, factors.index("weights_training")] + 0.5) % 1
    assert (varied.scores("adoption", factors, moved) == varied.scores("adoption", factors, at)).all()
    assert (varied.scores("training", factors, moved) != varied.scores("training", factors, at)).any()


def test_ranks_by_hand(varied, found, frame):
    table = composite_choices.ranks(varied, found, frame.index, 0.9)
    assert len(table) == 81
    for pillar, rows in table.groupby("pillar"):
        assert rows["reference"].is_monotonic_increasing
        drawn = np.array([stats.rankdata(-row) for row in found[pillar]])
        first = stats.rankdata(-varied.reference(pillar))
        assert rows["mean_shift"].iloc[0] == pytest.approx(np.abs(drawn - first).mean())
        at = dict(zip(frame.index, drawn.T, strict=True))
        for row in rows.to_dict("records"):
            inside = (at[row["iso2"]] >= row["low"]) & (at[row["iso2"]] <= row["high"])
            assert inside.mean() >= 0.9
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()


def test_spreads_by_hand(varied, found, income):
    table = composite_choices.spreads(varied, found, income, 0.9, LEVEL)
    assert list(zip(table["focal"], table["given"], strict=True)) == [
        (focal, given) for focal in ("governance", "training") for given in ("nothing", "income")
    ]
    few = {pillar: rows[:150] for pillar, rows in found.items()}
    table = composite_choices.spreads(varied, few, income, 0.9, LEVEL)
    for row in table.to_dict("records"):
        pairs = list(zip(few[row["focal"]], few["adoption"], strict=True))
        if row["given"] == "nothing":
            each = [stats.spearmanr(x, y).statistic for x, y in pairs]
            own = correlation.spearman(varied.reference(row["focal"]), varied.reference("adoption"), LEVEL)
        else:
            each = [correlation.partial(x, y, income).estimate for x, y in pairs]
            own = correlation.partial(varied.reference(row["focal"]), varied.reference("adoption"), income)
        assert (row["least"], row["median"], row["most"]) == pytest.approx((min(each), np.median(each), max(each)))
        assert (row["low"], row["high"]) == pytest.approx(tuple(np.quantile(each, [0.05, 0.95])))
        assert (row["estimate"], row["interval_low"]) == pytest.approx((own.estimate, own.low))
        assert row["below"] == pytest.approx(np.mean(np.array(each) < own.estimate - 1e-9))
        assert row["points"] == sorted(row["points"])
        assert len(row["points"]) == composite_choices.POINTS
        assert row["least"] <= row["points"][0] <= row["points"][-1] <= row["most"]


def test_nothing_depends_on_the_order_of_rows_or_on_units(frame, pillars, income, varied, found):
    turned = frame.sample(frac=1, random_state=1)
    scaled = turned.assign(wgi_ge=1000 * turned["wgi_ge"] + 7)
    other = composite_choices.design(scaled, pillars, OPTIONS, 0.25, True, 1)
    again = composite_choices.draws(other, 512, 1)
    one = composite_choices.ranks(varied, found, frame.index, 0.9)
    two = composite_choices.ranks(other, again, scaled.index, 0.9)
    assert one.equals(two)
    one = composite_choices.spreads(varied, found, income, 0.9, LEVEL)
    two = composite_choices.spreads(other, again, scaled["log_gdp"].to_numpy(), 0.9, LEVEL)
    for name in ("estimate", "least", "low", "median", "high", "most"):
        assert two[name].to_numpy() == pytest.approx(one[name].to_numpy(), abs=1e-9)


def test_one_indicator_left_out(varied, frame, pillars, income):
    table = composite_choices.left_out(varied, pillars, income, LEVEL)
    assert len(table) == (1 + 4 + 4) + (1 + 4 + 3)
    how = {name: options[0] for name, options in OPTIONS.items()}
    for row in table.to_dict("records"):
        left = {name: [x for x in indicators if x != row["indicator"]] for name, indicators in pillars.items()}
        built = composites.scores(frame, left, how)
        expected = correlation.partial(built[row["focal"]], built["adoption"], income, "spearman", LEVEL)
        assert (row["partial"], row["partial_low"]) == pytest.approx((expected.estimate, expected.low))


def test_single_indicators_go_with_the_whole_composite_of_adoption(frame, pillars, income):
    holed = frame.copy()
    holed.loc["FR", "adult_learning_12m"] = np.nan
    varied = composite_choices.design(holed, pillars, OPTIONS, 0.25, True, 1)
    table = composite_choices.alone(varied, pillars, income, LEVEL)
    assert table["indicator"].tolist() == GOVERNANCE + TRAINING
    adoption = composites.scores(frame, pillars, {name: options[0] for name, options in OPTIONS.items()})["adoption"]
    for row in table.to_dict("records"):
        known = holed[row["indicator"]].dropna().index
        r = holed.loc[known, [row["indicator"], "log_gdp"]].assign(y=adoption).rank().corr().to_numpy()
        by_hand = (r[0, 2] - r[0, 1] * r[1, 2]) / np.sqrt((1 - r[0, 1] ** 2) * (1 - r[1, 2] ** 2))
        assert (row["n"], row["raw"], row["partial"]) == (len(known), pytest.approx(r[0, 2]), pytest.approx(by_hand))
    assert table["n"].tolist() == [27] * 6 + [26]


def test_an_assumption_varied_between_equal_options_has_no_share(frame, pillars, income):
    same = {**OPTIONS, "normalisation": ["min-max", "min-max"], "treatment": ["none", "none"]}
    table = composite_choices.shares(
        composite_choices.design(frame, pillars, same, 0.25, True, 1), income, "adoption", 64, 1, LEVEL
    )
    inert = table[table["factor"].isin(["normalisation", "treatment"])]
    assert len(inert) == 6
    for name in ("first", "total", "first_low", "total_high"):
        assert (inert[name] == 0).all()
    assert (table.groupby("outcome")["total"].max() > 0.2).all()


def test_imputation_has_no_share_when_nothing_is_missing(varied, pillars, income):
    """Kept in by hand, where the design would have dropped it."""
    forced = {
        name: replace(options, imputation=("available", "mean", "bloc mean"))
        for name, options in varied.options.items()
    }
    table = composite_choices.shares(replace(varied, options=forced), income, "training", 64, 1, LEVEL)
    inert = table[table["factor"] == "imputation"]
    assert inert["outcome"].tolist() == ["rank_shift", "with_governance", "with_training"]
    assert (inert[["first", "total"]] == 0).all(axis=None)


def test_one_choice_alone_has_the_whole_share(frame, pillars, income):
    """Only the scale varies (weights by less than what counts as a tie): its indices are near 1."""
    alone = {name: options[:1] for name, options in OPTIONS.items()} | {"normalisation": OPTIONS["normalisation"]}
    varied = composite_choices.design(frame, pillars, alone, 1e-13, False, 1)
    table = composite_choices.shares(varied, income, "training", 256, 1, LEVEL).query("outcome == 'with_training'")
    assert table.set_index("factor")["total"]["normalisation"] == pytest.approx(1, abs=0.1)


def test_a_seed_gives_the_same_again(frame, pillars, varied, found, income):
    again = composite_choices.draws(composite_choices.design(frame, pillars, OPTIONS, 0.25, True, 1), 512, 1)
    assert all((again[name] == found[name]).all() for name in found)
    one, two = (composite_choices.shares(varied, income, "adoption", 64, seed, LEVEL) for seed in (1, 1))
    assert one.equals(two)


def test_what_is_stored(varied, found, frame, pillars, income):
    store = Store()
    ranks = composite_choices.ranks(varied, found, frame.index, 0.9)
    spreads = composite_choices.spreads(varied, found, income, 0.9, LEVEL)
    left_out = composite_choices.left_out(varied, pillars, income, LEVEL)
    shares = composite_choices.shares(varied, income, "adoption", 64, 1, LEVEL)
    composite_choices.store_ranks(store, ranks, pillars)
    composite_choices.store_spreads(store, spreads, LEVEL, pillars)
    composite_choices.store_left_out(store, left_out, LEVEL, pillars)
    alone = composite_choices.alone(varied, pillars, income, LEVEL)
    composite_choices.store_alone(store, alone, LEVEL, pillars)
    composite_choices.store_shares(store, shares, pillars)
    numbers, names = store.results().numbers, store.results().names
    own = ranks[ranks["pillar"] == "training"]
    widest = own.loc[(own["high"] - own["low"]).idxmax()]
    assert names["widest_training"].codes == [widest["iso2"]]
    assert numbers["widest_high_training"].value == widest["high"]
    row = spreads.iloc[3]
    assert numbers["reference_training_partial"].interval == [row["interval_low"], row["interval_high"]]
    assert numbers["width_training_partial"].value == row["high"] - row["low"]
    # A range over choices is never stored as an interval: it would be printed like one.
    assert numbers["median_training_partial"].interval is None
    without = left_out.query("indicator == 'ent_ict_training'").iloc[0]
    assert numbers["without_ent_ict_training_training"].value == without["partial"]
    row = alone.set_index("indicator").loc["adult_learning_4w"]
    assert numbers["alone_adult_learning_4w"].interval == [row["partial_low"], row["partial_high"]]
    above = (left_out.query("focal == 'training'").dropna()["partial_low"] > 0).sum()
    assert numbers["without_above_zero_training"].value == above
    assert numbers["first_sum_rank_shift"].value == pytest.approx(
        shares.query("outcome == 'rank_shift'")["first"].sum()
    )
