"""How often a test rejects: calibration by simulation.

Each replicate has a generator of its own, spawned from the seed by the replicate's number. What it draws does not
depend on which worker runs it, in what order, or how many replicates there are: a longer run continues a shorter one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.checks import finite, whole, within
from healthai.stats.counts import interval

Data = TypeVar("Data")


@dataclass(frozen=True)
class Rejections:
    """How many of `replicates` p-values are at most `alpha`, the share, and its Wilson interval at `level`.

    The interval covers the error of a finite simulation only.
    """

    count: int
    replicates: int
    rate: float
    low: float
    high: float
    alpha: float
    level: float


def p_values(
    generate: Callable[[np.random.Generator], Data],
    test: Callable[[Data, np.random.Generator], float | ArrayLike],
    seed: int,
    replicates: int,
    mapping: Callable = map,
) -> np.ndarray:
    """Test simulated data again and again.

    Parameters
    ----------
    generate : callable
        Draws one data set from a generator; under the null hypothesis, to calibrate a test.
    test : callable
        Takes a data set and a generator, returns a p-value, or several of shape (k,) from tests of the same data.
    seed : int
        0 or more.
    replicates : int
        Data sets, 1 or more.
    mapping : callable
        Like `map`; the `map` of an executor spreads the replicates over workers (over processes, `generate` and `test`
        must then be functions of a module).

    Returns
    -------
    ndarray, shape (replicates,) or (replicates, k)

    Raises
    ------
    InputError
        For a seed or a number of replicates that is not allowed, or p-values outside 0..1.
    """
    seed, replicates = whole("seed", seed, 0), whole("replicates", replicates, 1)
    found = np.array(list(mapping(partial(_replicate, generate, test, seed), range(replicates))), dtype=float)
    if not np.all((found >= 0) & (found <= 1)):
        raise InputError("test returned something outside 0..1; it must return p-values")
    return found


def rejections(p: ArrayLike, alpha: float = 0.05, level: float = 0.95) -> Rejections:
    """Count the p-values that reject.

    Parameters
    ----------
    p : array_like, shape (replicates,)
        p-values of one test.
    alpha : float
        Nominal level of the test, strictly between 0 and 1; p <= alpha rejects.
    level : float
        Coverage of the Monte Carlo interval, strictly between 0 and 1.

    Returns
    -------
    Rejections
        The rate is the type-I error when the data were simulated under the null hypothesis, else the power.

    Raises
    ------
    InputError
        For no p-value, missing ones, or levels that are not allowed.
    """
    p, alpha = finite("p", p, 1), within("alpha", alpha, 0, 1)
    # p-values that equal the level in theory may exceed it in the last digit.
    count = int(np.count_nonzero(p <= alpha * (1 + 1e-12)))
    limits = interval(count, p.size, "wilson", level)
    return Rejections(count, p.size, count / p.size, limits.low, limits.high, alpha, level)


def _replicate(
    generate: Callable[[np.random.Generator], Data],
    test: Callable[[Data, np.random.Generator], float | ArrayLike],
    seed: int,
    number: int,
) -> float | ArrayLike:
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
    return test(generate(rng), rng)
