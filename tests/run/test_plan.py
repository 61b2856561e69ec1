import datetime
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from papermill.__main__ import papermill

from healthai import paths
from healthai.data import codes
from healthai.editions import Edition
from healthai.errors import InputError
from healthai.run import notebook, plan


@pytest.fixture
def read(tmp_path):
    """Read a plan, given as YAML, over the project's notebooks."""

    def read(text, edition=None, folder=paths.NOTEBOOKS):
        file = tmp_path / "runs.yml"
        file.write_text(text, encoding="utf-8")
        return plan.read(edition, file, folder)

    return read


@pytest.fixture
def refused(read):
    """Return the problems of a plan."""

    def refused(text, edition=None, folder=paths.NOTEBOOKS):
        with pytest.raises(InputError) as error:
            read(text, edition, folder)
        return error.value.problems

    return refused


# What a plan says.


def test_the_project_has_a_profile_for_each_member_state():
    names = [run.name for run in plan.read()]
    assert {"survey-counts", "margins", "association"} <= set(names)
    assert [name for name in names if name.startswith("country-profile-")] == [
        f"country-profile-{country.lower()}" for country in codes.eu27()
    ]


def test_runs_keep_the_order_of_the_plan(read):
    runs = read("- run: margins\n- run: b\n  notebook: association\n- run: a\n  notebook: association\n")
    assert [(run.name, run.notebook.name) for run in runs] == [
        ("margins", "margins"),
        ("b", "association"),
        ("a", "association"),
    ]


def test_each_makes_one_run_of_every_value(read):
    runs = read(
        "- run: a-{method}\n  notebook: association\n  parameters: {n_perm: 99}\n  each: {method: [kendall, pearson]}\n"
    )
    assert [(run.name, run.parameters) for run in runs] == [
        ("a-kendall", {"n_perm": 99, "method": "kendall"}),
        ("a-pearson", {"n_perm": 99, "method": "pearson"}),
    ]


def test_each_over_numbers_and_codes_gives_lower_case_names(read):
    assert [run.name for run in read("- {run: 's-{seed}', notebook: association, each: {seed: [1, 20]}}")] == [
        "s-1",
        "s-20",
    ]
    assert read("- {run: 'p-{country}', notebook: country-profile, each: {country: [FR]}}")[0].name == "p-fr"


def test_an_edition_replaces_values_of_the_notebook_it_names(read):
    edition = Edition("mine", {"association": {"method": "kendall"}})
    runs = read("- run: association\n  parameters: {method: pearson, seed: 1}\n- run: margins\n", edition)
    assert [run.parameters for run in runs] == [{"method": "kendall", "seed": 1}, {}]


# What is wrong with a plan.

WRONG = {
    "unknown field": ("- {run: association, parameter: {seed: 1}}", ["unknown field 'parameter'", "'parameters'"]),
    "unknown notebook": ("- run: asociation", ["no notebook 'asociation'", "did you mean 'association'", "margins"]),
    "missing notebook": ("- {run: a, notebook: xyzzy}", ["there is no notebook 'xyzzy'; allowed: association"]),
    "notebook that is no name": ("- {run: a, notebook: [margins]}", ["'notebook' takes the name of a notebook"]),
    "unknown parameter": ("- {run: association, parameters: {methd: kendall}}", ["'methd'", "did you mean 'method'"]),
    "wrong type": ("- {run: association, parameters: {n_perm: many}}", ["n_perm='many'", "valid integer"]),
    "text for a number": ("- {run: association, parameters: {n_perm: '999'}}", ["n_perm='999'", "valid integer"]),
    "number for a text": ("- {run: association, parameters: {method: 1}}", ["'spearman', 'kendall' or 'pearson'"]),
    "yes or no for a number": ("- {run: association, parameters: {seed: true}}", ["seed=True", "valid integer"]),
    "value not allowed": ("- {run: association, parameters: {method: kendal}}", ["'spearman', 'kendall' or 'pearson'"]),
    "value too high": ("- {run: association, parameters: {level: 95}}", ["level=95", "less than 1"]),
    "value too low": ("- {run: association, parameters: {n_perm: 9}}", ["greater than or equal to 99"]),
    "not a number": ("- {run: association, parameters: {level: .nan}}", ["level=nan"]),
    "empty list": ("- {run: association, parameters: {outcomes: []}}", ["outcomes=[]", "at least 1"]),
    "text for a list": ("- {run: association, parameters: {outcomes: wgi_ge}}", ["valid list"]),
    "unknown code in a list": ("- {run: association, parameters: {training: [wgi_gee]}}", ["did you mean 'wgi_ge'"]),
    "unknown country": (
        "- {run: 'p-{country}', notebook: country-profile, each: {country: [FR, XX]}}",
        ["run 'p-xx': country='XX': 'XX' is no EU member", "allowed: AT, BE"],
    ),
    "country as YAML reads it": (
        "- {run: p, notebook: country-profile, parameters: {country: NO}}",
        ["country=False", "valid string"],
    ),
    "date": ("- {run: association, parameters: {method: 2026-04-20}}", ["datetime.date(2026, 4, 20)", "'kendall'"]),
    "nothing": ("- {run: association, parameters: {method: }}", ["method=None", "'kendall'"]),
    "two runs with one name": ("- run: margins\n- {run: margins}", ["two runs are called 'margins'"]),
    "each without its name": (
        "- {run: p, notebook: association, each: {method: [kendall, pearson]}}",
        ["two runs are called 'p'"],
    ),
    "each with one value twice": (
        "- {run: 'p-{seed}', notebook: association, each: {seed: [1, 1]}}",
        ["two runs are called 'p-1'"],
    ),
    "each over two parameters": (
        "- {run: p, notebook: association, each: {seed: [1], method: [kendall]}}",
        ["'each' takes one parameter with the list of its values"],
    ),
    "each of one value": ("- {run: p, notebook: association, each: {seed: 1}}", ["'each' takes one parameter"]),
    "each of no value": ("- {run: p, notebook: association, each: {seed: []}}", ["'each' takes one parameter"]),
    "each over an unknown parameter": (
        "- {run: 'p-{sed}', notebook: association, each: {sed: [1]}}",
        ["unknown parameter 'sed'", "did you mean 'seed'"],
    ),
    "parameters that are a list": ("- {run: association, parameters: [seed]}", ["'parameters' takes 'name: value'"]),
    "name that is a path": ("- {run: ../margins, notebook: margins}", ["run '../margins'", "lower-case letters"]),
    "name in capitals": ("- {run: Margins, notebook: margins}", ["run 'Margins'", "lower-case letters"]),
    "name with a hole": ("- {run: 'p-{country}', notebook: country-profile}", ["run 'p-{country}'"]),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_plan_is_refused_with_place_and_remedy(refused, case):
    text, expected = WRONG[case]
    problems = refused(text)
    assert len(problems) == 1
    assert "runs.yml" in problems[0]
    for words in expected:
        assert words in problems[0]


def test_all_problems_are_listed_at_once(refused):
    problems = refused(
        "- {run: asociation}\n"
        "- {run: margins, each: 1, nootbook: margins}\n"
        "- {run: contrast, parameters: {level: 2, two_side: x}}\n"
        "- {run: contrast}\n",
        Edition("mine", {"margns": {}}),
    )
    told = [
        "entry 1: there is no notebook 'asociation'",
        "entry 2: unknown field 'nootbook' (did you mean 'notebook'?)",
        "entry 2: 'each'",
        "run 'contrast': unknown parameter 'two_side' (did you mean 'two_sided'?)",
        "run 'contrast': level=2",
        "two runs are called 'contrast'",
        "edition 'mine': no run uses a notebook 'margns'",
    ]
    assert len(problems) == len(told)
    for words, problem in zip(told, problems, strict=True):
        assert words in problem


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"asociation": {"seed": 1}},
            "no run uses a notebook 'asociation' (did you mean 'association'?); allowed: assoc",
        ),
        ({"survey-counts": {}}, "no run uses a notebook 'survey-counts'; allowed: association, country-profile"),
        ({"association": {"sed": 1}}, "run 'association': unknown parameter 'sed' (did you mean 'seed'?)"),
        ({"association": {"method": "kendal"}}, "method='kendal': Input should be 'spearman', 'kendall' or 'pearson'"),
        ({"country-profile": {"country": "FR"}}, "the plan has a run for each country; it cannot be set"),
    ],
)
def test_an_edition_is_checked_with_the_plan(refused, values, message):
    text = "- run: association\n- {run: 'p-{country}', notebook: country-profile, each: {country: [AT, BE]}}"
    (problem,) = refused(text, Edition("mine", values))
    assert message in problem


@pytest.mark.parametrize("text", ["- run: [", "- run: a\n  - b", "\t- run: a", "- run: 'a"])
def test_a_plan_that_is_not_yaml_is_refused_with_the_place(refused, text):
    (problem,) = refused(text)
    assert "runs.yml is not YAML" in problem
    assert "line " in problem


@pytest.mark.parametrize("text", ["", "association", "run: association", "- association", "- notebook: a", "- run: 5"])
def test_a_plan_that_is_no_list_of_runs_is_refused(refused, text):
    (problem,) = refused(text)
    assert "expected a list of '- run: <name>' entries" in problem


def test_a_missing_plan_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.yml: No such file"):
        plan.read(file=tmp_path / "gone.yml")


def test_a_wrong_plan_starts_nothing(tmp_path):
    """One bad value in the last run: no kernel machinery is even imported, and nothing is written."""
    (tmp_path / "runs.yml").write_text("- run: margins\n- {run: association, parameters: {method: kendal}}\n")
    program = (
        "import sys; from pathlib import Path; from healthai.run import plan; from healthai.errors import InputError\n"
        f"try: plan.read(file=Path({str(tmp_path / 'runs.yml')!r}))\n"
        "except InputError as error: print(error)\n"
        "print([name for name in ('papermill', 'jupyter_client', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "method='kendal'" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
    assert [path.name for path in tmp_path.iterdir()] == ["runs.yml"]


# One run by hand.


def test_a_single_run_is_named_after_its_values():
    run = plan.single("association", {"method": "kendall", "level": 0.9})
    assert (run.name, run.parameters) == ("association-method-kendall-level-0.9", {"method": "kendall", "level": 0.9})


def test_a_single_run_with_long_lists_has_a_name_that_a_file_can_have():
    lists = [list(codes.indicators()), list(reversed(codes.indicators()))]
    names = [plan.single("country-profile", {"indicators": chosen}).name for chosen in lists]
    assert all(len(name) < 100 and plan.NAME.fullmatch(name) for name in names)
    assert names[0] != names[1]


def test_all_problems_of_a_single_run_are_listed_at_once():
    with pytest.raises(InputError) as error:
        plan.single("association", {"methd": "kendall", "level": 95, "seed": -1})
    assert len(error.value.problems) == 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"outcomes": ("ai_ent_any",)}, "valid list"),
        ({"outcomes": np.array(["ai_ent_any"])}, "valid list"),
        ({"n_perm": np.int64(999)}, "valid integer"),
        ({"level": datetime.date(2026, 4, 20)}, "valid number"),
    ],
)
def test_values_that_papermill_cannot_hand_over_faithfully_are_refused(values, message):
    with pytest.raises(InputError, match=message):
        plan.single("association", values)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("association", {}),
        ("association", {"method": "kendall", "n_perm": 99, "level": 0.9}),
        ("association", {"outcomes": ["ai_ent_any", "wgi_ge"], "seed": 1}),
        ("country-profile", {"country": "FR"}),
    ],
)
def test_the_command_of_a_run_hands_papermill_the_same_values(name, values, tmp_path, monkeypatch):
    import shlex

    monkeypatch.chdir(tmp_path)
    run = plan.single(name, values)
    program, source, target, *options = shlex.split(run.command)
    assert (program, source) == ("papermill", f"notebooks/{name}.ipynb")
    arguments = [str(paths.ROOT / source), target, *options, "--prepare-only"]
    assert CliRunner().invoke(papermill, arguments, catch_exceptions=False).exit_code == 0
    import nbformat

    prepared = nbformat.read(target, as_version=4)
    given_values = {}
    for cell in prepared.cells:
        if "injected-parameters" in cell.metadata.get("tags", ()):
            exec(cell.source, given_values)
    assert {key: value for key, value in given_values.items() if key != "__builtins__"} == values


# The declaration in the notebook.

DECLARATIONS = {
    "no literal": ("x: int = len('a')  # a number", "line 1: expected 'name: Type = default  # help'"),
    "no default": ("x: int  # a number", "line 1: expected 'name: Type = default  # help'"),
    "no type": ("\nx = 1  # a number", "line 2: expected 'name: Type = default  # help'"),
    "something else": ("x: int = 1  # a number\nprint(x)", "line 2: expected 'name: Type = default  # help'"),
    "no comment": ("x: int = 1", "'x' has no comment"),
    "unknown type": ("x: Levl = 0.9  # a level", "unknown parameter type 'Levl' (did you mean 'Level'?)"),
    "default not allowed": ("x: Level = 95  # a level", "default of x=95: Input should be less than 1"),
    "not Python": ("x: int = = 1", "parameters cell, line 1"),
}


@pytest.mark.parametrize("case", DECLARATIONS)
def test_a_wrong_declaration_is_refused_with_notebook_and_line(case, write_notebook, tmp_path):
    source, message = DECLARATIONS[case]
    write_notebook(tmp_path, "own", parameters=source)
    with pytest.raises(InputError) as error:
        notebook.read("own", tmp_path)
    assert "own.ipynb" in str(error.value)
    assert message in str(error.value)


def test_a_declaration_is_read_with_type_default_and_help(write_notebook, tmp_path):
    write_notebook(
        tmp_path, "own", parameters='a: float = 0.5  # half\nb: Indicators = [\n    "wgi_ge",\n]  # two # words\n'
    )
    found = notebook.read("own", tmp_path).parameters
    assert [(p.name, p.type, p.default, p.help) for p in found.values()] == [
        ("a", "float", 0.5, "half"),
        ("b", "Indicators", ["wgi_ge"], "two # words"),
    ]


def test_a_notebook_without_a_parameters_cell_is_refused(write_notebook, tmp_path):
    write_notebook(tmp_path, "own", parameters=None)
    with pytest.raises(InputError, match="has 0 cells tagged 'parameters'; it needs exactly one"):
        notebook.read("own", tmp_path)


def test_a_file_that_is_no_notebook_is_refused(refused, tmp_path):
    (tmp_path / "own.ipynb").write_text("{")
    notebook.read.cache_clear()
    (problem,) = refused("- run: own", folder=tmp_path)
    assert "own.ipynb cannot be read as a notebook" in problem
