"""The claims ledger: its kinds fit its numbers, its pages exist, and it is rendered with the store's numbers."""

import csv

import pytest
from sphinx.errors import ExtensionError

from healthai import paths
from healthai.book import ledger
from healthai.results import look_up

from .test_prose import stored as stored  # the fixture
from .test_prose import typed, unknown, used

OWN = """
- kind: census
  says: In {estimate}`survey.users` countries.
  page: second
- kind: estimate
  says: It is *about* {estimate}`survey.rho`.
  page: index
"""
CLAIMS = ledger.read(paths.BOOK / ledger.FILE)


def fill(store):
    store.number("users", 20, kind="count", n=27)
    store.number("rho", 0.48, n=27, interval=(0.09, 0.74), level=0.95)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    from .conftest import Project

    project = Project(tmp_path_factory.mktemp("ledger"))
    project.store("survey", fill)
    project.write(project.source / ledger.FILE, OWN)
    project.pages(index="# Index\n\n```{claims-ledger}\n```\n", second="# The second page\n")
    return project.build()


def numbers(claim, stored):
    return [look_up(stored, group, key) for group, key in used(claim.says) if group == "numbers"]


def test_there_are_claims_of_every_kind():
    assert {claim.kind for claim in CLAIMS} == set(ledger.KINDS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.says[:40])
def test_a_claim_stands_on_stored_numbers_that_fit_its_kind(claim, stored):
    assert unknown(claim.says, stored) == []
    assert typed(claim.says) == []
    found = numbers(claim, stored)
    assert found, "a claim without a number of the store"
    intervals = [number for number in found if number.level is not None]
    if claim.kind == "estimate":
        assert intervals, "an estimate without an interval"
    if claim.kind in ("census", "bound"):
        assert not intervals, "a fact or a bound has no confidence interval"


def test_the_page_of_each_claim_is_there():
    assert {claim.page for claim in CLAIMS} <= {path.stem for path in paths.BOOK.glob("*.md")}


def test_no_claim_is_there_twice():
    said = [claim.says for claim in CLAIMS]
    assert len(set(said)) == len(said)


def test_each_claim_is_a_row_with_its_kind_its_numbers_and_its_page(built):
    page = built.page()
    cells = [" ".join(cell["text"].split()) for cell in page.all("td")]
    assert cells[:2] == ["1", "census fact"]
    assert cells[2].startswith("In 20 of 27")
    assert cells[3] == "The second page"
    assert cells[5] == "estimate"
    assert cells[6].startswith("It is about 0.48 (95% interval 0.09 to 0.74; n = 27)")
    assert "second.html" in {a["href"] for a in page.all("a")}
    assert built.warnings == ""


def test_the_claims_can_be_taken_along_as_their_cells_say_them(built):
    assert built.page().one("a", href="downloads/claims.csv")["text"] == "CSV"
    with (built.out / "downloads" / "claims.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == ["No.", "Kind", "What can be said", "Page"]
    assert [row[0] for row in rows] == ["1", "2"]
    assert rows[0][2].startswith("In 20 of 27")
    assert rows[0][3] == "The second page"


def test_without_the_script_all_claims_are_shown_and_no_box_that_does_nothing(built):
    page = built.page()
    choice = page.one("fieldset", "claim-kinds")
    assert "hidden" in choice
    assert [box["value"] for box in page.all("input", type="checkbox")] == list(ledger.KINDS)
    assert "census fact (1)" in choice["text"]
    assert choice["data-shown"] == "{shown} of 2 claims are shown."
    assert len(page.all("tr", "claim-census")) == len(page.all("tr", "claim-estimate")) == 1
    assert not [row for row in page.all("tr") if "hidden" in row]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("- {kind: guess, says: x, page: index}", "claim 1, kind"),
        ("- {kind: census, says: x}", "claim 1, page"),
        ("- {kind: census, says: x, page: a, sure: 1}", "claim 1, sure"),
    ],
)
def test_a_wrong_ledger_is_named(tmp_path, wrong, message):
    file = tmp_path / ledger.FILE
    file.write_text(wrong)
    with pytest.raises(ExtensionError, match=message):
        ledger.read(file)
