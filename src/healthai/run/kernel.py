"""A kernel whose sockets nobody else can reach: files in a private folder with a short name, removed with the kernel.

TCP ports are guessed and then bound, so kernels that start together can lose theirs to each other. Windows has no such
sockets; there the ordinary manager runs.
"""

import os
import shutil
import sys
import tempfile
from typing import Any

from jupyter_client.manager import AsyncKernelManager

ORDINARY = "jupyter_client.manager.AsyncKernelManager"
PRIVATE = "healthai.run.kernel.PrivateKernelManager"
MANAGER = ORDINARY if sys.platform == "win32" else PRIVATE

# Kernels inherit these. One thread of linear algebra each: runs are parallel already, and sums then do not depend on
# the number of cores.
ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class PrivateKernelManager(AsyncKernelManager):
    """Starts a kernel over IPC in a folder of its own (socket paths are limited to 104 bytes on macOS)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._folder = tempfile.mkdtemp(prefix="hai-")
        self.transport = "ipc"
        self.ip = os.path.join(self._folder, "k")
        self.connection_file = os.path.join(self._folder, "kernel.json")

    async def _async_start_kernel(self, **kwargs: Any) -> None:
        try:
            await super()._async_start_kernel(**kwargs)
        except BaseException:  # a kernel that never ran is not cleaned up after
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    start_kernel = _async_start_kernel

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
            shutil.rmtree(self._folder, ignore_errors=True)

    cleanup_resources = _async_cleanup_resources
