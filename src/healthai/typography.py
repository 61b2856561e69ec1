"""The spaces and apostrophes that a language's printers set and that nobody types."""

import re
from collections.abc import Callable

NARROW, WIDE = "\u202f", "\u00a0"  # no line ends at either

# Rules of the Imprimerie nationale, for a space that is typed; where there is none, such as in 10:30, none is made.
FRENCH = (
    (re.compile(r"[ \u00a0](?=[;!?%‰])"), NARROW),
    (re.compile(r" (?=[:»])|(?<=«) "), WIDE),
    (re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_]|«)"), "’"),
)


def french(text: str) -> str:
    """Return text with no-break spaces before ; : ! ? % » and after «, and with curved apostrophes."""
    for pattern, printed in FRENCH:
        text = pattern.sub(printed, text)
    return text


def of(language: str) -> Callable[[str], str]:
    """Return what sets a text of the language; for a language without rules of its own, the text as it stands."""
    return {"fr": french}.get(language, str)
