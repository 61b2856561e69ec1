"""Kernels and runners killed at random moments: what is there is whole, and a restart gives what undisturbed runs give.

FAULTS=50 makes it the full run; a few faults otherwise. The moments come from a seed.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from .test_execute import RUNNER, alive, eventually, outputs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")

FAULTS = int(os.environ.get("FAULTS", "2"))
SEED = 20260420
RUNS = 5
WORK = 'import time\ntime.sleep(0.15)\nstore.number("square", x * x, n=x)'


@pytest.fixture(scope="module")
def plan_folder(tmp_path_factory, write_notebook):
    folder = tmp_path_factory.mktemp("plan")
    write_notebook(folder, "square", WORK)
    each = ", ".join(map(str, range(1, RUNS + 1)))
    (folder / "runs.yml").write_text(f"- {{run: 'square-{{x}}', notebook: square, each: {{x: [{each}]}}}}\n")
    return folder


@pytest.fixture(scope="module")
def undisturbed(plan_folder):
    """The outputs of an undisturbed plan, and the seconds that it takes."""
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", RUNNER, str(plan_folder)], check=True, capture_output=True)
    found = outputs(edition(plan_folder))
    assert len(found) == 2 * RUNS
    return found, time.monotonic() - start


def edition(folder):
    return folder / "_build" / "editions" / "default"


def family(pid):
    """Return the processes that descend from one, children before grandchildren."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parents.setdefault(int(text.rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    found, todo = [], [pid]
    while todo:
        todo = [child for parent in todo for child in parents.get(parent, [])]
        found += todo
    return found


@pytest.mark.parametrize("fault", range(FAULTS))
def test_a_fault_costs_only_what_was_under_way(plan_folder, undisturbed, fault):
    wanted, took = undisturbed
    chance = random.Random(f"{SEED}-{fault}")
    shutil.rmtree(plan_folder / "_build", ignore_errors=True)
    command = [sys.executable, "-c", RUNNER, str(plan_folder)]
    runner = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(chance.uniform(0.05, 0.95) * took)
    descendants = family(runner.pid)
    victim = runner.pid if not descendants or fault % 2 else chance.choice(descendants)
    with suppress(ProcessLookupError):  # it may have ended by itself
        os.kill(victim, signal.SIGKILL)
    runner.wait(timeout=60)
    eventually(lambda: not any(map(alive, descendants)), "all that the runner started ends")
    left = outputs(edition(plan_folder))
    assert {name: content for name, content in left.items() if wanted[name] != content} == {}
    subprocess.run(command, check=True, capture_output=True)
    assert outputs(edition(plan_folder)) == wanted
