"""Fixtures that several folders use."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from healthai import paths
from healthai.run import notebook

IMPORT = "from healthai.results import Store\n\nstore = Store()"
PARAMETERS = "x: int = 1  # a number"
SHOW = "store"


def pytest_collection_modifyitems(items):
    """Put the longest file first: side by side with all others, it then ends before they do."""
    items.sort(key=lambda item: "reproduce" not in item.path.parts)


@pytest.fixture
def build(tmp_path, monkeypatch):
    """A temporary folder for everything that is generated."""
    folder = tmp_path / "_build"
    monkeypatch.setattr(paths, "BUILD", folder)
    monkeypatch.setattr(paths, "RUNS", folder / "runs")
    monkeypatch.setattr(paths, "SITE", folder / "site")
    return folder


@pytest.fixture(scope="session")
def write_notebook():
    """Write a notebook: source cells, with the parameters second and the store last unless told otherwise."""

    def write(folder, name, *cells, parameters=PARAMETERS, first=IMPORT, last=SHOW, kernel="python3"):
        tagged = [] if parameters is None else [new_code_cell(parameters, metadata={"tags": ["parameters"]})]
        code = [new_code_cell(source) for source in (*cells, last) if source is not None]
        content = new_notebook(cells=[new_markdown_cell("# A notebook"), new_code_cell(first), *tagged, *code])
        content.metadata.kernelspec = {"name": kernel, "display_name": "Python 3", "language": "python"}
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.ipynb"
        nbformat.write(content, path)
        notebook.read.cache_clear()
        return path

    return write
