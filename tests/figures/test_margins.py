import numpy as np
import pytest

from healthai.figures import draw

from .inspecting import artists

PAIR = {
    "a": "ai_diagnostics_use",
    "b": "stakeholder_involvement",
    "theme": "governance",
    "n": 27,
    "a_low": 20,
    "a_high": 20,
    "b_low": 22,
    "b_high": 22,
    "joint_low": 15,
    "joint_high": 20,
    "gap": 0,
}
TRAINING = {
    **PAIR,
    "b": "preservice_ai_training",
    "theme": "training",
    "b_low": 6,
    "b_high": 6,
    "joint_low": 0,
    "joint_high": 6,
    "gap": 14,
}


def test_a_bar_has_a_stroke_at_every_attainable_count_and_no_midpoint(values, english):
    figure = draw("bounds", values["bounds"], english).figure
    strokes = sorted(len(found.get_segments()) for found in artists(figure, "attainable"))
    assert strokes == sorted(row["joint_high"] - row["joint_low"] + 1 for row in values["bounds"])
    assert {bar.get_marker() for bar in artists(figure, "bounds")} == {"None"}


def test_strokes_are_equally_far_apart(english):
    (strokes,) = artists(draw("bounds", [PAIR], english).figure, "attainable")
    at = [segment[0][0] for segment in strokes.get_segments()]
    assert np.diff(at) == pytest.approx(np.diff(at)[0])


@pytest.mark.parametrize("k", [0, 5])
def test_a_single_attainable_count_is_one_stroke(english, k):
    row = {**PAIR, "joint_low": k, "joint_high": k}
    (strokes,) = artists(draw("bounds", [row], english).figure, "attainable")
    assert len(strokes.get_segments()) == 1


def test_the_certain_statements_are_written_beside_the_bars(english):
    drawing = draw("bounds", [PAIR, TRAINING], english)
    words = " ".join(text.get_text() for text in drawing.figure.axes[0].texts)
    assert "Both: at least 15. First without second: at least 0 of 20." in words
    assert "Both: at least 0. First without second: at least 14 of 20." in words
    assert "at least 15 of 27 countries" in drawing.caption
    assert "in at least 14" in drawing.caption
    assert "not confidence intervals" in drawing.caption
    assert "15 to 20" in drawing.alt
    assert drawing.data["Both, at most"].tolist() == [20, 6]


def test_every_cell_shows_its_gap(values, english):
    drawing = draw("gaps", values["gaps"], english)
    (cells,) = (axes for axes in drawing.figure.axes if axes.axison)
    shown = sorted(int(text.get_text()) for text in cells.texts)
    assert shown == sorted(row["gap"] for row in values["gaps"])
    assert len(drawing.data) == len(values["gaps"])


def test_gaps_name_the_widest_one(english):
    drawing = draw("gaps", [PAIR, TRAINING], english)
    assert "At least 14 of the 20 countries" in drawing.caption
    assert "1 of 2 pairs" in drawing.caption
    assert "n = 27" in drawing.caption
    assert "(darkest): 1 adoption items down, 2" in drawing.alt


def test_gaps_that_are_all_zero_can_be_drawn(english):
    assert "0 of 1 pairs" in draw("gaps", [PAIR], english).caption
