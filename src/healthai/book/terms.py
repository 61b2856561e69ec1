"""The table of terms in the languages of the book, each with a document that uses the term."""

from pathlib import Path

import yaml
from docutils import nodes
from pydantic import BaseModel, ConfigDict, TypeAdapter
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from healthai.book.pages import language_of
from healthai.book.taken import with_file
from healthai.language import Language

FILE = "terms.yml"
CODES = ("en", "fr")


class Term(BaseModel):
    """A term in English and French; a document that uses the French one, and where it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: str
    fr: str
    source: str | None = None
    url: str | None = None


def read(file: Path) -> list[Term]:
    """Return the terms of a file, in its order."""
    return TypeAdapter(list[Term]).validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))


class Terms(SphinxDirective):
    """The terms as a table; each is marked with its language, so that it is spoken rightly."""

    def run(self) -> list[nodes.Node]:
        file = Path(self.env.srcdir) / FILE
        self.env.note_dependency(str(file))
        language = language_of(self.env)
        headings = [*(nodes.Text(Language(code).own_name) for code in CODES), nodes.Text(language.text("Document"))]
        group = nodes.tgroup(cols=len(headings))
        group += [nodes.colspec(colwidth=1) for _ in headings]
        group += nodes.thead("", _row(headings))
        group += nodes.tbody("", *(_row(_cells(term, language)) for term in read(file)))
        title = nodes.title("", language.text("Terms, and documents that use them"), translatable=False)
        table = nodes.table("", title, group, classes=["colwidths-auto"])
        self.set_source_info(table)
        return with_file(nodes.container("", table, classes=["result-table"]), "terms", self.env.docname, language)


def _cells(term: Term, language: Language) -> list[nodes.Node]:
    words = [nodes.inline("", getattr(term, code), classes=[f"language-{code}"]) for code in CODES]
    if term.source is None:
        return [*words, nodes.Text(language.text("wording of this book"))]
    source = nodes.inline("", term.source, classes=["language-fr"])
    return [*words, nodes.reference("", "", source, refuri=term.url) if term.url else source]


def _row(cells: list[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell), classes=["text"]) for cell in cells))


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("terms", Terms)
