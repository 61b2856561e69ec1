"""How much do results owe to the way a composite is built? Monte Carlo over the choices.

The share of each assumption in what moves is in `healthai.stats.sobol`. An assumption is varied over the options that
are given for it; with one option, or with equal ones, it does not matter. What comes out describes these options, not
all there could be, and is no sampling error.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from healthai.errors import InputError
from healthai.stats.checks import finite, generator, whole, within
from healthai.stats.composite import Aggregation, Imputation, Normalisation, Treatment, aggregate, prepare
from healthai.stats.features import CorrelationMethod, control_matrix, features_of, reference, row_cosines


@dataclass(frozen=True)
class Options:
    """What each assumption is varied over: one option or more, each taken equally often (repeat one to weigh it more).

    `weights` holds sets of weights, one number per indicator; `excluded` the column left out, or None for none.
    """

    weights: tuple[tuple[float, ...], ...]
    treatment: tuple[Treatment, ...] = ("none",)
    imputation: tuple[Imputation, ...] = ("available",)
    normalisation: tuple[Normalisation, ...] = ("min-max",)
    aggregation: tuple[Aggregation, ...] = ("arithmetic",)
    excluded: tuple[int | None, ...] = (None,)


FACTORS = tuple(field.name for field in fields(Options))


@dataclass(frozen=True, eq=False)
class Ranks:
    """Rank 1 is the highest score. Per country, shape (n,): rank in the reference, median rank and rank interval.

    `mean_shift` is the mean over draws and countries of how far a rank lies from the reference.
    """

    reference: np.ndarray
    median: np.ndarray
    low: np.ndarray
    high: np.ndarray
    mean_shift: float
    level: float


def random_weights(k: int, n_sets: int, spread: float, rng: np.random.Generator) -> tuple[tuple[float, ...], ...]:
    """Draw sets of k weights that sum to 1, each around 1/k by up to `spread` of itself (0 < spread < 1)."""
    k, n_sets, rng = whole("k", k, 1), whole("n_sets", n_sets, 1), generator(rng)
    sets = rng.uniform(1 - within("spread", spread, 0, 1), 1 + spread, size=(n_sets, k))
    return tuple(map(tuple, (sets / sets.sum(axis=1, keepdims=True)).tolist()))


def draw(options: Options, n_draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw positions in the unit cube for `scores`, shape (n_draws, 6), one column per assumption in `FACTORS`."""
    _checked(options)
    return generator(rng).random((whole("n_draws", n_draws, 1), len(FACTORS)))


def scores(matrix: ArrayLike, options: Options, unit: ArrayLike, blocs: Sequence[Hashable] | None = None) -> np.ndarray:
    """Build a composite once for each row of positions.

    Parameters
    ----------
    matrix : array_like, shape (n, k)
        One row per country, one column per indicator, all pointing one way; NaN where a value is missing.
    options : Options
    unit : array_like, shape (m, 6)
        Positions in 0..1, one column per assumption in `FACTORS`: u picks option number floor(u times their number).
    blocs : sequence, length n, optional
        A label per country, for the imputation "bloc mean".

    Returns
    -------
    ndarray, shape (m, n)

    Raises
    ------
    InputError
        For options or positions that are not allowed, and as `composite.build`.
    """
    counts = _checked(options)
    unit = finite("unit", unit, 2)
    if unit.shape[1] != len(FACTORS) or unit.size == 0 or unit.min() < 0 or unit.max() > 1:
        raise InputError(f"unit has shape {unit.shape}; it must have {len(FACTORS)} columns of numbers between 0 and 1")
    picks = dict(zip(FACTORS, np.minimum((unit * counts).astype(int), counts - 1).T, strict=True))
    weights = np.asarray(options.weights, dtype=float)[picks["weights"]]
    excluded = np.array([-1 if column is None else column for column in options.excluded])[picks["excluded"]]
    if excluded.max() >= weights.shape[1]:
        raise InputError(f"excluded names column {excluded.max()}; there are {weights.shape[1]}, counted from 0")
    weights = np.where(np.arange(weights.shape[1]) == excluded[:, None], 0.0, weights)
    # All that is not weights has few combinations: each is prepared once and serves all its draws.
    kinds = ("treatment", "imputation", "normalisation", "aggregation")
    combinations, which = np.unique(np.column_stack([picks[kind] for kind in kinds]), axis=0, return_inverse=True)
    found = np.empty((len(unit), len(np.asarray(matrix))))
    for number, combination in enumerate(combinations):
        chosen = [getattr(options, kind)[pick] for kind, pick in zip(kinds, combination, strict=True)]
        rows = which == number
        found[rows] = aggregate(prepare(matrix, *chosen, blocs=blocs), weights[rows], chosen[-1])
    return found


def rank_uncertainty(draws: ArrayLike, baseline: ArrayLike, level: float = 0.9) -> Ranks:
    """Summarise how ranks move over ways to build a composite.

    Parameters
    ----------
    draws : array_like, shape (m, n)
        Scores, as `scores` returns them.
    baseline : array_like, shape (n,)
        Scores of the reference.
    level : float
        Share of the draws inside a rank interval, strictly between 0 and 1.

    Returns
    -------
    Ranks
        Ties share their mean rank. The intervals are no confidence intervals.

    Raises
    ------
    InputError
        For shapes that do not fit, missing values, or a level that is not allowed.
    """
    level = within("level", level, 0, 1)
    first, ranks = _ranks(draws, baseline)
    tail = (1 - level) / 2
    low, median, high = np.quantile(ranks, [tail, 0.5, 1 - tail], axis=0, method="closest_observation")
    return Ranks(first, median, low, high, float(np.abs(ranks - first).mean()), level)


def rank_shifts(draws: ArrayLike, baseline: ArrayLike) -> np.ndarray:
    """Return for each draw how far ranks lie from those of the reference, on average over countries.

    Parameters
    ----------
    draws, baseline
        As for `rank_uncertainty`.

    Returns
    -------
    ndarray, shape (m,)

    Raises
    ------
    InputError
        For shapes that do not fit, or missing values.
    """
    first, ranks = _ranks(draws, baseline)
    return np.abs(ranks - first).mean(axis=1)


def downstream(x: ArrayLike, y: ArrayLike, method: CorrelationMethod, controls: ArrayLike | None = None) -> np.ndarray:
    """Correlate two composites in each draw.

    Parameters
    ----------
    x, y : array_like, shape (m, n)
        Scores of two composites, one row per draw.
    method : {"spearman", "kendall", "pearson"}
    controls : array_like, shape (n,) or (n, k), optional
        What is held constant, the same in all draws.

    Returns
    -------
    ndarray, shape (m,)

    Raises
    ------
    InputError
        For shapes that do not fit, missing values, controls or a method that are not allowed, or a constant composite.
    """
    features = features_of(method)
    x, y = finite("x", x, 2), finite("y", y, 2)
    if x.shape != y.shape or x.shape[0] == 0 or x.shape[1] < 3:
        raise InputError(f"x has shape {x.shape} and y has {y.shape}; both must be the same, with 3 columns or more")
    held = np.empty((x.shape[1], 0)) if controls is None else control_matrix(controls, x.shape[1])
    left = []
    for name, values in (("x", x), ("y", y)):
        if np.ptp(values, axis=1).min() <= 0:
            raise InputError(f"{name} is constant in a draw; a composite must vary over countries")
        scaled = features.scale(values)
        basis = reference(name, scaled[0], features.scale(held.T).T, features).controls
        rows = features.of(scaled)
        left.append(rows - (rows @ basis) @ basis.T)
    return np.clip(row_cosines(*left), -1, 1)


def _ranks(draws: ArrayLike, baseline: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the ranks of the reference and of each draw."""
    draws, baseline = finite("draws", draws, 2), finite("baseline", baseline, 1)
    if draws.shape[1] != baseline.size or draws.size == 0:
        raise InputError(f"draws has shape {draws.shape}; it must have {baseline.size} columns, as baseline has values")
    # Rounded, or scores that are equal would be ranked by the last digit of their arithmetic.
    return stats.rankdata(-baseline.round(10)), stats.rankdata(-draws.round(10), axis=1)


def _checked(options: Options) -> np.ndarray:
    """Return how many options each assumption has, in the order of `FACTORS`."""
    counts = np.array([len(getattr(options, name)) for name in FACTORS])
    for name in np.array(FACTORS)[counts == 0]:
        raise InputError(f"{name} has no option; each assumption needs at least one")
    if len({len(row) for row in options.weights}) != 1:
        raise InputError("weights holds sets of different lengths; each must have one number per indicator")
    return counts
