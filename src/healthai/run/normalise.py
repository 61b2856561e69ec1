"""An executed notebook without what differs from run to run, so that two runs of one plan are equal to the byte."""

import re
import sys
from typing import Any

from nbformat import NotebookNode

from healthai import paths, results

KEPT_METADATA = ("kernelspec", "language_info")
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
# Where a warning says that a cell is: in the folder of temporary files, under the number of the process.
KERNEL_FILE = re.compile(r"[^\s\"'(<]*ipykernel_\d+[/\\]")
PLACES = {sys.prefix: ".venv", str(paths.ROOT): "."}  # the first may lie in the second


def normalise(notebook: NotebookNode, about: dict[str, Any]) -> NotebookNode:
    """Return the notebook with ids by position and without clock times, machine paths or memory addresses.

    Parameters
    ----------
    notebook : NotebookNode
        As papermill leaves it; changed in place.
    about : dict
        What made it (run, notebook, parameters, content key); kept as the metadata entry "healthai".
    """
    notebook.metadata = NotebookNode(
        {name: notebook.metadata[name] for name in KEPT_METADATA if name in notebook.metadata} | {"healthai": about}
    )
    notebook.metadata.get("language_info", {}).pop("version", None)
    for position, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{position}"
        tags = cell.metadata.get("tags")
        cell.metadata = NotebookNode({"tags": list(tags)} if tags else {})
        if cell.cell_type == "code":
            cell.outputs = [_clean(output) for output in _joined(cell.outputs)]
    return notebook


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return outputs with neighbouring pieces of one stream joined: how a stream is cut depends on timing."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if joined and output.output_type == "stream" and joined[-1].get("name") == output.name:
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _clean(output: NotebookNode) -> NotebookNode:
    output.pop("transient", None)
    shown = output.get("data", {})
    for holder, keys in (
        (output, ("text", "evalue", "traceback")),
        (shown, [kind for kind in shown if kind != results.MIME]),  # the store stays as it was validated
    ):
        for key in keys:
            if key in holder:
                holder[key] = _neutral(holder[key])
    return output


def _neutral(value: Any) -> Any:
    if isinstance(value, str):
        for place, name in PLACES.items():
            value = value.replace(place, name)
        return ADDRESS.sub("0x…", KERNEL_FILE.sub("", value))
    if isinstance(value, list):
        return [_neutral(part) for part in value]
    return value
