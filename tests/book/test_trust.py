"""What the pages say of the records: what was verified, whether it still holds, what moved after a release."""

import json
import re

import pytest

from healthai.book import package, trust

RECORD = {
    "date": "2026-11-23",
    "python": "3.12.1",
    "system": "Linux x86_64",
    "packages": {"numpy": "2.4.6"},
    "ingredients": {name: name[0] * 64 for name in trust.INGREDIENTS},
    "runs": {
        "one": {"notebook": "association", "outcome": "identical"},
        "two": {"notebook": "association", "outcome": "identical"},
    },
    "differences": [],
}
MOVED = [
    {"key": "one.rho", "was": {"value": 0.5, "n": 27}, "is": {"value": 0.6, "n": 27}, "why": "a typing error"},
    {"key": "one.new", "was": None, "is": {"value": 3, "kind": "count", "n": 27}, "why": "a new chapter"},
    {"key": "one.last_digit", "was": {"value": 0.5001}, "is": {"value": 0.5002}, "why": "another seed"},
]


PAGE = """# Index

```{last-verification}
```

```{findings-changelog}
```

```{verification-details}
```
"""


@pytest.fixture
def shown(project):
    """Build a page with the directives; return it, and a page of its words for translators with another builder."""

    def build(record=RECORD, changed=(), shown="identical", findings=(), builder="html"):
        state = {"record": record, "changed": list(changed), "shown": shown}
        staged = {"verification": state, "findings": list(findings)}
        project.write(project.source / package.RECORDS, json.dumps(staged))
        project.write(project.source / "notebooks" / "one.ipynb", "{}")
        project.pages(index=PAGE)
        built = project.build(builder)
        assert built.warnings == ""
        return built.page() if builder == "html" else (built.out / "index.pot").read_text()

    return build


def test_words_that_follow_the_language_are_not_asked_of_translators_again(shown):
    releases = [{"version": "1.0.0", "date": "2026-11-23", "moved": MOVED}]
    asked = shown(RECORD | {"differences": ["two.n: 27 → 26"]}, findings=releases, builder="gettext")
    assert re.findall(r'^msgid "(.+)"$', asked, flags=re.MULTILINE) == ["Index"]


def rows(page):
    return [" ".join(e["text"].split()) for e in page.elements if e["tag"] in ("th", "td") and "tbody" in e["within"]]


def test_a_verification_that_holds(shown):
    page = shown()
    assert (
        "On 23 November 2026, 2 runs were executed anew, and all results were identical to the published ones. "
        "Nothing that the results are made from has changed since. "
        "The numbers on these pages are identical to the published ones."
    ) in page.text
    assert "Executed with Python 3.12.1 on Linux x86_64, and numpy 2.4.6." in page.text
    for value in RECORD["ingredients"].values():
        assert value in page.text
    assert page.one("a", href="records.json")


def test_each_run_leads_to_its_notebook_when_this_edition_has_one(shown):
    page = shown()
    links = {a["href"]: a["text"] for a in page.all("a")}
    assert links["notebooks/one.html"] == "one"
    assert "notebooks/two.html" not in links


def test_the_runs_can_be_taken_along(shown):
    assert shown().one("a", href="downloads/verification.csv")["text"] == "CSV"


def test_results_that_are_equal_but_not_identical(shown):
    runs = RECORD["runs"] | {"two": {"notebook": "association", "outcome": "equal"}}
    page = shown(RECORD | {"runs": runs}, shown="equal")
    assert (
        "the results of 1 were identical to the published ones, those of the other 1 equal to nine digits" in page.text
    )
    assert "The numbers on these pages equal the published ones to nine digits." in page.text


def test_results_that_differ_are_listed(shown):
    runs = RECORD["runs"] | {"two": {"notebook": "association", "outcome": "different"}}
    page = shown(RECORD | {"runs": runs, "differences": ["two.n: 27 → 26"]})
    assert "the results of 1 differ from the published ones" in page.text
    assert "two.n: 27 → 26" in page.text
    assert "all results were identical" not in page.text


def test_what_changed_since_is_said(shown):
    page = shown(changed=["results", "lock"], shown="different")
    assert (
        "Changed since, and not verified as it is now: the published results and the list of pinned packages."
        in page.text
    )
    assert "Nothing that the results are made from" not in page.text
    assert "The numbers on these pages differ from the published ones" in page.text


def test_without_a_verification_the_page_says_so(shown):
    assert "No verification is on record." in shown(record=None).text


def test_the_first_edition_has_nothing_that_moved(shown):
    page = shown()
    assert "This is the first edition" in page.text
    assert "Was" not in [cell["text"].strip() for cell in page.all("th")]


def test_numbers_that_moved_are_shown_as_readers_see_them_newest_release_first(shown):
    releases = [
        {"version": "1.0.0", "date": "2026-11-23", "moved": MOVED},
        {"version": "2.0.0", "date": "2027-02-01", "moved": []},
    ]
    page = shown(findings=releases)
    found = rows(page)
    assert found[:8] == [
        *("one.rho", "0.50 (n = 27)", "0.60 (n = 27)", "a typing error"),
        *("one.new", "not there", "3 of 27", "a new chapter"),
    ]
    assert "one.last_digit" not in page.text, "it moved in digits that no reader sees"
    newest, oldest = page.text.index("after version 2.0.0 of 1 February 2027"), page.text.index("after version 1.0.0")
    assert newest < oldest
    assert "This is the first edition" not in page.text
