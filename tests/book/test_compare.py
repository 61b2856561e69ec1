"""Countries side by side: the table holds what the profiles hold, and the script shows the columns chosen."""

import json
import re
import shutil
from html import unescape

import pytest

from healthai import data, paths
from healthai.book import compare
from healthai.language import Language

from . import browsing, profiling

PAGE = "# Compare\n\n```{country-comparison}\n```\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The page with the published profiles and the script of the book."""
    from .conftest import Project

    project = Project(tmp_path_factory.mktemp("compare"))
    for path in paths.RESULTS.glob("country-profile-*.json"):
        shutil.copy(path, project.results)
    project.pages(index="# Index\n", compare=PAGE)
    return project.build(html_static_path=[str(paths.BOOK / "_static")], html_js_files=["compare.js"], language="en")


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def table(built):
    """Return the cells of the page's table, row by row."""
    (found,) = re.findall(r"<table.*?</table>", built.html("compare"), re.DOTALL)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in found.split("</tr>")]


def stored(iso2):
    """Return the rows that the country's published profile stores."""
    path = paths.RESULTS / f"country-profile-{iso2.lower()}.json"
    return json.loads(path.read_text(encoding="utf-8"))["results"]["tables"]["ranks"]["rows"]


def expected(row):
    """Return what a cell says of a stored row."""
    if row["value"] is None:
        return "–"
    return f"{Language('en').measure(row['value'])} {row['rank']:g} of {row['n']}"


def test_the_table_says_of_every_member_state_what_its_profile_stores(built):
    head, *body = [row for row in table(built) if row]
    assert len(head) == 1 + 27 + 1
    codes = {Language("en").country(iso2): iso2 for iso2 in data.eu27()}
    for column, name in enumerate(head[1:-1], start=1):
        rows = stored(codes[name])
        assert len(rows) == len(body) == 13
        for row, cells in zip(rows, body, strict=True):
            assert cells[0] == f"{Language('en').indicator(row['indicator'])} {row['year']}"
            assert cells[column].startswith(expected(row))
            assert (cells[column] != expected(row)) == bool(row["flag"])
            assert cells[-1] == Language("en").measure(row["median"])


def test_countries_stand_by_name_and_lead_to_their_profiles(built):
    head = table(built)[0]
    assert head[1:-1] == sorted(head[1:-1])
    assert {f"countries/{iso2.lower()}.html" for iso2 in data.eu27()} <= {
        a["href"] for a in built.page("compare").all("a", "reference")
    }


def test_the_values_can_be_taken_along(built):
    assert (paths.DATA / compare.VALUES.removeprefix("package/")).exists()
    assert built.page("compare").one("a", href=compare.VALUES)["text"] == "CSV"


def test_the_form_is_hidden_until_the_script_serves_it(built):
    form = built.page("compare").one("form", "country-chooser")
    assert "hidden" in form
    assert len([e for e in built.page("compare").all("option") if e["value"]]) == 4 * 27


def test_a_value_that_is_missing_is_a_dash(project):
    profiling.store(project, {"FR": 9.91, "MT": None})
    project.pages(index=PAGE)
    built = project.build()
    assert "–" in re.findall(r"<td.*?</td>", built.html(), re.DOTALL)[1]
    assert "None" not in built.page().text


def test_only_the_title_of_the_page_is_for_its_translators(project):
    profiling.store(project)
    project.pages(index=PAGE)
    template = (project.build("gettext").out / "index.pot").read_text(encoding="utf-8")
    assert re.findall(r'msgid "(.+)"', template) == ["Compare"]


# In a browser.

SHOWN = """
return [...document.querySelectorAll(".comparison tr")].map(row =>
  [...row.cells].filter(cell => cell.checkVisibility()).map(cell => cell.innerText.replace(/\\s+/g, " ").trim()));
"""
SAID = "return document.querySelector('.country-chooser output').textContent"


@pytest.fixture
def opened(browser, built):
    """Open the page from its file, with a query in its address."""
    return lambda query="": browsing.Visit(browser, (built.out / "compare.html").as_uri() + query)


def choose(visit, position, letters):
    """Choose a country by keyboard alone: Tab to the list, then the first letters of the name."""
    for _ in range(1 if position else 60):
        visit.press(browsing.Keys.TAB)
        if visit.run("return document.activeElement === document.querySelectorAll('select')[arguments[0]]", position):
            break
    visit.press(letters)


@pytest.mark.browser
def test_an_address_shows_the_countries_it_names_with_the_stored_numbers(opened):
    visit = opened("?countries=fr-de-gr")
    head, *body = visit.run(SHOWN)
    assert head == ["Indicator", "France", "Germany", "Greece", "Median"]
    for column, iso2 in enumerate(("FR", "DE", "GR"), start=1):
        for row, cells in zip(stored(iso2), body, strict=True):
            assert cells[column].startswith(expected(row))
    assert visit.run(SAID) == "Shown: France, Germany and Greece"
    assert browsing.complaints(visit) == []


@pytest.mark.browser
def test_without_a_choice_all_countries_are_shown(opened):
    visit = opened()
    assert {len(row) for row in visit.run(SHOWN)} == {29}
    assert visit.run(SAID) == "Shown: all countries"


@pytest.mark.browser
def test_a_choice_by_keyboard_shows_its_columns_and_stands_in_the_address(opened):
    visit = opened()
    choose(visit, 0, "Mal")
    choose(visit, 1, "Fin")
    assert visit.run(SHOWN)[0] == ["Indicator", "Finland", "Malta", "Median"]
    assert visit.run("return location.search") == "?countries=mt-fi"
    again = opened(visit.run("return location.search"))
    assert again.run(SHOWN)[0] == ["Indicator", "Finland", "Malta", "Median"]
    assert again.run("return [...document.querySelectorAll('select')].map(s => s.value)") == ["mt", "fi", "", ""]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?countries=xx", 27),
        ("?countries=", 27),
        ("?countries=FR", 1),
        ("?countries=fr-fr-xx-de", 2),
        ("?countries=fr-de-mt-fi-se", 4),
    ],
)
def test_an_address_that_is_wrong_shows_what_it_can(opened, query, shown):
    visit = opened(query)
    assert len(visit.run(SHOWN)[0]) == shown + 2
    assert browsing.complaints(visit) == []
