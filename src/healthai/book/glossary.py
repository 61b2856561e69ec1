"""Terms of the glossary, linked where a page first uses them; the definition shows on hover and focus.

A line of the glossary names a term and, after commas, its other forms. A term with a remark in brackets, such as
"alpha (of a composite)", is a word of several meanings: it is explained and not linked. All of this is read from the
glossary in the language of the pages, so that a translator of the glossary decides which words are linked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from healthai.typography import one_line

SEVERAL_MEANINGS = re.compile(r"\(")
# Where words are names, titles, code or results, or belong to something that has an explanation of its own.
LEFT_ALONE = {
    "caption",
    "citation",
    "comment",
    "figure",
    "literal",
    "literal_block",
    "math",
    "math_block",
    "raw",
    "reference",
    "result_name",
    "result_number",
    "table",
    "term",
    "title",
}
NOT_PROSE = {"result-below", "listing"}  # what stands below a result; rows of data, with names of others and of columns


@dataclass(frozen=True)
class Entry:
    """An entry of the glossary: the page and the anchor where it stands, the forms to link, the definition."""

    page: str
    anchor: str
    forms: tuple[str, ...]
    definition: str


class term_link(nodes.reference):
    """A link from the first use of a term to its entry; `definition` is what its tooltip says, `note` names that."""


def entries(env: BuildEnvironment) -> tuple[Entry, ...]:
    """Return the entries of all glossaries."""
    pages = sorted({page for (kind, _), (page, _) in env.domains["std"].objects.items() if kind == "term"})
    return tuple(entry for page in pages for entry in _on_page(page, env.get_doctree(page)))


def _on_page(page: str, doctree: nodes.document) -> Iterator[Entry]:
    for glossary in doctree.findall(addnodes.glossary):
        for item in glossary.findall(nodes.definition_list_item):
            definition = one_line(item[-1].astext())
            for term in item.findall(nodes.term):
                yield Entry(page, term["ids"][0], forms(term.astext()), definition)


def forms(term: str) -> tuple[str, ...]:
    """Return the words to link for a line of the glossary."""
    return () if SEVERAL_MEANINGS.search(term) else tuple(" ".join(form.split()) for form in term.split(","))


@cache
def pattern(found: tuple[Entry, ...]) -> tuple[re.Pattern[str], dict[str, Entry]]:
    """Return what finds the forms in a text, longest first and as whole words, and the entry of each of its groups."""
    listed = sorted(((form, entry) for entry in found for form in entry.forms), key=lambda pair: -len(pair[0]))
    groups = {f"form{i}": entry for i, (_, entry) in enumerate(listed)}
    words = "|".join(f"(?P<form{i}>{_as_written(form)})" for i, (form, _) in enumerate(listed))
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])"), groups


def _as_written(form: str) -> str:
    """Return the expression for a form: a capital at the start of a sentence, any space, any apostrophe."""
    first, rest = form[0], re.escape(form[1:]).replace("\\ ", r"\s+")
    either = f"[{first}{first.upper()}]" if first.islower() else re.escape(first)
    return re.sub("['’]", "['’]", either + rest)


class LinkTerms(SphinxPostTransform):
    """Link the first use of each term on the page being written."""

    default_priority = 900  # when all other links are made

    def run(self, **kwargs: Any) -> None:
        found = tuple(entry for entry in self.env.healthai_terms if entry.forms and entry.page != self.env.docname)
        if not found:
            return
        expression, groups = pattern(found)
        for element in list(self.document.findall(nodes.TextElement)):
            element[:] = _joined(element.children)
        linked: set[Entry] = set()
        for text in list(self.document.findall(nodes.Text)):
            if not _left_alone(text):
                text.parent.replace(text, list(self._linked(text, expression, groups, linked)))

    def _linked(
        self, text: str, expression: re.Pattern[str], groups: dict[str, Entry], linked: set[Entry]
    ) -> Iterator[nodes.Node]:
        """Yield the text in pieces, those words as links whose entry is not among the linked ones yet."""
        end = 0
        for match in expression.finditer(text):
            entry = groups[match.lastgroup]
            if entry not in linked:
                linked.add(entry)
                yield nodes.Text(text[end : match.start()])
                yield self._link(match.group(), entry)
                end = match.end()
        yield nodes.Text(text[end:])

    def _link(self, words: str, entry: Entry) -> term_link:
        page = self.app.builder.get_relative_uri(self.env.docname, entry.page)
        about = {"definition": entry.definition, "note": f"note-{entry.anchor}"}
        return term_link("", words, refuri=f"{page}#{entry.anchor}", internal=True, **about)


def _joined(children: list[nodes.Node]) -> list[nodes.Node]:
    """Return the children with neighbouring texts as one: a term may go over the end of a line of the source."""
    pieces = ((is_text, list(run)) for is_text, run in groupby(children, lambda node: isinstance(node, nodes.Text)))
    return [node for is_text, run in pieces for node in ([nodes.Text("".join(run))] if is_text else run)]


def _left_alone(text: nodes.Text) -> bool:
    node = text.parent
    while node is not None:
        if node.tagname in LEFT_ALONE or NOT_PROSE.intersection(node.get("classes", ())):
            return True
        node = node.parent
    return False


def quieten_forms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Set the other forms of the glossary's terms in quieter letters than the terms themselves."""
    for glossary in doctree.findall(addnodes.glossary):
        for term in glossary.findall(nodes.term):
            first, comma, others = term[0].astext().partition(",")
            if comma:
                term[0:1] = [nodes.Text(first), nodes.inline("", comma + others, classes=["other-forms"])]


def note_entries(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Keep the entries for the pages to be written; all pages are when an entry changed, read anew or not."""
    former, env.healthai_terms = getattr(env, "healthai_terms", ()), entries(env)
    return [] if former == env.healthai_terms else sorted(env.found_docs)


def visit_term_link(translator: Any, node: term_link) -> None:
    """Open the link, which names its note."""
    about = {"href": node["refuri"], "aria-describedby": node["note"]}
    translator.body.append(translator.starttag(node, "a", "", CLASS="glossary-term", **about))


def depart_term_link(translator: Any, node: term_link) -> None:
    """Close the link and put its note behind it."""
    words = translator.encode(node["definition"])
    translator.body.append(f'</a><span class="result-note" role="tooltip" id="{node["note"]}">{words}</span>')


def setup(app: Sphinx) -> None:
    """Register the link, the transform and the handler; other writers than HTML's take the link for any other."""
    app.add_node(term_link, html=(visit_term_link, depart_term_link))
    app.add_post_transform(LinkTerms)
    app.connect("env-updated", note_entries)
    app.connect("doctree-resolved", quieten_forms)
