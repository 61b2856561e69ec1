"""The descriptor of the data package, `datapackage.json`: which tables there are, their schemas and their seals."""

import hashlib
import json
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
    file = folder / NAME
    try:
        package = json.loads(file.read_text(encoding="utf-8"))
        names = [resource["name"] for resource in package["resources"]]
    except OSError:
        raise InputError(f"{paths.shown(file)} is missing") from None
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{paths.shown(file)} is not a data package: {error!r}") from None
    if len(names) != len(set(names)):
        raise InputError(f"{paths.shown(file)}: two resources have the same name")
    return package


def resources(folder: Path) -> dict[str, dict]:
    """Return the descriptors of the tables of the package in `folder`, by name."""
    return {resource["name"]: resource for resource in read(folder)["resources"]}


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
