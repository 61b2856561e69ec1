"""The records: what was verified and whether it still holds, and the numbers that moved since a release."""

import datetime
import json
from types import SimpleNamespace

import pytest

from healthai import paths, records, verify
from healthai.results import Store

DAY = datetime.date(2026, 11, 23)
RUN = SimpleNamespace(name="one", notebook=SimpleNamespace(name="nb"))
FIRST = [{"version": "1.0.0", "date": "2026-11-23", "moved": []}]


def stored(**numbers):
    """Return the results of one run."""
    store = Store()
    for name, value in numbers.items():
        store.number(name, value)
    return {"one": store.results()}


def write(folder, **numbers):
    folder.mkdir(parents=True, exist_ok=True)
    content = {"run": "one", "results": stored(**numbers)["one"].model_dump(mode="json")}
    (folder / "one.json").write_text(json.dumps(content))
    return folder


@pytest.fixture
def published(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(records, "FOLDER", tmp_path / "records")
    return write(paths.RESULTS, rho=0.5, n=27)


def verified(folder):
    record = records.verification([RUN], folder, verify.compare(paths.RESULTS, folder), DAY)
    records.keep(records.VERIFICATION, record)
    return record


# Verification.


@pytest.mark.parametrize(("rho", "outcome"), [(0.5, "identical"), (0.5 * (1 + 1e-12), "equal"), (0.6, "different")])
def test_a_verification_says_how_each_run_fared(published, tmp_path, rho, outcome):
    record = verified(write(tmp_path / "found", rho=rho, n=27))
    assert record["runs"] == {"one": {"notebook": "nb", "outcome": outcome}}
    assert bool(record["differences"]) == (outcome == "different")
    assert records.holds(records.status(published)) == (outcome != "different")
    assert records.status(tmp_path / "found")["shown"] == outcome


def test_a_verification_holds_the_day_and_no_other_time_and_what_was_used(published):
    record = verified(published)
    assert record == verified(published)
    assert record["date"] == "2026-11-23"
    assert {"numpy", "pandas", "scipy", "papermill"} <= set(record["packages"])
    assert all(len(value) == 64 for value in record["ingredients"].values())


def test_what_changed_since_a_verification_is_named(published):
    verified(published)
    assert records.status(published)["changed"] == []
    write(published, rho=0.5, n=26)
    state = records.status(published)
    assert state["changed"] == ["results"]
    assert state["shown"] == "identical"
    assert not records.holds(state)


def test_without_a_record_nothing_is_claimed(published):
    state = records.status(published)
    assert (state["record"], state["changed"]) == (None, [])
    assert not records.holds(state)


def test_the_records_of_the_project_are_there():
    assert records.read(records.VERIFICATION)["runs"]
    assert isinstance(records.read(records.FINDINGS), list)


# Findings that moved.


def moved(findings, before, after, why="because"):
    return records.moved(findings, stored(**before), stored(**after), why)


def test_nothing_moves_before_the_first_release():
    assert moved([], {"a": 1}, {"a": 2}) == []


def test_a_number_that_moves_new_or_gone_is_noted():
    (release,) = moved(FIRST, {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 20, "d": 4})
    assert release["moved"] == [
        {"key": "one.b", "was": {"value": 2}, "is": {"value": 20}, "why": "because"},
        {"key": "one.c", "was": {"value": 3}, "is": None, "why": "because"},
        {"key": "one.d", "was": None, "is": {"value": 4}, "why": "because"},
    ]
    assert FIRST[0]["moved"] == [], "the record given is not changed"


def test_a_number_is_compared_with_the_release_however_often_it_moves():
    second = moved(moved(FIRST, {"a": 1}, {"a": 2}, "first"), {"a": 2}, {"a": 3}, "second")
    assert second[0]["moved"] == [{"key": "one.a", "was": {"value": 1}, "is": {"value": 3}, "why": "second"}]
    assert moved(second, {"a": 3}, {"a": 1}) == FIRST


def test_a_new_number_that_goes_again_was_never_there():
    assert moved(moved(FIRST, {}, {"a": 1}), {"a": 1}, {}) == FIRST


def test_the_last_digits_of_a_float_do_not_move_it():
    assert moved(FIRST, {"a": 0.5}, {"a": 0.5 * (1 + 1e-12)}) == FIRST


def test_earlier_releases_stay_as_they_were():
    earlier = moved(FIRST, {"a": 1}, {"a": 2})
    found = moved([*earlier, {"version": "2.0.0", "date": "2027-01-01", "moved": []}], {"a": 2}, {"a": 1})
    assert found[0] == earlier[0]
    assert [entry["was"] for entry in found[1]["moved"]] == [{"value": 2}]
