"""Reference values of correlations: tests, power, adjustment for several tests, Bayes factors."""

import numpy as np
from statsmodels.datasets import longley

from healthai.oracles.table import Computation, Row, inputs
from healthai.stats import correlation, multiplicity, permutation, power, resampling
from healthai.stats.enumeration import enumerate_partial
from healthai.stats.familywise import exact_max_t
from healthai.stats.posterior import posterior


def _exact_rank_correlation(method: correlation.CorrelationMethod) -> Computation:
    def compute(row: Row) -> list[float]:
        x, y = inputs(row)["x"], inputs(row)["y"]
        return [correlation.correlate(x, y, method).estimate, permutation.exact_permutation_p(x, y, method)]

    return compute


def _pearson(row: Row) -> list[float]:
    x, y = inputs(row)["x"], inputs(row)["y"]
    found = correlation.pearson(x, y)
    return [found.estimate, correlation.pearson_t_p(x, y), found.low, found.high]


def _law_school(row: Row) -> list[float]:
    found = resampling.jackknife(inputs(row)["LSAT"], inputs(row)["GPA"], "pearson")
    return [found.estimate, found.standard_error, found.acceleration]


def _critical_correlation(row: Row) -> list[float]:
    return [power.critical_correlation(**inputs(row))]


def _minimum_detectable(row: Row) -> list[float]:
    n = inputs(row)["n"]
    found = power.minimum_detectable
    return [found(n), found(n, power=0.9), found(n, alpha=0.05 / 48)]


def _adjusted(method: multiplicity.Adjustment) -> Computation:
    return lambda row: multiplicity.adjust(inputs(row)["p"], method).tolist()


def _bayes_factor(row: Row) -> list[float]:
    return [posterior(**inputs(row), sesoi=0.3).bf10]


def _longley(names: list[str]) -> np.ndarray:
    # The first seven years of the table that statsmodels ships, as the reference says.
    return longley.load_pandas().data[names].to_numpy(float)[:7]


def _max_t(row: Row) -> list[float]:
    found = exact_max_t(_longley(["GNP", "UNEMP", "ARMED", "POP"]), _longley(["TOTEMP"]), "pearson")
    return [*found.raw.ravel(), *found.single_step.ravel(), *found.step_down.ravel()]


def _freedman_lane(row: Row) -> list[float]:
    x, y, control = _longley(["UNEMP", "TOTEMP", "POP"]).T
    found = enumerate_partial(x, y, control, "pearson")
    return [found.t, found.freedman_lane, found.shuffle_x, found.shuffle_y]


ORACLES: dict[str, Computation] = {
    "tuna_kendall": _exact_rank_correlation("kendall"),
    "tuna_pearson": _pearson,
    "tuna_spearman": _exact_rank_correlation("spearman"),
    "law_r_jack": _law_school,
    "r_crit_27": _critical_correlation,
    "mde_27": _minimum_detectable,
    "bh1995_bh": _adjusted("bh"),
    "bh1995_holm": _adjusted("holm"),
    "bh1995_by": _adjusted("by"),
    "bf_r06_n20": _bayes_factor,
    "bf_exact_density": _bayes_factor,
    "maxT_enum": _max_t,
    "freedman_lane_enum": _freedman_lane,
}
