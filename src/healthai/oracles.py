"""Reference values: which of our functions computes each row of `data/oracles/oracles.csv`.

The tests and the validation page of the book run the same registry.
"""

import csv
import json
from collections.abc import Callable, Sequence

from healthai.paths import DATA
from healthai.stats import bounds, correlation, counts, multiplicity, permutation, power, resampling, two_groups
from healthai.stats.unconditional import boschloo

TABLE = DATA / "oracles" / "oracles.csv"

Row = dict[str, str]
Computation = Callable[[Row], list[float]]


def rows() -> list[Row]:
    """Return the rows of the table of reference values, all cells as text."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def expected(row: Row) -> list[float]:
    """Return the reference values of a row."""
    return [float(value) for value in json.loads(row["expected"])]


def agrees(row: Row, computed: Sequence[float]) -> bool:
    """Tell whether `computed` has the row's values, each within the row's absolute tolerance."""
    wanted, tolerance = expected(row), float(row["tolerance"])
    return len(wanted) == len(computed) and all(
        abs(value - reference) <= tolerance for value, reference in zip(computed, wanted, strict=True)
    )


def oracles() -> dict[str, Computation]:
    """Return, for each reference value that the package computes, a function of its row.

    Returns
    -------
    dict of str to callable
        Keys are the ids of `data/oracles/oracles.csv`. Each function reads the row's inputs and returns as many numbers
        as the row expects, in the same order.
    """
    return dict(_ORACLES)


def _inputs(row: Row) -> dict:
    return json.loads(row["inputs"])


def _proportion(method: counts.IntervalMethod) -> Computation:
    def compute(row: Row) -> list[float]:
        found = counts.interval(**_inputs(row), method=method)
        return [found.low, found.high]

    return compute


def _newcombe(row: Row) -> list[float]:
    found = two_groups.risk_difference(**_inputs(row))
    return [found.low, found.high]


def _percent_to_count(row: Row) -> list[float]:
    inputs = _inputs(row)
    return [counts.percent_to_count(percent, inputs["n"]) for percent in inputs["pct"]]


def _finite_population(row: Row) -> list[float]:
    return list(counts.finite_population_interval(**_inputs(row)))


def _fisher_tea(row: Row) -> list[float]:
    inputs = _inputs(row)
    ratio = two_groups.odds_ratio(inputs["table"], alternative=inputs["alternative"])
    return [two_groups.fisher(inputs["table"], inputs["alternative"]).p, ratio.estimate, ratio.low]


def _fisher_convictions(row: Row) -> list[float]:
    table = _inputs(row)["table"]
    ratio = two_groups.odds_ratio(table)
    return [two_groups.fisher(table).p, ratio.estimate, ratio.low, ratio.high]


def _fisher_vaccine(row: Row) -> list[float]:
    inputs = _inputs(row)
    return [two_groups.fisher(inputs["table"], inputs["alternative"]).p]


def _boschloo_doubled(row: Row) -> list[float]:
    # The reference is SciPy's for this table as it stands, and SciPy takes columns for groups: 20 of 32 against 7 of
    # 18. The comparison of 20 of 27 with 12 of 23 has p = 0.128875.
    (a, b), (c, d) = _inputs(row)["table"]
    return [boschloo(a, a + c, b, b + d, "doubled").p]


def _boschloo_minlike(row: Row) -> list[float]:
    (a, b), (c, d) = _inputs(row)["table"]
    return [boschloo(a, a + b, c, c + d, "minlike").p]


def _two_groups(row: Row) -> list[float]:
    table = _inputs(row)["table"]
    (a, b), (c, d) = table
    difference, ratio = two_groups.risk_difference(a, a + b, c, c + d), two_groups.odds_ratio(table)
    p = two_groups.fisher(table).p
    return [difference.estimate, difference.low, difference.high, p, ratio.estimate, ratio.low, ratio.high]


def _frechet(row: Row) -> list[float]:
    phi = bounds.phi(**_inputs(row))
    return [*bounds.joint_count(**_inputs(row)), phi.low, phi.high]


def _exact_rank_correlation(method: correlation.CorrelationMethod) -> Computation:
    def compute(row: Row) -> list[float]:
        x, y = _inputs(row)["x"], _inputs(row)["y"]
        return [correlation.correlate(x, y, method).estimate, permutation.exact_permutation_p(x, y, method)]

    return compute


def _pearson(row: Row) -> list[float]:
    x, y = _inputs(row)["x"], _inputs(row)["y"]
    found = correlation.pearson(x, y)
    return [found.estimate, correlation.pearson_t_p(x, y), found.low, found.high]


def _law_school(row: Row) -> list[float]:
    found = resampling.jackknife(_inputs(row)["LSAT"], _inputs(row)["GPA"], "pearson")
    return [found.estimate, found.standard_error, found.acceleration]


def _critical_correlation(row: Row) -> list[float]:
    return [power.critical_correlation(**_inputs(row))]


def _minimum_detectable(row: Row) -> list[float]:
    n = _inputs(row)["n"]
    found = power.minimum_detectable
    return [found(n), found(n, power=0.9), found(n, alpha=0.05 / 48)]


def _adjusted(method: multiplicity.Adjustment) -> Computation:
    return lambda row: multiplicity.adjust(_inputs(row)["p"], method).tolist()


_ORACLES: dict[str, Computation] = {
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
    "tuna_kendall": _exact_rank_correlation("kendall"),
    "tuna_pearson": _pearson,
    "tuna_spearman": _exact_rank_correlation("spearman"),
    "law_r_jack": _law_school,
    "r_crit_27": _critical_correlation,
    "mde_27": _minimum_detectable,
    "bh1995_bh": _adjusted("bh"),
    "bh1995_holm": _adjusted("holm"),
    "bh1995_by": _adjusted("by"),
}
