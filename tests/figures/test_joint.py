import numpy as np
import pytest

from healthai.figures import draw

from .inspecting import artists

PAIR = {
    "a": "ai_diagnostics_use",
    "b": "health_specific_ai_strategy",
    "n": 27,
    "joint_low": 0,
    "joint_high": 3,
    "known_low": 1,
    "known_high": 3,
    "possible": [1, 2, 3],
    "tightened": True,
    "both": ["SE"],
    "one": ["FR", "IT"],
}
SAME = {**PAIR, "b": "national_health_data_hub", "known_low": 0, "tightened": False, "both": [], "possible": [0, 1, 3]}
FOUR = {
    "items": ["stakeholder_involvement", "national_health_data_hub"],
    "k": 1,
    "m": 2,
    "n": 27,
    "low": 22,
    "high": 27,
    "possible": [22, 23, 25, 27],
}


def lines(figure, label):
    """Return the first and last x of each line of this meaning, without the one of the key."""
    return [tuple(line.get_xdata()) for line in artists(figure, label)][1:]


def strokes(figure, label):
    """Return how many strokes each row has, without the key."""
    return [len(found.get_segments()) for found in artists(figure, label)][1:]


def words(drawing):
    return " ".join(text.get_text() for text in drawing.figure.axes[0].texts)


def test_a_pair_that_narrows_has_two_bars_and_others_one(english):
    drawing = draw("named_bounds", [PAIR, SAME], english)
    assert (len(lines(drawing.figure, "before")), len(lines(drawing.figure, "after"))) == (1, 2)
    assert strokes(drawing.figure, "possible before") == [4]
    assert strokes(drawing.figure, "possible after") == [3, 3]
    (before,), (after, _) = lines(drawing.figure, "before"), lines(drawing.figure, "after")
    assert after[1] == before[1]
    assert after[0] > before[0]


def test_bars_differ_in_more_than_colour_and_have_no_midpoint(english):
    figure = draw("named_bounds", [PAIR], english).figure
    before, after = artists(figure, "before")[1], artists(figure, "after")[1]
    assert before.is_dashed()
    assert not after.is_dashed()
    assert after.get_linewidth() > 2 * before.get_linewidth()
    assert {before.get_marker(), after.get_marker()} == {"None"}


def test_who_is_named_is_said(english):
    drawing = draw("named_bounds", [PAIR, SAME], english)
    assert "0 to 3, narrowed to 1 to 3. Named with both: Sweden." in words(drawing)
    assert "0 to 3 either way. Named with one of the two only: 2." in words(drawing)
    assert "narrow 1 of the 2 pairs" in drawing.caption
    assert "0 to 3 before, 1 to 3 after" in drawing.alt
    assert drawing.data["Both: with named countries, at least"].tolist() == [1, 0]


def test_strata_draw_what_is_stored(values, english):
    rows = values["strata_bounds"]
    drawing = draw("strata_bounds", rows, english)
    spans = sorted(row["strata_high"] - row["strata_low"] + 1 for row in rows)
    assert sorted(strokes(drawing.figure, "possible after")) == spans
    gained = [row for row in rows if row["gain"]]
    assert len(lines(drawing.figure, "before")) == len(gained)
    assert f"narrows {len(gained)} of {len(rows)} pairs" in drawing.caption
    assert "n" not in drawing.data.columns
    assert drawing.data["Out of"].unique().tolist() == [50]


def test_the_solid_part_ends_where_certainty_ends(english):
    drawing = draw("at_least", [FOUR, {**FOUR, "k": 2, "low": 0, "high": 17, "possible": list(range(18))}], english)
    (first, last), none = lines(drawing.figure, "certain")
    assert none[0] == pytest.approx(none[1])
    assert strokes(drawing.figure, "attainable") == [4, 18]
    at = [segment[0][0] for segment in artists(drawing.figure, "attainable")[1].get_segments()]
    assert at[0] == pytest.approx(last)
    assert (np.array(at) - first) / (last - first) * 22 == pytest.approx([22, 23, 25, 27])
    assert "1 or more of 2" in words(drawing)
    assert "all 2" in words(drawing)
    assert "At least 22 of 27 countries have 1 or more" in drawing.caption


def test_nothing_certain_can_be_drawn(english):
    drawing = draw("at_least", [{**FOUR, "low": 0, "possible": list(range(28))}], english)
    assert "At least 0 of 27" in drawing.caption
