"""Tables that scroll in a box of their own, whose rows a reader can sort by any column.

The order by each column is written into the cells, so that the script of the pages compares whole numbers and needs to
know nothing of languages; without it the rows stand as the chapter has them.
"""

from collections.abc import Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from healthai.language import Language

LEAST_ROWS = 4  # fewer are seen at a glance
Places = Sequence[Sequence[int | None]]


class cell(nodes.entry):
    """A cell of the body or the head, with its row's `place` by its column where the rows can be sorted."""


class box(nodes.container):
    """The box that a table scrolls in; `says` is what its script tells about the order of the rows."""


def boxed(table: nodes.table, places: Places | None, language: Language, classes: Sequence[str] = ()) -> box:
    """Return a table in its box.

    Parameters
    ----------
    table : table
        Its entries may be of any kind.
    places : sequence of sequences of int, or None
        The place of each row by each column, None where the value is missing; None for rows that have one order only.
    language : Language
    classes : sequence of str
        Of the box, besides its own.
    """
    head, body = next(table.findall(nodes.thead)), next(table.findall(nodes.tbody))
    sortable = places is not None and len(body) >= LEAST_ROWS
    for row in head:
        row.children = [_as_cell(entry, row, None) for entry in row]
    for row, found in zip(body, places if sortable else [[None] * len(row) for row in body], strict=True):
        row.children = [_as_cell(entry, row, place) for entry, place in zip(row, found, strict=True)]
    says = {
        "data-up": language.text("Sorted by “{column}”, ascending."),
        "data-down": language.text("Sorted by “{column}”, descending."),
        "data-back": language.text("In the order of the book."),
    }
    return box("", table, classes=["result-table", *classes], says=says if sortable else {})


def _as_cell(entry: nodes.entry, row: nodes.row, place: int | None) -> cell:
    made = cell(entry.rawsource, *entry.children, **entry.attributes, place=place)
    made.parent = row
    return made


def visit_box(translator: Any, node: box) -> None:
    """Open the box."""
    translator.body.append(translator.starttag(node, "div", **node["says"]))


def depart_box(translator: Any, node: box) -> None:
    """Close the box."""
    translator.body.append("</div>\n")


def visit_cell(translator: Any, node: cell) -> None:
    """Open the cell as docutils does; say what it heads, and its place."""
    translator.visit_entry(node)
    opened = translator.body.pop()
    scope = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
    more = f' scope="{scope}"' if opened.startswith("<th") else ""
    more += "" if node["place"] is None else f' data-place="{node["place"]}"'
    translator.body.append(f"{opened[:3]}{more}{opened[3:]}")


def depart_cell(translator: Any, node: cell) -> None:
    """Close the cell."""
    translator.depart_entry(node)


def setup(app: Sphinx) -> None:
    """Register the nodes; other writers than HTML's take them for entries and containers."""
    app.add_node(cell, html=(visit_cell, depart_cell))
    app.add_node(box, html=(visit_box, depart_box))
