"""Names of authors, listed as each language lists names."""

import pytest

from healthai.book.references import separators
from healthai.language import Language

BIB = """
@book{one, author = {Rubin, Donald B.}, title = {A book}, publisher = {Wiley}, year = {1987}}
@book{two, author = {Bonett, Douglas and Wright, Thomas}, title = {Two}, publisher = {Wiley}, year = {2000}}
@book{three, author = {Belsley, David and Kuh, Edwin and Welsch, Roy}, title = {Three}, publisher = {W}, year = {1980}}
"""
PAGE = "# Works\n\n{cite:t}`one`, {cite:t}`two`, {cite:p}`three`\n\n```{bibliography}\n```\n"


@pytest.mark.parametrize(("code", "word"), [("en", "and"), ("fr", "et")])
def test_names_are_listed_in_the_language(project, code, word):
    project.pages(index=PAGE)
    project.write(project.source / "references.bib", BIB)
    page = project.build(
        extensions=["sphinxcontrib.bibtex"],
        language=code,
        bibtex_bibfiles=["references.bib"],
        bibtex_default_style="book",
        bibtex_reference_style="book",
    ).page()
    assert f"Bonett {word} Wright" in page.text
    assert f"Douglas Bonett {word} Thomas Wright. Two." in page.text
    assert f"David Belsley, Edwin Kuh {word} Roy Welsch. Three." in page.text


def test_what_stands_between_names():
    assert separators(Language("fr")) == {"sep": ", ", "sep2": " et ", "last_sep": " et "}
