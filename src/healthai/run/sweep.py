"""Sweeps: one notebook over a grid of parameter values, all numbers in one table."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from healthai import paths
from healthai.editions import Edition
from healthai.errors import InputError
from healthai.files import write
from healthai.run import plan
from healthai.run.execute import Failure
from healthai.run.plan import Run

NUMBER = ("value", "n", "low", "high", "level", "kind")


@dataclass(frozen=True)
class Sweep(Edition):
    """The folders of a sweep, named after its notebook; runs of earlier grids stay, so that a sweep can be extended."""

    @property
    def folder(self) -> Path:
        return paths.BUILD / "sweeps" / self.name

    @property
    def table(self) -> Path:
        """All numbers of the last grid."""
        return paths.BUILD / "sweeps" / f"{self.name}.csv"


def grid(notebook: str, axes: Sequence[str], folder: Path = paths.NOTEBOOKS) -> list[Run]:
    """Return one run for each combination of values, the last axis varying fastest.

    Parameters
    ----------
    notebook : str
    axes : sequence of str
        ``name=value,value,…`` with values as in YAML; a value that is a list stands in brackets.
    folder : Path
        Where the notebooks lie.

    Raises
    ------
    InputError
        For axes that cannot be read, are given twice or hold a value twice, and, all at once, for names and values that
        the notebook does not allow.
    """
    values = dict(_axis(axis) for axis in axes)
    if len(values) < len(axes):
        raise InputError("GRID: a parameter is given twice; give all its values in one place")
    runs, problems = [], []
    for combination in product(*values.values()):
        try:
            runs.append(plan.single(notebook, dict(zip(values, combination, strict=True)), folder))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return runs


def _axis(text: str) -> tuple[str, list[Any]]:
    name, equals, listed = text.partition("=")
    try:
        values = yaml.safe_load(f"[{listed}]")
    except yaml.YAMLError:
        values = None
    if not equals or not values:
        raise InputError(f"GRID: expected name=value,value, got {text!r}")
    if len({json.dumps(value) for value in values}) < len(values):
        raise InputError(f"GRID: {name} holds a value twice")
    return name, values


def collect(runs: Sequence[Run], failures: Sequence[Failure], sweep: Sweep) -> Path:
    """Write every number of every run into one CSV file, one row each; a run that failed is one row with its error."""
    errors = {failure.run.name: failure.error for failure in failures}
    given = list(runs[0].parameters)
    out = io.StringIO()
    writer = csv.DictWriter(out, ["run", *given, "number", *NUMBER, "error"], lineterminator="\n")
    writer.writeheader()
    for run in runs:
        rows = [{"error": errors[run.name]}] if run.name in errors else _numbers(sweep.results / f"{run.name}.json")
        writer.writerows({"run": run.name, **_cells(run.parameters), **row} for row in rows)
    write(sweep.table, out.getvalue())
    return sweep.table


def _numbers(file: Path) -> Iterator[dict[str, Any]]:
    for name, number in json.loads(file.read_text(encoding="utf-8"))["results"]["numbers"].items():
        low, high = number["interval"] or (None, None)
        yield {"number": name, "low": low, "high": high} | {key: number[key] for key in ("value", "n", "level", "kind")}


def _cells(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name: " ".join(map(str, v)) if isinstance(v, list) else v for name, v in parameters.items()}
