"""How far coefficients move without one country, and without one bloc."""

from collections.abc import Sequence

import pandas as pd

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import zero
from healthai.figures.sheet import Scale, Sheet, pitch, text_width
from healthai.figures.words import Row, counts, grouped
from healthai.language import Language
from healthai.words import word

WITHOUT_COUNTRY = style.Mark("D", style.BLUE, True, 7.0)
BARS = {"": (style.BLUE, 5.0, "-"), "bloc_": (style.VERMILLION, 2.4, (0, (2.2, 1.0)))}


def left_out(values: Sequence[Row], language: Language) -> Drawing:
    """Draw how far each coefficient at equal income moves without one country, and without one bloc.

    Parameters
    ----------
    values : sequence of rows
        `outcome`, `focal`, `n`, `estimate`; `low`, `high`, `lowest`, `highest` over countries left out; the same with
        `bloc_` before, None where there are no blocs to leave out.
    language : Language
    """
    blocs = values[0]["bloc_low"] is not None
    sheet = Sheet()
    sheet.paragraph(language.text("Partial coefficient at equal income"), colour=style.MUTED)
    _bar_keys(sheet, blocs, language)
    scale, ticks = _axis(sheet, values, blocs, language)
    for outcome, rows in grouped(values, "outcome").items():
        sheet.heading(language.indicator(outcome))
        sheet.axis(scale, ticks)
        for row in rows:
            sheet.label(language.indicator(row["focal"]), language.decimal(row["estimate"]), weight="bold")
            _ranges(sheet, scale, row, blocs, language)
    figure = sheet.finish()
    return Drawing(
        figure,
        _left_data(values, blocs, language),
        _left_caption(values, blocs, language),
        _left_alt(values, blocs, language),
    )


def _bar_keys(sheet: Sheet, blocs: bool, language: Language) -> None:
    y = sheet.y + pitch(style.BODY) / 2
    sheet.marks([sheet.left + 0.2], y, WITHOUT_COUNTRY, "key")
    sheet.paragraph(language.text("all countries"), left=sheet.left + 0.55)
    words = {"": language.text("without each country in turn; codes: who is left out at the ends")}
    if blocs:
        words["bloc_"] = language.text("without each bloc in turn")
    for way, said in words.items():
        colour, width, dash = BARS[way]
        y = sheet.y + pitch(style.BODY) / 2
        sheet.line([sheet.left, sheet.left + 0.42], [y, y], colour, width, "key", linestyle=dash)
        sheet.paragraph(said, left=sheet.left + 0.55)


def _axis(sheet: Sheet, values: Sequence[Row], blocs: bool, language: Language) -> tuple[Scale, dict[float, str]]:
    """Return a scale that leaves room for the names at both ends of every range, and its ticks."""
    ways = ("", "bloc_") if blocs else ("",)
    ends = [row[f"{way}{end}"] for row in values for way in ways for end in ("low", "high")]
    names = [_who(row, way, end, language) for row in values for way in ways for end in ("lowest", "highest")]
    room = max(text_width(name, style.SMALL) for name in names) + 0.12
    scale = Scale(min(0, *ends), max(0, *ends), sheet.left + room, sheet.right - room)
    step = 0.25 if scale.high - scale.low <= 1 else 0.5
    ticks = {t * step: language.decimal(t * step) for t in range(-4, 5) if scale.low <= t * step <= scale.high}
    return scale, ticks


def _who(row: Row, way: str, end: str, language: Language) -> str:
    return word(language, row[f"{way}{end}"]) if way else row[end]


def _ranges(sheet: Sheet, scale: Scale, row: Row, blocs: bool, language: Language) -> None:
    y = sheet.band(0.4 if blocs else 0.24)
    zero(sheet, scale, y - 0.2, y + 0.2)
    heights = {"": y - 0.095, "bloc_": y + 0.095} if blocs else {"": y}
    for way, at in heights.items():
        colour, width, dash = BARS[way]
        ends = [scale(row[f"{way}{end}"]) for end in ("low", "high")]
        sheet.line(ends, [at, at], colour, width, f"{way or 'country_'}range", linestyle=dash)
        for x, end, ha, step in zip(ends, ("lowest", "highest"), ("right", "left"), (-0.06, 0.06), strict=True):
            sheet.write(x + step, at, _who(row, way, end, language), size=style.SMALL, ha=ha, bbox=style.CLEAR)
    sheet.marks([scale(row["estimate"])], y, WITHOUT_COUNTRY, "estimate")
    sheet.y += 0.06


def _left_data(values: Sequence[Row], blocs: bool, language: Language) -> pd.DataFrame:
    columns = {
        language.text("Outcome"): [language.indicator(row["outcome"]) for row in values],
        language.text("With"): [language.indicator(row["focal"]) for row in values],
        language.text("n"): [row["n"] for row in values],
        language.text("All countries"): [row["estimate"] for row in values],
        language.text("Lowest without one country"): [row["low"] for row in values],
        language.text("Country left out at the lowest"): [language.country(row["lowest"]) for row in values],
        language.text("Highest without one country"): [row["high"] for row in values],
        language.text("Country left out at the highest"): [language.country(row["highest"]) for row in values],
    }
    if blocs:
        columns |= {
            language.text("Lowest without one bloc"): [row["bloc_low"] for row in values],
            language.text("Bloc left out at the lowest"): [word(language, row["bloc_lowest"]) for row in values],
            language.text("Highest without one bloc"): [row["bloc_high"] for row in values],
            language.text("Bloc left out at the highest"): [word(language, row["bloc_highest"]) for row in values],
        }
    return pd.DataFrame(columns)


def _width(row: Row, way: str) -> float:
    return row[f"{way}high"] - row[f"{way}low"]


def _left_caption(values: Sequence[Row], blocs: bool, language: Language) -> str:
    widest = max(values, key=lambda row: _width(row, ""))
    said = [
        language.text(
            "Leaving out one country moves no coefficient over a range wider than {width} (“{outcome}” with “{focal}”: "
            "{low} without {lowest}, {high} without {highest}); {changes} of {pairs} change sign.",
            width=language.decimal(_width(widest, "")),
            outcome=language.indicator(widest["outcome"]),
            focal=language.indicator(widest["focal"]),
            low=language.decimal(widest["low"]),
            lowest=language.country(widest["lowest"]),
            high=language.decimal(widest["high"]),
            highest=language.country(widest["highest"]),
            changes=language.integer(sum(row["low"] * row["high"] < 0 for row in values)),
            pairs=language.integer(len(values)),
        )
    ]
    if blocs:
        said.append(
            language.text(
                "Leaving out a bloc moves them over up to {width}.",
                width=language.decimal(max(_width(row, "bloc_") for row in values)),
            )
        )
    said.append(
        language.text(
            "Coefficients at equal income; ranges over what is left out, not confidence intervals; n = {n}.",
            n=counts(language, (row["n"] for row in values)),
        )
    )
    return " ".join(said)


def _left_alt(values: Sequence[Row], blocs: bool, language: Language) -> str:
    high, low = (pick(values, key=lambda row: row["estimate"]) for pick in (max, min))
    second = language.text("a dashed bar for one bloc left out, named at both ends") if blocs else ""
    bars = language.text("a thick bar for one country left out, its code at both ends")
    return language.text(
        "Rows in {panels} groups, one an outcome; each row has {bars}, around a filled diamond for all countries, and "
        "a line at zero. The diamonds run from {low} (“{low_focal}” in the group “{low_outcome}”) to {high} "
        "(“{high_focal}” in “{high_outcome}”).",
        panels=language.integer(len(grouped(values, "outcome"))),
        bars=language.listing([part for part in (bars, second) if part]),
        low=language.decimal(low["estimate"]),
        low_focal=language.indicator(low["focal"]),
        low_outcome=language.indicator(low["outcome"]),
        high=language.decimal(high["estimate"]),
        high_focal=language.indicator(high["focal"]),
        high_outcome=language.indicator(high["outcome"]),
    )
