"""What search engines and previews show of a page: its answer, which is its first paragraph's bold words."""

import textwrap
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

LENGTH = 300


def description(doctree: nodes.document) -> str:
    """Return the bold words that the page starts with, or its first paragraph; empty when it has no text."""
    paragraph = next((p for p in doctree.findall(nodes.paragraph) if p.astext().strip()), None)
    if paragraph is None:
        return ""
    first = next(child for child in paragraph if child.astext().strip())
    answer = first if isinstance(first, nodes.strong) else paragraph
    return textwrap.shorten(answer.astext(), LENGTH, placeholder=" …")


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give the page's template its description; pages without text of their own have the book's title."""
    context["description"] = (doctree is not None and description(doctree)) or app.config.html_title


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("html-page-context", describe)
