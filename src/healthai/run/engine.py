"""A papermill engine with warm kernels: ``papermill --engine warm in.ipynb out.ipynb``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from papermill.engines import NBClientEngine

from healthai.run import system

NAME = "warm"  # the entry point by which papermill finds the engine


class WarmEngine(NBClientEngine):
    """Executes a notebook in a kernel forked from a warm process; on systems without, in an ordinary one."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Execute a notebook, as papermill's own engine does."""
        kwargs.setdefault("kernel_manager_class", system.manager())
        with _seldom_saved(nb_man):
            return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)


@contextmanager
def _seldom_saved(nb_man: Any) -> Iterator[None]:
    """Save the notebook between cells as seldom as papermill does within one: twice a cell costs more than the kernel.

    Papermill itself writes it at the end, and where a kernel dies it saves how far that came.
    """
    save = nb_man.save

    def seldom(**kwargs: Any) -> None:
        if (nb_man.now() - nb_man.last_save_time).total_seconds() >= nb_man.autosave_cell_every:
            save(**kwargs)

    nb_man.save = seldom
    try:
        yield
    except BaseException:
        nb_man.save = save
        raise
