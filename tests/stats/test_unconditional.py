from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, boschloo_exact

from healthai.errors import InputError
from healthai.stats.two_groups import fisher
from healthai.stats.unconditional import barnard, boschloo, boschloo_one_sided


def by_enumeration(order, k1, n1, k2, n2):
    """Largest probability, over the common share, of a table that `order` puts at or below the observed one."""
    observed = order(k1, k2)
    shares = np.linspace(0, 1, 4001)
    total = np.zeros_like(shares)
    for i in range(n1 + 1):
        for j in range(n2 + 1):
            if order(i, j) <= observed * (1 + 1e-9):
                total += binom.pmf(i, n1, shares) * binom.pmf(j, n2, shares)
    return total.max()


def fisher_order(n1, n2, alternative):
    return lambda i, j: fisher([[i, n1 - i], [j, n2 - j]], alternative).p


@pytest.mark.parametrize(
    ("k1", "n1", "k2", "n2"), [(5, 7, 1, 6), (2, 9, 3, 4), (0, 5, 3, 5), (6, 8, 6, 8), (4, 4, 0, 3)]
)
def test_boschloo_against_enumeration(k1, n1, k2, n2):
    one_sided = {a: by_enumeration(fisher_order(n1, n2, a), k1, n1, k2, n2) for a in ("less", "greater")}
    for alternative, p in one_sided.items():
        assert boschloo_one_sided(k1, n1, k2, n2, alternative).p == pytest.approx(p, abs=1e-5)
    assert boschloo(k1, n1, k2, n2, "doubled").p == pytest.approx(min(1, 2 * min(one_sided.values())), abs=2e-5)
    minlike = by_enumeration(fisher_order(n1, n2, "two-sided"), k1, n1, k2, n2)
    assert boschloo(k1, n1, k2, n2, "minlike").p == pytest.approx(minlike, abs=1e-6)


@pytest.mark.parametrize(("n1", "n2"), [(4, 3), (2, 6)])
def test_the_direction_that_is_left_out_has_the_larger_p_value(n1, n2):
    for k1, k2 in product(range(n1 + 1), range(n2 + 1)):
        expected = boschloo_exact([[k1, k2], [n1 - k1, n2 - k2]])
        found = boschloo(k1, n1, k2, n2, "doubled")
        assert (found.p, found.statistic) == (expected.pvalue, expected.statistic)


def test_the_two_definitions_differ_and_are_named():
    doubled, minlike = boschloo(20, 27, 12, 23, "doubled"), boschloo(20, 27, 12, 23, "minlike")
    assert doubled.p == pytest.approx(0.128875, abs=5e-6)
    assert minlike.p == pytest.approx(0.114348, abs=5e-6)
    assert "doubled" in doubled.definition
    assert "minlike" in minlike.definition


@pytest.mark.parametrize("two_sided", ["doubled", "minlike"])
def test_the_groups_may_change_places_and_so_may_yes_and_no(two_sided):
    p = boschloo(20, 27, 12, 23, two_sided).p
    assert boschloo(12, 23, 20, 27, two_sided).p == pytest.approx(p, abs=1e-6)
    assert boschloo(7, 27, 11, 23, two_sided).p == pytest.approx(p, abs=1e-6)


def test_boschloo_is_never_above_fisher():
    """By construction, for the definition that Fisher's own two-sided test uses."""
    for k1, k2 in [(20, 12), (23, 10), (5, 5), (27, 0)]:
        assert boschloo(k1, 27, k2, 23, "minlike").p <= fisher([[k1, 27 - k1], [k2, 23 - k2]]).p + 1e-9


def test_published_one_sided_example():
    """SciPy's documentation of boschloo_exact: 74 of 117 against 31 of 63."""
    found = boschloo_one_sided(74, 117, 31, 63, "greater")
    assert (found.statistic, found.p) == pytest.approx((0.0483, 0.0356), abs=5e-5)


def test_barnard_reads_the_groups_as_named():
    """Chan's vaccine trial: 7 of 15 infected against 12 of 15."""
    found = barnard(7, 15, 12, 15, "less")
    assert (found.statistic, found.p) == pytest.approx((-1.894, 0.0341), abs=5e-4)
    assert barnard(12, 15, 7, 15).statistic == pytest.approx(1.894, abs=5e-4)
    assert "|z|" in barnard(12, 15, 7, 15).definition


def test_an_item_that_nobody_or_everybody_has():
    assert boschloo(0, 5, 0, 4).p == boschloo(5, 5, 4, 4, "minlike").p == 1
    with pytest.raises(InputError, match=r"k1 \+ k2 is 0 of 9; the item must vary"):
        barnard(0, 5, 0, 4)


def test_what_is_not_allowed():
    with pytest.raises(InputError, match=r"two_sided is 'minlik'.*did you mean 'minlike'"):
        boschloo(20, 27, 12, 23, "minlik")
    with pytest.raises(InputError, match="k1 is 28"):
        boschloo(28, 27, 12, 23)
    with pytest.raises(InputError, match="alternative is 'two-sided'"):
        boschloo_one_sided(20, 27, 12, 23, "two-sided")
