"""The data package as one file to download: descriptor, tables, licence and notes in a zip, always the same bytes."""

import hashlib
import io
import json
import zipfile
from functools import cache

from healthai import paths
from healthai.book import citation

RECORDS = "_extra/records.json"  # published beside the pages, as the next
CLEAN = "downloads/notebooks"  # notebooks as they are in the project; the executed ones are the sources of their pages
NAME = "data-package.zip"
README = paths.BOOK / "_templates" / "package.md"
DESCRIPTOR = paths.DATA / "datapackage.json"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold: no clock time
PLAIN_FILE = 0o644 << 16


def files() -> dict[str, bytes]:
    """Return what the package holds, by name: all tables that its descriptor lists, and the texts that go with them."""
    resources = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))["resources"]
    held = {name: (paths.DATA / name).read_bytes() for name in [DESCRIPTOR.name, *(r["path"] for r in resources)]}
    held["README.md"] = _readme().encode()
    held["NOTES.md"] = (paths.DATA / "README.md").read_bytes()
    held["LICENSE"] = (paths.ROOT / "LICENSE-CONTENT").read_bytes()
    held["CITATION.cff"] = citation.FILE.read_bytes()
    return dict(sorted(held.items()))


def _readme() -> str:
    about = citation.read()
    text = README.read_text(encoding="utf-8")
    return text.replace("%title%", about["title"]).replace("%version%", about["version"])


@cache
def archive() -> bytes:
    """Return the zip; its files are stored as they are, for compressed bytes depend on the version of zlib."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name, content in files().items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3  # the same on every system
            entry.external_attr = PLAIN_FILE
            package.writestr(entry, content)
    return buffer.getvalue()


def sha256() -> str:
    """Return the hash of the zip."""
    return hashlib.sha256(archive()).hexdigest()
