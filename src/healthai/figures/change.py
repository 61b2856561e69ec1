"""Change over the waves: the fits of each series, and of one series under other choices."""

from collections.abc import Mapping, Sequence
from math import ceil, floor
from typing import Any

import pandas as pd

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import on_track, zero
from healthai.figures.sheet import Scale, Sheet
from healthai.figures.words import Row, counts, frame, sample
from healthai.language import Language
from healthai.words import word

Values = Mapping[str, Any]


def fitted(values: Values, language: Language) -> Drawing:
    """Draw each regressor's standardised two-way coefficient, as it stands and at equal income, with what is left.

    Parameters
    ----------
    values : mapping
        `level` (of the intervals) and `rows`: `outcome`, `regressor`, `years`, `n`, `share`, `estimable`, `holm`,
        `standardised` and `income`, each with `_low` and `_high` (`income` may be None).
    language : Language
    """
    rows = values["rows"]
    sheet, scale = Sheet(), _axis_of(rows, ("standardised", "income"))
    sheet.paragraph(_in_deviations(language), colour=style.MUTED)
    kinds = ((style.MARGINAL, language.text("as it stands")), (style.PARTIAL, language.text("at equal income")))
    for mark, words in kinds:
        sheet.key(mark, words)
    _numbers(sheet, scale, language)
    for row in rows:
        sheet.label(language.indicator(row["regressor"]), sample(language, row["n"]), color=style.MUTED)
        y = sheet.band(0.4)
        zero(sheet, scale, y - 0.2, y + 0.2)
        on_track(sheet, scale, y - 0.085, row, "standardised", style.MARGINAL)
        if row["income"] is not None:
            on_track(sheet, scale, y + 0.085, row, "income", style.PARTIAL)
        sheet.paragraph(_verdict(row, language), size=style.SMALL, colour=style.MUTED)
        sheet.y += 0.12
    return Drawing(
        sheet.finish(), _fits_data(rows, language), _fits_caption(values, language), _fits_alt(rows, language)
    )


def _in_deviations(language: Language) -> str:
    return language.text(
        "Difference of the outcome, per difference of the other, in standard deviations of what country and year "
        "effects leave of either"
    )


def _axis_of(rows: Sequence[Row], names: Sequence[str]) -> Scale:
    ends = [row[f"{name}{end}"] for row in rows for name in names for end in ("_low", "_high") if row[name] is not None]
    reach = max(0.5, ceil(2 * max(map(abs, ends))) / 2)
    return Scale(-reach, reach, Sheet.left + 0.25, Sheet.right - 0.25)


def _numbers(sheet: Sheet, scale: Scale, language: Language) -> None:
    halves = range(floor(2 * scale.low), ceil(2 * scale.high) + 1, max(1, round(scale.high / 2)))
    sheet.axis(scale, {half / 2: language.decimal(half / 2, 1) for half in halves})
    sheet.y += 0.04


def _verdict(row: Row, language: Language) -> str:
    verdict = language.text("estimable") if row["estimable"] else language.text("not estimable")
    return language.text(
        "{years}: {share} of its variance left; {verdict}",
        years=row["years"],
        share=language.percent(row["share"]),
        verdict=verdict,
    )


def _fits_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "years": language.text("Waves"),
        "n": language.text("n"),
        "share": language.text("Share of variance left"),
        "standardised": language.text("Standardised coefficient"),
        "standardised_low": language.text("Lower end"),
        "standardised_high": language.text("Upper end"),
        "income": language.text("At equal income"),
        "income_low": language.text("At equal income, lower end"),
        "income_high": language.text("At equal income, upper end"),
        "holm": language.text("Adjusted p (Holm)"),
    }
    names = {
        language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
        language.text("With"): [language.indicator(row["regressor"]) for row in rows],
    }
    return frame(names, rows, headings)


def _fits_caption(values: Values, language: Language) -> str:
    rows = values["rows"]
    finding = language.text(
        "Country and year effects leave {low} to {high} of the variance of the {k} series compared with “{outcome}”; "
        "the smallest p after adjustment for all of them (Holm, wild cluster bootstrap) is {p}.",
        low=language.percent(min(row["share"] for row in rows)),
        high=language.percent(max(row["share"] for row in rows)),
        k=language.integer(len(rows)),
        outcome=language.indicator(rows[0]["outcome"]),
        p=language.p_value(min(row["holm"] for row in rows)),
    )
    reading = language.text(
        "Circles: as it stands; diamonds: log GDP per head beside it, on the waves that have it. Lines are {level} "
        "intervals (CR3, n = {n} countries), each for one series alone.",
        level=language.percent(values["level"]),
        n=counts(language, (row["n"] for row in rows)),
    )
    return f"{finding} {reading}"


def _fits_alt(rows: Sequence[Row], language: Language) -> str:
    high, low = (pick(rows, key=lambda row: row["standardised"]) for pick in (max, min))
    return language.text(
        "Forest plot with a line at zero, {rows} rows, one a series compared with “{outcome}”. Each row has an open "
        "circle and below it a filled diamond, both with intervals, and beneath them in words the waves and the share "
        "of variance left. The circles run from {low} (“{lowest}”) to {high} (“{highest}”).",
        rows=language.integer(len(rows)),
        outcome=language.indicator(rows[0]["outcome"]),
        low=language.decimal(low["standardised"]),
        lowest=language.indicator(low["regressor"]),
        high=language.decimal(high["standardised"]),
        highest=language.indicator(high["regressor"]),
    )


def choices(values: Values, language: Language) -> Drawing:
    """Draw one regressor's standardised coefficient under other choices of model, scale, years and countries.

    Parameters
    ----------
    values : mapping
        `level` (of the intervals) and `rows`: `variant`, `country` (left out, or None), `outcome`, `regressor`,
        `years`, `n`, `standardised` with `_low` and `_high`.
    language : Language
    """
    rows = values["rows"]
    sheet, scale = Sheet(), _axis_of(rows, ("standardised",))
    sheet.paragraph(_in_deviations(language), colour=style.MUTED)
    _numbers(sheet, scale, language)
    for row in rows:
        sheet.label(_variant(row, language), sample(language, row["n"]), color=style.MUTED)
        y = sheet.band(0.26)
        zero(sheet, scale, y - 0.13, y + 0.13)
        on_track(sheet, scale, y, row, "standardised", style.PARTIAL if row is rows[0] else style.MARGINAL)
        sheet.y += 0.06
    return Drawing(
        sheet.finish(), _choices_data(rows, language), _choices_caption(values, language), _choices_alt(rows, language)
    )


def _variant(row: Row, language: Language) -> str:
    words = word(language, row["variant"])
    if row["country"] is None:
        return words
    return language.text("{words}: {country}", words=words, country=language.country(row["country"]))


def _choices_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Choice"): [_variant(row, language) for row in rows],
            language.text("Waves"): [row["years"] for row in rows],
            language.text("n"): [row["n"] for row in rows],
            language.text("Standardised coefficient"): [row["standardised"] for row in rows],
            language.text("Lower end"): [row["standardised_low"] for row in rows],
            language.text("Upper end"): [row["standardised_high"] for row in rows],
        }
    )


def _choices_caption(values: Values, language: Language) -> str:
    rows = values["rows"]
    held = sum(row["standardised_low"] <= 0 <= row["standardised_high"] for row in rows)
    return language.text(
        "“{outcome}” with “{regressor}” under {k} choices: the coefficient lies between {low} and {high}, and {held} "
        "of the {level} intervals hold zero. The filled diamond is the choice of the main table; intervals are CR3, by "
        "country; n = {n} countries.",
        outcome=language.indicator(rows[0]["outcome"]),
        regressor=language.indicator(rows[0]["regressor"]),
        k=language.integer(len(rows)),
        low=language.decimal(min(row["standardised"] for row in rows)),
        high=language.decimal(max(row["standardised"] for row in rows)),
        held=language.integer(held),
        level=language.percent(values["level"]),
        n=counts(language, (row["n"] for row in rows)),
    )


def _choices_alt(rows: Sequence[Row], language: Language) -> str:
    high, low = (pick(rows, key=lambda row: row["standardised"]) for pick in (max, min))
    return language.text(
        "Forest plot of {rows} rows with a line at zero: one coefficient with its interval for each choice. At the top "
        "a filled diamond for the main choice at {main}; below open circles for the others. Furthest left is "
        "“{lowest}” ({low}), furthest right “{highest}” ({high}).",
        rows=language.integer(len(rows)),
        main=language.decimal(rows[0]["standardised"]),
        lowest=_variant(low, language),
        low=language.decimal(low["standardised"]),
        highest=_variant(high, language),
        high=language.decimal(high["standardised"]),
    )
