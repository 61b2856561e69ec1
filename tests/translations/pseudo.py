"""A language that nobody speaks: English with accents, in brackets. What has none on a page has no catalogue."""

import re

from healthai.files import write
from healthai.translations.catalogues import as_file, read
from healthai.translations.checks import FIELD, KEPT

CODE = "eo"  # CLDR must know it, and the book must not have it
ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
KEEP = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in (*KEPT.values(), FIELD, re.compile(r"\\."))))


def said(message):
    """Return a message in that language: words with accents, roles, placeholders and links as they stand."""
    parts, end = [], 0
    for kept in KEEP.finditer(message):
        parts += [message[end : kept.start()].translate(ACCENTS), kept.group()]
        end = kept.end()
    return f"⟦{''.join(parts)}{message[end:].translate(ACCENTS)}⟧"


def translate(english, folder):
    """Write complete catalogues of the language into a folder, from those of another language."""
    for path in sorted(english.rglob("*.po")):
        catalogue = read(path)
        for message in catalogue:
            if message.id:
                message.string, message.flags = said(message.id), set()
        name = path.relative_to(english).with_suffix("").as_posix()
        write(folder / CODE / "LC_MESSAGES" / f"{name}.po", as_file(catalogue, name, CODE))
