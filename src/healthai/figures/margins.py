"""What margins allow: bounds of joint counts, and the gaps that are certain."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Scale, Sheet, count_ticks, pitch, wrap
from healthai.figures.words import THEMES, Row, count, counts, grouped, theme
from healthai.language import Language


def bounds(values: Sequence[Row], language: Language) -> Drawing:
    """Draw how many countries may do both one adoption item and each other item: every attainable count a stroke.

    Parameters
    ----------
    values : sequence of rows
        `a` (the same in all rows), `b`, `theme`, `n`, `a_low`, `a_high`, `b_low`, `b_high`, `joint_low`, `joint_high`,
        `gap`, in the order in which they are to appear within a theme.
    language : Language
    """
    n = max(row["n"] for row in values)
    sheet, ticks = Sheet(), count_ticks(n)
    scale = Scale(0, n, sheet.left + 0.1, sheet.right - 0.1)
    axis = {tick: language.integer(tick) for tick in ticks}
    first = language.text(
        "“{a}” ({k}) together with:", a=language.item(values[0]["a"]), k=_margin(values[0], "a", language)
    )
    sheet.paragraph(first, weight="bold")
    sheet.y += 0.04
    sheet.paragraph(language.text("Number of countries that do both"), colour=style.MUTED)
    sheet.axis(scale, axis)
    for name, rows in grouped(values, "theme", THEMES).items():
        sheet.heading(theme(language, name))
        for row in rows:
            sheet.label(language.item(row["b"]), _margin(row, "b", language), color=style.MUTED)
            y = sheet.band(0.28)
            sheet.ruler(scale, ticks, y)
            _bar(sheet, scale, y, row)
            sheet.paragraph(_certain(row, language), size=style.SMALL, colour=style.MUTED)
            sheet.y += 0.12
    sheet.axis(scale, axis)
    figure = sheet.finish()
    return Drawing(
        figure, _bounds_data(values, language), _bounds_caption(values, language), _bounds_alt(values, language)
    )


def _margin(row: Row, side: str, language: Language) -> str:
    k = count(language, row[f"{side}_low"], row[f"{side}_high"])
    return language.text("{k} of {n}", k=k, n=language.integer(row["n"]))


def _bar(sheet: Sheet, scale: Scale, y: float, row: Row) -> None:
    low, high = row["joint_low"], row["joint_high"]
    sheet.line([scale(low), scale(high)], [y, y], style.VERMILLION, 3.0, "bounds")
    attainable = [scale(k) for k in range(low, high + 1)]
    sheet.axes.vlines(attainable, y - 0.085, y + 0.085, color=style.VERMILLION, linewidth=1.8, label="attainable")


def _certain(row: Row, language: Language) -> str:
    return language.text(
        "Both: at least {both}. First without second: at least {gap} of {k}.",
        both=language.integer(row["joint_low"]),
        gap=language.integer(row["gap"]),
        k=count(language, row["a_low"], row["a_high"]),
    )


def _bounds_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("First: adoption"): [language.item(row["a"]) for row in values],
            language.text("Theme"): [theme(language, row["theme"]) for row in values],
            language.text("Second: governance, training or roles"): [language.item(row["b"]) for row in values],
            language.text("Both, at least"): [row["joint_low"] for row in values],
            language.text("Both, at most"): [row["joint_high"] for row in values],
            language.text("First without second, at least"): [row["gap"] for row in values],
            language.text("Out of"): [row["n"] for row in values],
        }
    )


def _bounds_caption(values: Sequence[Row], language: Language) -> str:
    both = max(values, key=lambda row: row["joint_low"])
    alone = max(values, key=lambda row: row["gap"])
    finding = language.text(
        "If the published counts are right, “{a}” goes with “{b}” in at least {both} of {n} countries, and stands "
        "without “{c}” in at least {gap}.",
        a=language.item(both["a"]),
        b=language.item(both["b"]),
        both=language.integer(both["joint_low"]),
        n=language.integer(both["n"]),
        c=language.item(alone["b"]),
        gap=language.integer(alone["gap"]),
    )
    reading = language.text(
        "Each stroke is a number of countries that the counts allow; bars are logical bounds, not confidence "
        "intervals, and no number inside them is likelier than another."
    )
    return f"{finding} {reading}"


def _bounds_alt(values: Sequence[Row], language: Language) -> str:
    right = max(values, key=lambda row: (row["joint_low"], row["joint_high"]))
    left = min(values, key=lambda row: (row["joint_high"], row["joint_low"]))
    return language.text(
        "Horizontal bars on an axis from 0 to {n} countries, one for each of {rows} items beside “{a}”, grouped by "
        "theme ({themes}). A bar runs from the least to the greatest number of countries that may do both, with a "
        "stroke at every whole number and no mark in the middle. Furthest right is “{right}”, {right_span}; furthest "
        "left “{left}”, {left_span}.",
        n=language.integer(max(row["n"] for row in values)),
        rows=language.integer(len(values)),
        a=language.item(values[0]["a"]),
        themes=language.listing([theme(language, name) for name in grouped(values, "theme", THEMES)]),
        right=language.item(right["b"]),
        right_span=count(language, right["joint_low"], right["joint_high"]),
        left=language.item(left["b"]),
        left_span=count(language, left["joint_low"], left["joint_high"]),
    )


LABELS = 1.95  # inches for the labels of the rows
WIDEST_CELL = 0.6
DARK = 0.65  # from this depth of colour on, white is read more easily than black


def gaps(values: Sequence[Row], language: Language) -> Drawing:
    """Draw the guaranteed gap of every pair: how many countries surely do the adoption item without the other.

    Parameters
    ----------
    values : sequence of rows
        `a`, `b`, `theme`, `n`, `a_low`, `a_high`, `b_low`, `b_high`, `gap`; rows and columns keep the order in which
        adoption items and others first occur.
    language : Language
    """
    ordered = [row for rows in grouped(values, "theme", THEMES).values() for row in rows]
    across = list(dict.fromkeys(row["b"] for row in ordered))
    down = list(dict.fromkeys(row["a"] for row in values))
    table = pd.DataFrame(values).pivot(index="a", columns="b", values="gap").loc[down, across]
    sheet = Sheet()
    cell = min(WIDEST_CELL, (sheet.right - LABELS - 0.1) / len(across))
    sheet.paragraph(
        language.text("Countries that surely do the item on the left without the item above"), colour=style.MUTED
    )
    sheet.y += 0.1
    _headers(sheet, [language.item(b) for b in across], cell)
    labels = [wrap(language.item(a), LABELS - sheet.left - 0.1, style.SMALL) for a in down]
    row_height = max(0.34, max(map(len, labels)) * pitch(style.SMALL) + 0.08)
    axes = sheet.inset(LABELS, cell * len(across), row_height * len(down))
    _heatmap(axes, table, [row["theme"] for row in {row["b"]: row for row in ordered}.values()])
    for lines in labels:
        _side_label(sheet, lines, row_height)
    figure = sheet.finish()
    return Drawing(figure, _gaps_data(ordered, language), _gaps_caption(values, language), _gaps_alt(table, language))


def _headers(sheet: Sheet, labels: list[str], cell: float) -> None:
    """Write the labels of the columns upwards, in the fewest inches in which each fits its column."""
    leading = 1.1 * style.SMALL / 72  # tighter than elsewhere, so that the lines of one label stay together
    room = 1 + max(0, int((cell - 1.35 * style.SMALL / 72) / leading))
    height = next(
        h for h in np.arange(1.2, 20, 0.1) if all(len(wrap(words, h, style.SMALL)) <= room for words in labels)
    )
    for i, words in enumerate(labels):
        lines = wrap(words, height, style.SMALL)
        for j, line in enumerate(lines):
            x = LABELS + cell * (i + 0.5) + (j - (len(lines) - 1) / 2) * leading
            look = {"rotation": 90, "ha": "center", "va": "bottom", "fontsize": style.SMALL}
            sheet.axes.text(x, sheet.y + height, line, **look)
    sheet.y += height + 0.08


def _side_label(sheet: Sheet, lines: list[str], height: float) -> None:
    top = sheet.y + (height - len(lines) * pitch(style.SMALL)) / 2
    for i, line in enumerate(lines):
        y = top + (i + 0.5) * pitch(style.SMALL)
        sheet.write(LABELS - 0.1, y, line, size=style.SMALL, ha="right")
    sheet.y += height


def _heatmap(axes: Axes, table: pd.DataFrame, themes: list[str]) -> None:
    import seaborn  # slow to import, and only this picture needs it

    top = max(1, table.to_numpy().max())
    seaborn.heatmap(
        table,
        ax=axes,
        vmin=0,
        vmax=top,
        cmap="Blues",
        annot=True,
        fmt=".0f",
        annot_kws={"fontsize": style.BODY},
        cbar=False,
        linewidths=1.5,
    )
    axes.set(xticks=[], yticks=[], xlabel="", ylabel="")
    for text in axes.texts:
        text.set(**_number_look(int(text.get_text()) / top))
    breaks = [i for i in range(1, len(themes)) if themes[i] != themes[i - 1]]
    axes.vlines(breaks, 0, len(table), color=style.INK, linewidth=1.2)


def _number_look(depth: float) -> dict[str, str]:
    """Return how a number is written on a cell of this depth of colour, from 0 to 1, so that it can be read."""
    if depth == 0:
        return {"color": style.MUTED, "fontweight": "normal"}
    return {"color": style.INK if depth < DARK else style.PAPER, "fontweight": "bold"}


def _gaps_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("First: adoption"): [language.item(row["a"]) for row in rows],
            language.text("First: countries"): [count(language, row["a_low"], row["a_high"]) for row in rows],
            language.text("Second: governance, training or roles"): [language.item(row["b"]) for row in rows],
            language.text("Second: countries"): [count(language, row["b_low"], row["b_high"]) for row in rows],
            language.text("Theme of the second"): [theme(language, row["theme"]) for row in rows],
            language.text("First without second, at least"): [row["gap"] for row in rows],
            language.text("Out of"): [row["n"] for row in rows],
        }
    )


def _gaps_caption(values: Sequence[Row], language: Language) -> str:
    widest = max(values, key=lambda row: row["gap"])
    finding = language.text(
        "At least {gap} of the {k} countries with “{a}” do without “{b}”: the widest gap that is certain, n = {n}.",
        gap=language.integer(widest["gap"]),
        k=count(language, widest["a_low"], widest["a_high"]),
        a=language.item(widest["a"]),
        b=language.item(widest["b"]),
        n=counts(language, (row["n"] for row in values)),
    )
    reading = language.text(
        "Some gap is certain in {some} of {pairs} pairs; 0 means that the counts guarantee none, not that there is "
        "none. These are logical bounds: no interval belongs to them.",
        some=language.integer(sum(row["gap"] > 0 for row in values)),
        pairs=language.integer(len(values)),
    )
    return f"{finding} {reading}"


def _gaps_alt(table: pd.DataFrame, language: Language) -> str:
    totals_down, totals_across = table.sum(axis=1), table.sum(axis=0)
    return language.text(
        "Table of shaded cells, each with a whole number from 0 (palest) to {top} (darkest): {rows} adoption items "
        "down, {columns} items of governance, training and roles across, in this order and parted by dark lines. The "
        "darkest row is “{row}”, the darkest column “{column}”; cells with 0: {zeros} of {cells}.",
        top=language.integer(int(table.max(axis=None))),
        rows=language.integer(len(table)),
        columns=language.integer(table.shape[1]),
        row=language.item(totals_down.idxmax()),
        column=language.item(totals_across.idxmax()),
        zeros=language.integer(int((table == 0).sum(axis=None))),
        cells=language.integer(int(table.notna().sum(axis=None))),
    )
