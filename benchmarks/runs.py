"""Time the plan of the default edition, run by several tools; print medians and ratios, and write benchmarks/README.md.

Run from the root of the repository:

    make bench [RUNS=12] [REPEATS=3]

Peers (Snakemake, pytask) are installed in an environment of their own, below _build/, in the versions named here. Every
tool executes the same notebooks with the same values on the same machine in one session; what is timed is wall-clock
time, process start included.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path

import nbformat
import papermill
import psutil  # ipykernel brings it
import yaml

from healthai import paths
from healthai.run import execute, plan, system
from healthai.run.plan import Run

WORK = paths.BUILD / "bench"
PEERS = WORK / "peers"
PEER_VERSIONS = {"snakemake": "9.27.1", "pytask": "0.6.0"}
PAPERMILL = Path(sys.executable).with_name("papermill")
CORES = os.cpu_count() or 1

OWN = """
import sys
from healthai import paths
from healthai.editions import Edition
from healthai.run import execute, plan
from pathlib import Path
paths.BUILD = Path(sys.argv[1])
names = sys.argv[2].split(",")
runs = [run for run in plan.read() if run.name in names]
sys.exit(len(execute.execute_all(runs, Edition(), int(sys.argv[3]), lambda run, failure: None)))
"""
ONE_PROCESS = """
import json, sys
import papermill
for source, target, values in json.load(sys.stdin):
    papermill.execute_notebook(source, target, values, progress_bar=False)
"""
MANY = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
import papermill
path, runs, at_once = json.load(sys.stdin)
def once(_):
    papermill.execute_notebook(path, None, progress_bar=False, engine_name="warm")
with ThreadPoolExecutor(at_once) as pool:
    list(pool.map(once, range(runs)))
"""
PYTASK = """
import subprocess
from pathlib import Path
import pytask

for name, source, arguments in {tasks!r}:
    @pytask.task(id=name)
    def task_run(source: Path = Path(source), produces: Path = Path(name + ".ipynb"), arguments=arguments):
        subprocess.run([{papermill!r}, str(source), str(produces), *arguments], check=True, capture_output=True)
"""


def fresh(name: str) -> Path:
    """Return an empty folder to work in."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def call(*command: str | Path, cwd: Path | None = None, said: str | None = None, **environment: str) -> None:
    """Run a command; stop with all that it wrote when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **system.ENVIRONMENT, **environment},
        input=said,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))[:200]} failed:\n{done.stdout}\n{done.stderr}")


def arguments(run: Run) -> list[str]:
    """Return papermill's options for a run."""
    return ["-y", yaml.safe_dump(run.parameters)] if run.parameters else []


def loop(runs: list[Run]) -> None:
    """One papermill command after the other."""
    folder = fresh("loop")
    for run in runs:
        call(PAPERMILL, run.notebook.path, folder / f"{run.name}.ipynb", *arguments(run))


def one_process(runs: list[Run]) -> None:
    """Papermill's Python interface, in one process."""
    folder = fresh("api")
    sent = [[str(run.notebook.path), str(folder / f"{run.name}.ipynb"), run.parameters] for run in runs]
    call(sys.executable, "-c", ONE_PROCESS, said=json.dumps(sent))


def write_snakefile(runs: list[Run]) -> Path:
    """Write one rule a run."""
    folder = fresh("snakemake")
    rules = [f"rule all:\n    input: {[f'{run.name}.ipynb' for run in runs]}\n"]
    for i, run in enumerate(runs):
        values = " ".join(f"-y '{json.dumps({k: v})}'" for k, v in run.parameters.items()).replace("{", "{{")
        values = values.replace("}", "}}")
        rules.append(
            f"rule r{i}:\n    input: {str(run.notebook.path)!r}\n    output: '{run.name}.ipynb'\n"
            f'    shell: """{PAPERMILL} {{input}} {{output}} {values} 2> /dev/null"""\n'
        )
    (folder / "Snakefile").write_text("\n".join(rules))
    return folder


def snakemake(folder: Path) -> None:
    """Snakemake on all cores."""
    call(PEERS / "bin" / "snakemake", "--cores", str(CORES), "--quiet", "all", cwd=folder)


def write_pytask(runs: list[Run]) -> Path:
    """Write one task a run."""
    folder = fresh("pytask")
    tasks = [(run.name, str(run.notebook.path), arguments(run)) for run in runs]
    (folder / "pyproject.toml").write_text("[tool.pytask.ini_options]\n")  # its own root: it writes a file there
    (folder / "task_runs.py").write_text(PYTASK.format(tasks=tasks, papermill=str(PAPERMILL)))
    return folder


def pytask(folder: Path) -> None:
    """Pytask, which runs its tasks one after the other."""
    call(PEERS / "bin" / "pytask", cwd=folder)


def write_book(runs: list[Run]) -> Path:
    """Write a book of the notebooks with their values put in."""
    folder = fresh("jupyter-book")
    for run in runs:
        papermill.execute_notebook(
            str(run.notebook.path), str(folder / f"{run.name}.ipynb"), run.parameters, prepare_only=True
        )
    (folder / "index.md").write_text("# Index\n")
    chapters = [{"file": run.name} for run in runs]
    (folder / "_toc.yml").write_text(yaml.safe_dump({"format": "jb-book", "root": "index", "chapters": chapters}))
    (folder / "_config.yml").write_text(yaml.safe_dump({"title": "Book", "execute": {"execute_notebooks": "force"}}))
    return folder


def jupyter_book(folder: Path) -> None:
    """Jupyter Book's own execution; its pages are part of the time."""
    call(Path(sys.executable).with_name("jupyter-book"), "build", "--all", ".", cwd=folder)


def own(runs: list[Run], workers: int = CORES, **environment: str) -> None:
    """This project's runner."""
    call(sys.executable, "-c", OWN, fresh("own"), ",".join(run.name for run in runs), str(workers), **environment)


def nothing_changed() -> None:
    """The whole pipeline of this project with nothing to do."""
    call(sys.executable, "-m", "doit", cwd=paths.ROOT)


def cell_seconds(runs: list[Run]) -> float:
    """Return the sum of the times that the cells of all runs take in warm kernels, one run after the other."""
    total = 0.0
    for run in runs:
        found = papermill.execute_notebook(
            str(run.notebook.path), None, run.parameters, progress_bar=False, kernel_manager_class=system.manager()
        )
        total += sum(cell.metadata.papermill.duration or 0 for cell in found.cells if cell.cell_type == "code")
    return total


def write_single(path: Path, source: str) -> None:
    """Write a notebook of one cell."""
    cell = nbformat.v4.new_code_cell(source)
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=spec), path)


def single_seconds(source: str) -> float:
    """Return the median time of a run with one cell, in the second and further kernels of a process."""
    path = fresh("single") / "one.ipynb"
    write_single(path, source)

    def once() -> None:
        papermill.execute_notebook(str(path), None, progress_bar=False, kernel_manager_class=system.manager())

    once()
    return statistics.median(seconds(once) for _ in range(7))


def many(runs: int = 400, at_once: int = 32) -> str:
    """Execute a small notebook very often, many at once; say what failed, what was left and how much memory it took."""
    folder = fresh("many")
    write_single(folder / "small.ipynb", "import pandas, scipy.stats\nprint(pandas.DataFrame({'a': [1]}).a.sum())")
    left = Path(tempfile.mkdtemp(prefix="m-"))
    sent = json.dumps([str(folder / "small.ipynb"), runs, at_once])
    here = {"TMPDIR": str(left), "JUPYTER_RUNTIME_DIR": str(left)}
    with memory() as samples:
        took = seconds(lambda: call(sys.executable, "-c", MANY, said=sent, **here))
    files = [path for path in left.rglob("*") if not path.is_dir()]
    peaks = [max(part) / 2**20 for part in (samples, samples[: len(samples) // 4])]
    shutil.rmtree(left)
    return (
        f"{runs} runs at {at_once} at once: none failed, {len(files)} files left in the folders of temporary and "
        f"runtime files, {took:.0f} s; at most {peaks[0]:.0f} MiB in all processes (shared pages counted once) "
        f"and at most {peaks[1]:.0f} MiB in the first quarter of the time."
    )


@contextmanager
def memory() -> Iterator[list[int]]:
    """Collect, several times a second, the bytes that all processes below this one hold (proportional set size)."""
    samples: list[int] = []
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(0.2):
            held = 0
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # it has ended since
                    held += process.memory_full_info().pss
            samples.append(held)

    watcher = threading.Thread(target=sample)
    watcher.start()
    try:
        yield samples
    finally:
        ended.set()
        watcher.join()


def seconds(work: Callable[[], None]) -> float:
    """Return how long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median(work: Callable[[], None], repeats: int) -> float:
    """Return the median time over repeats."""
    return statistics.median(seconds(work) for _ in range(repeats))


def install_peers() -> None:
    """Make the peers' environment, once."""
    if not (PEERS / "bin" / "snakemake").exists():
        call(sys.executable, "-m", "venv", PEERS)
        pinned = [f"{name}=={number}" for name, number in PEER_VERSIONS.items()]
        call(PEERS / "bin" / "python", "-m", "pip", "install", "--quiet", *pinned)


def versions() -> str:
    """Return the versions of the tools that were compared."""
    ours = {name: version(name) for name in ("papermill", "jupyter-book", "ipykernel", "jupyter-client")}
    return ", ".join(f"{name} {number}" for name, number in (ours | PEER_VERSIONS).items())


def measure(runs: list[Run], repeats: int) -> dict[str, float]:
    """Return the median seconds of each tool."""
    snakefile, tasks, book = write_snakefile(runs), write_pytask(runs), write_book(runs)

    def snakemake_anew() -> None:
        for path in snakefile.glob("*.ipynb"):
            path.unlink()
        snakemake(snakefile)

    found = {
        "a loop of papermill commands": median(lambda: loop(runs), repeats),
        "papermill's Python interface in one process": median(lambda: one_process(runs), repeats),
        "Snakemake, one rule a run, all cores": median(snakemake_anew, repeats),
        "jupyter-book's own execution": median(lambda: jupyter_book(book), repeats),
        "this runner, cold": median(lambda: own(runs, COLD="1"), repeats),
        "this runner, warm": median(lambda: own(runs, COLD=""), repeats),
        "nothing changed: Snakemake": median(lambda: snakemake(snakefile), repeats),
    }
    pytask(tasks)
    found["nothing changed: pytask"] = median(lambda: pytask(tasks), repeats)
    nothing_changed()  # there may have been something to do
    found["nothing changed: this pipeline"] = median(nothing_changed, repeats)
    return found


def report(runs: list[Run], repeats: int) -> str:
    """Return the report as Markdown."""
    found = measure(runs, repeats)
    warm, cells = found["this runner, warm"], cell_seconds(runs)
    base = {name: warm if not name.startswith("nothing") else found["nothing changed: this pipeline"] for name in found}
    lines = [
        "# Speed",
        "",
        f"Measured on {date.today().isoformat()} with `make bench`: {len(runs)} runs of the default edition's plan,",
        f"{CORES} cores, {platform.system()}, Python {platform.python_version()}; {versions()}.",
        f"Medians of {repeats}; ratios are to this runner, warm, or to this pipeline with nothing to do.",
        "",
        "| What | Seconds | Ratio |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {value:.2f} | {value / base[name]:.1f} |" for name, value in found.items()),
        "",
        f"One warm run takes {single_seconds('1'):.2f} s with an empty cell, and "
        f"{single_seconds('import pandas, scipy.stats'):.2f} s with one that imports pandas and SciPy.",
        f"The cells of the plan take {cells:.1f} s in all: no plan on {CORES} cores can end before "
        f"{cells / CORES:.1f} s.",
        f"The warm runner needs {warm:.1f} s and spends {cells / (CORES * warm):.0%} of what the cores offer in cells.",
        "",
        many(),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=0, help="how many runs of the plan, evenly spread; 0 for all")
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    runs = plan.read()
    chosen = runs[:: max(1, len(runs) // given.runs)] if given.runs else runs
    install_peers()
    execute.execute(chosen[0], WORK / "warm-up", WORK / "warm-up", WORK / "warm-up")
    text = report(chosen, given.repeats)
    print(text)
    (paths.ROOT / "benchmarks" / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
