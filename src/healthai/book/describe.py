"""What search engines and previews show of a page: its answer, which is its first paragraph's bold words."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from healthai.typography import one_line

LENGTH = 300
CUT = " …"


def description(doctree: nodes.document) -> str:
    """Return the bold words that the page starts with, or its first paragraph; empty when it has no text."""
    paragraph = next((p for p in doctree.findall(nodes.paragraph) if p.astext().strip()), None)
    if paragraph is None:
        return ""
    first = next(child for child in paragraph if child.astext().strip())
    answer = first if isinstance(first, nodes.strong) else paragraph
    return shortened(one_line(answer.astext()))


def shortened(text: str) -> str:
    """Return text cut after a word so that it is no longer than services show; no-break spaces stay."""
    if len(text) <= LENGTH:
        return text
    return text[: LENGTH - len(CUT) + 1].rpartition(" ")[0] + CUT


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give the page's template its description; pages without text of their own have the book's title."""
    context["description"] = (doctree is not None and description(doctree)) or app.config.html_title


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("html-page-context", describe)
