import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from healthai import paths
from healthai.results import MIME
from healthai.run.normalise import normalise


def executed(*outputs, moment="2026-04-20T10:00:00", tag="a", cell_id="x1"):
    """Return a notebook as papermill leaves it."""
    code = new_code_cell("1", execution_count=1, outputs=list(outputs), id=cell_id)
    code.metadata = {
        "tags": ["parameters"],
        "papermill": {"start_time": moment, "duration": 1.5, "status": "completed"},
        "execution": {"iopub.status.busy": moment},
    }
    made = new_notebook(cells=[new_markdown_cell("text", id=f"{cell_id}-text"), code])
    made.metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python", "version": f"3.{len(moment)}"},
        "papermill": {"start_time": moment, "input_path": f"/home/{tag}/x.ipynb", "environment_variables": {}},
        "widgets": {tag: {}},
    }
    return nbformat.from_dict(made)


def written(notebook):
    return nbformat.writes(normalise(notebook, {"run": "r"}))


def stream(text, name="stdout"):
    return new_output("stream", text=text, name=name)


def shown(text, mime="text/plain"):
    return new_output("execute_result", {mime: text}, execution_count=1)


def test_times_and_ids_leave_no_trace():
    first = executed(stream("a"))
    second = executed(stream("a"), moment="2027-01-01T00:00:00.123456", tag="b", cell_id="y2")
    assert nbformat.writes(first) != nbformat.writes(second)
    assert written(first) == written(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([stream("ab\nc")], [stream("a"), stream("b\n"), stream("c")]),
        ([shown("<object at 0x7f0011223344>")], [shown("<object at 0x55d0aabbccdd>")]),
        ([shown(f"{paths.ROOT}/data")], [shown("./data")]),
        ([stream(f"{sys.prefix}/lib/x.py")], [stream(".venv/lib/x.py")]),
        (
            [stream("/tmp/ipykernel_123/987.py:1: UserWarning: x\n", "stderr")],
            [stream("/var/folders/zz/T/ipykernel_4567/987.py:1: UserWarning: x\n", "stderr")],
        ),
        (
            [new_output("error", ename="E", evalue=f"{paths.ROOT}/a", traceback=["at 0x7f0011223344"])],
            [new_output("error", ename="E", evalue="./a", traceback=["at 0x7f9999999999"])],
        ),
        (
            [new_output("display_data", {"text/html": f"<a href='{paths.ROOT}/x'>"})],
            [new_output("display_data", {"text/html": "<a href='./x'>"})],
        ),
    ],
    ids=["stream pieces", "address", "root", "environment", "kernel's file", "error", "html"],
)
def test_what_differs_between_two_executions_becomes_equal(first, second):
    assert written(executed(*first)) == written(executed(*second))


def test_streams_of_different_names_stay_apart():
    outputs = [stream("a"), stream("w", "stderr"), stream("b")]
    cell = normalise(executed(*outputs), {}).cells[1]
    assert [(o.name, o.text) for o in cell.outputs] == [("stdout", "a"), ("stderr", "w"), ("stdout", "b")]


def test_what_was_found_stays():
    store = '{"numbers": {"rho": {"value": 0.77}}}'
    cell = normalise(executed(shown("0.77"), shown(store, MIME), stream("n = 27\n")), {"run": "r"}).cells[1]
    assert cell.source == "1"
    assert cell.execution_count == 1
    assert cell.metadata == {"tags": ["parameters"]}
    assert cell.outputs[0].data == {"text/plain": "0.77"}
    assert cell.outputs[1].data == {MIME: store}
    assert cell.outputs[2].text == "n = 27\n"


def test_what_made_the_notebook_is_in_its_metadata():
    made = normalise(executed(), {"run": "r", "key": {"code": "1"}})
    assert made.metadata == {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
        "healthai": {"run": "r", "key": {"code": "1"}},
    }
    assert [cell.id for cell in made.cells] == ["cell-0", "cell-1"]
    nbformat.validate(made)
