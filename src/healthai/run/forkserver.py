"""The process that kernels are forked from: what it imports, and its start, which does not wait for that."""

import os
from collections.abc import Iterable
from multiprocessing import forkserver

from healthai.run.system import ENVIRONMENT

IPYTHON = ["completerlib", "debugger", "logger", "oinspect"]
KERNEL = ["ipykernel.kernelapp", "ipykernel.debugger", "sqlite3", "tornado.platform.asyncio"]
KERNEL += ["IPython.extensions.storemagic", "IPython.utils.wildcard", *(f"IPython.core.{name}" for name in IPYTHON)]
# Unless told otherwise: a kernel itself, and what the notebooks of this project import.
PRELOAD = (*KERNEL, "numpy", "pandas.io.formats.html", "scipy.stats", "healthai.run.preload")


def start(preload: Iterable[str] = PRELOAD) -> None:
    """Start the process, unless it is there already: what it imports was settled by its start."""
    os.environ.update(ENVIRONMENT)  # linear algebra reads it when it is imported
    forkserver.set_forkserver_preload(["healthai.run.in_forkserver", "healthai.run.warm", *preload])
    forkserver.ensure_running()
