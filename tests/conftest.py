"""Fixtures that several folders use."""

import pytest

from healthai import paths


@pytest.fixture
def build(tmp_path, monkeypatch):
    """A temporary folder for everything that is generated."""
    folder = tmp_path / "_build"
    monkeypatch.setattr(paths, "BUILD", folder)
    monkeypatch.setattr(paths, "RUNS", folder / "runs")
    monkeypatch.setattr(paths, "SITE", folder / "site")
    return folder
