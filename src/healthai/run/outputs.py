"""What the runs of an edition have left: whether it still holds, and what no run wants any longer."""

import json
from collections.abc import Iterable

from healthai.editions import Edition
from healthai.run import key
from healthai.run.plan import Run


def up_to_date(run: Run, edition: Edition) -> bool:
    """Return whether the run's notebook and results are there and were made from what is there now."""
    try:
        notebook = json.loads((edition.executed / f"{run.name}.ipynb").read_text(encoding="utf-8"))
        stored = json.loads((edition.results / f"{run.name}.json").read_text(encoding="utf-8"))
        return notebook["metadata"]["healthai"]["key"] == stored["key"] == key.of(run)
    except (OSError, ValueError, KeyError, TypeError):
        return False


MADE_FROM = {
    "code": "the notebook's code cells",
    "parameters": "its parameters",
    "package": "the computing part of the package",
    "data": "the data tables",
    "lock": "the lock file",
}


def why(run: Run, edition: Edition) -> list[str]:
    """Return why a run would be executed: what its output lacks, or what changed since; nothing when it still holds."""
    try:
        made_from = json.loads((edition.results / f"{run.name}.json").read_text(encoding="utf-8"))["key"]
    except (OSError, ValueError, KeyError, TypeError):
        return ["there is no finished output"]
    now = key.of(run)
    changed = [f"{words} changed" for part, words in MADE_FROM.items() if made_from.get(part) != now[part]]
    if not changed and not up_to_date(run, edition):
        return ["the executed notebook is missing or is not of the same run as the results"]
    return changed


def prune(runs: Iterable[Run], edition: Edition) -> None:
    """Remove the outputs of runs that the plan no longer has; no page may go on using their results."""
    kept = {run.name for run in runs}
    for folder in (edition.executed, edition.results, edition.failed):
        for path in folder.glob("*"):
            if path.stem not in kept:
                path.unlink()
