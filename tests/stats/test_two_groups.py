import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from healthai.errors import InputError
from healthai.stats.two_groups import fisher, label_randomisation, mid_p, odds_ratio, risk_difference

EU_AND_OTHERS = [[20, 7], [12, 11]]


@st.composite
def two_groups(draw):
    n1, n2 = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    return draw(st.integers(0, n1)), n1, draw(st.integers(0, n2)), n2


@given(two_groups(), st.floats(0.5, 0.99))
def test_newcombe_contains_the_difference_and_changes_sign_with_the_groups(groups, level):
    k1, n1, k2, n2 = groups
    found, swapped = risk_difference(k1, n1, k2, n2, level), risk_difference(k2, n2, k1, n1, level)
    assert -1 - 1e-12 <= found.low <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.high <= 1 + 1e-12
    assert [found.estimate, found.low, found.high] == pytest.approx([-swapped.estimate, -swapped.high, -swapped.low])


def test_newcombe_at_the_corners():
    assert risk_difference(0, 5, 0, 5).low == pytest.approx(-risk_difference(5, 5, 5, 5).high)


@pytest.mark.parametrize(("table", "estimate"), [([[3, 0], [1, 3]], math.inf), ([[0, 3], [3, 1]], 0.0)])
def test_an_empty_cell_puts_the_odds_ratio_at_its_end(table, estimate):
    found = odds_ratio(table)
    assert found.estimate == estimate
    assert found.high == math.inf if estimate else found.low == 0
    assert found.low < 1 < found.high


def test_the_odds_ratio_inverts_with_the_rows():
    found, swapped = odds_ratio(EU_AND_OTHERS), odds_ratio(EU_AND_OTHERS[::-1])
    assert found.estimate == pytest.approx(1 / swapped.estimate, rel=1e-6)
    assert found.low == pytest.approx(1 / swapped.high, rel=1e-3)


@pytest.mark.parametrize("table", [[[0, 0], [1, 2]], [[0, 3], [0, 2]]])
def test_an_empty_margin_says_nothing_about_the_odds(table):
    with pytest.raises(InputError, match="every row and every column"):
        odds_ratio(table)


@given(two_groups())
def test_fisher_and_mid_p_by_enumeration(groups):
    k1, n1, k2, n2 = groups
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    likely = hypergeom(n1 + n2, k1 + k2, n1).pmf(range(n1 + 1))
    minlike = likely[likely <= likely[k1] * (1 + 1e-7)].sum()
    assert fisher(table).p == pytest.approx(min(1, minlike), abs=1e-9)
    assert fisher(table, "greater").p == pytest.approx(likely[k1:].sum(), abs=1e-9)
    assert mid_p(table).p == pytest.approx(min(1, minlike) - likely[k1] / 2, abs=1e-9)
    assert 0 < mid_p(table).p < fisher(table).p


def test_every_result_names_its_definition():
    assert "minlike" in fisher(EU_AND_OTHERS).definition
    assert "one-sided, greater" in fisher(EU_AND_OTHERS, "greater").definition
    assert "by half" in mid_p(EU_AND_OTHERS).definition
    assert "Newcombe" in risk_difference(20, 27, 12, 23).method
    assert "conditional" in odds_ratio(EU_AND_OTHERS).method


def test_label_randomisation_is_the_one_sided_test():
    assert fisher(EU_AND_OTHERS, "greater").p == pytest.approx(0.095, abs=5e-4)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([[1, 2, 3], [4, 5, 6]], "two rows of two counts"),
        ([[1, 2]], "two rows of two counts"),
        ([[-1, 2], [3, 4]], "a cell of table is -1"),
        ([[0.5, 2], [3, 4]], "a cell of table is 0.5"),
        ([[0, 0], [0, 0]], "holds no unit"),
    ],
)
@pytest.mark.parametrize("function", [fisher, mid_p, odds_ratio])
def test_a_table_holds_four_counts(function, table, message):
    with pytest.raises(InputError, match=message):
        function(table)


def test_words_and_counts_that_are_not_allowed():
    with pytest.raises(InputError, match="alternative is 'larger'"):
        fisher(EU_AND_OTHERS, "larger")
    with pytest.raises(InputError, match="k2 is 24"):
        risk_difference(20, 27, 24, 23)
    with pytest.raises(InputError, match="n1 is 0"):
        risk_difference(0, 0, 1, 2)
    with pytest.raises(InputError, match="level is 95"):
        risk_difference(20, 27, 12, 23, level=95)


@given(two_groups())
def test_label_randomisation_is_fishers_one_sided_test(groups):
    k1, n1, k2, n2 = groups
    for alternative in ("less", "greater"):
        expected = fisher([[k1, n1 - k1], [k2, n2 - k2]], alternative).p
        assert label_randomisation(k1, n1, k2, n2, alternative).p == pytest.approx(expected, abs=1e-12)


def test_label_randomisation_counts_the_choices_of_the_first_group():
    # Of the 10 ways to choose 3 of 5 countries, 1 holds no other than the three that have the item.
    assert label_randomisation(3, 3, 0, 2, "greater").p == pytest.approx(1 / 10)
    assert label_randomisation(2, 3, 1, 2, "greater").p == pytest.approx(7 / 10)


def test_label_randomisation_of_diagnostics():
    found = label_randomisation(20, 27, 12, 23, "greater")
    assert found.p == pytest.approx(0.095, abs=5e-4)
    assert found.statistic == pytest.approx(0.219, abs=5e-4)


def test_label_randomisation_has_no_two_sides():
    with pytest.raises(InputError, match="alternative is 'two-sided'"):
        label_randomisation(20, 27, 12, 23, "two-sided")
