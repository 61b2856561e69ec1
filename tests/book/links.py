"""What the pages of a site refer to, read without a browser: links and anchors, headings, pictures."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Outline(HTMLParser):
    """The ids, references and first-level headings of a page."""

    def __init__(self, page):
        super().__init__()
        self.ids, self.references, self.titles = set(), set(), 0
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.titles += tag == "h1"
        self.ids |= {named[name] for name in ("id", "name") if named.get(name)}
        if "hreflang" not in named:  # another language's folder; its pages are checked against these elsewhere
            self.references |= {named[name] for name in ("href", "src") if named.get(name)}


def faults(site):
    """Return what is wrong with the pages of a folder: links that lead nowhere, and pages without one title."""
    pages = {page: Outline(page) for page in sorted(Path(site).rglob("*.html"))}
    wrong = []
    for page, outline in pages.items():
        name = page.relative_to(site).as_posix()
        if outline.titles != 1:
            wrong.append(f"{name}: {outline.titles} headings of the first level")
        for reference in sorted(outline.references):
            url = urlsplit(reference)
            if url.scheme or url.netloc:
                continue
            target = (page.parent / unquote(url.path)).resolve() if url.path else page
            anchor = unquote(url.fragment)
            if not target.is_file() or not target.is_relative_to(Path(site).resolve()):
                wrong.append(f"{name}: {reference} leads nowhere")
            elif anchor and target in pages and anchor not in pages[target].ids:
                wrong.append(f"{name}: {reference} has no such place")
    return wrong
