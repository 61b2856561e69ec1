"""What is inside a curve of specifications: its facets, and which decisions move the result."""

from collections.abc import Sequence

import pandas as pd

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import halves, quarters
from healthai.figures.multiverse import BESIDE, TITLES, variable
from healthai.figures.sheet import Scale, Sheet, pitch
from healthai.figures.words import Row, counts, grouped
from healthai.language import Language
from healthai.words import word

MEDIAN = style.Mark("D", style.BLUE, True, 7.0)
TIMED = style.Mark("|", style.VERMILLION, True, 9.0)


def facet_medians(values: Sequence[Row], language: Language) -> Drawing:
    """Draw the median of each outcome with each focal indicator, that of each timing, and the range of all.

    Parameters
    ----------
    values : sequence of rows
        `family` ("ai" or "health"), `focal`, `outcome`, `specifications`, `median`, `low`, `high` and `timings` (a
        median each).
    language : Language
    """
    sheet = Sheet()
    scale = _facet_scale(sheet, values)
    ticks = halves(scale.low, scale.high, language)
    _facet_key(sheet, language)
    for family, rows in grouped(values, "family").items():
        sheet.heading(_family(language, family))
        for focal, group in grouped(rows, "focal").items():
            sheet.y += 0.06
            sheet.paragraph(language.indicator(focal), weight="bold", size=style.SMALL)
            for row in group:
                _facet(sheet, scale, row, language)
        sheet.axis(scale, ticks)
    return Drawing(
        sheet.finish(), _facet_data(values, language), _facet_caption(values, language), _facet_alt(values, language)
    )


def _family(language: Language, family: str) -> str:
    return language.text("Outcomes: {family}", family=word(language, family))


def _facet_scale(sheet: Sheet, values: Sequence[Row]) -> Scale:
    low, _ = quarters(row["low"] for row in values)
    return Scale(low, 1, sheet.left + BESIDE, sheet.right - 0.15)


def _facet_key(sheet: Sheet, language: Language) -> None:
    kinds = (
        (MEDIAN, language.text("median of all specifications")),
        (TIMED, language.text("median of one timing")),
    )
    for mark, words in kinds:
        sheet.marks([sheet.left + 0.1], sheet.y + pitch(style.BODY) / 2, mark, "key")
        sheet.paragraph(words, left=sheet.left + 0.3)
    y = sheet.y + pitch(style.BODY) / 2
    sheet.line([sheet.left, sheet.left + 0.2], [y, y], style.MUTED, 1.0, "key")
    sheet.paragraph(language.text("smallest to largest specification, no interval"), left=sheet.left + 0.3)


def _facet(sheet: Sheet, scale: Scale, row: Row, language: Language) -> None:
    top = sheet.y
    sheet.paragraph(
        variable(language, row["outcome"]), left=sheet.left + 0.1, right=scale.left - 0.15, size=style.SMALL
    )
    bottom = max(sheet.y, top + 0.24)
    y = (top + bottom) / 2
    sheet.line([scale(0)] * 2, [top, bottom], style.TRACK, 1.2, "zero", zorder=1)
    sheet.line([scale(row["low"]), scale(row["high"])], [y, y], style.MUTED, 1.0, "range")
    sheet.marks([scale(median) for median in row["timings"].values()], y, TIMED, "timing")
    sheet.marks([scale(row["median"])], y, MEDIAN, "median")
    sheet.y = bottom + 0.03


def _facet_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Outcomes"): [word(language, row["family"]) for row in values],
            language.text("With"): [language.indicator(row["focal"]) for row in values],
            language.text("Outcome"): [variable(language, row["outcome"]) for row in values],
            language.text("Specifications"): [row["specifications"] for row in values],
            language.text("Median"): [row["median"] for row in values],
            language.text("Smallest"): [row["low"] for row in values],
            language.text("Largest"): [row["high"] for row in values],
        }
    )


def _facet_caption(values: Sequence[Row], language: Language) -> str:
    told = [
        language.text(
            "from {low} to {high} for {family}",
            family=word(language, family),
            low=language.decimal(min(row["median"] for row in rows)),
            high=language.decimal(max(row["median"] for row in rows)),
        )
        for family, rows in grouped(values, "family").items()
    ]
    return language.text(
        "Partial correlations at equal income, each outcome with each focal indicator on its own: the medians lie "
        "{told}. Diamonds: medians of {specifications} specifications each; strokes: medians of single timings. Lines "
        "run from the smallest to the largest specification and are no confidence intervals.",
        told=language.listing(told),
        specifications=counts(language, (row["specifications"] for row in values)),
    )


def _facet_alt(values: Sequence[Row], language: Language) -> str:
    high, low = (pick(values, key=lambda row: row["median"]) for pick in (max, min))
    return language.text(
        "Dot plot of {rows} rows, one an outcome, in blocks by focal indicator; outcomes about health stand apart. "
        "Each row has a grey line, strokes for timings and a filled diamond, on one axis with a line at zero. The "
        "highest diamond is {high} (“{high_outcome}” with “{high_focal}”), the lowest {low} (“{low_outcome}” with "
        "“{low_focal}”).",
        rows=language.integer(len(values)),
        high=language.decimal(high["median"]),
        high_outcome=variable(language, high["outcome"]),
        high_focal=language.indicator(high["focal"]),
        low=language.decimal(low["median"]),
        low_outcome=variable(language, low["outcome"]),
        low_focal=language.indicator(low["focal"]),
    )


def decisions(values: Sequence[Row], language: Language) -> Drawing:
    """Draw the share of each curve's variance that goes with each decision, a panel a curve.

    Parameters
    ----------
    values : sequence of rows
        `construct`, `node`, `options` (how many) and `share` (a fraction of 1), the largest first within a construct.
    language : Language
    """
    sheet = Sheet()
    scale = Scale(0, max(row["share"] for row in values), sheet.left + 1.6, sheet.right - 0.55)
    for construct, rows in grouped(values, "construct").items():
        sheet.heading(language.text(TITLES[construct]))
        for row in rows:
            y = sheet.band(0.3)
            sheet.write(sheet.left, y, word(language, row["node"]), ha="left")
            sheet.line([scale(0), scale(row["share"])], [y, y], style.BLUE, 11, "bar")
            sheet.write(scale(row["share"]) + 0.06, y, language.percent(row["share"]), size=style.SMALL, ha="left")
    return Drawing(
        sheet.finish(),
        _decision_data(values, language),
        _decision_caption(values, language),
        _decision_alt(values, language),
    )


def _decision_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("With"): [word(language, row["construct"]) for row in values],
            language.text("Decision"): [word(language, row["node"]) for row in values],
            language.text("Options"): [row["options"] for row in values],
            language.text("Share of the variance"): [row["share"] for row in values],
        }
    )


def _decision_caption(values: Sequence[Row], language: Language) -> str:
    told = [
        language.text(
            "the {node} with {construct} ({share})",
            construct=word(language, construct),
            node=word(language, rows[0]["node"]),
            share=language.percent(rows[0]["share"]),
        )
        for construct, rows in grouped(values, "construct").items()
    ]
    return language.text(
        "The decision that by itself goes with most of the variance between specifications is {told}. What is left "
        "belongs to combinations of decisions; where the grid has gaps, shares overlap. They describe this set of "
        "decisions and are no estimates, so they have no intervals.",
        told=language.listing(told),
    )


def _decision_alt(values: Sequence[Row], language: Language) -> str:
    told = [
        language.text(
            "{construct}: {bars}",
            construct=word(language, construct),
            bars=language.listing([f"{word(language, row['node'])} {language.percent(row['share'])}" for row in rows]),
        )
        for construct, rows in grouped(values, "construct").items()
    ]
    return language.text(
        "Horizontal bars in {panels} panels, one a construct, a bar for each decision, from the longest to the "
        "shortest, with its share of the variance at the end of the bar. {told}.",
        panels=language.integer(len(grouped(values, "construct"))),
        told="; ".join(told),
    )
