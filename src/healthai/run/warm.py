"""Warm kernels: forked from a process that has already imported what notebooks import.

Starting Python and importing the libraries costs seconds; a fork of a process that has done so costs a few hundredths.
Each kernel still is a process of its own, with its own environment, working directory and random state. The process
that is forked belongs to the standard library (`multiprocessing.forkserver`); it ends with the process that started it,
and so do the kernels, however that one ends.

Papermill must not be imported here: it imports its engines, which import this.
"""

import asyncio
import gc
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import ModuleType
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import List, Unicode

from healthai.run import forkserver
from healthai.run.client import POLL
from healthai.run.kernel import PrivateKernelManager
from healthai.run.scratch import PREFIX

LAUNCHER = "ipykernel_launcher"

# Starting and looking after processes of `multiprocessing` is not safe in several threads at once.
_lock = threading.Lock()


class Forked:
    """A forked kernel with the part of `subprocess.Popen` that a provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess):
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        """Return the exit status, or None while the kernel lives."""
        with _lock:
            return self._process.exitcode

    def wait(self) -> int | None:
        """Return the exit status of a kernel that has ended."""
        return self.poll()

    def send_signal(self, signum: int) -> None:
        """Send a signal, unless the kernel has ended."""
        if self.poll() is None:
            os.kill(self.pid, signum)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Forks a kernel instead of starting an interpreter.

    `preload` names the modules that are imported once, before the first fork of this process; the list of the first
    kernel holds for all. A kernel specification sets it under ``metadata.kernel_provisioner.config``.
    """

    preload = List(Unicode(), default_value=list(forkserver.PRELOAD), config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel that is given the arguments of the launch command; one of another language starts as ever."""
        if LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        self.cwd = kwargs.get("cwd") or os.getcwd()
        arguments = cmd[cmd.index(LAUNCHER) + 1 :]
        self.process = fork(self.preload, arguments, kwargs.get("env", dict(os.environ)), str(self.cwd))
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel's end, looking often: a killed kernel is gone at once."""
        while await self.poll() is None:
            await asyncio.sleep(POLL)
        return await super().wait()


class WarmKernelManager(PrivateKernelManager):
    """Starts warm kernels over private sockets, whatever provisioner their specification asks for."""

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        asked = self.kernel_spec.metadata
        if asked.get("kernel_provisioner", {}).get("provisioner_name") != forkserver.NAME:
            self.kernel_spec.metadata = {**asked, "kernel_provisioner": {"provisioner_name": forkserver.NAME}}
        return await super()._async_pre_start_kernel(**kwargs)

    pre_start_kernel = _async_pre_start_kernel


def fork(preload: list[str], arguments: list[str], environment: dict[str, str], folder: str) -> Forked:
    """Fork a kernel with an environment and a working directory of its own; the first also starts what is forked."""
    process = get_context("forkserver").Process(target=become_kernel, args=(arguments, environment, folder))
    with _lock, _no_main_module():
        forkserver.start(preload)
        process.start()
    return Forked(process)


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Hide the main module for a moment: a new process would run the caller's script again, which a kernel must not."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def become_kernel(arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """Run an IPython kernel in this process, as if it had been started by the launch command."""
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    gc.freeze()  # what was imported before the fork is never garbage: to look through it again copies its memory
    gc.enable()
    os.setsid()  # signals reach the kernel and what it starts, and nobody else
    threading.Thread(target=_end_with_parent, args=(arguments,), daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    np.random.seed()  # a fork would repeat the state of the process that it was forked from
    sys.argv = [LAUNCHER, *arguments]
    IPKernelApp.launch_instance(arguments, parent_handle=os.getppid())


def _end_with_parent(arguments: list[str]) -> None:
    """End this kernel when the process that asked for it is gone, killed perhaps; leave no socket behind."""
    wait([parent_process().sentinel])
    private = Path(arguments[arguments.index("-f") + 1]).parent
    if private.name.startswith(PREFIX):
        shutil.rmtree(private, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)
