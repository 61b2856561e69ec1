"""A language that nobody speaks: English with accents, in brackets. What has none on a page has no catalogue."""

import re

from babel.messages.catalog import Catalog
from bs4 import BeautifulSoup

from healthai.files import write
from healthai.translations import messages
from healthai.translations.catalogues import as_file, read
from healthai.translations.checks import FIELD, KEPT

CODE = "eo"  # CLDR must know it, and the book must not have it
WORD = re.compile(r"(?<![\w.@/-])[a-z]{3,}(?![\w.@/-])")
ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
# What stands on its pages as it is, and why: pages, and elements on them.
AS_IT_IS = [
    ("names of works, sources and data sets", "", ".citation, .bibtex-citation, .source, .result-note"),
    ("sources are named by their titles", "sources", "dl.listing dt"),
    ("addresses are shown as they are", "sources", "a:-soup-contains('://')"),
    ("fields and data sets are named by their codes", "data", "dl.listing dd"),
    ("reference values are named by their data sets", "validation", "td"),
    ("a survey is named by its title", "region", ".facts li:-soup-contains('Digital health survey')"),
    ("parameters and their values are code", "", ".parameters"),
    ("runs are named as in the plan", "", ".notebooks li > a:first-child"),
    ("runs and versions of packages are named as they are", "verification", "td, th, p:-soup-contains('papermill')"),
    ("words of a link stand inside its role", "", ".std-ref"),
    ("code, and what it prints", "", "pre, code, .cell_input, .cell_output, .math, script, style"),
    ("in a language of its own", "", "[lang]"),
]
KEEP = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in (*KEPT.values(), FIELD, re.compile(r"\\."))))


def said(message):
    """Return a message in that language: words with accents, roles, placeholders and links as they stand."""
    parts, end = [], 0
    for kept in KEEP.finditer(message):
        parts += [message[end : kept.start()].translate(ACCENTS), kept.group()]
        end = kept.end()
    return f"⟦{''.join(parts)}{message[end:].translate(ACCENTS)}⟧"


def write_catalogues(locales, like):
    """Write complete catalogues of the language, with the messages of another language's pages and its own package."""
    pages = {
        path.relative_to(like).with_suffix("").as_posix(): [message.id for message in read(path) if message.id]
        for path in sorted(like.rglob("*.po"))
    }
    for name, said_there in {**pages, **messages.of_package(CODE)}.items():
        catalogue = Catalog(CODE)
        for message in said_there:
            catalogue.add(message, said(message))
        write(locales / CODE / "LC_MESSAGES" / f"{name}.po", as_file(catalogue, name, CODE))


def words(like):
    """Return the English words of the pages and of the package that would have an accent in the language."""
    said_there = [message.id for path in sorted(like.rglob("*.po")) for message in read(path) if message.id]
    bare = (KEEP.sub(" ", message) for message in said_there)
    return {word for message in bare for word in WORD.findall(message) if word.translate(ACCENTS) != word}


def untranslated(html, page, english):
    """Return the English words that stand on a page without an accent."""
    soup = BeautifulSoup(html, "html.parser")
    del soup.html["lang"]
    for _, where, selector in AS_IT_IS:
        if where in ("", page):
            for element in soup.select(selector):
                element.decompose()
    read = [*soup.select("article"), *soup.select(".bd-links, title")]
    texts = [element.get_text(" ") for element in read] + [image.get("alt", "") for image in soup.find_all("img")]
    return sorted({word for text in texts for word in WORD.findall(text)} & english)
