"""The built pages in headless Chromium: served, and opened as files; on a phone and a desktop; light and dark."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import pytest
from selenium.webdriver.support.wait import WebDriverWait

from healthai import paths
from healthai.book import site
from healthai.editions import LANGUAGES, Edition

from . import browsing
from .needing import missing

pytestmark = pytest.mark.browser

# One page of each template.
PAGES = (
    "index",
    "article",
    "paths",
    "summary",
    "survey",
    "margins",
    "association",
    "profiles",
    "explore",
    "countries/fr",
    "compare",
    "region",
    "notebooks/association",
    "data",
    "sources",
    "synthesis",
    "glossary",
    "genindex",
    "search",
)
WITH_NUMBERS = ("index", "association", "countries/fr")
WITH_FIGURES = ("index", "summary", "survey", "margins", "association", "countries/fr")
HERE = Path(__file__).parent
AXE = HERE / "npm" / "node_modules" / "axe-core" / "axe.min.js"
FAULTS = sorted((HERE / "fixtures").glob("*.html"))


@pytest.fixture(scope="session")
def rules():
    """The script of axe-core."""
    if not AXE.exists():
        missing(f"axe-core (npm ci --prefix {AXE.parents[2]})", "to check the pages for accessibility")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def opened(browser, address):
    """Open a page of the served site."""
    return lambda name, query="": browsing.Visit(browser, f"{address}{name}.html{query}")


@pytest.fixture(scope="session")
def audit(new_browser, browser, rules, address):
    """Audit pages, two at a time; return those with faults."""
    idle = Queue()

    def wrong(page):
        driver = idle.get()
        try:
            return browsing.audit(driver, page, rules)
        finally:
            idle.put(driver)

    def audit(names, at=address):
        with ThreadPoolExecutor(idle.qsize()) as pool:
            found = pool.map(wrong, [at + name for name in names])
        return {name: faults for name, faults in zip(names, found, strict=True) if faults}

    for driver in (browser, new_browser()):
        idle.put(driver)
    return audit


def test_one_page_of_each_template_is_sound(audit):
    assert audit([f"{name}.html" for name in PAGES]) == {}


@pytest.mark.audit
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_is_sound_in_every_state(audit, folders, code):
    pages = sorted(page.relative_to(folders / code).as_posix() for page in (folders / code).rglob("*.html"))
    with browsing.served(folders / code) as address:
        assert audit(pages, address) == {}


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
    reached = []
    while len(reached) < 3:  # links and terms lie between
        visit.press(browsing.Keys.TAB)
        focused = visit.driver.switch_to.active_element
        assert focused.tag_name != "body", "the end of the page"
        if focused in found:
            reached.append(focused)
    assert reached == found[1:4]


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
    move.move_by_offset(0, 300).perform()  # inside the window
    assert not browsing.note(visit, number)[0]


FOUND = {
    "France": "countries/fr.html",
    "ai_ent_any": "data.html#ai-ent-any",
    "Uses AI-assisted diagnostics": "data.html#ai-diagnostics-use",
    "rank correlation": "glossary.html#term-rank-correlation-rank-correlations",
}


@pytest.mark.parametrize("query", FOUND)
@pytest.mark.parametrize(("width", "scheme"), [(browsing.PHONE, "dark"), (browsing.DESKTOP, "light")])
def test_a_search_by_keyboard_finds_the_entry_first(opened, query, width, scheme):
    visit = opened("index")
    visit.width(width)
    visit.scheme(scheme)
    browsing.search(visit, query)
    assert browsing.first_found(visit) == FOUND[query]
    assert browsing.complaints(visit) == []
    visit.scheme("light")


def test_a_search_works_in_files(browser, folder):
    visit = browsing.Visit(browser, (folder / "index.html").as_uri())
    browsing.search(visit, "ai_ent_any")
    assert browsing.first_found(visit) == "data.html#ai-ent-any"
    browsing.search(visit, "liability")
    assert browsing.first_found(visit)
    assert browsing.complaints(visit) == [], "a page that is a file may not read other files"


def test_the_front_page_answers_on_the_first_screen_of_a_phone(opened):
    visit = opened("index")
    visit.width(browsing.PHONE)
    bottom = visit.run("return document.querySelector('main p strong').getBoundingClientRect().bottom")
    assert 0 < bottom < 640


def test_the_cards_lead_to_the_paths_of_three_readers(opened):
    visit = opened("index")
    links = visit.run("return [...document.querySelectorAll('.starts a')].map(a => a.getAttribute('href'))")
    assert links == [f"paths.html#path-{reader}" for reader in ("policy", "clinician", "analyst")]
    missing = "return arguments[0].filter(id => !document.getElementById(id))"
    assert opened("paths").run(missing, [link.partition("#")[2] for link in links]) == []


SCROLLED = """
const box = [...document.querySelectorAll(".result-table")].find(box => box.querySelector(arguments[0]));
box.scrollIntoView({block: "center", behavior: "instant"});
box.scrollTo({left: 400, top: 400, behavior: "instant"});
const place = box.getBoundingClientRect(), row = box.querySelectorAll("tbody tr")[9];
const head = box.querySelector("thead th").getBoundingClientRect();
const stub = [...row.querySelectorAll("th")].at(-1).getBoundingClientRect();
return [box.scrollLeft, box.scrollTop, head.top - place.top, stub.left - place.left];
"""


@pytest.mark.parametrize(("page", "table"), [("survey", "table:not(.two-heads)"), ("association", ".two-heads")])
def test_headings_stay_in_sight_while_a_table_scrolls(opened, page, table):
    visit = opened(page)
    visit.width(browsing.PHONE)
    left, top, head, stub = visit.run(SCROLLED, table)
    assert left > 100
    assert top > 100
    assert (head, stub) == (pytest.approx(0, abs=1), pytest.approx(0, abs=1))


def test_the_kinds_of_claims_are_chosen_by_keyboard_and_the_number_shown_is_said(opened):
    visit = opened("synthesis")
    rows = "return [...document.querySelectorAll('.ledger tbody tr')].filter(row => row.offsetHeight).length"
    status = "return document.querySelector('.claim-kinds [role=status]').textContent"
    everything = visit.run(rows)
    assert everything > 20
    visit.run("document.querySelector('.claim-kinds input').focus()")
    for _ in range(3):  # the first three of four kinds
        visit.press(browsing.Keys.SPACE)
        visit.press(browsing.Keys.TAB)
    left = visit.run("return document.querySelectorAll('.ledger .claim-sensitivity').length")
    assert 0 < left == visit.run(rows) < everything
    assert visit.run(status) == f"{left} of {everything} claims are shown."
    visit.press(browsing.Keys.SPACE)
    assert visit.run(rows) == 0
    visit.press(browsing.Keys.SPACE)
    assert visit.run(rows) == left


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
    for check in (browsing.complaints, browsing.foreign, browsing.unsaid, browsing.broken, browsing.too_wide):
        assert check(visit) == [], check
    assert browsing.not_dark(visit) == []
    assert browsing.badly_noted(visit) == []


@pytest.mark.parametrize("page", FAULTS, ids=lambda page: page.stem)
def test_the_audit_finds_a_fault_where_it_is(browser, rules, page):
    """The name of each page says which rule it breaks and in which of the four states."""
    rule, _, states = page.stem.partition(",")
    found = browsing.audit(browser, page.as_uri(), rules)
    assert found
    assert all(f": {rule}: " in fault for fault in found), found
    seen = {fault.partition(": ")[0] for fault in found}
    every = {f"{width} {theme}" for width in (browsing.DESKTOP, browsing.PHONE) for theme in ("light", "dark")}
    assert seen == {state for state in every if states in state}


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
        ("too_wide", '<div style="width: 1500px">wide</div>', ""),
        ("unsaid", '<img src="sound.svg">', ""),
        ("unsaid", '<img src="sound.svg" alt="">', ""),
        ("unsaid", '<img src="sound.svg" alt="_images/sound.svg">', ""),
        ("unsaid", '<img src="sound.svg" alt="a figure">', ""),
        ("broken", f'<img src="missing.svg" alt="{ALT}">', ""),
        ("not_dark", "", ""),
        ("not_dark", FOLLOW, ""),
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
    front = f"{bilingual.as_uri()}/index.html"
    browser.get(front)

    def french(driver):
        # What a page stores reaches the process of the next page a moment later: the front page is opened once more.
        return driver.execute_script("return document.body.dataset.code === 'fr'") or driver.get(front)

    WebDriverWait(browser, 20).until(french)


def test_the_front_page_offers_every_language_without_script(browser, bilingual):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{bilingual.as_uri()}/index.html")
        assert [link.get_attribute("hreflang") for link in browser.find_elements("tag name", "a")] == ["en", "fr"]
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
