"""Imported first by the process that kernels are forked from, and by no other: how that process begins and ends."""

import atexit
import gc
import shutil
from multiprocessing.forkserver import _forkserver
from pathlib import Path


def _remove_socket() -> None:
    # The standard library leaves this to the process that started this one, and which may have been killed.
    address = getattr(_forkserver, "_forkserver_address", None)
    if isinstance(address, str):
        shutil.rmtree(Path(address).parent, ignore_errors=True)


atexit.register(_remove_socket)
# Imports leave next to no garbage, and looking for it takes a tenth of their time. Kernels look for theirs again.
gc.disable()
