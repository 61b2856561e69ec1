"""Helpers of the tests in this folder."""

import re
from contextlib import contextmanager


def contents(folder):
    """Return the files below a folder: name and content."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def worked(done):
    """Return the runs and drawings that a pipeline says it made."""
    return re.findall(r"^(?:run|draw \w+) \d+/\d+ (\S+)", done.stderr, re.MULTILINE)


@contextmanager
def changed(path, change):
    """Change the text of a file for a while."""
    text = path.read_text(encoding="utf-8")
    path.write_text(change(text), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(text, encoding="utf-8")
