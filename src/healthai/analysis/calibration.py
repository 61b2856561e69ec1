"""How often the book's tests reject when there is nothing to find: simulated countries, and the traps beside the tests.

Every design has 27 countries and no relation between outcome and focal variable beyond what the test is to hold
constant. Designs are functions of this module, so that processes can share the replicates.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from healthai.errors import InputError, did_you_mean
from healthai.stats import multiverse
from healthai.stats.familywise import max_t
from healthai.stats.multiverse import Curve
from healthai.stats.permutation import partial_permutation_p, permutation_p, permuted_indices
from healthai.stats.simulation import p_values, rejections
from healthai.stats.specification import Grid, control_sets

N = 27
PERMUTATIONS = 199  # with these, .05 is a p-value that a permutation test can give
BLOCS = np.repeat(np.arange(5), (3, 7, 6, 8, 3))  # as many countries as the five regions have
ICC = 0.4
LEFT_OUT = {"all": [], "a": [0], "b": [1], "ab": [0, 1], "acd": [0, 2, 3]}
SAMPLES = {name: ~np.isin(np.arange(N), rows) for name, rows in LEFT_OUT.items()}
OUTCOMES, FOCALS, OPTIONAL = ("y1", "y2"), ("x1", "x2"), ("c1", "c2", "c3")

Data = dict[str, np.ndarray]
Expected = Literal["holds", "above nominal", "inflated by design"]


# Countries without a relation between x and y.


def related_columns(rng: np.random.Generator) -> Data:
    """Three x that resemble each other, and three y likewise."""
    common = rng.normal(size=(2, N, 1))
    x, y = common + rng.normal(size=(2, N, 3))
    return {"x": x, "y": y}


def behind_income(rng: np.random.Generator, weight: float = 1.0) -> Data:
    """One income behind x and y, correlated with each by .7 when `weight` is 1."""
    income = rng.normal(size=N)
    x, y = weight * income + rng.normal(size=(2, N))
    return {"x": x, "y": y, "income": income}


def columns_behind_income(rng: np.random.Generator) -> Data:
    """Three x and three y with one income behind all of them."""
    found = related_columns(rng)
    income = rng.normal(size=N)
    return {"x": found["x"] + income[:, None], "y": found["y"] + income[:, None], "income": income}


def in_blocs(rng: np.random.Generator) -> Data:
    """An x and a y of which countries of one bloc have much in common: intraclass correlation .4 in each."""
    shared = np.sqrt(ICC) * rng.normal(size=(2, BLOCS.max() + 1))[:, BLOCS]
    x, y = shared + np.sqrt(1 - ICC) * rng.normal(size=(2, N))
    return {"x": x, "y": y}


def many_variables(rng: np.random.Generator) -> Data:
    """Outcomes, focal variables and controls with one income behind all of them."""
    income = rng.normal(size=N)
    return {name: income + rng.normal(size=N) for name in (*OUTCOMES, *FOCALS, *OPTIONAL)} | {"income": income}


def skewed_variables(rng: np.random.Generator) -> Data:
    """The same with skewed income and skewed noise: a few countries far above the others."""
    income = np.exp(rng.normal(size=N))
    names = (*OUTCOMES, *FOCALS, *OPTIONAL)
    return {name: income + np.exp(rng.normal(size=N)) for name in names} | {"income": income}


def ranked_variables(rng: np.random.Generator) -> Data:
    """The same as `many_variables`, as ranks: ranks of income no longer hold all of income constant."""
    return {name: rankdata(values) for name, values in many_variables(rng).items()}


def many_variables_in_blocs(rng: np.random.Generator) -> Data:
    """The same as `many_variables`, with blocs in outcomes and focal variables."""
    found = many_variables(rng)
    blocs = {
        name: found["income"] + np.sqrt(2) * values
        for pair in zip(OUTCOMES, FOCALS, strict=True)
        for name, values in zip(pair, in_blocs(rng).values(), strict=True)
    }
    return found | blocs


# Tests, and traps that look like tests. Each returns the p-values that its case names.


def max_t_test(data: Data, rng: np.random.Generator, method: str) -> list[float]:
    """Smallest of the adjusted p-values, given income where there is one."""
    found = max_t(data["y"], data["x"], method, PERMUTATIONS, rng, data.get("income"))
    return [float(found.step_down.min())]


def freedman_lane(data: Data, rng: np.random.Generator, method: str) -> list[float]:
    """Permutation of residuals on income."""
    return [partial_permutation_p(data["x"], data["y"], data["income"], method, PERMUTATIONS, rng)]


def permutation(data: Data, rng: np.random.Generator, blocs: np.ndarray | None) -> list[float]:
    """Permutation of y between all countries, or inside blocs."""
    return [permutation_p(data["x"], data["y"], "spearman", PERMUTATIONS, rng, blocs)]


def whole_curve(data: Data, rng: np.random.Generator, blocs: np.ndarray | None = None) -> list[float]:
    """Income in every specification; one permutation for all; countries left out only then."""
    return _combined([_grid(data, ["income"], control_sets(OPTIONAL, len(OPTIONAL)))], rng, blocs)


def confounded_curve(data: Data, rng: np.random.Generator) -> list[float]:
    """The trap: income is one of the controls that may be left out."""
    without = [_grid(data, subset, [()]) for subset in control_sets(OPTIONAL, len(OPTIONAL))]
    return _combined([_grid(data, ["income"], control_sets(OPTIONAL, len(OPTIONAL))), *without], rng)


def permuted_anew(data: Data, rng: np.random.Generator) -> list[float]:
    """The trap: in each sample, its own countries' residuals change places, apart from the other samples.

    The largest |z| is not among its p-values: that one the trap makes too cautious.
    """
    parts = [{name: values[kept] for name, values in data.items()} for kept in SAMPLES.values()]
    sets = control_sets(OPTIONAL, len(OPTIONAL))
    grids = [_grid(part, ["income"], sets, {"all": np.full(part["income"].size, True)}) for part in parts]
    return _judged(grids, [permuted_indices(grid.n, PERMUTATIONS, rng) for grid in grids])[: len(COMBINED)]


def _grid(
    data: Data, always: Sequence[str], sets: Sequence[Sequence[str]], samples: Mapping[str, np.ndarray] = SAMPLES
) -> Grid:
    return Grid({"raw": data}, list(product(OUTCOMES, FOCALS)), always, samples, sets)


def _combined(grids: Sequence[Grid], rng: np.random.Generator, blocs: np.ndarray | None = None) -> list[float]:
    return _judged(grids, [permuted_indices(N, PERMUTATIONS, rng, blocs)] * len(grids))


def _judged(grids: Sequence[Grid], permutations: Sequence[np.ndarray]) -> list[float]:
    """Return the p-values of median, share, mean z and largest |z| of the specifications of several grids together."""
    # One grid after the other, so that what is kept of a grid still serves its permutations.
    fitted, null = zip(*map(_fitted, grids, permutations), strict=True)
    curve = Curve(*(np.concatenate([getattr(one, name) for one in fitted]) for name in Curve.__dataclass_fields__))
    found = multiverse.inference(curve, multiverse.summary(np.concatenate(null, axis=1), curve.df))
    return [found.median, found.share, found.mean_z, float(found.fwer.min())]


def _fitted(grid: Grid, permutations: np.ndarray) -> tuple[Curve, np.ndarray]:
    return multiverse.fit(grid), np.concatenate(list(multiverse.null_blocks(grid, permutations)))


# The cases.

COMBINED = ("median", "share", "mean_z")
WHOLE = (*COMBINED, "largest_z")


@dataclass(frozen=True)
class Case:
    """One design with one test.

    `name` is also its key in `healthai.words`; `statistics` names the p-values that `test` returns; `expected` says
    whether the nominal level `alpha` holds, is passed somewhat, or is passed because the test is a trap.
    """

    name: str
    generate: Callable[[np.random.Generator], Data]
    test: Callable[[Any, np.random.Generator], Sequence[float]]
    statistics: tuple[str, ...] = ("single",)
    expected: Expected = "holds"
    alpha: float = 0.05


CASES = {
    case.name: case
    for case in (
        Case("max_t", related_columns, partial(max_t_test, method="spearman")),
        Case("max_t_given_income", columns_behind_income, partial(max_t_test, method="pearson")),
        Case("freedman_lane", behind_income, partial(freedman_lane, method="pearson")),
        Case("freedman_lane_ranks", behind_income, partial(freedman_lane, method="spearman"), expected="above nominal"),
        Case("permutation_inside_blocs", in_blocs, partial(permutation, blocs=BLOCS)),
        Case("permutation_across_blocs", in_blocs, partial(permutation, blocs=None), expected="inflated by design"),
        Case("curve", many_variables, whole_curve, WHOLE),
        Case("curve_skewed", skewed_variables, whole_curve, WHOLE),
        Case("curve_ranks", ranked_variables, whole_curve, WHOLE, "above nominal"),
        Case("curve_inside_blocs", many_variables_in_blocs, partial(whole_curve, blocs=BLOCS), WHOLE),
        Case("curve_across_blocs", many_variables_in_blocs, whole_curve, WHOLE, "inflated by design"),
        Case("curve_confounded", many_variables, confounded_curve, WHOLE, "inflated by design"),
        Case("curve_permuted_anew", many_variables, permuted_anew, COMBINED, "inflated by design"),
    )
}
# Of a curve many specifications are refitted for every permutation, so its cases take far longer than a single test.
CURVES = frozenset(name for name, case in CASES.items() if len(case.statistics) > 1)


def run(names: Sequence[str], replicates: int, seed: int, mapping: Callable = map, level: float = 0.95) -> pd.DataFrame:
    """Simulate cases and count how often each p-value rejects.

    Parameters
    ----------
    names : sequence of str
        Of `CASES`.
    replicates : int
        Data sets of each case, 1 or more.
    seed : int
        Start of the random numbers. Cases of one design see the same data.
    mapping : callable
        Like `map`; the `map` of an executor spreads the replicates over workers.
    level : float
        Coverage of the Monte Carlo intervals.

    Returns
    -------
    DataFrame
        One row a case and statistic: `case`, `statistic`, `expected`, `alpha`, `rejections`, `replicates`, `rate`, and
        the Wilson interval `low`, `high` of the rate, for the error of a finite simulation only.

    Raises
    ------
    InputError
        For an unknown case, replicates or a seed that is not allowed.
    """
    unknown = [name for name in names if name not in CASES]
    if unknown:
        raise InputError(f"no case is called {unknown[0]!r}{did_you_mean(unknown[0], CASES)}")
    return pd.DataFrame([row for name in names for row in _rows(CASES[name], replicates, seed, mapping, level)])


def _rows(case: Case, replicates: int, seed: int, mapping: Callable, level: float) -> list[dict]:
    p = p_values(case.generate, case.test, seed, replicates, mapping)
    counted = [rejections(column, case.alpha, level) for column in p.T]
    return [
        {
            "case": case.name,
            "statistic": statistic,
            "expected": case.expected,
            "alpha": case.alpha,
            "rejections": found.count,
            "replicates": found.replicates,
            "rate": found.rate,
            "low": found.low,
            "high": found.high,
        }
        for statistic, found in zip(case.statistics, counted, strict=True)
    ]
