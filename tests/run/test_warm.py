"""Warm kernels: alone in their process, the same bytes as cold ones, and gone when they should be."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import papermill
import pytest

from healthai import paths
from healthai.editions import Edition
from healthai.run import engine, execute, forkserver, plan, scratch, system, warm

from .test_execute import GOOD, RUNNER, alive, eventually, outputs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="warm kernels are for Linux")

# Changes everything that a process has; prints what it found.
DISTURB = """import os, random, threading
import numpy as np
import pandas as pd
print(os.environ.get("LEFT"), os.getcwd() == folder, pd.get_option("display.max_rows"), threading.active_count())
os.environ["LEFT"] = "x"
os.chdir("/")
pd.set_option("display.max_rows", 7)
draws = [random.random(), float(np.random.random())]
np.random.seed(1)
print(*draws)"""


def run(folder, name, **parameters):
    """Execute a notebook in a warm kernel; return what its cells printed, and the executed notebook."""
    found = papermill.execute_notebook(
        str(folder / f"{name}.ipynb"), None, parameters, progress_bar=False, kernel_manager_class=system.WARM
    )
    said = "".join(o["text"] for c in found.cells for o in c.get("outputs", ()) if o["output_type"] == "stream")
    return said.splitlines(), found


def test_nothing_set_by_one_run_is_seen_in_another(tmp_path, write_notebook):
    write_notebook(tmp_path, "disturb", DISTURB, parameters=f"folder: str = {os.getcwd()!r}  # where it starts")
    (first, one), (second, two) = run(tmp_path, "disturb")[0], run(tmp_path, "disturb")[0]
    assert first == second == f"None True 60 {first.split()[-1]}"
    assert len({*one.split(), *two.split()}) == 4, "random states repeat"


def test_each_kernel_is_a_process_of_its_own_outside_this_one(tmp_path, write_notebook):
    write_notebook(tmp_path, "who", "import os\nprint(os.getpid(), os.getppid(), os.getsid(0))")
    seen = [[int(word) for word in run(tmp_path, "who")[0][0].split()] for _ in range(2)]
    kernels, servers, sessions = zip(*seen, strict=True)
    assert len({os.getpid(), *kernels, *servers}) == 4
    assert kernels == sessions


def test_linear_algebra_has_one_thread_as_in_a_cold_kernel(tmp_path, write_notebook, monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    write_notebook(tmp_path, "threads", "import os\nprint(os.environ['OPENBLAS_NUM_THREADS'])")
    assert run(tmp_path, "threads")[0] == ["1"]


@pytest.mark.parametrize("workers", [1, 3])
def test_warm_and_cold_give_the_same_bytes(tmp_path, write_notebook, monkeypatch, workers):
    write_notebook(tmp_path, "good", *GOOD)
    (tmp_path / "runs.yml").write_text("- {run: 'good-{x}', notebook: good, each: {x: [1, 2, 3]}}\n")
    runs = plan.read(file=tmp_path / "runs.yml", folder=tmp_path)
    found = {}
    for how in ("warm", "cold"):
        monkeypatch.setattr(paths, "BUILD", tmp_path / how)
        monkeypatch.setenv("COLD", "1" if how == "cold" else "")
        assert system.manager() == (system.WARM if how == "warm" else system.PRIVATE)
        assert execute.execute_all(runs, Edition(), workers, lambda run, failure: None) == []
        found[how] = outputs(Edition().folder)
    assert len(found["warm"]) == 6
    assert found["warm"] == found["cold"]


def test_a_kernel_of_another_language_starts_as_ever(monkeypatch):
    """The command of a kernel that is not IPython's is left to the ordinary provisioner."""
    asked = []

    async def launch(self, cmd, **kwargs):
        asked.append(cmd)

    monkeypatch.setattr(warm.LocalProvisioner, "launch_kernel", launch)
    import asyncio

    asyncio.run(warm.WarmProvisioner().launch_kernel(["R", "--slave"]))
    assert asked == [["R", "--slave"]]


def test_the_notebook_is_saved_at_the_start_and_at_the_end_only(tmp_path, write_notebook, monkeypatch):
    saved = []
    for module in (papermill.engines, papermill.execute):
        monkeypatch.setattr(module, "write_ipynb", lambda notebook, path: saved.append(path))
    source = write_notebook(tmp_path, "cells", *["x + 1"] * 5)
    target = tmp_path / "out.ipynb"
    papermill.execute_notebook(str(source), str(target), progress_bar=False, engine_name=engine.NAME)
    assert saved == [str(target)] * 2


def test_papermills_command_runs_it(tmp_path, write_notebook):
    source = write_notebook(tmp_path, "who", "import os\nprint(os.getpid() == os.getsid(0))")
    target = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "--engine", "warm", "--no-progress-bar", str(source), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    cells = nbformat.read(target, 4).cells
    assert "True\n" in [o["text"] for c in cells for o in c.get("outputs", ()) if o["output_type"] == "stream"]


PLAN = """import sys
from pathlib import Path
from healthai import paths
from healthai.editions import Edition
from healthai.run import execute, plan
folder = Path(sys.argv[1])
paths.BUILD = folder / "build"
runs = plan.read(file=folder / "runs.yml", folder=folder)
execute.execute_all(runs, Edition(), 1, lambda run, failure: None)
found = [*paths.BUILD.rglob("executed/asks.ipynb"), *paths.BUILD.rglob("failed/asks.ipynb")]
print(found[0].read_text())
"""


def test_what_is_imported_beforehand_can_be_chosen(tmp_path, write_notebook):
    source = write_notebook(tmp_path, "asks", "import sys\nprint('wave' in sys.modules)", kernel="own")
    preload = [*forkserver.PRELOAD, "wave"]
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Own",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": forkserver.NAME, "config": {"preload": preload}}},
    }
    (tmp_path / "kernels" / "own").mkdir(parents=True)
    (tmp_path / "kernels" / "own" / "kernel.json").write_text(json.dumps(spec))
    (tmp_path / "runs.yml").write_text("- {run: asks, notebook: asks}\n")
    (tmp_path / "plan.py").write_text(PLAN)
    environment = {**os.environ, "JUPYTER_PATH": str(tmp_path)}
    papermills = [sys.executable, "-m", "papermill", "--engine", "warm", "--no-progress-bar", str(source), "-"]
    for command in (papermills, [sys.executable, str(tmp_path / "plan.py"), str(tmp_path)]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        said = [o["text"] for c in json.loads(done.stdout)["cells"] for o in c.get("outputs", ()) if "text" in o]
        assert "True\n" in map("".join, said)


SCRIPT = """import sys, papermill
print("once", flush=True)
papermill.execute_notebook(sys.argv[1], None, progress_bar=False, engine_name="warm")
"""


def test_the_script_that_asks_for_a_kernel_is_not_run_again_in_it(tmp_path, write_notebook):
    source = write_notebook(tmp_path, "plain", "print('in the kernel')")
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run([sys.executable, tmp_path / "script.py", source], capture_output=True, text=True, check=True)
    assert done.stdout == "once\n"


WAITS = """import os, time
from pathlib import Path
Path(mark_file).write_text(f"{os.getpid()} {os.getppid()}")
time.sleep(60)"""


@pytest.fixture
def waiting(tmp_path, write_notebook):
    """A runner in a folder of temporary files of its own whose kernel takes a minute: process, its two pids, folder."""
    mark, private = tmp_path / "mark", Path(tempfile.mkdtemp(prefix="t-"))
    write_notebook(tmp_path, "waits", WAITS, parameters=f'mark_file: str = "{mark}"  # its processes')
    (tmp_path / "runs.yml").write_text("- run: waits\n")
    environment = {**os.environ, "TMPDIR": str(private), "COLD": ""}
    runner = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(tmp_path)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    eventually(lambda: mark.exists() and len(mark.read_text().split()) == 2, "the kernel runs")
    yield runner, [int(pid) for pid in mark.read_text().split()], private
    runner.kill()
    runner.communicate()


def sockets(folder):
    return [path for path in folder.rglob("*") if path.is_socket()]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
def test_a_runner_that_is_stopped_leaves_no_process_and_no_socket(waiting, how):
    runner, pids, private = waiting
    assert sockets(private)
    runner.send_signal(how)
    eventually(lambda: runner.poll() is not None, "the runner ends")
    assert runner.returncode != 0
    eventually(lambda: not any(map(alive, pids)), "the kernel and what it was forked from end")
    eventually(lambda: not sockets(private), "sockets go")


def test_results_of_a_warm_kernel_hold_the_same_numbers(tmp_path, write_notebook, build):
    write_notebook(tmp_path, "good", *GOOD)
    (tmp_path / "runs.yml").write_text("- {run: good, parameters: {x: 7}}\n")
    (one,) = plan.read(file=tmp_path / "runs.yml", folder=tmp_path)
    assert execute.execute(one, build / "e", build / "r", build / "f") is None
    stored = json.loads((build / "r" / "good.json").read_text())
    assert stored["results"]["numbers"]["twice"]["value"] == 14


def test_folders_of_killed_processes_are_removed_and_others_stay(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    names = {f"{scratch.PREFIX}{gone.pid}-a", f"{scratch.PREFIX}{os.getpid()}-a", f"{scratch.PREFIX}run-a", "other-1-a"}
    for name in names:
        (tmp_path / name).mkdir()
    scratch.remove_orphans(str(tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == names - {f"{scratch.PREFIX}{gone.pid}-a"}
