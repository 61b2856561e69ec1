"""A reduced run of the calibration: tests keep their level up to Monte Carlo error, and traps are seen to be traps."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import pytest

from healthai.analysis import calibration
from healthai.analysis.calibration import BLOCS, CASES, N
from healthai.data import codes
from healthai.errors import InputError
from healthai.words import WORDS

SEED, LEVEL = 20260420, 0.99
# The further a rate lies from the level, the fewer replicates show it.
FEW = {name: 100 if "curve" in name else 500 for name in CASES} | {
    "curve_across_blocs": 200,
    "curve_confounded": 50,
    "curve_permuted_anew": 50,
    "curve_ranks": 50,
}


@pytest.fixture(scope="module")
def found():
    with ProcessPoolExecutor(2) as workers:
        share = partial(workers.map, chunksize=10)
        parts = {name: calibration.run([name], n, SEED, share, LEVEL) for name, n in FEW.items()}
    return {name: part.to_dict("records") for name, part in parts.items()}


def expecting(expected):
    return [name for name, case in CASES.items() if case.expected == expected]


@pytest.mark.parametrize("name", expecting("holds"))
def test_a_test_keeps_its_level(found, name):
    for row in found[name]:
        assert row["low"] <= row["alpha"] <= row["high"], row


@pytest.mark.parametrize("name", expecting("inflated by design"))
def test_a_trap_is_seen_to_be_one(found, name):
    for row in found[name]:
        assert row["low"] > row["alpha"], row


def test_every_case_and_statistic_is_counted(found):
    for name, case in CASES.items():
        assert [row["statistic"] for row in found[name]] == list(case.statistics)
        for row in found[name]:
            assert (row["case"], row["expected"], row["replicates"]) == (name, case.expected, FEW[name])
            assert row["rate"] == row["rejections"] / row["replicates"]
            assert row["low"] <= row["rate"] <= row["high"]


def test_a_trap_and_its_cure_see_the_same_data(found):
    """What differs is the test: inside blocs the rate is lower on the very data on which across blocs it is high."""
    for inside, across in (
        ("permutation_inside_blocs", "permutation_across_blocs"),
        ("curve_inside_blocs", "curve_across_blocs"),
        ("curve", "curve_confounded"),
        ("curve", "curve_permuted_anew"),
    ):
        assert CASES[inside].generate is CASES[across].generate
        assert found[inside][0]["rate"] < found[across][0]["rate"]


def test_results_depend_on_the_seed_only():
    once, again, other = (calibration.run(["freedman_lane"], 30, seed) for seed in (1, 1, 2))
    assert once.equals(again)
    first, second = (CASES["freedman_lane"].generate(np.random.default_rng(seed)) for seed in (1, 2))
    assert not np.array_equal(first["x"], second["x"])
    assert set(other["case"]) == {"freedman_lane"}


def test_designs_have_what_they_promise():
    rng = np.random.default_rng(1)
    draws = [CASES["permutation_inside_blocs"].generate(rng)["x"] for _ in range(2_000)]
    same = np.subtract.outer(BLOCS, BLOCS) == 0
    correlations = np.corrcoef(np.array(draws).T)
    assert correlations[same & ~np.eye(N, dtype=bool)].mean() == pytest.approx(0.4, abs=0.02)
    assert correlations[~same].mean() == pytest.approx(0, abs=0.02)
    pairs = np.array([list(CASES["freedman_lane"].generate(rng).values()) for _ in range(2_000)])
    x, y, income = pairs.transpose(1, 0, 2).reshape(3, -1)
    assert np.corrcoef(x, income)[0, 1] == pytest.approx(0.5**0.5, abs=0.02)
    assert np.corrcoef(x - income, y - income)[0, 1] == pytest.approx(0, abs=0.02)


def test_the_simulated_blocs_are_as_large_as_the_real_ones():
    regions = list(codes.blocs().values())
    assert sorted(np.bincount(BLOCS)) == sorted(regions.count(bloc) for bloc in set(regions))


def test_every_case_has_words():
    codes_of_cases = {word for case in CASES.values() for word in (case.name, case.expected, *case.statistics)}
    assert codes_of_cases <= set(WORDS)


def test_an_unknown_case_is_named():
    with pytest.raises(InputError, match=r"no case is called 'max_tt' \(did you mean 'max_t'"):
        calibration.run(["max_tt"], 1, 1)
