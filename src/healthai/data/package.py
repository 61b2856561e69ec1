"""Validation of the data package against its descriptor, and the seals that say which content has been validated."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from frictionless import FrictionlessException, Package

from healthai import paths
from healthai.data import checks, descriptor, table, wording
from healthai.data.table import Table
from healthai.errors import InputError

MOST = 50  # messages for one table; a column that is wrong throughout should not bury the other tables


def validate(folder: Path | None = None) -> None:
    """Check every table of the data package; seals are not compared (see `descriptor.unsealed`).

    Parameters
    ----------
    folder : Path, optional
        Folder that holds ``datapackage.json``; the project's ``data/`` unless given.

    Raises
    ------
    InputError
        Lists all problems of all tables at once. Each names file, row (line of the file), column, value, and what is
        allowed.
    """
    folder = folder or paths.DATA
    package = descriptor.read(folder)
    tables, problems = _readable(folder, package)
    problems += _schema_problems(folder, package, tables)
    problems += checks.problems(tables)
    if problems:
        raise InputError(dict.fromkeys(problems))


def seal(folder: Path | None = None) -> list[str]:
    """Validate the package, then write hash and size of every table into its descriptor.

    The descriptor is replaced in one step and left alone when nothing changed.

    Parameters
    ----------
    folder : Path, optional
        As in `validate`.

    Returns
    -------
    list of str
        Names of the tables whose seal was renewed.

    Raises
    ------
    InputError
        As in `validate`; nothing is written then.
    """
    folder = folder or paths.DATA
    validate(folder)
    renewed = descriptor.unsealed(folder)
    package = descriptor.read(folder)
    for resource in package["resources"]:
        resource.update(descriptor.seal_of((folder / resource["path"]).read_bytes()))
    _replace(folder / descriptor.NAME, json.dumps(package, indent=2, ensure_ascii=False) + "\n")
    return renewed


def _replace(file: Path, text: str) -> None:
    if file.read_text(encoding="utf-8") == text:
        return
    new = file.with_name(file.name + ".new")
    new.write_text(text, encoding="utf-8", newline="\n")
    os.replace(new, file)


def _readable(folder: Path, package: dict) -> tuple[dict[str, Table], list[str]]:
    tables: dict[str, Table] = {}
    problems: list[str] = []
    for resource in package["resources"]:
        try:
            tables[resource["name"]] = table.read(folder, resource)
        except InputError as error:
            problems += error.problems
    return tables, problems


def _schema_problems(folder: Path, package: dict, tables: Mapping[str, Table]) -> list[str]:
    resources = [_bare(resource, tables) for resource in package["resources"] if resource["name"] in tables]
    if not resources:
        return []
    where = paths.shown(folder / descriptor.NAME)
    try:
        report = Package({**package, "resources": resources}, basepath=str(folder)).validate()
    except FrictionlessException as error:
        return [f"{where}: {reason.message}" for reason in error.reasons or [error.error]]
    problems = [f"{where}: {error.message}" for error in report.errors]
    by_name = {resource["name"]: resource for resource in resources}
    for task in report.tasks:
        problems += _cut(wording.problems(task.errors, by_name[task.name], tables), tables[task.name].where)
    return problems


def _bare(resource: dict, tables: Mapping[str, Table]) -> dict:
    """Return a descriptor without seal, and without references to tables that cannot be read."""
    schema = dict(resource["schema"])
    keys = [
        key for key in schema.pop("foreignKeys", []) if (key["reference"]["resource"] or resource["name"]) in tables
    ]
    rest = {key: value for key, value in resource.items() if key not in ("hash", "bytes", "schema")}
    return {**rest, "schema": {**schema, **({"foreignKeys": keys} if keys else {})}}


def _cut(messages: list[str], where: str) -> list[str]:
    more = len(messages) - MOST
    return messages if more <= 0 else [*messages[:MOST], f"{where}: {more} more problems of these kinds"]
