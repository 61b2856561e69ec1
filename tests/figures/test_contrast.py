import pytest

from healthai.figures import draw

from .inspecting import artists, misplaced

ROW = {
    "item_id": "ai_diagnostics_use",
    "eu": 20,
    "n_eu": 27,
    "rest": 12,
    "n_rest": 23,
    "difference": 0.219,
    "low": -0.046,
    "high": 0.449,
    "holm": 0.6,
    "level": 0.95,
}


def test_a_filled_diamond_means_a_small_adjusted_p(english):
    rows = [{**ROW, "holm": 0.02}, ROW]
    drawing = draw("contrast", rows, english)
    filled = [
        mark.get_markerfacecolor() == mark.get_markeredgecolor() for mark in artists(drawing.figure, "difference")
    ]
    assert filled == [True, False]
    assert "1 of 2" in drawing.caption
    assert "filled diamonds: 1" in drawing.alt


def test_groups_differ_in_shape_and_filling(english):
    figure = draw("contrast", [ROW], english).figure
    (eu,), (rest,) = artists(figure, "eu"), artists(figure, "rest")
    assert (eu.get_marker(), rest.get_marker()) == ("o", "s")
    assert eu.get_xdata()[0] > rest.get_xdata()[0]


def test_the_caption_gives_counts_and_names_the_interval(values, english):
    drawing = draw("contrast", values["contrast"], english)
    assert "95% Newcombe" in drawing.caption
    assert "0.05" in drawing.caption
    assert "27 EU countries and 23 others" in drawing.caption
    assert "2 of 8" in drawing.caption
    assert len(drawing.data) == len(values["contrast"])


@pytest.mark.parametrize(("eu", "rest"), [(0, 0), (27, 23), (27, 0), (0, 23), (13, 11)])
def test_labels_of_extreme_counts_stay_apart(english, eu, rest):
    gap = eu / 27 - rest / 23
    row = {**ROW, "eu": eu, "rest": rest, "difference": gap, "low": max(-1, gap - 0.2), "high": min(1, gap + 0.2)}
    assert misplaced(draw("contrast", [row], english).figure) == []
