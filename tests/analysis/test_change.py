import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from healthai.analysis import change, waves
from healthai.errors import InputError
from healthai.results import Store

AI, LEARNING, YEARS = "ai_ent_any", "adult_learning_4w", [2021, 2023, 2024, 2025]
REGRESSORS = [LEARNING, "wgi_ge"]


@pytest.fixture(scope="module")
def table():
    return change.fits(AI, REGRESSORS, YEARS, "logit", 199, 0.95, 1)


@pytest.fixture(scope="module")
def variants():
    return change.sensitivity(AI, LEARNING, YEARS, "logit", 0.95).set_index("variant")


def by_dummies(y, *x):
    """Return the coefficients of the regressors in a regression with a dummy for every country and year."""
    countries, years = y.shape
    country = np.repeat(np.eye(countries), years, axis=0)
    year = np.tile(np.eye(years)[:, 1:], (countries, 1))
    design = np.hstack([*(part.to_numpy().reshape(-1, 1) for part in x), country, year])
    return OLS(y.to_numpy().ravel(), design).fit().params[: len(x)]


def test_coefficients_are_those_of_dummies(table):
    for row in table.to_dict("records"):
        y, x = waves.shared(AI, row["regressor"], YEARS, "logit")
        assert row["coefficient"] == pytest.approx(by_dummies(y, x)[0])
        assert row["coefficient_low"] < row["coefficient"] < row["coefficient_high"]
        assert (row["n"], row["waves"]) == y.shape


def left_over(frame):
    """Return what country and year means leave."""
    values = frame.to_numpy()
    return values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + values.mean()


def test_a_standardised_coefficient_is_the_correlation_of_what_is_left(table):
    y, x = waves.shared(AI, LEARNING, YEARS, "logit")
    assert table.loc[0, "standardised"] == pytest.approx(np.corrcoef(left_over(y).ravel(), left_over(x).ravel())[0, 1])
    assert table.loc[0, "share"] == pytest.approx(left_over(x).var() / x.to_numpy().var())


def test_a_common_trend_deceives_country_effects_only(table):
    assert table.loc[0, "p_one_way"] < 1e-6
    assert table.loc[0, ["p_cr3", "p_wild", "p_trajectory", "p_bloc"]].min() > 0.4


def test_slow_series_are_called_not_estimable(table):
    assert not table["estimable"].any()
    assert (table["share"] < table["least"]).all()
    assert (table["share"] <= table["share_country"]).all()


def test_income_stands_beside_the_regressor(table):
    y, x = waves.shared(AI, LEARNING, [2021, 2023, 2024], "logit")
    income = np.log(waves.waves("gdp_pps_pc", [2021, 2023, 2024]))
    unit = left_over(x).std() / left_over(y).std()
    assert table.loc[0, "income"] == pytest.approx(unit * by_dummies(y, x, income)[0])
    assert table.loc[0, "income_low"] < table.loc[0, "income"] < table.loc[0, "income_high"]
    assert table.loc[0, "income_years"] == "2021, 2023, 2024"
    without = change.fits(AI, [LEARNING], [2024, 2025], "logit", 99, 0.95, 1)
    assert without["income"].isna().all()
    change.store_fits(Store(), without, 0.95)


def test_regressors_have_generators_of_their_own(table):
    alone = change.fits(AI, [LEARNING], YEARS, "logit", 199, 0.95, 1)
    columns = ["p_wild", "p_trajectory", "p_bloc"]
    assert alone.loc[0, columns].tolist() == table.loc[0, columns].tolist()
    other = change.fits(AI, [LEARNING], YEARS, "logit", 199, 0.95, 2)
    assert other.loc[0, columns].tolist() != alone.loc[0, columns].tolist()


def test_every_choice_is_a_row_and_the_first_is_the_main_one(table, variants):
    assert list(variants.index) == [
        "two_way",
        "first_differences",
        "other_scale",
        "without_last_year",
        "at_equal_income",
        "without_outcome_breaks",
        "without_any_breaks",
        "without_most_influential",
    ]
    assert variants.loc["two_way", "standardised"] == table.loc[0, "standardised"]
    assert variants.loc["at_equal_income", "standardised"] == table.loc[0, "income"]
    assert variants.loc["without_last_year", "years"] == "2021, 2023, 2024"
    assert variants.loc["without_outcome_breaks", "n"] == 24
    assert variants["country"].count() == 1


def test_the_most_influential_country_moves_the_coefficient_most(variants):
    y, x = waves.shared(AI, LEARNING, YEARS, "logit")
    moved = {c: abs(by_dummies(y.drop(c), x.drop(c))[0] - by_dummies(y, x)[0]) for c in y.index}
    row = variants.loc["without_most_influential"]
    assert row["country"] == max(moved, key=moved.get)
    assert row["coefficient"] == pytest.approx(by_dummies(y.drop(row["country"]), x.drop(row["country"]))[0])


def test_choices_that_the_data_cannot_fill_are_no_rows():
    score = change.sensitivity("ehealth_access_score", "wgi_ge", [2022, 2023], "pct", 0.95)
    assert list(score["variant"]) == ["two_way", "first_differences", "at_equal_income", "without_most_influential"]
    # With two waves, differences and effects of countries and years are one model.
    assert score.loc[0, "coefficient"] == pytest.approx(score.loc[1, "coefficient"])


def test_the_trap_has_one_coefficient_for_each_kind_of_effects():
    found = change.trap(AI, LEARNING, YEARS, "logit", 199, 0.95, 1)
    assert found.groupby("effects")["coefficient"].apply(np.ptp).max() < 1e-12
    assert list(found["errors"]) == ["conventional", "hc1", "conventional", "hc1", "cr3", "wild"]
    assert found.iloc[-1][["low", "high"]].isna().all()
    assert found["p"].between(0, 1).all()


def test_what_is_left_has_no_country_and_no_year_means():
    left = change.within(AI, LEARNING, YEARS, "logit")
    assert len(left) == 4 * 27
    columns = ["x_country", "y_country", "x_both", "y_both"]
    assert left.groupby("iso2")[columns].mean().abs().to_numpy().max() < 1e-12
    assert left.groupby("year")[["x_both", "y_both"]].mean().abs().to_numpy().max() < 1e-12
    assert left.groupby("year")["y_country"].mean().abs().min() > 0.1


def test_bad_values_give_one_message():
    with pytest.raises(InputError, match="no values for 2022; allowed: 2021, 2023, 2024, 2025"):
        change.fits(AI, REGRESSORS, [2021, 2022], "logit", 99, 0.95, 1)
    with pytest.raises(InputError, match="at least two are needed"):
        change.fits(AI, ["ent_ict_training"], YEARS, "logit", 99, 0.95, 1)
    with pytest.raises(InputError, match="scale='logit' is for percentages"):
        change.fits("wgi_ge", [LEARNING], [2021, 2022, 2023], "logit", 99, 0.95, 1)


def test_what_is_stored(table, variants):
    store = Store()
    change.store_fits(store, table, 0.95)
    change.store_sensitivity(store, variants.reset_index(), 0.95)
    numbers = store.results().numbers
    assert numbers["estimable"].value == 0
    assert numbers["estimable"].n == len(table)
    assert numbers["smallest_share"].value == table["share"].min()
    ends = table.loc[1, ["standardised_low", "standardised_high"]].tolist()
    assert numbers["standardised_wgi_ge"].interval == ends
    held = [n for key, n in numbers.items() if key.startswith("variant_") and n.interval[0] <= 0 <= n.interval[1]]
    assert numbers["variants_holding_zero"].value == len(held)


def test_rows_do_not_depend_on_the_order_of_years(table):
    again = change.fits(AI, REGRESSORS, YEARS[::-1], "logit", 199, 0.95, 1)
    pd.testing.assert_frame_equal(again, table)
