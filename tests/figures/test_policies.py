from itertools import product

import pytest

from healthai import paths
from healthai.figures import draw
from healthai.results import load

from .inspecting import artists, misplaced

RUNS = ("policies", "policies-region")
ANSWERS = ("yes", "no", "silent")


@pytest.fixture(scope="module")
def published():
    stored = load(paths.RESULTS)
    return {run: stored[run].figures["unanswered"].values for run in RUNS}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("name", ["crosses", "unanswered"])
def test_published_figures_are_in_order(published, english, run, name):
    drawing = draw(name, published[run], english)
    assert misplaced(drawing.figure) == []
    width, height = drawing.figure.get_size_inches()
    assert height < 3 * width
    assert 15 <= len(drawing.caption.split()) <= 90
    assert 40 <= len(drawing.alt.split()) <= 110


def test_every_count_but_none_has_a_square_and_silence_is_dashed(published, english):
    rows = published["policies"]
    figure = draw("crosses", rows, english).figure
    counts = {pair: [row["_".join(pair)] for row in rows] for pair in product(ANSWERS, repeat=2)}
    silent = sum(k > 0 for pair, found in counts.items() if "silent" in pair for k in found)
    answered = sum(k > 0 for pair, found in counts.items() if "silent" not in pair for k in found)
    assert len(artists(figure, "silent")) == silent > 0
    assert len(artists(figure, "answered")) == answered
    assert {patch.get_linestyle() for patch in artists(figure, "silent")} == {"--"}
    assert {patch.get_linestyle() for patch in artists(figure, "answered")} == {"solid"}


def test_the_area_of_a_square_is_its_count(published, english):
    rows = published["policies"][:1]
    squares = artists(draw("crosses", rows, english).figure, "answered")
    counts = [rows[0][f"{a}_{b}"] for a, b in product(("yes", "no"), repeat=2) if rows[0][f"{a}_{b}"]]
    areas = [square.get_width() * square.get_height() for square in squares]
    assert [area / areas[0] for area in areas] == pytest.approx([k / counts[0] for k in counts])


def test_bounds_have_no_mark_and_do_not_look_like_intervals(published, english):
    rows = published["policies"]
    figure = draw("unanswered", rows, english).figure
    bounds, intervals = artists(figure, "bounds"), artists(figure, "interval")
    assert len(intervals) == len(artists(figure, "difference")) == len(rows)
    assert len(bounds) == len(rows) + 1  # and the key
    assert {bar.get_color() for bar in bounds} & {line.get_color() for line in intervals} == set()
    assert {bar.get_marker() for bar in bounds} == {"None"}


def test_a_pair_without_a_difference_has_neither_interval_nor_bounds(published, english):
    names = [f"difference{end}" for end in ("", "_low", "_high", "_least", "_most")]
    rows = [published["policies"][0] | dict.fromkeys(names), published["policies"][1]]
    drawing = draw("unanswered", rows, english)
    assert len(artists(drawing.figure, "difference")) == 1
    assert "None" not in drawing.alt + drawing.caption


def test_the_caption_counts_the_pairs_whose_sign_is_certain(published, english):
    rows = published["policies-region"]
    certain = sum(row["difference_least"] > 0 for row in rows)
    assert f"above zero in {certain} of {len(rows)} pairs" in draw("unanswered", rows, english).caption
