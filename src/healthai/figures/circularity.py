"""How alike indices are, and how often two that share an ingredient go together by that alone."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from healthai.figures import style
from healthai.figures.cells import box, tint, triangle
from healthai.figures.comparability import series_named
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Sheet
from healthai.figures.words import Row, counts, frame
from healthai.language import Language


def likeness(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw the rank correlation of every two series in a cell.

    Parameters
    ----------
    values : mapping
        `level` and `rows`, one row a pair in the order of `itertools.combinations`: `a`, `b`, `n`, `rho`, `low`,
        `high`.
    language : Language
    """
    rows = values["rows"]
    names = series_named(rows)
    pairs = {(row["a"], row["b"]): row["rho"] for row in rows}
    sheet = Sheet()
    sheet.paragraph(language.text("Spearman’s rank correlation"), colour=style.MUTED)

    def cell(i: int, j: int, x: float, y: float, width: float) -> None:
        rho = pairs[names[j], names[i]]
        box(sheet, x - width / 2 + 0.015, y - 0.145, width - 0.03, 0.29, tint(rho), "cell")
        sheet.write(x, y, language.decimal(rho), size=style.SMALL)

    triangle(sheet, [language.indicator(name) for name in names], language.integer, cell)
    return Drawing(
        sheet.finish(),
        _likeness_data(rows, language),
        _likeness_caption(values, language),
        _likeness_alt(rows, language),
    )


def _likeness_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("One series"): [language.indicator(row["a"]) for row in rows],
            language.text("Other series"): [language.indicator(row["b"]) for row in rows],
            language.text("n"): [row["n"] for row in rows],
            language.text("Spearman"): [row["rho"] for row in rows],
            language.text("Lower end"): [row["low"] for row in rows],
            language.text("Upper end"): [row["high"] for row in rows],
        }
    )


def _likeness_caption(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    high, low = (pick(rows, key=lambda row: row["rho"]) for pick in (max, min))
    return language.text(
        "How alike governance series rank the countries: the closest, “{a}” and “{b}”, at {high} ({level} interval "
        "{high_low} to {high_high}), the least alike, “{c}” and “{d}”, at {low} ({low_low} to {low_high}). Series "
        "built from the same sources agree by construction; n = {n} countries.",
        a=language.indicator(high["a"]),
        b=language.indicator(high["b"]),
        high=language.decimal(high["rho"]),
        level=language.percent(values["level"]),
        high_low=language.decimal(high["low"]),
        high_high=language.decimal(high["high"]),
        c=language.indicator(low["a"]),
        d=language.indicator(low["b"]),
        low=language.decimal(low["rho"]),
        low_low=language.decimal(low["low"]),
        low_high=language.decimal(low["high"]),
        n=counts(language, (row["n"] for row in rows)),
    )


def _likeness_alt(rows: Sequence[Row], language: Language) -> str:
    above = sum(row["rho"] > 0.9 for row in rows)
    return language.text(
        "Lower half of a table with {names} numbered governance series down and across; each cell has a rank "
        "correlation, the deeper its blue the nearer it is to 1. Values run from {low} to {high}; {above} of {cells} "
        "lie above {mark}. The series are, in order: {series}.",
        names=language.integer(len(series_named(rows))),
        low=language.decimal(min(row["rho"] for row in rows)),
        high=language.decimal(max(row["rho"] for row in rows)),
        above=language.integer(above),
        cells=language.integer(len(rows)),
        mark=language.decimal(0.9, 1),
        series=language.listing([language.indicator(name) for name in series_named(rows)]),
    )


PLOT = (4.7, 2.7)  # inches


def shared_ingredient(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw how often two unrelated composites seem associated, by how many indicators are in both.

    Parameters
    ----------
    values : mapping
        `alpha` and `rows`: `shared`, `of`, `expected`, `rate`, `low`, `high`, `n`, `replicates`.
    language : Language
    """
    rows, alpha = values["rows"], values["alpha"]
    sheet = Sheet()
    sheet.paragraph(language.text("Simulated, not data"), weight="bold")
    sheet.paragraph(language.text("Share of unrelated composites that a test calls associated"), colour=style.MUTED)
    sheet.y += 0.1
    axes = sheet.inset(sheet.right - PLOT[0], *PLOT)
    _rates(axes, rows, alpha, language)
    sheet.y += PLOT[1] + 0.32
    words = language.text("Indicators in both, of {of} in each", of=language.integer(rows[0]["of"]))
    sheet.paragraph(words, left=sheet.right - PLOT[0], colour=style.MUTED)
    return Drawing(
        sheet.finish(), _rate_data(rows, language), _rate_caption(values, language), _rate_alt(values, language)
    )


def _rates(axes: Axes, rows: Sequence[Row], alpha: float, language: Language) -> None:
    shared = [row["shared"] for row in rows]
    axes.set(xlim=(-0.35, max(shared) + 0.35), ylim=(-0.03, 1.16))
    axes.axhline(alpha, color=style.MUTED, linewidth=1.2, linestyle=":", label="nominal")
    for row in rows:
        axes.plot([row["shared"]] * 2, [row["low"], row["high"]], color=style.BLUE, linewidth=1.8, label="interval")
        axes.annotate(
            language.percent(row["rate"]),
            (row["shared"], row["rate"]),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=style.SMALL,
        )
    axes.plot(shared, [row["rate"] for row in rows], "o", color=style.BLUE, markersize=4.5, label="rate")
    axes.set_xticks(shared, [language.integer(k) for k in shared], fontsize=style.SMALL)
    ticks = (0, 0.25, 0.5, 0.75, 1)
    axes.set_yticks(ticks, [language.percent(tick) for tick in ticks], fontsize=style.SMALL)


def _rate_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "shared": language.text("Indicators in both"),
        "of": language.text("Indicators in each"),
        "expected": language.text("Expected correlation"),
        "mean": language.text("Mean simulated correlation"),
        "rate": language.text("Share called associated"),
        "low": language.text("Lower end"),
        "high": language.text("Upper end"),
        "n": language.text("n"),
        "replicates": language.text("Simulated pairs"),
    }
    return frame({}, rows, headings)


def _rate_caption(values: Mapping[str, Any], language: Language) -> str:
    rows, alpha = values["rows"], values["alpha"]
    none, one = rows[0], rows[1]
    return language.text(
        "Simulation: two composites of {of} independent indicators that have nothing to do with each other pass for "
        "associated (p below {alpha}) in {none} of the cases when they share no indicator, in {one} when they share "
        "{shared}. n = {n} simulated countries, {replicates} pairs a point; lines are 95% intervals for the error of "
        "the simulation.",
        of=language.integer(one["of"]),
        alpha=language.decimal(alpha),
        none=language.percent(none["rate"]),
        one=language.percent(one["rate"]),
        shared=language.integer(one["shared"]),
        n=language.integer(one["n"]),
        replicates=language.integer(one["replicates"]),
    )


def _rate_alt(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    points = [
        language.text("{rate} at {shared}", rate=language.percent(row["rate"]), shared=language.integer(row["shared"]))
        for row in rows
    ]
    return language.text(
        "Points that rise from left to right, over the number of indicators that are in both composites, from {first} "
        "to {last}. Upwards, from 0 to 100 %: the share of simulated pairs that a test calls associated. The points "
        "are {points}. A dotted line marks the nominal level, {alpha}.",
        first=language.integer(rows[0]["shared"]),
        last=language.integer(rows[-1]["shared"]),
        points=language.listing(points),
        alpha=language.percent(values["alpha"]),
    )
