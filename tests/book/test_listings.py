"""The pages that print the data themselves, and the citation."""

import json
import re
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft7Validator, FormatChecker
from pybtex.database import parse_string

from healthai import data, paths
from healthai.book import citation
from healthai.language import Language

PAGES = ("data", "sources", "cite")
TARGETS = re.compile(r"\]\((\w+)\.md\)")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The real pages, built with nothing else of the book around them."""
    from .conftest import Project

    project = Project(tmp_path_factory.mktemp("listings"))
    texts = {name: (paths.BOOK / f"{name}.md").read_text(encoding="utf-8") for name in PAGES}
    others = {name for text in texts.values() for name in TARGETS.findall(text)} - set(texts)
    project.pages(index="# Index\n", **texts, **dict.fromkeys(others, "# Another page\n"))
    shutil.copy(paths.BOOK / "references.bib", project.source)
    return project.build(
        extensions=["sphinxcontrib.bibtex"],
        bibtex_bibfiles=["references.bib"],
        smartquotes=False,
        healthai_results=str(paths.RESULTS),
    )


def entries(page):
    """Return the code of each entry of a page's lists with the words of its term."""
    terms = [e for e in page.all("dt") if e.get("id")]
    return {e["text"].split()[-1]: plain(e["text"]).rpartition(" ")[0] for e in terms}


def plain(words):
    """Return words with plain spaces, as they stand in the tables."""
    return " ".join(words.split())


def test_every_indicator_is_on_the_data_page(built):
    listed = entries(built.page("data"))
    for code in data.indicators():
        assert listed.get(code) == Language("en").indicator(code)


def test_an_indicator_says_what_it_measures_and_whose_it_is(built):
    page = plain(built.page("data").text)
    for row in data.load("indicators").to_dict("records"):
        facts = (row["definition"], row["unit"], row["years"], row["licence"], row["cross_check"])
        missing = [fact for fact in facts if " ".join(str(fact).split()) not in page]
        assert missing == [], row["indicator_id"]
    assert {a["href"] for a in built.page("data").all("a")} >= set(data.load("indicators")["source_url"].dropna())


def test_every_survey_item_is_on_the_data_page_with_its_count(built):
    page = built.page("data")
    listed = entries(page)
    for code in data.codes.items():
        assert listed.get(code) == Language("en").item(code)
    about = page.text.partition("Uses AI-assisted diagnostics (informal, pilot or established) ai_diagnostics_use")[2]
    assert about.lstrip().startswith("Theme: adoption Survey: AI in health systems, June 2024 to March 2025 European")
    assert "European Union: 20 of 27 Respondents of the Region: 32 of 50" in about


def test_every_table_of_the_package_is_on_the_data_page_with_its_file(built):
    package = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
    page = built.page("data")
    links = {a["href"] for a in page.all("a")}
    assert package["resources"]
    for resource in package["resources"]:
        assert resource["path"] in entries(page)
        assert f"package/{resource['path']}" in links
        assert resource["hash"].removeprefix("sha256:") in page.text


def test_no_entry_is_printed_twice(built):
    for name in ("data", "sources"):
        ids = [e["id"] for e in built.page(name).all("dt") if e.get("id")]
        assert len(set(ids)) == len(ids)


def test_every_source_is_on_the_sources_page_with_its_address(built):
    listed, links = entries(built.page("sources")), {a["href"] for a in built.page("sources").all("a")}
    for row in data.load("survey-sources").to_dict("records"):
        assert listed[row["source_id"]] == row["title"]
        if isinstance(row["url"], str):
            assert row["url"] in links


def test_every_contradiction_is_on_the_sources_page_with_its_treatment(built):
    page = built.page("sources")
    for row in data.load("contradictions").to_dict("records"):
        assert entries(page)[row["contradiction_id"]] == row["statement_en"]
        if isinstance(row["treatment_en"], str):
            assert row["treatment_en"] in plain(page.text)
        for source in row["source_ids"].split():
            assert f"{Language('en').source(source)} ({source})" in page.text


def test_each_entry_has_an_anchor_that_it_leads_to(built):
    for name in ("data", "sources"):
        page = built.page(name)
        ids = [e["id"] for e in page.all("dt") if e.get("id")]
        assert [a["href"] for a in page.all("a") if "dt" in a["within"]] == [f"#{i}" for i in ids]


def test_no_missing_value_is_printed(built):
    for name in ("data", "sources"):
        facts = [" ".join(e["text"].split()) for e in built.page(name).all("p") if "dd" in e["within"]]
        assert len(facts) > 30
        assert not [fact for fact in facts if re.search(r"^(nan|None|<NA>)|(: |, )(nan|None|<NA>)$", fact)]


# The citation.

PERSON = {
    "authors": [{"family-names": "Curie", "given-names": "Marie"}, {"name": "The others"}],
    "title": "A book: with a colon",
    "version": "1.2.3",
    "date-released": "2027-02-28",
}


def test_the_citation_page_says_what_the_citation_file_says(built):
    about, page = citation.read(), built.page("cite")
    assert citation.text(about) in page.text
    for value in (about["title"], about["version"], about["date-released"][:4], about["authors"][0]["name"]):
        assert page.text.count(value) >= 1 + len(citation.FORMS)


def test_each_form_of_the_citation_is_a_block_to_copy_and_a_file(built):
    page = built.page("cite")
    blocks = ["\n".join(line.rstrip() for line in block["text"].strip().splitlines()) for block in page.all("pre")]
    files = citation.files(Language("en"))
    assert len(blocks) == 1 + len(files) == 4
    assert [f"{block}\n" for block in blocks[1:]] == [
        "\n".join(line.rstrip() for line in text.splitlines()) + "\n" for text in files.values()
    ]
    assert set(files) <= {a["href"] for a in page.all("a")}


def test_the_citation_file_is_valid():
    """By the schema of the Citation File Format 1.2.0 (CC BY 4.0, its authors), which cffconvert uses as well."""
    schema = json.loads((Path(__file__).parent / "cff-1.2.0.schema.json").read_text(encoding="utf-8"))
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(citation.read())] == []
    wrong = citation.read() | {"date-released": "23 November", "licence": "MIT"}
    said = " ".join(error.message for error in validator.iter_errors(wrong))
    assert "'23 November' does not match" in said
    assert "'licence' was unexpected" in said


def test_the_citation_file_is_read_as_written():
    about, raw = citation.read(), citation.FILE.read_text(encoding="utf-8")
    assert f'"{about["date-released"]}"' in raw
    assert f"version: {about['version']}\n" in raw


def test_an_edition_is_cited_in_its_language():
    about = citation.read(Language("fr"))
    title = "L’IA dans les systèmes de santé européens\u00a0: adoption, gouvernance et formation"
    version = citation.read()["version"]
    assert (
        citation.text(about) == f"Les responsables du livre ({about['date-released'][:4]}). {title}. Version {version}."
    )
    files = citation.files(Language("fr"))
    assert all(title in text for text in files.values())
    (entry,) = json.loads(files["citation.json"])
    assert (entry["language"], entry["author"]) == ("fr", [{"literal": "Les responsables du livre"}])
    assert "LA  - fr" in files["citation.ris"].splitlines()
    (entry,) = parse_string(files["citation.bib"], "bibtex").entries.values()
    assert (entry.fields["langid"], entry.fields["note"]) == ("fr", "Livre de recherche reproductible")


def test_a_citation_names_persons_and_bodies():
    assert citation.text(PERSON) == "Curie, Marie; The others (2027). A book: with a colon. Version 1.2.3."


@pytest.mark.parametrize("about", [PERSON, citation.read()], ids=["own", "project"])
def test_bibtex_can_be_read(about):
    (entry,) = parse_string(citation.bibtex(about), "bibtex").entries.values()
    assert entry.type == "book"
    assert entry.fields["title"].strip("{}") == about["title"]
    assert entry.fields["year"] == about["date-released"][:4]
    assert entry.fields["version"] == about["version"]


def test_bibtex_keeps_the_authors_apart():
    (entry,) = parse_string(citation.bibtex(PERSON), "bibtex").entries.values()
    assert len(entry.persons["author"]) == 2
    assert entry.persons["author"][0].last_names == ["Curie"]


def test_ris_has_one_field_a_line_and_ends():
    lines = citation.ris(PERSON).splitlines()
    assert lines == [
        "TY  - BOOK",
        "AU  - Curie, Marie",
        "AU  - The others,",
        "TI  - A book: with a colon",
        "PY  - 2027",
        "DA  - 2027/02/28",
        "ET  - 1.2.3",
        "ER  - ",
    ]


def test_csl_names_persons_and_bodies():
    (entry,) = json.loads(citation.csl(PERSON))
    assert entry["author"] == [{"family": "Curie", "given": "Marie"}, {"literal": "The others"}]
    assert entry["issued"] == {"date-parts": [[2027, 2, 28]]}
    assert (entry["type"], entry["title"], entry["version"]) == ("book", PERSON["title"], "1.2.3")
