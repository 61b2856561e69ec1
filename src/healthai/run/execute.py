"""Executing the plan: papermill runs each notebook in a kernel of its own; what is finished is renamed into place."""

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from healthai import paths, results
from healthai.editions import Edition
from healthai.errors import InputError, without_colour
from healthai.files import write
from healthai.run import forkserver, key, scratch, system
from healthai.run.plan import Run
from healthai.run.progress import progress


@dataclass(frozen=True)
class Failure:
    """A run that did not finish, with all that is needed to find the fault."""

    run: Run
    error: str
    cell: int | None = None
    line: int | None = None
    partial: Path | None = None

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.run.parameters.items()) or "none given"
        place = f", code cell {self.cell}" if self.cell else ""
        place += f", line {self.line}" if self.line else ""
        lines = [
            f"Run '{self.run.name}' failed: {paths.shown(self.run.notebook.path)}{place}",
            f"  parameters: {values}",
            f"  error: {self.error}",
        ]
        return "\n".join(lines + [f"  partial notebook: {paths.shown(self.partial)}"] * bool(self.partial))


def execute(run: Run, executed: Path, stored: Path, failed: Path) -> Failure | None:
    """Run one notebook; put it and its results in place, or its partial notebook into `failed`.

    Parameters
    ----------
    run : Run
    executed, stored, failed : Path
        Folders of executed notebooks, of results, and of partial notebooks.

    Returns
    -------
    Failure or None
        None when the run finished. An earlier good output stays when it did not.
    """
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from healthai.run import engine
    from healthai.run.normalise import normalise

    os.environ.update(system.ENVIRONMENT)
    made_from = key.of(run)
    about = {"run": run.name, "notebook": run.notebook.name, "parameters": run.parameters, "command": run.command}
    with tempfile.TemporaryDirectory(prefix=f"{scratch.PREFIX}{os.getpid()}-") as folder:
        partial = Path(folder) / f"{run.name}.ipynb"
        try:
            notebook = papermill.execute_notebook(
                str(run.notebook.path),
                str(partial),
                parameters=run.parameters,
                engine_name=engine.NAME,
                progress_bar=False,
            )
            found = results.from_notebook(notebook)
            normalise(notebook, {**about, "key": made_from})
            # The results first and the notebook last: the pair counts as finished only when both carry the same key.
            write(stored / f"{run.name}.json", results.dump({**about, "key": made_from, "results": found}))
            write(executed / f"{run.name}.ipynb", nbformat.writes(notebook) + "\n")
        except PapermillExecutionError as error:
            return _failure(run, error, _keep(partial, failed))
        except InputError as error:
            return Failure(run, str(error), partial=_keep(partial, failed))
        except Exception as error:  # a kernel that dies, a full disk: one run's end is not the plan's
            return Failure(run, f"{type(error).__name__}: {error}", partial=_keep(partial, failed))
    (failed / f"{run.name}.ipynb").unlink(missing_ok=True)
    return None


def execute_all(
    runs: Iterable[Run], edition: Edition, workers: int, finished: Callable[[Run, Failure | None], None]
) -> list[Failure]:
    """Run notebooks side by side; call `finished` after each; return the failures in the order of the plan."""
    runs = list(runs)
    if runs and system.manager() == system.WARM:
        # It imports what kernels need while this process imports papermill.
        forkserver.start(forkserver.asked(runs[0].notebook.kernel))
    scratch.remove_orphans(tempfile.gettempdir())
    failures: dict[str, Failure] = {}
    order = [run.name for run in runs]
    pool = ThreadPoolExecutor(workers)
    try:
        futures = {pool.submit(execute, run, edition.executed, edition.results, edition.failed): run for run in runs}
        for future in as_completed(futures):
            run, failure = futures[future], future.result()
            finished(run, failure)
            if failure:
                failures[run.name] = failure
    except BaseException:  # an interrupt above all: nobody waits for what is under way
        from healthai.run import kernel

        pool.shutdown(wait=False, cancel_futures=True)
        kernel.kill_all()
        raise
    pool.shutdown()
    return [failures[name] for name in order if name in failures]


def execute_plan(what: str, runs: list[Run], edition: Edition, workers: int) -> None:
    """Run notebooks under one progress line; raise InputError with the report of every run that failed."""
    with progress(what, len(runs)) as report:
        failures = execute_all(runs, edition, workers, lambda run, failure: report(run.name, not failure))
    if failures:
        raise InputError(str(failure) for failure in failures)


def interrupted() -> NoReturn:
    """End this process at once: threads that wait for kernels that are gone would hold it up for seconds."""
    print("\nInterrupted: what is finished stays, and the next start goes on from there.", file=sys.stderr, flush=True)
    os._exit(130)


def _keep(partial: Path, failed: Path) -> Path | None:
    if not partial.exists():
        return None
    failed.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(partial, failed / partial.name))


def _failure(run: Run, error: Any, partial: Path) -> Failure:
    """Return a failure with the cell numbered as in the source, where papermill's injected cell does not exist."""
    cells = [c for c in json.loads(partial.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    written = [c for c in cells if "injected-parameters" not in c["metadata"].get("tags", ())]
    broken = (any(output["output_type"] == "error" for output in c["outputs"]) for c in written)
    cell = next((number for number, failed in enumerate(broken, 1) if failed), None)
    traceback = without_colour("\n".join(error.traceback))
    lines = re.findall(r"Cell In\[\d+\], line (\d+)", traceback)
    return Failure(run, f"{error.ename}: {error.evalue}", cell, int(lines[-1]) if lines else None, partial)
