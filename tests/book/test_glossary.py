"""Terms of the glossary on pages that use them."""

import pytest

from healthai import paths
from healthai.book import glossary
from healthai.language import Language

from .conftest import Page

GLOSSARY = """# Glossary

```{glossary}
bound, bounds
  The least or the most that is possible; see *interval*.

alpha (of a composite)
  A measure.

interval, intervals
  A range.

interval of bounds
  Between two bounds.

Member State
  A country of the EU.

Moran's I
  A measure of neighbours.
```
"""


@pytest.fixture
def shown(project):
    """Build a page with this text beside a glossary; return the page."""

    def build(text, glossary=GLOSSARY, **settings):
        toc = "\n\n```{toctree}\nglossary\n```\n"
        project.write(project.source / "glossary.md", glossary)
        project.pages(index=f"# Title\n\n{text}{toc}")
        built = project.build(**settings)
        assert built.warnings == ""
        return built.page()

    return build


def links(page):
    return [(a["text"], a["href"]) for a in page.all("a", "glossary-term")]


def test_the_first_use_of_a_term_leads_to_its_entry_and_shows_its_definition(shown):
    page = shown("A bound, and another bound.")
    link, note = page.one("a", "glossary-term"), page.one("span", "result-note")
    assert (link["text"], link["href"]) == ("bound", "glossary.html#term-bound-bounds")
    assert link["aria-describedby"] == note["id"]
    assert note["role"] == "tooltip"
    assert note["text"] == "The least or the most that is possible; see interval."
    assert "A bound" in page.one("body")["text"]
    assert ", and another bound." in page.text


def test_a_definition_keeps_the_spaces_that_do_not_break(shown):
    note = shown(
        "A bound.", "# G\n\n```{glossary}\nbound\n  Le moins ; ou le plus :\n  un nombre.\n```\n", language="fr"
    )
    words = "Le moins\u202f; ou le plus\u00a0: un nombre."
    assert note.one("span", "result-note")["text"] == words


def test_other_forms_and_capitals_at_the_start_count_as_uses(shown):
    assert links(shown("Bounds here, one bound there. Intervals.")) == [
        ("Bounds", "glossary.html#term-bound-bounds"),
        ("Intervals", "glossary.html#term-interval-intervals"),
    ]


def test_the_longest_term_is_taken_and_only_whole_words(shown):
    text = "Rebound, bounded, interval-like, an interval\nof bounds, then an interval."
    assert [words.split() for words, _ in links(shown(text))] == [["interval", "of", "bounds"], ["interval"]]


def test_a_name_is_linked_as_it_is_written_only(shown):
    assert [words for words, _ in links(shown("Every member state, each Member State, Moran’s I."))] == [
        "Member State",
        "Moran’s I",
    ]


def test_a_word_of_several_meanings_is_not_linked(shown):
    assert links(shown("An alpha, alpha (of a composite).")) == []


@pytest.mark.parametrize(
    "text",
    [
        "## A bound\n\nWords.",
        "`bound` and {math}`bound`",
        "[a bound](https://example.org)",
        "```\nbound\n```",
        "| a |\n| --- |\n| bound |",
        "bound\n: Words.",
    ],
)
def test_headings_code_links_tables_and_names_are_left_alone(shown, text):
    settings = {"myst_enable_extensions": ["deflist"]}
    assert links(shown(text, **settings)) == []
    assert links(shown(f"{text}\n\nA bound.", **settings)) == [("bound", "glossary.html#term-bound-bounds")]


def test_rows_of_data_are_left_alone(shown):
    """A source is named by its publisher, such as the Federation of Psychologists' Associations."""
    glossary = "# G\n\n```{glossary}\nassociation, associations\n  Two things.\n```\n"
    assert links(shown("```{sources}\n```", glossary)) == []
    assert [words for words, _ in links(shown("Associations.\n\n```{sources}\n```", glossary))] == ["Associations"]


def test_the_glossary_does_not_lead_to_itself(shown, project):
    shown("Words.")
    page = (project.folder / "html" / "glossary.html").read_text(encoding="utf-8")
    assert "glossary-term" not in page


def test_numbers_keep_their_notes_to_themselves(shown, project):
    project.store("one", lambda store: store.number("rho", 0.5, n=27, interval=(0.1, 0.9), level=0.95))
    assert links(shown("Of {estimate}`one.rho`, an interval.")) == [
        ("interval", "glossary.html#term-interval-intervals")
    ]


def test_names_from_the_data_are_no_uses(shown):
    glossary = GLOSSARY.replace("Member State", "effectiveness")
    assert "effectiveness" in Language("en").indicator("wgi_ge")
    assert links(shown("Of {indicator}`wgi_ge`.", glossary)) == []
    assert len(links(shown("Of {indicator}`wgi_ge` the effectiveness.", glossary))) == 1


def test_the_glossary_sets_other_forms_in_quieter_letters(shown, project):
    shown("Words.")
    page = Page((project.folder / "html" / "glossary.html").read_text(encoding="utf-8"))
    assert [part["text"] for part in page.all("span", "other-forms")] == [", bounds", ", intervals"]
    assert page.one("dt", id="term-bound-bounds")["text"].startswith("bound, bounds")


def test_a_page_is_written_again_when_the_glossary_changes(shown):
    shown("A bound.")
    page = shown("A bound.", GLOSSARY.replace("The least or the most that is possible", "An end"))
    assert page.one("span", "result-note")["text"] == "An end; see interval."
    assert links(shown("A bound.", GLOSSARY.replace("bound, bounds\n", "end\n"))) == []


def test_a_book_without_a_glossary_has_no_links(project):
    project.pages(index="# Title\n\nA bound.\n")
    assert links(project.build().page()) == []


@pytest.mark.parametrize("builder", ["text", "latex"])
def test_other_writers_print_the_words(project, builder):
    project.write(project.source / "glossary.md", GLOSSARY)
    project.pages(index="# Title\n\nA bound is there.\n\n```{toctree}\nglossary\n```\n")
    out = project.build(builder).out
    written = "".join(path.read_text() for path in (*out.glob("*.txt"), *out.glob("*.tex")))
    assert "bound" in written
    assert "is there." in written


def test_a_translated_glossary_decides_which_words_are_linked(shown, project):
    for page, translated in {
        "glossary": {
            "bound, bounds": "borne, bornes",
            "The least or the most that is possible; see *interval*.": "Fin.",
        },
        "index": {"A bound here.": "Les bornes d’ici : une bound."},
    }.items():
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
        body = "".join(f'\nmsgid "{message}"\nmsgstr "{words}"\n' for message, words in translated.items())
        project.write(project.source / "locales" / "fr" / "LC_MESSAGES" / f"{page}.po", head + body)
    settings = {"language": "fr", "locale_dirs": ["locales"], "gettext_compact": False}
    page = shown("A bound here.", **settings)
    (link,) = page.all("a", "glossary-term")
    assert link["text"] == "bornes"
    assert page.one("span", "result-note")["text"] == "Fin."
    assert link["href"].partition("#")[2] in (project.folder / "html" / "glossary.html").read_text(encoding="utf-8")


def test_no_two_entries_of_the_books_glossary_share_a_form():
    lines = (paths.BOOK / "glossary.md").read_text(encoding="utf-8").partition("```{glossary}\n")[2].splitlines()
    named = [form for line in lines if line and line[0] not in " `" for form in glossary.forms(line)]
    assert len(named) > 60
    assert len(set(named)) == len(named)
