import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS

from healthai import data
from healthai.analysis import specifications
from healthai.data import codes
from healthai.errors import InputError
from healthai.stats import correlation

AI = ["ai_ent_any", "ai_ent_machine_learning", "ai_ent_image_recognition", "genai_individuals"]
HEALTH = ["ehealth_access_score", "ind_health_records_online"]
GOVERNANCE = ["wgi_ge", "gari2024_government"]
TRAINING = ["ent_ict_training", "adult_learning_4w", "adult_learning_12m"]
WAVES = (2023, 2024, 2025)


@pytest.fixture(scope="module")
def governance():
    return specifications.at_equal_income("governance", "ai", AI, GOVERNANCE, 15)


@pytest.fixture(scope="module")
def training():
    return specifications.at_equal_income("training", "ai", AI, TRAINING, 15)


def value(indicator, year):
    return data.indicator(indicator, year, codes.eu27())


def primary_year(indicator):
    return int(data.load("indicators").set_index("indicator_id")["primary_year"][indicator])


# Which are there.


def test_how_many_there_are(governance, training):
    """Three enterprise outcomes and their composite at each timing, generative AI in 2025 only; 3 scales, 10 sets of
    controls, 5 samples."""
    each = 3 * 10 * 5
    assert governance.size == each * (4 * (5 + 3) + 2)
    assert training.size == each * (4 * (5 + 5 + 4) + 3)
    assert len(set(zip(*governance.options.values(), strict=True))) == governance.size


def test_no_focal_indicator_is_measured_after_its_outcome(training):
    latest = {"2023": 2023, "2024": 2024, "2025": 2025, "mean": 2024, "lagged": 2024}
    pairs = specifications._pairs(AI, TRAINING, {"composite": AI[:3]})
    assert {pair.timing for pair in pairs} == set(latest)
    for pair in pairs:
        assert int(pair.x.partition("@")[2]) <= latest[pair.timing]
    lagged = {pair.focal: pair.x for pair in pairs if pair.timing == "lagged"}
    assert lagged == {"ent_ict_training": "ent_ict_training@2022", "adult_learning_4w": "adult_learning_4w@2023"}


def test_income_is_in_every_one_and_health_expenditure_comes_alone(governance):
    assert list(governance.grid.always) == ["gdp_pps_pc"]
    for option in set(governance.options["controls"]):
        names = option.split(" + ")
        assert len(names) == 1 or not {"che_pps_pc", "che_pct_gdp"} & set(names)
    assert len(set(governance.options["controls"])) == 2**3 + 2


def test_the_marginal_curve_has_no_control():
    found = specifications.marginal("governance", "marginal", AI, GOVERNANCE, 15)
    assert set(found.options["controls"]) == {""}
    assert not found.grid.always
    at = np.flatnonzero(
        (found.options["outcome"] == "ai_ent_any")
        & (found.options["focal"] == "wgi_ge")
        & (found.options["timing"] == "2024")
        & (found.options["scale"] == "rank")
        & (found.options["sample"] == "all")
    )
    expected = stats.spearmanr(value("ai_ent_any", 2024), value("wgi_ge", 2023)).statistic
    assert found.curve.r[at] == pytest.approx([expected])


def test_one_missing_value_leaves_a_country_out_of_the_whole_curve():
    """The common sample: no one looked up Czech health records in 2024."""
    found = specifications.at_equal_income("governance", "health", HEALTH, GOVERNANCE, 15)
    assert set(codes.eu27()) - set(found.countries) == {"CZ"}
    assert found.grid.n == 26
    assert "composite" not in found.options["outcome"], "one outcome with every wave is no composite"


# What each of them is.


def by_hand(multiverse, at):
    """Return the partial correlation of one specification, from the published values and its options' meaning."""
    options = {node: str(values[at]) for node, values in multiverse.options.items()}
    countries = sorted(multiverse.countries)
    outcome_year = {"lagged": "2024"}.get(options["timing"], options["timing"])
    bound = min(2024 if outcome_year == "mean" else int(outcome_year), primary_year(options["focal"]))
    years = [year for year in codes.years(options["focal"]) if year <= bound]
    x = value(options["focal"], years[-2] if options["timing"] == "lagged" else years[-1])
    names = AI[:3] if options["outcome"] == "composite" else [options["outcome"]]
    ys = [sum(value(n, w) for w in WAVES) / 3 if outcome_year == "mean" else value(n, int(outcome_year)) for n in names]
    held = [np.log(value("gdp_pps_pc", None))]
    for name in filter(None, options["controls"].split(" + ")):
        raw = value(name, None)
        share = name in ("share_65plus", "che_pct_gdp") and options["scale"] == "log"
        logged = name in ("population_jan1", "che_pps_pc")
        held.append(np.log(raw / (100 - raw)) if share else np.log(raw) if logged else raw)
    if options["scale"] == "log":
        ys = [np.log(y / (100 - y)) for y in ys]
        x = np.log(x / (100 - x)) if options["focal"] in TRAINING else x
    y = sum((one - one.mean()) / one.std() for one in ys)
    frame = pd.DataFrame({"y": y, "x": x} | {str(i): one for i, one in enumerate(held)}).loc[countries]
    frame = frame.rank() if options["scale"] == "rank" else frame
    frame = frame.drop(index=[code for code in options["sample"].split() if code != "all"])
    fitted = OLS(frame["y"], frame.drop(columns="y").assign(one=1.0)).fit()
    t = fitted.tvalues["x"]
    return t / np.sqrt(t * t + fitted.df_resid), fitted.df_resid


@pytest.mark.parametrize("name", ["governance", "training"])
def test_specifications_are_what_their_options_say(name, request):
    found = request.getfixturevalue(name)
    chosen = np.random.default_rng(3).choice(found.size, 60, replace=False)
    for node, options in found.options.items():
        assert set(options[chosen]) == set(options), f"the sample has every option of {node}"
    for at in chosen:
        r, df = by_hand(found, at)
        assert found.curve.r[at] == pytest.approx(r, abs=1e-9)
        assert found.curve.df[at] == df


def test_the_primary_specification_is_that_of_the_chapter_on_association(governance):
    wanted = {"outcome": "ai_ent_any", "focal": "wgi_ge", "timing": "2024", "scale": "rank"}
    wanted |= {"controls": "", "sample": "all"}
    (at,) = np.flatnonzero(np.all([governance.options[node] == option for node, option in wanted.items()], axis=0))
    income = np.log(value("gdp_pps_pc", 2024))
    found = correlation.partial(value("wgi_ge", 2023), value("ai_ent_any", 2024), income, "spearman", 0.95)
    assert governance.curve.r[at] == pytest.approx(found.estimate)


def test_the_order_of_the_indicators_does_not_matter(governance):
    turned = specifications.at_equal_income("governance", "ai", AI[::-1], GOVERNANCE[::-1], 15)
    keys = [list(zip(*one.options.values(), strict=True)) for one in (governance, turned)]
    (first, second) = (
        dict(zip(key, one.curve.r, strict=True)) for key, one in zip(keys, (governance, turned), strict=True)
    )
    assert second == pytest.approx(first)


def test_ranks_alone_are_the_specifications_by_ranks(training):
    found = specifications.by_ranks(training)
    kept = training.options["scale"] == "rank"
    assert found.name == "training_ranks"
    assert found.size == training.size / 3
    assert np.array_equal(found.curve.r, training.curve.r[kept])
    for node, options in specifications._options(
        found.grid, specifications._pairs(AI, TRAINING, {"composite": AI[:3]})
    ).items():
        assert np.array_equal(found.options[node], options)


# What is refused.


@pytest.mark.parametrize(
    ("outcomes", "focal", "message"),
    [
        (AI, ["ai_ent_any"], "ai_ent_any stands on two sides"),
        (AI, ["share_65plus"], "share_65plus stands on two sides"),
        (["gdp_pps_pc"], GOVERNANCE, "gdp_pps_pc stands on two sides"),
        (
            ["adult_learning_12m"],
            GOVERNANCE,
            "adult_learning_12m has no wave .* allowed: an outcome with a wave in 2023",
        ),
        (["ind_health_records_online"], ["egov_dps_citizens"], "has no wave that can be used"),
    ],
)
def test_what_cannot_be_a_grid(outcomes, focal, message):
    with pytest.raises(InputError, match=message):
        specifications.at_equal_income("a", "b", outcomes, focal, 15)


def test_too_few_countries_for_the_degrees_of_freedom():
    with pytest.raises(InputError, match="no specification is left"):
        specifications.at_equal_income("a", "b", AI, GOVERNANCE, 25)


@pytest.mark.parametrize("extreme", [0.0, 100.0])
def test_a_share_without_a_logit_is_named(extreme):
    frame = pd.DataFrame({name: [1.0, 2.0, 3.0] for name in ("gdp_pps_pc", "population_jan1", "che_pps_pc")})
    with pytest.raises(InputError, match="ai_ent_any 2024 holds a share of 0 or 100 %"):
        specifications._scales(frame.assign(**{"ai_ent_any@2024": [extreme, 5.0, 9.0]}), {})
