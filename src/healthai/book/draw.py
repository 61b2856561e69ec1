"""The draw stage: figures as SVG, PNG and CSV, tables as CSV, once per language, from stored values."""

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from healthai import paths, tables
from healthai.files import dump, write
from healthai.language import Language, catalogues
from healthai.results import Figure, Table, load
from healthai.run.key import digest, files

# All that can change a drawing besides its values: a test holds these modules to their imports.
DRAWS = (
    "__init__.py",
    "figures",
    "book/draw.py",
    "language.py",
    "typography.py",
    "tables",
    "words.py",
    "data",
    "stats",
    "paths.py",
    "errors.py",
)
KINDS = ("csv", "svg", "png", "json")
STAMP = ".drawn.json"

Progress = Callable[[int], AbstractContextManager[Callable[[str], None]]]


@dataclass(frozen=True)
class Job:
    """One figure to draw in one language into one folder."""

    key: str
    figure: Figure
    language: str
    folder: Path
    made_from: str


def made_from(record: Figure | Table, language: str) -> str:
    """Return the content key of a drawing: the stored values, the drawing code, the language's words."""
    return digest([record.model_dump_json(), language, _shared(language)])


@cache
def _shared(language: str) -> str:
    code = [*(paths.SOURCE / name for name in DRAWS), paths.DATA / "indicators", paths.DATA / "survey", paths.LOCK]
    return files([*code, catalogues(language, paths.LOCALES)])


def up_to_date(results: Path, folder: Path, language: str) -> bool:
    """Return whether the folder holds all drawings of the results as they are now."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return stamp["made_from"] == _everything(results, language) and all((folder / f).exists() for f in stamp["files"])


def draw_all(results: Path, folder: Path, language: str, workers: int, progress: Progress) -> None:
    """Bring the folder in step with the stored results.

    Figures are drawn in processes of their own: Matplotlib does not draw in threads. What no stored result wants any
    longer is removed, and the stamp, which says that all is there, is written last.

    Parameters
    ----------
    results, folder : Path
        Where the stored results lie, and where the drawings go.
    language : str
    workers : int
        Figures drawn side by side.
    progress : callable
        Takes the number of figures to draw; returns a context manager that gives a function to call after each.
    """
    stored = load(results)
    figures = {f"{run}.{name}": figure for run, found in stored.items() for name, figure in found.figures.items()}
    listed = {f"{run}.{name}": table for run, found in stored.items() for name, table in found.tables.items()}
    jobs = [Job(key, figure, language, folder, made_from(figure, language)) for key, figure in figures.items()]
    due = [job for job in jobs if not _drawn(job)]
    with progress(len(due)) as report, ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for future in as_completed([pool.submit(draw_one, job) for job in due]):
            report(future.result())
    for key, table in listed.items():
        write(folder / f"{key}.csv", tables.to_csv(table.layout, table.rows, Language(language)))
    wanted = [*(f"{key}.csv" for key in listed), *(f"{key}.{kind}" for key in figures for kind in KINDS)]
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink()
    write(folder / STAMP, dump({"made_from": _everything(results, language), "files": sorted(wanted)}))


def _everything(results: Path, language: str) -> str:
    return digest([files([results]), _shared(language)])


def draw_one(job: Job) -> str:
    """Draw one figure; its JSON, which says that the rest is there, is written last."""
    from healthai import figures
    from healthai.figures.style import save

    drawing = figures.draw(job.figure.draw, job.figure.values, Language(job.language))
    job.folder.mkdir(parents=True, exist_ok=True)
    base = job.folder / job.key
    save(drawing.figure, base.with_name(f"{job.key}.svg"), base.with_name(f"{job.key}.png"))
    write(base.with_name(f"{job.key}.csv"), drawing.data.to_csv(index=False, lineterminator="\n"))
    width, height = (round(inches * 100) for inches in drawing.figure.get_size_inches())
    about = {"caption": drawing.caption, "alt": drawing.alt, "width": width, "height": height}
    write(base.with_name(f"{job.key}.json"), dump({**about, "made_from": job.made_from}))
    return job.key


def _drawn(job: Job) -> bool:
    try:
        about = json.loads((job.folder / f"{job.key}.json").read_text(encoding="utf-8"))
        there = all((job.folder / f"{job.key}.{kind}").exists() for kind in KINDS)
        return there and about["made_from"] == job.made_from
    except (OSError, ValueError, KeyError):
        return False
