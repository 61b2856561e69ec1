import contextlib
import io
import re
import sys

import pytest

from healthai.run import progress as module
from healthai.run.progress import progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Make standard error a terminal of 100 columns (call it in the test: pytest changes the stream before)."""

    def terminal():
        stream = Terminal()
        monkeypatch.setattr(sys, "stderr", stream)
        return stream

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return terminal


def text(stream):
    """Return what a stream was sent without the control sequences."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", stream.getvalue())


def test_without_a_terminal_each_piece_of_work_is_a_line(capsys, monkeypatch):
    moments = iter([0.0, 10.0, 30.0, 45.0])
    monkeypatch.setattr(module, "monotonic", lambda: next(moments))
    with progress("run", 3) as report:
        report("margins")
        report("association", False)
        report("survey-counts")
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "run 1/3 margins (10 s, about 20 s left)\n"
        "run 2/3 association failed (30 s, about 15 s left)\n"
        "run 3/3 survey-counts (45 s, about 0 s left)\n"
    )


def test_nothing_to_do_says_nothing(capsys):
    with progress("run", 0):
        pass
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_one_line_is_rewritten(terminal):
    stream = terminal()
    with progress("run", 3) as report:
        report("margins")
        report("association", False)
        halfway = text(stream)
        report("survey-counts")
    lines = [line for line in re.split(r"[\r\n]+", text(stream)) if line.strip()]
    assert all(line.startswith("run ") for line in lines)
    assert text(stream).count("\n") == 1
    last = lines[-1]
    assert "3/3" in last
    assert "survey-counts" in last
    assert "3/3" not in halfway
    elapsed_and_left = r"\d:\d\d:\d\d left (\d:\d\d:\d\d|-:--:--)"
    assert re.search(elapsed_and_left, last)


def test_on_a_terminal_a_failure_is_named(terminal):
    stream = terminal()
    with progress("run", 1) as report:
        report("association", False)
    assert "association failed" in text(stream)


def test_an_error_inside_ends_the_line_and_goes_on(terminal):
    stream = terminal()
    with contextlib.suppress(KeyboardInterrupt), progress("run", 2) as report:
        report("margins")
        raise KeyboardInterrupt
    assert stream.getvalue().rstrip().endswith("\x1b[?25h"), "the cursor is shown again"
