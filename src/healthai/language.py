"""Everything that depends on the reader's language: words, numbers, names of countries, items and indicators."""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from healthai import data, paths, typography
from healthai.errors import InputError

CATALOGUES = "package"  # the folder of those that hold words of this package and of its data
REGIONAL = {"en": "en_GB"}  # day before month, as Europe writes

# A source is named by its publisher without remarks in brackets, and by its dataset's code without its filters.
BRACKET = re.compile(r"\s*\(")
CODE_END = re.compile(r"\s*[,;/(]")


def N_(message: str) -> str:
    """Mark a word for the catalogues where it is declared; it is translated where it is shown."""
    return message


class Language:
    """One language of the book.

    Parameters
    ----------
    code : str
        A language code that CLDR knows, such as "en" or "fr".
    locales : Path
        Folder with ``<code>/LC_MESSAGES/package/*.po``; English, the language of the sources, needs none.

    Raises
    ------
    InputError
        When CLDR does not know the language.
    """

    def __init__(self, code: str, locales: Path = paths.LOCALES):
        try:
            self.locale = Locale.parse(REGIONAL.get(code, code))
        except (UnknownLocaleError, ValueError):
            raise InputError(f"'{code}' is not a language code that CLDR knows, such as 'en' or 'fr'.") from None
        self.code = code
        self.typeset = typography.of(code)
        self._words = _words(catalogues(code, locales))

    @property
    def own_name(self) -> str:
        """What the language calls itself: "English", "Français"."""
        return self.locale.languages[self.code].capitalize()

    def text(self, message: str, /, **values: Any) -> str:
        """Return `message` in this language, its ``{placeholders}`` filled."""
        words = self._words.get(message, message)
        return self.typeset(words.format(**values) if values else words)

    def integer(self, value: int) -> str:
        """Return a whole number with the language's grouping."""
        return _minus(format_decimal(value, format="#,##0", locale=self.locale))

    def decimal(self, value: float, digits: int = 2) -> str:
        """Return a number with a fixed count of decimals and the language's decimal sign."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return _minus(format_decimal(value, format=pattern, locale=self.locale))

    def measure(self, value: float) -> str:
        """Return a value of an indicator with as many decimals as its size deserves: 1.14, 25.1, 39,294."""
        size = abs(value)
        return self.decimal(value, 0 if size >= 1000 else 1 if size >= 10 else 2)

    def percent(self, share: float) -> str:
        """Return a share, a fraction of 1, as a whole percentage: decimals of 27 countries say nothing."""
        return self.typeset(_minus(format_percent(share, locale=self.locale)))

    def p_value(self, p: float) -> str:
        """Return a p-value with two significant digits; below 0.001 only that it is."""
        if p < 0.001:
            return "< " + self.decimal(0.001, 3)
        return self.decimal(p, 3 if p < 0.1 else 2)

    def span(self, low: str, high: str) -> str:
        """Return two formatted ends as "low to high"."""
        return self.text("{low} to {high}", low=low, high=high)

    def listing(self, words: Sequence[str]) -> str:
        """Return words as a sentence lists them: "a, b and c"."""
        return format_list(list(words), locale=self.locale) if words else self.text("none")

    def country(self, iso2: str) -> str:
        """Return the CLDR name of a country of the Region."""
        return self.locale.territories[iso2]

    def by_name(self, codes: Iterable[str]) -> list[str]:
        """Return ISO codes in the order of the countries' names, accents aside."""
        return sorted(codes, key=lambda iso2: unicodedata.normalize("NFKD", self.country(iso2)))

    def item(self, item_id: str) -> str:
        """Return the label of a survey item."""
        return self._label("survey-items", "item_id", item_id)

    def indicator(self, indicator_id: str) -> str:
        """Return the label of a country indicator."""
        return self._label("indicators", "indicator_id", indicator_id)

    def name(self, code: str, of: str) -> str:
        """Return the name of a code of the given kind: "country", "item" or "indicator"."""
        return {"country": self.country, "item": self.item, "indicator": self.indicator}[of](code)

    def source(self, source_id: str) -> str:
        """Return one line that names a survey source or the publisher of an indicator."""
        survey = data.load("survey-sources").set_index("source_id")
        if source_id in survey.index:
            row = survey.loc[source_id]
            publisher = self.text(BRACKET.split(row["publisher"])[0])
            return f"{publisher}, {self.date(row['date'])}" if isinstance(row["date"], str) else publisher
        row = data.load("indicators").set_index("indicator_id").loc[source_id]
        return f"{self.text(BRACKET.split(row['publisher'])[0])}, {CODE_END.split(self.text(row['dataset_code']))[0]}"

    def date(self, iso: str) -> str:
        """Return a date, a month or a year, given as ISO 8601, as the language writes it."""
        parts = [int(part) for part in iso.split("-")]
        day = datetime.date(*[*parts, 1, 1][:3])
        if len(parts) == 3:
            return format_date(day, "long", locale=self.locale)
        return format_skeleton({1: "y", 2: "yMMMM"}[len(parts)], day, locale=self.locale)

    def _label(self, table: str, key: str, code: str) -> str:
        labels = _labels(table, key, f"label_{self.code}")
        return self.typeset(labels[code]) if labels else self.text(_labels(table, key, "label_en")[code])


def _minus(digits: str) -> str:
    """Return digits with a true minus sign, which screen readers say and lines do not break after; zero has no sign."""
    return digits.replace("-", "\u2212" if any(digit in digits for digit in "123456789") else "")


def catalogues(code: str, locales: Path) -> Path:
    """Return the folder with the language's words of this package and of its data."""
    return locales / code / "LC_MESSAGES" / CATALOGUES


@cache
def _words(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            found |= {m.id: m.string for m in read_po(file) if m.id and m.string and not m.fuzzy}
    return found


@cache
def _labels(table: str, key: str, column: str) -> dict[str, str]:
    frame = data.load(table)
    return dict(zip(frame[key], frame[column], strict=True)) if column in frame else {}
