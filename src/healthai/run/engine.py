"""A papermill engine with warm kernels: ``papermill --engine warm in.ipynb out.ipynb``."""

from typing import Any

from papermill.engines import NBClientEngine

from healthai.run.kernel import manager


class WarmEngine(NBClientEngine):
    """Executes a notebook in a kernel forked from a warm process; on systems without, in an ordinary one."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Execute a notebook, as papermill's own engine does."""
        kwargs.setdefault("kernel_manager_class", manager())
        return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
