"""Every defensible specification: sorted curves over their null, with the options below them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from healthai.data import codes
from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Sheet
from healthai.figures.words import Row, counts, grouped
from healthai.language import N_, Language
from healthai.words import word

Values = Mapping[str, Any]

# Tiers differ in shape and filling as well as in colour.
TIERS = {
    "all": (style.Mark("^", style.VERMILLION, True, 6.0), N_("significant among all")),
    "alone": (style.Mark("o", style.BLUE, True, 4.5), N_("only when taken alone")),
    "neither": (style.Mark("o", style.MUTED, False, 4.5), N_("not significant")),
}
PRIMARY = style.Mark("D", style.INK, False, 8.5)
TITLES = {
    "governance": N_("Use of AI with governance"),
    "training": N_("Use of AI with training"),
    "skills": N_("Use of AI with skills"),
}
BAND = "#DDE9F2"
BESIDE = 2.3  # inches left of a curve, for its key and the names of the options
TALL = 2.9  # inches of a curve
STRIP = 0.17  # inches of the strip of an option


def specifications(values: Values, language: Language) -> Drawing:
    """Draw a specification curve over the band of its permuted curves, and below it where each option's results lie.

    Parameters
    ----------
    values : mapping
        `construct`, `n`, `specifications`, `effective`, `level`, `alpha`, `n_perm`, `median`, `p_median`,
        `null_median`, `tiers` (a count each), `primary` (`r`, `position`, `p_adjusted`, `outcome`, `focal`), `rows`
        (`position` from 0 to 1, `r`, `low` and `high` of the band, `tier`) and `strips` (`node`, `option`, `shares`).
    language : Language
    """
    sheet = Sheet()
    sheet.heading(language.text(TITLES[values["construct"]]))
    sheet.paragraph(language.text("At equal income"), colour=style.MUTED)
    sheet.y += 0.1
    sheet.columns(lambda: _key(sheet, values, language), lambda: _curve(sheet, values, language))
    sheet.y += 0.1
    for node, strips in grouped(values["strips"], "node").items():
        sheet.y += 0.07
        sheet.paragraph(word(language, node), weight="bold", size=style.SMALL)
        for strip in strips:
            _strip(sheet, strip, language)
    return Drawing(
        sheet.finish(),
        _points_data(values["rows"], language),
        _curve_caption(values, language),
        _curve_alt(values, language),
    )


def _key(sheet: Sheet, values: Values, language: Language) -> None:
    right = sheet.left + BESIDE - 0.45
    for tier, (mark, words) in TIERS.items():
        told = language.text(
            "{words}: {count}", words=language.text(words), count=language.integer(values["tiers"][tier])
        )
        _keyed(sheet, mark, told, right)
    _keyed(sheet, PRIMARY, language.text("primary specification"), right)
    top = sheet.y
    sheet.paragraph(
        language.text("{level} of permuted curves, at each position", level=language.percent(values["level"])),
        left=sheet.left + 0.25,
        right=right,
        size=style.SMALL,
    )
    sheet.axes.fill_between([sheet.left, sheet.left + 0.16], top + 0.03, sheet.y - 0.03, color=BAND, label="key")
    sheet.y += 0.08
    sheet.paragraph(
        language.text(
            "Upwards: partial correlation. Rightwards: {specifications} specifications in order.",
            specifications=language.integer(values["specifications"]),
        ),
        right=right,
        size=style.SMALL,
        colour=style.MUTED,
    )


def _keyed(sheet: Sheet, mark: style.Mark, words: str, right: float) -> None:
    sheet.key(mark, words, right=right, size=style.SMALL)
    sheet.y += 0.06


def _curve(sheet: Sheet, values: Values, language: Language) -> None:
    left = sheet.left + BESIDE
    axes = sheet.inset(left, sheet.right - left, TALL)
    _panel(axes, values["rows"], language)
    for tier, (mark, _) in TIERS.items():
        points = [row for row in values["rows"] if row["tier"] == tier]
        _dots(axes, [row["position"] for row in points], [row["r"] for row in points], mark, tier)
    first = values["primary"]
    _dots(axes, [first["position"]], [first["r"]], PRIMARY, "primary")
    sheet.y += TALL + 0.05


def _panel(axes: Axes, rows: Sequence[Row], language: Language) -> None:
    """Draw the band of the permuted curves and the axis of the coefficient."""
    positions = [row["position"] for row in rows]
    axes.fill_between(
        positions, [row["low"] for row in rows], [row["high"] for row in rows], color=BAND, linewidth=0, label="band"
    )
    axes.axhline(0, color=style.MUTED, linewidth=1, label="zero")
    axes.set_xlim(-0.015, 1.015)
    axes.set_xticks([])
    axes.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: language.decimal(value, 1)))
    axes.tick_params(labelsize=style.SMALL, length=3)


def _dots(axes: Axes, x: Sequence[float], y: Sequence[float], mark: style.Mark, label: str) -> None:
    fill = mark.colour if mark.filled else "none"
    look = {"marker": mark.shape, "markersize": mark.size, "markerfacecolor": fill, "markeredgecolor": mark.colour}
    width = 2.0 if mark is PRIMARY else 0.6
    axes.plot(x, y, linestyle="none", markeredgewidth=width, label=label, clip_on=False, **look)


def _strip(sheet: Sheet, strip: Row, language: Language) -> None:
    left, top = sheet.left + BESIDE, sheet.y
    sheet.paragraph(
        _option(language, strip["node"], strip["option"]),
        left=sheet.left + 0.1,
        right=left - 0.15,
        size=style.SMALL,
    )
    bottom = max(sheet.y, top + STRIP + 0.04)
    middle = (top + bottom) / 2 + STRIP / 2
    shares = np.array(strip["shares"])
    edges = np.linspace(0, 1, shares.size + 1)
    span = sheet.right - left
    x = left + span * (0.015 + 0.97 * edges)
    heights = STRIP * shares / max(shares.max(), 1e-9)
    sheet.axes.fill_between(
        x, middle, middle - np.append(heights, heights[-1]), step="post", color=style.BLUE, linewidth=0, label="strip"
    )
    sheet.line([x[0], x[-1]], [middle, middle], style.TRACK, 0.6, "track")
    sheet.y = bottom + 0.02


def _option(language: Language, node: str, option: str) -> str:
    """Return the words of an option of a decision."""
    if node == "sample":
        names = [language.country(code) for code in option.split() if code != "all"]
        return language.text("without {countries}", countries=language.listing(names)) if names else _all(language)
    if node == "controls" and not option:
        return language.text("income alone")
    return variable(language, option)


def _all(language: Language) -> str:
    return language.text("all countries")


def variable(language: Language, name: str) -> str:
    """Return the name of an indicator, or the words of what is none, such as the composite."""
    return language.indicator(name) if name in codes.indicators() else word(language, name)


def _points_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    columns = {
        language.text("Position along the curve"): [row["position"] for row in rows],
        language.text("Partial correlation"): [row["r"] for row in rows],
        language.text("Permuted curves, lower end"): [row["low"] for row in rows],
        language.text("Permuted curves, upper end"): [row["high"] for row in rows],
        language.text("Significance"): [language.text(TIERS[row["tier"]][1]) for row in rows],
    }
    return pd.DataFrame(columns)


def _curve_caption(values: Values, language: Language) -> str:
    low, high = values["null_median"]
    return language.text(
        "Median partial correlation {median} over {specifications} specifications, which count as about {effective}; "
        "in {level} of {n_perm} permuted curves the median lies between {low} and {high} (p {p}). Significant at "
        "{alpha}: {all} among all, {alone} more taken alone. The primary specification has {primary} (p among all "
        "{adjusted}). n = {n} countries. The band is no confidence interval.",
        median=language.decimal(values["median"]),
        specifications=language.integer(values["specifications"]),
        effective=language.integer(round(values["effective"])),
        level=language.percent(values["level"]),
        n_perm=language.integer(values["n_perm"]),
        low=language.decimal(low),
        high=language.decimal(high),
        p=language.p_value(values["p_median"]),
        alpha=language.percent(values["alpha"]),
        all=language.integer(values["tiers"]["all"]),
        alone=language.integer(values["tiers"]["alone"]),
        primary=language.decimal(values["primary"]["r"]),
        adjusted=language.p_value(values["primary"]["p_adjusted"]),
        n=language.integer(values["n"]),
    )


def _curve_alt(values: Values, language: Language) -> str:
    rows = values["rows"]
    return language.text(
        "Specification curve: points that rise from {low} at the left to {high} at the right, over a pale band that "
        "rises from {band_low} to {band_high}. Marks differ by significance. A large open diamond, the primary "
        "specification, lies at {primary}, with {below} of the specifications below it. Underneath, {strips} strips "
        "of bars show where along the curve the specifications with each option lie, each strip to a scale of its own.",
        low=language.decimal(rows[0]["r"]),
        high=language.decimal(rows[-1]["r"]),
        band_low=language.decimal(rows[0]["low"]),
        band_high=language.decimal(rows[-1]["high"]),
        primary=language.decimal(values["primary"]["r"]),
        below=language.percent(values["primary"]["position"]),
        strips=language.integer(len(values["strips"])),
    )


# Several curves: associations as they stand.


def marginal_curves(values: Values, language: Language) -> Drawing:
    """Draw curves of marginal associations, a panel each, over the bands of their permuted curves.

    Parameters
    ----------
    values : mapping
        `curves` (each with `construct`, `n`, `specifications`, `effective`, `level`, `median`, `null_median`) and
        `rows` (`construct`, `position`, `r`, `low`, `high`).
    language : Language
    """
    sheet = Sheet()
    for one in values["curves"]:
        sheet.heading(language.text(TITLES[one["construct"]]))
        sheet.paragraph(language.text("Marginal association: income is not held equal"), colour=style.MUTED)
        sheet.y += 0.1
        left = sheet.left + 0.45
        axes = sheet.inset(left, sheet.right - left, 1.7)
        rows = [row for row in values["rows"] if row["construct"] == one["construct"]]
        _panel(axes, rows, language)
        mark = style.Mark("o", style.VERMILLION, False, 3.5)
        _dots(axes, [row["position"] for row in rows], [row["r"] for row in rows], mark, "curve")
        sheet.y += 1.8
    words = language.text(
        "Upwards: correlation. Rightwards: specifications in order. Band: {level} of permuted curves at each position.",
        level=language.percent(values["curves"][0]["level"]),
    )
    sheet.paragraph(words, size=style.SMALL, colour=style.MUTED)
    return Drawing(
        sheet.finish(),
        _marginal_data(values["rows"], language),
        _marginal_caption(values, language),
        _marginal_alt(values, language),
    )


def _marginal_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("With"): [word(language, row["construct"]) for row in rows],
            language.text("Position along the curve"): [row["position"] for row in rows],
            language.text("Correlation"): [row["r"] for row in rows],
            language.text("Permuted curves, lower end"): [row["low"] for row in rows],
            language.text("Permuted curves, upper end"): [row["high"] for row in rows],
        }
    )


def _marginal_caption(values: Values, language: Language) -> str:
    told = [
        language.text(
            "{median} with {construct}, over {specifications} specifications",
            construct=word(language, one["construct"]),
            median=language.decimal(one["median"]),
            specifications=language.integer(one["specifications"]),
        )
        for one in values["curves"]
    ]
    return language.text(
        "Median correlations of the use of AI as it stands, income not held equal: {curves}. Income goes with both "
        "sides, so these curves answer another question and are never pooled with those at equal income. Bands: "
        "{level} of permuted curves at each position, no confidence interval; n = {n} countries.",
        curves=language.listing(told),
        level=language.percent(values["curves"][0]["level"]),
        n=counts(language, [one["n"] for one in values["curves"]]),
    )


def _marginal_alt(values: Values, language: Language) -> str:
    ends = [
        language.text(
            "With {construct}, open circles rise from {low} to {high}, the band from {band_low} to {band_high}.",
            construct=word(language, construct),
            low=language.decimal(rows[0]["r"]),
            high=language.decimal(rows[-1]["r"]),
            band_low=language.decimal(rows[0]["low"]),
            band_high=language.decimal(rows[-1]["high"]),
        )
        for construct, rows in grouped(values["rows"], "construct").items()
    ]
    return language.text(
        "Stacked panels, {panels} in all, each a curve of correlations in order from the smallest to the largest, over "
        "a pale band of permuted curves that is centred on zero. {ends}",
        panels=language.integer(len(values["curves"])),
        ends=" ".join(ends),
    )
