"""Odds ratios as counted, and drawn towards their common mean."""

from collections.abc import Sequence
from math import ceil, floor, log2

import pandas as pd

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Scale, Sheet, text_width
from healthai.figures.words import Row, counts, frame
from healthai.language import Language


def pooled(values: Sequence[Row], language: Language) -> Drawing:
    """Draw each item's odds ratio as counted, and where partial pooling takes it, on a scale of ratios.

    Parameters
    ----------
    values : sequence of rows
        `item_id`, `eu`, `n_eu`, `rest`, `n_rest`, `raw`, `pooled`, `weight` and `mean` (the same in all rows).
    language : Language
    """
    sheet = Sheet()
    found = [log2(row[key]) for row in values for key in ("raw", "pooled")]
    low, high = floor(min(0, *found)), ceil(max(0, *found))
    notes = max(text_width(_note(row, language), style.SMALL) for row in values)
    scale = Scale(low, high, sheet.left + 0.2, sheet.right - notes - 0.2)
    ticks = {power: language.decimal(2**power, max(0, -power)) for power in _powers(low, high)}
    _key(sheet, language)
    sheet.axis(scale, ticks)
    for row in values:
        sheet.y += 0.05
        sheet.paragraph(language.item(row["item_id"]))
        _row(sheet, scale, sheet.band(0.28), row, language)
    sheet.axis(scale, ticks)
    return Drawing(sheet.finish(), _data(values, language), _caption(values, language), _alt(values, language))


def _powers(low: int, high: int) -> range:
    return range(low, high + 1, max(1, ceil((high - low) / 7)))


def _key(sheet: Sheet, language: Language) -> None:
    sheet.paragraph(language.text("Odds of the EU over odds of the rest"), weight="bold")
    kinds = (
        (style.AS_COUNTED, language.text("as counted")),
        (style.DRAWN_TOGETHER, language.text("drawn together (partial pooling)")),
    )
    for mark, words in kinds:
        sheet.key(mark, words)
    sheet.y += 0.05


def _row(sheet: Sheet, scale: Scale, y: float, row: Row, language: Language) -> None:
    raw, drawn = scale(log2(row["raw"])), scale(log2(row["pooled"]))
    sheet.line([scale.left, scale.right], [y, y], style.TRACK, 0.8, "track", zorder=1)
    sheet.line([scale(0)] * 2, [y - 0.13, y + 0.13], style.MUTED, 1.2, "even odds", zorder=1)
    sheet.line([raw, drawn], [y, y], style.MUTED, 1.2, "drawn", zorder=2)
    sheet.marks([raw], y, style.AS_COUNTED, "raw")
    sheet.marks([drawn], y, style.DRAWN_TOGETHER, "pooled")
    sheet.write(sheet.right, y, _note(row, language), size=style.SMALL, ha="right")


def _note(row: Row, language: Language) -> str:
    return language.text(
        "{raw} → {pooled}", raw=language.decimal(row["raw"], 1), pooled=language.decimal(row["pooled"], 1)
    )


def _data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "eu": language.text("EU: countries"),
        "n_eu": language.text("EU: out of"),
        "rest": language.text("Rest of the Region: countries"),
        "n_rest": language.text("Rest of the Region: out of"),
        "raw": language.text("Odds ratio as counted"),
        "pooled": language.text("Odds ratio drawn together"),
        "weight": language.text("Weight of its own counts"),
    }
    items = {language.text("Item"): [language.item(row["item_id"]) for row in values]}
    return frame(items, values, headings)


def _caption(values: Sequence[Row], language: Language) -> str:
    raw = [row["raw"] for row in values]
    counted = language.text(
        "As counted, the odds ratios of the {items} items lie from {low} to {high}.",
        items=language.integer(len(values)),
        low=language.decimal(min(raw), 1),
        high=language.decimal(max(raw), 1),
    )
    reading = language.text(
        "For display only: the same {eu} EU countries and {rest} others answered every item, so no test and no "
        "interval follows. One half is added to every cell.",
        eu=counts(language, (row["n_eu"] for row in values)),
        rest=counts(language, (row["n_rest"] for row in values)),
    )
    return f"{counted} {_together(values, language)} {reading}"


def _together(values: Sequence[Row], language: Language) -> str:
    drawn = [row["pooled"] for row in values]
    mean = language.decimal(values[0]["mean"], 1)
    if max(row["weight"] for row in values) == 0:
        return language.text(
            "Drawn together, all fall on their mean, {mean}: the spread is no wider than chance alone would make it "
            "in counts as small as these if the items were independent; shared countries tend to make it narrower.",
            mean=mean,
        )
    return language.text(
        "Drawn towards their mean, {mean}, they lie from {low} to {high}.",
        mean=mean,
        low=language.decimal(min(drawn), 1),
        high=language.decimal(max(drawn), 1),
    )


def _alt(values: Sequence[Row], language: Language) -> str:
    most, least = (pick(values, key=lambda row: row["raw"]) for pick in (max, min))
    return language.text(
        "{items} rows of two marks on an axis of odds ratios on which each step doubles, with a line at one. An open "
        "circle is the odds ratio as counted, a filled diamond the one drawn together, and a line joins the two. The "
        "circle furthest right is “{most}” at {high}, furthest left “{least}” at {low}; the diamonds lie from {from_} "
        "to {to}.",
        items=language.integer(len(values)),
        most=language.item(most["item_id"]),
        high=language.decimal(most["raw"], 1),
        least=language.item(least["item_id"]),
        low=language.decimal(least["raw"], 1),
        from_=language.decimal(min(row["pooled"] for row in values), 1),
        to=language.decimal(max(row["pooled"] for row in values), 1),
    )
