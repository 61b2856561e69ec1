"""A client that is ready as soon as its kernel is: papermill's own waits out fixed times before the first cell."""

import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

POLL = 0.003  # seconds between two looks at something that happens soon


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
