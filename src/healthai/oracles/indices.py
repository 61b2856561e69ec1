"""Reference values of composite indicators: reliability, treatment, means, sensitivity."""

import numpy as np

from healthai.oracles.table import Computation, Row, columns, inputs
from healthai.stats import composite, reliability, treatment
from healthai.stats.sobol import sobol_indices

ATTITUDE = ("rating", "complaints", "privileges", "learning", "raises", "critical", "advance")


def _alpha(row: Row) -> list[float]:
    found = reliability.alpha(columns("attitude", ATTITUDE))
    return [found.raw, found.standardised, found.mean_correlation, found.low, found.high]


def _alpha_precisely(row: Row) -> list[float]:
    return _alpha(row)[:2]


def _factorability(row: Row) -> list[float]:
    found = reliability.factorability(columns("attitude", ATTITUDE))
    return [found.kmo, found.chi2]


def _treatment(row: Row) -> list[float]:
    x = np.array(inputs(row)["x"])
    found, treated = treatment.shape(x), treatment.winsorise(x).values
    # The last number is the first value on 0..1, before treatment.
    first = composite.normalise(x[:, None], "min-max")[0, 0] / 100
    return [found.skewness, found.kurtosis, float(treated.max()), float(first)]


def _means(row: Row) -> list[float]:
    given = inputs(row)
    return [composite.aggregate([given["x"]], given["w"], mean).item() for mean in composite.AGGREGATIONS]


def _ishigami(row: Row) -> list[float]:
    def function(x: np.ndarray) -> np.ndarray:
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    found = sobol_indices(function, [(-np.pi, np.pi)] * 3, inputs(row)["N"], np.random.default_rng(27))
    return [*found.first, *found.total]


ORACLES: dict[str, Computation] = {
    "attitude_alpha": _alpha,
    "attitude_alpha_raw12": _alpha_precisely,
    "attitude_kmo": _factorability,
    "coinr_skewkurt": _treatment,
    "coinr_means": _means,
    "ishigami": _ishigami,
}
