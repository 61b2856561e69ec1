import pytest

from healthai.errors import InputError
from healthai.stats.silent import difference_bounds, p_bounds
from healthai.stats.two_groups import fisher


def fisher_p(k1, n1, k2, n2):
    return fisher([[k1, n1 - k1], [k2, n2 - k2]]).p


def test_three_silent_of_the_rest_of_the_region():
    """20 of 27 against 12 to 15 of 26, by hand."""
    difference = difference_bounds(20, 27, 12, 23, 3)
    assert (difference.low, difference.high) == pytest.approx((20 / 27 - 15 / 26, 20 / 27 - 12 / 26), rel=1e-12)
    p = p_bounds(20, 27, 12, 23, 3, fisher_p)
    assert (p.low, p.high) == pytest.approx((0.0514197, 0.2541843), abs=1e-6)


def test_without_silent_members_nothing_is_open():
    found = difference_bounds(3, 9, 2, 8, 0)
    assert found.low == found.high == 3 / 9 - 2 / 8
    p = p_bounds(3, 9, 2, 8, 0, fisher_p)
    assert p.low == p.high == fisher_p(3, 9, 2, 8)


def test_the_largest_p_can_lie_between_the_ends():
    """10 of 20 against 5 to 15 of 20: alike in the middle."""
    found = p_bounds(10, 20, 5, 10, 10, fisher_p)
    assert found.high == pytest.approx(1)
    assert found.low == fisher_p(10, 20, 5, 20) < 0.2


def test_more_silence_never_narrows_a_bound():
    previous = difference_bounds(20, 27, 12, 23, 0)
    for silent in range(1, 6):
        found = difference_bounds(20, 27, 12, 23, silent)
        assert found.low < previous.low
        assert found.high > previous.high
        previous = found


@pytest.mark.parametrize(("k2", "silent", "message"), [(24, 3, "k2 is 24"), (12, -1, "silent is -1")])
def test_counts_that_cannot_be_are_refused(k2, silent, message):
    with pytest.raises(InputError, match=message):
        difference_bounds(20, 27, k2, 23, silent)
    with pytest.raises(InputError, match=message):
        p_bounds(20, 27, k2, 23, silent, fisher_p)
