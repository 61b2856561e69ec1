"""A kernel whose sockets nobody else can reach: files in a private folder with a short name, removed with the kernel.

TCP ports are guessed and then bound, so kernels that start together can lose theirs to each other. Windows has no such
sockets; there the ordinary manager runs.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
import weakref
from functools import cache
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager

ORDINARY = "jupyter_client.manager.AsyncKernelManager"
PRIVATE = "healthai.run.kernel.PrivateKernelManager"
WARM = "healthai.run.warm.WarmKernelManager"
PREFIX = "hai-"
POLL = 0.003  # seconds between two looks at something that happens soon

# Kernels inherit these. One thread of linear algebra each: runs are parallel already, and sums then do not depend on
# the number of cores.
ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ENVIRONMENT["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger, which nobody uses here, warns of frozen modules


def manager() -> str:
    """Return the kernel manager for this system: warm on Linux unless COLD is set, else private, else the ordinary."""
    if sys.platform == "win32":
        return ORDINARY
    return WARM if sys.platform == "linux" and not os.environ.get("COLD") else PRIVATE


# Whose kernels an interrupted plan has to end.
_managers: "weakref.WeakSet[PrivateKernelManager]" = weakref.WeakSet()


def kill_all() -> None:
    """End all kernels of this process at once and remove their folders; who waits for one learns that it is gone."""
    for one in list(_managers):
        process = getattr(one.provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()
        one.remove_folder()


@cache
def remove_orphans(temporary: str) -> None:
    """Remove, once a process, the folders of kernels whose process was killed and could not remove them."""
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


class PromptClient(AsyncKernelClient):
    """A client that is ready as soon as both channels have answered, and does not listen on for what may still come.

    Papermill's client tells its own messages from others by their parent, so nothing has to be flushed.
    """

    async def _async_wait_for_ready(self, timeout: float | None = None) -> None:
        end = time.monotonic() + (timeout or float("inf"))
        while time.monotonic() < end:
            asked = self.kernel_info()
            try:
                self._handle_kernel_info_reply(await self._answer(self.shell_channel, asked))
                await self._answer(self.iopub_channel, asked)
            except Empty:  # the kernel is still on its way, or its publications were not yet connected
                if not await self._async_is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info") from None
            else:
                return
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    wait_for_ready = _async_wait_for_ready

    async def _answer(self, channel: Any, asked: str) -> dict[str, Any]:
        while True:
            message = await channel.get_msg(timeout=1)
            if message["parent_header"].get("msg_id") == asked:
                return message


class PrivateKernelManager(AsyncKernelManager):
    """Starts a kernel over IPC in a folder of its own (socket paths are limited to 104 bytes on macOS)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _managers.add(self)
        remove_orphans(tempfile.gettempdir())
        self._folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
        self.transport = "ipc"
        self.client_class = f"{__name__}.PromptClient"
        self.ip = os.path.join(self._folder, "k")
        self.connection_file = os.path.join(self._folder, "kernel.json")

    def remove_folder(self) -> None:
        """Remove the kernel's sockets and its connection file."""
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _async_start_kernel(self, **kwargs: Any) -> None:
        try:
            await super()._async_start_kernel(**kwargs)
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

    async def _async_shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        # All that the kernel had to say has arrived: there is nothing to wait for.
        await super()._async_shutdown_kernel(now=True, restart=restart)

    shutdown_kernel = _async_shutdown_kernel

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            self.remove_folder()

    cleanup_resources = _async_cleanup_resources
