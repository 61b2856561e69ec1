"""The spaces and apostrophes that a language's printers set and that nobody types."""

import re
from collections.abc import Callable

NARROW, WIDE = "\u202f", "\u00a0"  # no line ends at either
BREAKING = re.compile(r"[ \t\r\n]+")

# Rules of the Imprimerie nationale: a space that is typed does not break, one that is not typed is set. A mark inside a
# word, a time or an address, such as in 10:30, is none of the sentence. Babel sets a wide space before %.
FRENCH = (
    (re.compile(r"[ \u00a0](?=[;!?%‰])|(?<=[\w)»%])(?=[;!?](?:[\s»)]|$))|(?<=\d)(?=%(?!\w))"), NARROW),
    (re.compile(r" (?=[:»])|(?<=«) |(?<=[\w)»%])(?=:(?:\s|$))"), WIDE),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|«)"), "’"),
)

# English prints no space before a per cent sign; in what is quoted with one, no line ends there.
ENGLISH = re.compile(r"(?<=\d) (?=%)")


def french(text: str) -> str:
    """Return text with no-break spaces before ; : ! ? % » and after «, and with curved apostrophes."""
    for pattern, printed in FRENCH:
        text = pattern.sub(printed, text)
    return text


def one_line(text: str) -> str:
    """Return text with each run of spaces and line ends as one space; those that do not break stay."""
    return BREAKING.sub(" ", text).strip(" ")


def english(text: str) -> str:
    """Return text in which no line ends between a number and %."""
    return ENGLISH.sub(NARROW, text)


def of(language: str) -> Callable[[str], str]:
    """Return what sets a text of the language; for a language without rules of its own, the text as it stands."""
    return {"en": english, "fr": french}.get(language, str)
