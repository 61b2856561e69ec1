"""Whether any file was touched since the whole book was made, by sizes and times alone.

The stages ask what files hold, which takes half a second when nothing has changed. This asks less and is asked first.
What it cannot tell (a file written anew with the same content) the stages then find out.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from healthai import paths
from healthai.editions import LANGUAGES, Edition
from healthai.files import write

# All that a book is made from: everything of the project but its tests and what was generated.
MADE_FROM = ("data", "book", "notebooks", "records", "src", "dodo.py", "_config.yml", "requirements.lock")
SAID = ("CITATION.cff", "LICENSE-CONTENT")


def inputs(edition: Edition) -> str:
    """Return a hash of the names, sizes and times of all files that an edition is made from, and of its values."""
    return _hash([repr(edition), *_entries(str(paths.ROOT / name) for name in (*MADE_FROM, *SAID))])


def outputs(edition: Edition) -> str:
    """Return the same of the files that the stages leave, the published pages included."""
    folders = [edition.executed, edition.results]
    folders += [of(language) for language in LANGUAGES for of in (edition.drawn, edition.source, edition.site)]
    return _hash(_entries([*map(str, folders), str(edition.front)]))


def nothing(edition: Edition) -> bool:
    """Return whether inputs and outputs are what they were when the edition was last complete."""
    try:
        made, left = _stamp(edition).read_text().split()
    except (OSError, ValueError):
        return False
    return made == inputs(edition) and left == outputs(edition)


def complete(edition: Edition, made_from: str) -> None:
    """Put on record that the edition is complete; `made_from` are its inputs, taken before the first stage."""
    write(_stamp(edition), f"{made_from} {outputs(edition)}\n")


def _stamp(edition: Edition) -> Path:
    return edition.folder / "complete.stamp"


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _entries(tops: Iterable[str]) -> Iterator[str]:
    """Yield name, size and time of each file below folders, and of single files; one that is missing has none."""
    for top in tops:
        if not os.path.isdir(top):
            yield _entry(top, os.stat(top)) if os.path.exists(top) else top
            continue
        with os.scandir(top) as found:
            for one in sorted(found, key=lambda one: one.name):
                if one.is_dir():
                    if one.name != "__pycache__":
                        yield from _entries([one.path])
                else:
                    yield _entry(one.path, one.stat())


def _entry(path: str, state: os.stat_result) -> str:
    return f"{path} {state.st_size} {state.st_mtime_ns}"
