"""The last touch on each page before its template is filled: valid tables, sized pictures, and only what the page uses.

These are things that the theme, the notebook parser and pandas write; the pages themselves need no such care.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from healthai.book.pages import LanguageOf
from healthai.language import Language

# A script or style sheet, by a part of its name, and what a page must hold to need it.
NEEDED_FOR = {
    "clipboard": "<pre",
    "copybutton": "<pre",
    "design-tabs": 'class="sd-tab',
    "sphinx-design": "sd-",
    "mystnb": 'class="cell',
}
PANDAS_STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
IMAGE = re.compile(r'<img (?P<rest>[^>]*?src="(?P<src>[^"]+)"[^>]*?)\s*/?>')
STYLE_WIDTH = re.compile(r'\s*style="width: (\d+)px;"')
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
FOLDED = re.compile(r">(?P<title>[^<>]+)</a><details(?P<open>[^>]*)><summary>")


def tables(body: str) -> str:
    """Return the body with the tables of notebooks as HTML allows them: no styles inside, no header without words."""
    return PANDAS_STYLE.sub("", body).replace("<th></th>", "<td></td>")


def references(body: str) -> str:
    """Return the body with its references as items of the list around them; the role that docutils gives is old."""
    return body.replace('role="doc-biblioentry"', 'role="listitem"')


def pictures(body: str, folder: Path) -> str:
    """Return the body with the size of each drawing, so that no text jumps, and with all but the first loaded late."""
    count = 0

    def finished(found: re.Match) -> str:
        nonlocal count
        count += 1
        rest = found["rest"]
        late = ' loading="lazy"' if count > 1 else ""
        shape = _shape(folder / Path(found["src"]).name)
        if shape and (width := STYLE_WIDTH.search(rest)):
            rest = STYLE_WIDTH.sub("", rest)
            height = round(int(width[1]) * shape)
            return f'<img {rest} width="{width[1]}" height="{height}"{late} />'
        return f"<img {rest}{late} />"

    return IMAGE.sub(finished, body)


@cache
def _shape(drawing: Path) -> float | None:
    """Return a drawing's height as a multiple of its width."""
    if drawing.suffix != ".svg" or not drawing.exists():
        return None
    with drawing.open(encoding="utf-8") as file:
        box = VIEW_BOX.search(file.read(2000))
    return float(box[2]) / float(box[1]) if box else None


def named_folds(contents: str, language: Language) -> str:
    """Return the table of contents with a name for each control that unfolds the pages under a page."""

    def named(found: re.Match) -> str:
        words = language.text("Pages under “{title}”", title=found["title"])
        return f'>{found["title"]}</a><details{found["open"]}><summary aria-label="{words}">'

    return FOLDED.sub(named, contents)


def used(assets: list[Any], body: str) -> list[Any]:
    """Return the scripts or style sheets that a page with this body needs; inline scripts only configure the theme."""
    return [
        asset
        for asset in assets
        if asset.filename and all(mark in body for part, mark in NEEDED_FOR.items() if part in str(asset.filename))
    ]


def _deferred(script: Any) -> Any:
    """Return the script as one that does not hold up the page; other pages share the one given."""
    attributes = {"defer": "defer", **script.attributes}
    return type(script)(script.filename, priority=script.priority, **attributes)


def finish(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Finish one page."""
    body = references(tables(context.get("body", "")))
    context["body"] = body = pictures(body, Path(app.srcdir) / "figures")
    context["css_files"] = used(context["css_files"], body)
    context["script_files"] = used(context["script_files"], body)
    if template != "search.html":  # its own scripts stand in the page and need these at once
        context["script_files"] = [_deferred(script) for script in context["script_files"]]
    if contents := context.get("generate_toctree_html"):  # of the theme
        language = LanguageOf(app.config.language)
        context["generate_toctree_html"] = lambda *given, **named: named_folds(str(contents(*given, **named)), language)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("html-page-context", finish, priority=900)  # after the theme
