"""Checks of what the statistical functions are given: one message each, naming the argument and what is allowed."""

import math
from collections.abc import Collection, Hashable, Sequence
from operator import index

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError, did_you_mean, listing


def whole(name: str, value: int, low: int, high: float = math.inf) -> int:
    """Return `value` as an int, or raise when it is not a whole number from `low` to `high`."""
    allowed = f"a whole number from {low} to {high}" if high < math.inf else f"a whole number, {low} or more"
    try:
        number = index(value)
    except TypeError:
        raise InputError(f"{name} is {value!r}; it must be {allowed}") from None
    if not low <= number <= high:
        raise InputError(f"{name} is {number}; it must be {allowed}")
    return number


def within(name: str, value: float, low: float, high: float) -> float:
    """Return `value` as a float, or raise when it does not lie strictly between `low` and `high`."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not low < number < high:
        raise InputError(f"{name} is {value!r}; it must lie strictly between {low} and {high}")
    return number


def one_of(name: str, value: str, allowed: Collection[str]) -> str:
    """Return `value`, or raise when it is none of the `allowed` words."""
    if value not in allowed:
        raise InputError(f"{name} is {value!r}{did_you_mean(value, allowed)}; allowed: {listing(list(allowed))}")
    return value


def numbers(name: str, values: ArrayLike, ndim: int) -> np.ndarray:
    """Return `values` as a float array with `ndim` axes, or raise when it is not one. NaN is let through."""
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise InputError(f"{name} holds something that is not a number; it must hold numbers only") from None
    if array.ndim != ndim:
        raise InputError(f"{name} has {array.ndim} axes; it must have {ndim}")
    return array


def finite(name: str, values: ArrayLike, ndim: int) -> np.ndarray:
    """Return `values` as a float array with `ndim` axes, or raise when it is not one or holds NaN or infinity."""
    array = numbers(name, values, ndim)
    missing = np.count_nonzero(~np.isfinite(array))
    if missing:
        raise InputError(f"{name} holds {missing} missing or infinite values; drop those rows first")
    return array


def series(name: str, values: ArrayLike) -> np.ndarray:
    """Return `values` as a finite one-dimensional array that varies, or raise."""
    array = finite(name, values, 1)
    if array.size == 0:
        raise InputError(f"{name} is empty; it must hold at least two different values")
    if _constant(array):
        raise InputError(f"{name} is constant; it must hold at least two different values")
    return array


def varying(name: str, values: ArrayLike) -> np.ndarray:
    """Return `values` as a finite matrix of which every column varies, or raise."""
    matrix = finite(name, values, 2)
    for column in np.flatnonzero(_constant(matrix)):
        series(f"{name}, column {column} (counted from 0),", matrix[:, column])
    return matrix


def _constant(array: np.ndarray) -> np.ndarray:
    """Return which columns do not vary: values that differ by rounding noise only are one value."""
    low, high = array.min(axis=0, initial=math.inf), array.max(axis=0, initial=-math.inf)
    return high - low <= 1e-12 * np.maximum(high, -low)


def pair(x: ArrayLike, y: ArrayLike, least: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `x` and `y` as varying arrays of one length, `least` or more, or raise."""
    x, y = series("x", x), series("y", y)
    if x.size != y.size:
        raise InputError(f"x has {x.size} values and y has {y.size}; both must have the same number")
    if x.size < least:
        raise InputError(f"x and y have {x.size} values; at least {least} are needed")
    return x, y


def members(name: str, labels: Sequence[Hashable], n: int) -> dict[Hashable, np.ndarray]:
    """Return the positions of each label, in the order in which they appear, or raise when one of `n` is missing."""
    labels = list(labels)
    if len(labels) != n:
        raise InputError(f"{name} has {len(labels)} labels; it must have {n}, one per value")
    if any(label is None or label == "" or label != label for label in labels):
        raise InputError(f"{name} holds a missing label; every value needs one")
    positions = {label: [] for label in labels}
    for position, label in enumerate(labels):
        positions[label].append(position)
    return {label: np.array(found) for label, found in positions.items()}


def orders(permutations: ArrayLike, n: int) -> np.ndarray:
    """Return `permutations` as an array of shape (B, n), or raise when a row is no permutation of 0..n-1."""
    permutations = np.asarray(permutations)
    if permutations.ndim != 2 or not len(permutations) or permutations.shape[1] != n:
        raise InputError(f"permutations has shape {permutations.shape}; it must have rows of {n}, one or more")
    if np.any(np.sort(permutations, axis=1) != np.arange(n)):
        raise InputError(f"permutations holds a row that is no permutation of 0..{n - 1}")
    return permutations


def generator(rng: np.random.Generator) -> np.random.Generator:
    """Return `rng`, or raise when it is not a NumPy generator: a seed is spawned once per run, not in here."""
    if not isinstance(rng, np.random.Generator):
        raise InputError(f"rng is {type(rng).__name__}; it must be a numpy.random.Generator")
    return rng
