"""The descriptor of the data package, `datapackage.json`: which tables there are, their schemas and their seals."""

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path

from healthai import paths
from healthai.errors import InputError

NAME = "datapackage.json"


def read(folder: Path) -> dict:
    """Return the descriptor of the package in `folder`.

    Raises
    ------
    InputError
        When it is missing or is not JSON with a list of resources.
    """
    return deepcopy(_shared(folder))


def resources(folder: Path) -> Mapping[str, dict]:
    """Return the descriptors of the tables of the package in `folder`, by name; all callers share them."""
    return {resource["name"]: resource for resource in _shared(folder)["resources"]}


def content_of(file: Path) -> bytes:
    """Return what a file holds; it is read again when its size, time or place on the disk has changed.

    Raises
    ------
    OSError
        When the file cannot be read.
    """
    found = file.stat()
    return _read(file, found.st_size, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=64)
def _read(file: Path, *_state: int) -> bytes:
    return file.read_bytes()


def _shared(folder: Path) -> dict:
    file = folder / NAME
    try:
        return _parsed(content_of(file), file)
    except OSError:
        raise InputError(f"{paths.shown(file)} is missing") from None


@lru_cache(maxsize=4)
def _parsed(content: bytes, file: Path) -> dict:
    # Kept by content, because every look at a table begins here.
    try:
        package = json.loads(content)
        names = [resource["name"] for resource in package["resources"]]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{paths.shown(file)} is not a data package: {error!r}") from None
    if len(names) != len(set(names)):
        raise InputError(f"{paths.shown(file)}: two resources have the same name")
    return package


def seal_of(content: bytes) -> dict[str, str | int]:
    """Return hash and size of a table's content, as they stand in the descriptor."""
    return {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}


def is_sealed(resource: dict, content: bytes) -> bool:
    """Return whether the content is the one that was validated when the package was last sealed."""
    return seal_of(content)["hash"] == resource.get("hash")


def unsealed(folder: Path | None = None) -> list[str]:
    """Return the names of the tables whose content differs from their seal, or that are missing."""
    folder = folder or paths.DATA
    return [
        name for name, resource in resources(folder).items() if not _sealed_file(folder / resource["path"], resource)
    ]


def _sealed_file(file: Path, resource: dict) -> bool:
    return file.is_file() and is_sealed(resource, file.read_bytes())
