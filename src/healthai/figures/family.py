"""A family of pairs: what survives together, its p-values beside chance, and what hangs on one country or bloc."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from healthai.figures import style
from healthai.figures.cells import box, tint
from healthai.figures.drawing import Drawing
from healthai.figures.forest import zero
from healthai.figures.sheet import Scale, Sheet, pitch, text_width, wrap
from healthai.figures.words import METHODS, Row, counts, frame, grouped, sample
from healthai.language import N_, Language
from healthai.words import word

GIVEN = {"nothing": N_("As it stands"), "income": N_("At equal income")}
LABELS = 1.75  # inches from the left edge of the sheet to the cells
CELL_HEIGHT = 0.46


def family_matrix(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw the coefficient and n of every pair in a cell, outlined where it survives in the whole family.

    Parameters
    ----------
    values : mapping
        `alpha`, `method` and `rows`: `given` ("nothing" or "income"), `outcome`, `focal`, `n`, `estimate` and
        `step_down` (adjusted p).
    language : Language
    """
    rows, alpha = values["rows"], values["alpha"]
    sheet = Sheet()
    sheet.paragraph(language.text(METHODS[values["method"]]), colour=style.MUTED)
    _outline_key(sheet, alpha, language)
    for given, group in grouped(rows, "given", GIVEN).items():
        sheet.heading(language.text(GIVEN[given]))
        _cells(sheet, group, alpha, language)
    return Drawing(
        sheet.finish(), _table(rows, language), _matrix_caption(values, language), _matrix_alt(values, language)
    )


def _outline_key(sheet: Sheet, alpha: float, language: Language) -> None:
    box(sheet, sheet.left + 0.02, sheet.y + 0.02, 0.3, pitch(style.BODY) - 0.02, style.PAPER, "key", outlined=True)
    words = language.text("adjusted p (maxT, all pairs together) below {alpha}", alpha=language.decimal(alpha))
    sheet.paragraph(words, left=sheet.left + 0.45)


def _cells(sheet: Sheet, rows: Sequence[Row], alpha: float, language: Language) -> None:
    outcomes = list(grouped(rows, "outcome"))
    width = (sheet.right - LABELS) / len(outcomes)
    _column_heads(sheet, [language.indicator(name) for name in outcomes], width)
    for focal, across in grouped(rows, "focal").items():
        lines = wrap(language.indicator(focal), LABELS - sheet.left - 0.12, style.SMALL)
        height = max(CELL_HEIGHT, len(lines) * pitch(style.SMALL) + 0.06)
        for i, line in enumerate(lines):
            y = sheet.y + height / 2 + (i - (len(lines) - 1) / 2) * pitch(style.SMALL)
            sheet.write(LABELS - 0.12, y, line, size=style.SMALL, ha="right")
        for row in across:
            _cell(sheet, LABELS + width * outcomes.index(row["outcome"]), width, height, row, alpha, language)
        sheet.y += height + 0.04


def _column_heads(sheet: Sheet, labels: Sequence[str], width: float) -> None:
    heads = [wrap(words, width - 0.1, style.SMALL) for words in labels]
    deepest = max(map(len, heads))
    for i, lines in enumerate(heads):
        for j, line in enumerate(lines):
            y = sheet.y + (deepest - len(lines) + j + 0.5) * pitch(style.SMALL)
            sheet.write(LABELS + width * (i + 0.5), y, line, size=style.SMALL)
    sheet.y += deepest * pitch(style.SMALL) + 0.06


def _cell(sheet: Sheet, x: float, width: float, height: float, row: Row, alpha: float, language: Language) -> None:
    survives = row["step_down"] < alpha
    label = "survivor" if survives else "cell"
    box(sheet, x + 0.02, sheet.y, width - 0.04, height, tint(row["estimate"]), label, outlined=survives)
    middle, weight = x + width / 2, "bold" if survives else "normal"
    sheet.write(middle, sheet.y + height / 2 - 0.09, language.decimal(row["estimate"]), weight=weight, zorder=4)
    n = sample(language, row["n"])
    sheet.write(middle, sheet.y + height / 2 + 0.1, n, size=style.SMALL, color=style.INK, zorder=4)


def _table(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "n": language.text("n"),
        "estimate": language.text("Coefficient"),
        "p": language.text("p (one pair alone)"),
        "single_step": language.text("Adjusted p (maxT, single step)"),
        "step_down": language.text("Adjusted p (maxT, step down)"),
        "holm": language.text("Adjusted p (Holm)"),
        "bh": language.text("Adjusted p (Benjamini-Hochberg)"),
    }
    names = {
        language.text("Given"): [language.text(GIVEN[row["given"]]) for row in rows],
        language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
        language.text("With"): [language.indicator(row["focal"]) for row in rows],
    }
    return frame(names, rows, headings)


def _survivors(rows: Sequence[Row], given: str, alpha: float) -> tuple[int, int]:
    chosen = [row for row in rows if row["given"] == given]
    return sum(row["step_down"] < alpha for row in chosen), len(chosen)


def _matrix_caption(values: Mapping[str, Any], language: Language) -> str:
    rows, alpha = values["rows"], values["alpha"]
    nearest = min((row for row in rows if row["given"] == "income"), key=lambda row: row["step_down"])
    (as_it_stands, pairs), (at_equal, _) = (_survivors(rows, given, alpha) for given in GIVEN)
    finding = language.text(
        "With all {pairs} pairs allowed for (maxT, step down), {as_it_stands} have an adjusted p below {alpha} as they "
        "stand, and {at_equal} at equal income. The smallest at equal income is {p}, “{outcome}” with “{focal}”.",
        pairs=language.integer(pairs),
        as_it_stands=language.integer(as_it_stands),
        alpha=language.decimal(alpha),
        at_equal=language.integer(at_equal),
        p=language.p_value(nearest["step_down"]),
        outcome=language.indicator(nearest["outcome"]),
        focal=language.indicator(nearest["focal"]),
    )
    reading = language.text(
        "Each cell has the coefficient and n; countries that lack one series are left out of all cells. The table has "
        "the intervals.",
    )
    return f"{finding} {reading}"


def _matrix_alt(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    parts = []
    for given, group in grouped(rows, "given", GIVEN).items():
        low, high = (pick(row["estimate"] for row in group) for pick in (min, max))
        parts.append(
            language.text(
                "{given}: coefficients from {low} to {high}, {outlined} cells outlined.",
                given=language.text(GIVEN[given]),
                low=language.decimal(low),
                high=language.decimal(high),
                outlined=language.integer(_survivors(rows, given, values["alpha"])[0]),
            )
        )
    return language.text(
        "Two tables of shaded cells, one above the other, with {outcomes} columns (outcomes) and {focal} rows "
        "(indicators of governance, training and skills). Each cell has a coefficient and below it n; the deeper the "
        "shade, the further the coefficient is from zero. {parts}",
        outcomes=language.integer(len(grouped(rows, "outcome"))),
        focal=language.integer(len(grouped(rows, "focal"))),
        parts=" ".join(parts),
    )


PLOT = (4.75, 3.4)  # inches
CURVES = {"nothing": (style.MARGINAL, (0, (4, 2))), "income": (style.PARTIAL, "-")}


def p_values(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw which share of the pairs has a p up to each value, as they stand and at equal income, beside chance.

    Parameters
    ----------
    values : mapping
        `alpha` and `rows`: `given`, `outcome`, `focal`, `n` and `p` (each pair alone).
    language : Language
    """
    rows, alpha = values["rows"], values["alpha"]
    curves = {given: sorted(row["p"] for row in group) for given, group in grouped(rows, "given", GIVEN).items()}
    sheet = Sheet()
    for given in curves:
        mark, dash = CURVES[given]
        y = sheet.y + pitch(style.BODY) / 2
        sheet.line([sheet.left, sheet.left + 0.5], [y, y], mark.colour, 1.8, "key", linestyle=dash)
        sheet.marks([sheet.left + 0.25], y, mark, "key")
        sheet.paragraph(language.text(GIVEN[given]), left=sheet.left + 0.65)
    y = sheet.y + pitch(style.BODY) / 2
    sheet.line([sheet.left, sheet.left + 0.5], [y, y], style.MUTED, 1.2, "key", linestyle=":")
    sheet.paragraph(language.text("expected if no pair were associated"), left=sheet.left + 0.65)
    sheet.y += 0.12
    sheet.paragraph(language.text("Share of the pairs with a p up to the value below"), colour=style.MUTED)
    sheet.y += 0.08
    axes = sheet.inset(sheet.right - PLOT[0], *PLOT)
    _curves(axes, curves, alpha, language)
    sheet.y += PLOT[1] + 0.32
    sheet.paragraph(language.text("p of each pair looked at alone"), left=sheet.right - PLOT[0], colour=style.MUTED)
    return Drawing(
        sheet.finish(), _p_data(rows, language), _p_caption(values, language), _p_alt(values, curves, language)
    )


def _curves(axes: Axes, curves: Mapping[str, Sequence[float]], alpha: float, language: Language) -> None:
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.04))
    axes.plot([0, 1], [0, 1], ":", color=style.MUTED, linewidth=1.2, label="chance")
    axes.axvline(alpha, color=style.MUTED, linewidth=0.8, label="alpha")
    for given, found in curves.items():
        mark, dash = CURVES[given]
        shares = [(i + 1) / len(found) for i in range(len(found))]
        ends = [0, *found, 1], [0, *shares, 1]
        axes.plot(*ends, drawstyle="steps-post", color=mark.colour, linestyle=dash, linewidth=1.8, label=given)
        fill = mark.colour if mark.filled else style.PAPER
        look = {"markerfacecolor": fill, "markeredgecolor": mark.colour, "markersize": 5.5, "label": f"{given} pairs"}
        axes.plot(found, shares, mark.shape, linestyle="none", clip_on=False, zorder=4, **look)
    ticks = (0, 0.25, 0.5, 0.75, 1)
    axes.set_xticks(ticks, [language.decimal(tick) for tick in ticks], fontsize=style.SMALL)
    axes.set_yticks(ticks, [language.percent(tick) for tick in ticks], fontsize=style.SMALL)


def _p_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Given"): [language.text(GIVEN[row["given"]]) for row in rows],
            language.text("Outcome"): [language.indicator(row["outcome"]) for row in rows],
            language.text("With"): [language.indicator(row["focal"]) for row in rows],
            language.text("n"): [row["n"] for row in rows],
            language.text("p (one pair alone)"): [row["p"] for row in rows],
        }
    )


def _below(rows: Sequence[Row], given: str, alpha: float) -> int:
    return sum(row["given"] == given and row["p"] < alpha for row in rows)


def _p_caption(values: Mapping[str, Any], language: Language) -> str:
    rows, alpha = values["rows"], values["alpha"]
    pairs = len(rows) // len(GIVEN)
    finding = language.text(
        "Looked at one by one, {as_it_stands} of {pairs} pairs have a p below {alpha} as they stand and {at_equal} at "
        "equal income, where about {expected} would be expected if no pair were associated.",
        as_it_stands=language.integer(_below(rows, "nothing", alpha)),
        at_equal=language.integer(_below(rows, "income", alpha)),
        pairs=language.integer(pairs),
        alpha=language.decimal(alpha),
        expected=language.decimal(alpha * pairs, 1),
    )
    reading = language.text(
        "The pairs share countries and series, so they rise and fall together: a curve above the dotted line is not as "
        "much evidence as it would be with independent pairs. Permutation p; n = {n} countries.",
        n=counts(language, (row["n"] for row in rows)),
    )
    return f"{finding} {reading}"


def _p_alt(values: Mapping[str, Any], curves: Mapping[str, Sequence[float]], language: Language) -> str:
    medians = {given: found[(len(found) - 1) // 2] for given, found in curves.items()}
    return language.text(
        "Two rising step curves on a square from 0 to 1: dashed with open circles for the pairs as they stand, solid "
        "with filled diamonds at equal income. A dotted diagonal shows what chance would give, a thin upright line "
        "the level {alpha}. Half of the pairs have a p up to {first} as they stand and up to {second} at equal income; "
        "at the level the curves have reached {low} and {high} of the pairs.",
        alpha=language.decimal(values["alpha"]),
        first=language.decimal(medians["nothing"]),
        second=language.decimal(medians["income"]),
        low=language.percent(_below(values["rows"], "nothing", values["alpha"]) / len(curves["nothing"])),
        high=language.percent(_below(values["rows"], "income", values["alpha"]) / len(curves["income"])),
    )


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
