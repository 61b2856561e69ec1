"""What stands below figures and tables: licences, the cell that made them, how to cite them, the run's parameters."""

import json
from types import SimpleNamespace

import pytest
from docutils import nodes

from healthai import paths
from healthai.book import below, citation, phrases
from healthai.language import Language
from healthai.results import Store

PARAMETERS = {"level": 0.95, "method": "spearman", "outcomes": ["ai_ent_any", "wgi_ge"]}
FIGURE = "```{result-figure} one.icons\n:name: fig-icons\n```\n"
TABLE = "```{result-table} one.ranks\n```\n"


def fill(store):
    row = {"indicator": "wgi_ge", "year": 2024, "value": None, "rank": None, "n": 26, "median": 1.25, "flag": "bp"}
    store.table("ranks", [row], layout="ranks", sources=["wgi_ge"])
    store.figure("icons", [{"item_id": "ai_diagnostics_use", "count_low": 20, "n": 27}], draw="icons", sources=["S01"])


@pytest.fixture
def book(project):
    project.store("one", fill, **PARAMETERS)
    project.draw("one.icons", caption="Use is at 0.5 of all. Rows are items.", alt="Rows of squares.")
    return project


def built(book, text, **settings):
    book.pages(index=f"# Title\n\n{text}\n")
    done = book.build(**settings)
    assert done.warnings == ""
    return done.page()


def folds(page):
    return [element["text"] for element in page.all("summary")]


# Where the values come from.


def test_each_source_leads_to_its_entry_in_the_lists_of_the_book(book):
    page = built(book, FIGURE + TABLE)
    en = Language("en")
    assert page.one("a", href="sources.html#s01")["text"] == en.source("S01")
    assert page.one("a", href="data.html#wgi-ge")["text"] == en.source("wgi_ge")
    lines = [line["text"] for line in page.all("p", "source")]
    assert lines == [phrases.sources_and_licence([source], en) for source in ("S01", "wgi_ge")]


# How to cite.


def test_a_citation_names_book_number_finding_and_address(book):
    page = built(book, FIGURE + TABLE)
    figure, table = (line["text"] for line in page.all("p", "citation"))
    about = citation.text(citation.read())
    assert figure == f"{about} Fig. 1: Use is at 0.5 of all. index.html#fig-icons"
    caption = "Values and ranks among the Member States; rank 1 is the highest value"
    assert table == f"{about} Table 1: {caption}. index.html#one-ranks"
    assert {line.rpartition("#")[2] for line in (figure, table)} <= {e.get("id") for e in page.elements}
    assert folds(page)[:4:2] == ["Cite this figure", "Cite this table"]


def test_a_citation_has_the_address_where_the_book_is_published(book):
    page = built(book, FIGURE, html_baseurl="https://example.org/book/en/")
    assert page.one("p", "citation")["text"].endswith(" https://example.org/book/en/index.html#fig-icons")


def test_a_citation_on_a_page_outside_the_contents_has_no_number(book):
    book.pages(index="# Title\n", alone=f"# Alone\n\n{FIGURE}")
    words = book.build().page("alone").one("p", "citation")["text"]
    assert words == f"{citation.text(citation.read())} Use is at 0.5 of all. alone.html#fig-icons"


def test_the_button_that_copies_is_hidden_until_its_script_shows_it(book):
    button = built(book, FIGURE).one("button", "copies")
    assert "hidden" in button
    assert (button["text"], button["data-done"]) == ("Copy", "Copied")


@pytest.mark.parametrize("builder", ["text", "latex"])
def test_on_paper_nothing_is_folded(book, builder):
    book.pages(index=f"# Title\n\n{FIGURE}")
    out = book.build(builder).out
    written = "".join(path.read_text() for path in (*out.glob("*.txt"), *out.glob("*.tex")))
    assert "Licence: CC BY 4.0" in " ".join(written.split())
    assert "Cite this figure" not in written
    assert "spearman" not in written


# Parameters.


def test_the_parameters_of_the_run_are_shown_in_their_order(book):
    page = built(book, FIGURE)
    assert [line["text"].strip() for line in page.all("div", "line")] == [
        "level = 0.95",
        "method = spearman",
        "outcomes = [ai_ent_any, wgi_ge]",
    ]


def test_a_run_without_parameters_shows_none(book):
    book.store("one", fill)
    assert folds(built(book, FIGURE))[0] == "Cite this figure"
    assert "Parameters of the run" not in folds(built(book, FIGURE))


# Licences.


def test_licences_are_those_of_the_content_and_of_each_source():
    line = phrases.sources_and_licence(["wgi_ge", "gari2024_government", "ehealth_access_score"], Language("en"))
    assert line.endswith(". Licence: CC BY 4.0; data: CC BY 4.0 and CC BY-SA 4.0")
    assert phrases.sources_and_licence(["S01"], Language("en")).endswith("Licence: CC BY 4.0; data: CC BY 4.0")
    assert phrases.sources_and_licence([], Language("en")) == "Licence: CC BY 4.0"


def test_the_licences_named_are_those_declared():
    assert "(CC BY 4.0)" in (paths.ROOT / "LICENSE-CONTENT").read_text(encoding="utf-8")
    assert phrases.CONTENT in citation.read()["license"]
    resources = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    survey = {
        terms["name"] for table in resources if table["path"].startswith("survey/") for terms in table["licenses"]
    }
    assert survey == {phrases.SURVEY}


# The cell.


def test_every_result_that_the_notebooks_store_has_a_cell_to_lead_to():
    stored = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths.RESULTS.glob("*.json")}
    for run, found in stored.items():
        notebook = json.loads((paths.NOTEBOOKS / f"{found['notebook']}.ipynb").read_text(encoding="utf-8"))
        code = "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
        names = below.STORES.findall(code)
        unnamed = {*found["results"]["figures"], *found["results"]["tables"]} - set(names)
        assert not unnamed or code.count(below.MAKES) == 1, (run, unnamed)


def marked(docname, *sources):
    """Return the anchors of the cells of a page with this code."""
    cells = [
        nodes.container("", nodes.literal_block(code, code), cell_index=index) for index, code in enumerate(sources)
    ]
    store = Store()
    fill(store)
    app = SimpleNamespace(healthai_stored={"one": store.results()})
    app.env = SimpleNamespace(docname=docname, app=app)
    below.mark_cells(app, nodes.section("", *cells))
    return [cell["ids"] for cell in cells]


def test_a_cell_has_an_anchor_for_each_result_that_it_stores():
    code = "store = Store()", 'store.figure(\n    "icons", rows, draw="icons")\nstore.table("ranks", rows)', "store"
    assert marked("notebooks/one", *code) == [[], ["stored-icons", "stored-ranks"], []]


def test_what_a_function_stores_is_found_where_it_got_the_store():
    code = "import this", "store = Store()\nprofile.store_icons(store)", 'store.table("ranks", rows)'
    assert marked("notebooks/one", *code) == [[], ["stored-icons"], ["stored-ranks"]]


def test_other_pages_have_no_such_anchors():
    code = 'store = Store()\nstore.table("ranks", rows)'
    assert marked("one", code) == marked("notebooks/another", code) == [[]]
