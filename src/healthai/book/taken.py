"""Tables that a page makes itself, such as that of the claims, to take along: what their cells say, as a CSV file."""

import csv
import io
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from healthai.files import write
from healthai.language import Language

FOLDER = "downloads"


def with_file(box: nodes.container, name: str, docname: str, language: Language) -> list[nodes.Node]:
    """Return a table in its box, followed by a link to its rows as the file `name`.csv.

    Parameters
    ----------
    box : container
        Holds the table.
    name : str
        Of the file, unlike that of any other.
    docname : str
        The page that shows the table.
    language : Language
    """
    next(box.findall(nodes.table))["file"] = path = f"{FOLDER}/{name}.csv"
    return [box, download(f"{'../' * docname.count('/')}{path}", language)]


def download(uri: str, language: Language) -> nodes.container:
    """Return the line below a table that leads to its values."""
    line = nodes.paragraph("", language.text("Download:") + " ", classes=["downloads"], translatable=False)
    line += nodes.reference("", "CSV", refuri=uri, internal=False)
    return nodes.container("", line, classes=["result-below"])


def to_csv(table: nodes.table) -> str:
    """Return the words of a table, row by row, with plain spaces."""
    out = io.StringIO()
    rows = table.findall(nodes.row)
    csv.writer(out, lineterminator="\n").writerows([" ".join(cell.astext().split()) for cell in row] for row in rows)
    return out.getvalue()


def write_files(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Write the files of a page's own tables, now that references have their words."""
    for table in doctree.findall(nodes.table) if doctree else ():
        if "file" in table:
            write(Path(app.outdir) / table["file"], to_csv(table))


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("html-page-context", write_files)
