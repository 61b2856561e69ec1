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
    "adjusted": 0.6,
    "told_apart": False,
    "difference_lowest": 0.164,
    "difference_highest": 0.279,
    "n_rest_all": 26,
    "raw": 2.5,
    "pooled": 3.0,
    "weight": 0.4,
    "mean": 3.3,
}


def chosen(*rows, **choices):
    return {"level": 0.95, "test": "boschloo", "two_sided": "doubled", "adjustment": "holm", "rows": rows} | choices


def test_a_filled_diamond_means_a_small_adjusted_p(english):
    drawing = draw("contrast", chosen({**ROW, "told_apart": True}, ROW), english)
    filled = [
        mark.get_markerfacecolor() == mark.get_markeredgecolor() for mark in artists(drawing.figure, "difference")
    ]
    assert filled == [True, False]
    assert "1 of 2" in drawing.caption
    assert "filled diamonds: 1" in drawing.alt


def test_groups_differ_in_shape_and_filling(english):
    figure = draw("contrast", chosen(ROW), english).figure
    (eu,), (rest,) = artists(figure, "eu"), artists(figure, "rest")
    assert (eu.get_marker(), rest.get_marker()) == ("o", "s")
    assert eu.get_xdata()[0] > rest.get_xdata()[0]


def test_the_caption_gives_counts_and_names_the_interval(values, english):
    drawing = draw("contrast", values["contrast"], english)
    assert "95% Newcombe" in drawing.caption
    assert "0.05" in drawing.caption
    assert "27 EU countries and 23 others" in drawing.caption
    assert "2 of 8" in drawing.caption
    assert len(drawing.data) == len(values["contrast"]["rows"])


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({}, "(Holm) by Boschloo’s exact test (two-sided: twice the smaller one-sided p)"),
        ({"two_sided": "minlike"}, "(two-sided: all splits no more likely than the one seen)"),
        ({"test": "barnard", "adjustment": "bh"}, "(Benjamini and Hochberg) by Barnard’s exact test. n"),
        ({"test": "fisher_midp"}, "by Fisher’s exact test, mid-p. n"),
    ],
)
def test_the_caption_names_the_test_its_definition_and_the_adjustment(english, choices, said):
    assert said in draw("contrast", chosen(ROW, **choices), english).caption


@pytest.mark.parametrize(("eu", "rest"), [(0, 0), (27, 23), (27, 0), (0, 23), (13, 11)])
def test_labels_of_extreme_counts_stay_apart(english, eu, rest):
    gap = eu / 27 - rest / 23
    row = {**ROW, "eu": eu, "rest": rest, "difference": gap, "low": max(-1, gap - 0.2), "high": min(1, gap + 0.2)}
    assert misplaced(draw("contrast", chosen(row), english).figure) == []


# The countries that did not answer.


def test_bounds_have_no_middle_and_lie_below_the_interval(english):
    figure = draw("silence", {"level": 0.95, "rows": [ROW]}, english).figure
    (interval,), (bar,), (ends,) = (artists(figure, label) for label in ("interval", "bounds", "bound ends"))
    (diamond,) = artists(figure, "difference")
    assert bar.get_marker() == "None"
    assert [path[0][0] for path in ends.get_segments()] == list(bar.get_xdata())
    assert bar.get_color() != interval.get_color()
    assert bar.get_ydata()[0] > interval.get_ydata()[0] == diamond.get_ydata()[0]


def test_the_caption_counts_the_differences_whose_sign_is_sure(english):
    open_ = {**ROW, "difference_lowest": -0.04, "difference_highest": 0.07}
    below = {**ROW, "difference_lowest": -0.12, "difference_highest": -0.01}
    drawing = draw("silence", {"level": 0.95, "rows": [ROW, open_, below]}, english)
    assert "keeps its sign in 2 of 3 items" in drawing.caption
    assert "27 and 26 countries" in drawing.caption
    assert drawing.data["Difference had all answered, at least"].tolist() == [0.164, -0.04, -0.12]


# Odds drawn together.


def test_a_pooled_value_lies_where_its_ratio_belongs(english):
    figure = draw("pooled", [ROW], english).figure
    (raw,), (drawn,), (even,) = (artists(figure, label) for label in ("raw", "pooled", "even odds"))
    assert even.get_xdata()[0] < raw.get_xdata()[0] < drawn.get_xdata()[0]
    assert raw.get_marker() != drawn.get_marker()


def test_the_caption_says_when_all_items_fall_on_their_mean(english):
    apart = draw("pooled", [ROW], english).caption
    assert "Drawn towards their mean, 3.3, they lie from 3.0 to 3.0" in apart
    together = draw("pooled", [{**ROW, "pooled": 3.3, "weight": 0.0}], english).caption
    assert "all fall on their mean, 3.3" in together
    assert "No test" not in together
    assert "no test and no interval" in together


def test_odds_below_one_have_room(english):
    row = {**ROW, "raw": 0.02, "pooled": 40.0}
    assert misplaced(draw("pooled", [row, ROW], english).figure) == []
