import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from healthai.figures import draw

from .inspecting import artists, misplaced

PAIR = {
    "first": "adult_learning_4w",
    "second": "digital_skills_basic",
    "n": 27,
    "r": 0.64,
    "low": -0.45,
    "high": 0.37,
    "share_first": 0.05,
    "share_second": 0.06,
}


def test_bounds_of_people_have_closed_ends_and_no_middle(english):
    figure = draw("people", [PAIR], english).figure
    (bounds,), (ends,) = artists(figure, "bounds"), artists(figure, "bound ends")
    _, key = artists(figure, "key")
    assert [stroke[0][0] for stroke in ends.get_segments()] == list(bounds.get_xdata())
    (countries,) = artists(figure, "countries")
    assert countries.get_xdata()[0] > bounds.get_xdata()[1], "countries lie outside what people can show"
    assert len(artists(figure, "zero")) == 1
    assert key.get_xdata()[0] < bounds.get_xdata()[0]


def test_the_caption_says_that_bounds_are_no_intervals(values, english):
    caption = draw("people", values["people"], english).caption
    assert "logical bounds, not confidence intervals" in caption
    assert "n = 26 to 27 countries" in caption


@pytest.mark.parametrize(("low", "high", "r"), [(-1, 1, -1), (0.2, 0.2, 1)])
def test_extreme_bounds_stay_on_the_figure(english, low, high, r):
    assert misplaced(draw("people", [PAIR | {"low": low, "high": high, "r": r}], english).figure) == []


def bloc(left_out, rank, n):
    ends = {"rank": rank, "rank_low": rank - 0.4, "rank_high": rank + 0.3}
    return {"outcome": "ai_ent_any", "focal": "wgi_ge", "left_out": left_out, "n": n, **ends}


def test_all_countries_are_marked_otherwise_than_those_left(english):
    rows = [bloc("no_bloc", 0.48, 27), bloc("Nordic", 0.38, 24), bloc("Central and East", 0.5, 19)]
    drawing = draw("bloc_out", {"level": 0.95, "controls": [], "rows": rows}, english)
    marks = artists(drawing.figure, "rank")
    assert [mark.get_marker() for mark in marks] == ["o", "D", "D"]
    assert [mark.get_markerfacecolor() == mark.get_markeredgecolor() for mark in marks] == [False, True, True]
    assert "it is 0.48, and lowest, 0.38, without Nordic" in drawing.caption
    assert "n = 19 to 27 countries" in drawing.caption


def tiles(*residuals):
    places = [("FI", 0, 6), ("SE", 0, 5), ("IE", 2, 0), ("MT", 10, 2)]
    rows = [
        {"outcome": "ai_ent_any", "focal": "wgi_ge", "iso2": c, "tile_row": r, "tile_col": k, "residual": value}
        for (c, r, k), value in zip(places, residuals, strict=False)
    ]
    return {"level": 0.95, "controls": [], "rows": rows}


def tile(figure, country):
    (found,) = [patch for patch in artists(figure, country) if isinstance(patch, Rectangle)]
    return found


def test_shade_and_sign_say_how_far_and_on_which_side(english):
    figure = draw("tiles", tiles(8.0, 2.0, -8.0, -1.0), english).figure
    red, green, blue = np.array([to_rgb(tile(figure, c).get_facecolor()) for c in ("FI", "SE", "IE", "MT")]).T
    assert (blue > red)[:2].all()
    assert (red > blue)[2:].all()
    assert green[0] < green[1], "further from the model is darker"
    words = {text.get_text() for text in figure.axes[0].texts}
    assert {"+8.0", "+2.0", "−8.0", "−1.0", "FI", "MT"} <= words


def test_tiles_lie_by_row_and_column(english):
    figure = draw("tiles", tiles(1.0, 2.0, -3.0, -1.0), english).figure
    finland, sweden, ireland, malta = (tile(figure, c) for c in ("FI", "SE", "IE", "MT"))
    assert finland.get_y() == sweden.get_y() < ireland.get_y() < malta.get_y()
    assert ireland.get_x() < malta.get_x() < sweden.get_x() < finland.get_x()


def test_every_member_has_its_tile_and_none_covers_another(values, english):
    figure = draw("tiles", values["tiles"], english).figure
    first = values["tiles"]["rows"][0]["focal"]
    boxes = [artists(figure, row["iso2"])[0].get_bbox() for row in values["tiles"]["rows"] if row["focal"] == first]
    assert len(boxes) == 27
    assert not [1 for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]


def test_dark_words_on_the_darkest_tile_are_legible(english):
    figure = draw("tiles", tiles(5.0, -5.0), english).figure
    for country in ("FI", "SE"):
        colour = to_rgb(tile(figure, country).get_facecolor())
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        luminance = np.dot([0.2126, 0.7152, 0.0722], linear)
        assert (luminance + 0.05) / (0.016 + 0.05) > 4.5
