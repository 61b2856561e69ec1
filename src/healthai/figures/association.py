"""Country indicators together: coefficients with intervals, and the points behind them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import halves, on_track, zero
from healthai.figures.points import codes, numbers
from healthai.figures.sheet import Scale, Sheet
from healthai.figures.words import METHODS, Row, counts, frame, grouped, sample
from healthai.language import Language


def associations(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw each pair's coefficient as it stands and given income, one panel an outcome, on one axis from -1 to 1.

    Parameters
    ----------
    values : mapping
        `method` ("spearman", "kendall" or "pearson"), `level` (of the intervals) and `rows`: `outcome`, `focal`, `n`,
        the coefficient under the method's name and `partial`, each with `_low` and `_high`.
    language : Language
    """
    rows, method = values["rows"], values["method"]
    sheet = Sheet()
    scale = Scale(-1, 1, sheet.left + 0.2, sheet.right - 0.2)
    ticks = halves(-1, 1, language)
    sheet.paragraph(language.text(METHODS[method]), colour=style.MUTED)
    _key(sheet, language)
    for outcome, group in grouped(rows, "outcome").items():
        sheet.heading(language.indicator(outcome))
        sheet.axis(scale, ticks)
        sheet.y += 0.04
        for row in group:
            sheet.label(language.indicator(row["focal"]), sample(language, row["n"]), color=style.MUTED)
            y = sheet.band(0.4)
            zero(sheet, scale, y - 0.2, y + 0.2)
            on_track(sheet, scale, y - 0.085, row, method, style.MARGINAL)
            on_track(sheet, scale, y + 0.085, row, "partial", style.PARTIAL)
            sheet.y += 0.05
    return Drawing(
        sheet.finish(),
        _pairs_data(rows, method, language),
        _pairs_caption(values, language),
        _pairs_alt(rows, language),
    )


def _key(sheet: Sheet, language: Language) -> None:
    kinds = ((style.MARGINAL, language.text("as it stands")), (style.PARTIAL, language.text("at equal income")))
    for mark, words in kinds:
        sheet.key(mark, words)


def _pairs_data(rows: Sequence[Row], method: str, language: Language) -> pd.DataFrame:
    headings = {
        "n": language.text("n"),
        method: language.text(METHODS[method]),
        f"{method}_low": language.text("As it stands, lower end"),
        f"{method}_high": language.text("As it stands, upper end"),
        "partial": language.text("At equal income"),
        "partial_low": language.text("At equal income, lower end"),
        "partial_high": language.text("At equal income, upper end"),
    }
    names = {
        language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
        language.text("With"): [language.indicator(row["focal"]) for row in rows],
    }
    return frame(names, rows, headings)


def _away(row: Row) -> bool:
    return row["partial_low"] is not None and (row["partial_low"] > 0 or row["partial_high"] < 0)


def _pairs_caption(values: Mapping[str, Any], language: Language) -> str:
    rows, level = values["rows"], language.percent(values["level"])
    strongest = max(rows, key=lambda row: abs(row["partial"]))
    finding = language.text(
        "At equal income the smallest p after adjustment for all {pairs} pairs (Holm) is {p}; taken singly, the "
        "{level} interval lies away from zero in {away}. The coefficient furthest from zero is {value}, “{outcome}” "
        "with “{focal}”.",
        p=language.p_value(min(row["partial_holm"] for row in rows)),
        level=level,
        away=language.integer(sum(map(_away, rows))),
        pairs=language.integer(len(rows)),
        value=language.decimal(strongest["partial"]),
        outcome=language.indicator(strongest["outcome"]),
        focal=language.indicator(strongest["focal"]),
    )
    reading = language.text(
        "Open circles: the coefficient as it stands; filled diamonds: given log GDP per head. Lines are {level} "
        "intervals, not adjusted for the number of pairs; n = {n} countries.",
        level=level,
        n=counts(language, (row["n"] for row in rows)),
    )
    return f"{finding} {reading}"


def _pairs_alt(rows: Sequence[Row], language: Language) -> str:
    high, low = (pick(rows, key=lambda row: row["partial"]) for pick in (max, min))
    return language.text(
        "Forest plot in {panels} stacked panels, one an outcome ({outcomes}), on one axis from −1 to 1 with a line at "
        "zero. Each row has an open circle (as it stands) above a filled diamond (at equal income), each with its "
        "interval. The filled diamonds run from {low} (“{low_outcome}” with “{low_focal}”) to {high} "
        "(“{high_outcome}” with “{high_focal}”).",
        panels=language.integer(len(grouped(rows, "outcome"))),
        outcomes=language.listing([language.indicator(name) for name in grouped(rows, "outcome")]),
        low=language.decimal(low["partial"]),
        low_outcome=language.indicator(low["outcome"]),
        low_focal=language.indicator(low["focal"]),
        high=language.decimal(high["partial"]),
        high_outcome=language.indicator(high["outcome"]),
        high_focal=language.indicator(high["focal"]),
    )


PANEL = (2.2, 2.9)  # inches of the area of a panel
NUMBERS = 0.36  # inches left of a panel for the numbers of its axis


def scatter(values: Sequence[Row], language: Language) -> Drawing:
    """Draw the countries by two indicators, a panel a pair, each country's code at its values.

    Parameters
    ----------
    values : sequence of rows
        `iso2`, `x`, `y` (published units), `outcome` (on the vertical axis) and `focal` (on the horizontal one).
    language : Language
    """
    sheet = Sheet()
    for outcome, rows in grouped(values, "outcome").items():
        sheet.heading(language.text("Vertical axis: {indicator}", indicator=language.indicator(outcome)))
        panels = list(grouped(rows, "focal").values())
        for i in range(0, len(panels), 2):
            sheet.columns(*(partial(_panel, sheet, j, points, language) for j, points in enumerate(panels[i : i + 2])))
            sheet.y += 0.1
    data, figure = _points_data(values, language), sheet.finish()
    return Drawing(figure, data, _points_caption(values, language), _points_alt(values, language))


def _panel(sheet: Sheet, column: int, points: Sequence[Row], language: Language) -> None:
    width, height = PANEL
    left = sheet.right - width - (1 - column) * (width + NUMBERS + 0.12)
    axes = sheet.inset(left, width, height)
    numbers(axes.xaxis, [row["x"] for row in points], language)
    numbers(axes.yaxis, [row["y"] for row in points], language)
    codes(axes, points, PANEL)
    sheet.y += height + 0.28
    words = language.text("Horizontal axis: {indicator}", indicator=language.indicator(points[0]["focal"]))
    sheet.paragraph(words, left=left, right=left + width, size=style.SMALL)


def _points_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Country"): [language.country(row["iso2"]) for row in values],
            language.text("Outcome"): [language.indicator(row["outcome"]) for row in values],
            language.text("Value of the outcome"): [row["y"] for row in values],
            language.text("With"): [language.indicator(row["focal"]) for row in values],
            language.text("Value of the other"): [row["x"] for row in values],
        }
    )


def _rank_correlations(values: Sequence[Row]) -> pd.DataFrame:
    points = pd.DataFrame(values)
    found = [
        {"outcome": outcome, "focal": focal, "n": len(part), "rho": part["x"].rank().corr(part["y"].rank())}
        for (outcome, focal), part in points.groupby(["outcome", "focal"], sort=False)
    ]
    return pd.DataFrame(found)


def _points_caption(values: Sequence[Row], language: Language) -> str:
    pairs = _rank_correlations(values)
    reading = language.text(
        "Each code is a country at its published values, as it stands: income is not held equal, and no interval is "
        "drawn; n = {n} countries.",
        n=counts(language, pairs["n"].tolist()),
    )
    known = pairs.dropna()
    return reading if known.empty else f"{_agreement(known, language)} {reading}"


def _agreement(pairs: pd.DataFrame, language: Language) -> str:
    closest = pairs.loc[pairs["rho"].abs().idxmax()]
    return language.text(
        "Ranks go together most closely in “{outcome}” with “{focal}” (Spearman {rho}); over the {panels} panels the "
        "coefficient lies from {low} to {high}.",
        outcome=language.indicator(closest["outcome"]),
        focal=language.indicator(closest["focal"]),
        rho=language.decimal(closest["rho"]),
        panels=language.integer(len(pairs)),
        low=language.decimal(pairs["rho"].min()),
        high=language.decimal(pairs["rho"].max()),
    )


def _points_alt(values: Sequence[Row], language: Language) -> str:
    ends = [_ends(rows, outcome, language) for outcome, rows in grouped(values, "outcome").items()]
    return language.text(
        "Scatter panels of country codes, {panels} in all: outcomes upwards, one block each; rightwards {focal}. A "
        "short line ties a code to its point where codes would cover each other. {ends}",
        panels=language.integer(len({(row["outcome"], row["focal"]) for row in values})),
        focal=language.listing([language.indicator(name) for name in grouped(values, "focal")]),
        ends=" ".join(ends),
    )


def _ends(rows: Sequence[Row], outcome: str, language: Language) -> str:
    high, low = (pick(rows, key=lambda row: row["y"]) for pick in (max, min))
    return language.text(
        "{outcome}: highest {high}, lowest {low}.",
        outcome=language.indicator(outcome),
        high=language.country(high["iso2"]),
        low=language.country(low["iso2"]),
    )
