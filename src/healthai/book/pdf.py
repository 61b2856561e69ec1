"""The whole book as one PDF: the pages of the built site bound into one document, which Chromium prints.

Parts, pages and sections become bookmarks, and a link of the site stays one wherever its target is in the book.
The executed notebooks stay out, for they would double the length of what is meant to be read, and so do the pages on
which a reader chooses what to see.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from urllib.parse import urldefrag, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader, PdfWriter

from healthai import paths
from healthai.book import citation
from healthai.editions import Edition
from healthai.errors import InputError
from healthai.files import write
from healthai.language import Language

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # there is none for root in a container, and the pages are our own
    "--disable-gpu",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # nothing leaves this machine
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
LEFT_OUT = ("notebooks/", "explore", "compare")  # how the names begin of pages that do not enter
ON_SCREEN = "details, .headerlink, .result-note, .downloads, script, style, button, form, dialog, .copybtn"
OWN_STYLE = "book.css"
DEEPEST = 6  # HTML knows no deeper heading


@dataclass(frozen=True)
class Page:
    """One page in its place in the book: its name, and how far its headings are moved down."""

    name: str
    depth: int


def file_of(edition: Edition, language: str) -> Path:
    """Return where the PDF of an edition in a language lies."""
    return paths.BUILD / "pdf" / edition.site(language).relative_to(paths.SITE).with_suffix(".pdf")


def build(edition: Edition, language: str) -> Path:
    """Print the book in one language from its built site; return the PDF.

    Raises
    ------
    InputError
        When there is no Chromium, or when it does not print.
    """
    site, target = edition.site(language), file_of(edition, language)
    parts = contents(yaml.safe_load((edition.source(language) / "_toc.yml").read_text(encoding="utf-8")))
    texts = {page.name: page_of(site, page, parts) for pages in parts.values() for page in pages}
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        bound, printed = Path(folder) / "book.html", Path(folder) / "book.pdf"
        numbers: Mapping[str, int] = {}
        for _ in range(2):  # the second time with the page numbers of the first in the table of contents
            write(bound, bind(site, parts, texts, numbers, Language(language)))
            print_to_pdf(bound, printed)
            numbers = page_numbers(printed)
        finish(printed, target, Language(language))
    return target


def contents(toc: dict[str, Any]) -> dict[str, list[Page]]:
    """Return the pages of the book by part, in their order; the front page is a part without a name."""
    parts = {"": [Page(toc["root"], 1)]}
    for part in toc["parts"]:
        pages = list(_pages(part["chapters"], 1))
        if pages:
            parts[part["caption"]] = pages
    return parts


def _pages(chapters: list[dict[str, Any]], depth: int) -> Iterator[Page]:
    for chapter in chapters:
        sections = chapter.get("sections", [])
        if not any(name.startswith(LEFT_OUT) for name in (chapter["file"], *(s["file"] for s in sections))):
            yield Page(chapter["file"], depth)
            yield from _pages(sections, depth + 1)


def page_of(site: Path, page: Page, parts: Mapping[str, list[Page]]) -> Tag:
    """Return what a page of the site says, made fit for a place in one long document."""
    known = {other.name for pages in parts.values() for other in pages}
    soup = BeautifulSoup((site / f"{page.name}.html").read_text(encoding="utf-8"), "html.parser")
    article = soup.select_one("article.bd-article")
    for element in article.select(ON_SCREEN):
        element.decompose()
    for element in article.find_all(id=True):
        element["id"] = anchor(page.name, element["id"])
    for link in article.find_all("a", href=True):
        target = address(page.name, link["href"], known)
        if target:
            link["href"] = target
        else:
            link.unwrap()
    for image in article.find_all("img"):
        image["src"] = (site / page.name).parent.joinpath(image["src"]).resolve().as_uri()
        image.attrs.pop("loading", None)
    for heading in article.find_all(re.compile("^h[1-6]$")):
        heading.name = f"h{min(int(heading.name[1]) + page.depth, DEEPEST)}"
    article["id"] = page.name
    article["class"] = ["bd-article", f"depth-{page.depth}"]
    return article


def anchor(page: str, name: str) -> str:
    """Return the name of a place in the bound book: places of different pages may have the same name."""
    return f"{page}--{name}"


def address(page: str, href: str, known: set[str]) -> str:
    """Return where a link of a page leads in the bound book; nothing when its target is not in it."""
    if urlsplit(href).scheme:
        return href
    path, place = urldefrag(href)
    target = normpath(join(page, "..", path)).removesuffix(".html") if path else page
    if target not in known:
        return ""
    return f"#{anchor(target, place)}" if place else f"#{target}"


def bind(
    site: Path,
    parts: Mapping[str, list[Page]],
    texts: Mapping[str, Tag],
    numbers: Mapping[str, int],
    language: Language,
) -> str:
    """Return the book as one HTML document, with the page numbers that are known in its table of contents."""
    listed, body = [], []
    for caption, pages in parts.items():
        if caption:
            name = anchor("part", str(len(listed)))
            listed.append(_line(name, caption, numbers, "part"))
            body.append(f'<h1 class="part" id="{name}">{escape(caption)}</h1>')
        for page in pages:
            title = texts[page.name].find(re.compile("^h[1-6]$")).get_text()
            listed.append(_line(page.name, title, numbers, f"depth-{page.depth}"))
            body.append(str(texts[page.name]))
    template = (paths.BOOK / "_templates" / "pdf.html").read_text(encoding="utf-8")
    about = citation.read(language)
    values = {
        "language": language.code,
        "styles": "\n".join(_styles(site)),
        "title": escape(about["title"]),
        "version": escape(
            language.text(
                "Version {version}, {date}", version=about["version"], date=language.date(about["date-released"])
            )
        ),
        "citation": escape(citation.text(about)),
        "scope": escape(
            language.text(
                "This file holds the pages of the book. The executed notebooks, the downloads and the pages on which "
                "one chooses what to see are on its site. Figures and tables have the same numbers there."
            )
        ),
        "contents": escape(language.text("Contents")),
        "listed": "\n".join(listed),
        "body": "\n".join(body),
    }
    return re.sub(r"%(\w+)%", lambda found: values[found[1]], template)


def _styles(site: Path) -> Iterator[str]:
    """Yield the styles of the site; those for paper hold from the start, so that tables are measured as printed."""
    front = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    for link in front.find_all("link", rel="stylesheet"):
        path = site / link["href"].partition("?")[0]
        if path.name == OWN_STYLE:
            yield f"<style>{path.read_text(encoding='utf-8').replace('@media print', '@media all')}</style>"
        else:
            yield f'<link rel="stylesheet" href="{path.as_uri()}">'


def _line(name: str, title: str, numbers: Mapping[str, int], kind: str) -> str:
    number = numbers.get(name, "")
    return f'<li class="{kind}"><a href="#{name}"><span>{escape(title)}</span><span>{number}</span></a></li>'


def print_to_pdf(page: Path, target: Path) -> None:
    """Print a page by headless Chromium.

    Raises
    ------
    InputError
        When there is no Chromium, or when it does not print.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise InputError(f"'make pdf' prints with Chromium, and there is none: {', '.join(BROWSERS)} were looked for.")
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, *FLAGS, f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not target.exists():
        raise InputError(f"Chromium does not print the book:\n{done.stderr.strip()}")


def page_numbers(printed: Path) -> dict[str, int]:
    """Return the page, counted from one, of each place in a PDF that a link leads to."""
    reader = PdfReader(printed)
    return {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }


def finish(printed: Path, target: Path, language: Language) -> None:
    """Name the book in its file, and take out the time of printing."""
    about = citation.read(language)
    writer = PdfWriter(clone_from=printed)
    authors = [a.get("name") or f"{a['given-names']} {a['family-names']}" for a in about["authors"]]
    writer.metadata = {"/Title": about["title"], "/Author": ", ".join(authors)}
    writer.write(target)
