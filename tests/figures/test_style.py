import re
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import rgb_to_hsv, to_hex, to_rgb

from healthai import paths
from healthai.figures import cells, multiverse, style, waves

MARKS = {name: mark for name, mark in vars(style).items() if isinstance(mark, style.Mark)}
# Marks that are seen together in one picture.
TOGETHER = [
    ("EU", "REST"),
    ("DISTINGUISHABLE", "INDISTINGUISHABLE"),
    ("AS_COUNTED", "DRAWN_TOGETHER"),
    ("MARGINAL", "PARTIAL"),
    ("COUNTRY", "PEER", "OTHER"),
]


def _luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("names", TOGETHER)
def test_marks_seen_together_differ_in_shape_or_filling(names):
    for one, other in combinations(names, 2):
        assert (MARKS[one].shape, MARKS[one].filled) != (MARKS[other].shape, MARKS[other].filled)


def test_marks_and_words_stand_out_from_the_paper():
    assert all(_contrast(mark.colour, style.PAPER) >= 3 for mark in MARKS.values())
    assert all(_contrast(colour, style.PAPER) >= 4.5 for colour in (style.INK, style.MUTED, style.BLUE))


def test_an_interval_is_lighter_than_its_dot():
    assert _contrast(style.PALE_BLUE, style.BLUE) >= 2.5


# In the dark a filter of the page turns the drawings; here it is computed as browsers do (W3C Filter Effects).

THEME_DARK = "#121212"
ROTATED = [[-0.574, 1.43, 0.144], [0.426, 0.43, 0.144], [0.426, 1.43, -0.856]]  # hue-rotate(180deg)


@pytest.fixture(scope="module")
def dark():
    """Return what a colour becomes by the filter of the style sheet."""
    css = (paths.BOOK / "_static" / "book.css").read_text(encoding="utf-8")
    (share,) = re.findall(r"filter: invert\((\d+)%\) hue-rotate\(180deg\)", css)

    def turned(colour):
        inverted = int(share) / 100 + np.array(to_rgb(colour)) * (1 - 2 * int(share) / 100)
        return to_hex(np.clip(ROTATED @ inverted, 0, 1))

    return turned


def test_in_the_dark_drawings_lie_on_the_page_itself(dark):
    assert dark(style.PAPER) == THEME_DARK


def test_in_the_dark_marks_and_words_stand_out_as_well(dark):
    assert all(_contrast(dark(mark.colour), THEME_DARK) >= 3 for mark in MARKS.values())
    assert all(_contrast(dark(colour), THEME_DARK) >= 4.5 for colour in (style.INK, style.MUTED, style.BLUE))


def test_in_the_dark_what_is_faint_is_no_fainter(dark):
    for colour in (style.TRACK, style.PALE_BLUE, cells.PALE_VERMILLION, waves.FAINT, waves.PURPLE, multiverse.BAND):
        assert _contrast(dark(colour), THEME_DARK) >= _contrast(colour, style.PAPER), colour


@pytest.mark.parametrize("colour", [style.BLUE, style.VERMILLION, waves.GREEN, waves.PURPLE])
def test_in_the_dark_a_hue_stays_what_it_was(dark, colour):
    before, after = (rgb_to_hsv(to_rgb(c))[0] * 360 for c in (colour, dark(colour)))
    assert abs((after - before + 180) % 360 - 180) < 8
