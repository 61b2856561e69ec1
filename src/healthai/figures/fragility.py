"""What the data say of a correlation, and how strong an unmeasured common cause would have to be."""

from collections.abc import Mapping, Sequence
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Sheet, pitch
from healthai.figures.words import Row, counts, given
from healthai.language import Language

BELIEF = (5.0, 1.7)  # inches of the area of a panel
BORDERS = (4.7, 3.0)


def posteriors(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw the posterior density of each model's correlation, shaded beyond the smallest effect of interest.

    Parameters
    ----------
    values : mapping
        `level`, `controls`, `sesoi`, `prior_width`, `rows` (`outcome`, `focal`, `rho`, `density`, `prior`) and
        `panels`: `outcome`, `focal`, `n`, `median`, `low`, `high`, `above`, `below`.
    language : Language
    """
    sheet, panels = Sheet(), _panels(values)
    _belief_key(sheet, values, language)
    for row, points in panels:
        sheet.heading(language.indicator(row["focal"]))
        sheet.paragraph(language.text("with {indicator}", indicator=language.indicator(row["outcome"])))
        sheet.paragraph(_shares(row, values, language), size=style.SMALL)
        sheet.y += 0.06
        _density(sheet.inset(sheet.right - BELIEF[0], *BELIEF), points, values["sesoi"], language)
        sheet.y += BELIEF[1] + 0.3
    figure = sheet.finish()
    return Drawing(
        figure, _belief_data(values, language), _belief_caption(values, language), _belief_alt(values, language)
    )


def _panels(values: Mapping[str, Any]) -> list[tuple[Row, list[Row]]]:
    """Return, for each model that has points, its row and its points."""
    pairs = [
        (row, [p for p in values["rows"] if (p["outcome"], p["focal"]) == (row["outcome"], row["focal"])])
        for row in values["panels"]
    ]
    return [(row, points) for row, points in pairs if points]


def _belief_key(sheet: Sheet, values: Mapping[str, Any], language: Language) -> None:
    beyond = language.text("shaded: beyond {bound} in size", bound=language.decimal(values["sesoi"]))
    kinds = (("-", style.BLUE, language.text("after the data; {beyond}", beyond=beyond)),)
    for look, colour, words in (*kinds, ("--", style.VERMILLION, language.text("before: the prior"))):
        y = sheet.y + pitch(style.BODY) / 2
        sheet.line([sheet.left, sheet.left + 0.32], [y, y], colour, 2, "key", linestyle=look)
        sheet.paragraph(words, left=sheet.left + 0.42)


def _shares(row: Row, values: Mapping[str, Any], language: Language) -> str:
    return language.text(
        "probability above {bound}: {above}; below −{bound}: {below}",
        bound=language.decimal(values["sesoi"]),
        above=language.percent(row["above"]),
        below=language.percent(row["below"]),
    )


def _density(axes: Axes, points: Sequence[Row], sesoi: float, language: Language) -> None:
    rho, density, prior = (np.array([p[name] for p in points]) for name in ("rho", "density", "prior"))
    for beyond in (rho >= sesoi, rho <= -sesoi):
        axes.fill_between(rho, density, where=beyond, color=style.PALE_BLUE, linewidth=0, label="beyond")
    axes.plot(rho, density, color=style.BLUE, linewidth=2, label="posterior")
    axes.plot(rho, prior, color=style.VERMILLION, linewidth=1.6, linestyle="--", label="prior")
    axes.axvline(0, color=style.MUTED, linewidth=1.2, zorder=1, label="zero")
    axes.set(xlim=(-1, 1), ylim=(0, 1.06 * max(density.max(), prior.max())), yticks=[])
    axes.spines["left"].set_visible(False)
    _ticks(axes, "x", (-1, -0.5, 0, 0.5, 1), language)


def _ticks(axes: Axes, axis: str, at: Sequence[float], language: Language) -> None:
    getattr(axes, f"set_{axis}ticks")(at, [language.decimal(t, 1) for t in at], fontsize=style.SMALL)


def _belief_data(values: Mapping[str, Any], language: Language) -> pd.DataFrame:
    rows = values["rows"]
    return pd.DataFrame(
        {
            language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
            language.text("With"): [language.indicator(row["focal"]) for row in rows],
            language.text("Correlation"): [row["rho"] for row in rows],
            language.text("Density after the data"): [row["density"] for row in rows],
            language.text("Density of the prior"): [row["prior"] for row in rows],
        }
    )


def _belief_caption(values: Mapping[str, Any], language: Language) -> str:
    found = [
        language.text(
            "{above} for “{focal}” (median {median}, {low} to {high})",
            above=language.percent(row["above"]),
            focal=language.indicator(row["focal"]),
            median=language.decimal(row["median"]),
            low=language.decimal(row["low"]),
            high=language.decimal(row["high"]),
        )
        for row, _ in _panels(values)
    ]
    return language.text(
        "Posterior probability that the partial rank correlation is above {sesoi}: {found}; {level} intervals, n = {n} "
        "countries, given {given}. The prior is a stretched beta of width {width} (1 is uniform); the likelihood, that "
        "of normal data, is an approximation for ranks.",
        sesoi=language.decimal(values["sesoi"]),
        found=language.listing(found),
        level=language.percent(values["level"]),
        n=counts(language, (row["n"] for row, _ in _panels(values))),
        given=given(language, values["controls"]),
        width=language.decimal(values["prior_width"]),
    )


def _belief_alt(values: Mapping[str, Any], language: Language) -> str:
    panels = _panels(values)
    peaks = [
        language.text(
            "{focal}: the curve is highest near {peak}.",
            focal=language.indicator(row["focal"]),
            peak=language.decimal(max(points, key=lambda p: p["density"])["rho"], 1),
        )
        for row, points in panels
    ]
    return language.text(
        "Density curves in {panels} stacked panels, on an axis of correlations from −1 to 1 with a line at zero: a "
        "solid curve after the data, a dashed one before. The area under the solid curve is shaded beyond {sesoi} on "
        "the right and −{sesoi} on the left. {peaks}",
        panels=language.integer(len(panels)),
        sesoi=language.decimal(values["sesoi"]),
        peaks=" ".join(peaks),
    )


INCOME = style.Mark("s", style.INK, True, 8.0)
SECOND = style.Mark("D", style.VERMILLION, False, 8.0)


def confounders(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw how strong an unmeasured common cause must be to overturn each model, and where income lies.

    Parameters
    ----------
    values : mapping
        `level`, `controls`, `rows` (`outcome`, `focal`, `treatment` and the partial R2 with the outcome from which on
        the slope is `zero`, or its `interval` reaches 0, or None) and `panels`: `outcome`, `focal`, `n`, `value`,
        `value_alpha`, `income_focal`, `income_outcome`, `as_focal`, `as_outcome` (None where impossible), `strongest`.
    language : Language
    """
    sheet, panels = Sheet(), _panels(values)
    _borders_key(sheet, language)
    for row, points in panels:
        sheet.heading(language.indicator(row["focal"]))
        sheet.paragraph(language.text("Upwards: partial R² with the outcome"), size=style.SMALL, colour=style.MUTED)
        sheet.y += 0.05
        _borders(sheet.inset(sheet.right - BORDERS[0], *BORDERS), row, points, language)
        sheet.y += BORDERS[1] + 0.28
        words = language.text("Rightwards: partial R² with the indicator")
        sheet.paragraph(words, size=style.SMALL, colour=style.MUTED)
        if row["as_focal"] is None:
            sheet.paragraph(_impossible(row, language), size=style.SMALL)
    figure = sheet.finish()
    return Drawing(
        figure, _borders_data(values, language), _borders_caption(values, language), _borders_alt(values, language)
    )


def _borders_key(sheet: Sheet, language: Language) -> None:
    lines = (
        ("-", style.BLUE, language.text("beyond: the estimate can be gone")),
        ("--", style.VERMILLION, language.text("beyond: the interval can reach zero")),
    )
    for look, colour, words in lines:
        y = sheet.y + pitch(style.BODY) / 2
        sheet.line([sheet.left, sheet.left + 0.32], [y, y], colour, 2, "key", linestyle=look)
        sheet.paragraph(words, left=sheet.left + 0.42)
    marks = (
        (INCOME, language.text("income, as measured")),
        (SECOND, language.text("a common cause as strong as income")),
    )
    for mark, words in marks:
        sheet.marks([sheet.left + 0.16], sheet.y + pitch(style.BODY) / 2, mark, "key")
        sheet.paragraph(words, left=sheet.left + 0.42)


def _borders(axes: Axes, row: Row, points: Sequence[Row], language: Language) -> None:
    treatment = [p["treatment"] for p in points]
    zero, reached = ([nan if p[name] is None else p[name] for p in points] for name in ("zero", "interval"))
    axes.fill_between(treatment, zero, 1, color=style.TRACK, alpha=0.5, linewidth=0)
    axes.plot(treatment, zero, color=style.BLUE, linewidth=2, label="zero")
    # A cause at most as strong as a point above the line can do it, so that the line goes straight up where it begins.
    known = [(t, r) for t, r in zip(treatment, reached, strict=True) if not isnan(r)]
    path = [*((t, 1.0) for t, _ in known[:1]), *known]
    look = {"color": style.VERMILLION, "linewidth": 2, "linestyle": "--"}
    axes.plot([t for t, _ in path], [r for _, r in path], label="reached", **look)
    _point(axes, row["income_focal"], row["income_outcome"], INCOME, "income")
    if row["as_focal"] is not None:
        _point(axes, row["as_focal"], row["as_outcome"], SECOND, "second")
    axes.set(xlim=(0, 1), ylim=(0, 1))
    for axis in ("x", "y"):
        _ticks(axes, axis, (0, 0.2, 0.4, 0.6, 0.8, 1), language)


def _point(axes: Axes, x: float, y: float, mark: style.Mark, label: str) -> None:
    fill = mark.colour if mark.filled else style.PAPER
    look = {"markersize": mark.size, "markerfacecolor": fill, "markeredgecolor": mark.colour, "markeredgewidth": 1.6}
    axes.plot([x], [y], mark.shape, label=label, zorder=4, clip_on=False, **look)


def _impossible(row: Row, language: Language) -> str:
    return language.text(
        "A common cause as strong as income cannot be: at most {times} times as strong, for the two would then explain "
        "all of the indicator.",
        times=language.decimal(row["strongest"]),
    )


def _borders_data(values: Mapping[str, Any], language: Language) -> pd.DataFrame:
    rows = values["rows"]
    return pd.DataFrame(
        {
            language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
            language.text("With"): [language.indicator(row["focal"]) for row in rows],
            language.text("Partial R² with the indicator"): [row["treatment"] for row in rows],
            language.text("Partial R² with the outcome, nothing left"): [row["zero"] for row in rows],
            language.text("Partial R² with the outcome, interval reaches zero"): [row["interval"] for row in rows],
        }
    )


def _borders_caption(values: Mapping[str, Any], language: Language) -> str:
    found = [
        language.text(
            "{value} and {interval} for “{focal}”",
            value=language.decimal(row["value"]),
            interval=language.decimal(row["value_alpha"]),
            focal=language.indicator(row["focal"]),
        )
        for row, _ in _panels(values)
    ]
    return language.text(
        "An unmeasured confounder with a partial R² of this size with both indicator and outcome would leave no slope, "
        "or an interval that reaches zero: {found}. “{outcome}” by least squares given {given}, {level} intervals with "
        "classical errors, n = {n} countries.",
        found=language.listing(found),
        outcome=language.indicator(values["rows"][0]["outcome"]),
        given=given(language, values["controls"]),
        level=language.percent(values["level"]),
        n=counts(language, (row["n"] for row, _ in _panels(values))),
    )


def _borders_alt(values: Mapping[str, Any], language: Language) -> str:
    panels = _panels(values)
    places = [
        language.text(
            "{focal}: income lies at {x} and {y}.",
            focal=language.indicator(row["focal"]),
            x=language.decimal(row["income_focal"]),
            y=language.decimal(row["income_outcome"]),
        )
        for row, _ in panels
    ]
    return language.text(
        "Square plots, {panels} stacked, with both axes from 0 to 1. A solid line falls from the top to the lower "
        "right, with a grey area beyond it; a dashed line comes down on its left, then runs low to the right. A filled "
        "square marks income, an open diamond a common cause as strong as income where there can be one. {places}",
        panels=language.integer(len(panels)),
        places=" ".join(places),
    )
