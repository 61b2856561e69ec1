"""The process that kernels are forked from: what it imports, and its start, which does not wait for that."""

import os
from collections.abc import Iterable
from multiprocessing import forkserver

from healthai.run.system import ENVIRONMENT

NAME = "healthai-warm"  # the entry point by which jupyter_client finds the provisioner
IPYTHON = ["completerlib", "debugger", "logger", "oinspect"]
KERNEL = ["ipykernel.kernelapp", "ipykernel.debugger", "sqlite3", "tornado.platform.asyncio"]
KERNEL += ["IPython.extensions.storemagic", "IPython.utils.wildcard", *(f"IPython.core.{name}" for name in IPYTHON)]
# Unless told otherwise: a kernel itself, and what the notebooks of this project import.
PRELOAD = (*KERNEL, "numpy", "pandas.io.formats.html", "scipy.stats", "healthai.run.preload")


def asked(kernel: str) -> Iterable[str]:
    """Return what the specification of a kernel asks to be imported; the default where it says nothing."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        provisioner = KernelSpecManager().get_kernel_spec(kernel).metadata.get("kernel_provisioner", {})
    except NoSuchKernel:  # the run that wants it says so
        return PRELOAD
    named = provisioner.get("provisioner_name") == NAME
    return provisioner.get("config", {}).get("preload", PRELOAD) if named else PRELOAD


def start(preload: Iterable[str] = PRELOAD) -> None:
    """Start the process, unless it is there already: what it imports was settled by its start."""
    os.environ.update(ENVIRONMENT)  # linear algebra reads it when it is imported
    forkserver.set_forkserver_preload(["healthai.run.in_forkserver", "healthai.run.warm", *preload])
    forkserver.ensure_running()
