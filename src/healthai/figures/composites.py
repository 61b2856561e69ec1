"""The three composites: the scores of the countries, and how the indicators behind them go together."""

from collections.abc import Sequence
from math import floor
from statistics import fmean

import pandas as pd
from matplotlib.ticker import MaxNLocator

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Scale, Sheet, pitch, text_width
from healthai.figures.words import THEMES, Row, counts, grouped, theme
from healthai.language import N_, Language

MARKS = {
    "adoption": style.Mark("o", style.BLUE, True, 6.5),
    "governance": style.Mark("s", style.VERMILLION, False, 6.0),
    "training": style.Mark("D", style.INK, True, 5.0),
}
PAIR = style.Mark("o", style.BLUE, False, 6.5)
BLOCKS = {
    ("adoption", "governance"): N_("Adoption with governance"),
    ("adoption", "training"): N_("Adoption with training"),
    ("governance", "training"): N_("Governance with training"),
}


def scores(values: Sequence[Row], language: Language) -> Drawing:
    """Draw each country's three scores side by side, each pillar on an axis of its own.

    Parameters
    ----------
    values : sequence of rows
        `iso2`, and `adoption`, `governance`, `training` (scores), in the order in which the countries are to appear.
    language : Language
    """
    sheet = Sheet()
    first = sheet.left + 0.15 + max(text_width(language.country(row["iso2"])) for row in values)
    width = (sheet.right - first) / len(MARKS)
    scales, ticks = {}, {}
    for i, pillar in enumerate(MARKS):
        found = [row[pillar] for row in values]
        low, *_, high = MaxNLocator(2, steps=[1, 2, 5, 10]).tick_values(min(found), max(found)).tolist()
        ticks[pillar] = [low, (low + high) / 2, high]
        scales[pillar] = Scale(low, high, first + i * width + 0.2, first + (i + 1) * width - 0.2)
    sheet.columns(*(lambda p=p, s=s: _head(sheet, p, s, language) for p, s in scales.items()))
    sheet.y += 0.04
    for row in values:
        y = sheet.band(0.265)
        sheet.write(sheet.left, y, language.country(row["iso2"]), ha="left")
        for pillar, scale in scales.items():
            sheet.ruler(scale, ticks[pillar], y)
            sheet.marks([scale(row[pillar])], y, MARKS[pillar], pillar)
    sheet.columns(*(lambda p=p: sheet.axis(scales[p], _ends(ticks[p], language)) for p in scales))
    figure = sheet.finish()
    return Drawing(
        figure, _scores_data(values, language), _scores_caption(values, language), _scores_alt(values, language)
    )


def _head(sheet: Sheet, pillar: str, scale: Scale, language: Language) -> None:
    sheet.paragraph(theme(language, pillar), left=scale.left - 0.1, right=scale.right + 0.2, weight="bold")


def _ends(ticks: Sequence[float], language: Language) -> dict[float, str]:
    ends = (ticks[0], ticks[-1])
    digits = 0 if all(end == round(end) for end in ends) else 1
    return {end: language.decimal(end, digits) for end in ends}


def _scores_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    countries = {language.text("Country"): [language.country(row["iso2"]) for row in values]}
    return pd.DataFrame(countries | {theme(language, pillar): [row[pillar] for row in values] for pillar in MARKS})


def _scores_caption(values: Sequence[Row], language: Language) -> str:
    agreement = pd.DataFrame(values)[list(MARKS)].rank().corr()["adoption"]
    return language.text(
        "Ranks of adoption agree with those of governance to {governance} and with those of training to {training} "
        "(Spearman, as it stands: income is not held equal), n = {n} countries. Scores have no intervals here; how "
        "far ranks move when composites are built in other ways is another figure. Each axis is that of its pillar.",
        governance=language.decimal(agreement["governance"]),
        training=language.decimal(agreement["training"]),
        n=language.integer(len(values)),
    )


def _scores_alt(values: Sequence[Row], language: Language) -> str:
    ends = {pillar: [pick(values, key=lambda row: row[pillar]) for pick in (max, min)] for pillar in MARKS}
    said = [
        language.text(
            "{pillar}: highest {high}, lowest {low}.",
            pillar=theme(language, pillar),
            high=language.country(high["iso2"]),
            low=language.country(low["iso2"]),
        )
        for pillar, (high, low) in ends.items()
    ]
    return language.text(
        "Table of {n} countries, ordered by their adoption score, highest first, with three strips of marks beside "
        "their names: filled circles for adoption, open squares for governance, filled diamonds for training. The "
        "circles move left from row to row; squares and diamonds follow with scatter. {ends}",
        n=language.integer(len(values)),
        ends=" ".join(said),
    )


def blocks(values: Sequence[Row], language: Language) -> Drawing:
    """Draw the rank correlation of every two indicators, a row for each block of pairs, with the mean of the block.

    Parameters
    ----------
    values : sequence of rows
        `first` and `second` (pillars of the two indicators, the same inside a pillar), `a`, `b`, `rho`, `n`.
    language : Language
    """
    rows = [{**row, "block": (row["first"], row["second"])} for row in values]
    sheet = Sheet()
    low = min(0, floor(min(row["rho"] for row in rows) * 4) / 4)
    scale = Scale(low, 1, sheet.left + 0.2, sheet.right - 0.2)
    ticks = {t / 4: language.decimal(t / 4) for t in range(round(low * 4), 5)}
    _blocks_key(sheet, language)
    found = grouped(rows, "block")
    parts = (
        (language.text("Inside a pillar"), [b for b in found if b[0] == b[1]]),
        (language.text("Between two pillars"), [b for b in found if b[0] != b[1]]),
    )
    for heading, names in parts:
        sheet.heading(heading)
        for name in names:
            _block(sheet, scale, list(ticks), name, found[name], language)
    sheet.axis(scale, ticks)
    figure = sheet.finish()
    return Drawing(figure, _blocks_data(rows, language), _blocks_caption(found, language), _blocks_alt(found, language))


def _blocks_key(sheet: Sheet, language: Language) -> None:
    sheet.key(PAIR, language.text("two indicators"))
    _mean(sheet, sheet.left + 0.08, sheet.y + pitch(style.BODY) / 2, 0.08, "key")
    sheet.paragraph(language.text("mean of the row"), left=sheet.left + 0.25)


def _mean(sheet: Sheet, x: float, y: float, half: float, label: str) -> None:
    sheet.line([x, x], [y - half, y + half], style.VERMILLION, 2.6, label, zorder=5)


def _block(
    sheet: Sheet, scale: Scale, ticks: list[float], name: tuple[str, str], rows: Sequence[Row], language: Language
) -> None:
    mean = fmean(row["rho"] for row in rows)
    pairs = language.text("{k} pairs, mean {mean}", k=language.integer(len(rows)), mean=language.decimal(mean))
    sheet.label(_name(name, language), pairs, color=style.MUTED)
    y = sheet.band(0.33)
    sheet.ruler(scale, ticks, y)
    sheet.marks([scale(row["rho"]) for row in rows], y, PAIR, "pairs")
    _mean(sheet, scale(mean), y, 0.13, "mean")
    sheet.y += 0.04


def _name(block: tuple[str, str], language: Language) -> str:
    return language.text(THEMES[block[0]] if block[0] == block[1] else BLOCKS[block])


def _blocks_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Indicators of"): [_name(row["block"], language) for row in rows],
            language.text("Indicator"): [language.indicator(row["a"]) for row in rows],
            language.text("With"): [language.indicator(row["b"]) for row in rows],
            language.text("Spearman’s rank correlation"): [row["rho"] for row in rows],
            language.text("n"): [row["n"] for row in rows],
        }
    )


def _means(found: dict[tuple[str, str], list[Row]], inside: bool) -> dict[tuple[str, str], float]:
    return {b: fmean(row["rho"] for row in rows) for b, rows in found.items() if (b[0] == b[1]) == inside}


def _blocks_caption(found: dict[tuple[str, str], list[Row]], language: Language) -> str:
    inside, between = _means(found, True), _means(found, False)
    loosest, closest = min(inside, key=inside.get), max(between, key=between.get)
    return language.text(
        "Pillars are not clearly distinct when pairs across go together as closely as pairs inside: the loosest pillar "
        "is “{loosest}” (mean {low}), the closest two are “{closest}” (mean {high}). Each open circle is the rank "
        "correlation of two indicators as it stands, without income; strokes are means of rows, not intervals; n = {n} "
        "countries.",
        loosest=theme(language, loosest[0]),
        low=language.decimal(inside[loosest]),
        closest=_name(closest, language),
        high=language.decimal(between[closest]),
        n=counts(language, (row["n"] for rows in found.values() for row in rows)),
    )


def _blocks_alt(found: dict[tuple[str, str], list[Row]], language: Language) -> str:
    means = {**_means(found, True), **_means(found, False)}
    said = [
        language.text("{name} {mean}", name=_name(block, language), mean=language.decimal(mean))
        for block, mean in means.items()
    ]
    width = {b: max(row["rho"] for row in rows) - min(row["rho"] for row in rows) for b, rows in found.items()}
    return language.text(
        "Rows of open circles on one axis up to 1, three rows for pairs of indicators inside a pillar and three for "
        "pairs between two pillars, each row with an upright stroke at its mean. The means are: {means}. Circles lie "
        "closest together in “{narrow}”, furthest apart in “{wide}”.",
        means="; ".join(said),
        narrow=_name(min(width, key=width.get), language),
        wide=_name(max(width, key=width.get), language),
    )
