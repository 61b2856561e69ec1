import numpy as np
import pytest

from healthai.figures import draw

from .inspecting import artists, misplaced

ROW = {
    "outcome": "ai_ent_any",
    "focal": "wgi_ge",
    "n": 27,
    "rank": 0.48,
    "rank_low": 0.09,
    "rank_high": 0.74,
    "linear": 0.61,
    "linear_low": 0.23,
    "linear_high": 1.0,
    "slope": 5.0,
    "slope_low": 1.9,
    "slope_high": 8.1,
    "holm": 0.09,
    "verdict": "agree_away",
}
SCALE = {**ROW, "focal": "ent_ict_training", "rank_low": -0.09, "verdict": "depends_on_scale"}


def forest(*rows):
    return {"level": 0.95, "controls": [], "rows": list(rows)}


def ends(line):
    return line.get_xdata()


def test_ranks_and_least_squares_differ_in_shape_and_filling(english):
    figure = draw("primary_models", forest(ROW), english).figure
    (rank,), (linear,) = artists(figure, "rank"), artists(figure, "linear")
    assert (rank.get_marker(), linear.get_marker()) == ("D", "o")
    assert rank.get_markerfacecolor() != linear.get_markerfacecolor()
    assert ends(linear)[0] > ends(rank)[0]


def test_intervals_lie_as_stored_against_the_line_at_zero(english):
    figure = draw("primary_models", forest(SCALE), english).figure
    (zero,) = artists(figure, "zero")
    rank, linear = artists(figure, "interval")
    assert ends(rank)[0] < ends(zero)[0] < ends(linear)[0]
    unit = (ends(linear)[1] - ends(linear)[0]) / (1.0 - 0.23)
    assert ends(rank)[1] - ends(rank)[0] == pytest.approx(unit * (0.74 + 0.09))


def test_the_verdict_is_written_and_counted(english):
    drawing = draw("primary_models", forest(ROW, SCALE), english)
    words = [text.get_text() for text in drawing.figure.axes[0].texts]
    assert "agree: both away from zero" in words
    assert "depends on the scale" in words
    assert "Of 2 models, 1 have both intervals away from zero, and in 1" in drawing.caption


def test_further_controls_are_named(english):
    drawing = draw("primary_models", forest(ROW) | {"controls": ["share_65plus"]}, english)
    assert "log GDP per head and Population aged 65 and over" in drawing.caption


def added(points):
    return {"level": 0.95, "controls": [], "panels": [ROW, SCALE], "rows": points}


def test_the_line_of_least_squares_goes_through_the_points(english):
    rng = np.random.default_rng(1)
    x, noise = rng.normal(size=27), rng.normal(size=27)
    known = ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU"]
    iso2 = [*known, "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"]
    points = [
        {"outcome": "ai_ent_any", "focal": "wgi_ge", "iso2": c, "x": a, "y": 2 * a + b}
        for c, a, b in zip(iso2, x, noise, strict=True)
    ]
    drawing = draw("added_variables", added(points), english)
    (line,) = artists(drawing.figure, "fit")
    slope = np.ptp(line.get_ydata()) / np.ptp(line.get_xdata())
    assert slope == pytest.approx((x @ (2 * x + noise)) / (x @ x))
    assert "5.0 per standard deviation (1.9 to 8.1)" in drawing.caption
    assert "ICT training" not in drawing.caption, "a model without points is not shown"
    assert misplaced(drawing.figure) == []


def one_out(*rows):
    everyone = {"n": 27, "rank": 0.48, "rank_low": 0.09, "rank_high": 0.74}
    return forest(*rows) | {"outcome": "ai_ent_any", "focal": "wgi_ge", "all": [everyone]}


def test_countries_left_out_that_reach_zero_are_counted(english):
    italy = {"iso2": "IT", "n": 26, "rank": 0.41, "rank_low": -0.01, "rank_high": 0.7}
    malta = {"iso2": "MT", "n": 26, "rank": 0.59, "rank_low": 0.22, "rank_high": 0.81}
    drawing = draw("one_out", one_out(italy, malta), english)
    assert "0.41 (without Italy) and 0.59 (without Malta)" in drawing.caption
    assert "1 of them reach zero" in drawing.caption
    (everyone,), marks = artists(drawing.figure, "all"), artists(drawing.figure, "rank")
    assert ends(marks[0])[0] < ends(everyone)[0] < ends(marks[1])[0]


def test_published_figures_show_every_model_and_country(values, english):
    assert len(artists(draw("primary_models", values["primary_models"], english).figure, "rank")) == 6
    assert len(artists(draw("one_out", values["one_out"], english).figure, "interval")) == 27
