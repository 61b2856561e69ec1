"""Directives for one page's run, for stored figures and for stored tables."""

import json
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from healthai import tables
from healthai.book import below, boxes
from healthai.book.pages import full_key, language_of, result_of

LONG = 15  # characters of a heading that needs several lines


class Run(SphinxDirective):
    """Keys of this page that start with a dot belong to the run named here."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.temp_data["healthai_run"] = self.arguments[0]
        return []


class ResultFigure(SphinxDirective):
    """A stored figure: numbered, with caption, alt text, source line, and its data and pictures to download."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"name": directives.unchanged, "class": directives.class_option}

    def run(self) -> list[nodes.Node]:
        record = result_of(self.env, "figures", self.arguments[0], self.lineno)
        if record is None:
            return []
        key = full_key(self.env, self.arguments[0])
        path = Path(self.config.healthai_drawn) / f"{key}.json"
        self.env.note_dependency(str(path))
        drawn = json.loads(path.read_text(encoding="utf-8"))
        image = nodes.image(uri=f"/figures/{key}.svg", width=f"{drawn['width']}px", drawn_alt=drawn["alt"])
        caption = nodes.caption("", drawn["caption"])
        figure = nodes.figure("", image, caption, classes=["result-figure", *self.options.get("class", [])])
        _place(self, figure, key)
        figure += nodes.legend("", *below.below(self.env, figure, key, ("csv", "svg", "png"), record.sources))
        return [figure]


class ResultTable(SphinxDirective):
    """A stored table with caption, source line and its data to download; the content is shown when it has no rows."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"name": directives.unchanged, "first": directives.positive_int}

    def run(self) -> list[nodes.Node]:
        record = result_of(self.env, "tables", self.arguments[0], self.lineno)
        if record is None:
            return []
        if not record.rows:
            return self.parse_content_to_nodes()
        key = full_key(self.env, self.arguments[0])
        shown = record.rows[: self.options.get("first")]
        rendered = tables.render(record.layout, shown, language_of(self.env))
        table = build_table(rendered, "../" * self.env.docname.count("/"))
        _place(self, table, key)
        about = below.below(self.env, table, key, ("csv",), record.sources)
        return [
            boxes.boxed(table, rendered.places, language_of(self.env)),
            nodes.container("", *about, classes=["result-below"]),
        ]


def build_table(rendered: tables.Rendered, top: str) -> nodes.table:
    """Return a table node: headings of columns and of rows, numbers aligned by class, links relative to `top`."""
    group = nodes.tgroup(cols=len(rendered.headings))
    group += [nodes.colspec(colwidth=1) for _ in rendered.headings]
    heads = _heads(rendered)
    for column in group[:heads]:
        column["stub"] = True
    header = [nodes.Text(heading) for heading in rendered.headings]
    kinds = [
        f"{kind} long" if len(heading) > LONG else kind
        for heading, kind in zip(rendered.headings, rendered.align, strict=True)
    ]
    body = [
        [_linked(cell, page, top) for cell, page in zip(cells, pages, strict=True)]
        for cells, pages in zip(rendered.cells, rendered.pages, strict=True)
    ]
    group += nodes.thead("", _row(header, kinds))
    group += nodes.tbody("", *(_row(cells, rendered.align) for cells in body))
    title = nodes.title("", rendered.caption, translatable=False)
    return nodes.table("", title, group, classes=["colwidths-auto", *(["two-heads"] if heads == 2 else [])])


def _heads(rendered: tables.Rendered) -> int:
    """Return how many cells say what a row is about: two where the first names several rows and the second is words."""
    first = [cells[0] for cells in rendered.cells]
    return 2 if len(set(first)) < len(first) and rendered.align[:2] == [tables.TEXT] * 2 else 1


def _linked(cell: str, page: str | None, top: str) -> nodes.Node:
    return nodes.reference("", cell, refuri=f"{top}{page}.html", internal=True) if page else nodes.Text(cell)


def _row(cells: list[nodes.Node], kinds: list[str]) -> nodes.row:
    words = [nodes.paragraph("", "", cell) for cell in cells]
    return nodes.row("", *(nodes.entry("", each, classes=k.split()) for each, k in zip(words, kinds, strict=True)))


def _place(directive: SphinxDirective, shown: nodes.Element, key: str) -> None:
    """Give a figure or a table its place in the page's source, and its identifier: the name given, or else its key."""
    directive.set_source_info(shown)
    directive.add_name(shown)
    if not shown["ids"]:
        shown["names"].append(key)
        directive.state.document.note_implicit_target(shown)


def describe(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the drawings their alt texts; not before, for they are in the page's language and no words to translate."""
    for image in doctree.findall(nodes.image):
        if "drawn_alt" in image:
            image["alt"] = image["drawn_alt"]


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("run", Run)
    app.add_directive("result-figure", ResultFigure)
    app.add_directive("result-table", ResultTable)
    app.connect("doctree-resolved", describe)
    below.setup(app)
    boxes.setup(app)
