import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import comb

from healthai.errors import InputError
from healthai.stats.counts import finite_population_interval, interval, percent_to_count, worst_case

METHODS = ["wilson", "clopper-pearson", "jeffreys"]


@pytest.mark.parametrize("n", [27, 50, 53])
def test_every_count_comes_back_from_its_percentage(n):
    for k in range(n + 1):
        share = 100 * k / n
        assert percent_to_count(math.floor(share + 0.5), n) == k
        assert percent_to_count(float(round(share)), n) == k


def test_a_half_is_accepted_rounded_either_way():
    # 1 of 8 is 12.5 %: 13 rounded up, 12 rounded to even.
    assert percent_to_count(13, 8) == percent_to_count(12, 8) == 1


def test_no_count_and_several_counts_are_named():
    with pytest.raises(InputError, match="no count of 27 prints as 80%"):
        percent_to_count(80, 27)
    with pytest.raises(InputError, match="several counts of 200 print as 50%: 99, 100, 101"):
        percent_to_count(50, 200)


@pytest.mark.parametrize("percent", [-1, 101, 74.5, math.nan, math.inf, "74 %", None])
def test_a_percentage_is_whole_and_between_0_and_100(percent):
    with pytest.raises(InputError, match="percent is"):
        percent_to_count(percent, 27)


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data(), level=st.floats(0.8, 0.999))
def test_an_interval_contains_the_share_and_mirrors(method, data, level):
    n = data.draw(st.integers(1, 200))
    k = data.draw(st.integers(0, n))
    found, mirrored = interval(k, n, method, level), interval(n - k, n, method, level)
    assert 0 <= found.low <= k / n <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_limits_at_none_and_all(method):
    assert interval(0, 20, method).low == 0
    assert interval(20, 20, method).high == 1
    assert 0 < interval(0, 20, method).high < 0.2


def test_jeffreys_keeps_the_other_limit_at_the_quantile():
    # R: qbeta(.975, .5, 20.5)
    assert interval(0, 20, "jeffreys").high == pytest.approx(0.1166389829, abs=1e-9)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((28, 27), "k is 28; it must be a whole number from 0 to 27"),
        ((-1, 27), "k is -1"),
        ((0, 0), "n is 0; it must be a whole number, 1 or more"),
        ((1.5, 27), "k is 1.5"),
        ((math.nan, 27), "k is nan"),
        ((20, 27, "wald"), "method is 'wald'"),
        ((20, 27, "jefreys"), "did you mean 'jeffreys'"),
        ((20, 27, "wilson", 1), "level is 1; it must lie strictly between 0 and 1"),
        ((20, 27, "wilson", math.nan), "level is nan"),
    ],
)
def test_what_is_not_allowed(arguments, message):
    with pytest.raises(InputError, match=message):
        interval(*arguments)


def by_counting_samples(k, n, N, level):
    """Population counts that neither one-sided test rejects, from binomial coefficients."""

    def probability(hits, K):
        return comb(K, hits, exact=True) * comb(N - K, n - hits, exact=True) / comb(N, n, exact=True)

    kept = [
        K
        for K in range(k, k + N - n + 1)
        if sum(probability(hits, K) for hits in range(k, n + 1)) > (1 - level) / 2
        and sum(probability(hits, K) for hits in range(k + 1)) > (1 - level) / 2
    ]
    return kept[0], kept[-1]


@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize(("n", "N"), [(1, 6), (5, 9), (12, 20), (23, 26), (27, 27), (50, 53)])
def test_finite_population_against_counting(n, N, level):
    for k in range(n + 1):
        assert finite_population_interval(k, n, N, level) == by_counting_samples(k, n, N, level)


def test_a_census_leaves_nothing_open():
    assert finite_population_interval(20, 27, 27) == (20, 20)
    assert worst_case(20, 27, 27) == (20, 20)


def test_worst_case_of_the_silent_countries():
    assert worst_case(32, 50, 53) == (32, 35)


@pytest.mark.parametrize("function", [finite_population_interval, worst_case])
@pytest.mark.parametrize(
    ("k", "n", "N", "name"), [(21, 20, 30, "k"), (5, 31, 30, "n"), (0, 0, 5, "n"), (-1, 5, 9, "k")]
)
def test_counts_must_nest(function, k, n, N, name):
    with pytest.raises(InputError, match=f"^{name} is"):
        function(k, n, N)
