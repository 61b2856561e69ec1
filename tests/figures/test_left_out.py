import pytest

from healthai.figures import draw

from .inspecting import artists, misplaced

RANGE = {"outcome": "ai_ent_any", "focal": "wgi_ge", "n": 26, "estimate": 0.4}
RANGE |= {"low": 0.3, "high": 0.5, "lowest": "IT", "highest": "MT", "moves": "MT"}
BLOC = {"bloc_low": 0.1, "bloc_high": 0.7, "bloc_lowest": "Nordic", "bloc_highest": "Central and East"}
NO_BLOC = dict.fromkeys(BLOC)


def test_a_range_runs_between_its_ends_and_holds_the_estimate(english):
    figure = draw("left_out", [RANGE | BLOC], english).figure
    (country,), (bloc,), (estimate,) = (artists(figure, name) for name in ("country_range", "bloc_range", "estimate"))
    assert country.get_xdata()[0] < estimate.get_xdata()[0] < country.get_xdata()[1]
    assert bloc.get_xdata()[0] < country.get_xdata()[0]
    assert bloc.get_linestyle() != country.get_linestyle()
    written = {text.get_text() for ax in figure.axes for text in ax.texts}
    assert {"IT", "MT", "Nordic", "Central and East"} <= written


def test_without_blocs_there_is_one_range_and_no_word_of_them(english):
    drawing = draw("left_out", [RANGE | NO_BLOC], english)
    assert artists(drawing.figure, "bloc_range") == []
    assert "bloc" not in drawing.caption + drawing.alt
    assert not [heading for heading in drawing.data.columns if "bloc" in heading]


@pytest.mark.parametrize(("low", "high"), [(-0.95, 0.95), (0.39, 0.41), (-0.9, -0.8)])
def test_names_at_the_ends_stay_on_the_figure(english, low, high):
    row = RANGE | BLOC | {"low": low, "high": high, "bloc_low": low, "bloc_high": high, "estimate": (low + high) / 2}
    assert misplaced(draw("left_out", [row], english).figure) == []
