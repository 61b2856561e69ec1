"""One progress line for a whole plan: done of total, the last run, time elapsed, time left by the pace so far."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Protocol


class Report(Protocol):
    """Called with the name of each piece of work that ends, and whether it ended well."""

    def __call__(self, name: str, ok: bool = True) -> None: ...


@contextmanager
def progress(what: str, total: int) -> Iterator[Report]:
    """Show progress over `total` pieces of work: one live line on a terminal, plain lines elsewhere."""
    with (_live if sys.stderr.isatty() else _plain)(what, total) as report:
        yield report


@contextmanager
def _live(what: str, total: int) -> Iterator[Report]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)

        def report(name: str, ok: bool = True) -> None:
            bar.update(task, advance=1, description=name if ok else f"{name} failed")

        yield report


@contextmanager
def _plain(what: str, total: int) -> Iterator[Report]:
    start, done = monotonic(), 0

    def report(name: str, ok: bool = True) -> None:
        nonlocal done
        done += 1
        elapsed = monotonic() - start
        left = elapsed / done * (total - done)
        state = "" if ok else " failed"
        print(
            f"{what} {done}/{total} {name}{state} ({elapsed:.0f} s, about {left:.0f} s left)",
            file=sys.stderr,
            flush=True,
        )

    yield report
