"""Folders that live as long as a run: named after the process, so that those of a killed one are known and removed."""

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "hai-"


def folder() -> str:
    """Make a folder with a short name, which sockets need, for the caller to remove."""
    return tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")


def remove_orphans(temporary: str) -> None:
    """Remove the folders of processes that were killed and could not remove them."""
    for folder in Path(temporary).glob(f"{PREFIX}*-*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdecimal() and not _alive(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
