"""Where all the pairs lie that a reader may choose from."""

from collections.abc import Mapping, Sequence
from typing import Any

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import halves, track, zero
from healthai.figures.sheet import Scale, Sheet
from healthai.figures.words import Row, counts, frame, grouped
from healthai.language import Language

AWAY = style.Mark("D", style.BLUE, True, 6.0)
NEAR = style.Mark("D", style.BLUE, False, 6.0)


def explored(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw the coefficient of every pair at equal income, a row an outcome: all Member States, ranks, main years.

    Parameters
    ----------
    values : mapping
        `level`, `columns` and `rows`: `outcome`, `focal`, `main`, and for each group and measure the numbers that
        `columns` names.
    language : Language
    """
    rows = [_main(row, values["columns"]) for row in values["rows"] if row["main"]]
    level = language.percent(values["level"])
    sheet = Sheet()
    scale = Scale(-1, 1, sheet.left + 0.2, sheet.right - 0.2)
    sheet.key(AWAY, language.text("{level} interval, looked at alone, away from zero", level=level))
    sheet.key(NEAR, language.text("{level} interval holds zero", level=level))
    for outcome, group in grouped(rows, "outcome").items():
        sheet.y += 0.1
        n = language.text("n = {n}", n=counts(language, (row["n"] for row in group)))
        sheet.label(language.indicator(outcome), n, color=style.MUTED)
        y = sheet.band(0.3)
        track(sheet, scale, y)
        zero(sheet, scale, y - 0.14, y + 0.14)
        for mark, away in ((NEAR, False), (AWAY, True)):
            sheet.marks([scale(row["partial"]) for row in group if _away(row) == away], y, mark, "partial")
    sheet.axis(scale, halves(-1, 1, language))
    sheet.paragraph(language.text("Spearman’s rank correlation at equal income"), colour=style.MUTED)
    return Drawing(sheet.finish(), _data(rows, language), _caption(rows, level, language), _alt(rows, language))


def _main(row: Row, columns: Sequence[str]) -> Row:
    found = dict(zip(columns, row["eu27"]["spearman"], strict=True))
    return {"outcome": row["outcome"], "focal": row["focal"], **found}


def _away(row: Row) -> bool:
    return row["partial_low"] is not None and (row["partial_low"] > 0 or row["partial_high"] < 0)


def _data(rows: Sequence[Row], language: Language) -> Any:
    headings = {
        "n": language.text("n"),
        "partial": language.text("At equal income"),
        "partial_low": language.text("At equal income, lower end"),
        "partial_high": language.text("At equal income, upper end"),
    }
    names = {
        language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
        language.text("With"): [language.indicator(row["focal"]) for row in rows],
    }
    return frame(names, rows, headings)


def _caption(rows: Sequence[Row], level: str, language: Language) -> str:
    return language.text(
        "Of {pairs} pairs at equal income, {away} have a {level} interval away from zero when looked at alone, and "
        "{positive} coefficients are positive. Each mark is one indicator of governance, training or skills with the "
        "outcome of its row; intervals, which overlap widely, are in the table; n = {n} countries.",
        pairs=language.integer(len(rows)),
        away=language.integer(sum(map(_away, rows))),
        level=level,
        positive=language.integer(sum(row["partial"] > 0 for row in rows)),
        n=counts(language, (row["n"] for row in rows)),
    )


def _alt(rows: Sequence[Row], language: Language) -> str:
    high, low = (pick(rows, key=lambda row: row["partial"]) for pick in (max, min))
    return language.text(
        "Diamonds in {rows} rows, one an outcome, on one axis from −1 to 1 with a line at zero: one diamond an "
        "indicator, filled where its interval lies away from zero. They run from {low} (“{low_outcome}” with "
        "“{low_focal}”) to {high} (“{high_outcome}” with “{high_focal}”), and many cover each other.",
        rows=language.integer(len(grouped(rows, "outcome"))),
        low=language.decimal(low["partial"]),
        low_outcome=language.indicator(low["outcome"]),
        low_focal=language.indicator(low["focal"]),
        high=language.decimal(high["partial"]),
        high_outcome=language.indicator(high["outcome"]),
        high_focal=language.indicator(high["focal"]),
    )
