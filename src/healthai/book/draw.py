"""The draw stage: figures as SVG, PNG and CSV, tables as CSV, once per language, from stored values."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from healthai import paths, tables
from healthai.book.pages import load
from healthai.language import Language
from healthai.results import Figure, Table
from healthai.run.execute import dump, write
from healthai.run.key import digest, files

# All that can change a drawing besides its values: a test holds these modules to their imports.
DRAWS = ("figures", "language.py", "tables.py", "paths.py", "errors.py")


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
    return files([*code, *paths.LOCALES.glob(language)])


def draw_all(results: Path, folder: Path, language: str, workers: int, finished: Callable[[str], None]) -> int:
    """Bring the folder in step with the stored results; return how many figures were drawn.

    Figures are drawn in processes of their own: Matplotlib does not draw in threads. What no stored result wants any
    longer is removed.
    """
    stored = load(results)
    figures = {f"{run}.{name}": figure for run, found in stored.items() for name, figure in found.figures.items()}
    listed = {f"{run}.{name}": table for run, found in stored.items() for name, table in found.tables.items()}
    words = Language(language)
    for key, table in listed.items():
        write(folder / f"{key}.csv", tables.to_csv(table.layout, table.rows, words))
    jobs = [job for job in _jobs(figures, language, folder) if not _drawn(job)]
    if jobs:
        with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn")) as pool:
            for future in as_completed([pool.submit(draw_one, job) for job in jobs]):
                finished(future.result())
    wanted = {f"{key}.csv" for key in listed} | {
        f"{key}.{kind}" for key in figures for kind in ("csv", "svg", "png", "json")
    }
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink()
    return len(jobs)


def pending(results: Path, folder: Path, language: str) -> int:
    """Return how many figures the folder lacks or holds from other values."""
    figures = {f"{r}.{name}": f for r, found in load(results).items() for name, f in found.figures.items()}
    return sum(not _drawn(job) for job in _jobs(figures, language, folder))


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


def _jobs(figures: dict[str, Figure], language: str, folder: Path) -> Iterable[Job]:
    return [Job(key, figure, language, folder, made_from(figure, language)) for key, figure in figures.items()]


def _drawn(job: Job) -> bool:
    path = job.folder / f"{job.key}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))["made_from"] == job.made_from
    except (OSError, ValueError, KeyError):
        return False
