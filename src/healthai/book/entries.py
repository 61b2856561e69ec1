"""What the search finds by its own name or code: indicators, survey items, data tables and the terms of the glossary.

Sphinx's search shows the objects of domains as direct hits, each with its kind and its page. Index entries it would
show by the name of their page only, and a warm build would lose them; so pages that are written keep them from it.
"""

from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment

from healthai.book.pages import language_of
from healthai.language import N_

FIRST = 0  # the priority with which an entry comes before the pages whose titles have the same words


class Entries(Domain):
    """The entries of all pages: kind, name, page and anchor."""

    name = "entry"
    label = "entries"
    object_types: ClassVar[dict[str, ObjType]] = {
        "indicator": ObjType(N_("Indicator")),
        "item": ObjType(N_("Survey item")),
        "table": ObjType(N_("Data table")),
        "term": ObjType(N_("Glossary term")),
    }
    initial_data: ClassVar[dict[str, Any]] = {"noted": {}}  # page: list of (kind, name, anchor)

    def get_objects(self):
        """Yield the entries as the search wants them."""
        for docname, noted in self.data["noted"].items():
            for kind, name, anchor in noted:
                yield name, name, kind, docname, anchor, FIRST
        for (kind, name), (docname, anchor) in self.env.domains["std"].objects.items():
            if kind == "term":
                yield name, name, kind, docname, anchor, FIRST

    def get_type_name(self, type: ObjType, primary: bool = False) -> str:
        """Return the kind in the language of the pages."""
        return language_of(self.env).text(type.lname)

    def clear_doc(self, docname: str) -> None:
        """Forget the entries of a page that is gone or about to be read again."""
        self.data["noted"].pop(docname, None)

    def merge_domaindata(self, docnames: list[str], otherdata: dict[str, Any]) -> None:
        """Take over the entries that a parallel reader found."""
        self.data["noted"] |= {d: noted for d, noted in otherdata["noted"].items() if d in docnames}

    def resolve_any_xref(self, *given: Any) -> list[Any]:
        """Return nothing: entries are for the search, not for references."""
        return []


def note(env: BuildEnvironment, kind: str, name: str, anchor: str) -> None:
    """Remember that the page being read has an entry of this kind at the anchor."""
    env.domains["entry"].data["noted"].setdefault(env.docname, []).append((kind, name, anchor))


def keep_from_search(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Take the index entries out of a page that is written; the index has them already."""
    for entry in list(doctree.findall(addnodes.index)):
        entry.parent.remove(entry)


def setup(app: Sphinx) -> None:
    """Register the domain."""
    app.add_domain(Entries)
    app.connect("doctree-resolved", keep_from_search)
