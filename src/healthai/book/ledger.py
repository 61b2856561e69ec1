"""The claims ledger: every claim of the book with its kind, its numbers from the store, and the page that shows it."""

from collections import Counter
from html import escape
from pathlib import Path
from typing import Literal

import yaml
from docutils import nodes
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from healthai.book.pages import language_of
from healthai.book.taken import with_file
from healthai.language import N_, Language

FILE = "ledger.yml"
KINDS = {
    "census": N_("census fact"),
    "bound": N_("logical bound"),
    "estimate": N_("estimate"),
    "sensitivity": N_("limited by sensitivity"),
}


class Claim(BaseModel):
    """One claim: its kind, what it says (Markdown with roles of the store) and the page that shows it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["census", "bound", "estimate", "sensitivity"]
    says: str
    page: str


def read(file: Path) -> list[Claim]:
    """Return the claims of a ledger file.

    Raises
    ------
    ExtensionError
        When a claim lacks a field, has another, or is of an unknown kind; names its place in the file.
    """
    try:
        return TypeAdapter(list[Claim]).validate_python(yaml.safe_load(file.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems = [f"claim {e['loc'][0] + 1}, {e['loc'][-1]}: {e['msg']}" for e in error.errors()]
        raise ExtensionError(f"{file.name}: {'; '.join(problems)}") from None


class ClaimsLedger(SphinxDirective):
    """The ledger as a table, in the order of its file, with a choice of kinds where the page's script runs."""

    def run(self) -> list[nodes.Node]:
        file = Path(self.env.srcdir) / FILE
        self.env.note_dependency(str(file))
        language, claims = language_of(self.env), read(file)
        headings = (N_("No."), N_("Kind"), N_("What can be said"), N_("Page"))
        group = nodes.tgroup(cols=len(headings))
        group += [nodes.colspec(colwidth=1) for _ in headings]
        group += nodes.thead("", _row([[nodes.Text(language.text(heading))] for heading in headings]))
        group += nodes.tbody("", *(self._line(i, claim) for i, claim in enumerate(claims, 1)))
        title = nodes.title("", language.text("The claims of this book, by kind"), translatable=False)
        table = nodes.table("", title, group, classes=["colwidths-auto", "ledger"])
        self.set_source_info(table)
        choice = nodes.raw("", kinds_to_show(claims, language), format="html")
        box = nodes.container("", table, classes=["result-table"])
        return [choice, *with_file(box, "claims", self.env.docname, language)]

    def _line(self, number: int, claim: Claim) -> nodes.row:
        language = language_of(self.env)
        says, problems = self.parse_inline(language.text(claim.says))
        page, unknown = self.parse_inline(f"{{doc}}`{claim.page}`")
        kind = nodes.Text(language.text(KINDS[claim.kind]))
        row = _row([[nodes.Text(language.integer(number))], [kind], [*says, *problems], [*page, *unknown]])
        row["classes"].append(f"claim-{claim.kind}")
        return row


def kinds_to_show(claims: list[Claim], language: Language) -> str:
    """Return the boxes that choose the kinds shown; hidden, for without the page's script they would do nothing."""
    count = Counter(claim.kind for claim in claims)
    boxes = "".join(
        f'<label><input type="checkbox" value="{kind}" checked> {escape(language.text(name))} ({count[kind]})</label>'
        for kind, name in KINDS.items()
    )
    shown = language.text("{shown} of {all} claims are shown.", shown="{shown}", all=len(claims))
    legend = escape(language.text("Kinds of claims to show"))
    return (
        f'<fieldset class="claim-kinds" data-shown="{escape(shown)}" hidden><legend>{legend}</legend>'
        f'{boxes}<p role="status"></p></fieldset>'
    )


def _row(cells: list[list[nodes.Node]]) -> nodes.row:
    kinds = ("number", "text", "text", "text")
    entries = zip(cells, kinds, strict=True)
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *cell), classes=[kind]) for cell, kind in entries))


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("claims-ledger", ClaimsLedger)
