"""No page says in one language of the book what it should say in another, and all have the same pages and places."""

import re
from functools import cache

import pytest
from bs4 import BeautifulSoup
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from healthai import typography
from healthai.editions import LANGUAGES

# What may stand in another language and why: pages, and elements on them. All else is read.
OTHER = [
    ("a list of works names them by their titles", "", "div.citation"),
    ("the sources are named by their titles", "sources", "dl.listing dt"),
    ("terms stand in both languages, and say which", "", "[lang]"),
    ("code, and what it prints", "", "pre, code, .cell_output, .cell_input, math, .math"),
]
# Words that one language has and the other has not.
TYPICAL = {
    "en": re.compile(
        r"\b(?:the|of|and|with|which|what|where|is|are|was|were|has|have|not|this|that|these|by|its|than)\b"
    ),
    "fr": re.compile(r"\b(?:le|les|des|du|et|avec|qui|que|où|est|sont|ont|ne|pas|ce|cette|ces|aux|dans|pour|une)\b"),
}
# Such as GE.EST, which is no "est"; addresses and files.
CODE = re.compile(r"https?://\S+|\S+\.ipynb|\bvalue-of-answers\b|\b[A-Z_.]{2,}\b")
# Works, data sets and bodies without a name in the other language.
NAMES = re.compile(
    r"The Worldwide Governance Indicators\W+Methodology and 2024 Update, World Bank Policy Research Working Paper"
    r"|Houses of the Oireachtas|European Federation of Psychologists’ Associations"
    r"|bh1995 by"  # a row of the table of reference values
)
LONG = 80  # letters from which a detector can tell
SURE = 0.99
BLOCKS = ["p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "caption", "figcaption", "title", "summary"]


@cache
def detector():
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(TYPICAL))
    return found


def texts(html, page):
    """Return what a page says: the innermost blocks of its article, its title, contents, and alternative texts."""
    soup = BeautifulSoup(html, "html.parser")
    if soup.html:
        del soup.html["lang"]
    for _, where, selector in OTHER:
        if where in ("", page):
            for element in soup.select(selector):
                element.decompose()
    alternatives = [image.get("alt", "") for image in soup.find_all("img")]
    blocks = [b for b in soup.find_all(BLOCKS) if not b.find(BLOCKS)]
    return [" ".join(text.split()) for text in (*alternatives, *(block.get_text(" ") for block in blocks))]


def is_other(text, code):
    """Return whether a text is in another language than the given: by its words, or, when it is long, its letters."""
    text = CODE.sub("", NAMES.sub("", text))
    words = text.lower()
    counts = {one: len(typical.findall(words)) for one, typical in TYPICAL.items()}
    own = counts.pop(code)
    if max(counts.values()) > own:
        return True
    if len(text) < LONG:
        return False
    language, probability = detector().classify(text)
    return language != code and probability > SURE and own < 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("What is the use of this?", "en"),
        ("Share of countries", "en"),
        ("Part des pays", "fr"),
        ("Que dit cette enquête de l’usage dans les pays ?", "fr"),
        (
            "Most countries report some use of artificial intelligence in diagnostics, and few train for it at all.",
            "en",
        ),
        (
            "La plupart des pays déclarent un usage de l’intelligence artificielle, et peu forment leurs soignants.",
            "fr",
        ),
    ],
)
def test_a_language_is_told_from_the_other(text, code):
    (other,) = set(TYPICAL) - {code}
    assert not is_other(text, code)
    assert is_other(text, other)


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_speak_their_language(folders, code):
    found, read = [], 0
    for path in sorted((folders / code).rglob("*.html")):
        page = path.relative_to(folders / code).with_suffix("").as_posix()
        said = texts(path.read_text(encoding="utf-8"), page)
        read += len(said)
        found += [f"{page}: {text[:120]}" for text in dict.fromkeys(said) if is_other(text, code)]
    assert read > 1000
    assert found == []


# What no French page may have: a space before or after a mark at which a line can end, a mark without its space, a
# straight apostrophe, and a name that the word before it should have been shortened for or joined with, as in "de
# Irlande" or "à les Pays-Bas".
FAULTS = re.compile(
    r" [;:!?%»]|« |(?<=[\w)])[;!?](?=\s)|(?<=[^\W\d_])'(?=[^\W\d_])"
    r"|\b(?:[Dd]e|[Qq]ue|[Ll]e|[Ll]a|[Jj]usque|[Ll]orsque) (?=[AÀÂEÉÈÊIÎOÔUÛ][\w’]+)|\b(?:de|à) les? (?=[A-ZÉ])"
)
WITHOUT_ARTICLE = {"search.html", "genindex.html"}
WRITTEN = "script, style, select, pre, code, .math, .cell_input, .cell_output, .citation, .as-published, [lang]"


def faults(html):
    """Return the pieces of a French page around what its printers or its grammar would not have."""
    soup = BeautifulSoup(html, "html.parser")
    del soup.html["lang"]
    for element in soup.select(WRITTEN):
        element.decompose()
    said = [soup.find("meta", attrs={"name": "description"})["content"]]
    said += [image.get("alt", "") for image in soup.find_all("img")]
    said += [str(words) for words in soup.find("article").find_all(string=True)]
    said = [f"{text} ".replace("\n", " ") for text in said]
    return [text[max(found.start() - 40, 0) : found.end() + 40] for text in said for found in FAULTS.finditer(text)]


@pytest.mark.parametrize(
    "text",
    ["n = 27; de", "non ?", "à 5 %", "Source : a", "« non »", "l'IA", "de Irlande", "que Espagne", "à les Pays-Bas"],
)
def test_a_fault_of_french_is_seen(text):
    head = '<meta name="description" content="Une page."/>'
    assert faults(f"<html><head>{head}</head><body><article>{text}</article></body></html>")
    assert faults(f'<html><head>{head}</head><body><article><img alt="{text}"/></article></body></html>')
    right = typography.french(text).replace("de I", "d’I").replace("que E", "qu’E").replace("à les", "aux")
    assert faults(f"<html><head>{head}</head><body><article>{right}</article></body></html>") == []


def test_french_pages_have_the_spaces_and_the_grammar_of_french(folders):
    paths = [path for path in sorted((folders / "fr").rglob("*.html")) if path.name not in WITHOUT_ARTICLE]
    assert len(paths) > 30
    assert [f"{path.stem}: {text}" for path in paths for text in faults(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_pages_and_places_are_the_same_in_all_languages(folders, code):
    first, other = folders / LANGUAGES[0], folders / code
    pages = sorted(path.relative_to(first) for path in first.rglob("*.html"))
    assert pages == sorted(path.relative_to(other) for path in other.rglob("*.html"))
    for page in pages:
        # Countries stand in the order of their names.
        assert sorted(places(first / page)) == sorted(places(other / page)), page


def places(path):
    return re.findall(r'<(?:section|dt|figure)\b[^>]*\bid="([^"]+)"', path.read_text(encoding="utf-8"))
