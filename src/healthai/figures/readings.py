"""One count under several readings, and what wrong answers would make of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.patches import Rectangle

from healthai.figures import style
from healthai.figures.cells import mixed
from healthai.figures.drawing import Drawing
from healthai.figures.forest import bounds_bar
from healthai.figures.sheet import Scale, Sheet, count_ticks, pitch, text_width, wrap
from healthai.figures.words import INTERVALS, Row, grouped, of_n
from healthai.language import N_, Language
from healthai.words import MISSING

POPULATIONS = {"eu": N_("European Union: all {N} answered"), "region": N_("Region: {n} of {N} answered")}
READINGS = {
    "census": N_("As a census: the count, and no interval"),
    "counted": N_("Counted among those that answered"),
    "finite": N_("Had those that answered been drawn at random from all {N}: interval"),
    "worst": N_("Nothing assumed about those that did not answer: logical bounds"),
}


def readings(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw one item's count as a census, with intervals of a superpopulation, and for the whole Region.

    Parameters
    ----------
    values : mapping
        `item_id`, `level` (of the intervals) and `rows`: `population` ("eu" or "region"), `reading` (a code of
        `READINGS` or a kind of interval), `k` (None for bounds), `n`, `N`, `low` and `high` (in countries, or None).
    language : Language
    """
    rows, sheet = values["rows"], Sheet()
    sheet.paragraph(language.text("Number of countries with “{item}”", item=language.item(values["item_id"])))
    notes = max(text_width(_note(row, language), weight="bold") for row in rows)
    for population, group in grouped(rows, "population").items():
        n, size = language.integer(group[0]["n"]), group[0]["N"]
        sheet.heading(language.text(POPULATIONS[population], n=n, N=language.integer(size)))
        scale, ticks = Scale(0, size, sheet.left + 0.1, sheet.right - notes - 0.15), count_ticks(size)
        axis = {tick: language.integer(tick) for tick in ticks}
        for row in group:
            sheet.paragraph(_reading(row, values["level"], language))
            y = sheet.band(0.26)
            sheet.ruler(scale, ticks, y)
            _mark(sheet, scale, y, row)
            sheet.write(sheet.right, y, _note(row, language), ha="right", weight="bold")
            sheet.y += 0.04
        sheet.axis(scale, axis)
    return Drawing(sheet.finish(), _data(values, language), _caption(values, language), _alt(values, language))


def _reading(row: Row, level: float, language: Language) -> str:
    if row["reading"] in INTERVALS:
        return language.text(
            "As a draw from a larger population: {level} interval, {kind}",
            level=language.percent(level),
            kind=language.text(INTERVALS[row["reading"]]),
        )
    return language.text(READINGS[row["reading"]], N=language.integer(row["N"]))


def _mark(sheet: Sheet, scale: Scale, y: float, row: Row) -> None:
    if row["reading"] == "worst":
        bounds_bar(sheet, scale, y, row["low"], row["high"])
        return
    if row["low"] is not None:
        sheet.line([scale(row["low"]), scale(row["high"])], [y, y], style.PALE_BLUE, 4.5, "interval")
    if row["reading"] != "finite":  # of all countries nothing was counted, so there is no dot
        sheet.marks([scale(row["k"])], y, style.COUNT, "count")


def _note(row: Row, language: Language) -> str:
    if row["low"] is None:
        return of_n(language, row["k"], row["n"])
    if row["reading"] in INTERVALS:
        return language.span(language.percent(row["low"] / row["n"]), language.percent(row["high"] / row["n"]))
    ends = language.span(language.integer(row["low"]), language.integer(row["high"]))
    return language.text("{k} of {n}", k=ends, n=language.integer(row["N"]))


def _data(values: Mapping[str, Any], language: Language) -> pd.DataFrame:
    rows = values["rows"]
    return pd.DataFrame(
        {
            language.text("Population"): [_population(row, language) for row in rows],
            language.text("Reading"): [_reading(row, values["level"], language) for row in rows],
            language.text("Countries counted"): [row["k"] for row in rows],
            language.text("Out of"): [row["n"] for row in rows],
            language.text("Countries, low end"): [row["low"] for row in rows],
            language.text("Countries, high end"): [row["high"] for row in rows],
            language.text("Countries in all"): [row["N"] for row in rows],
        }
    )


def _population(row: Row, language: Language) -> str:
    about = {"n": language.integer(row["n"]), "N": language.integer(row["N"])}
    return language.text(POPULATIONS[row["population"]], **about)


def _caption(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    census, worst = rows[0], [row for row in rows if row["reading"] == "worst"]
    finding = language.text(
        "As a census “{item}” is {k} countries, without an interval; as a draw from a larger population its share "
        "would lie in {ends} ({kind}, {level}).",
        item=language.item(values["item_id"]),
        k=_note(census, language),
        ends=_note(rows[1], language),
        kind=language.text(INTERVALS[rows[1]["reading"]]),
        level=language.percent(values["level"]),
    )
    whole = (
        language.text(
            "In the whole Region it is {bounds}, whatever those said that did not answer.",
            bounds=_note(worst[0], language),
        )
        if worst
        else language.text("For the Region no count of it was published.")
    )
    marks = language.text(
        "Dots are counts, pale lines intervals; a bar with strokes at its ends shows logical bounds, in which no "
        "number is likelier than another."
    )
    return f"{finding} {whole} {marks}"


def _alt(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    parts = [
        language.text(
            "{population}: {readings}",
            population=_population(group[0], language),
            readings="; ".join(_said(row, language) for row in group),
        )
        for group in grouped(rows, "population").values()
    ]
    picture = language.text(
        "One panel for each population ({panels}), its axis counting countries, with a row for each reading of "
        "“{item}”: a dot for a count, a pale line for an interval, a bar with end strokes and no middle for bounds.",
        panels=language.integer(len(parts)),
        item=language.item(values["item_id"]),
    )
    return f"{picture} {'. '.join(parts)}."


def _said(row: Row, language: Language) -> str:
    kind = INTERVALS.get(row["reading"]) or SHORT[row["reading"]]
    return language.text("{reading} {value}", reading=language.text(kind), value=_note(row, language))


SHORT = {
    "census": N_("census"),
    "counted": N_("counted"),
    "finite": N_("if drawn at random"),
    "worst": N_("bounds"),
}

CELL, GAP = 0.36, 0.04  # inches: the height of a cell, and what parts it from the next


def corrected(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw the corrected share for each pair of assumed rates as a shaded cell; a struck-out one where none fits.

    Parameters
    ----------
    values : mapping
        `item_id`, `k`, `n` and `rows`: `sensitivity`, `specificity` and `share` (None where the pair does not fit),
        the rates ascending.
    language : Language
    """
    rows, sheet = values["rows"], Sheet()
    across = list(grouped(rows, "specificity"))
    sheet.paragraph(
        language.text(
            "“{item}”, counted {k}: share of countries that would have it",
            item=language.item(values["item_id"]),
            k=of_n(language, values["k"], values["n"]),
        )
    )
    sheet.y += 0.06
    left = sheet.left + text_width(language.decimal(1), style.SMALL) + 0.15
    width = (sheet.right - left) / len(across)
    sheet.paragraph(language.text("Across: share of countries without it that say no"), colour=style.MUTED)
    y = sheet.band(pitch(style.SMALL))
    for i, rate in enumerate(across):
        sheet.write(left + (i + 0.5) * width, y, language.decimal(rate), size=style.SMALL)
    for rate, cells in grouped(rows, "sensitivity").items():
        y = sheet.band(CELL)
        sheet.write(left - 0.1, y - GAP / 2, language.decimal(rate), size=style.SMALL, ha="right")
        for i, row in enumerate(cells):
            _cell(sheet, (left + i * width, y - CELL / 2), width, row, language)
    sheet.y += 0.04
    sheet.paragraph(language.text("Down: share of countries with it that say yes"), colour=style.MUTED)
    _struck(sheet, language)
    return Drawing(
        sheet.finish(), _grid_data(rows, language), _grid_caption(values, language), _grid_alt(values, language)
    )


DEEPEST = "#5CA8DB"  # at any share dark numbers stand out


def _cell(sheet: Sheet, corner: tuple[float, float], width: float, row: Row, language: Language) -> None:
    share = row["share"]
    middle = corner[0] + (width - GAP) / 2, corner[1] + (CELL - GAP) / 2
    if share is None:
        look = {"facecolor": style.PAPER, "edgecolor": style.TRACK, "hatch": "////", "label": "impossible"}
        sheet.axes.add_patch(Rectangle(corner, width - GAP, CELL - GAP, linewidth=0, **look))
        sheet.write(*middle, MISSING, size=style.SMALL, bbox=style.CLEAR)
        return
    look = {"facecolor": mixed(DEEPEST, 0.06 + 0.94 * share), "label": "share"}
    sheet.axes.add_patch(Rectangle(corner, width - GAP, CELL - GAP, linewidth=0, **look))
    sheet.write(*middle, language.percent(share), size=style.SMALL)


def _struck(sheet: Sheet, language: Language) -> None:
    words = wrap(language.text("Struck out: these rates do not fit the count."), sheet.right - sheet.left - 0.4)
    corner = (sheet.left, sheet.y + 0.02)
    look = {"facecolor": style.PAPER, "edgecolor": style.TRACK, "hatch": "////", "label": "key"}
    sheet.axes.add_patch(Rectangle(corner, 0.28, 0.17, linewidth=0, **look))
    sheet.paragraph(" ".join(words), left=sheet.left + 0.4)


def _grid_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Assumed: with it that say yes"): [row["sensitivity"] for row in rows],
            language.text("Assumed: without it that say no"): [row["specificity"] for row in rows],
            language.text("Corrected share"): [row["share"] for row in rows],
        }
    )


def _grid_caption(values: Mapping[str, Any], language: Language) -> str:
    shares = [row["share"] for row in values["rows"] if row["share"] is not None]
    return language.text(
        "If countries answered wrongly at the assumed rates, the true share of “{item}”, counted {k}, would lie "
        "between {low} and {high}; pairs of rates that do not fit the count: {none} of {pairs}. A sensitivity "
        "analysis: the rates are assumptions, nothing is known about them, and no interval belongs to these shares.",
        item=language.item(values["item_id"]),
        k=of_n(language, values["k"], values["n"]),
        low=language.percent(min(shares)),
        high=language.percent(max(shares)),
        none=language.integer(len(values["rows"]) - len(shares)),
        pairs=language.integer(len(values["rows"])),
    )


def _grid_alt(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    known = [row for row in rows if row["share"] is not None]
    most, least = (pick(known, key=lambda row: row["share"]) for pick in (max, min))
    return language.text(
        "Table of shaded cells, darker for a larger share. Down: the assumed share of countries with the item that "
        "say yes, {down} values; across: of those without it that say no, {across} values. The largest corrected "
        "share, {high}, stands at {high_yes} and {high_no}, the smallest, {low}, at {low_yes} and {low_no}. Hatched "
        "cells with a dash, where no share fits: {none}.",
        down=language.integer(len(grouped(rows, "sensitivity"))),
        across=language.integer(len(grouped(rows, "specificity"))),
        high=language.percent(most["share"]),
        high_yes=language.decimal(most["sensitivity"]),
        high_no=language.decimal(most["specificity"]),
        low=language.percent(least["share"]),
        low_yes=language.decimal(least["sensitivity"]),
        low_no=language.decimal(least["specificity"]),
        none=language.integer(len(rows) - len(known)),
    )
