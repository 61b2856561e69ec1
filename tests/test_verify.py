import datetime
import json
import os
from argparse import Namespace

import pytest

from healthai import __main__ as commands
from healthai import paths, records, verify
from healthai.editions import Edition
from healthai.errors import InputError
from healthai.results import Store
from healthai.run import outputs, plan

NUMBERS = {"rho": 0.77, "n": 27, "zero": 0.0}


def content(run="r", numbers=NUMBERS, rows=(), parameters=None, key="k"):
    """Return the stored results of one run, as the runner writes them."""
    store = Store()
    for name, value in numbers.items():
        store.number(name, value)
    store.table("t", list(rows), layout="l", sources=["S01"])
    about = {
        "run": run,
        "notebook": "nb",
        "parameters": parameters or {},
        "command": "papermill ...",
        "key": {"a": key},
    }
    return about | {"results": store.results().model_dump(mode="json")}


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """A folder for records, without a release."""
    monkeypatch.setattr(records, "FOLDER", tmp_path / "records")
    records.keep(records.FINDINGS, [])
    records.keep(records.ADDRESSES, ["published-earlier.html"])


@pytest.fixture
def differences(tmp_path):
    """Compare one run's published results with those found."""

    def compare(old, new):
        for name, held in (("published", old), ("found", new)):
            (tmp_path / name).mkdir()
            for run in held:
                (tmp_path / name / f"{run['run']}.json").write_text(json.dumps(run), encoding="utf-8")
        return [str(found) for found in verify.compare(tmp_path / "published", tmp_path / "found")]

    return compare


def test_equal_results_have_no_differences(differences):
    rows = [{"iso2": "FR", "value": 0.1 + 0.2, "flag": None}]
    assert differences([content(rows=rows)], [content(rows=rows)]) == []


def test_what_made_them_is_not_compared(differences):
    assert differences([content(key="1")], [content(key="2") | {"command": "other"}]) == []


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        (0.77, 0.77 * (1 + 5e-10), False),
        (0.77, 0.77 * (1 + 5e-9), True),
        (1e-8, 1e-8 * (1 + 5e-10), False),
        (1e-8, 1.1e-8, True),
        (1e12, 1e12 + 100.0, False),
        (0.0, 1e-16, False),
        (0.0, 1e-12, True),
        (0.5, -0.5, True),
        (27, 27, False),
        (27, 28, True),
        (10**15, 10**15 + 1, True),
        (27, 27.0, True),
        (27.0, 27, True),
    ],
)
def test_whole_numbers_exactly_and_floats_to_a_relative_tolerance(differences, old, new, differs):
    found = differences([content(numbers={"x": old})], [content(numbers={"x": new})])
    assert found == ([f"r.results.numbers.x.value: {json.dumps(old)} → {json.dumps(new)}"] if differs else [])


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ({"a": "in place"}, {"a": "In place"}, 'rows[0].a: "in place" → "In place"'),
        ({"a": None}, {"a": 0}, "rows[0].a: null → 0"),
        ({"a": True}, {"a": 1}, "rows[0].a: true → 1"),
        ({"a": "1"}, {"a": 1}, 'rows[0].a: "1" → 1'),
        ({"a": [1, 2]}, {"a": [2, 1]}, "rows[0].a[0]: 1 → 2"),
        ({"a": [1]}, {"a": [1, 2]}, "rows[0].a: [1] → [1, 2]"),
        ({"a": 1}, {"b": 1}, "rows[0].a: 1 → nothing"),
        ({"a": "x" * 100}, {"a": "y"}, 'rows[0].a: "' + "x" * 56 + '... → "y"'),
    ],
    ids=str,
)
def test_words_lists_and_names_are_compared_exactly(differences, old, new, where):
    found = differences([content(rows=[old])], [content(rows=[new])])
    assert found[0] == f"r.results.tables.t.{where}"


def test_a_column_without_values_that_goes_is_a_difference(differences):
    (found,) = differences([content(rows=[{"a": 1, "b": None}])], [content(rows=[{"a": 1}])])
    assert found == "r.results.tables.t.rows[0].b: null → nothing"


def test_more_rows_are_one_difference(differences):
    (found,) = differences([content(rows=[{"a": 1}])], [content(rows=[{"a": 1}, {"a": 2}])])
    assert found == 'r.results.tables.t.rows: [{"a": 1}] → [{"a": 1}, {"a": 2}]'


def test_runs_that_only_one_side_holds_are_named(differences):
    found = differences([content("gone"), content("kept")], [content("kept"), content("new")])
    assert [line.partition(":")[0] for line in found] == ["gone", "new"]
    assert found[0].endswith("→ nothing")
    assert found[1].startswith("new: nothing →")


def test_other_parameters_are_a_difference(differences):
    (found,) = differences([content(parameters={"x": 1})], [content(parameters={"x": 2})])
    assert found == "r.parameters.x: 1 → 2"


# Accepting.


@pytest.fixture
def project(build, tmp_path, monkeypatch):
    """A project whose plan has two runs; results are written by the test, and taken for up to date unless told."""
    monkeypatch.setattr(paths, "RESULTS", tmp_path / "data" / "results")
    book = plan.Notebook("nb", tmp_path / "notebooks" / "nb.ipynb", "python3", (), {})
    runs = [plan.Run(name, book, {}) for name in ("one", "two")]
    monkeypatch.setattr(plan, "read", lambda *_: runs)
    stale = set()
    monkeypatch.setattr(commands.outputs, "up_to_date", lambda run, edition: run.name not in stale)
    Edition().results.mkdir(parents=True)

    class Project:
        out_of_date = stale
        published = tmp_path / "data" / "results"

        def found(self, *held):
            for run in held:
                (Edition().results / f"{run['run']}.json").write_text(json.dumps(run), encoding="utf-8")

        def accept(self, why=""):
            commands.accept(Namespace(why=why))

        def files(self):
            return {
                path.relative_to(tmp_path).as_posix(): path.read_bytes()
                for path in tmp_path.rglob("*")
                if path.is_file()
            }

    return Project()


def test_accepting_writes_the_published_results_and_nothing_else(project, capsys):
    project.found(content("one"), content("two"))
    before = project.files()
    project.accept()
    after = project.files()
    assert set(after) - set(before) == {"data/results/one.json", "data/results/two.json"}
    assert {name: after[name] for name in before} == before
    published = json.loads((project.published / "one.json").read_text(encoding="utf-8"))
    assert list(published) == ["run", "notebook", "parameters", "results"], "no stamp that changes with the code"
    assert verify.compare(project.published, Edition().results) == []
    assert "one: nothing →" in capsys.readouterr().out


def test_accepting_prints_what_moved_and_drops_runs_that_are_gone(project, capsys):
    project.found(content("one"), content("two"))
    project.accept()
    (project.published / "gone.json").write_text(json.dumps(content("gone")))
    capsys.readouterr()
    project.found(content("one", numbers=NUMBERS | {"n": 26}))
    project.accept()
    out = capsys.readouterr().out
    assert "  one.results.numbers.n.value: 27 → 26" in out.splitlines()
    assert "  gone: " in out
    assert "two" not in out
    assert sorted(path.name for path in project.published.iterdir()) == ["one.json", "two.json"]
    project.accept()
    assert capsys.readouterr().out == "Nothing moved.\n"


def test_results_of_a_run_that_the_plan_no_longer_has_are_not_published(project):
    project.found(content("one"), content("two"), content("gone"))
    project.accept()
    assert sorted(path.name for path in project.published.iterdir()) == ["one.json", "two.json"]


def test_results_that_are_out_of_date_are_not_accepted(project):
    project.found(content("one"), content("two"))
    project.out_of_date.add("two")
    with pytest.raises(InputError, match=r"Not accepted: 1 runs are missing or out of date \(two\); run 'make book'"):
        project.accept()
    assert not project.published.exists()


def test_many_differences_are_cut(project, capsys):
    project.found(content("one", numbers={f"k{i}": i for i in range(100)}), content("two"))
    project.accept()
    capsys.readouterr()
    project.found(content("one", numbers={f"k{i}": i + 1 for i in range(100)}), content("two"))
    project.accept()
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == commands.MOST_SHOWN + 1
    assert lines[-1] == "  and 60 more"


# Numbers of a released version.

RELEASED = {"version": "1.0.0", "date": "2026-11-23", "moved": []}


def test_a_released_number_moves_only_with_a_reason(project):
    project.found(content("one"), content("two"))
    project.accept()
    records.keep(records.FINDINGS, [RELEASED])
    project.found(content("one", numbers=NUMBERS | {"n": 26}))
    before = project.files()
    with pytest.raises(InputError, match="numbers of a released version move"):
        project.accept()
    assert project.files() == before
    project.accept("a country was counted twice")
    (release,) = records.read(records.FINDINGS)
    assert release["moved"] == [
        {"key": "one.n", "was": {"value": 27}, "is": {"value": 26}, "why": "a country was counted twice"}
    ]


def test_accepting_what_is_published_already_needs_no_reason(project, capsys):
    project.found(content("one"), content("two"))
    project.accept()
    records.keep(records.FINDINGS, [RELEASED])
    project.accept()
    assert records.read(records.FINDINGS) == [RELEASED]


def test_a_version_is_released_once_and_only_when_it_is_verified(project, monkeypatch):
    monkeypatch.setattr(commands.citation, "read", lambda: {"version": "1.0.0", "date-released": "2026-11-23"})
    project.found(content("one"), content("two"))
    project.accept()
    with pytest.raises(InputError, match="run 'make verify'"):
        commands.release(None)
    record = records.verification(plan.read(), Edition().results, [], datetime.date(2026, 11, 23))
    records.keep(records.VERIFICATION, record | {"differences": ["one differs"]})
    with pytest.raises(InputError, match="run 'make verify'"):
        commands.release(None)
    records.keep(records.VERIFICATION, record)
    monkeypatch.setattr(commands.assemble, "addresses", lambda runs: ["index.html"])
    commands.release(None)
    assert records.read(records.FINDINGS) == [RELEASED]
    assert records.read(records.ADDRESSES) == ["index.html", "published-earlier.html"]
    with pytest.raises(InputError, match=r"Version 1\.0\.0 is released already"):
        commands.release(None)


# Verifying.


def test_verifying_executes_the_plan_anew_and_names_what_differs(build, tmp_path, monkeypatch, write_notebook, capsys):
    write_notebook(tmp_path / "notebooks", "one", 'store.number("twice", 2 * x)')
    run = plan.single("one", {"x": 4}, tmp_path / "notebooks")
    monkeypatch.setattr(plan, "read", lambda *_: [run])
    monkeypatch.setattr(paths, "RESULTS", tmp_path / "data" / "results")
    monkeypatch.setattr(commands.data, "validate", lambda: None, raising=False)
    left = Edition("verification").results / "left-by-an-earlier-one.json"
    left.parent.mkdir(parents=True)
    left.write_text(json.dumps(content("left-by-an-earlier-one")))
    paths.RESULTS.mkdir(parents=True)
    published = paths.RESULTS / f"{run.name}.json"
    published.write_text(json.dumps(content(run.name, {"twice": 9}, parameters={"x": 4}) | {"notebook": "one"}))
    with pytest.raises(InputError) as error:
        commands.verify_published(None)
    assert error.value.problems == [
        "The re-executed results differ from the published ones:",
        f"  {run.name}.results.numbers.twice.value: 9 → 8",
        f'  {run.name}.results.tables.t: {{"layout": "l", "rows": [], "sources": ["S01"]}} → nothing',
    ]
    assert capsys.readouterr().err.startswith(f"verify 1/1 {run.name} (")
    record = records.read(records.VERIFICATION)
    assert record["runs"] == {run.name: {"notebook": "one", "outcome": "different"}}
    assert len(record["differences"]) == 2
    assert not records.holds(records.status(paths.RESULTS))


def test_verifying_says_when_all_is_equal(build, project, monkeypatch, capsys):
    project.found(content("one"), content("two"))
    project.accept()
    monkeypatch.setattr(commands.data, "validate", lambda: None, raising=False)
    monkeypatch.setattr(
        commands.execute,
        "execute_plan",
        lambda what, runs, edition, _: verify.accept(Edition().results, edition.results),
    )
    capsys.readouterr()
    commands.verify_published(None)
    assert capsys.readouterr().out == "2 runs re-executed: all results equal the published ones.\n"
    record = records.read(records.VERIFICATION)
    assert {run["outcome"] for run in record["runs"].values()} == {"identical"}
    assert record["date"] == datetime.date.today().isoformat()
    assert records.holds(records.status(paths.RESULTS))


def test_the_last_build_gave_the_published_results():
    """In CI the whole plan has just been executed anew; elsewhere the book may be older than its sources."""
    edition = Edition()
    if not all(outputs.up_to_date(run, edition) for run in plan.read(edition)):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no build of the book that is up to date")
    assert verify.compare(paths.RESULTS, edition.results) == []
