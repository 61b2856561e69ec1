"""Reference values of counts: intervals, two groups, bounds."""

from healthai.oracles.table import Computation, Row, inputs
from healthai.stats import bounds, counts, two_groups
from healthai.stats.unconditional import boschloo


def _proportion(method: counts.IntervalMethod) -> Computation:
    def compute(row: Row) -> list[float]:
        found = counts.interval(**inputs(row), method=method)
        return [found.low, found.high]

    return compute


def _newcombe(row: Row) -> list[float]:
    found = two_groups.risk_difference(**inputs(row))
    return [found.low, found.high]


def _percent_to_count(row: Row) -> list[float]:
    given = inputs(row)
    return [counts.percent_to_count(percent, given["n"]) for percent in given["pct"]]


def _finite_population(row: Row) -> list[float]:
    return list(counts.finite_population_interval(**inputs(row)))


def _fisher_tea(row: Row) -> list[float]:
    given = inputs(row)
    ratio = two_groups.odds_ratio(given["table"], alternative=given["alternative"])
    return [two_groups.fisher(given["table"], given["alternative"]).p, ratio.estimate, ratio.low]


def _fisher_convictions(row: Row) -> list[float]:
    table = inputs(row)["table"]
    ratio = two_groups.odds_ratio(table)
    return [two_groups.fisher(table).p, ratio.estimate, ratio.low, ratio.high]


def _fisher_vaccine(row: Row) -> list[float]:
    given = inputs(row)
    return [two_groups.fisher(given["table"], given["alternative"]).p]


def _boschloo_doubled(row: Row) -> list[float]:
    # The reference is SciPy's for this table as it stands, and SciPy takes columns for groups: 20 of 32 against 7 of
    # 18. The comparison of 20 of 27 with 12 of 23 has p = 0.128875.
    (a, b), (c, d) = inputs(row)["table"]
    return [boschloo(a, a + c, b, b + d, "doubled").p]


def _boschloo_minlike(row: Row) -> list[float]:
    (a, b), (c, d) = inputs(row)["table"]
    return [boschloo(a, a + b, c, c + d, "minlike").p]


def _two_groups(row: Row) -> list[float]:
    table = inputs(row)["table"]
    (a, b), (c, d) = table
    difference, ratio = two_groups.risk_difference(a, a + b, c, c + d), two_groups.odds_ratio(table)
    p = two_groups.fisher(table).p
    return [difference.estimate, difference.low, difference.high, p, ratio.estimate, ratio.low, ratio.high]


def _frechet(row: Row) -> list[float]:
    phi = bounds.phi(**inputs(row))
    return [*bounds.joint_count(**inputs(row)), phi.low, phi.high]


ORACLES: dict[str, Computation] = {
    **dict.fromkeys(["wilson_81_263", "wilson_15_148", "wilson_0_20", "wilson_20_27"], _proportion("wilson")),
    **dict.fromkeys(["cp_81_263", "cp_0_20", "cp_1_29", "cp_20_27"], _proportion("clopper-pearson")),
    "jeffreys_20_27": _proportion("jeffreys"),
    **dict.fromkeys(
        [
            "newcombe_56_70_48_80",
            "newcombe_9_10_3_10",
            "newcombe_6_7_2_7",
            "newcombe_0_10_0_20",
            "newcombe_0_10_0_10",
            "newcombe_10_10_0_20",
        ],
        _newcombe,
    ),
    "percent_to_count": _percent_to_count,
    "hypergeom_census": _finite_population,
    "fisher_tea": _fisher_tea,
    "fisher_convictions": _fisher_convictions,
    "fisher_vaccine": _fisher_vaccine,
    "boschloo_our_2min": _boschloo_doubled,
    "boschloo_our_minlike": _boschloo_minlike,
    "two_group_our": _two_groups,
    "frechet_20_22_27": _frechet,
}
