import numpy as np
import pytest

from healthai.figures import draw
from healthai.figures.association import PANEL
from healthai.figures.place import edge, place
from healthai.figures.points import CODE

from .inspecting import artists

METHODS = ("spearman", "kendall", "pearson")
ROW = {
    "outcome": "ai_ent_any",
    "focal": "wgi_ge",
    "n": 27,
    "partial": 0.48,
    "partial_low": 0.09,
    "partial_high": 0.74,
    "partial_holm": 0.2,
    **{f"{method}{end}": value for method in METHODS for end, value in (("", 0.77), ("_low", 0.52), ("_high", 0.9))},
}


def test_each_pair_has_an_open_and_a_filled_mark(values, english):
    given = values["associations"]
    figure = draw("associations", given, english).figure
    open_, filled = artists(figure, "spearman"), artists(figure, "partial")
    assert len(open_) == len(filled) == len(given["rows"])
    assert {mark.get_markerfacecolor() for mark in open_}.isdisjoint(mark.get_markerfacecolor() for mark in filled)
    assert len(artists(figure, "interval")) == 2 * len(given["rows"])


@pytest.mark.parametrize("method", METHODS)
def test_the_method_and_level_are_named(english, method):
    drawing = draw("associations", {"method": method, "level": 0.9, "rows": [ROW]}, english)
    words = " ".join(text.get_text() for text in drawing.figure.axes[0].texts)
    assert method.capitalize() in words
    assert "n = 27" in words
    assert "90% interval" in drawing.caption
    assert "all 1 pairs (Holm) is 0.20" in drawing.caption
    assert "away from zero in 1." in drawing.caption
    assert "0.48" in drawing.caption
    assert "n = 27 countries" in drawing.caption


def test_a_coefficient_without_an_interval_is_drawn_without_one(english):
    row = {**ROW, "partial_low": None, "partial_high": None}
    drawing = draw("associations", {"method": "spearman", "level": 0.95, "rows": [row]}, english)
    assert len(artists(drawing.figure, "interval")) == 1
    assert "away from zero in 0." in drawing.caption


def test_scatter_writes_every_country_once_a_panel(values, english):
    rows = values["scatter"]
    drawing = draw("scatter", rows, english)
    codes = sorted(text.get_text() for axes in drawing.figure.axes if axes.axison for text in axes.texts)
    assert codes == sorted(row["iso2"] for row in rows)
    assert len(drawing.data) == len(rows)
    assert "Spearman 0.77" in drawing.caption
    assert "n = 26 to 27 countries" in drawing.caption
    assert "6 in all" in drawing.alt


def test_scatter_of_one_country_claims_no_coefficient(values, english):
    drawing = draw("scatter", values["scatter"][:1], english)
    assert "Spearman" not in drawing.caption
    assert "n = 1 countries" in drawing.caption


def test_scatter_draws_no_line_through_the_points(values, english):
    figure = draw("scatter", values["scatter"], english).figure
    lines = [line for axes in figure.axes if axes.axison for line in axes.lines]
    assert {line.get_label() for line in lines} == {"leader", "point"}


@pytest.mark.parametrize("panels", [1, 3])
def test_scatter_takes_any_number_of_focal_indicators(values, english, panels):
    names = ("wgi_ge", "ent_ict_training", "gdp_pps_pc")[:panels]
    rows = [row | {"focal": name} for row in values["scatter"] if row["focal"] == "wgi_ge" for name in names]
    assert len([axes for axes in draw("scatter", rows, english).figure.axes if axes.axison]) == 3 * panels


def test_a_lone_label_stays_on_its_point_and_near_ones_move_apart():
    points = [(1.0, 1.0), (1.01, 1.0), (2.0, 2.5), (1.0, 1.01)]
    box = (0.2, CODE / 72)
    spots = np.array(place(points, box, PANEL))
    assert tuple(spots[2]) == points[2]
    for i in range(4):
        for j in range(i):
            assert (np.abs(spots[i] - spots[j]) >= np.array(box) - 1e-12).any()


def test_a_leader_ends_at_the_edge_of_its_label():
    assert edge((1.0, 1.0), (2.0, 1.0), (0.2, 0.1)) == pytest.approx((1.1, 1.0))
    assert edge((1.0, 1.0), (1.0, 1.0), (0.2, 0.1)) == (1.0, 1.0)
