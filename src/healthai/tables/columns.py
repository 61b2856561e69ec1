"""Columns of tables: what a cell says in a language, and which stored values the download carries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from healthai import data
from healthai.language import N_, Language
from healthai.words import MISSING, PAGES, text_of, word

Row = Mapping[str, Any]
Cell = Callable[[Language, Row], str]

NUMERIC = "number"
TEXT = "text"


@dataclass(frozen=True)
class Column:
    """One column: a heading, how a row's cell reads, which stored values the CSV carries (the cell's words when none is
    named), how it is aligned, the page of the book that a cell leads to, and what each of several values is."""

    heading: str
    cell: Cell
    values: tuple[str, ...]
    align: str = NUMERIC
    page: Callable[[Row], str | None] = lambda row: None
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """A table's caption, its columns, and (where countries are columns) the format of all further keys of a row."""

    caption: str
    columns: tuple[Column, ...]
    country_cell: Callable[[Language, float], str] | None = None


# What the values of one column are, in the headings of the CSV.
COUNTED = (N_("countries"), N_("out of"))
RANKED = (N_("rank"), N_("out of"))
ENDS = (N_("lowest"), N_("highest"))
ESTIMATED = (N_("estimate"), N_("low end"), N_("high end"))


def item(heading: str, key: str) -> Column:
    """The label of a survey item."""
    return Column(heading, lambda lang, row: lang.item(row[key]), (key,), TEXT)


def indicator(heading: str, key: str) -> Column:
    """The label of a country indicator."""
    return Column(heading, lambda lang, row: lang.indicator(row[key]), (key,), TEXT)


def country(heading: str, key: str) -> Column:
    """The name of a country, where there is one."""
    return Column(heading, lambda lang, row: MISSING if row[key] is None else lang.country(row[key]), (key,), TEXT)


def countries(heading: str, key: str) -> Column:
    """The names of several countries."""
    return Column(heading, lambda lang, row: lang.listing([lang.country(c) for c in row[key]]), (key,), TEXT)


def items(heading: str, key: str) -> Column:
    """The labels of several survey items."""
    return Column(heading, lambda lang, row: "; ".join(lang.item(code) for code in row[key]), (key,), TEXT)


def coded(heading: str, key: str) -> Column:
    """The words of a code."""
    return Column(heading, lambda lang, row: word(lang, row[key]), (key,), TEXT)


def sentence(heading: str, key: str) -> Column:
    """A text of the data, through the catalogue."""
    return Column(heading, lambda lang, row: lang.text(row[key]) if row[key] else MISSING, (key,), TEXT)


def plain(heading: str, key: str) -> Column:
    """A value as it is stored, such as a year or a number of a claim."""
    return Column(heading, lambda lang, row: MISSING if row[key] is None else str(row[key]), (key,))


def years(heading: str, key: str) -> Column:
    """Several years, where there are any; a list of words, so that it may go over several lines."""
    return Column(heading, lambda lang, row: row[key] or MISSING, (key,), TEXT)


def count(heading: str, key: str) -> Column:
    """A whole number."""
    return Column(heading, lambda lang, row: MISSING if row[key] is None else lang.integer(row[key]), (key,))


def value(heading: str, key: str) -> Column:
    """A value in an indicator's unit."""
    return Column(heading, lambda lang, row: MISSING if row[key] is None else lang.measure(row[key]), (key,))


def decimal(heading: str, key: str) -> Column:
    """A coefficient, to two decimals."""
    return Column(heading, lambda lang, row: MISSING if row[key] is None else lang.decimal(row[key]), (key,))


def p(heading: str, key: str) -> Column:
    """A p-value."""
    return Column(heading, lambda lang, row: lang.p_value(row[key]), (key,))


def estimate(heading: str, key: str, low: str, high: str) -> Column:
    """An estimate, with the ends of its interval where there are any."""

    def cell(lang: Language, row: Row) -> str:
        if row[key] is None:
            return MISSING
        if row[low] is None or row[high] is None:
            return lang.decimal(row[key])
        return lang.text(
            "{value} ({low} to {high})",
            value=lang.decimal(row[key]),
            low=lang.decimal(row[low]),
            high=lang.decimal(row[high]),
        )

    return Column(heading, cell, (key, low, high), parts=ESTIMATED)


def p_range(heading: str, low: str, high: str) -> Column:
    """Two ends of what a p-value may be."""
    return Column(
        heading, lambda lang, row: lang.span(lang.p_value(row[low]), lang.p_value(row[high])), (low, high), parts=ENDS
    )


def whole_range(heading: str, low: str, high: str) -> Column:
    """A count, or the two ends of what it may be."""

    def cell(lang: Language, row: Row) -> str:
        if row[low] is None:
            return MISSING
        if row[low] == row[high]:
            return lang.integer(row[low])
        return lang.span(lang.integer(row[low]), lang.integer(row[high]))

    return Column(heading, cell, (low, high), parts=ENDS)


def range_of_n(heading: str, low: str, high: str, n: str) -> Column:
    """The two ends of what a count may be, or the count, and what it is out of."""
    ends = whole_range(heading, low, high)

    def cell(lang: Language, row: Row) -> str:
        if row[low] is None:
            return MISSING
        return lang.text("{k} of {n}", k=ends.cell(lang, row), n=lang.integer(row[n]))

    return Column(heading, cell, (low, high, n), parts=(*ENDS, COUNTED[1]))


def percents(heading: str, low: str, high: str) -> Column:
    """Two ends of a share."""

    def cell(lang: Language, row: Row) -> str:
        return MISSING if row[low] is None else lang.span(lang.percent(row[low]), lang.percent(row[high]))

    return Column(heading, cell, (low, high), parts=ENDS)


def bounds(heading: str, low: str, high: str) -> Column:
    """Two ends of what a number may be, where they exist."""

    def cell(lang: Language, row: Row) -> str:
        return MISSING if row[low] is None else lang.span(lang.decimal(row[low]), lang.decimal(row[high]))

    return Column(heading, cell, (low, high), parts=ENDS)


def k_of_n(heading: str, k: str, n: str) -> Column:
    """A count and what it is out of."""

    def cell(lang: Language, row: Row) -> str:
        return lang.text("{k} of {n}", k=lang.integer(row[k]), n=lang.integer(row[n]))

    return Column(heading, cell, (k, n), parts=COUNTED)


def share(heading: str, key: str) -> Column:
    """A fraction of 1 as a percentage."""
    return Column(heading, lambda lang, row: MISSING if row[key] is None else lang.percent(row[key]), (key,))


def sources(heading: str, key: str) -> Column:
    """The identifiers of sources."""

    def cell(lang: Language, row: Row) -> str:
        return ", ".join(row[key]) if isinstance(row[key], list) else row[key]

    return Column(heading, cell, (key,), TEXT)


def yes_no(heading: str, key: str) -> Column:
    """Whether something holds."""
    return Column(heading, lambda lang, row: lang.text("yes") if row[key] else lang.text("no"), (key,), TEXT)


def rank(heading: str, k: str, n: str) -> Column:
    """A rank and among how many."""

    def cell(lang: Language, row: Row) -> str:
        if row[k] is None:
            return MISSING
        return lang.text("{k} of {n}", k=lang.integer(row[k]), n=lang.integer(row[n]))

    return Column(heading, cell, (k, n), parts=RANKED)


def claim(heading: str, stem: str) -> Column:
    """A text of the article's claims."""

    def cell(lang: Language, row: Row) -> str:
        return text_of(lang, data.load("claims").set_index("claim_id").loc[row["claim"]], stem)

    return Column(heading, cell, (), TEXT)


def page(heading: str, key: str) -> Column:
    """A page of the book, as a link."""
    return Column(heading, lambda lang, row: lang.text(PAGES[row[key]]), (key,), TEXT, lambda row: row[key])


def indicator_or_word(heading: str, key: str) -> Column:
    """The label of a country indicator, or the words of a code that is none."""
    return Column(heading, lambda lang, row: _series(lang, row[key]), (key,), TEXT)


def indicators_or_words(heading: str, key: str) -> Column:
    """A list of such labels and words."""

    def cell(lang: Language, row: Row) -> str:
        return lang.listing([_series(lang, code) for code in row[key]]) if row[key] else MISSING

    return Column(heading, cell, (key,), TEXT)


def _series(lang: Language, code: str) -> str:
    return lang.indicator(code) if code in data.indicators() else word(lang, code)


def about(heading: str, key: str) -> Column:
    """A survey item's label, or the words of a code that is no item of the survey."""

    def cell(lang: Language, row: Row) -> str:
        return lang.item(row[key]) if row[key] in data.items() else word(lang, row[key])

    return Column(heading, cell, (key,), TEXT)
