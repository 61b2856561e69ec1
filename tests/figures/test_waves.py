import pytest

from healthai import paths
from healthai.figures import draw
from healthai.results import load

from .inspecting import artists, misplaced

RUNS = ("change", "change-ehealth")


@pytest.fixture(scope="module")
def published():
    stored = load(paths.RESULTS)
    return {run: {key: figure.values for key, figure in stored[run].figures.items()} for run in RUNS}


@pytest.mark.parametrize("run", RUNS)
def test_published_figures_are_in_order(published, english, run):
    for key, found in published[run].items():
        drawing = draw(key, found, english)
        assert misplaced(drawing.figure) == []
        assert 15 <= len(drawing.caption.split()) <= 90
        assert 40 <= len(drawing.alt.split()) <= 110


def test_every_country_has_a_path_and_a_code(published, english):
    found = published["change"]["trajectories"]
    figure = draw("trajectories", found, english).figure
    steps = len(artists(figure, "path")) + len(artists(figure, "break"))
    assert steps == 27 * 3
    assert len(artists(figure, "break")) == sum(row["flagged"] for row in found["rows"]) == 3
    codes = {text.get_text() for axes in figure.axes for text in axes.texts} & {row["iso2"] for row in found["rows"]}
    assert len(codes) == 27
    (median,) = artists(figure, "median")
    assert list(median.get_ydata()) == [row["median"] for row in found["medians"]]
    assert list(median.get_xdata()) == [2021, 2023, 2024, 2025]


def test_a_changed_definition_is_marked_before_its_wave(published, english):
    figure = draw("trajectories", published["change"]["trajectories"], english).figure
    (mark,) = artists(figure, "changed")
    assert 2024 < mark.get_xdata()[0] < 2025
    assert artists(draw("trajectories", published["change-ehealth"]["trajectories"], english).figure, "changed") == []


def test_a_break_is_dashed_and_no_break_is_not(published, english):
    figure = draw("trajectories", published["change"]["trajectories"], english).figure
    assert {line.get_linestyle() for line in artists(figure, "break")} == {"--"}
    assert {line.get_linestyle() for line in artists(figure, "path")} == {"-"}


def test_the_caption_counts_who_rose_and_names_the_deepest_fall(published, english):
    caption = draw("trajectories", published["change"]["trajectories"], english).caption
    assert "27 of 27" in caption
    assert "Denmark" in caption
    assert "not equally far apart" in caption
    assert (
        "not equally far apart"
        not in draw("trajectories", published["change-ehealth"]["trajectories"], english).caption
    )


def test_both_panels_have_the_same_scales_and_their_own_slopes(published, english):
    found = published["change"]["left_over"]
    figure = draw("left_over", found, english).figure
    one, two = figure.axes[1:]
    assert (one.get_xlim(), one.get_ylim()) == (two.get_xlim(), two.get_ylim())
    for kind, effects in (("country", "country"), ("both", "country_and_year")):
        (line,) = artists(figure, f"line {kind}")
        (x0, x1), (y0, y1) = line.get_xdata(), line.get_ydata()
        slope = next(row["coefficient"] for row in found["trap"] if row["effects"] == effects)
        assert (y1 - y0) / (x1 - x0) == pytest.approx(slope)


def test_years_differ_in_shape(published, english):
    found = published["change"]["left_over"]
    figure = draw("left_over", found, english).figure
    shapes = {artists(figure, f"both {year}")[0].get_marker() for year in (2021, 2023, 2024, 2025)}
    assert len(shapes) == 4
    assert sum(len(artists(figure, f"both {year}")[0].get_xdata()) for year in (2021, 2023, 2024, 2025)) == 108
