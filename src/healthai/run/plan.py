"""The plan: which notebook runs with which values, all of it validated before the first kernel starts."""

import hashlib
import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healthai import paths
from healthai.editions import Edition
from healthai.errors import InputError, did_you_mean, listing
from healthai.files import read_yaml
from healthai.run import notebook
from healthai.run.notebook import Notebook

FIELDS = ("run", "notebook", "parameters", "each")
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")  # a run's name is a file's name, on file systems that ignore case too
MOST_NAME = 80


@dataclass(frozen=True)
class Run:
    """One execution of one notebook: a name that is unique in the plan, and the values given to it."""

    name: str
    notebook: Notebook
    parameters: dict[str, Any]

    @property
    def command(self) -> str:
        """The papermill command that repeats this run by hand."""
        values = [part for name, value in self.parameters.items() for part in _option(name, value)]
        return shlex.join(["papermill", paths.shown(self.notebook.path), f"{self.name}.ipynb", *values])


def _option(name: str, value: Any) -> tuple[str, ...]:
    """Return papermill's option for one value; a list is given as YAML, of which JSON is a part."""
    if isinstance(value, list):
        return ("-y", f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return ("-p", name, str(value))


def read(edition: Edition | None = None, file: Path = paths.PLAN, folder: Path = paths.NOTEBOOKS) -> list[Run]:
    """Return the runs of an edition, in the order of the plan.

    Parameters
    ----------
    edition : Edition, optional
        Its values replace those of the plan.
    file : Path
        A list of entries: ``run`` (a name, with ``{parameter}`` where `each` varies it), ``notebook`` (the run's name
        when left out), ``parameters``, and ``each`` (one parameter with the list of its values: one run for each).
    folder : Path
        Where the notebooks lie.

    Raises
    ------
    InputError
        Lists every problem of the plan at once: unknown fields, notebooks and parameters, values that are not
        allowed, and run names used twice.
    """
    where = paths.shown(file)
    problems: list[str] = []
    runs: list[Run] = []
    own = dict(edition.parameters) if edition else {}
    for number, entry in enumerate(_entries(file), start=1):
        try:
            book = _notebook(entry, folder)
        except InputError as error:
            problems += [f"{where}, entry {number}: {problem}" for problem in error.problems]
            continue
        values = own.get(book.name, {})
        problems += [
            f"edition '{edition.name}', notebook '{book.name}': the plan has a run for each {name}; it cannot be set"
            for name in entry.get("each", {})
            if name in values
        ]
        for run in _expand(entry, book, values):
            if not NAME.fullmatch(run.name):
                problems.append(
                    f"{where}, run '{run.name}': a run's name has lower-case letters, digits, '-', '_' and '.'"
                )
            problems += [f"{where}, run '{run.name}': {problem}" for problem in book.problems(run.parameters)]
            if run.name in {other.name for other in runs}:
                problems.append(f"{where}: two runs are called '{run.name}'; each run needs a name of its own")
            runs.append(run)
    used = sorted({run.notebook.name for run in runs})
    problems += [
        f"edition '{edition.name}': no run uses a notebook '{name}'{did_you_mean(name, used)}; "
        f"allowed: {listing(sorted(used))}"
        for name in own
        if name not in used
    ]
    if problems:
        raise InputError(dict.fromkeys(problems))
    return runs


def single(name: str, values: dict[str, Any], folder: Path = paths.NOTEBOOKS) -> Run:
    """Return one run of one notebook with these values, named after both; raise InputError as `read` does."""
    book = notebook.read(name, folder)
    if problems := book.problems(values):
        raise InputError(f"notebook '{name}': {problem}" for problem in problems)
    label = "-".join([name, *(f"{key}-{value}" for key, value in values.items())]).lower()
    label = re.sub(r"[^a-z0-9_.-]", "-", label)
    if len(label) > MOST_NAME:
        label = f"{label[:MOST_NAME]}-{hashlib.sha256(label.encode()).hexdigest()[:8]}"
    return Run(label, book, values)


def _entries(file: Path) -> list[dict[str, Any]]:
    where = paths.shown(file)
    entries = read_yaml(file, where)
    if not isinstance(entries, list) or not all(isinstance(e, dict) and isinstance(e.get("run"), str) for e in entries):
        raise InputError(f"{where}: expected a list of '- run: <name>' entries")
    return entries


def _notebook(entry: dict[str, Any], folder: Path) -> Notebook:
    """Return the entry's notebook after a look at the entry's own form."""
    problems = [
        f"unknown field '{name}'{did_you_mean(name, FIELDS)}; allowed: {listing(FIELDS)}"
        for name in entry
        if name not in FIELDS
    ]
    each = entry.get("each", {})
    if not (isinstance(each, dict) and len(each) <= 1 and all(isinstance(v, list) and v for v in each.values())):
        problems.append("'each' takes one parameter with the list of its values")
    if not isinstance(entry.get("parameters", {}), dict):
        problems.append("'parameters' takes 'name: value' lines")
    if not isinstance(entry.get("notebook", ""), str):
        problems.append("'notebook' takes the name of a notebook")
    if problems:
        raise InputError(problems)
    return notebook.read(entry.get("notebook", entry["run"]), folder)


def _expand(entry: dict[str, Any], book: Notebook, own: dict[str, Any]) -> list[Run]:
    given = entry.get("parameters", {})
    if not entry.get("each"):
        return [Run(entry["run"], book, {**given, **own})]
    ((name, values),) = entry["each"].items()
    names = [entry["run"].replace(f"{{{name}}}", str(value).lower()) for value in values]
    return [Run(run, book, {**given, **own, name: value}) for run, value in zip(names, values, strict=True)]
