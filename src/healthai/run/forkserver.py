"""Imported by the process that kernels are forked from, and by no other: how that process ends.

The standard library leaves the removal of its socket to the process that started it, which may have been killed.
"""

import atexit
import shutil
from multiprocessing.forkserver import _forkserver
from pathlib import Path


def _remove_socket() -> None:
    address = getattr(_forkserver, "_forkserver_address", None)
    if isinstance(address, str):
        shutil.rmtree(Path(address).parent, ignore_errors=True)


atexit.register(_remove_socket)
