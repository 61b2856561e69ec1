"""A page in another language: its catalogue, printed spaces, the same places, and links to its other languages."""

import json
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from healthai import data
from healthai.book import citation
from healthai.language import Language

TEXT = """# The counts

(of-what)=
## What is counted

First words: `code : here` and {math}`a : b`, then [a link](#of-what).

Never translated : this?
"""
FRENCH = {
    "The counts": "Les effectifs",
    "What is counted": "Ce qui est compté",
    "First words: `code : here` and {math}`a : b`, then [a link](#of-what).": (
        "Premiers mots : `code : here` et {math}`a : b`, puis [un lien](#of-what) !"
    ),
}


@pytest.fixture
def french(project):
    """Build a page with a catalogue that lacks its last sentence."""
    catalogue = Catalog("fr")
    for message, translation in FRENCH.items():
        catalogue.add(message, translation)
    folder = project.source / "locales" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for ending, make in (("po", write_po), ("mo", write_mo)):
        content = BytesIO()
        make(content, catalogue)
        (folder / f"index.{ending}").write_bytes(content.getvalue())
    project.pages(index=TEXT, notebooks__one="# One\n")
    settings = {"locale_dirs": ["locales"], "gettext_compact": False, "gettext_auto_build": False}
    listed = project.folder / "untranslated.json"
    built = project.build(language="fr", healthai_languages=["en", "fr"], healthai_untranslated=str(listed), **settings)
    return built, json.loads(listed.read_text(encoding="utf-8"))


def test_words_come_from_the_catalogue_and_places_keep_their_names(french):
    page = french[0].page()
    assert page.one("h1")["text"] == "Les effectifs"
    assert [section["id"] for section in page.all("section")] == ["the-counts", "what-is-counted"]
    assert page.one("a", href="#of-what")["text"] == "un lien"


def test_spaces_are_set_in_words_and_not_in_code_formulas_and_addresses(french):
    html = french[0].html()
    assert "Premiers mots\u00a0: " in html
    assert "</a>\u202f!" in html
    assert "code : here" in french[0].page().text
    assert "Never translated\u00a0: this\u202f?" in html
    assert "a : b" in html


def test_what_others_published_stands_as_they_wrote_it(project):
    """Titles of sources, their addresses and the citation keep their quotes, dashes and spaces."""
    project.pages(index="# Textes\n\n```{sources}\n```\n\n```{citation-line}\n```\n")
    page = project.build(language="fr", smartquotes=True).page()
    for row in data.load("survey-sources").to_dict("records"):
        assert row["title"] in page.text
        if isinstance(row["url"], str):
            assert row["url"] in page.text
    cited = citation.text(citation.read(Language("fr")))
    assert " ".join(cited.split()) in page.text


def test_what_no_catalogue_has_is_listed(french):
    assert french[1]["index"] == ["Never translated : this?"]


def test_a_page_names_its_languages_to_search_engines_only_when_its_address_is_known(french):
    for name in ("index", "notebooks/one"):
        page = french[0].page(name)
        assert page.all("link", rel="alternate") == []
        assert page.one("html")["lang"] == "fr"


def test_a_published_page_names_all_its_languages_by_whole_addresses(project):
    project.pages(index="# One\n", notebooks__one="# One\n")
    base = "https://example.org/book/"
    built = project.build(language="fr", healthai_languages=["en", "fr"], html_baseurl=f"{base}fr/")
    for name in ("index", "notebooks/one"):
        links = built.page(name).all("link", rel="alternate")
        assert [(link["hreflang"], link["href"]) for link in links] == [
            (code, f"{base}{code}/{name}.html") for code in ("en", "fr")
        ]
