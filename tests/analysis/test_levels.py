import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from healthai import data
from healthai.analysis import blocs, levels, primary
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store

PERSONS = ["ind_health_records_online", "adult_learning_4w", "digital_skills_basic"]
LEVEL = 0.95


@pytest.fixture(scope="module")
def models():
    return primary.declare(["ai_ent_any", "ind_health_records_online"], ["wgi_ge", "ent_ict_training"])


@pytest.fixture(scope="module")
def ranges():
    return levels.person_ranges(levels.shares(PERSONS))


@pytest.fixture(scope="module")
def inside(models):
    return levels.within_blocs(models, 99, 1, LEVEL)


def test_shares_are_fractions_of_the_member_states():
    frame = levels.shares(PERSONS)
    assert tuple(frame.index) == codes.eu27()
    assert frame.loc["FR", "adult_learning_4w"] == data.indicator("adult_learning_4w")["FR"] / 100


@pytest.mark.parametrize(
    ("persons", "message"),
    [
        (["ai_ent_any", "adult_learning_4w"], "ai_ent_any is no share of persons; allowed: .*digital_skills_basic"),
        (["adult_learning_4w"], "at least two different"),
        (["adult_learning_4w", "adult_learning_4w"], "at least two different"),
    ],
)
def test_what_is_no_pair_of_shares_of_persons(persons, message):
    with pytest.raises(InputError, match=message):
        levels.shares(persons)


def test_ranges_of_persons_are_attained_by_people(ranges):
    """The extremes, made of 1000 persons a country: those with both as few, or as many, as can be."""
    frame = (levels.shares(PERSONS[1:]) * 1000).round().astype(int)
    row = ranges[(ranges["first"] == PERSONS[1]) & (ranges["second"] == PERSONS[2])].iloc[0]
    a, b = frame.to_numpy().T
    for end, both in (("low", np.maximum(0, a + b - 1000)), ("high", np.minimum(a, b))):
        cells = np.column_stack([both, a - both, b - both, 1000 - a - b + both]).ravel()
        x, y = (np.repeat(np.tile(answers, len(a)), cells) for answers in ([1, 1, 0, 0], [1, 0, 1, 0]))
        assert row[end] == pytest.approx(np.corrcoef(x, y)[0, 1], abs=2e-3)
    assert ((ranges["wide_low"] <= ranges["low"]) & (ranges["high"] <= ranges["wide_high"])).all()
    assert row["r"] == pytest.approx(stats.pearsonr(*frame.to_numpy().T).statistic, abs=1e-3)


def test_simulated_people_follow_what_holds_inside_countries(ranges):
    found = levels.simulations(ranges[:1], 5)
    assert found["set_within"].tolist() == list(levels.WITHIN)
    assert found["within"].to_numpy() == pytest.approx(levels.WITHIN, abs=0.02)
    assert found["persons"].to_numpy() == pytest.approx(found["expected"].to_numpy(), abs=0.03)
    # Countries look alike, whatever holds inside them; people do not.
    assert found["countries"].min() > 0.35
    assert found["persons"][0] < 0 < found["persons"][2]
    assert levels.simulations(ranges[:1], 5).equals(found)


def test_moran_by_hand(models):
    found = levels.morans(models[:1], 4, 99, 1)
    ranks = stats.rankdata(models[0].y), sm.add_constant(stats.rankdata(models[0].regressors, axis=0))
    z = sm.OLS(*ranks).fit().resid
    places = data.load("countries").set_index("iso2").loc[list(models[0].countries)]
    phi, lam = np.radians(places["capital_lat"].to_numpy()), np.radians(places["capital_lon"].to_numpy())
    cosine = np.sin(phi)[:, None] * np.sin(phi) + np.cos(phi)[:, None] * np.cos(phi) * np.cos(lam[:, None] - lam)
    nearest = np.argsort(np.arccos(np.clip(cosine, -1, 1)) + 9 * np.eye(len(z)), axis=1)[:, :4]
    assert found["rank_i"][0] == pytest.approx(sum(z * z[nearest].mean(axis=1)) / sum(z * z))
    assert (found["expected"] == -1 / 26).all()
    assert found["weights"].tolist() == ["nearest", "distance"]


def test_an_outcome_has_one_moran_whatever_the_other_indicator(models):
    found = levels.morans(models, 3, 99, 1).set_index(["outcome", "weights", "focal"])
    for name in ("outcome_i", "outcome_p"):
        assert (found[name].unstack().nunique(axis=1) == 1).all()
    assert found["rank_i"].nunique() == len(found)


def by_hand(model, labels):
    """The partial rank correlation given income and blocs, by regression on a column for each bloc."""
    each = np.array([[label == other for other in sorted(set(labels))] for label in labels], dtype=float)
    design = np.column_stack([each, stats.rankdata(model.given[:, 0])])
    left = [sm.OLS(stats.rankdata(v), design).fit().resid for v in (model.x, model.y)]
    return stats.pearsonr(*left).statistic


def test_inside_blocs_is_given_the_bloc_as_well(models, inside):
    cases = [(model, scheme) for model in models for scheme in ("geo5", "accession")]
    for (model, scheme), row in zip(cases, inside.to_dict("records"), strict=True):
        assert (row["outcome"], row["focal"], row["scheme"]) == (model.outcome, model.focal, scheme)
        assert row["inside"] == pytest.approx(by_hand(model, blocs.scheme(scheme, model.countries)))
        assert row["inside_high"] - row["inside_low"] > row["rank_high"] - row["rank_low"]
        assert row["rank"] == model.rank(LEVEL).estimate


def test_how_much_lower_inside_blocs_by_leaving_out_each_country(models, inside):
    model, row = models[0], inside.iloc[1]
    labels = blocs.scheme("accession", model.countries)
    assert row["drop"] == pytest.approx(row["rank"] - row["inside"])
    kept = [np.delete(np.arange(27), i) for i in range(27)]
    each = [model.rows(k).rank(LEVEL).estimate - by_hand(model.rows(k), labels[k]) for k in kept]
    half = stats.t.ppf(0.975, 26) * np.sqrt(26 / 27 * np.sum((each - np.mean(each)) ** 2))
    assert (row["drop_low"], row["drop_high"]) == pytest.approx((row["drop"] - half, row["drop"] + half))


def test_the_effective_number_lies_between_blocs_and_countries(inside):
    assert (inside["effective"] <= inside["n"]).all()
    assert (inside["effective"] > 5).all()
    # Five regions of the 27; cohorts of the 26 without Czechia.
    for at, sizes in ((0, [3, 3, 6, 7, 8]), (7, [3, 9, 14])):
        row, n = inside.loc[at], sum(sizes)
        assert (row["n"], row["icc_x"] > 0, row["icc_y"] > 0) == (n, True, True)
        size = np.square(sizes).sum() / n
        assert row["effective"] == pytest.approx(n / (1 + (size - 1) * row["icc_x"] * row["icc_y"]))
    assert inside.loc[1, ["icc_x", "icc_y"]].max() < 0
    assert inside["effective"][1] == 27


def test_leaving_out_a_bloc_is_estimating_without_its_countries(models):
    found = levels.leave_bloc_out(models[:1], LEVEL).set_index("left_out")
    assert set(found.index) == {levels.ALL, *codes.blocs().values()}
    nordic = models[0].without([c for c, bloc in codes.blocs().items() if bloc == "Nordic"])
    assert (found.loc["Nordic", "rank"], found.loc["Nordic", "n"]) == (nordic.rank(LEVEL).estimate, 24)
    assert found.loc[levels.ALL, "rank"] == models[0].rank(LEVEL).estimate
    assert (27 - found["n"]).sum() == 27


def test_the_map_holds_the_residuals_of_least_squares(models):
    found = levels.residual_map(models[:1])
    expected = sm.OLS(models[0].y, sm.add_constant(models[0].regressors)).fit().resid
    assert found["residual"].to_numpy() == pytest.approx(expected)
    assert not found.duplicated(["tile_row", "tile_col"]).any()
    assert tuple(found["iso2"]) == models[0].countries


def test_what_is_stored(models, ranges, inside):
    store = Store()
    neighbours = levels.morans(models, 4, 99, 1)
    levels.store_people(store, ranges, levels.simulations(ranges[:1], 1))
    levels.store_neighbours(store, neighbours, LEVEL)
    levels.store_blocs(store, inside, levels.leave_bloc_out(models, LEVEL), LEVEL)
    numbers = store.results().numbers
    assert numbers["person_sign_open"].value == ((ranges["low"] < 0) & (ranges["high"] > 0)).sum()
    assert numbers["people_high_adult_learning_4w_digital_skills_basic"].value == ranges["high"][2]
    assert numbers["moran_below"].value == (neighbours["rank_p"] < 1 - LEVEL).sum()
    assert numbers["inside_ai_ent_any_wgi_ge"].interval == inside.loc[0, ["inside_low", "inside_high"]].tolist()
    assert numbers["without_central_and_east_ai_ent_any_wgi_ge"].n == 19
    row = inside.iloc[1]
    assert numbers["inside_accession_ai_ent_any_wgi_ge"].interval == [row["inside_low"], row["inside_high"]]
    assert numbers["drop_accession_ai_ent_any_wgi_ge"].interval == [row["drop_low"], row["drop_high"]]
    away = inside.query("scheme == 'accession' and (inside_low > 0 or inside_high < 0)")
    assert (numbers["inside_accession_away"].value, numbers["inside_accession_away"].n) == (len(away), 4)
    assert numbers["inside_models"].value == 4
