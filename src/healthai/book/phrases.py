"""How a stored number reads in a sentence, and the note that a reader sees on hover or focus."""

import re
from collections.abc import Callable
from functools import cache

from healthai import data
from healthai.language import Language
from healthai.results import Number
from healthai.typography import WIDE

MOST_SOURCES = 3
SHORT = 12  # characters
CONTENT = "CC-BY-4.0"  # of the text and the figures: see LICENSE-CONTENT
SURVEY = "CC-BY-4.0"  # of our tables of the survey: see data/datapackage.json
PART = re.compile(r"-(?=BY|\d|IGO)")


def value(number: Number, language: Language) -> str:
    """Return the bare number: "20", "74%", "0.77", "0.014"."""
    return _formatter(number, language)(number.value)


def estimate(number: Number, language: Language) -> str:
    """Return the number with what belongs to it: "20 of 27", "0.77 (95% interval 0.52 to 0.90; n = 27)"."""
    shown = value(number, language)
    if number.kind == "p":
        return language.text("p {sign} {value}", sign="" if shown.startswith("<") else "=", value=shown).replace(
            "  ", " "
        )
    if number.kind == "count":
        return language.text("{k} of {n}", k=shown, n=language.integer(number.n)) if number.n is not None else shown
    parts = [part for part in (_interval(number, language), _size(number, language)) if part]
    return language.typeset(f"{shown} ({'; '.join(parts)})") if parts else shown


def unbroken(words: str) -> str:
    """Return a number in words with spaces that end no line: in "20 of 27" and, of a longer estimate, in "n = 27"."""
    return words.replace(" ", WIDE) if len(words) <= SHORT else words.replace(" = ", f"{WIDE}={WIDE}")


def note(number: Number, key: str, language: Language) -> str:
    """Return the note: how many, the interval or bounds, the sources, and which run of a notebook computed it."""
    of = number.kind == "count" and number.n is not None
    size = estimate(number, language) if of else _size(number, language)
    about = language.typeset("; ".join(part for part in (size, _interval(number, language)) if part))
    run, _, name = key.rpartition(".")
    made = language.text("Computed by notebook {run} as {name}", run=run, name=name)
    return " ".join(f"{part}." for part in (about, sources(number.sources, language, MOST_SOURCES), made) if part)


def _formatter(number: Number, language: Language) -> Callable[[float], str]:
    return {
        "count": lambda x: language.integer(round(x)),
        "share": language.percent,
        "p": language.p_value,
        "number": lambda x: language.decimal(x, number.digits),
    }[number.kind]


def _interval(number: Number, language: Language) -> str:
    if number.interval is None:
        return ""
    ends = language.span(*map(_formatter(number, language), number.interval))
    if number.level is None:
        return language.text("logical bounds {ends}", ends=ends)
    return language.text("{level} interval {ends}", level=language.percent(number.level), ends=ends)


def _size(number: Number, language: Language) -> str:
    return language.text("n = {n}", n=language.integer(number.n)) if number.n is not None else ""


def sources(ids: list[str], language: Language, most: int = 8) -> str:
    """Return the distinct sources in one line, cut after `most` of them."""
    names = list(dict.fromkeys(language.source(source) for source in ids))
    if not names:
        return ""
    if len(names) > most:
        more = language.text("{names} and {k} more", names="; ".join(names[:most]), k=len(names) - most)
        return language.text("Source: {names}", names=more)
    return language.text("Source: {names}", names="; ".join(names))


def sources_and_licence(ids: list[str], language: Language) -> str:
    """Return the sources, and the licences of what is shown and of the data tables behind it."""
    own = language.text("Licence: {licence}", licence=_licence(CONTENT))
    if not ids:
        return own
    data_terms = language.listing([_licence(code) for code in sorted({_terms().get(i, SURVEY) for i in ids})])
    return language.typeset(
        f"{sources(ids, language)}. {own}; {language.text('data: {licences}', licences=data_terms)}"
    )


@cache
def _terms() -> dict[str, str]:
    indicators = data.load("indicators")
    return dict(zip(indicators["indicator_id"], indicators["licence_id"], strict=True))


def _licence(code: str) -> str:
    """Return a licence as people write it: "CC BY-SA 4.0"."""
    return PART.sub(" ", code)
