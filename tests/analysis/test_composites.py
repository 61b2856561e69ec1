import numpy as np
import pandas as pd
import pytest
from scipy import stats

from healthai.analysis import association, composites
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store
from healthai.stats import correlation

ADOPTION = ["ai_ent_any", "ai_ent_machine_learning", "ai_ent_image_recognition", "genai_individuals"]
GOVERNANCE = ["wgi_ge", "wgi_rq", "wgi_rl", "wgi_cc"]
TRAINING = ["ent_ict_training", "adult_learning_4w", "adult_learning_12m"]
HOW = {
    "treatment": "winsorise",
    "imputation": "available",
    "normalisation": "min-max",
    "aggregation": "arithmetic",
}
LEVEL = 0.95


@pytest.fixture(scope="module")
def pillars():
    return composites.pillars(ADOPTION, GOVERNANCE, TRAINING)


@pytest.fixture(scope="module")
def frame(pillars):
    return composites.panel(pillars)


@pytest.fixture(scope="module")
def built(frame, pillars):
    return composites.scores(frame, pillars, HOW)


# What may be built.


@pytest.mark.parametrize(
    ("adoption", "governance", "training", "messages"),
    [
        (
            ADOPTION,
            GOVERNANCE,
            [*TRAINING, "ai_ent_any"],
            ["ai_ent_any stands in adoption, training; it may stand once"],
        ),
        (
            [*ADOPTION, "ai_ent_any"],
            GOVERNANCE,
            TRAINING,
            ["ai_ent_any stands in adoption, adoption; it may stand once"],
        ),
        (ADOPTION, ["wgi_ge", "wgi_rq", "wgi_gee"], TRAINING, ["no indicator is called 'wgi_gee'"]),
        (ADOPTION, [*GOVERNANCE, "egov_dps_citizens"], TRAINING, ["(digital_government) may not stand in governance"]),
        (ADOPTION, GOVERNANCE, [*TRAINING, "gdp_pps_pc"], ["gdp_pps_pc (control) may not stand in training"]),
        ([*ADOPTION, "ehealth_access_score"], GOVERNANCE, TRAINING, ["(ehealth) may not stand in adoption"]),
        (ADOPTION, GOVERNANCE[:2], TRAINING, ["governance has 2 indicators; alpha needs 3 or more"]),
        (ADOPTION, [*GOVERNANCE, "gari2024_government"], TRAINING, ["gari indicators are built in part from the wgi"]),
        ([*ADOPTION, "gari2025_public_sector_adoption"], GOVERNANCE, TRAINING, ["gari indicators are built in part"]),
        (
            ["ai_ent_ani", *ADOPTION[:1]],
            GOVERNANCE,
            ["egov_dps_citizens"],
            ["ai_ent_ani", "egov", "2 indic", "1 indic"],
        ),
    ],
)
def test_pillars_that_cannot_be_built(adoption, governance, training, messages):
    with pytest.raises(InputError) as raised:
        composites.pillars(adoption, governance, training)
    assert len(raised.value.problems) == len(messages)
    for message, problem in zip(messages, raised.value.problems, strict=True):
        assert message in problem


def test_an_indicator_that_misses_many_countries_is_refused():
    chosen = composites.pillars(ADOPTION, GOVERNANCE, ["who22_inservice_training", *TRAINING])
    with pytest.raises(InputError, match="who22_inservice_training has no value for 7 of 27 countries; at most 2"):
        composites.panel(chosen)


def test_constant_indicators_and_empty_countries_are_refused_by_name(pillars, frame, monkeypatch):
    holed = frame.assign(wgi_ge=1.0)
    holed.loc["FR", TRAINING] = np.nan
    monkeypatch.setattr(association, "panel", lambda indicators: holed)
    with pytest.raises(InputError) as raised:
        composites.panel(pillars)
    assert raised.value.problems == [
        "wgi_ge is the same in all countries; leave it out",
        "training has no value for FR",
    ]


# What is built.


def test_the_reference_by_hand(frame, built):
    """Of these indicators one has an outlier: its highest value is drawn in to the second highest."""
    treated = frame[ADOPTION].copy()
    column = treated["ai_ent_image_recognition"]
    treated["ai_ent_image_recognition"] = column.clip(upper=column.sort_values().iloc[-2])
    scaled = 100 * (treated - treated.min()) / (treated.max() - treated.min())
    assert built["adoption"].to_numpy() == pytest.approx(scaled.mean(axis=1).to_numpy())
    scaled = 100 * (frame[TRAINING] - frame[TRAINING].min()) / (frame[TRAINING].max() - frame[TRAINING].min())
    assert built["training"].to_numpy() == pytest.approx(scaled.mean(axis=1).to_numpy())
    assert list(built) == ["adoption", "governance", "training", "log_gdp"]
    assert tuple(built.index) == codes.eu27()


def test_nothing_depends_on_the_order_of_rows_or_on_units(frame, pillars, built):
    turned = frame.sample(frac=1, random_state=1).assign(wgi_ge=lambda f: 1000 * f["wgi_ge"] + 7)
    again = composites.scores(turned, pillars, HOW)
    pd.testing.assert_frame_equal(again.loc[built.index], built)
    assert composites.ranks(again).equals(composites.ranks(again.loc[built.index]))
    for name in ("diagnosis", "blocks"):
        extra = ("winsorise", LEVEL) if name == "diagnosis" else (LEVEL,)
        one, other = (getattr(composites, name)(f, pillars, *extra) for f in (frame, turned))
        pd.testing.assert_frame_equal(one, other, check_exact=False)


def test_ranks(built):
    ranked = composites.ranks(built)
    assert ranked["adoption_rank"].tolist() == list(range(1, 28))
    for pillar in ("adoption", "governance", "training"):
        best = ranked.loc[ranked[f"{pillar}_rank"].idxmin(), "iso2"]
        assert best == built[pillar].idxmax()
    tied = composites.ranks(built.assign(training=1.0))
    assert set(tied["training_rank"]) == {1}


def test_missing_values_are_counted(frame, pillars):
    assert composites.missing(frame, pillars) == 0
    holed = frame.copy()
    holed.loc[["FR", "DE"], "wgi_ge"] = np.nan
    assert composites.missing(holed, pillars) == 2
    assert composites.scores(holed, pillars, HOW).notna().all(axis=None)


# What is in them.


def test_reliability_by_hand(frame, pillars):
    """Alpha of standardised items is a function of their mean correlation."""
    found = composites.diagnosis(frame, pillars, "none", LEVEL).set_index("pillar")
    for name, indicators in pillars.items():
        r = np.corrcoef(frame[indicators].to_numpy().T)
        k = len(indicators)
        mean = r[np.triu_indices(k, 1)].mean()
        row = found.loc[name]
        assert row["mean_correlation"] == pytest.approx(mean)
        assert row["alpha"] == pytest.approx(k * mean / (1 + (k - 1) * mean))
        assert row["alpha_low"] < row["alpha"] < row["alpha_high"]
        assert row["first_share"] == pytest.approx(np.linalg.eigvalsh(r)[-1] / k)
    assert found["omega"].notna().tolist() == [False, True, False]


def test_an_indicator_missing_somewhere_is_diagnosed_in_complete_countries(frame, pillars):
    holed = frame.copy()
    holed.loc["FR", "wgi_ge"] = np.nan
    found = composites.diagnosis(holed, pillars, "none", LEVEL)
    assert found["n"].tolist() == [27, 26, 27]


def test_ingredients_by_hand(frame, pillars, built):
    table = composites.ingredients(frame, pillars, built, "winsorise", LEVEL).set_index("indicator")
    assert table["drawn_in"].to_dict() == {
        x: int(x == "ai_ent_image_recognition") for x in (*ADOPTION, *GOVERNANCE, *TRAINING)
    }
    squares = {x: np.corrcoef(frame[x], built["training"])[0, 1] ** 2 for x in TRAINING}
    for x in TRAINING:
        assert table.loc[x, "effective"] == pytest.approx(squares[x] / sum(squares.values()))
        others = sum(stats.zscore(frame[y]) for y in TRAINING if y != x)
        assert table.loc[x, "item_rest"] == pytest.approx(np.corrcoef(frame[x], others)[0, 1])
    for _, rows in table.groupby("pillar"):
        assert rows["effective"].sum() == pytest.approx(1)
        assert rows["weight"].sum() == pytest.approx(1)
    untreated = composites.ingredients(frame, pillars, built, "none", LEVEL)
    assert untreated["drawn_in"].sum() == 0


def test_blocks_hold_every_pair_once(frame, pillars):
    pairs = composites.blocks(frame, pillars, LEVEL)
    assert len(pairs) == 11 * 10 / 2
    assert len({frozenset(pair) for pair in zip(pairs["a"], pairs["b"], strict=True)}) == len(pairs)
    for row in pairs.to_dict("records"):
        assert row["rho"] == pytest.approx(stats.spearmanr(frame[row["a"]], frame[row["b"]]).statistic)
        assert row["a"] in pillars[row["first"]]
        assert row["b"] in pillars[row["second"]]
    means = composites.block_means(pairs)
    assert means["pairs"].tolist() == [6, 6, 3, 16, 12, 12]
    inside = pairs.query("first == 'training' and second == 'training'")["rho"]
    assert means.loc[2, ["lowest", "mean", "highest"]].tolist() == [inside.min(), inside.mean(), inside.max()]


# How they go together.


def test_links_are_those_of_the_textbook(built):
    table = composites.links(built, 99, 1, LEVEL)
    pairs = [("adoption", "governance"), ("adoption", "training"), ("governance", "training")]
    assert list(zip(table["outcome"], table["focal"], strict=True)) == pairs
    for row in table.to_dict("records"):
        a, b = built[row["outcome"]], built[row["focal"]]
        assert row["spearman"] == pytest.approx(stats.spearmanr(a, b).statistic)
        given = correlation.partial(b, a, built["log_gdp"], "spearman", LEVEL)
        assert (row["partial"], row["partial_low"]) == pytest.approx((given.estimate, given.low))
        assert row["n"] == 27
    assert composites.links(built, 99, 1, LEVEL).equals(table)


# A gap.


def test_a_gap_is_left_out_or_filled():
    table = composites.filled_in("ind_health_records_online", "wgi_ge", 20, 1, LEVEL)
    assert table["how"].tolist() == ["complete", "bloc_mean", "multiple"]
    assert table["n"].tolist() == [26, 27, 27]
    assert table["filled"].tolist() == [0, 1, 1]
    frame = association.panel(["ind_health_records_online", "wgi_ge"]).dropna()
    y, x, income = frame.to_numpy().T
    expected = correlation.partial(x, y, income, "spearman", LEVEL)
    assert table.loc[0, ["estimate", "low", "high"]].tolist() == [expected.estimate, expected.low, expected.high]
    assert 0 < table.loc[2, "missing_share"] < 0.2
    assert composites.filled_in("ind_health_records_online", "wgi_ge", 20, 1, LEVEL).equals(table)
    other = composites.filled_in("ind_health_records_online", "wgi_ge", 20, 2, LEVEL)
    assert other.loc[:1].equals(table.loc[:1])
    assert other.loc[2, "estimate"] != table.loc[2, "estimate"]


def test_without_a_gap_nothing_depends_on_filling():
    table = composites.filled_in("ai_ent_any", "wgi_ge", 5, 1, LEVEL)
    assert table["filled"].tolist() == [0, 0, 0]
    for end in ("estimate", "low", "high"):
        assert table[end].to_numpy() == pytest.approx(table.loc[0, end])
    assert table["missing_share"].tolist() == [0, 0, 0]


@pytest.mark.parametrize("outcome", ["wgi_ge", "gdp_pps_pc"])
def test_an_indicator_is_not_related_to_itself(outcome):
    with pytest.raises(InputError, match=f"{outcome} cannot be related to itself or to income"):
        composites.filled_in(outcome, "wgi_ge", 5, 1, LEVEL)


# What is stored.


def test_what_is_stored(frame, pillars, built):
    store = Store()
    diagnosis = composites.diagnosis(frame, pillars, "winsorise", LEVEL)
    pairs = composites.blocks(frame, pillars, LEVEL)
    composites.store_diagnosis(store, diagnosis, LEVEL, pillars)
    composites.store_ingredients(store, composites.ingredients(frame, pillars, built, "winsorise", LEVEL))
    composites.store_blocks(store, composites.block_means(pairs), pillars)
    composites.store_links(store, composites.links(built, 99, 1, LEVEL), LEVEL, pillars)
    filled = composites.filled_in("ind_health_records_online", "wgi_ge", 5, 1, LEVEL)
    composites.store_filled_in(store, filled, LEVEL, ["ind_health_records_online"])
    found = store.results()
    alpha = diagnosis.iloc[2]
    assert found.numbers["alpha_training"].interval == [alpha["alpha_low"], alpha["alpha_high"]]
    assert found.names["treated"].codes == ["ai_ent_image_recognition"]
    assert found.numbers["values_drawn_in"].value == 1
    assert found.names["furthest_weight"].codes == ["adult_learning_4w"]
    assert found.numbers["furthest_weight_meant"].value == pytest.approx(1 / 3)
    inside = pairs.query("first == 'training' and second == 'training'")["rho"].mean()
    assert found.numbers["within_training"].value == inside
    assert found.numbers["partial_adoption_training"].sources == [*ADOPTION, *TRAINING, "gdp_pps_pc"]
    assert (found.numbers["values_filled"].value, found.numbers["values_filled"].n) == (1, 27)
