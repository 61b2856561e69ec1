import pytest

from healthai.editions import LANGUAGES
from healthai.figures import draw
from healthai.figures.questions import KINDS, MEASURED, NODES
from healthai.language import Language

from .inspecting import artists


def test_each_arrow_is_drawn_in_the_look_of_its_kind(values, english):
    figure = draw("assumptions", values["assumptions"], english).figure
    kinds = [row["kind"] for row in values["assumptions"]]
    assert {kind: len(artists(figure, kind)) for kind in KINDS} == {kind: kinds.count(kind) for kind in KINDS}


def test_what_is_not_measured_is_dashed_and_white(values, english):
    figure = draw("assumptions", values["assumptions"], english).figure
    measured, unmeasured = artists(figure, "measured"), artists(figure, "not measured")
    assert len(measured) == len(MEASURED)
    assert len(unmeasured) == len(NODES) - len(MEASURED)
    assert {patch.get_linestyle() for patch in measured} == {"-"}
    assert {patch.get_linestyle() for patch in unmeasured} == {"--"}
    assert not {patch.get_facecolor() for patch in measured} & {patch.get_facecolor() for patch in unmeasured}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_words_of_a_box_stay_inside_it(values, code):
    figure = draw("assumptions", values["assumptions"], Language(code)).figure
    figure.canvas.draw()
    boxes = [patch.get_window_extent() for patch in artists(figure, "measured") + artists(figure, "not measured")]
    words = [text.get_window_extent() for ax in figure.axes for text in ax.texts if text.get_text()]
    inside = [(box, text) for box in boxes for text in words if box.overlaps(text)]
    assert len(inside) >= len(NODES)
    for box, text in inside:
        assert box.x0 < text.x0 < text.x1 < box.x1
        assert box.y0 < text.y0 < text.y1 < box.y1


def test_a_new_arrow_needs_known_boxes(english):
    with pytest.raises(KeyError):
        draw("assumptions", [{"start": "income", "end": "nowhere", "kind": "bears_on"}], english)


def test_there_is_one_curve_a_setting_and_it_shows_the_stored_values(values, english):
    figure = draw("power", values["power"], english).figure
    curves = artists(figure, "power")
    assert len(curves) == len(values["power"]["found"])
    drawn = sorted(value for line in curves for value in line.get_ydata())
    assert drawn == sorted(row["power"] for row in values["power"]["rows"])


def test_settings_of_one_size_differ_in_more_than_colour(values, english):
    curves = artists(draw("power", values["power"], english).figure, "power")
    looks = [(line.get_color(), line.get_linestyle()) for line in curves]
    assert len(set(looks)) == len(looks)
    assert len({style for _, style in looks}) == 2
