"""How stored tables are shown: for each layout its caption, columns and formats; rendered in one language at a time.

One module per family of layouts, as in `healthai.figures`.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from healthai.errors import InputError, did_you_mean
from healthai.language import Language
from healthai.tables import (
    association,
    change,
    comparability,
    composites,
    contrast,
    explore,
    family,
    joint,
    level,
    margins,
    multiverse,
    order,
    policies,
    primary,
    profile,
    questions,
    readings,
    survey,
    validation,
)
from healthai.tables.columns import NUMERIC, TEXT, Column, Layout, Row
from healthai.words import MISSING

__all__ = ["LAYOUTS", "NUMERIC", "TEXT", "Rendered", "layout", "render", "to_csv"]

LAYOUTS: dict[str, Layout] = {
    **questions.LAYOUTS,
    **survey.LAYOUTS,
    **readings.LAYOUTS,
    **contrast.LAYOUTS,
    **margins.LAYOUTS,
    **comparability.LAYOUTS,
    **joint.LAYOUTS,
    **association.LAYOUTS,
    **primary.LAYOUTS,
    **level.LAYOUTS,
    **family.LAYOUTS,
    **composites.LAYOUTS,
    **change.LAYOUTS,
    **policies.LAYOUTS,
    **explore.LAYOUTS,
    **multiverse.LAYOUTS,
    **profile.LAYOUTS,
    **validation.LAYOUTS,
}


@dataclass(frozen=True)
class Rendered:
    """A table in one language: `align` has "text" or "number" for each column; `cells`, `pages` are rows by columns; so
    are `places`, the order of the rows by each column, where they can be ordered."""

    caption: str
    headings: list[str]
    align: list[str]
    cells: list[list[str]]
    pages: list[list[str | None]]
    places: list[list[int | None]] | None = None


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
    values = [*(column.values for column in form.columns), *((c,) for c in countries)]
    stored = [[[row[key] for key in keys] for keys in values] for row in rows]
    by_column = [order.places(*column) for column in zip(_columns(cells), _columns(stored), strict=True)]
    return Rendered(language.text(form.caption), headings, align, cells, pages, _columns(by_column))


def _columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return rows as columns, or columns as rows."""
    return [list(column) for column in zip(*rows, strict=True)]


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
    return [language.typeset(f"{heading}: {language.text(part)}") for part in column.parts] or [heading]


def _csv_values(column: Column, language: Language, row: Row) -> list[Any]:
    return [row[key] for key in column.values] or [column.cell(language, row)]


def _countries(form: Layout, rows: Sequence[Row]) -> list[str]:
    declared = {key for column in form.columns for key in column.values}
    return [key for key in rows[0] if key not in declared] if form.country_cell and rows else []
