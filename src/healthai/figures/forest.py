"""Rows of forest plots: estimates with intervals, logical bounds, the line at zero, and axes around all of them."""

from collections.abc import Iterable
from math import ceil, floor

from healthai.figures import style
from healthai.figures.sheet import Scale, Sheet
from healthai.figures.words import Row
from healthai.language import Language

Estimate = tuple[float, float | None, float | None]  # the value and both ends of its interval, None where it has none


def named(row: Row, name: str) -> Estimate:
    """Return the estimate that a row holds as `name`, with the ends of its interval."""
    return row[name], row[f"{name}_low"], row[f"{name}_high"]


def quarters(values: Iterable[float]) -> tuple[float, float]:
    """Return whole quarters around 0 and all values, for an axis."""
    found = list(values)
    return floor(4 * min(0, *found)) / 4, ceil(4 * max(0, *found)) / 4


def around(rows: Iterable[Row], *names: str) -> tuple[float, float]:
    """Return whole quarters around 0 and the intervals that rows hold for `names`, for an axis."""
    return quarters(end for row in rows for name in names for end in named(row, name)[1:])


def halves(low: float, high: float, language: Language) -> dict[float, str]:
    """Return the ticks of an axis at each half."""
    return {t / 2: language.decimal(t / 2, 1) for t in range(ceil(2 * low), floor(2 * high) + 1)}


def zero(sheet: Sheet, scale: Scale, top: float, bottom: float) -> None:
    """Draw the line at zero."""
    sheet.line([scale(0)] * 2, [top, bottom], style.MUTED, 1.2, "zero", zorder=1)


def track(sheet: Sheet, scale: Scale, y: float) -> None:
    """Draw the faint track of an estimate."""
    sheet.line([scale.left, scale.right], [y, y], style.TRACK, 0.6, "track", zorder=1)


def estimate(sheet: Sheet, scale: Scale, y: float, found: Estimate, mark: style.Mark, label: str) -> None:
    """Draw an estimate with its interval, where it has one; `label` names what it estimates."""
    value, low, high = found
    if low is not None:
        sheet.line([scale(low), scale(high)], [y, y], mark.colour, 1.8, "interval")
    sheet.marks([scale(value)], y, mark, label)


def on_track(sheet: Sheet, scale: Scale, y: float, row: Row, name: str, mark: style.Mark) -> None:
    """Draw the estimate that a row holds as `name`, with its interval, on a track of its own."""
    track(sheet, scale, y)
    estimate(sheet, scale, y, named(row, name), mark, name)


def bounds_bar(sheet: Sheet, scale: Scale, y: float, low: float, high: float, name: str = "bounds") -> None:
    """Draw logical bounds: a bar with a stroke at each end, and nothing between that could pass for an estimate."""
    ends = [scale(low), scale(high)]
    sheet.line(ends, [y, y], style.VERMILLION, 3.0, name)
    label = f"{name.removesuffix('s')} ends"
    sheet.axes.vlines(ends, y - 0.085, y + 0.085, color=style.VERMILLION, linewidth=2.2, label=label)
