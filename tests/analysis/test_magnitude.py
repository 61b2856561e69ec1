import numpy as np
import pytest
from scipy import integrate

from healthai.analysis import magnitude, primary
from healthai.results import Store

LEVEL = 0.95


@pytest.fixture(scope="module")
def models():
    return primary.declare(["ai_ent_any", "ehealth_access_score"], ["wgi_ge"])


@pytest.fixture(scope="module")
def posteriors(models):
    return magnitude.posteriors(models, 0.3, 1.0, LEVEL)


def test_equivalence_is_decided_by_its_interval(models):
    for bound in (0.3, 0.6):
        for row in magnitude.equivalences(models, bound, LEVEL).to_dict("records"):
            assert row["equivalent"] == (-bound < row["low"] and row["high"] < bound)
            assert row["equivalent"] == (row["p"] < 0.05)
    narrower = magnitude.equivalences(models, 0.3, LEVEL)
    assert (narrower["low"] > [m.rank(LEVEL).low for m in models]).all()


def test_27_countries_cannot_show_a_correlation_below_03(models):
    power = magnitude.equivalence_power(27, 1, 0.3, LEVEL).set_index("bound")
    assert (power.loc[0.3, ["alone", "given"]] == 0).all()
    assert power.loc[0.55, "alone"] == pytest.approx(0.83, abs=0.005)
    assert (power["given"] <= power["alone"]).all()
    assert 0.42 in magnitude.equivalence_power(27, 1, 0.42, LEVEL)["bound"].to_numpy()


def test_probabilities_add_up_and_a_narrower_prior_shrinks(posteriors):
    assert np.allclose(posteriors[["above", "between", "below"]].sum(axis=1), 1)
    wide, narrow = posteriors.iloc[::2], posteriors.iloc[1::2]
    assert (narrow["prior_width"] < wide["prior_width"].to_numpy()).all()
    assert (narrow["median"].abs() < wide["median"].abs().to_numpy()).all()
    assert (wide["median"].abs() < wide["rank"].abs()).all()


def test_curves_are_densities_that_hold_the_probabilities(models, posteriors):
    rows = magnitude.posterior_curves(models[:1], 0.3, 1.0, LEVEL)
    assert integrate.trapezoid(rows["density"], rows["rho"]) == pytest.approx(1, abs=1e-3)
    above = rows[rows["rho"] >= 0.3]
    assert integrate.trapezoid(above["density"], above["rho"]) == pytest.approx(posteriors["above"][0], abs=1e-3)
    assert (rows["prior"] == 0.5).all()


def test_what_is_stored(models, posteriors):
    store = Store()
    magnitude.store_posteriors(store, posteriors, LEVEL)
    power = magnitude.equivalence_power(27, 1, 0.301, LEVEL)
    magnitude.store_power(store, power, magnitude.equivalences(models, 0.301, LEVEL))
    numbers = store.results().numbers
    assert numbers["above_ai_ent_any_wgi_ge"].value == posteriors["above"][0]
    assert numbers["above_ai_ent_any_wgi_ge_narrow"].value == posteriors["above"][1]
    assert (numbers["bound_55"].value, numbers["power_30"].value) == (0.55, 0)
    assert numbers["equivalent"].n == 2
