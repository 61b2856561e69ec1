"""The built pages in headless Chromium: served, and opened as files; on a phone and a desktop; light and dark."""

import os
import re
import shutil

import pytest

from healthai import paths
from healthai.book import site
from healthai.editions import Edition

from . import browsing

pytestmark = pytest.mark.browser

# One page of each template.
PAGES = (
    "index",
    "article",
    "survey",
    "margins",
    "association",
    "countries/fr",
    "notebooks/association",
    "data",
    "sources",
    "glossary",
    "search",
)
WITH_NUMBERS = ("index", "association", "countries/fr")
WITH_FIGURES = ("index", "survey", "margins", "association", "countries/fr")


@pytest.fixture(scope="session")
def browser():
    chromium, chromedriver = (
        next(filter(None, map(shutil.which, names)), None)
        for names in (("chromium", "chromium-browser", "google-chrome"), ("chromedriver",))
    )
    if not (chromium and chromedriver):
        missing = " and ".join(n for n, p in (("chromium", chromium), ("chromedriver", chromedriver)) if not p)
        if os.environ.get("CI"):
            pytest.fail(f"{missing} is not installed; in CI the pages must be seen in a browser")
        pytest.skip(f"{missing} is not installed")
    driver = browsing.start(chromium, chromedriver)
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def address(folder):
    with browsing.served(folder) as found:
        yield found


@pytest.fixture(scope="session")
def opened(browser, address):
    """Open a page of the served site."""
    return lambda name, query="": browsing.Visit(browser, f"{address}{name}.html{query}")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound(opened, name):
    visit = opened(name)
    assert browsing.complaints(visit) == []
    assert browsing.foreign(visit) == []
    assert browsing.too_wide(visit) == {}
    assert browsing.unsaid(visit) == []
    assert browsing.broken(visit) == []
    assert visit.run("return document.images.length") >= (name in WITH_FIGURES)
    assert browsing.faint(visit) == []
    assert browsing.not_dark(visit) == []
    assert visit.run("return document.querySelectorAll('main h1').length") == 1
    assert visit.run("return document.documentElement.lang") == "en"
    ids = visit.run("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_offline_from_its_file(browser, folder, name):
    visit = browsing.Visit(browser, (folder / f"{name}.html").as_uri())
    assert len(visit.asked) > 3
    assert browsing.complaints(visit) == []
    assert browsing.foreign(visit) == []


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_numbers_show_their_notes_and_escape_dismisses_them(opened, name):
    visit = opened(name)
    assert len(browsing.numbers(visit)) >= 3
    assert browsing.badly_noted(visit) == []


def test_a_note_comes_back_after_it_was_dismissed(opened):
    visit = opened("index")
    first, second = browsing.numbers(visit)[:2]
    for number in (first, second, first):
        visit.run("arguments[0].focus()", number)
        assert browsing.note(visit, number)[0]
        visit.press(browsing.Keys.ESCAPE)
        assert not browsing.note(visit, number)[0]


def test_numbers_are_reached_by_the_tab_key_in_their_order(opened):
    visit = opened("index")
    found = browsing.numbers(visit)
    visit.run("arguments[0].focus()", found[0])
    visit.press(browsing.Keys.TAB)
    assert visit.driver.switch_to.active_element == found[1]


def test_the_pointer_can_move_onto_a_note(opened):
    visit = opened("index")
    number = browsing.numbers(visit)[0]
    move = browsing.ActionChains(visit.driver, duration=0)
    visit.run("arguments[0].scrollIntoView({block: 'center'})", number)
    move.move_to_element(number).perform()
    assert browsing.note(visit, number)[0]
    note = visit.run("return arguments[0].nextElementSibling", number)
    move.move_to_element(note).perform()
    assert browsing.note(visit, number)[0]
    a, b = (visit.run("return arguments[0].getBoundingClientRect()", e) for e in (number, note))
    assert max(b["top"] - a["bottom"], a["top"] - b["bottom"]) <= 0, "the pointer would leave both on its way"
    move.move_by_offset(0, 400).perform()
    assert not browsing.note(visit, number)[0]


def test_a_search_finds_pages(opened):
    visit = opened("search", "?q=liability")
    browsing.until(visit, "return document.querySelectorAll('#search-results li').length > 0")
    assert browsing.complaints(visit) == []


# Each check can fail.

FAULTY = """<!DOCTYPE html>
<html lang="en" data-theme="light">
<head><meta charset="utf-8"><title>t</title><link rel="icon" href="data:,"><style>{style}</style></head>
<body><main><h1>Title</h1><p>Words.</p>{body}</main></body>
</html>"""
NUMBER = """
<span class="result" tabindex="0" aria-describedby="n">20</span><span class="result-note" id="n">Of 27.</span>
"""
HIDDEN = """
.result-note {display: none; width: 90px; height: 30px; position: fixed; %s}
.result:focus + .result-note {display: block}
"""
FOLLOW = """<script>
matchMedia("(prefers-color-scheme: dark)").onchange = e => {
  document.documentElement.dataset.theme = e.matches ? "dark" : "light";
};
onkeydown = e => { if (e.key == "Escape") document.activeElement.blur(); };
</script>"""
ALT = "Rows of squares, twenty of twenty-seven of them are filled."


@pytest.fixture(scope="session")
def faulty(browser, tmp_path_factory):
    """Open a page with this body and style."""
    place = tmp_path_factory.mktemp("faulty")
    (place / "sound.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    with browsing.served(place) as address:

        def write(body="", style=""):
            page = place / f"page{len(list(place.iterdir()))}.html"  # a new one, for the browser keeps what it has seen
            page.write_text(FAULTY.replace("{body}", body).replace("{style}", style))
            return browsing.Visit(browser, f"{address}{page.name}")

        yield write


def test_a_sound_page_passes_every_check(faulty):
    dark = "[data-theme='dark'] body {background: #111; color: #eee}"
    visit = faulty(f'<img src="sound.svg" alt="{ALT}">{NUMBER}{FOLLOW}', dark + HIDDEN % "left: 9px; top: 9px")
    for check in (browsing.complaints, browsing.foreign, browsing.unsaid, browsing.broken, browsing.faint):
        assert check(visit) == [], check
    assert browsing.too_wide(visit) == {}
    assert browsing.not_dark(visit) == []
    assert browsing.badly_noted(visit) == []


@pytest.mark.parametrize(
    ("check", "body", "style"),
    [
        ("complaints", "<script>console.error('oh')</script>", ""),
        ("complaints", "<script>nothing.here()</script>", ""),
        ("complaints", "<script>const a = 1</script><script>const a = 2</script>", ""),
        ("complaints", '<img src="missing.png" alt="">', ""),
        ("foreign", '<img src="http://other.example/picture.png" alt="">', ""),
        ("foreign", '<script src="http://127.0.0.1:9/script.js"></script>', ""),
        ("foreign", "<script>fetch('http://other.example/count').catch(() => 0)</script>", ""),
        ("foreign", "", "@import url(http://other.example/fonts.css)"),
        ("too_wide", '<div style="width: 500px">wide on a phone</div>', ""),
        ("too_wide", '<div style="width: 1500px">wide</div>', ""),
        ("unsaid", '<img src="sound.svg">', ""),
        ("unsaid", '<img src="sound.svg" alt="">', ""),
        ("unsaid", '<img src="sound.svg" alt="_images/sound.svg">', ""),
        ("unsaid", '<img src="sound.svg" alt="a figure">', ""),
        ("broken", f'<img src="missing.svg" alt="{ALT}">', ""),
        ("faint", "<p>grey on white</p>", "p {color: #999}"),
        ("faint", "", "p {background: #aaa; color: #777}"),
        ("not_dark", "", ""),
        ("not_dark", "", "@media (prefers-color-scheme: dark) {body {background: #111; color: #333}}"),
        ("badly_noted", NUMBER, ".result-note {display: none}"),
        ("badly_noted", NUMBER, HIDDEN % "left: -50px; top: 9px"),
        ("badly_noted", NUMBER, HIDDEN % "left: 9px; bottom: -20px"),
        ("badly_noted", NUMBER, HIDDEN % "left: 9px; top: 9px"),
    ],
)
def test_a_fault_is_found(faulty, check, body, style):
    assert getattr(browsing, check)(faulty(body, style))


@pytest.fixture(scope="session")
def bilingual(tmp_path_factory, folder):
    """The same pages twice, as two languages of one book, with the front page."""
    top = tmp_path_factory.mktemp("bilingual")
    for code in ("en", "fr"):
        shutil.copytree(folder, top / code, ignore=shutil.ignore_patterns("downloads", "package", "figures"))
        for path in (top / code).glob("*.html"):
            html = path.read_text(encoding="utf-8")
            nav = [f'<a href="../{c}/{path.name}" lang="{c}" hreflang="{c}">{c}</a>' for c in ("en", "fr") if c != code]
            bare = re.sub(r'<nav class="languages".*?</nav>', "", html, flags=re.DOTALL)
            path.write_text(
                bare.replace("<body", f"<body data-code={code}", 1).replace(
                    "</body>", f'<nav class="languages">{nav[0]}</nav></body>', 1
                ),
                encoding="utf-8",
            )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "SITE", top)
        site.front(Edition(), ("en", "fr"))
    return top


def test_a_link_to_another_language_leads_to_the_same_place_and_is_remembered(browser, bilingual):
    """From disk, as a file."""
    visit = browsing.Visit(browser, f"{bilingual.as_uri()}/en/association.html")
    places = visit.run("return [...document.querySelectorAll('.bd-article section[id]')].map(s => s.id)")
    visit.run("document.getElementById(arguments[0]).scrollIntoView({behavior: 'instant'})", places[2])
    visit.run("document.querySelector('.languages a').click()")
    browsing.until(visit, "return document.body.dataset.code === 'fr'")
    assert browser.current_url == f"{bilingual.as_uri()}/fr/association.html#{places[2]}"
    browser.get(f"{bilingual.as_uri()}/index.html")
    browsing.until(visit, "return document.body.dataset.code === 'fr'")


def test_the_front_page_offers_every_language_without_script(browser, bilingual):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{bilingual.as_uri()}/index.html")
        assert [link.get_attribute("hreflang") for link in browser.find_elements("tag name", "a")] == ["en", "fr"]
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
