import numpy as np
import pytest

from healthai.errors import InputError
from healthai.stats.clusters import effective_number, intraclass

# Shrout and Fleiss (1979), Psychological Bulletin 86:420: six targets, four ratings each; ICC(1,1) is .17.
RATINGS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def test_shrout_and_fleiss():
    targets = np.repeat(list("abcdef"), 4)
    assert intraclass(np.ravel(RATINGS), targets) == pytest.approx(0.17, abs=0.005)


def test_the_order_of_members_does_not_matter():
    values, groups = np.ravel(RATINGS)[:-3].astype(float), np.repeat(list("abcdef"), 4)[:-3]
    order = np.random.default_rng(1).permutation(values.size)
    assert intraclass(values[order], groups[order]) == pytest.approx(intraclass(values, groups), rel=1e-12)


def test_unequal_groups_estimate_what_was_simulated():
    rng = np.random.default_rng(5)
    sizes = [2, 3, 6, 8, 9]
    groups = np.repeat(np.arange(2_000), np.resize(sizes, 2_000))
    values = np.sqrt(0.3) * rng.normal(size=2_000)[groups] + np.sqrt(0.7) * rng.normal(size=groups.size)
    assert intraclass(values, groups.tolist()) == pytest.approx(0.3, abs=0.03)


def test_the_two_extremes():
    groups = ["a", "a", "b", "b", "c", "c"]
    assert intraclass([1, 1, 5, 5, 2, 2], groups) == 1
    assert intraclass([1, 5, 5, 1, 1, 5], groups) == -1
    assert effective_number(groups, 1, 1) == 3
    assert effective_number(groups, 0, 0.9) == 6
    assert effective_number(groups, -0.4, -0.4) == 6


def test_effective_number_is_what_the_variance_of_a_slope_says():
    """Over many samples the variance of a null slope is that of so many independent members."""
    rng = np.random.default_rng(3)
    groups = np.repeat(np.arange(30), 6)
    draws = []
    for _ in range(1_500):
        x, y = (
            np.sqrt(icc) * rng.normal(size=30)[groups] + np.sqrt(1 - icc) * rng.normal(size=groups.size)
            for icc in (0.5, 0.4)
        )
        draws.append(np.corrcoef(x, y)[0, 1])
    assert 1 / np.var(draws) == pytest.approx(effective_number(groups.tolist(), 0.5, 0.4), rel=0.15)


def test_what_is_not_allowed():
    with pytest.raises(InputError, match="groups has 3 labels; it must have 2"):
        intraclass([1.0, 2.0], ["a", "a", "b"])
    with pytest.raises(InputError, match="groups holds a missing label"):
        intraclass([1.0, 2.0, 3.0], ["a", None, "b"])
    for groups in (["a", "a", "a"], ["a", "b", "c"]):
        with pytest.raises(InputError, match="at least two are needed, one of them of two"):
            intraclass([1.0, 2.0, 3.0], groups)
    with pytest.raises(InputError, match="both must be 1 at most"):
        effective_number(["a", "a", "b"], 1.2, 0.5)
