"""The European Union against the rest of the Region."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import estimate, halves, quarters, zero
from healthai.figures.sheet import Scale, Sheet, text_width
from healthai.figures.words import ADJUSTMENTS, TESTS, TWO_SIDED, Row, counts, frame
from healthai.language import Language


def contrast(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw the share in the EU beside that in the rest of the Region, and their difference with its interval.

    Parameters
    ----------
    values : mapping
        `level` (of the intervals), `test`, `two_sided`, `adjustment` (codes of `healthai.figures.words`) and `rows`:
        `item_id`, `eu`, `n_eu`, `rest`, `n_rest`, `difference`, `low`, `high` (fractions of 1), `adjusted` (p) and
        `told_apart`, in the order in which they are to appear.
    language : Language
    """
    sheet, rows = Sheet(), values["rows"]
    beside = 0.08 + max(text_width(_of(row, side, language), style.SMALL) for row in rows for side in ("eu", "rest"))
    number = text_width(language.decimal(-0.55), style.SMALL, "bold")
    shared = Scale(0, 1, sheet.left + beside + 0.05, 2.9 - beside)
    low, high = quarters(row[end] for row in rows for end in ("low", "high"))
    differing = Scale(low, high, 3.2, sheet.right - number - 0.12)
    half = {0: language.percent(0), 0.5: language.percent(0.5), 1: language.percent(1)}
    ticks = halves(low, high, language)
    sheet.columns(lambda: _key(sheet, language), lambda: _difference_title(sheet, language))
    sheet.y += 0.08
    for row in rows:
        sheet.paragraph(language.item(row["item_id"]))
        y = sheet.band(0.28)
        sheet.ruler(shared, list(half), y)
        sheet.ruler(differing, list(ticks), y)
        _dumbbell(sheet, shared, y, row, language)
        _difference(sheet, differing, y, row, language)
        sheet.y += 0.07
    sheet.columns(lambda: sheet.axis(shared, half), lambda: sheet.axis(differing, ticks))
    figure = sheet.finish()
    return Drawing(
        figure, _contrast_data(rows, language), _contrast_caption(values, language), _contrast_alt(rows, language)
    )


def _key(sheet: Sheet, language: Language) -> None:
    sheet.paragraph(language.text("Share of countries"), right=2.95, weight="bold")
    for mark, words in ((style.EU, language.text("European Union")), (style.REST, language.text("Rest of the Region"))):
        sheet.key(mark, words, right=2.95)


def _difference_title(sheet: Sheet, language: Language) -> None:
    sheet.paragraph(language.text("Difference, EU minus rest"), left=3.15, weight="bold")
    kinds = (
        (style.DISTINGUISHABLE, language.text("told apart")),
        (style.INDISTINGUISHABLE, language.text("not told apart")),
    )
    for mark, words in kinds:
        sheet.key(mark, words, left=3.15)


def _of(row: Row, side: str, language: Language) -> str:
    return language.text("{k}/{n}", k=language.integer(row[side]), n=language.integer(row[f"n_{side}"]))


def _dumbbell(sheet: Sheet, scale: Scale, y: float, row: Row, language: Language) -> None:
    eu, rest = (scale(row[side] / row[f"n_{side}"]) for side in ("eu", "rest"))
    sheet.line([rest, eu], [y, y], style.MUTED, 1.2, "between", zorder=2)
    sheet.marks([rest], y, style.REST, "rest")
    sheet.marks([eu], y, style.EU, "eu")
    outward = 1 if eu >= rest else -1
    for x, side, way in ((eu, "eu", outward), (rest, "rest", -outward)):
        words, ha = _of(row, side, language), "left" if way > 0 else "right"
        sheet.write(x + way * 0.11, y, words, size=style.SMALL, ha=ha, bbox=style.CLEAR)


def _difference(sheet: Sheet, scale: Scale, y: float, row: Row, language: Language) -> None:
    distinguishable = row["told_apart"]
    zero(sheet, scale, y - 0.13, y + 0.13)
    mark = style.DISTINGUISHABLE if distinguishable else style.INDISTINGUISHABLE
    estimate(sheet, scale, y, (row["difference"], row["low"], row["high"]), mark, "difference")
    words, weight = language.decimal(row["difference"]), "bold" if distinguishable else "normal"
    sheet.write(sheet.right, y, words, size=style.SMALL, ha="right", weight=weight)


def _contrast_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "eu": language.text("EU: countries"),
        "n_eu": language.text("EU: out of"),
        "rest": language.text("Rest of the Region: countries"),
        "n_rest": language.text("Rest of the Region: out of"),
        "difference": language.text("Difference of shares"),
        "low": language.text("Difference, lower end"),
        "high": language.text("Difference, upper end"),
        "adjusted": language.text("Adjusted p"),
    }
    items = {language.text("Item"): [language.item(row["item_id"]) for row in values]}
    return frame(items, values, headings)


def _contrast_caption(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    widest = max(rows, key=lambda row: abs(row["difference"]))
    finding = language.text(
        "Items whose split between the EU and the rest of the Region would be surprising if membership were handed out "
        "at random: {clear} of {items}; the widest difference is “{item}”, {eu} against {rest}.",
        clear=language.integer(sum(row["told_apart"] for row in rows)),
        items=language.integer(len(rows)),
        item=language.item(widest["item_id"]),
        eu=_of(widest, "eu", language),
        rest=_of(widest, "rest", language),
    )
    reading = language.text(
        "Lines: {level} Newcombe intervals; filled diamonds: p below {p} after adjustment over all items "
        "({adjustment}) by {test}. n = {eu} EU countries and {rest} others.",
        level=language.percent(values["level"]),
        p=language.decimal(1 - values["level"]),
        adjustment=language.text(ADJUSTMENTS[values["adjustment"]]),
        test=_test(values, language),
        eu=counts(language, (row["n_eu"] for row in rows)),
        rest=counts(language, (row["n_rest"] for row in rows)),
    )
    return f"{finding} {reading}"


def _test(values: Mapping[str, Any], language: Language) -> str:
    name = language.text(TESTS[values["test"]])
    if values["test"] != "boschloo":
        return name
    definition = language.text(TWO_SIDED[values["two_sided"]])
    return language.text("{test} (two-sided: {definition})", test=name, definition=definition)


def _contrast_alt(values: Sequence[Row], language: Language) -> str:
    most, least = (pick(values, key=lambda row: row["difference"]) for pick in (max, min))
    return language.text(
        "Two columns of marks, one row an item ({items} in all). Left, on an axis from 0 to 100 %: a filled circle "
        "for the EU and an open square for the rest of the Region, joined by a line. Right: the difference as a "
        "diamond with its interval and a line at zero. The difference is furthest right for “{most}” ({high}) and "
        "furthest left for “{least}” ({low}); filled diamonds: {clear}.",
        items=language.integer(len(values)),
        most=language.item(most["item_id"]),
        high=language.decimal(most["difference"]),
        least=language.item(least["item_id"]),
        low=language.decimal(least["difference"]),
        clear=language.integer(sum(row["told_apart"] for row in values)),
    )
