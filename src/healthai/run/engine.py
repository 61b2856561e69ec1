"""A papermill engine with warm kernels: ``papermill --engine warm in.ipynb out.ipynb``."""

import os
import sys
from typing import Any

from papermill.engines import NBClientEngine

ORDINARY = "jupyter_client.manager.AsyncKernelManager"
PRIVATE = "healthai.run.kernel.PrivateKernelManager"
WARM = "healthai.run.warm.WarmKernelManager"


def manager() -> str:
    """Return the kernel manager for this system: warm on Linux unless COLD is set, else private, else the ordinary."""
    if sys.platform == "win32":
        return ORDINARY
    return WARM if sys.platform == "linux" and not os.environ.get("COLD") else PRIVATE


class WarmEngine(NBClientEngine):
    """Executes a notebook in a kernel forked from a warm process; on systems without, in an ordinary one."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Execute a notebook, as papermill's own engine does."""
        kwargs.setdefault("kernel_manager_class", manager())
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
