"""A family of pairs: what survives together, and its p-values beside chance."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from healthai.figures import style
from healthai.figures.cells import box, tint
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Sheet, pitch, wrap
from healthai.figures.words import METHODS, Row, counts, frame, grouped, sample
from healthai.language import N_, Language

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
