"""The waves of an indicator: every country's path, and what two kinds of fixed effects leave."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Scale, Sheet, pitch, spread
from healthai.figures.style import Mark
from healthai.figures.words import Row, frame, grouped
from healthai.language import Language

Values = Mapping[str, Any]

PATHS = (4.4, 4.9)  # inches of the area of the paths
LABEL = 0.165  # inches from one country's code to the next
FAINT = "#A3A3A3"


def trajectories(values: Values, language: Language) -> Drawing:
    """Draw every country's path over the waves, the median above them, and where the series breaks.

    Parameters
    ----------
    values : mapping
        `outcome`, `percent` (whether its values are percentages), `changed` (waves from which on the publisher counts
        something else), `medians` (`year`, `median`) and `rows`: `iso2`, `year`, `value`, `flagged`.
    language : Language
    """
    sheet, rows = Sheet(), values["rows"]
    sheet.paragraph(language.indicator(values["outcome"]), weight="bold")
    _paths_key(sheet, values, language)
    axes = sheet.inset(sheet.left + 0.36, *PATHS)
    _frame(axes, values, language)
    for path in grouped(rows, "iso2").values():
        _path(axes, path)
    years, medians = zip(*((row["year"], row["median"]) for row in values["medians"]), strict=True)
    axes.plot(years, medians, "o-", color=style.BLUE, linewidth=3.2, markersize=5, label="median", zorder=5)
    _codes(axes, rows)
    sheet.y += PATHS[1] + 0.3
    return Drawing(
        sheet.finish(), _paths_data(rows, language), _paths_caption(values, language), _paths_alt(values, language)
    )


def _paths_key(sheet: Sheet, values: Values, language: Language) -> None:
    kinds = [
        (FAINT, 1.2, "-", language.text("one country")),
        (style.BLUE, 3.2, "-", language.text("median of the countries")),
    ]
    if _falls(values["rows"]):
        kinds.append((style.INK, 1.2, "-", language.text("step down without a flag")))
    if any(row["flagged"] for row in values["rows"]):
        kinds.append((style.VERMILLION, 1.8, "--", language.text("step over a flagged break")))
    if values["changed"]:
        kinds.append((style.INK, 1.6, ":", language.text("from here on more is counted")))
    for colour, width, dashes, words in kinds:
        y = sheet.y + pitch(style.BODY) / 2
        sheet.line([sheet.left, sheet.left + 0.35], [y, y], colour, width, "key", linestyle=dashes)
        sheet.paragraph(words, left=sheet.left + 0.45)
    sheet.y += 0.1


def _frame(axes: Axes, values: Values, language: Language) -> None:
    years = [row["year"] for row in values["medians"]]
    high = max(row["value"] for row in values["rows"])
    unit = language.decimal if not values["percent"] else lambda value, _: language.percent(value / 100)
    axes.set(xlim=(years[0] - 0.12, years[-1] + 0.05), ylim=(0, 1.04 * high), xticks=years)
    axes.set_xticklabels([str(year) for year in years])
    axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: unit(value, 0)))
    axes.tick_params(labelsize=style.SMALL, length=3)
    for year in values["changed"]:
        axes.axvline(year - 0.5, color=style.INK, linewidth=1.2, linestyle=":", label="changed")


def _path(axes: Axes, path: Sequence[Row]) -> None:
    for before, after in pairwise(path):
        x, y = ([row[key] for row in (before, after)] for key in ("year", "value"))
        if after["flagged"]:
            axes.plot(x, y, "--", color=style.VERMILLION, linewidth=1.8, label="break", zorder=4)
        else:
            fell = after["value"] < before["value"]
            axes.plot(x, y, "-", color=style.INK if fell else FAINT, linewidth=1.2, label="path", zorder=2 + fell)


def _codes(axes: Axes, rows: Sequence[Row]) -> None:
    """Write each country's code right of its last value, moved apart where they would touch."""
    width, height = PATHS
    last = max(row["year"] for row in rows)
    ends = [row for row in rows if row["year"] == last]
    to_inches = Scale(*axes.get_ylim(), 0, height)
    true = [to_inches(row["value"]) for row in ends]
    edge = (last - axes.get_xlim()[0]) / np.ptp(axes.get_xlim())
    for row, at, y in zip(ends, true, spread(true, LABEL, 0, height), strict=True):
        lead = {"color": FAINT, "linewidth": 0.6, "transform": axes.transAxes, "clip_on": False, "label": "leader"}
        axes.plot([edge, 1 + 0.3 / width], [at / height, y / height], **lead)
        look = {"fontsize": style.SMALL, "color": style.INK, "transform": axes.transAxes, "va": "center_baseline"}
        axes.text(1 + 0.33 / width, y / height, row["iso2"], ha="left", **look)


def _paths_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    yes, no = language.text("yes"), language.text("no")
    return pd.DataFrame(
        {
            language.text("Country"): [language.country(row["iso2"]) for row in rows],
            language.text("Year"): [row["year"] for row in rows],
            language.text("Value"): [row["value"] for row in rows],
            language.text("Break flagged"): [yes if row["flagged"] else no for row in rows],
        }
    )


def _falls(rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Return the steps down that carry no flag, the deepest first."""
    steps = [step for path in grouped(rows, "iso2").values() for step in pairwise(path)]
    down = [(a, b) for a, b in steps if b["value"] < a["value"] and not b["flagged"]]
    return sorted(down, key=lambda step: step[1]["value"] - step[0]["value"])


def _paths_caption(values: Values, language: Language) -> str:
    rows, medians = values["rows"], values["medians"]
    paths = list(grouped(rows, "iso2").values())
    words = [
        language.text(
            "The median country went from {first} in {start} to {last} in {end}; {rose} of {n} countries ended higher "
            "than they began.",
            first=language.decimal(medians[0]["median"], 1),
            start=str(medians[0]["year"]),
            last=language.decimal(medians[-1]["median"], 1),
            end=str(medians[-1]["year"]),
            rose=language.integer(sum(path[-1]["value"] > path[0]["value"] for path in paths)),
            n=language.integer(len(paths)),
        )
    ]
    if falls := _falls(rows):
        before, after = falls[0]
        words.append(
            language.text(
                "Steps down without a flag: {falls}, the deepest {country} from {high} to {low}.",
                falls=language.integer(len(falls)),
                country=language.country(before["iso2"]),
                high=language.decimal(before["value"], 1),
                low=language.decimal(after["value"], 1),
            )
        )
    years = [row["year"] for row in medians]
    if any(after - before > 1 for before, after in pairwise(years)):
        words.append(language.text("The waves are not equally far apart."))
    words.append(language.text("No intervals: each line is one published series."))
    return " ".join(words)


def _paths_alt(values: Values, language: Language) -> str:
    rows = values["rows"]
    last = [row for row in rows if row["year"] == values["medians"][-1]["year"]]
    high, low = (pick(last, key=lambda row: row["value"]) for pick in (max, min))
    return language.text(
        "Line chart of “{outcome}”: years {years} rightwards at their true distances, values upwards. One thin grey "
        "line a country, {n} in all, each with its code at the right end; a thick line with dots is the median. Steps "
        "over a flagged break are dashed: {breaks}. In {year} the lines end between {low} ({lowest}) and {high} "
        "({highest}).",
        outcome=language.indicator(values["outcome"]),
        years=language.listing([str(row["year"]) for row in values["medians"]]),
        n=language.integer(len(last)),
        breaks=language.integer(sum(row["flagged"] for row in rows)),
        year=str(values["medians"][-1]["year"]),
        low=language.decimal(low["value"], 1),
        lowest=language.country(low["iso2"]),
        high=language.decimal(high["value"], 1),
        highest=language.country(high["iso2"]),
    )


POINTS = (2.15, 2.6)  # inches of one panel
GREEN, PURPLE = "#009E73", "#CC79A7"
WAVES = (
    Mark("o", style.BLUE, True, 4.6),
    Mark("s", style.VERMILLION, False, 5.0),
    Mark("D", GREEN, True, 4.6),
    Mark("^", PURPLE, False, 6.0),
    Mark("v", style.INK, True, 5.0),
)
PANELS = ("country", "both")
EFFECTS = {"country": "country", "both": "country_and_year"}


def left_over(values: Values, language: Language) -> Drawing:
    """Draw what two kinds of fixed effects leave of outcome and regressor, on the same scales, with the fitted lines.

    Parameters
    ----------
    values : mapping
        `outcome`, `regressor`, `scale`, `trap` (`effects`, `errors`, `coefficient`, `p`, `n`) and `rows`: `iso2`,
        `year`, `x_country`, `y_country` (country means taken out), `x_both`, `y_both` (year means too).
    language : Language
    """
    sheet, rows = Sheet(), values["rows"]
    _waves_key(sheet, rows)
    sheet.columns(*(lambda i=i, kind=kind: _panel(sheet, i, kind, values, language) for i, kind in enumerate(PANELS)))
    sheet.y += 0.04
    axis = language.text("Rightwards: {indicator}", indicator=language.indicator(values["regressor"]))
    sheet.paragraph(axis, size=style.SMALL)
    sheet.paragraph(_upwards(values, language), size=style.SMALL)
    return Drawing(
        sheet.finish(), _left_data(values, language), _left_caption(values, language), _left_alt(values, language)
    )


def _upwards(values: Values, language: Language) -> str:
    name = language.indicator(values["outcome"])
    if values["scale"] == "logit":
        return language.text("Upwards: {indicator}, in log odds", indicator=name)
    return language.text("Upwards: {indicator}", indicator=name)


def _mark(rows: Sequence[Row], year: int) -> Mark:
    return WAVES[sorted({row["year"] for row in rows}).index(year) % len(WAVES)]


def _waves_key(sheet: Sheet, rows: Sequence[Row]) -> None:
    years = sorted({row["year"] for row in rows})
    y = sheet.band(0.22)
    for i, year in enumerate(years):
        left = sheet.left + 0.1 + i * (sheet.right - sheet.left) / max(len(years), 4)
        sheet.marks([left], y, _mark(rows, year), "key")
        sheet.write(left + 0.12, y, str(year), ha="left")
    sheet.y += 0.06


def _panel(sheet: Sheet, column: int, kind: str, values: Values, language: Language) -> None:
    width, height = POINTS
    left = sheet.right - width - (1 - column) * (width + 0.5)
    title = {"country": language.text("Country means taken out"), "both": language.text("Year means taken out too")}
    sheet.paragraph(title[kind], left=left, right=left + width, weight="bold")
    axes = sheet.inset(left, width, height)
    rows = values["rows"]
    reach = [1.08 * max(abs(row[f"{axis}_country"]) for row in rows) for axis in "xy"]
    axes.set(xlim=(-reach[0], reach[0]), ylim=(-reach[1], reach[1]))
    for axis, length in zip((axes.xaxis, axes.yaxis), reach, strict=True):
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        digits = 0 if length >= 4 else 1
        axis.set_major_formatter(FuncFormatter(lambda value, _, digits=digits: language.decimal(value, digits)))
        axis.set_tick_params(labelsize=style.SMALL, length=3)
    for year, group in grouped(rows, "year").items():
        mark = _mark(rows, year)
        x, y = ([row[f"{axis}_{kind}"] for row in group] for axis in "xy")
        fill = mark.colour if mark.filled else "none"
        look = {"markersize": mark.size, "markerfacecolor": fill, "markeredgecolor": mark.colour, "linestyle": "none"}
        axes.plot(x, y, marker=mark.shape, label=f"{kind} {year}", **look)
    slope = _trap(values, kind)["coefficient"]
    ends = np.array([min(row[f"x_{kind}"] for row in rows), max(row[f"x_{kind}"] for row in rows)])
    axes.plot(ends, slope * ends, color=style.INK, linewidth=2, label=f"line {kind}")
    sheet.y += height + 0.28
    words = language.text("slope {slope}, p {p}", slope=language.decimal(slope, 3), p=_p(values, kind, language))
    sheet.paragraph(words, left=left, right=left + width, size=style.SMALL)


def _trap(values: Values, kind: str, errors: str = "conventional") -> Row:
    return next(row for row in values["trap"] if (row["effects"], row["errors"]) == (EFFECTS[kind], errors))


def _p(values: Values, kind: str, language: Language) -> str:
    """Return the p of conventional errors without year effects, where these deceive, and of CR3 with them."""
    shown = language.p_value(_trap(values, kind, "conventional" if kind == "country" else "cr3")["p"])
    return shown if shown.startswith("<") else f"= {shown}"


def _left_data(values: Values, language: Language) -> pd.DataFrame:
    headings = {
        "x_country": language.text("Regressor, country means taken out"),
        "y_country": language.text("Outcome, country means taken out"),
        "x_both": language.text("Regressor, country and year means taken out"),
        "y_both": language.text("Outcome, country and year means taken out"),
    }
    rows = values["rows"]
    names = {
        language.text("Country"): [language.country(row["iso2"]) for row in rows],
        language.text("Year"): [row["year"] for row in rows],
    }
    return frame(names, rows, headings)


def _left_caption(values: Values, language: Language) -> str:
    finding = language.text(
        "“{outcome}” with “{regressor}”: with the country means taken out, p {one}; with the year means taken out too, "
        "p {two}. What all countries share from year to year is in the first number and not in the second.",
        regressor=language.indicator(values["regressor"]),
        outcome=language.indicator(values["outcome"]),
        one=_p(values, "country", language),
        two=_p(values, "both", language),
    )
    reading = language.text(
        "Same scales in both panels; n = {n} countries in {waves} waves. Left p: conventional errors; right: "
        "jackknife by country (CR3).",
        n=language.integer(values["trap"][0]["n"]),
        waves=language.integer(len({row["year"] for row in values["rows"]})),
    )
    return f"{finding} {reading}"


def _left_alt(values: Values, language: Language) -> str:
    years = sorted({row["year"] for row in values["rows"]})
    return language.text(
        "Two scatter panels on the same scales, each with {points} points, one a country and year; the shape of a "
        "point tells the year ({years}). Left, country means taken out: a fitted line of slope {one}. Right, year "
        "means taken out too: a line of slope {two}, and points that span {wide} of the width and {tall} of the height "
        "of those at the left.",
        points=language.integer(len(values["rows"])),
        years=language.listing([str(year) for year in years]),
        one=language.decimal(_trap(values, "country")["coefficient"], 3),
        two=language.decimal(_trap(values, "both")["coefficient"], 3),
        wide=language.percent(_span(values["rows"], "x_both") / _span(values["rows"], "x_country")),
        tall=language.percent(_span(values["rows"], "y_both") / _span(values["rows"], "y_country")),
    )


def _span(rows: Sequence[Row], key: str) -> float:
    return float(np.ptp([row[key] for row in rows]))
