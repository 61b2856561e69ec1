"""The declared models: each outcome on each focal indicator at equal income, by ranks first, least squares beside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

import numpy as np
import pandas as pd

from healthai import data
from healthai.analysis import association
from healthai.data import codes
from healthai.errors import InputError, listing
from healthai.results import Store
from healthai.stats import correlation, dependent, linear, multiplicity, permutation, robust

Verdict = Literal["agree_away", "agree_neither", "depends_on_scale"]

# Residual degrees of freedom that a model must keep when two countries are left out.
LEAST_DF = 15
MOST_LEFT_OUT = 2


@dataclass(frozen=True, eq=False)
class Model:
    """One declared model and its complete countries.

    `y` and `x` hold the outcome and the focal indicator, shape (n,); `given`, shape (n, k), log GDP per head and then
    the further `controls`.
    """

    outcome: str
    focal: str
    controls: tuple[str, ...]
    countries: tuple[str, ...]
    y: np.ndarray
    x: np.ndarray
    given: np.ndarray

    @property
    def n(self) -> int:
        """Countries."""
        return self.y.size

    @property
    def k(self) -> int:
        """What is held constant: log GDP and the further controls."""
        return self.given.shape[1]

    @property
    def regressors(self) -> np.ndarray:
        """The focal indicator and what is held constant, shape (n, 1 + k)."""
        return np.column_stack([self.x, self.given])

    @property
    def blocs(self) -> list[str]:
        """The bloc of each country."""
        return [codes.blocs()[country] for country in self.countries]

    @property
    def sources(self) -> list[str]:
        """The indicators that the model uses."""
        return [self.outcome, self.focal, association.INCOME, *self.controls]

    @property
    def key(self) -> str:
        """What the keys of its results end with."""
        return f"{self.outcome}_{self.focal}"

    def rows(self, kept: Sequence[int] | np.ndarray) -> "Model":
        """Return the model on some of its countries, by position."""
        countries = tuple(self.countries[i] for i in kept)
        return Model(self.outcome, self.focal, self.controls, countries, self.y[kept], self.x[kept], self.given[kept])

    def among(self, countries: Collection[str]) -> "Model":
        """Return the model on those of its countries that are named."""
        return self.rows([i for i, country in enumerate(self.countries) if country in countries])

    def without(self, countries: Collection[str]) -> "Model":
        """Return the model without the countries that are named."""
        return self.among(set(self.countries) - set(countries))

    def rank(self, level: float) -> correlation.Correlation:
        """Return the primary estimate: Spearman's partial correlation."""
        return correlation.partial(self.x, self.y, self.given, "spearman", level)


def declare(outcomes: Sequence[str], focal: Sequence[str], controls: Sequence[str] = ()) -> list[Model]:
    """Return the models of all outcomes with all focal indicators, each on its complete countries.

    Parameters
    ----------
    outcomes, focal, controls : sequence of str
        Indicators, each in its primary year and in one role only; `controls` come beside log GDP per head.

    Raises
    ------
    InputError
        Lists every indicator that is given twice or is income itself; else every model that cannot be estimated.
    """
    given = [*outcomes, *focal, *controls]
    problems = [f"{name} is given twice; each indicator has one role" for name in _repeated(given)]
    if association.INCOME in given:
        problems.append(f"{association.INCOME} is always held constant, as its logarithm; name other indicators")
    if problems:
        raise InputError(problems)
    frame = association.panel(given)
    found = [_model(frame, outcome, x, tuple(controls)) for outcome, x in product(outcomes, focal)]
    problems = [problem for model in found for problem in _problems(model)]
    if problems:
        raise InputError(problems)
    return found


def _repeated(names: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def _model(frame: pd.DataFrame, outcome: str, focal: str, controls: tuple[str, ...]) -> Model:
    complete = frame[[outcome, focal, "log_gdp", *controls]].dropna()
    y, x, *given = complete.to_numpy(float).T
    return Model(outcome, focal, controls, tuple(complete.index), y, x, np.column_stack(given))


def _problems(model: Model) -> list[str]:
    """Return why a model cannot be estimated: too few countries, a constant or collinear series."""
    years = data.load("indicators").set_index("indicator_id")["primary_year"]
    y, x, *given = (f"{name} ({years[name]})" for name in model.sources)
    where = f"y = {y}, x = {x}, controls {listing(given)}"
    least = LEAST_DF + MOST_LEFT_OUT + model.k + 2
    if model.n < least:
        return [f"{where}: {model.n} Member States have all values; at least {least} must, to leave two out"]
    try:
        model.rank(0.95)
        linear.ols(model.y, model.regressors, "HC3")
    except InputError as error:
        return [f"{where}: {problem}" for problem in error.problems]
    return []


def estimates(models: Sequence[Model], n_perm: int, seed: int, level: float) -> pd.DataFrame:
    """Return each model's estimates.

    Parameters
    ----------
    models : sequence of Model
    n_perm : int
        Permutations of each test.
    seed : int
        Each model gets generators of its own, so no result depends on which models come after it.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    DataFrame
        One row a model. `rank`: Spearman's partial correlation (primary) with `p` and `p_bloc` (Freedman-Lane, among
        all and shuffled within blocs, the bloc not held equal) and `holm` (`p` adjusted over the rows). `slope`: least
        squares, and `huber`: Huber's M estimate, in units of the outcome per standard deviation of the focal indicator.
        `linear`: the same slope in standard deviations of what the controls leave of both, which is Pearson's partial
        correlation. Intervals (`_low`, `_high`) of `slope` and `linear` and `slope_p` are HC3's. `verdict`: see
        `verdict`.
    """
    seeds = _seeds(seed, "estimates", len(models))
    table = pd.DataFrame([_estimate(model, n_perm, child, level) for model, child in zip(models, seeds, strict=True)])
    table["holm"] = multiplicity.adjust(table["p"].to_numpy(), "holm")
    return table


def _seeds(seed: int, purpose: Literal["estimates", "differences"], n: int) -> list[np.random.SeedSequence]:
    streams = dict(zip(("estimates", "differences"), np.random.SeedSequence(seed).spawn(2), strict=True))
    return streams[purpose].spawn(n)


def _estimate(model: Model, n_perm: int, seed: np.random.SeedSequence, level: float) -> dict:
    rngs = [np.random.default_rng(child) for child in seed.spawn(2)]
    p, p_bloc = (
        permutation.partial_permutation_p(model.x, model.y, model.given, "spearman", n_perm, rng, blocks)
        for rng, blocks in zip(rngs, (None, model.blocs), strict=True)
    )
    huber, spread = robust.robust(model.y, model.regressors, level), model.x.std(ddof=1)
    return {
        "outcome": model.outcome,
        "focal": model.focal,
        **scales(model, level),
        "p": p,
        "p_bloc": p_bloc,
        **dict(zip(("huber", "huber_low", "huber_high"), _second(huber, spread), strict=True)),
    }


def scales(model: Model, level: float) -> dict:
    """Return one model's estimate by ranks and by least squares, and whether the two agree.

    Returns
    -------
    dict
        `n`, `rank`, `slope`, `linear` with `_low` and `_high`, `slope_p`, `verdict`; see `estimates`.
    """
    rank = model.rank(level)
    fit = linear.ols(model.y, model.regressors, "HC3", level)
    left = linear.added_variable(model.x, model.y, model.given)
    spread = model.x.std(ddof=1)
    slope, low, high = _second(fit, spread)
    to_left = np.std(left.x) / np.std(left.y) / spread
    return {
        "n": model.n,
        "rank": rank.estimate,
        "rank_low": rank.low,
        "rank_high": rank.high,
        "slope": slope,
        "slope_low": low,
        "slope_high": high,
        "slope_p": fit.p[1],
        "linear": left.correlation,
        "linear_low": low * to_left,
        "linear_high": high * to_left,
        "verdict": verdict((rank.low, rank.high), (low, high)),
    }


def _second(fit: linear.Regression | robust.RobustRegression, spread: float) -> tuple[float, float, float]:
    """Return the coefficient of the focal indicator and its interval, per standard deviation of that indicator."""
    return fit.coefficients[1] * spread, fit.low[1] * spread, fit.high[1] * spread


def verdict(rank: tuple[float, float], least_squares: tuple[float, float]) -> Verdict:
    """Say whether two intervals of one association tell the same: both beyond 0 on one side, or neither.

    The rule of the book, written when a first look had shown that the scales disagree for ICT training, and before
    these intervals were computed: ranks are primary. Where one interval excludes 0 and the other does not, or they lie
    on opposite sides, the result depends on the scale and no claim rests on it.
    """
    sides = [1 if low > 0 else -1 if high < 0 else 0 for low, high in (rank, least_squares)]
    if sides[0] != sides[1]:
        return "depends_on_scale"
    return "agree_away" if sides[0] else "agree_neither"


def differences(models: Sequence[Model], n_perm: int, seed: int, level: float) -> pd.DataFrame:
    """Test, for each focal indicator, whether it goes with one outcome more than with another.

    Parameters
    ----------
    models, n_perm, seed, level
        As in `estimates`.

    Returns
    -------
    DataFrame
        One row a focal indicator and pair of outcomes, on the countries that both models have: the partial rank
        correlations `rank_first` and `rank_second`, their `difference` with Zou's interval, `p` of the swap test,
        `p_meng` (Meng, Rosenthal and Rubin's z), and `holm`, `p` adjusted over the rows. No row for a single outcome.
    """
    pairs = [(a, b) for a, b in combinations(models, 2) if a.focal == b.focal]
    seeds = _seeds(seed, "differences", len(pairs))
    table = pd.DataFrame([_difference(a, b, n_perm, s, level) for (a, b), s in zip(pairs, seeds, strict=True)])
    if len(table):
        table["holm"] = multiplicity.adjust(table["p"].to_numpy(), "holm")
    return table


def _difference(first: Model, second: Model, n_perm: int, seed: np.random.SeedSequence, level: float) -> dict:
    a, b = first.among(second.countries), second.among(first.countries)
    swap = dependent.swap_test(a.x, a.y, b.y, "spearman", n_perm, np.random.default_rng(seed), a.given)
    between = correlation.partial(a.y, b.y, a.given, "spearman", level).estimate
    found = dependent.compare(swap.first, swap.second, between, a.n, a.k, level)
    return {
        "focal": a.focal,
        "first": a.outcome,
        "second": b.outcome,
        "n": a.n,
        "rank_first": swap.first,
        "rank_second": swap.second,
        "between": between,
        "difference": found.difference,
        "difference_low": found.low,
        "difference_high": found.high,
        "p": swap.p,
        "p_meng": found.p,
    }


def store_estimates(store: Store, models: Sequence[Model], table: pd.DataFrame, level: float) -> None:
    """Store each model's estimates with intervals and p-values, and how many agree on both scales."""
    for name in ("agree_away", "agree_neither", "depends_on_scale"):
        store.number(name, int((table["verdict"] == name).sum()), kind="count", n=len(table))
    store.number("smallest_holm", table["holm"].min(), kind="p", n=int(table["n"].max()))
    for model, row in zip(models, table.to_dict("records"), strict=True):
        for name in ("rank", "linear", "slope", "huber"):
            interval = row[f"{name}_low"], row[f"{name}_high"]
            store.number(
                f"{name}_{model.key}", row[name], n=model.n, interval=interval, level=level, sources=model.sources
            )
        for name in ("p", "p_bloc", "slope_p", "holm"):
            store.number(f"{name}_{model.key}", row[name], kind="p", n=model.n, sources=model.sources)


def store_differences(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store each difference between two outcomes with its interval and p; and the smallest p of all."""
    store.number("differences", len(table), kind="count")
    if table.empty:
        return
    store.number("smallest_difference_holm", table["holm"].min(), kind="p", n=int(table["n"].max()))
    for row in table.to_dict("records"):
        pair, interval = (
            f"{row['focal']}_{row['first']}_{row['second']}",
            (row["difference_low"], row["difference_high"]),
        )
        sources = [row["first"], row["second"], row["focal"], association.INCOME]
        store.number(
            f"difference_{pair}", row["difference"], n=row["n"], interval=interval, level=level, sources=sources
        )
        store.number(f"difference_p_{pair}", row["p"], kind="p", n=row["n"], sources=sources)
