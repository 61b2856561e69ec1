"""Which count, if it were published, would say most about all pairs."""

from collections.abc import Sequence

import pandas as pd

from healthai.figures.drawing import Drawing
from healthai.figures.joint import certain
from healthai.figures.sheet import Scale, Sheet, count_ticks
from healthai.figures.words import Row, count
from healthai.language import Language

SHOWN = 10  # counts to ask for; the table has all


def worth(values: Sequence[Row], language: Language) -> Drawing:
    """Draw by how much the bounds of all pairs would shrink in total if one more count were published.

    Parameters
    ----------
    values : sequence of rows
        `a` (None for the count of one item), `b`, `low`, `high` (what the count may be), `possible` (the totals by
        which the widths may shrink), `worst`, `best`, `n`; the count that is surely worth most first.
    language : Language
    """
    shown = values[:SHOWN]
    top = max(row["best"] for row in shown)
    sheet, ticks = Sheet(), count_ticks(top)
    scale = Scale(0, max(1, top), sheet.left + 0.1, sheet.right - 0.1)
    axis = {tick: language.integer(tick) for tick in ticks}
    sheet.paragraph(language.text("Countries by which all ranges together would shrink"), weight="bold")
    y = sheet.band(0.26)
    certain(sheet, Scale(0, 4, sheet.left + 0.1, sheet.left + 0.9), y, 2, (2, 3, 4))
    sheet.write(sheet.left + 1.05, y, language.text("surely (solid), and possibly (strokes)"), ha="left")
    sheet.axis(scale, axis)
    sheet.y += 0.1
    for row in shown:
        sheet.label(_asked(row, language), count(language, row["worst"], row["best"]), weight="bold")
        y = sheet.band(0.28)
        sheet.ruler(scale, ticks, y)
        certain(sheet, scale, y, row["worst"], row["possible"])
        sheet.y += 0.06
    sheet.axis(scale, axis)
    return Drawing(
        sheet.finish(), _worth_data(values, language), _worth_caption(values, language), _worth_alt(shown, language)
    )


def _asked(row: Row, language: Language) -> str:
    if row["a"] is None:
        return language.text("{b}: the count", b=language.item(row["b"]))
    return language.text("{a} + {b}", a=language.item(row["a"]), b=language.item(row["b"]))


def _worth_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Count asked for"): [_asked(row, language) for row in values],
            language.text("It may be, at least"): [row["low"] for row in values],
            language.text("It may be, at most"): [row["high"] for row in values],
            language.text("Ranges shrink by at least"): [row["worst"] for row in values],
            language.text("Ranges shrink by at most"): [row["best"] for row in values],
            language.text("Out of"): [row["n"] for row in values],
        }
    )


def _worth_caption(values: Sequence[Row], language: Language) -> str:
    first = values[0]
    finding = language.text(
        "Of {m} counts that might be published, “{asked}” would surely say most: all ranges together would shrink by "
        "at least {worst} countries, and by at most {best} (n = {n}).",
        m=language.integer(len(values)),
        asked=_asked(first, language),
        worst=language.integer(first["worst"]),
        best=language.integer(first["best"]),
        n=language.integer(first["n"]),
    )
    reading = language.text(
        "True if the published figures are right. What a count will turn out to be is not known; no stroke is likelier "
        "than another."
    )
    return f"{finding} {reading}"


def _worth_alt(shown: Sequence[Row], language: Language) -> str:
    return language.text(
        "Bars on an axis from 0 to {top} countries, one for each of {rows} counts that might be asked for, the one "
        "that is surely worth most first. Each bar is solid from 0 to the reduction that is certain, then goes on as a "
        "thin line with strokes at the further possible ones. The first is “{first}”, {first_span}; the last shown is "
        "“{last}”, {last_span}.",
        top=language.integer(max(row["best"] for row in shown)),
        rows=language.integer(len(shown)),
        first=_asked(shown[0], language),
        first_span=count(language, shown[0]["worst"], shown[0]["best"]),
        last=_asked(shown[-1], language),
        last_span=count(language, shown[-1]["worst"], shown[-1]["best"]),
    )
