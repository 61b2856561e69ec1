"""Content keys: what made an output, as one hash. An output whose key still holds need not be made again."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from healthai import paths
from healthai.run.plan import Run

# All that a notebook may import from this package (a test holds the notebooks to it); the book, the figures and the
# runner itself cannot change a result.
COMPUTES = (
    "__init__.py",
    "errors.py",
    "paths.py",
    "parameters.py",
    "results.py",
    "data",
    "stats",
    "oracles",
    "analysis",
)


def digest(parts: Iterable[str | bytes]) -> str:
    """Return one hash of parts, of which the order and the borders count."""
    total = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        total.update(len(raw).to_bytes(8, "big") + raw)
    return total.hexdigest()


def files(tops: Iterable[Path], without: Path | None = None) -> str:
    """Return one hash of the files below folders (or of single files): their names and contents."""
    found = [p for top in tops for p in ([top] if top.is_file() else sorted(top.rglob("*"))) if p.is_file()]
    kept = [p for p in found if "__pycache__" not in p.parts and not (without and p.is_relative_to(without))]
    return digest(part for path in kept for part in (paths.shown(path), path.read_bytes()))


@cache
def ingredients() -> dict[str, str]:
    """Return the hash of what all runs share: the computing part of the package, the data tables, the lock file."""
    return {
        "package": files(paths.SOURCE / name for name in COMPUTES),
        "data": files([paths.DATA], without=paths.RESULTS),
        "lock": files([paths.LOCK]),
    }


def of(run: Run) -> dict[str, str]:
    """Return the parts of a run's content key: its code, its parameters, and what all runs share."""
    values = {name: parameter.default for name, parameter in run.notebook.parameters.items()} | run.parameters
    return {
        "code": digest(run.notebook.code),
        "parameters": json.dumps(values, sort_keys=True),
        **ingredients(),
    }
