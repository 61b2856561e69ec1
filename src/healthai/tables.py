"""How stored tables are shown: for each layout its caption, columns and formats; rendered in one language at a time."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from healthai import data
from healthai.errors import InputError, did_you_mean
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


@dataclass(frozen=True)
class Rendered:
    """A table in one language: `align` has "text" or "number" for each column; `cells`, `pages` are rows by columns."""

    caption: str
    headings: list[str]
    align: list[str]
    cells: list[list[str]]
    pages: list[list[str | None]]


# What the values of one column are, in the headings of the CSV.
COUNTED = (N_("countries"), N_("out of"))
RANKED = (N_("rank"), N_("out of"))
ENDS = (N_("lowest"), N_("highest"))
ESTIMATED = (N_("estimate"), N_("low end"), N_("high end"))


def _item(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: lang.item(row[key]), (key,), TEXT)


def _indicator(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: lang.indicator(row[key]), (key,), TEXT)


def _word(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: word(lang, row[key]), (key,), TEXT)


def _plain(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: MISSING if row[key] is None else str(row[key]), (key,))


def _count(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: MISSING if row[key] is None else lang.integer(row[key]), (key,))


def _value(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: MISSING if row[key] is None else lang.measure(row[key]), (key,))


def _p(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: lang.p_value(row[key]), (key,))


def _estimate(heading: str, key: str, low: str, high: str) -> Column:
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


def _range(heading: str, low: str, high: str) -> Column:
    """A count, or the two ends of what it may be."""

    def cell(lang: Language, row: Row) -> str:
        if row[low] is None:
            return MISSING
        if row[low] == row[high]:
            return lang.integer(row[low])
        return lang.span(lang.integer(row[low]), lang.integer(row[high]))

    return Column(heading, cell, (low, high), parts=ENDS)


def _percents(heading: str, low: str, high: str) -> Column:
    def cell(lang: Language, row: Row) -> str:
        return MISSING if row[low] is None else lang.span(lang.percent(row[low]), lang.percent(row[high]))

    return Column(heading, cell, (low, high), parts=ENDS)


def _of(heading: str, k: str, n: str) -> Column:
    def cell(lang: Language, row: Row) -> str:
        return lang.text("{k} of {n}", k=lang.integer(row[k]), n=lang.integer(row[n]))

    return Column(heading, cell, (k, n), parts=COUNTED)


def _share(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: MISSING if row[key] is None else lang.percent(row[key]), (key,))


def _sources(heading: str, key: str) -> Column:
    def cell(lang: Language, row: Row) -> str:
        return ", ".join(row[key]) if isinstance(row[key], list) else row[key]

    return Column(heading, cell, (key,), TEXT)


def _yes_no(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: lang.text("yes") if row[key] else lang.text("no"), (key,), TEXT)


def _rank(heading: str, k: str, n: str) -> Column:
    def cell(lang: Language, row: Row) -> str:
        if row[k] is None:
            return MISSING
        return lang.text("{k} of {n}", k=lang.integer(row[k]), n=lang.integer(row[n]))

    return Column(heading, cell, (k, n), parts=RANKED)


def _claim(heading: str, stem: str) -> Column:
    def cell(lang: Language, row: Row) -> str:
        return text_of(lang, data.load("claims").set_index("claim_id").loc[row["claim"]], stem)

    return Column(heading, cell, (), TEXT)


def _page(heading: str, key: str) -> Column:
    return Column(heading, lambda lang, row: lang.text(PAGES[row[key]]), (key,), TEXT, lambda row: row[key])


def _about(heading: str, key: str) -> Column:
    """A survey item's label, or the words of a code that is no item of the survey."""

    def cell(lang: Language, row: Row) -> str:
        return lang.item(row[key]) if row[key] in data.items() else word(lang, row[key])

    return Column(heading, cell, (key,), TEXT)


SHARES = (
    _item(N_("Item"), "item_id"),
    _word(N_("Theme"), "theme"),
    _range(N_("Countries"), "count_low", "count_high"),
    _count(N_("Out of"), "n"),
    _share(N_("Share"), "share"),
    _percents(N_("Wilson"), "wilson_low", "wilson_high"),
    _percents(N_("Clopper-Pearson"), "clopper_pearson_low", "clopper_pearson_high"),
    _percents(N_("Jeffreys"), "jeffreys_low", "jeffreys_high"),
    _word(N_("How known"), "status"),
    _word(N_("Confidence"), "confidence"),
    _sources(N_("Sources"), "sources"),
)

LAYOUTS = {
    "eu_shares": Layout(
        N_("European Union: counts of the 27, and three intervals for the share under a superpopulation reading"),
        SHARES,
    ),
    "region_shares": Layout(
        N_("European Region, 50 respondents, the EU included: counts, and three intervals under the same reading"),
        SHARES,
    ),
    "contrast": Layout(
        N_("The European Union against the rest of the Region, by exact tests"),
        (
            _item(N_("Item"), "item_id"),
            _of(N_("EU"), "eu", "n_eu"),
            _of(N_("Rest"), "rest", "n_rest"),
            _estimate(N_("Difference of shares (interval)"), "difference", "low", "high"),
            _estimate(N_("Odds ratio (interval)"), "odds_ratio", "odds_low", "odds_high"),
            _p(N_("Boschloo p"), "boschloo"),
            _p(N_("Adjusted p (Holm)"), "holm"),
            _p(N_("Fisher p"), "fisher"),
            _yes_no(N_("Same wording"), "same_wording"),
        ),
    ),
    "claims": Layout(
        N_("The article's claims, one by one"),
        (
            _plain(N_("No."), "claim"),
            _claim(N_("Claim"), "claim"),
            _word(N_("Verdict"), "verdict"),
            _range(N_("Nearest published count, of 27"), "count_low", "count_high"),
            _claim(N_("Evidence"), "note"),
            _page(N_("More"), "page"),
        ),
    ),
    "bounds": Layout(
        N_(
            "What two counts allow: how many countries do both, what share of the first, how many surely only the first"
        ),
        (
            _item(N_("First: adoption"), "a"),
            _range(N_("Countries with the first"), "a_low", "a_high"),
            _item(N_("Second: governance, training or roles"), "b"),
            _range(N_("Countries with the second"), "b_low", "b_high"),
            _range(N_("Both"), "joint_low", "joint_high"),
            _percents(N_("Second among first"), "share_low", "share_high"),
            _count(N_("First without second, at least"), "gap"),
        ),
    ),
    "statements": Layout(
        N_("What follows if the published figures are right, the largest number first; many statements overlap"),
        (
            _of(N_("At least"), "at_least", "of"),
            _word(N_("Statement"), "kind"),
            _item(N_("First: adoption"), "a"),
            _item(N_("Second: governance, training or roles"), "b"),
            _word(N_("Weaker count known"), "basis"),
            _yes_no(N_("Survives one country off in each count"), "survives_one_off"),
        ),
    ),
    "marginal": Layout(
        N_("Association as it stands: three coefficients with intervals, and permutation p"),
        (
            _indicator(N_("Outcome"), "outcome"),
            _indicator(N_("With"), "focal"),
            _count(N_("n"), "n"),
            _estimate(N_("Spearman (interval)"), "spearman", "spearman_low", "spearman_high"),
            _estimate(N_("Kendall (interval)"), "kendall", "kendall_low", "kendall_high"),
            _estimate(N_("Pearson (interval)"), "pearson", "pearson_low", "pearson_high"),
            _p(N_("p (one pair alone)"), "p"),
            _p(N_("p within blocs"), "p_bloc"),
            _p(N_("Adjusted p (Holm)"), "holm"),
        ),
    ),
    "partial": Layout(
        N_("Association given income: partial coefficient at equal log GDP per head, with interval and permutation p"),
        (
            _indicator(N_("Outcome"), "outcome"),
            _indicator(N_("With"), "focal"),
            _count(N_("n"), "n"),
            _estimate(N_("Partial coefficient (interval)"), "partial", "partial_low", "partial_high"),
            _p(N_("p (one pair alone)"), "partial_p"),
            _p(N_("p within blocs"), "partial_p_bloc"),
            _p(N_("Adjusted p (Holm)"), "partial_holm"),
        ),
    ),
    "ranks": Layout(
        N_("Values and ranks among the Member States; rank 1 is the highest value"),
        (
            _indicator(N_("Indicator"), "indicator"),
            _plain(N_("Year"), "year"),
            _value(N_("Value"), "value"),
            _rank(N_("Rank"), "rank", "n"),
            _value(N_("Median"), "median"),
            _word(N_("Flag"), "flag"),
        ),
    ),
    "beside": Layout(
        N_("Beside the nearest countries in conditions"),
        (_indicator(N_("Indicator"), "indicator"),),
        country_cell=lambda lang, value: lang.measure(value),
    ),
    "named": Layout(
        N_("What published texts say of this country; selected by newsworthiness, never a sample"),
        (
            _about(N_("About"), "item_id"),
            _word(N_("Said"), "value"),
            _word(N_("Kind"), "kind"),
            _word(N_("Confidence"), "confidence"),
            _sources(N_("Source"), "source_id"),
        ),
    ),
    "gaps": Layout(
        N_("Series without a value for this country in their main year"),
        (
            _indicator(N_("Indicator"), "indicator"),
            _plain(N_("Main year"), "year"),
            _plain(N_("Years with a value"), "years"),
        ),
    ),
}


def layout(name: str) -> Layout:
    """Return the layout called `name`; raise InputError, with near matches, when there is none."""
    if name not in LAYOUTS:
        raise InputError(f"there is no table layout '{name}'{did_you_mean(name, LAYOUTS)}")
    return LAYOUTS[name]


def render(name: str, rows: Sequence[Row], language: Language) -> Rendered:
    """Return the table's caption, headings and formatted cells in the language."""
    form = layout(name)
    countries = _countries(form, rows)
    cells = [
        [column.cell(language, row) for column in form.columns]
        + [MISSING if row[c] is None else form.country_cell(language, row[c]) for c in countries]
        for row in rows
    ]
    headings = [language.text(column.heading) for column in form.columns] + [language.country(c) for c in countries]
    align = [column.align for column in form.columns] + [NUMERIC] * len(countries)
    pages = [[column.page(row) for column in form.columns] + [None] * len(countries) for row in rows]
    return Rendered(language.text(form.caption), headings, align, cells, pages)


def to_csv(name: str, rows: Sequence[Row], language: Language) -> str:
    """Return the table's stored values, at full precision, as CSV with headings in the language."""
    form = layout(name)
    countries = _countries(form, rows)
    headings = [heading for column in form.columns for heading in _csv_headings(column, language)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headings + [language.country(c) for c in countries])
    for row in rows:
        values = [value for column in form.columns for value in _csv_values(column, language, row)]
        writer.writerow([" ".join(v) if isinstance(v, list) else v for v in (*values, *(row[c] for c in countries))])
    return out.getvalue()


def _csv_headings(column: Column, language: Language) -> list[str]:
    heading = language.text(column.heading)
    return [f"{heading}: {language.text(part)}" for part in column.parts] or [heading]


def _csv_values(column: Column, language: Language, row: Row) -> list[Any]:
    return [row[key] for key in column.values] or [column.cell(language, row)]


def _countries(form: Layout, rows: Sequence[Row]) -> list[str]:
    declared = {key for column in form.columns for key in column.values}
    return [key for key in rows[0] if key not in declared] if form.country_cell and rows else []
