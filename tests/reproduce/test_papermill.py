"""The notebooks work with the plain papermill command, from any folder, and give what our own runner gives."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from healthai import paths, results
from healthai.run import execute, plan

PAPERMILL = Path(sys.executable).with_name("papermill")
VALUES = {"method": "kendall", "n_perm": 99}


def papermill(source, target, cwd):
    """Run the command with `VALUES`."""
    options = [part for name, value in VALUES.items() for part in ("-p", name, str(value))]
    command = [str(PAPERMILL), str(source), str(target), *options, "--no-progress-bar"]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Executions with the same values: by papermill from the root and from elsewhere; and what our runner stored."""
    folder = tmp_path_factory.mktemp("papermill")
    from_here = os.path.relpath(paths.NOTEBOOKS / "association.ipynb", folder)
    with ThreadPoolExecutor(2) as pool:
        root = pool.submit(papermill, "notebooks/association.ipynb", folder / "root.ipynb", paths.ROOT)
        elsewhere = pool.submit(papermill, from_here, "elsewhere.ipynb", folder)
        done = {"root": root.result(), "elsewhere": elsewhere.result()}
    run = plan.single("association", VALUES)
    assert execute.execute(run, folder / "executed", folder / "results", folder / "failed") is None
    (ours,) = results.load(folder / "results").values()
    return folder, done, ours


@pytest.mark.parametrize("where", ["root", "elsewhere"])
def test_papermill_gives_the_results_of_our_runner(made, where):
    folder, done, ours = made
    assert done[where].returncode == 0, done[where].stderr
    assert "unknown parameter" not in done[where].stderr
    theirs = results.from_notebook(nbformat.read(folder / f"{where}.ipynb", as_version=4))
    assert theirs == ours
    assert theirs.figures["coefficients"].values["method"] == "kendall"


def test_the_results_are_those_of_the_values_given(made):
    """Among 99 permutations and the data themselves, a p-value is a multiple of one hundredth."""
    ours = made[2]
    found = [number.value for key, number in ours.numbers.items() if key.startswith("p_ai")]
    assert found
    assert all(round(100 * p, 9).is_integer() for p in found)


def test_the_tree_is_left_as_it_was(made):
    assert [path.name for path in paths.NOTEBOOKS.iterdir() if path.suffix not in (".ipynb", ".yml")] == []
    for path in paths.NOTEBOOKS.glob("*.ipynb"):
        assert all(not cell.get("outputs") for cell in nbformat.read(path, as_version=4).cells)
