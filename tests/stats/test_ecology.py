import numpy as np
import pytest

from healthai.errors import InputError
from healthai.stats.ecology import between_share, person_correlation, person_range, simulate, yes_no_range


def test_robinson():
    """Foreign birth and illiteracy in the USA of 1930: .118 for persons, -.619 for nine divisions.

    Both can be true, because nearly all of the variance lies inside divisions.
    """
    assert person_correlation(-0.619, 0.2, 0.05, 0.05) > 0
    assert person_range(-0.619, 0.05, 0.05).low < 0.118 < person_range(-0.619, 0.05, 0.05).high


def test_the_two_extremes():
    assert person_correlation(0.6, -0.3, 1, 1) == pytest.approx(0.6)
    assert person_correlation(0.6, -0.3, 0, 0) == pytest.approx(-0.3)
    assert person_range(0.6, 1, 1).low == person_range(0.6, 1, 1).high == pytest.approx(0.6)
    wide = person_range(0.6, 0.0, 0.0)
    assert (wide.low, wide.high) == pytest.approx((-1, 1))


@pytest.mark.parametrize(("countries", "within"), [(0.6, 0.0), (0.6, -0.2), (0.0, 0.3)])
def test_simulation_meets_its_expectation(countries, within):
    generator = np.random.default_rng(1)
    found = [simulate(countries, within, 0.1, 0.2, 60, 200, generator) for _ in range(40)]
    for name, expected in [("persons", found[0].expected), ("within", within)]:
        drawn = np.array([getattr(each, name) for each in found])
        assert drawn.mean() == pytest.approx(expected, abs=4 * drawn.std() / np.sqrt(40) + 0.005)
    areas = np.array([each.countries for each in found])
    # Averages of 200 persons keep a little of what lies within countries.
    noise = (0.9 / 200, 0.8 / 200)
    expected = (countries * np.sqrt(0.1 * 0.2) + within * np.sqrt(noise[0] * noise[1])) / np.sqrt(
        (0.1 + noise[0]) * (0.2 + noise[1])
    )
    assert areas.mean() == pytest.approx(expected, abs=4 * areas.std() / np.sqrt(40) + 0.005)


def test_the_fallacy_at_27_countries():
    found = simulate(0.9, 0.0, 0.02, 0.02, 27, 2_000, np.random.default_rng(2))
    assert found.countries > 0.6
    assert abs(found.persons) < 0.05


def test_between_share():
    assert between_share([0.0, 1.0]) == 1
    assert between_share([0.3, 0.3, 0.3]) == pytest.approx(0)
    p = np.array([0.05, 0.1, 0.2, 0.3])
    persons = np.concatenate([np.repeat([1.0, 0.0], [round(1000 * q), round(1000 * (1 - q))]) for q in p])
    assert between_share(p) == pytest.approx(p.var() / persons.var(), rel=1e-6)


def test_what_is_not_allowed():
    generator = np.random.default_rng(1)
    with pytest.raises(InputError, match=r"the correlations are 1.2"):
        person_correlation(1.2, 0, 0.1, 0.1)
    with pytest.raises(InputError, match=r"the shares are -0.1"):
        person_range(0.5, -0.1, 0.1)
    with pytest.raises(InputError, match="strictly between 0 and 1"):
        simulate(0.5, 0, 0.0, 0.1, 27, 10, generator)
    with pytest.raises(InputError, match="n_countries is 2"):
        simulate(0.5, 0, 0.1, 0.1, 2, 10, generator)
    with pytest.raises(InputError, match="each between 0 and 1"):
        between_share([0.5, 20])
    with pytest.raises(InputError, match="all 0 or all 1"):
        between_share([0.0, 0.0])


def test_sharp_bounds_of_two_yes_no_variables():
    """By enumeration: 10 persons in each of two countries, and every way in which "yes" can fall on them."""
    p, q = [0.2, 0.7], [0.5, 0.4]
    found = []
    for both_1 in range(max(0, 2 + 5 - 10), min(2, 5) + 1):
        for both_2 in range(max(0, 7 + 4 - 10), min(7, 4) + 1):
            x = np.repeat([1, 1, 0, 0, 1, 1, 0, 0], [*_cells(2, 5, both_1), *_cells(7, 4, both_2)])
            y = np.repeat([1, 0, 1, 0, 1, 0, 1, 0], [*_cells(2, 5, both_1), *_cells(7, 4, both_2)])
            found.append(np.corrcoef(x, y)[0, 1])
    bounds = yes_no_range(p, q)
    assert (bounds.low, bounds.high) == pytest.approx((min(found), max(found)))


def _cells(x, y, both):
    return both, x - both, y - both, 10 - x - y + both


def test_the_sharp_bounds_lie_inside_the_general_ones():
    rng = np.random.default_rng(4)
    for _ in range(50):
        p, q = rng.uniform(size=(2, 27))
        general = person_range(np.corrcoef(p, q)[0, 1], between_share(p), between_share(q))
        sharp = yes_no_range(p, q)
        assert general.low - 1e-12 <= sharp.low <= sharp.high <= general.high + 1e-12


def test_the_sharp_bounds_refuse_what_are_no_shares():
    with pytest.raises(InputError, match="first has 2 values and second has 3"):
        yes_no_range([0.1, 0.2], [0.1, 0.2, 0.3])
    with pytest.raises(InputError, match="each between 0 and 1"):
        yes_no_range([10.0, 20.0], [0.1, 0.2])
