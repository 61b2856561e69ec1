import json
import subprocess
import sys

import pytest

from healthai import __main__ as commands
from healthai.editions import Edition
from healthai.run import key, plan


@pytest.fixture
def healthai(monkeypatch, capsys, build):
    """Run a command in this process; return its status and what it wrote."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["healthai", *arguments])
        status = commands.main()
        out, err = capsys.readouterr()
        return status, out, err

    return run


def test_a_wrong_value_ends_in_one_message_and_status_1(tmp_path):
    """For real, as a process: this is what a person sees."""
    command = [sys.executable, "-m", "healthai", "run", "association", "method=kendal"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "notebook 'association': method='kendal': Input should be 'spearman', 'kendall' or 'pearson' "
        "(coefficient of the tests and of the partial correlation)\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["asociation"], "there is no notebook 'asociation' (did you mean 'association'"),
        (["association", "methd=kendall"], "unknown parameter 'methd' (did you mean 'method'?)"),
        (["association", "method"], "PARAMS: expected name=value, got 'method'"),
        (["association", "level=95"], "level=95: Input should be less than 1"),
        (["association", "outcomes=ai_ent_any"], "outcomes='ai_ent_any': Input should be a valid list"),
        (["association", "outcomes=[ai_ent_any"], "PARAMS: 'outcomes=[ai_ent_any' is not 'name=value'"),
        (["country-profile", "country=UK"], "country='UK': 'UK' is no EU member"),
    ],
)
def test_a_wrong_run_is_refused_before_anything_is_made(healthai, build, arguments, message):
    status, out, err = healthai("run", *arguments)
    assert (status, out) == (1, "")
    assert message in err
    assert "Traceback" not in err
    assert not build.exists()


def test_all_problems_are_told_at_once(healthai):
    _, _, err = healthai("run", "association", "level=95", "methd=kendall", "seed=-1")
    assert len(err.splitlines()) == 3


@pytest.mark.parametrize("arguments", [[], ["runn"], ["run"], ["accept", "now"]])
def test_a_command_that_does_not_exist_shows_how_to_use_it(healthai, capsys, arguments):
    with pytest.raises(SystemExit) as error:
        healthai(*arguments)
    assert error.value.code == 2
    assert "usage: healthai" in capsys.readouterr().err


def test_nothing_is_accepted_before_the_book_was_made(healthai, build):
    status, out, err = healthai("accept")
    assert (status, out) == (1, "")
    assert "runs are missing or out of date" in err
    assert "run 'make book'" in err
    assert not build.exists()


def test_a_sweep_is_refused_before_anything_is_made(healthai, build):
    status, out, err = healthai("sweep", "association", "method=spearman,kendal")
    assert (status, out) == (1, "")
    assert "method='kendal'" in err
    assert not build.exists()


def test_why_names_what_changed(healthai, build, monkeypatch):
    assert healthai("why", "margin")[2] == "there is no run 'margin' (did you mean 'margins'?)\n"
    assert healthai("why", "margins")[1] == "there is no finished output\n"
    (run,) = [one for one in plan.read() if one.name == "margins"]
    for folder, text in ((Edition().results, {"key": key.of(run)}), (Edition().executed, {})):
        folder.mkdir(parents=True)
        suffix = "json" if "key" in text else "ipynb"
        about = text or {"metadata": {"healthai": {"key": key.of(run)}}}
        (folder / f"margins.{suffix}").write_text(json.dumps(about))
    assert healthai("why", "margins")[1] == "Nothing changed: it would not be executed.\n"
    lock = key.of(run)["lock"]
    monkeypatch.setattr(key, "ingredients", lambda: {"package": "a", "data": "b", "lock": lock})
    assert healthai("why", "margins")[1].splitlines() == [
        "the computing part of the package changed",
        "the data tables changed",
    ]
