from collections import Counter

import pytest

from healthai.figures import draw

from .inspecting import artists


def ends(figure, label):
    return [tuple(mark.get_xdata()) for mark in artists(figure, label)]


def test_every_country_has_its_reference_inside_or_beside_its_range(values, english):
    given = values["rank_ranges"]
    figure = draw("rank_ranges", given, english).figure
    assert len(given["rows"]) == 27
    words = Counter(text.get_text() for text in figure.axes[0].texts)
    assert all(words[english.country(row["iso2"])] == 1 for row in given["rows"])
    widths = [right - left for left, right in ends(figure, "range")]
    ranks = [row["high"] - row["low"] for row in given["rows"]]
    per_rank = max(widths) / max(ranks)
    assert widths == pytest.approx([per_rank * rank for rank in ranks])
    assert len(artists(figure, "reference")) == 27


def test_ranges_are_bars_without_a_middle_and_are_called_no_confidence_intervals(values, english):
    given = values["rank_ranges"]
    drawing = draw("rank_ranges", given, english)
    row = {**given["rows"][0], "low": 1, "high": 27, "reference": 20.0, "mean_shift": 3.21}
    alone = draw("rank_ranges", {**given, "ways": 512, "share": 0.8, "rows": [row, *given["rows"][1:]]}, english)
    assert "no confidence intervals" in drawing.caption
    assert "512 ways" in alone.caption
    assert "3.2 places" in alone.caption
    assert "80% of the ways" in alone.caption
    assert f"{english.country(row['iso2'])} ranges from 1 to 27" in alone.caption
    (left, right), reference = ends(alone.figure, "range")[0], ends(alone.figure, "reference")[0][0]
    assert (reference - left) / (right - left) == pytest.approx(19 / 26)


def test_there_is_a_dot_for_every_point_and_one_interval_a_row(values, english):
    given = values["composite_spreads"]
    drawing = draw("composite_spreads", given, english)
    assert len(artists(drawing.figure, "way")) == sum(len(row["points"]) for row in given["rows"])
    assert len(artists(drawing.figure, "interval")) == len(artists(drawing.figure, "estimate")) == 4
    for (low, high), (at,) in zip(ends(drawing.figure, "interval"), ends(drawing.figure, "estimate"), strict=True):
        assert low < at < high
    assert "no sampling error" in drawing.caption
    assert "n = 27 countries" in drawing.caption


def test_dots_lie_where_their_points_do(values, english):
    """All in one place: one stack, above the mark of a reference at the same place."""
    row = {**values["composite_spreads"]["rows"][0], "estimate": 0.5, "points": [0.5] * 50}
    figure = draw("composite_spreads", {**values["composite_spreads"], "rows": [row]}, english).figure
    ways, estimate = artists(figure, "way"), artists(figure, "estimate")[0]
    assert {mark.get_xdata()[0] for mark in ways} == {ways[0].get_xdata()[0]}
    assert ways[0].get_xdata()[0] == pytest.approx(estimate.get_xdata()[0], abs=0.05)
    assert len({mark.get_ydata()[0] for mark in ways}) == 50
    assert max(mark.get_ydata()[0] for mark in ways) < estimate.get_ydata()[0]


def test_the_wider_of_the_two_uncertainties_is_counted(values, english):
    given = values["composite_spreads"]
    narrow = [
        {**row, "interval_low": row["estimate"] - 1e-6, "interval_high": row["estimate"]} for row in given["rows"]
    ]
    assert "wider of the two in 0 of 4 rows" in draw("composite_spreads", {**given, "rows": narrow}, english).alt


def test_choices_are_ordered_by_what_they_move(values, english):
    given = values["choice_shares"]
    figure = draw("choice_shares", given, english).figure
    totals, firsts = ends(figure, "total"), ends(figure, "first")
    assert len(totals) == len(firsts) == len(given["rows"])
    size = Counter(row["outcome"] for row in given["rows"])["ranks"]
    assert [x for (x,) in totals[:size]] == sorted((x for (x,) in totals[:size]), reverse=True)
    assert len(artists(figure, "interval")) == 2 * len(given["rows"])


def test_the_caption_names_the_largest_choice_of_each_panel(values, english):
    given = values["choice_shares"]
    rows = [{**row, "total": 0.77 if row["factor"] == "aggregation" else 0.1} for row in given["rows"]]
    drawing = draw("choice_shares", {**given, "rows": rows}, english)
    assert drawing.caption.count("which mean is taken (0.77)") == 3
    assert "bootstrap" in drawing.caption
