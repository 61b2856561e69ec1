"""The declared models: estimates on two scales, the points behind them, and one model without each country."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import around, halves, on_track, zero
from healthai.figures.points import codes, numbers
from healthai.figures.sheet import Scale, Sheet, text_width
from healthai.figures.words import Row, counts, frame, given, grouped, sample
from healthai.language import Language
from healthai.words import word

RANKS = style.PARTIAL
LINEAR = style.MARGINAL


def models(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw each model's estimate by ranks above that of least squares, with intervals, one panel an outcome.

    Parameters
    ----------
    values : mapping
        `level`, `controls` (beside log GDP) and `rows`: `outcome`, `focal`, `n`, `verdict`, `rank` and `linear`, both
        with `_low` and `_high`.
    language : Language
    """
    rows, sheet = values["rows"], Sheet()
    low, high = around(rows, "rank", "linear")
    scale = Scale(low, high, sheet.left + 0.2, sheet.right - 0.2)
    kinds = ((RANKS, language.text("ranks (primary)")), (LINEAR, language.text("least squares")))
    for mark, words in kinds:
        sheet.key(mark, words)
    for outcome, group in grouped(rows, "outcome").items():
        sheet.heading(language.indicator(outcome))
        sheet.axis(scale, halves(low, high, language))
        sheet.y += 0.04
        for row in group:
            _model(sheet, scale, row, language)
    return Drawing(
        sheet.finish(), _models_data(rows, language), _models_caption(values, language), _models_alt(values, language)
    )


def _model(sheet: Sheet, scale: Scale, row: Row, language: Language) -> None:
    sheet.label(language.indicator(row["focal"]), sample(language, row["n"]), color=style.MUTED)
    sheet.paragraph(word(language, row["verdict"]), size=style.SMALL, colour=style.MUTED)
    y = sheet.band(0.4)
    zero(sheet, scale, y - 0.2, y + 0.2)
    for name, mark, shift in (("rank", RANKS, -0.085), ("linear", LINEAR, 0.085)):
        on_track(sheet, scale, y + shift, row, name, mark)
    sheet.y += 0.07


def _models_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "n": language.text("n"),
        "rank": language.text("Ranks: partial correlation"),
        "rank_low": language.text("Ranks, lower end"),
        "rank_high": language.text("Ranks, upper end"),
        "linear": language.text("Least squares, in standard deviations"),
        "linear_low": language.text("Least squares, lower end"),
        "linear_high": language.text("Least squares, upper end"),
    }
    names = {
        language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
        language.text("With"): [language.indicator(row["focal"]) for row in rows],
        language.text("Ranks and least squares"): [word(language, row["verdict"]) for row in rows],
    }
    return frame(names, rows, headings)


def _models_caption(values: Mapping[str, Any], language: Language) -> str:
    rows, level = values["rows"], language.percent(values["level"])
    both = [row for row in rows if row["verdict"] == "agree_away"]
    finding = language.text(
        "Of {models} models, {both} have both intervals away from zero, and in {scale} ranks and least squares do not "
        "agree on that; after adjustment for all (Holm) the smallest p is {p}.",
        models=language.integer(len(rows)),
        both=language.integer(len(both)),
        scale=language.integer(sum(row["verdict"] == "depends_on_scale" for row in rows)),
        p=language.p_value(min(row["holm"] for row in rows)),
    )
    reading = language.text(
        "Partial correlations given {given}. Lines are {level} intervals (Bonett and Wright for ranks, HC3 for least "
        "squares, whose interval may pass 1); n = {n} countries.",
        given=given(language, values["controls"]),
        level=level,
        n=counts(language, (row["n"] for row in rows)),
    )
    return f"{finding} {reading}"


def _models_alt(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    widest = max(rows, key=lambda row: abs(row["linear"] - row["rank"]))
    return language.text(
        "Forest plot in {panels} stacked panels, one an outcome ({outcomes}), with a line at zero. Each row has a "
        "filled diamond (ranks) above an open circle (least squares), each with its interval, and says whether the two "
        "agree. The diamonds run from {low} to {high}. The two marks lie furthest apart for “{outcome}” with "
        "“{focal}”, {rank} and {linear}.",
        panels=language.integer(len(grouped(rows, "outcome"))),
        outcomes=language.listing([language.indicator(name) for name in grouped(rows, "outcome")]),
        low=language.decimal(min(row["rank"] for row in rows)),
        high=language.decimal(max(row["rank"] for row in rows)),
        outcome=language.indicator(widest["outcome"]),
        focal=language.indicator(widest["focal"]),
        rank=language.decimal(widest["rank"]),
        linear=language.decimal(widest["linear"]),
    )


AREA = (4.75, 2.9)  # inches of the area of a panel of points


def added(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw what the controls leave of outcome and focal indicator, each country's code at its values.

    Parameters
    ----------
    values : mapping
        `level`, `controls`, `rows` (`outcome`, `focal`, `iso2`, `x`, `y`, in units of the indicators, 0 being what the
        controls predict) and `panels` (the estimates of each model, as `models` takes them).
    language : Language
    """
    sheet, panels = Sheet(), _panels(values)
    for (outcome, focal), (row, points) in panels.items():
        sheet.heading(language.text("Upwards: {indicator}", indicator=language.indicator(outcome)))
        axes = sheet.inset(sheet.right - AREA[0], *AREA)
        numbers(axes.xaxis, [point["x"] for point in points], language)
        numbers(axes.yaxis, [point["y"] for point in points], language)
        _fit(axes, points)
        codes(axes, points, AREA)
        sheet.y += AREA[1] + 0.3
        sheet.paragraph(language.text("Rightwards: {indicator}", indicator=language.indicator(focal)))
        words = language.text(
            "n = {n}; ranks {rank}, least squares {linear}",
            n=language.integer(row["n"]),
            rank=language.decimal(row["rank"]),
            linear=language.decimal(row["linear"]),
        )
        sheet.paragraph(words, size=style.SMALL, colour=style.MUTED)
    figure = sheet.finish()
    return Drawing(
        figure, _added_data(values, language), _added_caption(values, language), _added_alt(values, language)
    )


def _panels(values: Mapping[str, Any]) -> dict[tuple[str, str], tuple[Row, list[Row]]]:
    """Return, for each model that has points, its estimates and its points."""
    found = {}
    for row in values["panels"]:
        model = row["outcome"], row["focal"]
        points = [point for point in values["rows"] if (point["outcome"], point["focal"]) == model]
        if points:
            found[model] = row, points
    return found


def _fit(axes: Axes, points: Sequence[Row]) -> None:
    """Draw the lines at 0 and the line of least squares, which goes through 0."""
    slope = sum(p["x"] * p["y"] for p in points) / sum(p["x"] ** 2 for p in points)
    axes.axhline(0, color=style.TRACK, linewidth=0.8, zorder=0)
    axes.axvline(0, color=style.TRACK, linewidth=0.8, zorder=0)
    x = [min(p["x"] for p in points), max(p["x"] for p in points)]
    axes.plot(x, [slope * each for each in x], color=style.VERMILLION, linewidth=1.4, label="fit", zorder=1)


def _added_data(values: Mapping[str, Any], language: Language) -> pd.DataFrame:
    rows = values["rows"]
    return pd.DataFrame(
        {
            language.text("Country"): [language.country(row["iso2"]) for row in rows],
            language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
            language.text("Outcome beyond what income predicts"): [row["y"] for row in rows],
            language.text("With"): [language.indicator(row["focal"]) for row in rows],
            language.text("The other beyond what income predicts"): [row["x"] for row in rows],
        }
    )


def _added_caption(values: Mapping[str, Any], language: Language) -> str:
    shown = [row for row, _ in _panels(values).values()]
    found = [
        language.text(
            "“{focal}”: {slope} per standard deviation ({low} to {high})",
            focal=language.indicator(row["focal"]),
            slope=language.decimal(row["slope"], 1),
            low=language.decimal(row["slope_low"], 1),
            high=language.decimal(row["slope_high"], 1),
        )
        for row in shown
    ]
    return language.text(
        "What {given} leaves unexplained of “{outcome}” and of each other indicator, in their own units. Slopes of "
        "least squares, in units of the outcome with {level} HC3 intervals: {found}. The line is least squares; the "
        "rank correlation, which is primary, weighs distant countries less. n = {n} countries.",
        given=given(language, values["controls"]),
        outcome=language.indicator(shown[0]["outcome"]),
        level=language.percent(values["level"]),
        found="; ".join(found),
        n=counts(language, (row["n"] for row in shown)),
    )


def _added_alt(values: Mapping[str, Any], language: Language) -> str:
    panels = _panels(values)
    return language.text(
        "Scatter panels of country codes, {panels} in all, with grey lines at zero both ways and the line of least "
        "squares through their crossing. Upwards is what income leaves of the outcome, rightwards what it leaves of "
        "the other indicator. {corners}",
        panels=language.integer(len(panels)),
        corners=" ".join(_corner(focal, points, language) for (_, focal), (_, points) in panels.items()),
    )


def _corner(focal: str, points: Sequence[Row], language: Language) -> str:
    high, right, left = (
        max(points, key=key)["iso2"] for key in (lambda p: p["y"], lambda p: p["x"], lambda p: -p["x"])
    )
    return language.text(
        "{focal}: {high} lies highest, {right} furthest right and {left} furthest left.",
        focal=language.indicator(focal),
        high=language.country(high),
        right=language.country(right),
        left=language.country(left),
    )


def one_out(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw one model's partial rank correlation without each country in turn, the lowest first.

    Parameters
    ----------
    values : mapping
        `level`, `controls`, `outcome`, `focal`, `all` (one row: the estimate on all countries) and `rows`: `iso2` (who
        is left out), `n`, `rank` with `_low` and `_high`.
    language : Language
    """
    rows, (everyone,) = values["rows"], values["all"]
    sheet = Sheet()
    names = 0.1 + max(text_width(language.country(row["iso2"]), style.SMALL) for row in rows)
    number = 0.1 + text_width(language.decimal(-0.55), style.SMALL)
    low, high = around([everyone, *rows], "rank")
    scale = Scale(low, high, sheet.left + names + 0.05, sheet.right - number)
    sheet.paragraph(language.indicator(values["outcome"]), weight="bold")
    sheet.paragraph(language.text("with {indicator}", indicator=language.indicator(values["focal"])))
    sheet.paragraph(language.text("without:"), size=style.SMALL, colour=style.MUTED)
    sheet.axis(scale, halves(low, high, language))
    top = sheet.y
    for row in rows:
        y = sheet.band(0.2)
        sheet.write(sheet.left, y, language.country(row["iso2"]), size=style.SMALL, ha="left")
        on_track(sheet, scale, y, row, "rank", style.PARTIAL)
        sheet.write(sheet.right, y, language.decimal(row["rank"]), size=style.SMALL, ha="right")
    zero(sheet, scale, top, sheet.y)
    look = {"linestyle": "--", "zorder": 1}
    sheet.line([scale(everyone["rank"])] * 2, [top, sheet.y], style.VERMILLION, 1.2, "all", **look)
    return Drawing(
        sheet.finish(),
        _one_out_data(rows, language),
        _one_out_caption(values, language),
        _one_out_alt(values, language),
    )


def _one_out_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "n": language.text("n"),
        "rank": language.text("Partial rank correlation"),
        "rank_low": language.text("lower end"),
        "rank_high": language.text("upper end"),
    }
    names = {language.text("Left out"): [language.country(row["iso2"]) for row in rows]}
    return frame(names, rows, headings)


def _one_out_caption(values: Mapping[str, Any], language: Language) -> str:
    rows, (everyone,) = values["rows"], values["all"]
    low, high = rows[0], rows[-1]
    return language.text(
        "Without any one country the partial rank correlation stays between {low} (without {low_country}) and {high} "
        "(without {high_country}); on all {n} countries it is {all}. Lines are {level} intervals given {given}, n = "
        "{less} each; {reaching} of them reach zero. “{outcome}” with “{focal}”.",
        low=language.decimal(low["rank"]),
        low_country=language.country(low["iso2"]),
        high=language.decimal(high["rank"]),
        high_country=language.country(high["iso2"]),
        n=language.integer(everyone["n"]),
        all=language.decimal(everyone["rank"]),
        level=language.percent(values["level"]),
        given=given(language, values["controls"]),
        less=counts(language, (row["n"] for row in rows)),
        reaching=language.integer(sum(row["rank_low"] <= 0 <= row["rank_high"] for row in rows)),
        outcome=language.indicator(values["outcome"]),
        focal=language.indicator(values["focal"]),
    )


def _one_out_alt(values: Mapping[str, Any], language: Language) -> str:
    rows, (everyone,) = values["rows"], values["all"]
    return language.text(
        "Forest plot with one row for each country left out, {rows} rows, ordered by the estimate. Each row has a "
        "filled diamond with its interval and the estimate as a number at the right. A grey line marks zero and a "
        "dashed line the estimate on all countries, {all}. The first row is {first} ({low}), the last {last} ({high}).",
        rows=language.integer(len(rows)),
        all=language.decimal(everyone["rank"]),
        first=language.country(rows[0]["iso2"]),
        low=language.decimal(rows[0]["rank"]),
        last=language.country(rows[-1]["iso2"]),
        high=language.decimal(rows[-1]["rank"]),
    )
