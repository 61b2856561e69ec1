"""All pages of the built book, as text: nothing is empty, nothing leads nowhere, nothing was left unfilled."""

import re
from urllib.parse import unquote, urlsplit

import pytest

from .conftest import Page

EMPTY = re.compile(r'<span class="result"[^>]*>\s*</span>')
UNFILLED = re.compile(r"\{(result|estimate|names|country|item|indicator|run|result-figure|result-table)\}|%(run|iso2)%")
THEME = ("genindex", "search")  # pages that the theme writes


@pytest.fixture(scope="module")
def pages(folder):
    """The text of every page, by name."""
    files = [path for path in folder.rglob("*.html") if "_static" not in path.relative_to(folder).parts]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}


@pytest.fixture(scope="module")
def parsed(pages):
    return {name: Page(text) for name, text in pages.items()}


def nameless(page):
    """Return the ids that elements name as their description and that are not on the page."""
    ids = {e["id"] for e in page.elements if e.get("id")}
    return [e["aria-describedby"] for e in page.elements if e.get("aria-describedby", "") not in ids | {""}]


def dead(name, page, folder):
    """Return the addresses inside the site that lead nowhere."""
    found = [e[a] for e in page.elements for a in ("href", "src") if e.get(a)]
    inside = [urlsplit(address) for address in found]
    targets = {unquote(a.path) for a in inside if not a.scheme and not a.netloc and a.path}
    return sorted(t for t in targets if not ((folder / name).parent / t).exists())


def test_there_are_pages_of_every_kind(pages):
    assert {"index.html", "survey.html", "countries/fr.html", "notebooks/association.html"} <= set(pages)
    assert sum(text.count('<span class="result"') for text in pages.values()) > 70


def test_no_number_is_empty(pages):
    assert [name for name, text in pages.items() if EMPTY.search(text)] == []


def test_no_role_is_left_unfilled(parsed):
    found = {name: UNFILLED.findall(page.one("body")["text"]) for name, page in parsed.items()}
    assert {name: roles for name, roles in found.items() if roles} == {}


def test_every_number_names_a_note_that_is_there(parsed):
    assert {name: missing for name, page in parsed.items() if (missing := nameless(page))} == {}


def test_every_address_inside_the_site_leads_somewhere(parsed, folder):
    assert {name: found for name, page in parsed.items() if (found := dead(name, page, folder))} == {}


def test_every_page_has_a_language_a_title_and_one_heading(parsed):
    for name, page in parsed.items():
        assert page.one("html")["lang"] == "en", name
        assert len(page.all("title")[0]["text"].strip()) > 10, name
        assert len(page.all("h1")) == 1, name


def test_no_id_is_used_twice_on_a_page(parsed):
    for name, page in parsed.items():
        ids = [e["id"] for e in page.elements if e.get("id") and "svg" not in e["within"]]
        assert sorted({i for i in ids if ids.count(i) > 1}) == [], name


def test_every_figure_and_table_has_its_downloads(parsed, folder):
    found = [
        a["href"] for page in parsed.values() for a in page.all("a") if re.search(r"(^|/)downloads/", a.get("href", ""))
    ]
    assert len(found) > 20
    assert {href.rpartition(".")[2] for href in found} == {"csv", "svg", "png", "ipynb"}


def test_pages_do_not_differ_in_what_the_theme_loads(parsed):
    scripts = {
        name: {e["src"].rpartition("_static/")[2] for e in page.all("script") if "_static/" in e.get("src", "")}
        for name, page in parsed.items()
        if name.removesuffix(".html") not in THEME
    }
    assert all("book.js" in {src.partition("?")[0] for src in found} for found in scripts.values())


# Each check can fail.


@pytest.mark.parametrize(
    "empty", ['<span class="result"></span>', '<span class="result" tabindex="0" aria-describedby="result-0"> </span>']
)
def test_an_empty_number_is_found(empty):
    assert EMPTY.search(f"<p>Of {empty} countries</p>")
    assert not EMPTY.search(f"<p>Of {empty.replace('></', '>20</').replace('> </', '>20</')} countries</p>")


@pytest.mark.parametrize("left", ["{result}`a.b`", "%iso2%", "{result-table} a.b"])
def test_a_role_that_was_not_filled_is_found(left):
    assert UNFILLED.search(f"Of {left} countries")
    assert not UNFILLED.search("Of 20 countries, {x}, 27 % of it")


def test_a_note_that_is_not_there_is_found():
    page = Page('<p><a aria-describedby="n">1</a><a aria-describedby="m">2</a><b id="m">x</b></p>')
    assert nameless(page) == ["n"]


def test_an_address_that_leads_nowhere_is_found(tmp_path):
    (tmp_path / "there.html").write_text("")
    page = Page(
        '<a href="../there.html#part">a</a><a href="gone.html">b</a><img src="../gone.svg"/>'
        '<a href="https://example.org/x">c</a><a href="#here">d</a>'
    )
    assert dead("countries/fr.html", page, tmp_path) == ["../gone.svg", "../there.html", "gone.html"]
    (tmp_path / "countries").mkdir()
    assert dead("countries/fr.html", page, tmp_path) == ["../gone.svg", "gone.html"]
