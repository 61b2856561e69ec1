"""Comparing results with the published ones: words and whole numbers exactly, floats to a relative tolerance."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healthai.files import write

TOLERANCE = 1e-9
COMPARED = ("run", "notebook", "parameters", "results")
OUTCOMES = ("identical", "equal", "different")  # from best to worst
NOTHING = object()  # stands where one side has no such run or name; a stored null is something


@dataclass(frozen=True)
class Difference:
    """One place where two sets of results differ."""

    where: str
    published: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.where}: {_short(self.published)} → {_short(self.found)}"


def compare(published: Path, found: Path) -> list[Difference]:
    """Return where two folders of results differ.

    Parameters
    ----------
    published, found : Path
        Folders with one JSON file a run.

    Returns
    -------
    list of Difference
        Runs that only one of them holds, and each value that differs: words and whole numbers exactly, floats by more
        than 1e-9 relative.
    """
    names = sorted({path.name for folder in (published, found) for path in folder.glob("*.json")})
    return [d for name in names for d in _differences(Path(name).stem, _read(published / name), _read(found / name))]


def outcomes(published: Path, found: Path) -> dict[str, str]:
    """Return how each run fared: "identical", "equal" (floats to the tolerance) or "different"."""
    names = sorted({path.name for folder in (published, found) for path in folder.glob("*.json")})
    return {Path(name).stem: _outcome(_read(published / name), _read(found / name)) for name in names}


def worst(found: Iterable[str]) -> str:
    """Return the worst of several outcomes."""
    return max(found, key=OUTCOMES.index, default=OUTCOMES[0])


def same(old: Any, new: Any) -> bool:
    """Return whether two stored values are the same by the rules of `compare`."""
    return not any(_differences("", old, new))


def accept(found: Path, published: Path) -> None:
    """Make the published results those found; files of runs that are gone are removed."""
    published.mkdir(parents=True, exist_ok=True)
    for path in sorted(found.glob("*.json")):
        kept = {name: value for name, value in json.loads(path.read_text(encoding="utf-8")).items() if name in COMPARED}
        write(published / path.name, json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    for path in published.glob("*.json"):
        if not (found / path.name).exists():
            path.unlink()


def _read(path: Path) -> Any:
    if not path.exists():
        return NOTHING
    return {name: value for name, value in json.loads(path.read_text(encoding="utf-8")).items() if name in COMPARED}


def _outcome(old: Any, new: Any) -> str:
    if NOTHING not in (old, new) and json.dumps(old) == json.dumps(new):
        return "identical"
    return "equal" if same(old, new) else "different"


def _differences(where: str, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _differences(f"{where}.{key}", old.get(key, NOTHING), new.get(key, NOTHING))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for position, (a, b) in enumerate(zip(old, new, strict=True)):
            yield from _differences(f"{where}[{position}]", a, b)
    elif not _same(old, new):
        yield Difference(where, old, new)


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, float) and isinstance(new, float):
        return math.isclose(old, new, rel_tol=TOLERANCE, abs_tol=1e-15)
    return type(old) is type(new) and old == new


def _short(value: Any) -> str:
    text = "nothing" if value is NOTHING else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
