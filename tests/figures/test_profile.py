import pytest

from healthai.errors import InputError
from healthai.figures import draw

from .inspecting import artists

GIVEN = {"ai_ent_any": (20.1, 9.9, 9.9, 30.2), "gdp_pps_pc": (40_000.0, None, 97_000.0, 41_000.0)}
ROWS = [
    {"iso2": iso2, "indicator": indicator, "value": value, "role": role}
    for indicator, given in {
        "ai_ent_any": (20.1, 9.9, 9.9, 30.2),
        "gdp_pps_pc": (40_000.0, None, 97_000.0, 41_000.0),
    }.items()
    for iso2, role, value in zip(("DE", "FR", "LU", "DK"), ("peer", "country", "other", "peer"), given, strict=True)
    if value is not None
]


def test_a_strip_marks_country_peers_and_others(english):
    figure = draw("strip", ROWS, english).figure
    assert [len(mark.get_xdata()) for mark in artists(figure, "peer")] == [2, 2]
    assert [len(mark.get_xdata()) for mark in artists(figure, "other")] == [1, 1]
    assert len(artists(figure, "country")) == 1


def test_a_country_without_a_value_has_a_strip_that_says_so(english):
    drawing = draw("strip", ROWS, english)
    words = [text.get_text() for text in drawing.figure.axes[0].texts]
    assert "no value" in words
    assert "9.9, rank 3 of 4" in words
    assert "without a value: 1 of 2" in drawing.caption
    assert "strips without it: 1" in drawing.alt


def test_the_caption_gives_ranks_and_the_direction(values, english):
    drawing = draw("strip", values["strip"], english)
    assert "Luxembourg" in drawing.caption
    assert "(1 of 27)" in drawing.caption
    assert "highest on the right" in drawing.caption
    assert "n = 26 to 27" in drawing.caption
    assert len(drawing.data) == len(values["strip"])


def test_one_country_alone_can_be_drawn(english):
    assert draw("strip", [ROWS[1]], english).alt


def test_values_without_the_country_are_refused(english):
    with pytest.raises(InputError, match="no value of the country"):
        draw("strip", [row for row in ROWS if row["role"] != "country"], english)
