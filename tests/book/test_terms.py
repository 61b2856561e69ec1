"""The table of terms: both languages marked, and a document for each term that an institution has."""

import pytest
from pydantic import ValidationError

from healthai import paths
from healthai.book import terms


def test_each_term_is_marked_with_its_language(project):
    first = "- {en: a word, fr: un mot, source: Un texte, url: 'https://a.eu'}"
    project.write(project.source / "terms.yml", f"{first}\n- {{en: b, fr: c}}\n")
    project.pages(index="# Terms\n\n```{terms}\n```\n")
    page = project.build(language="fr").page()
    assert [span["text"] for span in page.all("span", lang="en")] == ["a word", "b"]
    assert [span["text"] for span in page.all("span", lang="fr")] == ["un mot", "Un texte", "c"]
    assert page.one("a", href="https://a.eu")["text"] == "Un texte"
    assert page.one("a", href="downloads/terms.csv")["text"] == "CSV"


def test_a_term_needs_both_languages(tmp_path):
    (tmp_path / "terms.yml").write_text("- {en: word}\n")
    with pytest.raises(ValidationError, match="fr"):
        terms.read(tmp_path / "terms.yml")


def test_the_terms_of_the_book_stand_once():
    found = terms.read(paths.BOOK / terms.FILE)
    for code in terms.CODES:
        words = [getattr(term, code) for term in found]
        assert len(set(words)) == len(words) > 20
    assert all(term.source for term in found if term.url)
