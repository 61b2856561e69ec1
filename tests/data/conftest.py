import pytest
from own_tables import copy

from healthai import paths


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A copy of the project's tables that the package reads instead."""
    folder = copy(tmp_path / "data")
    monkeypatch.setattr(paths, "DATA", folder)
    return folder
