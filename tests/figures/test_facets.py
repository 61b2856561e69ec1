import pytest

from healthai.figures import draw

from .inspecting import artists


def test_a_facet_has_one_median_a_range_and_a_stroke_for_each_timing(values, english):
    rows = values["facet_medians"]
    figure = draw("facet_medians", rows, english).figure
    medians, ranges, strokes = (artists(figure, label) for label in ("median", "range", "timing"))
    assert len(medians) == len(ranges) == len(strokes) == len(rows)
    assert sorted(len(stroke.get_xdata()) for stroke in strokes) == sorted(len(row["timings"]) for row in rows)
    for median, line in zip(medians, ranges, strict=True):
        assert line.get_xdata()[0] <= median.get_xdata()[0] <= line.get_xdata()[1]


def test_outcomes_about_health_stand_apart(values, english):
    figure = draw("facet_medians", values["facet_medians"], english).figure
    headings = [text.get_text() for text in figure.axes[0].texts if text.get_text().startswith("Outcomes")]
    assert headings == ["Outcomes: use of AI", "Outcomes: access to health records"]


def test_bars_are_as_long_as_their_shares(values, english):
    rows = values["decisions"]
    bars = artists(draw("decisions", rows, english).figure, "bar")
    lengths = [float(bar.get_xdata()[1] - bar.get_xdata()[0]) for bar in bars]
    assert [length / max(lengths) for length in lengths] == pytest.approx(
        [row["share"] / max(other["share"] for other in rows) for row in rows]
    )
