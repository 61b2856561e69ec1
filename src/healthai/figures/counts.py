"""Counts of countries: all items, and the squares of the front page."""

from collections.abc import Sequence
from math import ceil

import pandas as pd
from matplotlib.patches import FancyBboxPatch

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import bounds_bar
from healthai.figures.sheet import Scale, Sheet, count_ticks, text_width
from healthai.figures.words import THEMES, Row, count, counts, grouped, of_n, theme
from healthai.language import Language


def shares(values: Sequence[Row], language: Language) -> Drawing:
    """Draw the count of each item by theme, with a light interval; of an item known as bounds, the bounds alone.

    Parameters
    ----------
    values : sequence of rows
        `item_id`, `theme`, `count_low`, `count_high`, `n`, `exact`, `share`, `wilson_low`, `wilson_high` (fractions of
        1; None unless exact), in the order in which they are to appear within a theme.
    language : Language
    """
    n = max(row["n"] for row in values)
    notes = [count(language, row["count_low"], row["count_high"]) for row in values]
    sheet, ticks = Sheet(), count_ticks(n)
    scale = Scale(0, n, sheet.left + 0.1, sheet.right - max(text_width(note, weight="bold") for note in notes) - 0.15)
    axis = {tick: language.integer(tick) for tick in ticks}
    sheet.paragraph(language.text("Number of countries, out of {n}", n=language.integer(n)), colour=style.MUTED)
    sheet.axis(scale, axis)
    for name, rows in grouped(values, "theme", THEMES).items():
        sheet.heading(theme(language, name))
        for row in rows:
            sheet.label(language.item(row["item_id"]))
            y = sheet.band(0.26)
            sheet.ruler(scale, ticks, y)
            _share(sheet, scale, y, row)
            note = count(language, row["count_low"], row["count_high"])
            sheet.write(sheet.right, y, note, ha="right", weight="bold")
            sheet.y += 0.05
    sheet.axis(scale, axis)
    return Drawing(
        sheet.finish(), _shares_data(values, language), _shares_caption(values, language), _shares_alt(values, language)
    )


def _share(sheet: Sheet, scale: Scale, y: float, row: Row) -> None:
    if row["exact"]:
        ends = [scale(row[f"wilson_{end}"] * row["n"]) for end in ("low", "high")]
        sheet.line(ends, [y, y], style.PALE_BLUE, 4.5, "interval")
        sheet.marks([scale(row["count_low"])], y, style.COUNT, "count")
    else:
        bounds_bar(sheet, scale, y, row["count_low"], row["count_high"])


def _shares_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Theme"): [theme(language, row["theme"]) for row in values],
            language.text("Item"): [language.item(row["item_id"]) for row in values],
            language.text("Countries, at least"): [row["count_low"] for row in values],
            language.text("Countries, at most"): [row["count_high"] for row in values],
            language.text("Out of"): [row["n"] for row in values],
            language.text("Share"): [row["share"] for row in values],
            language.text("Wilson interval, lower end"): [row["wilson_low"] for row in values],
            language.text("Wilson interval, upper end"): [row["wilson_high"] for row in values],
        }
    )


def _shares_caption(values: Sequence[Row], language: Language) -> str:
    tops = [
        max(rows, key=lambda row: (row["exact"], row["count_high"]))
        for rows in grouped(values, "theme", THEMES).values()
    ]
    finding = language.text(
        "Out of {n} countries, the most widespread item of each theme reaches: {tops}.",
        n=counts(language, (row["n"] for row in values)),
        tops=language.listing([_top(row, language) for row in tops]),
    )
    reading = language.text(
        "Dots are counts; the light lines are {level} Wilson intervals, which treat the countries as a draw from a "
        "larger population. Bars without a dot are bounds: only a limit was published.",
        level=language.percent(values[0]["level"]),
    )
    return f"{finding} {reading}"


def _top(row: Row, language: Language) -> str:
    if row["exact"]:
        return language.text(
            "{k} in “{theme}”", k=language.integer(row["count_low"]), theme=theme(language, row["theme"])
        )
    return language.text(
        "at most {k} in “{theme}”", k=language.integer(row["count_high"]), theme=theme(language, row["theme"])
    )


def _shares_alt(values: Sequence[Row], language: Language) -> str:
    exact = [row for row in values if row["exact"]]
    picture = language.text(
        "Dot plot; the horizontal axis counts countries from 0 to {n}. Rows are survey items grouped by theme "
        "({themes}), the most widespread first. Rows with a dot and a light interval: {exact}; rows with only a bar "
        "between two bounds: {bounds}.",
        n=language.integer(max(row["n"] for row in values)),
        themes=language.listing([theme(language, name) for name in grouped(values, "theme", THEMES)]),
        exact=language.integer(len(exact)),
        bounds=language.integer(len(values) - len(exact)),
    )
    if not exact:
        return picture
    most, least = (pick(exact, key=lambda row: row["count_low"]) for pick in (max, min))
    extremes = language.text(
        "The dot furthest right is “{most}” at {high}, the one furthest left “{least}” at {low}.",
        most=language.item(most["item_id"]),
        high=language.integer(most["count_low"]),
        least=language.item(least["item_id"]),
        low=language.integer(least["count_low"]),
    )
    return f"{picture} {extremes}"


LONGEST_LINE = 30  # squares; more countries than that take several lines
SQUARE = 0.8  # side of a square, as a fraction of the distance to the next


def icons(values: Sequence[Row], language: Language) -> Drawing:
    """Draw one square a country for each item, those that report it filled.

    Parameters
    ----------
    values : sequence of rows
        `item_id`, `count_low` (the count) and `n`, in the order in which they are to appear.
    language : Language
    """
    sheet = Sheet()
    for row in values:
        sheet.y += 0.06
        sheet.label(language.item(row["item_id"]), of_n(language, row["count_low"], row["n"]), weight="bold")
        sheet.y += 0.07
        _squares(sheet, row["count_low"], row["n"])
        sheet.y += 0.12
    return Drawing(
        sheet.finish(), _icons_data(values, language), _icons_caption(values, language), _icons_alt(values, language)
    )


def _squares(sheet: Sheet, k: int, n: int) -> None:
    columns = ceil(n / ceil(n / LONGEST_LINE))
    step = (sheet.right - sheet.left) / (columns - 1 + SQUARE)
    side = SQUARE * step
    for i in range(n):
        look = {"facecolor": style.BLUE, "edgecolor": style.BLUE, "label": "filled"}
        if i >= k:
            look = {"facecolor": style.PAPER, "edgecolor": "#A6A6A6", "label": "empty"}
        corner = (sheet.left + (i % columns) * step, sheet.y + (i // columns) * step)
        rounded = f"round,pad=0,rounding_size={0.15 * side:.4f}"
        sheet.axes.add_patch(FancyBboxPatch(corner, side, side, boxstyle=rounded, linewidth=0.9, **look))
    sheet.y += ceil(n / columns) * step


def _icons_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Item"): [language.item(row["item_id"]) for row in values],
            language.text("Countries"): [row["count_low"] for row in values],
            language.text("Out of"): [row["n"] for row in values],
        }
    )


def _icons_caption(values: Sequence[Row], language: Language) -> str:
    most, least = (pick(values, key=lambda row: row["count_low"] / row["n"]) for pick in (max, min))
    return language.text(
        "Most widespread is “{most}”, reported by {high} countries; least widespread “{least}”, by {low}. One square "
        "is one country; a count of all respondents has no sampling error.",
        most=language.item(most["item_id"]),
        high=of_n(language, most["count_low"], most["n"]),
        least=language.item(least["item_id"]),
        low=of_n(language, least["count_low"], least["n"]),
    )


def _icons_alt(values: Sequence[Row], language: Language) -> str:
    rows = [
        language.text(
            "{item}: {k} filled and {rest} empty", item=language.item(row["item_id"]), **_filled(row, language)
        )
        for row in values
    ]
    return language.text(
        "Rows of small squares, one row for each of {items} survey items and one square for each country; the squares "
        "of countries that report the item are filled from the left, the others are empty. From the top: {rows}.",
        items=language.integer(len(values)),
        rows="; ".join(rows),
    )


def _filled(row: Row, language: Language) -> dict[str, str]:
    return {"k": language.integer(row["count_low"]), "rest": language.integer(row["n"] - row["count_low"])}
