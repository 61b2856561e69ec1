"""The page Explore in headless Chromium, driven by keyboard alone: every pair shows the stored numbers."""

import pytest
from scipy import stats

from healthai import paths, results

from . import browsing
from .browsing import Keys

pytestmark = pytest.mark.browser

NAME = "return document.activeElement.name ?? ''"
VIEW = "return document.querySelector('form.explorer').dataset.view"
SHOWN = "return {...document.querySelector('form.explorer').dataset}"
WORDS = "return document.querySelector(arguments[0]).textContent"
FIRST = "ai_ent_any wgi_ge 2024 eu27 spearman"


@pytest.fixture(scope="module")
def stored():
    return results.load(paths.RESULTS)["explore"].figures["views"].values


@pytest.fixture
def visit(browser, address):
    return opened(browser, address)


def opened(browser, address, choices=""):
    """Open the page anew, as the first of a visit, and wait for its first view."""
    visit = browsing.Visit(browser, f"{address}explore.html")
    visit.run("sessionStorage.clear()")
    browser.get("about:blank")
    visit = browsing.Visit(browser, f"{address}explore.html{choices}")
    browsing.until(visit, f"{VIEW} !== undefined")
    return visit


def tab_to(visit, name, key=Keys.TAB):
    """Press Tab until the control of that name has the focus."""
    for _ in range(200):
        if visit.run(NAME) == name:
            return
        visit.press(key)
    raise AssertionError(f"the Tab key does not reach {name}")


# Asks at each frame: the wait of selenium would take half a second for each of the pairs.
AWAIT = """
const [view, done] = arguments, form = document.querySelector("form.explorer");
const look = left => form.dataset.view === view || left === 0 ? done({...form.dataset})
  : requestAnimationFrame(() => look(left - 1));
look(600);
"""


def expect(visit, view):
    """Wait for a view, and return its numbers."""
    shown = visit.driver.execute_async_script(AWAIT, view)
    assert shown.get("view") == view
    return shown


def numbers(shown, stored):
    return [float(shown[column]) for column in stored["columns"]]


def test_every_pair_shows_the_stored_numbers_by_keyboard_alone(visit, stored):
    rows = {(row["outcome"], row["focal"]): row for row in stored["rows"] if row["main"]}
    outcomes, focal = (list(dict.fromkeys(pair[i] for pair in rows)) for i in (0, 1))
    for outcome in outcomes:
        tab_to(visit, "outcome", Keys.SHIFT + Keys.TAB if visit.run(NAME) else Keys.TAB)
        if outcome != outcomes[0]:
            visit.press(Keys.ARROW_DOWN)
        tab_to(visit, "indicator")
        visit.press(Keys.HOME)
        for x in focal:
            row = rows[outcome, x]
            shown = expect(visit, f"{outcome} {x} {row['year']} eu27 spearman")
            assert numbers(shown, stored) == pytest.approx(row["eu27"]["spearman"], abs=1e-9)
            visit.press(Keys.ARROW_DOWN)
    words = visit.run(WORDS, ".explorer-looked")
    assert f"{len(rows)} views in this visit, of {len(rows)} of the {len(rows)} pairs" in words
    assert browsing.complaints(visit) == []


def test_year_group_and_measure_are_chosen_by_keyboard_and_kept_in_the_address(visit, browser, address, stored):
    (row,) = (r for r in stored["rows"] if (r["outcome"], r["focal"], r["year"]) == ("ai_ent_any", "wgi_ge", 2023))
    tab_to(visit, "year")
    visit.press(Keys.ARROW_UP)
    expect(visit, "ai_ent_any wgi_ge 2023 eu27 spearman")
    tab_to(visit, "group")
    visit.press(Keys.ARROW_DOWN)
    expect(visit, "ai_ent_any wgi_ge 2023 eu15 spearman")
    tab_to(visit, "method")
    visit.press(Keys.ARROW_DOWN)
    shown = expect(visit, "ai_ent_any wgi_ge 2023 eu15 pearson")
    assert numbers(shown, stored) == pytest.approx(row["eu15"]["pearson"], abs=1e-9)
    assert "4 views" in visit.run(WORDS, ".explorer-looked")
    assert "0.013" in visit.run(WORDS, ".explorer-looked")  # .05 divided by four
    shared = visit.run("return location.hash")
    again = opened(browser, address, shared)
    assert again.run(SHOWN) == shown
    assert "one view" in again.run(WORDS, ".explorer-looked")


def test_a_choice_that_does_not_exist_is_left_at_the_first(browser, address):
    visit = opened(browser, address, "#outcome=nothing&indicator=wgi_rq&year=1999&method=x")
    assert visit.run(VIEW) == FIRST.replace("wgi_ge", "wgi_rq")
    visit.run("location.hash = 'indicator=wgi_rl'")
    expect(visit, FIRST.replace("wgi_ge", "wgi_rl"))


def test_coefficient_at_equal_income_and_the_missing_are_always_said(browser, address, stored):
    visit = opened(browser, address, "#outcome=ind_health_records_online&indicator=who22_inservice_training")
    shown = visit.run(SHOWN)
    found = visit.run(WORDS, ".explorer-found")
    assert f"{float(shown['partial']):.2f}".replace("-", "−") in found
    assert f"{shown['n']} of 27; missing:" in found
    missing = found.partition("missing: ")[2].partition("Years")[0]
    assert len(missing.replace(" and ", ", ").split(", ")) == 27 - int(shown["n"])


def test_the_chart_is_described_and_drawn_with_a_code_for_each_country(browser, address):
    visit = opened(browser, address)
    codes = "return [...document.querySelectorAll('.explorer-chart .mark-text.role-mark text')].map(t => t.textContent)"
    browsing.until(visit, f"{codes.replace('return ', 'return (')}).length > 0")
    assert len(visit.run(codes)) == 27
    before = visit.run("return document.querySelector('.explorer-chart').ariaLabel")
    assert "27 country codes" in before
    tab_to(visit, "indicator")
    visit.press(Keys.ARROW_DOWN)
    expect(visit, FIRST.replace("wgi_ge", "wgi_rq"))
    after = visit.run("return document.querySelector('.explorer-chart').ariaLabel")
    assert after != before
    assert "Regulatory quality" in after
    assert not browsing.too_wide(visit)
    assert browsing.not_dark(visit) == []


RANKS = """
const [points, done] = arguments;
const view = new vega.View(vega.parse(window.explorerChart), {renderer: "none"});
view.data("points", points).runAsync().then(v => done(v.data("data_0").map(d => [d.at_x, d.at_y])));
"""


def test_ranks_in_the_chart_are_mean_ranks(browser, address):
    visit = opened(browser, address)
    x, y = [3, 1, 1, 2, 9, 1], [0, 1, 1, 0, 0, 1]
    points = [{"code": "AT", "x": a, "y": b} for a, b in zip(x, y, strict=True)]
    drawn = visit.driver.execute_async_script(RANKS, points)
    order = {tuple(pair) for pair in drawn}
    assert order == set(zip(stats.rankdata(x), stats.rankdata(y), strict=True))


DOWNLOAD = """
const done = arguments[1];
const make = URL.createObjectURL;
URL.createObjectURL = blob => { blob.text().then(done); URL.createObjectURL = make; return make.call(URL, blob); };
document.querySelector("form.explorer")[arguments[0]].click();
"""


def test_data_and_chart_can_be_taken_along(browser, address):
    visit = opened(browser, address)
    lines = visit.driver.execute_async_script(DOWNLOAD, "csv").splitlines()
    assert len(lines) == 1 + 27
    assert lines[1].startswith("AT,Austria,")
    assert float(lines[1].split(",")[2]) > 0
    svg = visit.driver.execute_async_script(DOWNLOAD, "svg")
    assert svg.startswith("<svg")
    assert ">AT<" in svg
    assert "Government effectiveness" in svg
