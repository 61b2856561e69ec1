"""What moves when composites are built in other ways: ranks, correlations, and the choice behind it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any

import pandas as pd

from healthai.figures import style
from healthai.figures.composites import BLOCKS
from healthai.figures.drawing import Drawing
from healthai.figures.forest import estimate, named, quarters
from healthai.figures.sheet import Scale, Sheet, pitch, text_width
from healthai.figures.words import Row, counts, frame, grouped, theme
from healthai.language import Language
from healthai.words import word

REFERENCE = style.Mark("D", style.BLUE, True, 6.0)
WAY = style.Mark("o", style.VERMILLION, False, 5.0)
DOT = 0.085  # inches from one dot to the next
FIRST = style.Mark("o", style.VERMILLION, False, 7.0)
TOTAL = style.Mark("D", style.BLUE, True, 6.5)


def rank_ranges(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw each country's rank in the reference inside the range of its ranks over many ways to build a composite.

    Parameters
    ----------
    values : mapping
        `ways` (how many), `share` (of the ways inside a range) and `rows`: `pillar`, `iso2`, `reference`, `low`,
        `high`, `mean_shift`, in the order in which the countries are to appear.
    language : Language
    """
    rows = values["rows"]
    sheet = Sheet()
    left = sheet.left + 0.3 + max(text_width(language.country(row["iso2"])) for row in rows)
    right = sheet.right - 0.2 - max(text_width(_range(row, language), style.SMALL) for row in rows)
    scale = Scale(1, len(rows), left, right)
    ticks = sorted({1, *range(5, len(rows) - 1, 5), len(rows)})
    _ranges_key(sheet, rows[0]["pillar"], language)
    axis = {tick: language.integer(tick) for tick in ticks}
    sheet.axis(scale, axis)
    for row in rows:
        y = sheet.band(0.265)
        sheet.write(sheet.left, y, language.country(row["iso2"]), ha="left")
        sheet.ruler(scale, ticks, y)
        sheet.line([scale(row["low"]), scale(row["high"])], [y, y], style.PALE_BLUE, 6.5, "range")
        sheet.marks([scale(row["reference"])], y, REFERENCE, "reference")
        sheet.write(sheet.right, y, _range(row, language), size=style.SMALL, ha="right", color=style.MUTED)
    sheet.axis(scale, axis)
    figure = sheet.finish()
    return Drawing(figure, _ranges_data(rows, language), _ranges_caption(values, language), _ranges_alt(rows, language))


def _ranges_key(sheet: Sheet, pillar: str, language: Language) -> None:
    heading = language.text("{pillar}: rank, 1 is the highest score", pillar=theme(language, pillar))
    sheet.paragraph(heading, weight="bold")
    sheet.y += 0.04
    sheet.marks([sheet.left + 0.15], sheet.y + pitch(style.BODY) / 2, REFERENCE, "key")
    sheet.paragraph(language.text("rank in the reference"), left=sheet.left + 0.4)
    y = sheet.y + pitch(style.BODY) / 2
    sheet.line([sheet.left, sheet.left + 0.3], [y, y], style.PALE_BLUE, 6.5, "key")
    sheet.paragraph(language.text("range over ways to build"), left=sheet.left + 0.4)
    sheet.y += 0.06


def _range(row: Row, language: Language) -> str:
    ends = [language.integer(row[end]) for end in ("low", "high")]
    return ends[0] if row["low"] == row["high"] else language.span(*ends)


def _ranges_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Country"): [language.country(row["iso2"]) for row in rows],
            language.text("Rank in the reference"): [row["reference"] for row in rows],
            language.text("Range of ranks, low end"): [row["low"] for row in rows],
            language.text("Range of ranks, high end"): [row["high"] for row in rows],
        }
    )


def _widest(rows: Sequence[Row]) -> Row:
    return max(rows, key=lambda row: row["high"] - row["low"])


def _ranges_caption(values: Mapping[str, Any], language: Language) -> str:
    rows, widest = values["rows"], _widest(values["rows"])
    return language.text(
        "Over {ways} ways to build the composite a rank lies {shift} places from the reference on average, and "
        "{country} ranges from {low} to {high}. Bars hold {share} of the ways, from these options only: they are no "
        "confidence intervals and say nothing of errors in the indicators; n = {n} countries.",
        ways=language.integer(values["ways"]),
        shift=language.decimal(rows[0]["mean_shift"], 1),
        country=language.country(widest["iso2"]),
        low=language.integer(widest["low"]),
        high=language.integer(widest["high"]),
        share=language.percent(values["share"]),
        n=language.integer(len(rows)),
    )


def _ranges_alt(rows: Sequence[Row], language: Language) -> str:
    fixed = [language.country(row["iso2"]) for row in rows if row["low"] == row["high"]]
    return language.text(
        "One row for each of {n} countries, ordered by rank in the reference from {first} down to {last}, on an axis "
        "of ranks from 1 to {n}. A filled diamond marks the rank in the reference; a pale bar around it spans the "
        "ranks over other ways to build, with its two ends written at the right. The widest bar is that of {widest}. "
        "Without any width: {fixed}.",
        n=language.integer(len(rows)),
        first=language.country(rows[0]["iso2"]),
        last=language.country(rows[-1]["iso2"]),
        widest=language.country(_widest(rows)["iso2"]),
        fixed=language.listing(fixed),
    )


def spreads(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw how a correlation varies over ways to build composites, above the sampling interval of the reference.

    Parameters
    ----------
    values : mapping
        `ways`, `share` (of the ways between `low` and `high`), `level` (of the intervals) and `rows`: `focal`, `given`
        ("nothing" or "income"), `n`, `estimate`, `interval_low`, `interval_high`, `low`, `high`, and `points`, evenly
        spaced quantiles that each stand for the same number of ways.
    language : Language
    """
    rows = values["rows"]
    sheet = Sheet()
    low, _ = quarters(lowest for row in rows for lowest in (row["interval_low"], *row["points"]))
    scale = Scale(low, 1, sheet.left + 0.2, sheet.right - 0.2)
    ticks = [t / 4 for t in range(round(scale.low * 4), 5)]
    axis = {tick: language.decimal(tick) for tick in ticks}
    _spreads_key(sheet, values, language)
    for focal, group in grouped(rows, "focal").items():
        sheet.heading(language.text("Adoption with {pillar}", pillar=word(language, focal)))
        for row in group:
            sheet.label(word(language, row["given"]))
            _dots(sheet, scale, row["points"])
            y = sheet.band(0.3)
            sheet.ruler(scale, ticks, y)
            sheet.line([scale(row["interval_low"]), scale(row["interval_high"])], [y, y], style.BLUE, 2.0, "interval")
            sheet.marks([scale(row["estimate"])], y, REFERENCE, "estimate")
            sheet.y += 0.06
        sheet.axis(scale, axis)
    return Drawing(
        sheet.finish(), _spreads_data(rows, language), _spreads_caption(values, language), _spreads_alt(rows, language)
    )


def _spreads_key(sheet: Sheet, values: Mapping[str, Any], language: Language) -> None:
    sheet.marks([sheet.left + 0.15], sheet.y + pitch(style.BODY) / 2, WAY, "key")
    points = len(values["rows"][0]["points"])
    sheet.paragraph(
        language.text("one in {points} of the ways to build", points=language.integer(points)), left=sheet.left + 0.4
    )
    y = sheet.y + pitch(style.BODY) / 2
    sheet.line([sheet.left, sheet.left + 0.3], [y, y], style.BLUE, 2.0, "key")
    sheet.marks([sheet.left + 0.15], y, REFERENCE, "key")
    words = language.text("reference, with its {level} sampling interval", level=language.percent(values["level"]))
    sheet.paragraph(words, left=sheet.left + 0.4)


def _dots(sheet: Sheet, scale: Scale, points: Sequence[float]) -> None:
    """Stack the dots that fall into one bin, as wide as a dot, upwards; the sheet moves below the lowest."""
    bins = Counter(round(scale(point) / DOT) for point in points)
    sheet.y += DOT * max(bins.values())
    for at, height in sorted(bins.items()):
        for i in range(height):
            sheet.marks([at * DOT], sheet.y - DOT * (i + 0.5), WAY, "way")


def _spreads_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "n": language.text("n"),
        "estimate": language.text("Reference"),
        "interval_low": language.text("Sampling interval, low end"),
        "interval_high": language.text("Sampling interval, high end"),
        "low": language.text("Range of ways, low end"),
        "median": language.text("Median of the ways"),
        "high": language.text("Range of ways, high end"),
    }
    names = {
        language.text("With"): [word(language, row["focal"]) for row in rows],
        language.text("How"): [word(language, row["given"]) for row in rows],
    }
    return frame(names, rows, headings)


def _spreads_caption(values: Mapping[str, Any], language: Language) -> str:
    said = [
        language.text(
            "of {low} to {high} with {pillar} (reference {estimate}, sampling interval {ends})",
            pillar=word(language, row["focal"]),
            low=language.decimal(row["low"]),
            high=language.decimal(row["high"]),
            estimate=language.decimal(row["estimate"]),
            ends=language.span(language.decimal(row["interval_low"]), language.decimal(row["interval_high"])),
        )
        for row in values["rows"]
        if row["given"] == "income"
    ]
    return language.text(
        "At equal income, {share} of {ways} ways to build the composites give adoption a rank correlation {said}. Dots "
        "show what other choices would have given from the same data and are no sampling error; the {level} intervals "
        "are of the reference alone. n = {n} countries.",
        share=language.percent(values["share"]),
        ways=language.integer(values["ways"]),
        said=language.listing(said),
        level=language.percent(values["level"]),
        n=counts(language, (row["n"] for row in values["rows"])),
    )


def _spreads_alt(rows: Sequence[Row], language: Language) -> str:
    wide = max(rows, key=lambda row: row["high"] - row["low"])
    narrow = min(rows, key=lambda row: row["high"] - row["low"])
    return language.text(
        "Stacks of open dots on axes up to 1, {rows} rows in all: adoption with each of {focal}, as it stands and at "
        "equal income. Under each heap of dots a filled diamond marks the reference, with a line for its sampling "
        "interval, which is the wider of the two in {wider} of {rows} rows. The heap is widest with {wide} "
        "({wide_how}) and narrowest with {narrow} ({narrow_how}).",
        rows=language.integer(len(rows)),
        focal=language.listing([word(language, focal) for focal in grouped(rows, "focal")]),
        wider=language.integer(
            sum(row["interval_high"] - row["interval_low"] > row["high"] - row["low"] for row in rows)
        ),
        wide=word(language, wide["focal"]),
        wide_how=word(language, wide["given"]),
        narrow=word(language, narrow["focal"]),
        narrow_how=word(language, narrow["given"]),
    )


def shares(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw the share of each choice in what moves a result: on its own, and with all its interactions.

    Parameters
    ----------
    values : mapping
        `shown` (the pillar whose ranks are meant), `level` (of the intervals) and `rows`: `outcome`, `factor`, `first`
        and `total`, each with `_low` and `_high`.
    language : Language
    """
    rows = values["rows"]
    sheet = Sheet()
    low = min(0, *(row["first_low"] for row in rows))
    high = max(1, *(row["total_high"] for row in rows))
    scale = Scale(floor(low * 20) / 20, ceil(high * 20) / 20, sheet.left + 0.2, sheet.right - 0.2)
    axis = {q / 4: language.decimal(q / 4) for q in range(5)}
    for mark, words in ((FIRST, language.text("on its own")), (TOTAL, language.text("with all interactions"))):
        sheet.key(mark, words)
    for outcome, group in grouped(rows, "outcome").items():
        sheet.heading(_result(outcome, values["shown"], language))
        for row in sorted(group, key=lambda row: -row["total"]):
            sheet.label(word(language, row["factor"]))
            y = sheet.band(0.3)
            sheet.ruler(scale, list(axis), y)
            estimate(sheet, scale, y - 0.06, named(row, "first"), FIRST, "first")
            estimate(sheet, scale, y + 0.06, named(row, "total"), TOTAL, "total")
            sheet.y += 0.03
        sheet.axis(scale, axis)
    figure = sheet.finish()
    return Drawing(
        figure, _shares_data(values, language), _shares_caption(values, language), _shares_alt(values, language)
    )


def _result(outcome: str, shown: str, language: Language) -> str:
    if outcome == "rank_shift":
        return language.text("Ranks of countries: {pillar}", pillar=word(language, shown))
    pair = BLOCKS["adoption", outcome.removeprefix("with_")]
    return language.text("{pair}, at equal income", pair=language.text(pair))


def _shares_data(values: Mapping[str, Any], language: Language) -> pd.DataFrame:
    rows = values["rows"]
    headings = {
        "first": language.text("On its own"),
        "first_low": language.text("On its own, low end"),
        "first_high": language.text("On its own, high end"),
        "total": language.text("With all interactions"),
        "total_low": language.text("With all interactions, low end"),
        "total_high": language.text("With all interactions, high end"),
    }
    names = {
        language.text("Result"): [_result(row["outcome"], values["shown"], language) for row in rows],
        language.text("Choice"): [word(language, row["factor"]) for row in rows],
    }
    return frame(names, rows, headings)


def _largest(values: Mapping[str, Any], language: Language) -> list[str]:
    return [
        language.text(
            "{choice} ({total})",
            choice=word(language, row["factor"]),
            total=language.decimal(row["total"]),
        )
        for row in (max(group, key=lambda row: row["total"]) for group in grouped(values["rows"], "outcome").values())
    ]


def _shares_caption(values: Mapping[str, Any], language: Language) -> str:
    return language.text(
        "The choice with the largest share of the variance, interactions counted, in each of the {results} panels: "
        "{largest}. Sobol indices of this set of options, which another set would change; lines are {level} bootstrap "
        "intervals of the indices. Shares with interactions can add up to more than 1.",
        results=language.integer(len(grouped(values["rows"], "outcome"))),
        largest="; ".join(_largest(values, language)),
        level=language.percent(values["level"]),
    )


def _shares_alt(values: Mapping[str, Any], language: Language) -> str:
    panels = grouped(values["rows"], "outcome")
    return language.text(
        "{panels} stacked panels ({names}), each with one row a choice, ordered by total share, on an axis from 0 "
        "to 1. An open circle marks the share of a choice on its own, a filled diamond below it the share with all "
        "interactions, each with a short line for its interval. At the top of the panels: {largest}.",
        panels=language.integer(len(panels)),
        names=language.listing([_result(outcome, values["shown"], language) for outcome in panels]),
        largest="; ".join(_largest(values, language)),
    )
