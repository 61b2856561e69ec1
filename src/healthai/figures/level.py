"""What countries leave open about people; models without each bloc; and where the models miss, on a grid of tiles."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.patches import Rectangle

from healthai.figures import style
from healthai.figures.cells import mixed
from healthai.figures.drawing import Drawing
from healthai.figures.forest import around, bounds_bar, halves, on_track, zero
from healthai.figures.sheet import Scale, Sheet, pitch, text_width
from healthai.figures.words import Row, counts, frame, given, grouped, sample
from healthai.language import Language
from healthai.words import word

COUNTRIES = style.Mark("o", style.BLUE, False, 8.0)


def people(values: Sequence[Row], language: Language) -> Drawing:
    """Draw, for each two shares of persons, the correlation of countries and the bounds that follow for persons.

    Parameters
    ----------
    values : sequence of rows
        `first`, `second`, `n`, `r` (of countries), `low` and `high` (of persons), `share_first`, `share_second`.
    language : Language
    """
    sheet = Sheet()
    scale = Scale(-1, 1, sheet.left + 0.2, sheet.right - 0.2)
    ticks = halves(-1, 1, language)
    y = sheet.y + pitch(style.BODY) / 2
    sheet.marks([sheet.left + 0.16], y, COUNTRIES, "key")
    sheet.paragraph(language.text("countries: their correlation"), left=sheet.left + 0.42)
    y = sheet.y + pitch(style.BODY) / 2
    bounds_bar(sheet, Scale(0, 1, sheet.left, sheet.left + 0.32), y, 0, 1, name="key")
    sheet.paragraph(language.text("people: all that it leaves possible"), left=sheet.left + 0.42)
    sheet.y += 0.1
    sheet.axis(scale, ticks)
    for row in values:
        sheet.label(language.indicator(row["first"]), sample(language, row["n"]), color=style.MUTED)
        sheet.paragraph(language.text("with {indicator}", indicator=language.indicator(row["second"])))
        y = sheet.band(0.34)
        sheet.ruler(scale, list(ticks), y)
        zero(sheet, scale, y - 0.16, y + 0.16)
        bounds_bar(sheet, scale, y, row["low"], row["high"])
        sheet.marks([scale(row["r"])], y, COUNTRIES, "countries")
        sheet.y += 0.1
    return Drawing(
        sheet.finish(), _people_data(values, language), _people_caption(values, language), _people_alt(values, language)
    )


def _people_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "n": language.text("n"),
        "r": language.text("Correlation of countries"),
        "low": language.text("People, lowest"),
        "high": language.text("People, highest"),
        "share_first": language.text("First: share of variance between countries"),
        "share_second": language.text("Second: share of variance between countries"),
    }
    names = {
        language.text("First"): [language.indicator(row["first"]) for row in values],
        language.text("Second"): [language.indicator(row["second"]) for row in values],
    }
    return frame(names, values, headings)


def _people_caption(values: Sequence[Row], language: Language) -> str:
    shares = [row[name] for row in values for name in ("share_first", "share_second")]
    return language.text(
        "Countries correlate from {low} to {high} in these pairs; the same figures allow people to correlate from "
        "{lowest} to {highest}. Only {least} to {most} of the variance of people lies between countries. Bars are "
        "logical bounds, not confidence intervals; n = {n} countries, weighted alike.",
        low=language.decimal(min(row["r"] for row in values)),
        high=language.decimal(max(row["r"] for row in values)),
        lowest=language.decimal(min(row["low"] for row in values)),
        highest=language.decimal(max(row["high"] for row in values)),
        least=language.percent(min(shares)),
        most=language.percent(max(shares)),
        n=counts(language, (row["n"] for row in values)),
    )


def _people_alt(values: Sequence[Row], language: Language) -> str:
    widest = max(values, key=lambda row: row["high"] - row["low"])
    return language.text(
        "Rows of two marks on an axis from −1 to 1 with a line at zero, {rows} rows, one a pair of indicators. An open "
        "circle marks the correlation of countries; a bar with closed ends shows what correlations of people are "
        "possible. {open} of the bars cross zero. The longest runs from {low} to {high}, for “{first}” with "
        "“{second}”.",
        rows=language.integer(len(values)),
        open=language.integer(sum(row["low"] < 0 < row["high"] for row in values)),
        low=language.decimal(widest["low"]),
        high=language.decimal(widest["high"]),
        first=language.indicator(widest["first"]),
        second=language.indicator(widest["second"]),
    )


def bloc_out(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw partial rank correlations on all countries and without each bloc, one panel a focal indicator.

    Parameters
    ----------
    values : mapping
        `level`, `controls` and `rows` of one outcome: `outcome`, `focal`, `left_out` (a bloc, or "no_bloc"), `n`,
        `rank` with `_low` and `_high`.
    language : Language
    """
    rows, sheet = values["rows"], Sheet()
    low, high = around(rows, "rank")
    notes = {id(row): sample(language, row["n"]) for row in rows}
    beside = max(text_width(note, style.BODY) for note in notes.values()) + 0.1
    scale = Scale(low, high, sheet.left + 1.6, sheet.right - beside)
    sheet.paragraph(language.indicator(rows[0]["outcome"]), weight="bold")
    for focal, group in grouped(rows, "focal").items():
        sheet.y += 0.12
        sheet.paragraph(language.text("with {indicator}", indicator=language.indicator(focal)))
        sheet.paragraph(language.text("without:"), size=style.SMALL, colour=style.MUTED)
        sheet.axis(scale, halves(low, high, language))
        top = sheet.y
        for row in group:
            start = sheet.y
            sheet.y += 0.04
            sheet.paragraph(word(language, row["left_out"]), right=sheet.left + 1.5)
            y = (start + sheet.y + 0.04) / 2
            sheet.y += 0.06
            on_track(sheet, scale, y, row, "rank", style.MARGINAL if row["left_out"] == "no_bloc" else style.PARTIAL)
            sheet.write(sheet.right, y, notes[id(row)], ha="right", color=style.MUTED)
        zero(sheet, scale, top, sheet.y)
    return Drawing(
        sheet.finish(), _bloc_data(rows, language), _bloc_caption(values, language), _bloc_alt(rows, language)
    )


def _bloc_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "n": language.text("n"),
        "rank": language.text("Partial rank correlation"),
        "rank_low": language.text("lower end"),
        "rank_high": language.text("upper end"),
    }
    names = {
        language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
        language.text("With"): [language.indicator(row["focal"]) for row in rows],
        language.text("Left out"): [word(language, row["left_out"]) for row in rows],
    }
    return frame(names, rows, headings)


def _bloc_caption(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    found = [_lowest(focal, group, language) for focal, group in grouped(rows, "focal").items()]
    return language.text(
        "“{outcome}”: partial rank correlation without each bloc. {found} Open circles: all countries; filled "
        "diamonds: without the bloc named. Lines are {level} intervals given {given}; n = {n} countries.",
        outcome=language.indicator(rows[0]["outcome"]),
        found=" ".join(found),
        level=language.percent(values["level"]),
        given=given(language, values["controls"]),
        n=counts(language, (row["n"] for row in rows)),
    )


def _lowest(focal: str, group: Sequence[Row], language: Language) -> str:
    everyone = next(row for row in group if row["left_out"] == "no_bloc")
    lowest = min((row for row in group if row is not everyone), key=lambda row: row["rank"])
    return language.text(
        "With “{focal}” it is {all}, and lowest, {low}, without {bloc}.",
        focal=language.indicator(focal),
        all=language.decimal(everyone["rank"]),
        low=language.decimal(lowest["rank"]),
        bloc=word(language, lowest["left_out"]),
    )


def _bloc_alt(rows: Sequence[Row], language: Language) -> str:
    panels = grouped(rows, "focal")
    return language.text(
        "Forest plot in {panels} stacked panels, one an indicator ({focal}), each with a line at zero. The first row "
        "of a panel, an open circle, is the estimate on all countries; a filled diamond follows for each bloc left "
        "out, each with its interval and the number of countries. The diamonds run from {low} to {high}.",
        panels=language.integer(len(panels)),
        focal=language.listing([language.indicator(name) for name in panels]),
        low=language.decimal(min(row["rank"] for row in rows if row["left_out"] != "no_bloc")),
        high=language.decimal(max(row["rank"] for row in rows if row["left_out"] != "no_bloc")),
    )


TILE = (0.74, 0.46)  # inches


def tiles(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw each country as a tile in its rough place, shaded by how far the model misses it, with the signed number.

    Parameters
    ----------
    values : mapping
        `controls` and `rows` of one outcome: `outcome`, `focal`, `iso2`, `tile_row`, `tile_col`, `residual`.
    language : Language
    """
    rows, sheet = values["rows"], Sheet()
    most = max(abs(row["residual"]) for row in rows)
    sheet.paragraph(language.indicator(rows[0]["outcome"]), weight="bold")
    _tile_key(sheet, language)
    for focal, group in grouped(rows, "focal").items():
        sheet.y += 0.12
        sheet.paragraph(language.text("given income and {indicator}", indicator=language.indicator(focal)))
        sheet.y += 0.05
        top = sheet.y - TILE[1] * min(row["tile_row"] for row in group)
        left = sheet.left - TILE[0] * min(row["tile_col"] for row in group)
        for row in group:
            _tile(sheet, left + TILE[0] * row["tile_col"], top + TILE[1] * row["tile_row"], row, most, language)
        sheet.y = top + TILE[1] * (1 + max(row["tile_row"] for row in group))
    return Drawing(
        sheet.finish(), _tile_data(rows, language), _tile_caption(values, language), _tile_alt(rows, language)
    )


def _tile_key(sheet: Sheet, language: Language) -> None:
    kinds = (
        (style.BLUE, language.text("+  higher than the model says")),
        (style.VERMILLION, language.text("−  lower than the model says")),
    )
    for colour, words in kinds:
        y = sheet.y
        sheet.axes.add_patch(Rectangle((sheet.left, y + 0.02), 0.3, 0.15, color=_shade(colour, 0.7), linewidth=0))
        sheet.paragraph(words, left=sheet.left + 0.42)


def _shade(colour: str, share: float) -> str:
    """Return a tint of a colour, so pale that dark words stay legible on it."""
    return mixed(colour, 0.08 + 0.52 * share)


def _tile(sheet: Sheet, left: float, top: float, row: Row, most: float, language: Language) -> None:
    residual = row["residual"]
    colour = _shade(style.BLUE if residual > 0 else style.VERMILLION, abs(residual) / most)
    look = {"facecolor": colour, "edgecolor": style.MUTED, "linewidth": 0.6, "label": row["iso2"]}
    sheet.axes.add_patch(Rectangle((left + 0.02, top + 0.02), TILE[0] - 0.04, TILE[1] - 0.04, **look))
    middle = left + TILE[0] / 2
    sheet.write(middle, top + 0.14, row["iso2"], size=style.SMALL, weight="bold")
    sheet.write(middle, top + 0.32, _signed(residual, language), size=style.SMALL)


def _signed(value: float, language: Language) -> str:
    words = language.decimal(value, 1)
    return f"+{words}" if value > 0 else words


def _tile_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Country"): [language.country(row["iso2"]) for row in rows],
            language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
            language.text("Given income and"): [language.indicator(row["focal"]) for row in rows],
            language.text("Above or below what the model says"): [row["residual"] for row in rows],
        }
    )


def _tile_caption(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    found = [_extremes(focal, group, language) for focal, group in grouped(rows, "focal").items()]
    return language.text(
        "Where “{outcome}”, in its own units, lies above or below what least squares says from {given} and one other "
        "indicator. {found} One tile a country, alike in size and roughly in place; n = {n} countries, no intervals.",
        outcome=language.indicator(rows[0]["outcome"]),
        given=given(language, values["controls"]),
        found=" ".join(found),
        n=counts(language, map(len, grouped(rows, "focal").values())),
    )


def _extremes(focal: str, group: Sequence[Row], language: Language) -> str:
    high, low = (pick(group, key=lambda row: row["residual"]) for pick in (max, min))
    return language.text(
        "“{focal}”: furthest above {high} ({above}), furthest below {low} ({below}).",
        focal=language.indicator(focal),
        high=language.country(high["iso2"]),
        above=_signed(high["residual"], language),
        low=language.country(low["iso2"]),
        below=_signed(low["residual"], language),
    )


def _tile_alt(rows: Sequence[Row], language: Language) -> str:
    panels = grouped(rows, "focal")
    return language.text(
        "Maps made of equal tiles, {panels} stacked, one tile a country with its code and a signed number: blue and "
        "plus above what the model says, orange and minus below, darker the further. North is at the top, Ireland and "
        "Portugal at the left. {above}",
        panels=language.integer(len(panels)),
        above=" ".join(_above(focal, group, language) for focal, group in panels.items()),
    )


def _above(focal: str, group: Sequence[Row], language: Language) -> str:
    return language.text(
        "{focal}: {above} of {n} tiles are above.",
        focal=language.indicator(focal),
        above=language.integer(sum(row["residual"] > 0 for row in group)),
        n=language.integer(len(group)),
    )
