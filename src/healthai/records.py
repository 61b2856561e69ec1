"""What is kept on record beside the results: the last verification, the numbers that moved since a release, and the
addresses of published pages.

They are tracked files in ``records/``. They lie outside ``data/``, for a record changes no result, and a run is
executed again whenever something there changes.
"""

import datetime
import json
import platform
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from healthai import paths, verify
from healthai.files import dump, write
from healthai.results import Number, Results
from healthai.run import key
from healthai.run.plan import Run
from healthai.verify import Difference

FOLDER = paths.ROOT / "records"
VERIFICATION = "verification.json"
FINDINGS = "findings.json"
ADDRESSES = "addresses.json"
MOST_DIFFERENCES = 40


def read(name: str) -> Any:
    """Return the content of a record; None when there is none yet."""
    path = FOLDER / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def keep(name: str, content: Any) -> None:
    """Write a record."""
    write(FOLDER / name, dump(content))


# The last verification.


def ingredients() -> dict[str, str]:
    """Return the hash of each thing that the published results are made from, and of these results."""
    return {
        "results": key.files([paths.RESULTS]),
        "data": key.ingredients()["data"],
        "notebooks": key.files([paths.NOTEBOOKS]),
        "package": key.ingredients()["package"],
        "lock": key.ingredients()["lock"],
    }


def verification(
    runs: Iterable[Run], found: Path, differences: list[Difference], on: datetime.date
) -> dict[str, object]:
    """Return the record of a verification.

    Parameters
    ----------
    runs : iterable of Run
        The runs that were executed anew.
    found : Path
        Folder with their results.
    differences : list of Difference
        Where these differ from the published ones.
    on : datetime.date
        The day; the record has no other time.
    """
    outcomes = verify.outcomes(paths.RESULTS, found)
    return {
        "date": on.isoformat(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": _packages(),
        "ingredients": ingredients(),
        "runs": {run.name: {"notebook": run.notebook.name, "outcome": outcomes[run.name]} for run in runs},
        "differences": [str(difference) for difference in differences[:MOST_DIFFERENCES]],
    }


def _packages() -> dict[str, str]:
    """Return the versions of the packages that the project names as its own needs."""
    needs = sorted({Requirement(line).name for line in metadata.requires("healthai") or ()}, key=str.lower)
    return {name: metadata.version(name) for name in needs}


def status(shown: Path) -> dict[str, object]:
    """Return the last verification, what changed since, and whether the results that are shown are those published.

    Parameters
    ----------
    shown : Path
        Folder with the results of the edition that is being built.
    """
    record, now = read(VERIFICATION), ingredients()
    changed = [part for part, value in now.items() if record and record["ingredients"].get(part) != value]
    outcomes = set(verify.outcomes(paths.RESULTS, shown).values())
    return {"record": record, "changed": changed, "shown": verify.worst(outcomes)}


def holds(state: Mapping[str, Any]) -> bool:
    """Return whether the last verification found the published results, and nothing has changed since."""
    return bool(state["record"]) and not state["changed"] and not state["record"]["differences"]


# Numbers that moved since a release.


def moved(
    findings: list[dict[str, Any]], before: Mapping[str, Results], after: Mapping[str, Results], why: str
) -> list[dict[str, Any]]:
    """Return the record of findings with what moves when `after` is published in the place of `before`.

    A number is compared with what the last release said of it, however often it moved in between; one that comes back
    is dropped. One that is new has no `was`, one that is gone no `is`. Before the first release nothing can move.

    Parameters
    ----------
    findings : list of dict
        One entry a release, oldest first: version, date, and what moved after it.
    before, after : mapping of run name to Results
    why : str
        The reason, in words, noted for each number that moves now.
    """
    if not findings:
        return []
    *earlier, last = findings
    known = {entry["key"]: entry for entry in last["moved"]}
    old, new = _numbers(before), _numbers(after)
    for name in sorted({*old, *new}):
        if verify.same(old.get(name), new.get(name)):
            continue
        was = known.pop(name, {"was": old.get(name)})["was"]
        if not verify.same(was, new.get(name)):
            known[name] = {"key": name, "was": was, "is": new.get(name), "why": why}
    return [*earlier, last | {"moved": [known[name] for name in sorted(known)]}]


def _numbers(results: Mapping[str, Results]) -> dict[str, dict[str, Any]]:
    """Return all numbers as they are recorded: what a reader sees of them, without their sources."""
    return {f"{run}.{name}": _plain(number) for run, found in results.items() for name, number in found.numbers.items()}


def _plain(number: Number) -> dict[str, Any]:
    return number.model_dump(mode="json", exclude={"sources"}, exclude_defaults=True)
