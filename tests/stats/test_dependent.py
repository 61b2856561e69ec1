import numpy as np
import pytest

from healthai.errors import InputError
from healthai.stats.correlation import partial
from healthai.stats.dependent import compare, swap_test

RNG = np.random.default_rng(27)
WEALTH = RNG.normal(size=27)
X = 0.6 * WEALTH + RNG.normal(size=27)
FIRST = 0.8 * X + 0.5 * WEALTH + RNG.normal(size=27)
SECOND = 0.5 * WEALTH + RNG.normal(size=27)


def rng(seed=1):
    return np.random.default_rng(seed)


def test_zou_as_published():
    """Zou (2007), section on overlapping correlations: .396 and .179, the others .088, 66 persons."""
    found = compare(0.396, 0.179, 0.088, 66)
    assert (found.low, found.high) == pytest.approx((-0.093, 0.517), abs=5e-4)


def test_meng_as_published():
    """Meng, Rosenthal and Rubin (1992): .63 and -.03 with the others at -.19, 15 pairs; z = 1.68."""
    assert compare(0.63, -0.03, -0.19, 15).z == pytest.approx(1.68, abs=0.005)


def test_exchanging_the_outcomes_and_controls():
    found, turned = compare(0.5, 0.1, 0.3, 27), compare(0.1, 0.5, 0.3, 27)
    assert (turned.low, turned.high, turned.z) == pytest.approx((-found.high, -found.low, -found.z))
    assert turned.p == pytest.approx(found.p)
    assert compare(0.5, 0.1, 0.3, 30, controls=3).p == found.p
    assert compare(0.4, 0.4, 0.3, 27).z == 0
    # Outcomes that are more alike leave less room for a difference by chance.
    assert compare(0.5, 0.1, 0.6, 27).p < compare(0.5, 0.1, 0.0, 27).p


def test_coverage_and_size():
    generator = rng(4)
    covariance = np.array([[1, 0.5, 0.2], [0.5, 1, 0.3], [0.2, 0.3, 1]])
    root = np.linalg.cholesky(covariance)
    covered = []
    for _ in range(500):
        r = np.corrcoef(root @ generator.normal(size=(3, 27)))
        found = compare(r[0, 1], r[0, 2], r[1, 2], 27)
        covered.append(found.low <= 0.3 <= found.high)
    assert np.mean(covered) == pytest.approx(0.95, abs=3.5 * np.sqrt(0.95 * 0.05 / 500))


@pytest.mark.parametrize("method", ["spearman", "pearson"])
def test_the_swap_test_measures_partial_correlations(method):
    found = swap_test(X, FIRST, SECOND, method, 99, rng(), WEALTH)
    assert found.first == pytest.approx(partial(X, FIRST, WEALTH, method).estimate)
    assert found.second == pytest.approx(partial(X, SECOND, WEALTH, method).estimate)
    assert found.difference == found.first - found.second
    again = swap_test(X, SECOND, FIRST, method, 99, rng(), WEALTH)
    assert again.p == found.p
    rescaled = swap_test(7 * X - 2, 1e3 * FIRST, SECOND / 9 + 4, method, 99, rng(), 50 * WEALTH)
    assert rescaled.p == found.p
    assert rescaled.difference == pytest.approx(found.difference)


def test_the_swap_test_by_a_plain_loop():
    generator = rng(3)
    found = swap_test(X, FIRST, SECOND, "pearson", 200, rng(3), WEALTH)
    a, b = ((v - v.mean()) / v.std() for v in (FIRST, SECOND))
    swapped = generator.random((200, 27)) < 0.5
    beyond = 0
    for row in swapped:
        one, other = np.where(row, b, a), np.where(row, a, b)
        difference = partial(X, one, WEALTH, "pearson").estimate - partial(X, other, WEALTH, "pearson").estimate
        beyond += abs(difference) >= abs(found.difference) - 1e-10
    assert found.p == (beyond + 1) / 201


def test_the_swap_test_sees_a_difference_and_keeps_its_level():
    generator = rng(5)
    strong = swap_test(X, 3 * X + FIRST, SECOND, "spearman", 999, rng())
    assert strong.p < 0.02
    rejected = 0
    for _ in range(300):
        x, z = generator.normal(size=(2, 27))
        y = 0.4 * x + 0.4 * z + generator.normal(size=(2, 27))
        rejected += swap_test(x, *y, "spearman", 99, generator, z).p <= 0.05
    assert rejected / 300 == pytest.approx(0.05, abs=3.5 * np.sqrt(0.05 * 0.95 / 300))


def test_what_is_not_allowed():
    with pytest.raises(InputError, match="no data have the correlations"):
        compare(0.9, -0.9, 0.9, 27)
    with pytest.raises(InputError, match="between is 1"):
        compare(0.1, 0.2, 1, 27)
    with pytest.raises(InputError, match="with 3 controls at least 7"):
        compare(0.1, 0.2, 0.3, 5, 3)
    for change, message in [
        ({"method": "kendall"}, "method is 'kendall'"),
        ({"second": SECOND[:9]}, "second has 9"),
        ({"first": np.where(np.arange(27) == 0, np.nan, FIRST)}, "first holds 1 missing"),
        ({"second": 2 * FIRST + 1}, "one and the same"),
        ({"controls": X}, "x is determined by the controls"),
        ({"controls": FIRST}, "first is determined by the controls"),
        ({"n_perm": 0}, "n_perm is 0"),
        ({"rng": 3}, "rng is int"),
    ]:
        given = {"x": X, "first": FIRST, "second": SECOND, "method": "pearson", "n_perm": 9, "rng": rng()}
        with pytest.raises(InputError, match=message):
            swap_test(**given | change)
