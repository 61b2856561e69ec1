"""Copies of the project's tables, to be broken."""

import shutil

from healthai import paths


def copy(folder):
    """Copy the tables to `folder`; return it."""
    shutil.copytree(paths.DATA, folder, ignore=shutil.ignore_patterns("results"))
    return folder


def replace(file, old, new):
    """Replace the first occurrence of `old` in a file."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {file.name}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
