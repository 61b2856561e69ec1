"""A small plan, executed for real: two good runs, and one for each way to fail. Few tests start their own kernels."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from healthai import files, paths
from healthai.editions import Edition
from healthai.results import MIME
from healthai.run import execute, key, notebook, plan
from healthai.run import outputs as run_outputs

GOOD = (
    "import warnings\nwarnings.warn('a warning')\nprint('one')\nprint(object())",
    'store.number("twice", 2 * x, n=27)\nstore.number("third", x / 3)\nstore.table("t", [{"a": x}], layout="l")',
)
SAME = "1 + 1"
FAILS = (SAME, SAME, "def f():\n    return 1 / (x - 5)\n\nf()", "1 / (x - 5)", SAME)
IDENTICAL = ("if x:\n    x = 0\nelse:\n    raise ValueError('second')",) * 2

PLAN = """
- {run: good, parameters: {x: 7}}
- {run: fails, parameters: {x: 5}}
- {run: identical}
- {run: mute}
- {run: dies}
- {run: kernelless}
- {run: other, notebook: good}
- {run: blocked, notebook: good}
"""
EARLIER = "what an earlier run left"


@pytest.fixture(scope="module")
def folder(tmp_path_factory, write_notebook):
    """The notebooks of the plan."""
    folder = tmp_path_factory.mktemp("notebooks")
    write_notebook(folder, "good", *GOOD)
    write_notebook(folder, "fails", *FAILS)
    write_notebook(folder, "identical", *IDENTICAL)
    write_notebook(folder, "mute", "store.number('a', 1)", last="print('no store')")
    write_notebook(folder, "dies", "import os\nos._exit(3)")
    write_notebook(folder, "kernelless", kernel="no-such-kernel")
    (folder / "runs.yml").write_text(PLAN)
    return folder


@pytest.fixture(scope="module")
def executed(tmp_path_factory, folder, private_places):
    """The plan executed two at a time, over what earlier runs left: folder, failures by run, calls of `finished`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "BUILD", tmp_path_factory.mktemp("two"))
        for folder_of_one, name in (
            (Edition().executed, "fails.ipynb"),
            (Edition().results, "fails.json"),
            (Edition().failed, "good.ipynb"),
        ):
            folder_of_one.mkdir(parents=True, exist_ok=True)
            (folder_of_one / name).write_text(EARLIER)
        (Edition().results / "blocked.json").mkdir()  # so that nothing can be put there
        calls = []
        failures = execute.execute_all(
            plan.read(file=folder / "runs.yml", folder=folder),
            Edition(),
            2,
            lambda run, failure: calls.append((run.name, failure)),
        )
        yield Edition().folder, {failure.run.name: failure for failure in failures}, calls


def outputs(edition_folder):
    """Return the content of all files but partial notebooks and what earlier runs left."""
    found = {
        path.relative_to(edition_folder).as_posix(): path.read_bytes()
        for path in sorted(edition_folder.rglob("*"))
        if path.is_file() and path.parent.name != "failed"
    }
    return {name: content for name, content in found.items() if content != EARLIER.encode()}


# What a plan leaves behind.


def test_good_runs_finish_whatever_others_do(executed):
    edition_folder, failures, calls = executed
    assert set(outputs(edition_folder)) == {
        "executed/good.ipynb",
        "executed/other.ipynb",
        "results/good.json",
        "results/other.json",
    }
    assert list(failures) == ["fails", "identical", "mute", "dies", "kernelless", "blocked"]
    assert sorted(name for name, _ in calls) == sorted(["good", "other", *failures])
    assert {name for name, failure in calls if failure} == set(failures)


def test_notebook_and_results_carry_one_key_and_the_same_results(executed):
    edition_folder, _, _ = executed
    made = nbformat.read(edition_folder / "executed" / "good.ipynb", as_version=4)
    stored = json.loads((edition_folder / "results" / "good.json").read_text(encoding="utf-8"))
    nbformat.validate(made)
    assert made.metadata.healthai.key == stored["key"]
    assert (stored["run"], stored["notebook"], stored["parameters"]) == ("good", "good", {"x": 7})
    assert stored["results"]["numbers"]["twice"]["value"] == 14
    assert stored["results"]["numbers"]["third"]["value"] == 7 / 3
    assert stored["results"]["tables"]["t"]["rows"] == [{"a": 7}]
    assert json.loads(made.cells[-1].outputs[0].data[MIME]) == stored["results"]


def test_the_executed_notebook_names_nothing_of_this_machine(executed, private_places):
    for name in ("good", "other"):
        text = (executed[0] / "executed" / f"{name}.ipynb").read_text(encoding="utf-8")
        assert "a warning" in text
        for place in (str(paths.ROOT), sys.prefix, str(private_places), "ipykernel_", "papermill/"):
            assert place not in text.replace("papermill ", "")
        assert not re.search(r"0x[0-9a-f]{6,}|\d\d:\d\d:\d\d", text)


def test_one_worker_gives_the_same_bytes_as_two(executed, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    runs = [run for run in plan.read(file=folder / "runs.yml", folder=folder) if run.name in ("good", "other")]
    assert execute.execute_all(runs, Edition(), 1, lambda run, failure: None) == []
    assert outputs(Edition().folder) == outputs(executed[0])


def test_nothing_is_left_in_the_places_of_temporary_and_runtime_files(executed, private_places):
    assert [p.name for p in private_places.rglob("*") if p.is_file() or p.name.startswith("hai-")] == []


# What a failure says.


def test_a_failing_cell_is_named_as_in_the_source(executed):
    edition_folder, failures, _ = executed
    failure = failures["fails"]
    # 1 imports, 2 parameters (3 would be papermill's injected cell), 3 and 4 are the same, 5 fails in its line 2.
    assert (failure.cell, failure.line) == (5, 2)
    assert failure.error == "ZeroDivisionError: division by zero"
    assert failure.partial == edition_folder / "failed" / "fails.ipynb"
    message = str(failure)
    assert "Run 'fails' failed: " in message
    assert "fails.ipynb, code cell 5, line 2\n" in message
    assert "parameters: x=5\n" in message
    assert "error: ZeroDivisionError: division by zero\n" in message
    assert "partial notebook: " in message
    assert "Traceback" not in message


def test_the_second_of_two_identical_cells_is_named(executed):
    failure = executed[1]["identical"]
    assert (failure.cell, failure.line, failure.error) == (4, 4, "ValueError: second")
    assert "parameters: none given" in str(failure)


def test_the_partial_notebook_shows_how_far_the_run_came(executed):
    partial = nbformat.read(executed[1]["fails"].partial, as_version=4)
    by_source = {cell.source: cell for cell in partial.cells if cell.cell_type == "code"}
    assert by_source[FAILS[2]].outputs[-1].output_type == "error"
    assert by_source[FAILS[3]].execution_count is None


def test_a_notebook_that_shows_no_store_fails_clearly(executed):
    failure = executed[1]["mute"]
    assert failure.error == "The notebook shows its results store 0 times; its last cell must show it once."
    assert failure.partial.exists()


def test_a_kernel_that_dies_fails_its_run_only(executed):
    assert "Kernel died" in executed[1]["dies"].error


def test_a_kernel_that_does_not_exist_fails_its_run_only(executed):
    assert "no-such-kernel" in executed[1]["kernelless"].error


def test_results_that_cannot_be_put_in_place_fail_their_run_only(executed):
    assert "IsADirectoryError" in executed[1]["blocked"].error
    assert [path.name for path in (executed[0] / "results").glob(".*")] == []


def test_an_earlier_good_output_stays_when_a_run_fails(executed):
    for name in ("executed/fails.ipynb", "results/fails.json"):
        assert (executed[0] / name).read_text() == EARLIER


def test_a_partial_notebook_goes_when_its_run_succeeds(executed):
    partial = {path.stem for path in (executed[0] / "failed").iterdir()}
    assert partial == {"fails", "identical", "mute", "dies", "kernelless", "blocked"}


# What is up to date.


@pytest.fixture
def finished(executed, folder, tmp_path, monkeypatch):
    """A copy of what was executed, with own notebooks and own ingredients to touch; says whether 'good' still holds."""
    monkeypatch.setattr(paths, "BUILD", tmp_path / "_build")
    shutil.copytree(executed[0], Edition().folder)
    shutil.copytree(folder, tmp_path / "notebooks")
    for name, real in (("SOURCE", paths.SOURCE), ("DATA", paths.DATA), ("LOCK", paths.LOCK)):
        mine = tmp_path / real.name
        (shutil.copytree if real.is_dir() else shutil.copy)(real, mine)
        monkeypatch.setattr(paths, name, mine)
    monkeypatch.setattr(paths, "RESULTS", paths.DATA / "results")
    _restamp(tmp_path / "notebooks")

    class Finished:
        folder = tmp_path

        def holds(self, x=7):
            key.ingredients.cache_clear()
            notebook.read.cache_clear()
            run = plan.Run("good", notebook.read("good", tmp_path / "notebooks"), {"x": x})
            return run_outputs.up_to_date(run, Edition())

    yield Finished()
    key.ingredients.cache_clear()
    notebook.read.cache_clear()


def _restamp(folder):
    """Give the copied outputs the key of the copied ingredients."""
    key.ingredients.cache_clear()
    made_from = key.of(plan.Run("good", notebook.read("good", folder), {"x": 7}))
    stored, made = Edition().results / "good.json", Edition().executed / "good.ipynb"
    content = json.loads(stored.read_text(encoding="utf-8"))
    stored.write_text(json.dumps(content | {"key": made_from}), encoding="utf-8")
    content = json.loads(made.read_text(encoding="utf-8"))
    content["metadata"]["healthai"]["key"] = made_from
    made.write_text(json.dumps(content), encoding="utf-8")


def append(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def edit(path, change):
    content = nbformat.read(path, as_version=4)
    change(content)
    nbformat.write(content, path)


TOUCH = {
    "a code cell": lambda f: edit(f / "notebooks/good.ipynb", lambda nb: nb.cells[-2].update(source="store")),
    "the order of cells": lambda f: edit(f / "notebooks/good.ipynb", lambda nb: nb.cells.insert(3, nb.cells.pop(4))),
    "a default": lambda f: edit(f / "notebooks/good.ipynb", lambda nb: nb.cells[2].update(source="x: int = 2  # two")),
    "a data table": lambda f: append(paths.DATA / "survey" / "counts.csv", "\n"),
    "a new data table": lambda f: append(paths.DATA / "survey" / "new.csv", "a\n"),
    "a lost data table": lambda f: (paths.DATA / "survey" / "items.csv").unlink(),
    "a method": lambda f: append(paths.SOURCE / "stats" / "counts.py", "\n"),
    "a new method": lambda f: append(paths.SOURCE / "analysis" / "new.py", "\n"),
    "the store": lambda f: append(paths.SOURCE / "results.py", "\n"),
    "the lock file": lambda f: append(paths.LOCK, "\n"),
    "results deleted": lambda f: (Edition().results / "good.json").unlink(),
    "results truncated": lambda f: os.truncate(Edition().results / "good.json", 100),
    "results empty": lambda f: os.truncate(Edition().results / "good.json", 0),
    "results of another form": lambda f: (Edition().results / "good.json").write_text("[]"),
    "results of another run": lambda f: shutil.copy(Edition().results / "other.json", Edition().results / "good.json"),
    "notebook deleted": lambda f: (Edition().executed / "good.ipynb").unlink(),
    "notebook truncated": lambda f: os.truncate(Edition().executed / "good.ipynb", 200),
    "notebook without a stamp": lambda f: shutil.copy(f / "notebooks/good.ipynb", Edition().executed / "good.ipynb"),
}
NO_MATTER = {
    "nothing": lambda f: None,
    "markdown": lambda f: edit(f / "notebooks/good.ipynb", lambda nb: nb.cells[0].update(source="# Other words")),
    "another notebook": lambda f: append(f / "notebooks/fails.ipynb", "\n"),
    "published results": lambda f: append(paths.RESULTS / "good.json", "{}"),
    "the plan": lambda f: append(f / "notebooks/runs.yml", "\n# a comment\n"),
    "the book": lambda f: append(paths.SOURCE / "book" / "site.py", "\n"),
    "a figure": lambda f: append(paths.SOURCE / "figures" / "style.py", "\n"),
    "the runner": lambda f: append(paths.SOURCE / "run" / "execute.py", "\n"),
    "compiled Python": lambda f: append(paths.SOURCE / "stats" / "__pycache__" / "counts.cpython-311.pyc", "x"),
}


@pytest.mark.parametrize("what", TOUCH)
def test_what_makes_a_result_makes_it_out_of_date_when_touched(finished, what):
    assert finished.holds()
    TOUCH[what](finished.folder)
    assert not finished.holds()


@pytest.mark.parametrize("what", NO_MATTER)
def test_what_makes_no_result_may_be_touched(finished, what):
    NO_MATTER[what](finished.folder)
    assert finished.holds()


def test_other_parameters_are_another_run(finished):
    assert not finished.holds(x=8)


def test_a_given_value_equal_to_the_default_is_the_same_run(folder):
    book = notebook.read("good", folder)
    assert key.of(plan.Run("a", book, {})) == key.of(plan.Run("a", book, {"x": 1}))
    assert key.of(plan.Run("a", book, {})) != key.of(plan.Run("a", book, {"x": 2}))


def test_moving_text_from_one_cell_to_the_next_changes_the_key():
    assert key.digest(["ab", "c"]) != key.digest(["a", "bc"])


# Runs that are gone from the plan.


def test_outputs_of_runs_that_are_gone_are_removed(executed, folder, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    shutil.copytree(executed[0], Edition().folder)
    (Edition().results / ".other.json.123-456").write_text("what a killed process left")
    runs = plan.read(file=folder / "runs.yml", folder=folder)
    run_outputs.prune([run for run in runs if run.name not in ("other", "dies")], Edition())
    assert set(outputs(Edition().folder)) == {"executed/good.ipynb", "results/good.json"}
    left = {path.stem for path in Edition().failed.iterdir()}
    assert "fails" in left
    assert "dies" not in left
    run_outputs.prune(runs, Edition("never-made"))


# Killed in the middle.

RUNNER = """
import sys
from pathlib import Path
from healthai import paths
from healthai.editions import Edition
from healthai.run import execute, outputs, plan

folder = Path(sys.argv[1])
paths.BUILD = folder / "_build"
runs = plan.read(file=folder / "runs.yml", folder=folder)
due = [run for run in runs if not outputs.up_to_date(run, Edition())]
print(*[run.name for run in due], flush=True)
sys.exit(bool(execute.execute_all(due, Edition(), 1, lambda run, failure: None)))
"""
# In its first execution the second notebook says who it is and then takes a minute.
SLOW = """import os, time
from pathlib import Path
mark = Path(mark_file)
if not mark.exists():
    mark.write_text(str(os.getpid()))
    time.sleep(60)
store.number("a", 1)"""


def eventually(condition, what):
    """Wait, half a minute at most, until `condition` holds."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_plan_resumes_with_what_is_missing(tmp_path, write_notebook, private_places):
    mark = tmp_path / "mark"
    write_notebook(tmp_path, "first", 'store.number("a", x)')
    write_notebook(tmp_path, "slow", SLOW, parameters=f'mark_file: str = "{mark}"  # its process')
    (tmp_path / "runs.yml").write_text("- run: first\n- run: slow\n")
    command = [sys.executable, "-c", RUNNER, str(tmp_path)]
    runner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        eventually(lambda: mark.exists() and mark.read_text(), "the second notebook runs")
        kernel = int(mark.read_text())
        assert alive(kernel)
    finally:
        os.kill(runner.pid, signal.SIGKILL)
        said, _ = runner.communicate()
    assert said == "first slow\n"
    edition_folder = tmp_path / "_build" / "editions" / "default"
    assert set(outputs(edition_folder)) == {"executed/first.ipynb", "results/first.json"}
    eventually(lambda: not alive(kernel), "the kernel of the killed runner ends")
    before = {path: path.stat() for path in edition_folder.rglob("first.*")}
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert again.stdout == "slow\n"
    assert {path: path.stat() for path in edition_folder.rglob("first.*")} == before
    assert len(outputs(edition_folder)) == 4


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "a.json"
    files.write(target, "old\n")

    def full(source, destination):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(execute.os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        files.write(target, "new\n")
    assert target.read_text() == "old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_an_interrupted_process_says_so_and_waits_for_nobody():
    """A thread that would go on for a minute does not hold it up."""
    code = (
        "import threading, time\n"
        "from healthai.run.execute import interrupted\n"
        "threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "interrupted()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.strip().startswith("Interrupted: what is finished stays")
