import shutil

import pytest

from healthai import paths, touched
from healthai.editions import LANGUAGES, Edition

INPUTS = ["data/values.csv", "book/index.md", "notebooks/runs.yml", "src/healthai/paths.py", "dodo.py", "_config.yml"]


@pytest.fixture
def complete(tmp_path, build, monkeypatch):
    """A small project with an edition that is complete."""
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    edition = Edition()
    left = [edition.executed / "a.ipynb", edition.results / "a.json", edition.front]
    left += [of(language) / "a" for language in LANGUAGES for of in (edition.drawn, edition.source, edition.site)]
    for path in [*(tmp_path / name for name in INPUTS), *left]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    touched.complete(edition, touched.inputs(edition))
    return edition


def test_nothing_was_touched(complete):
    assert touched.nothing(complete)


@pytest.mark.parametrize("name", INPUTS)
def test_a_changed_input_is_seen(complete, name):
    (paths.ROOT / name).write_text("22")
    assert not touched.nothing(complete)


def test_a_changed_input_of_the_same_size_is_seen_by_its_time(complete):
    (paths.ROOT / INPUTS[0]).write_text("2")
    assert not touched.nothing(complete)


def test_new_and_removed_inputs_are_seen(complete):
    (paths.ROOT / "book/new.md").write_text("1")
    assert not touched.nothing(complete)
    (paths.ROOT / "book/new.md").unlink()
    assert touched.nothing(complete)
    (paths.ROOT / "dodo.py").unlink()
    assert not touched.nothing(complete)


@pytest.mark.parametrize("part", ["executed", "results", "front", "drawn", "source", "site"])
def test_an_output_that_is_gone_is_seen(complete, part):
    found = getattr(complete, part)
    path = found(LANGUAGES[-1]) if callable(found) else found
    path.unlink() if path.is_file() else shutil.rmtree(path)
    assert not touched.nothing(complete)


def test_compiled_modules_are_no_inputs(complete):
    cache = paths.ROOT / "src" / "healthai" / "__pycache__"
    cache.mkdir()
    (cache / "paths.pyc").write_text("1")
    assert touched.nothing(complete)


def test_other_values_are_another_input(complete):
    assert touched.inputs(Edition("mine", {"a": {"x": 1}})) != touched.inputs(Edition("mine", {"a": {"x": 2}}))


def test_what_changes_while_stages_work_is_seen_next_time(complete):
    before = touched.inputs(complete)
    (paths.ROOT / "book/index.md").write_text("22")
    touched.complete(complete, before)
    assert not touched.nothing(complete)


@pytest.mark.parametrize("stamp", ["", "one", "a b c", "other other"])
def test_a_stamp_that_says_nothing_is_no_stamp(complete, stamp):
    (complete.folder / "complete.stamp").write_text(stamp)
    assert not touched.nothing(complete)
