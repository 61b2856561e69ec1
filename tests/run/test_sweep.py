"""Sweeps: a grid validated first, one table of all numbers, errors as rows, and only what is missing executed."""

import csv

import pytest

from healthai.errors import InputError
from healthai.run import execute, outputs, sweep

DIVIDES = ('store.number("ratio", 6 / x, n=x, interval=(0, 7), level=0.9)', 'store.number("x", x, kind="count")')


@pytest.fixture
def folder(tmp_path, write_notebook):
    write_notebook(tmp_path, "divides", *DIVIDES, parameters='x: int = 1  # a number\nword: str = "a"  # a word')
    return tmp_path


def run(runs, place):
    due = [one for one in runs if not outputs.up_to_date(one, place)]
    failures = execute.execute_all(due, place, 2, lambda one, failure: None)
    with sweep.collect(runs, failures, place).open(encoding="utf-8", newline="") as file:
        return [one.name for one in due], list(csv.DictReader(file))


def test_a_grid_is_every_combination_the_last_axis_fastest(folder):
    runs = sweep.grid("divides", ["x=1,2", "word=a,b"], folder)
    assert [run.parameters for run in runs] == [
        {"x": 1, "word": "a"},
        {"x": 1, "word": "b"},
        {"x": 2, "word": "a"},
        {"x": 2, "word": "b"},
    ]
    assert len({run.name for run in runs}) == 4


def test_lists_are_values_in_brackets():
    runs = sweep.grid("association", ["outcomes=[ai_ent_any],[ai_ent_any,genai_individuals]", "level=0.9"])
    assert [run.parameters["outcomes"] for run in runs] == [["ai_ent_any"], ["ai_ent_any", "genai_individuals"]]


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        (["x"], "expected name=value,value, got 'x'"),
        (["x="], "expected name=value,value"),
        (["x=[1"], "expected name=value,value"),
        (["x=1", "x=2"], "given twice"),
        (["x=1,1"], "x holds a value twice"),
        (["y=1"], "unknown parameter 'y'"),
        (["x=1,one"], "x='one'"),
    ],
)
def test_a_wrong_grid_is_refused_before_anything_runs(folder, axes, message, build):
    with pytest.raises(InputError) as error:
        sweep.grid("divides", axes, folder)
    assert message in str(error.value)
    assert not build.exists()


def test_each_problem_is_told_once(folder):
    with pytest.raises(InputError) as error:
        sweep.grid("divides", ["x=1,2,3", "word=1,2"], folder)
    assert len(error.value.problems) == 2


def test_all_numbers_are_in_one_table_and_a_failed_run_is_a_row_with_its_error(folder, build):
    place = sweep.Sweep("divides")
    runs = sweep.grid("divides", ["x=0,3"], folder)
    executed, rows = run(runs, place)
    assert len(executed) == 2
    assert [(row["x"], row["number"], row["value"], row["n"], row["high"]) for row in rows] == [
        ("0", "", "", "", ""),
        ("3", "ratio", "2.0", "3", "7.0"),
        ("3", "x", "3", "", ""),
    ]
    assert "ZeroDivisionError" in rows[0]["error"]
    assert rows[1]["error"] == ""

    wider = sweep.grid("divides", ["x=3,6"], folder)
    executed, rows = run(wider, place)
    assert executed == [wider[1].name]
    assert {row["x"] for row in rows} == {"3", "6"}
