from itertools import combinations

import pytest
from matplotlib.colors import to_rgb

from healthai.figures import style

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
