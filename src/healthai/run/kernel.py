"""A kernel whose sockets nobody else can reach: files in a private folder with a short name, removed with the kernel.

TCP ports are guessed and then bound, so kernels that start together can lose theirs to each other. Windows has no such
sockets; there the ordinary manager runs.
"""

import asyncio
import os
import shutil
import weakref
from typing import Any

from jupyter_client.manager import AsyncKernelManager

from healthai.run import scratch
from healthai.run.client import POLL, PromptClient
from healthai.run.system import ENVIRONMENT

# Whose kernels an interrupted plan has to end.
_managers: "weakref.WeakSet[PrivateKernelManager]" = weakref.WeakSet()


def kill_all() -> None:
    """End all kernels of this process at once and remove their folders; who waits for one learns that it is gone."""
    for one in list(_managers):
        if process := getattr(one.provisioner, "process", None):
            process.kill()
        one.remove_folder()


class PrivateKernelManager(AsyncKernelManager):
    """Starts a kernel over IPC in a folder of its own (socket paths are limited to 104 bytes on macOS)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _managers.add(self)
        self._folder = scratch.folder()
        self.transport = "ipc"
        self.client_class = f"{PromptClient.__module__}.{PromptClient.__name__}"
        self.ip = os.path.join(self._folder, "k")
        self.connection_file = os.path.join(self._folder, "kernel.json")

    def remove_folder(self) -> None:
        """Remove the kernel's sockets and its connection file."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _async_start_kernel(self, **kwargs: Any) -> None:
        env = {**(kwargs.pop("env", None) or os.environ), **ENVIRONMENT}
        try:
            await super()._async_start_kernel(env=env, **kwargs)
            await self._async_listening()
        except BaseException:  # a kernel that never ran is not cleaned up after
            self.remove_folder()
            raise

    start_kernel = _async_start_kernel

    async def _async_listening(self) -> None:
        """Wait for the kernel's sockets: a client that calls too early calls again only a tenth of a second later."""
        sockets = [f"{self.ip}-{port}" for port in self.ports]
        while not all(map(os.path.exists, sockets)) and await self._async_is_alive():
            await asyncio.sleep(POLL)

    async def _async_interrupt_kernel(self) -> None:
        if not self.shutting_down:  # an idle kernel would only print that it was interrupted
            await super()._async_interrupt_kernel()

    interrupt_kernel = _async_interrupt_kernel

    async def _async_wait(self, pollinterval: float = POLL) -> None:
        await super()._async_wait(pollinterval)  # a killed kernel is gone in milliseconds

    async def _async_shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        # All that the kernel had to say has arrived: there is nothing to wait for.
        await super()._async_shutdown_kernel(now=True, restart=restart)

    shutdown_kernel = _async_shutdown_kernel

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            self.remove_folder()

    cleanup_resources = _async_cleanup_resources
