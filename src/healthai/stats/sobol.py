"""Which uncertain factor moves a result most? Shares of its variance (Sobol indices)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

from healthai.errors import InputError
from healthai.stats.checks import finite, generator, whole, within


@dataclass(frozen=True)
class Sobol:
    """First-order and total indices, one per factor, each with the half-width of its bootstrap interval."""

    first: tuple[float, ...]
    first_error: tuple[float, ...]
    total: tuple[float, ...]
    total_error: tuple[float, ...]
    level: float


def sobol_indices(
    model: Callable[[np.ndarray], np.ndarray],
    bounds: Sequence[tuple[float, float]],
    n: int,
    rng: np.random.Generator,
    level: float = 0.95,
) -> Sobol:
    """Sobol indices of a function of independent uniform factors.

    Parameters
    ----------
    model : callable
        Takes positions, shape (m, d), and returns one number for each, shape (m,).
    bounds : sequence of d pairs
        Lowest and highest value of each factor.
    n : int
        Base sample, a power of 2; the model is evaluated n (d + 2) times.
    rng : numpy.random.Generator
        Source of randomness.
    level : float
        Coverage of the bootstrap intervals, strictly between 0 and 1.

    Returns
    -------
    Sobol
        Both indices of a factor that changes nothing are exactly 0. Estimates of others may fall outside 0..1.

    Raises
    ------
    InputError
        For bounds or numbers that are not allowed, or a model that returns missing values or never varies.

    Notes
    -----
    Saltelli et al. (2010), Computer Physics Communications 181:259; computed by SALib.
    """
    n, rng, level = whole("n", n, 2), generator(rng), within("level", level, 0, 1)
    if n & (n - 1):
        raise InputError(f"n is {n}; it must be a power of 2")
    if not bounds or any(not low < high for low, high in bounds):
        raise InputError("bounds must hold one pair (low, high) per factor, with low below high")
    problem = {
        "num_vars": len(bounds),
        "names": [str(number) for number in range(len(bounds))],
        "bounds": [list(pair) for pair in bounds],
    }
    positions = sampling.sample(problem, n, calc_second_order=False, seed=rng)
    output = finite("the output of the model", model(positions), 1)
    if output.size != len(positions):
        raise InputError(
            f"the model returns {output.size} values for {len(positions)} positions; it must return as many"
        )
    if np.ptp(output) <= 1e-12 * np.abs(output).max():
        raise InputError("the output of the model never varies, so that no factor has a share in it")
    # A seed of 0 would make the library draw from NumPy's global state.
    seed = int(rng.integers(1, 2**31))
    found = analysis.analyze(problem, output, calc_second_order=False, conf_level=level, seed=seed)
    columns = (found[name].tolist() for name in ("S1", "S1_conf", "ST", "ST_conf"))
    return Sobol(*map(tuple, columns), level=level)
