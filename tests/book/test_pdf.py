"""The book as one PDF, and pages on paper."""

import shutil
from itertools import pairwise

import pytest
import yaml
from bs4 import BeautifulSoup
from pypdf import PdfReader

from healthai.book import pdf
from healthai.editions import Edition
from healthai.errors import InputError

from . import needing

A4 = (595, 842)

TOC = {
    "root": "index",
    "parts": [
        {
            "caption": "First",
            "chapters": [{"file": "one", "sections": [{"file": "land/fr"}]}, {"file": "two"}, {"file": "explore"}],
        },
        {"caption": "Code", "chapters": [{"file": "executed", "sections": [{"file": "notebooks/one"}]}]},
    ],
}
PAGE = """<!DOCTYPE html><html lang="en"><head><title>t</title>
<link rel="stylesheet" href="{top}_static/book.css?v=1"></head>
<body><nav>Elsewhere</nav><article class="bd-article"><section id="sect"><h1>{title}<a class="headerlink">#</a></h1>
{body}</section></article></body></html>"""
WIDE = "<table><tr>" + "".join(f"<td>{'w' * 20}{n}</td>" for n in range(12)) + "</tr></table>"
BODIES = {
    "index": '<p id="here">Words. <a href="two.html#sect">Two</a> <a href="executed.html">code</a></p>',
    "one": '<p><a href="land/fr.html">France</a> <a href="#sect">up</a></p>',
    "land/fr": '<p><a href="../two.html">Two</a> <a href="https://example.org/">out</a></p><h2>Below</h2>',
    "two": f'<p class="downloads">CSV</p>{WIDE}<p><img src="_images/a.svg" alt="a" loading="lazy"></p>',
}


@pytest.fixture
def edition(build):
    """The built pages of a small book, and its table of contents."""
    edition = Edition()
    site, source = edition.site("en"), edition.source("en")
    for name, body in BODIES.items():
        page = site / f"{name}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(PAGE.format(top="../" * name.count("/"), title=f"Page {name}", body=body))
    (site / "_static").mkdir()
    (site / "_static" / "book.css").write_text("@media print { .downloads { display: none } }")
    source.mkdir(parents=True)
    (source / "_toc.yml").write_text(yaml.safe_dump(TOC))
    return edition


@pytest.fixture(scope="module")
def browser():
    needing.program(pdf.BROWSERS, "to print the book")


def page_of(edition, name, depth=1):
    return pdf.page_of(edition.site("en"), pdf.Page(name, depth), pdf.contents(TOC))


def links(article):
    return [a["href"] for a in article.find_all("a")]


def last_word(page):
    """Return the last text of a printed page, and how far from the left it begins, in points."""
    found = []
    page.extract_text(visitor_text=lambda text, cm, tm, *_: found.append((text.strip(), tm[4] * cm[0] + cm[4])))
    return [(text, left) for text, left in found if text][-1]


def test_parts_hold_their_pages_in_order_and_what_is_for_the_screen_stays_out():
    assert pdf.contents(TOC) == {
        "": [pdf.Page("index", 1)],
        "First": [pdf.Page("one", 1), pdf.Page("land/fr", 2), pdf.Page("two", 1)],
    }


@pytest.mark.parametrize(
    ("page", "href", "expected"),
    [
        ("index", "two.html", "#two"),
        ("index", "two.html#sect", "#two--sect"),
        ("land/fr", "../two.html#sect", "#two--sect"),
        ("land/fr", "de.html", ""),
        ("index", "#here", "#index--here"),
        ("index", "downloads/a.csv", ""),
        ("index", "https://example.org/#x", "https://example.org/#x"),
    ],
)
def test_a_link_leads_to_its_place_in_the_book(page, href, expected):
    assert pdf.address(page, href, {"index", "two", "land/fr"}) == expected


def test_a_page_keeps_its_words_and_loses_what_is_for_the_screen(edition):
    article = page_of(edition, "index")
    assert article.get_text(" ", strip=True) == "Page index Words. Two code"
    assert links(article) == ["#two--sect"], "code is not in the book, so its name is no link"
    assert article.find(id="index--here")
    assert "CSV" not in page_of(edition, "two").get_text()


def test_headings_lie_below_the_part_and_the_page_above(edition):
    article = page_of(edition, "land/fr", depth=2)
    assert [h.name for h in article.find_all(["h1", "h2", "h3", "h4"])] == ["h3", "h4"]


def test_pictures_are_named_by_where_they_lie(edition):
    image = page_of(edition, "two").find("img")
    assert image["src"] == (edition.site("en") / "_images" / "a.svg").as_uri()
    assert "loading" not in image.attrs, "paper has no later"


def test_every_link_of_the_real_book_leads_to_a_place_in_it(folder):
    toc = yaml.safe_load((Edition().source("en") / "_toc.yml").read_text(encoding="utf-8"))
    parts = pdf.contents(toc)
    pages = [page for pages in parts.values() for page in pages if page.depth == 1]
    articles = [pdf.page_of(folder, page, parts) for page in pages]
    ids = [e["id"] for article in articles for e in [article, *article.find_all(id=True)]]
    assert len(set(ids)) == len(ids)
    inside = {href[1:] for article in articles for href in links(article) if href.startswith("#")}
    assert len(inside) > 50
    assert {place for place in inside - set(ids) if not place.startswith("countries/")} == set()


def test_without_chromium_one_message_says_so(edition, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(InputError, match="prints with Chromium, and there is none: chromium, "):
        pdf.build(edition, "en")


@pytest.mark.browser
def test_the_book_has_bookmarks_page_numbers_and_links(edition, browser):
    printed = pdf.build(edition, "en")
    assert printed == edition.site("en").parents[1] / "pdf" / "en.pdf"
    reader = PdfReader(printed)
    pages = [page.extract_text() for page in reader.pages]

    def bookmarks(outline):
        return [bookmarks(mark) if isinstance(mark, list) else mark.title for mark in outline]

    first = ["Page one", ["Page land/fr", ["Below"]], "Page two"]
    assert bookmarks(reader.outline)[-3:] == [["Page index"], "First", first]
    listed = next(text for text in pages if "Contents" in text).split()
    (number,) = [int(after) for word, after in pairwise(listed) if word == "two"]
    assert "Page two" in pages[number - 1]
    inner = [a.get_object() for page in reader.pages for a in page.get("/Annots") or []]
    assert len([a for a in inner if "/Dest" in a or a.get("/A", {}).get("/S") == "/GoTo"]) >= 8
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert "/StructTreeRoot" in reader.trailer["/Root"], "for screen readers"
    assert "/CreationDate" not in reader.metadata
    landscape = [page for page in reader.pages if page.mediabox.width > page.mediabox.height]
    assert len(landscape) == 1
    assert last_word(landscape[0])[0].endswith("11")
    assert last_word(landscape[0])[1] < landscape[0].mediabox.width, "the last column is not cut"
    assert pdf.build(edition, "en").read_bytes() == printed.read_bytes()


@pytest.mark.browser
def test_a_page_on_paper_shows_its_tables_and_nothing_to_press(folder, browser, tmp_path):
    pdf.print_to_pdf(folder / "article.html", tmp_path / "article.pdf")
    words = " ".join(page.extract_text() for page in PdfReader(tmp_path / "article.pdf").pages)
    assert words.split().count("Verdict") >= 1, "headings that sort their column are headings still"
    assert "CSV" not in words
    assert "Cite this table" not in words


@pytest.mark.browser
def test_the_summary_fills_two_pages_of_paper(folder, browser, tmp_path):
    pdf.print_to_pdf(folder / "summary.html", tmp_path / "summary.pdf")
    pages = PdfReader(tmp_path / "summary.pdf").pages
    assert [tuple(map(round, page.mediabox[2:])) for page in pages] == [A4, A4]
    words = " ".join(page.extract_text() for page in pages)
    title = BeautifulSoup((folder / "summary.html").read_text(encoding="utf-8"), "html.parser").find("h1").contents[0]
    assert " ".join(title.split()) in " ".join(words.split())
    assert "How to cite" in pages[1].extract_text()
    assert "Skip to main content" not in words
    assert "Reproduce it" not in words, "the sidebar is not for paper"
