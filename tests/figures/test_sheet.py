import numpy as np
import pytest

from healthai.figures.sheet import Scale, count_ticks, spread, text_width, wrap


def test_wrapped_lines_fit_and_lose_no_word():
    words = "Automation of administrative/logistic tasks: any use (informal, pilot or established)"
    for width in (0.9, 1.5, 2.5, 9):
        lines = wrap(words, width)
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")
        assert all(text_width(line) <= width for line in lines if " " in line)
    assert wrap(words, 20) == [words]


def test_lines_are_about_equally_long():
    first, second = wrap("Uses AI-assisted diagnostics (informal, pilot or established)", 4.5)
    assert abs(text_width(first) - text_width(second)) < 1.5


@pytest.mark.parametrize("words", ["Chirurgie : usage établi", "AI surgery / robotics"])
def test_no_line_begins_with_a_stray_sign(words):
    for width in np.arange(0.3, 3, 0.1):
        assert not [line for line in wrap(words, width) if line[0] in ":/"]


def test_scale_is_linear_and_puts_a_single_value_in_the_middle():
    assert Scale(0, 27, 1, 4)(9) == pytest.approx(2)
    assert Scale(5, 5, 1, 4)(5) == 2.5


@pytest.mark.parametrize(("n", "ticks"), [(27, [0, 5, 10, 15, 20, 27]), (50, [0, 10, 20, 30, 40, 50]), (1, [0, 1])])
def test_ticks_of_counts_end_at_n(n, ticks):
    assert count_ticks(n) == ticks


def test_spread_keeps_order_gap_and_room_and_moves_a_group_around_its_middle():
    given = [3.0, 1.0, 1.02, 0.98, 4.98]
    moved = spread(given, 0.2, 0, 5)
    assert np.argsort(moved).tolist() == np.argsort(given).tolist()
    assert np.diff(sorted(moved)).min() >= 0.2 - 1e-12
    assert moved == pytest.approx([3.0, 1.0, 1.2, 0.8, 4.98])
    assert max(spread([4.9, 5.0, 5.0], 0.2, 0, 5)) <= 5
    assert min(spread([0.0, 0.0], 0.2, 0, 5)) >= 0
