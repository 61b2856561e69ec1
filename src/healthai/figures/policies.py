"""Health-specific policies of 2022: item against item, the silent countries shown, and what silence could change."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
from matplotlib.patches import Rectangle

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.forest import bounds_bar, estimate, halves, named, zero
from healthai.figures.sheet import Scale, Sheet, pitch
from healthai.figures.words import Row, counts, frame, grouped, sample
from healthai.language import N_, Language

ANSWERS = {"yes": N_("yes"), "no": N_("no"), "silent": N_("no answer")}
STUB = 0.95  # inches for the words left of a table
TABLE = 2.05  # inches of the width of a table
LINE = 0.37  # inches of the height of a cell
SIDE = 0.34  # inches of the side of the largest square


def crosses(values: Sequence[Row], language: Language) -> Drawing:
    """Draw each pair of items as a table of yes, no and no answer, the counts as squares.

    Parameters
    ----------
    values : sequence of rows
        `a`, `b`, and the nine counts `yes_yes`, `yes_no`, `yes_silent`, ... (answers to `a` first).
    language : Language
    """
    sheet, largest = Sheet(), max(row[f"{a}_{b}"] for row in values for a in ANSWERS for b in ANSWERS)
    across = list(grouped(values, "b"))
    sheet.paragraph(language.text("Area and number: countries. Dashed: at least one was not answered."))
    sheet.y += 0.06
    sheet.columns(*(partial(_title, sheet, i, item, language) for i, item in enumerate(across)))
    sheet.y += 0.04
    heads = (
        (x, words) for i in range(len(across)) for x, words in zip(_middles(sheet, i), ANSWERS.values(), strict=True)
    )
    sheet.columns(*(partial(_head, sheet, x, words, language) for x, words in heads))
    for item, rows in grouped(values, "a").items():
        sheet.heading(language.indicator(item))
        top = sheet.y
        for answer, words in ANSWERS.items():
            y = sheet.band(LINE)
            sheet.write(sheet.left, y, language.text(words), size=style.SMALL, ha="left", color=style.MUTED)
            for row in rows:
                _line(sheet, across.index(row["b"]), y, answer, row, largest, language)
        _rules(sheet, top, len(across))
    return Drawing(
        sheet.finish(), _cross_data(values, language), _cross_caption(values, language), _cross_alt(values, language)
    )


def _left(sheet: Sheet, column: int) -> float:
    return sheet.left + STUB + column * (TABLE + 0.2)


def _middles(sheet: Sheet, column: int) -> list[float]:
    return [_left(sheet, column) + (i + 0.5) * TABLE / len(ANSWERS) for i in range(len(ANSWERS))]


def _title(sheet: Sheet, column: int, item: str, language: Language) -> None:
    left = _left(sheet, column)
    sheet.paragraph(language.indicator(item), left=left, right=left + TABLE, weight="bold", size=style.SMALL)


def _head(sheet: Sheet, middle: float, words: str, language: Language) -> None:
    half = TABLE / len(ANSWERS) / 2
    ends = {"left": middle - half + 0.06, "right": middle + half}
    sheet.paragraph(language.text(words), size=style.SMALL, colour=style.MUTED, **ends)


def _line(sheet: Sheet, column: int, y: float, a: str, row: Row, largest: int, language: Language) -> None:
    for middle, b in zip(_middles(sheet, column), ANSWERS, strict=True):
        k, x = row[f"{a}_{b}"], middle - 0.11
        side = SIDE * (k / largest) ** 0.5
        look = {"facecolor": style.PALE_BLUE, "edgecolor": style.BLUE, "label": "answered"}
        if "silent" in (a, b):
            look = {"facecolor": style.PAPER, "edgecolor": style.MUTED, "linestyle": "--", "label": "silent"}
        if k:
            sheet.axes.add_patch(Rectangle((x - side / 2, y - side / 2), side, side, linewidth=1.0, **look))
        at = x + SIDE / 2 + 0.04
        sheet.write(at, y, language.integer(k), size=style.SMALL, ha="left", weight="bold" if k else "normal")


def _rules(sheet: Sheet, top: float, columns: int) -> None:
    for column in range(columns):
        left = _left(sheet, column)
        x = left + 2 * TABLE / len(ANSWERS)
        sheet.line([left, left + TABLE], [top + 2 * LINE] * 2, style.TRACK, 0.8, "rule", zorder=1)
        sheet.line([x, x], [top, sheet.y], style.TRACK, 0.8, "rule", zorder=1)


def _cross_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    names = {
        language.text("Governance"): [language.indicator(row["a"]) for row in values],
        language.text("Training"): [language.indicator(row["b"]) for row in values],
    }
    cells = {
        language.text("{a} / {b}", a=language.text(one), b=language.text(other)): [row[f"{a}_{b}"] for row in values]
        for a, one in ANSWERS.items()
        for b, other in ANSWERS.items()
    }
    return pd.DataFrame(names | cells)


def _all(row: Row) -> int:
    return sum(row[f"{a}_{b}"] for a in ANSWERS for b in ANSWERS)


def _cross_caption(values: Sequence[Row], language: Language) -> str:
    least = min(values, key=lambda row: row["n"])
    return language.text(
        "Of {countries} countries, those that answered both items of a pair number {n}; fewest for “{a}” with “{b}”. A "
        "missing answer is shown as missing and never counted as a no. These are policies for digital health in "
        "general, from 2022, not for AI.",
        countries=counts(language, map(_all, values)),
        n=counts(language, (row["n"] for row in values)),
        a=language.indicator(least["a"]),
        b=language.indicator(least["b"]),
    )


def _cross_alt(values: Sequence[Row], language: Language) -> str:
    first = values[0]
    return language.text(
        "Grid of small tables: {down} governance items downwards, {across} training items rightwards. Each table has "
        "three rows and three columns (yes, no, no answer), and in each cell a square as large as its count of "
        "countries; cells with a missing answer are dashed and empty. In the first table {yes} countries have both, "
        "{no} neither; {silent} left at least one unanswered.",
        down=language.integer(len(grouped(values, "a"))),
        across=language.integer(len(grouped(values, "b"))),
        yes=language.integer(first["yes_yes"]),
        no=language.integer(first["no_no"]),
        silent=language.integer(_all(first) - first["n"]),
    )


def unanswered(values: Sequence[Row], language: Language) -> Drawing:
    """Draw each pair's difference of shares with its interval, and below it what the missing answers could make of it.

    Parameters
    ----------
    values : sequence of rows
        `a`, `b`, `n`, `level`, `difference` with `_low` and `_high` (an interval, those who answered both) and with
        `_least` and `_most` (bounds, all answers filled in), `holm`, `holm_most`, `p_least`,
        `p_most`. None where there is none.
    language : Language
    """
    sheet = Sheet()
    scale = Scale(-1, 1, sheet.left + 0.25, sheet.right - 0.25)
    ticks = halves(-1, 1, language)
    sheet.paragraph(
        language.text("Share with the training among countries with the governance item, less that among the others"),
        colour=style.MUTED,
    )
    _unanswered_key(sheet, language)
    for item, rows in grouped(values, "b").items():
        sheet.heading(language.indicator(item))
        sheet.axis(scale, ticks)
        for row in rows:
            _pair(sheet, scale, row, language)
    return Drawing(
        sheet.finish(),
        _unanswered_data(values, language),
        _unanswered_caption(values, language),
        _unanswered_alt(values, language),
    )


def _unanswered_key(sheet: Sheet, language: Language) -> None:
    y, left = sheet.y + pitch(style.BODY) / 2, sheet.left
    sheet.line([left, left + 0.4], [y, y], style.BLUE, 1.8, "key")
    sheet.marks([left + 0.2], y, style.DISTINGUISHABLE, "key")
    sheet.paragraph(language.text("those who answered both, with interval"), left=left + 0.55)
    bounds_bar(sheet, Scale(0, 1, left, left + 0.4), sheet.y + pitch(style.BODY) / 2, 0, 1)
    sheet.paragraph(language.text("bounds: whatever the missing answers are"), left=left + 0.55)


def _pair(sheet: Sheet, scale: Scale, row: Row, language: Language) -> None:
    sheet.label(language.indicator(row["a"]), sample(language, row["n"]), color=style.MUTED)
    y = sheet.band(0.42)
    zero(sheet, scale, y - 0.2, y + 0.2)
    if row["difference"] is not None:
        estimate(sheet, scale, y - 0.09, named(row, "difference"), style.DISTINGUISHABLE, "difference")
    if row["difference_least"] is not None:
        bounds_bar(sheet, scale, y + 0.1, row["difference_least"], row["difference_most"])
    sheet.paragraph(_ps(row, language), size=style.SMALL, colour=style.MUTED)
    sheet.y += 0.1


def _ps(row: Row, language: Language) -> str:
    return language.text(
        "p {p}, adjusted {holm}; missing answers filled in: {ends}",
        p=language.p_value(row["p"]),
        holm=language.p_value(row["holm"]),
        ends=language.span(language.p_value(row["p_least"]), language.p_value(row["p_most"])),
    )


def _unanswered_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "n": language.text("Answered both"),
        "difference": language.text("Difference of shares"),
        "difference_low": language.text("Interval, lower end"),
        "difference_high": language.text("Interval, upper end"),
        "difference_least": language.text("Bounds, lower end"),
        "difference_most": language.text("Bounds, upper end"),
        "p": language.text("p (Fisher)"),
        "holm": language.text("Adjusted p (Holm)"),
        "p_least": language.text("p, at least"),
        "p_most": language.text("p, at most"),
    }
    names = {
        language.text("Governance"): [language.indicator(row["a"]) for row in values],
        language.text("Training"): [language.indicator(row["b"]) for row in values],
    }
    return frame(names, values, headings)


def _unanswered_caption(values: Sequence[Row], language: Language) -> str:
    certain = [row for row in values if row["difference_least"] is not None and row["difference_least"] > 0]
    finding = language.text(
        "Whatever the missing answers are, the difference stays above zero in {certain} of {pairs} pairs; the smallest "
        "p after adjustment for all pairs (Holm) is {p} among those who answered both, and up to {worst} with them "
        "filled in.",
        certain=language.integer(len(certain)),
        pairs=language.integer(len(values)),
        p=language.p_value(min(row["holm"] for row in values)),
        worst=language.p_value(min(row["holm_most"] for row in values)),
    )
    reading = language.text(
        "Blue: those who answered both (n = {n} countries), {level} Newcombe intervals. Bars without a mark: bounds "
        "over all ways to fill in missing answers; no confidence intervals, and no value inside is likelier than "
        "another. p: Fisher’s exact test.",
        n=counts(language, (row["n"] for row in values)),
        level=language.percent(values[0]["level"]),
    )
    return f"{finding} {reading}"


def _unanswered_alt(values: Sequence[Row], language: Language) -> str:
    known = [row for row in values if row["difference"] is not None]
    high, low = (pick(known, key=lambda row: row["difference"]) for pick in (max, min))
    return language.text(
        "Forest plot in {panels} blocks, one a training item, on an axis from −1 to 1 with a line at zero. Each row "
        "has a diamond with an interval, and below it a bar with end strokes and no mark inside for the bounds. "
        "Diamonds run from {low} (“{lowest}” with “{lowest_b}”) to {high} (“{highest}” with “{highest_b}”).",
        panels=language.integer(len(grouped(values, "b"))),
        low=language.decimal(low["difference"]),
        lowest=language.indicator(low["a"]),
        lowest_b=language.indicator(low["b"]),
        high=language.decimal(high["difference"]),
        highest=language.indicator(high["a"]),
        highest_b=language.indicator(high["b"]),
    )
