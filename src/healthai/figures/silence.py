"""What the countries that did not answer leave open in the comparison of the EU with the rest of the Region."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import bounds_bar, estimate, quarters, track, zero
from healthai.figures.sheet import Scale, Sheet, pitch, text_width
from healthai.figures.words import Row, counts, frame
from healthai.language import Language


def silence(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw each difference of shares with its interval and, below it, the logical bounds had all countries answered.

    Parameters
    ----------
    values : mapping
        `level` (of the intervals) and `rows`: `item_id`, `n_eu`, `n_rest`, `n_rest_all`, `difference`, `low`, `high`,
        `difference_lowest`, `difference_highest` (fractions of 1), in the order in which they are to appear.
    language : Language
    """
    rows, sheet = values["rows"], Sheet()
    ends = ("low", "high", "difference_lowest", "difference_highest")
    low, high = quarters(row[end] for row in rows for end in ends)
    notes = max(text_width(_bounds(row, language), style.SMALL) for row in rows)
    scale = Scale(low, high, sheet.left + 0.2, sheet.right - notes - 0.2)
    ticks = {tick / 4: language.decimal(tick / 4) for tick in range(round(low * 4), round(high * 4) + 1)}
    _key(sheet, values, language)
    sheet.axis(scale, ticks)
    for row in rows:
        sheet.y += 0.06
        sheet.paragraph(language.item(row["item_id"]))
        _row(sheet, scale, sheet.band(0.44), row, language)
    sheet.axis(scale, ticks)
    return Drawing(sheet.finish(), _data(rows, language), _caption(values, language), _alt(rows, language))


def _key(sheet: Sheet, values: Mapping[str, Any], language: Language) -> None:
    sheet.paragraph(language.text("Difference of shares, EU minus rest"), weight="bold")
    scale, y = Scale(0, 1, sheet.left + 0.02, sheet.left + 0.4), sheet.y + pitch(style.BODY) / 2
    sheet.line([scale(0), scale(1)], [y, y], style.BLUE, 1.8, "key")
    sheet.marks([scale(0.5)], y, style.INDISTINGUISHABLE, "key")
    level = language.percent(values["level"])
    sheet.paragraph(language.text("as answered, with its {level} interval", level=level), left=sheet.left + 0.55)
    bounds_bar(sheet, scale, sheet.y + pitch(style.BODY) / 2, 0, 1, name="key")
    sheet.paragraph(language.text("had all countries answered: logical bounds"), left=sheet.left + 0.55)
    sheet.y += 0.05


def _row(sheet: Sheet, scale: Scale, y: float, row: Row, language: Language) -> None:
    zero(sheet, scale, y - 0.21, y + 0.21)
    upper, lower = y - 0.1, y + 0.11
    for height in (upper, lower):
        track(sheet, scale, height)
    found = row["difference"], row["low"], row["high"]
    estimate(sheet, scale, upper, found, style.INDISTINGUISHABLE, "difference")
    bounds_bar(sheet, scale, lower, row["difference_lowest"], row["difference_highest"])
    sheet.write(sheet.right, upper, language.decimal(row["difference"]), size=style.SMALL, ha="right")
    sheet.write(sheet.right, lower, _bounds(row, language), size=style.SMALL, ha="right")


def _bounds(row: Row, language: Language) -> str:
    return language.span(*(language.decimal(row[f"difference_{end}"]) for end in ("lowest", "highest")))


def _data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "difference": language.text("Difference of shares"),
        "low": language.text("Difference, lower end"),
        "high": language.text("Difference, upper end"),
        "difference_lowest": language.text("Difference had all answered, at least"),
        "difference_highest": language.text("Difference had all answered, at most"),
    }
    items = {language.text("Item"): [language.item(row["item_id"]) for row in rows]}
    return frame(items, rows, headings)


def _sure(row: Row) -> bool:
    return row["difference_lowest"] > 0 or row["difference_highest"] < 0


def _caption(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    finding = language.text(
        "Whatever the countries that kept silent would have said, the difference among all countries keeps its sign in "
        "{sure} of {items} items.",
        sure=language.integer(sum(map(_sure, rows))),
        items=language.integer(len(rows)),
    )
    reading = language.text(
        "Diamonds: the difference among those that answered, {eu} and {rest} countries, with a {level} Newcombe "
        "interval, which reads them as draws from larger populations. Bars: logical bounds for {eu} and {all} "
        "countries; no value inside is likelier than another.",
        eu=counts(language, (row["n_eu"] for row in rows)),
        rest=counts(language, (row["n_rest"] for row in rows)),
        all=counts(language, (row["n_rest_all"] for row in rows)),
        level=language.percent(values["level"]),
    )
    return f"{finding} {reading}"


def _alt(rows: Sequence[Row], language: Language) -> str:
    top, bottom = (pick(rows, key=lambda row: row["difference_lowest"]) for pick in (max, min))
    return language.text(
        "Forest plot of {items} items with a line at zero. Each row has an open diamond with a thin line, the "
        "interval, and below it a thick bar with a stroke at each end and no mark between, the bounds. Bars "
        "shorter than the line above them: {shorter} of {items}. The bar furthest right is “{top}”, {top_span}; "
        "furthest left “{bottom}”, {bottom_span}.",
        items=language.integer(len(rows)),
        shorter=language.integer(
            sum(row["difference_highest"] - row["difference_lowest"] < row["high"] - row["low"] for row in rows)
        ),
        top=language.item(top["item_id"]),
        top_span=_bounds(top, language),
        bottom=language.item(bottom["item_id"]),
        bottom_span=_bounds(bottom, language),
    )
