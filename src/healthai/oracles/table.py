"""The table of reference values: its rows, what they expect, and when a computation agrees."""

import csv
import json
from collections.abc import Callable, Sequence

import numpy as np

from healthai.paths import DATA

FOLDER = DATA / "oracles"
TABLE = FOLDER / "oracles.csv"

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


def inputs(row: Row) -> dict:
    """Return the inputs of a row that states them as numbers."""
    return json.loads(row["inputs"])


def columns(name: str, wanted: Sequence[str]) -> np.ndarray:
    """Return columns of one of the input tables beside the table of reference values, shape (n, k)."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return np.array([[float(line[column]) for column in wanted] for line in csv.DictReader(file)])
