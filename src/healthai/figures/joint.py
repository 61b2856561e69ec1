"""What several counts, named countries and strata allow together: bounds before and after, and k or more of m items."""

from collections.abc import Callable, Sequence

import pandas as pd
from matplotlib.figure import Figure

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Scale, Sheet, count_ticks
from healthai.figures.words import Row, count, grouped
from healthai.language import Language

# (first end, last end, attainable counts) of a row's bounds, before and after more is taken into account.
Spans = Callable[[Row], tuple[tuple[int, int], tuple[int, int], Sequence[int]]]


def named(values: Sequence[Row], language: Language) -> Drawing:
    """Draw bounds of joint counts from two counts alone and with named countries.

    Parameters
    ----------
    values : sequence of rows
        Pairs of which some named country's two answers are known: `a`, `b`, `n`, `joint_low`, `joint_high` (two counts
        alone), `known_low`, `known_high`, `possible` (attainable counts), `tightened`,
        `both`, `one` (codes of the named countries that have both items, and exactly one).
    language : Language
    """
    alone, together = language.text("from the two counts alone"), language.text("with named countries")

    def spans(row: Row) -> tuple[tuple[int, int], tuple[int, int], Sequence[int]]:
        return (row["joint_low"], row["joint_high"]), (row["known_low"], row["known_high"]), row["possible"]

    figure = _before_and_after(values, language, (alone, together), spans, lambda row: _known_of(row, language))
    headings = {
        language.text("Both: from the counts, at least"): "joint_low",
        language.text("Both: from the counts, at most"): "joint_high",
        language.text("Both: with named countries, at least"): "known_low",
        language.text("Both: with named countries, at most"): "known_high",
    }
    data = _pairs_data(values, language, headings)
    return Drawing(figure, data, _named_caption(values, language), _named_alt(values, language))


def _before_and_after(
    values: Sequence[Row], language: Language, words: tuple[str, str], spans: Spans, note: Callable[[Row], str]
) -> Figure:
    n = max(row["n"] for row in values)
    sheet, ticks = Sheet(), count_ticks(n)
    scale = Scale(0, n, sheet.left + 0.1, sheet.right - 0.1)
    axis = {tick: language.integer(tick) for tick in ticks}
    sheet.paragraph(language.text("Number of countries that do both"), weight="bold")
    for look, label in zip((_before, _after), words, strict=True):
        y = sheet.band(0.24)
        look(sheet, Scale(0, 1, sheet.left + 0.1, sheet.left + 0.5), y, 0, 1, (0, 1))
        sheet.write(sheet.left + 0.65, y, label, ha="left")
    sheet.y += 0.06
    sheet.axis(scale, axis)
    for item, rows in grouped(values, "a").items():
        sheet.heading(language.text("“{a}” together with:", a=language.item(item)))
        for row in rows:
            _row(sheet, scale, ticks, row, language, spans(row), note(row))
    sheet.axis(scale, axis)
    return sheet.finish()


def _row(
    sheet: Sheet, scale: Scale, ticks: Sequence[int], row: Row, language: Language, spans: tuple, note: str
) -> None:
    before, after, possible = spans
    sheet.label(language.item(row["b"]))
    if before != after:
        y = sheet.band(0.2)
        sheet.ruler(scale, ticks, y)
        _before(sheet, scale, y, *before, range(before[0], before[1] + 1))
    y = sheet.band(0.24)
    sheet.ruler(scale, ticks, y)
    _after(sheet, scale, y, *after, possible)
    sheet.paragraph(note, size=style.SMALL, colour=style.MUTED)
    sheet.y += 0.12


def _before(sheet: Sheet, scale: Scale, y: float, low: int, high: int, possible: Sequence[int]) -> None:
    sheet.line([scale(low), scale(high)], [y, y], style.VERMILLION, 1.4, "before", linestyle=(0, (3, 1.2)))
    _strokes(sheet, scale, y, possible, style.VERMILLION, 0.05, 1.2, "possible before")


def _after(sheet: Sheet, scale: Scale, y: float, low: int, high: int, possible: Sequence[int]) -> None:
    sheet.line([scale(low), scale(high)], [y, y], style.BLUE, 3.6, "after")
    _strokes(sheet, scale, y, possible, style.BLUE, 0.085, 1.8, "possible after")


def _strokes(
    sheet: Sheet, scale: Scale, y: float, possible: Sequence[int], colour: str, half: float, width: float, label: str
) -> None:
    """Draw a stroke at every attainable count."""
    sheet.axes.vlines([scale(k) for k in possible], y - half, y + half, color=colour, linewidth=width, label=label)


def _known_of(row: Row, language: Language) -> str:
    known = _then((row["joint_low"], row["joint_high"]), (row["known_low"], row["known_high"]), language)
    if row["both"]:
        who = language.listing([language.country(code) for code in row["both"]])
        return f"{known} {language.text('Named with both: {countries}.', countries=who)}"
    return f"{known} {language.text('Named with one of the two only: {k}.', k=language.integer(len(row['one'])))}"


def _pairs_data(values: Sequence[Row], language: Language, numbers: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("First: adoption"): [language.item(row["a"]) for row in values],
            language.text("Second: governance, training or roles"): [language.item(row["b"]) for row in values],
            **{heading: [row[key] for row in values] for heading, key in numbers.items()},
            language.text("Out of"): [row["n"] for row in values],
        }
    )


def _named_caption(values: Sequence[Row], language: Language) -> str:
    tightened = [row for row in values if row["tightened"]]
    finding = language.text(
        "Named countries narrow {k} of the {m} pairs on which they bear, out of {n} countries each.",
        k=language.integer(len(tightened)),
        m=language.integer(len(values)),
        n=language.integer(max(row["n"] for row in values)),
    )
    reading = language.text(
        "True if the published figures are right. Bars are logical bounds, not confidence intervals; a stroke is a "
        "number of countries that is possible, none likelier than another. Named countries enter as what is known of "
        "them, never as a sample."
    )
    return f"{finding} {reading}"


def _named_alt(values: Sequence[Row], language: Language) -> str:
    narrowed = max(values, key=lambda row: row["known_low"] - row["joint_low"] + row["joint_high"] - row["known_high"])
    return language.text(
        "Bars on an axis from 0 to {n} countries, for {rows} pairs of items: a thick bar once named countries are "
        "taken into account, with a stroke at every possible number, and above it, where they narrow it, a thin dashed "
        "bar from the two counts alone. The most narrowed is “{a}” with “{b}”: {before} before, {after} after. For "
        "{same} of the pairs nothing changes and there is one bar only.",
        n=language.integer(max(row["n"] for row in values)),
        rows=language.integer(len(values)),
        a=language.item(narrowed["a"]),
        b=language.item(narrowed["b"]),
        before=count(language, narrowed["joint_low"], narrowed["joint_high"]),
        after=count(language, narrowed["known_low"], narrowed["known_high"]),
        same=language.integer(sum(not row["tightened"] for row in values)),
    )


def strata(values: Sequence[Row], language: Language) -> Drawing:
    """Draw bounds of joint counts in the Region, from its counts as one and from the EU and the rest apart.

    Parameters
    ----------
    values : sequence of rows
        `a`, `b`, `n`, `pooled_low`, `pooled_high` (the Region as one), `strata_low`, `strata_high` (sums of the EU and
        the rest), `gain` (by how many countries the second are narrower).
    language : Language
    """
    words = language.text("from the counts of the Region as one"), language.text("from the EU and the rest apart")

    def spans(row: Row) -> tuple[tuple[int, int], tuple[int, int], Sequence[int]]:
        low, high = row["strata_low"], row["strata_high"]
        return (row["pooled_low"], row["pooled_high"]), (low, high), range(low, high + 1)

    figure = _before_and_after(values, language, words, spans, lambda row: _gained(row, language))
    headings = {
        language.text("Both: Region as one, at least"): "pooled_low",
        language.text("Both: Region as one, at most"): "pooled_high",
        language.text("Both: EU and rest apart, at least"): "strata_low",
        language.text("Both: EU and rest apart, at most"): "strata_high",
    }
    data = _pairs_data(values, language, headings)
    return Drawing(figure, data, _strata_caption(values, language), _strata_alt(values, language))


def _gained(row: Row, language: Language) -> str:
    return _then((row["pooled_low"], row["pooled_high"]), (row["strata_low"], row["strata_high"]), language)


def _then(before: tuple[int, int], after: tuple[int, int], language: Language) -> str:
    if before == after:
        return language.text("{span} either way.", span=count(language, *after))
    return language.text(
        "{before}, narrowed to {after}.", before=count(language, *before), after=count(language, *after)
    )


def _strata_caption(values: Sequence[Row], language: Language) -> str:
    most = max(values, key=lambda row: row["gain"])
    finding = language.text(
        "Counting the EU and the rest apart narrows {k} of {m} pairs, most of all “{a}” with “{b}”: from {before} to "
        "{after} of {n} countries.",
        k=language.integer(sum(row["gain"] > 0 for row in values)),
        m=language.integer(len(values)),
        a=language.item(most["a"]),
        b=language.item(most["b"]),
        before=_ends(most["pooled_low"], most["pooled_high"], language),
        after=_ends(most["strata_low"], most["strata_high"], language),
        n=language.integer(most["n"]),
    )
    reading = language.text(
        "True if the published figures are right. Bars are logical bounds, not confidence intervals; no number inside "
        "them is likelier than another."
    )
    return f"{finding} {reading}"


def _ends(low: int, high: int, language: Language) -> str:
    """Return two ends as one word, so that "from 0–25 to 12–25" is no puzzle."""
    return f"{language.integer(low)}–{language.integer(high)}"


def _strata_alt(values: Sequence[Row], language: Language) -> str:
    same = [row for row in values if row["gain"] == 0]
    return language.text(
        "Bars on an axis from 0 to {n} countries, for {rows} pairs of items grouped by {groups} adoption items: a "
        "thick bar from the EU and the rest apart, with a stroke at every possible number, and above it, where it is "
        "longer, a thin dashed bar from the counts of the Region as one. In {gain} pairs the thick bar is "
        "shorter, mostly at its lower end; in {same} nothing changes and there is one bar only.",
        n=language.integer(max(row["n"] for row in values)),
        groups=language.integer(len({row["a"] for row in values})),
        rows=language.integer(len(values)),
        gain=language.integer(len(values) - len(same)),
        same=language.integer(len(same)),
    )


def at_least(values: Sequence[Row], language: Language) -> Drawing:
    """Draw how many countries have k or more of several items: what is certain, and what is possible.

    Parameters
    ----------
    values : sequence of rows
        `items` (codes), `k`, `m`, `n`, `low`, `high`, `possible` (attainable counts); one row a k, sets of items one
        after the other.
    language : Language
    """
    n = max(row["n"] for row in values)
    sheet, ticks = Sheet(), count_ticks(n)
    scale = Scale(0, n, sheet.left + 0.1, sheet.right - 0.1)
    axis = {tick: language.integer(tick) for tick in ticks}
    sheet.paragraph(language.text("Number of EU countries"), weight="bold")
    y = sheet.band(0.26)
    key = Scale(0, 4, sheet.left + 0.1, sheet.left + 0.9)
    certain(sheet, key, y, 2, (2, 3, 4))
    sheet.write(sheet.left + 1.05, y, language.text("surely (solid), and possibly (strokes)"), ha="left")
    sheet.axis(scale, axis)
    for rows in _sets(values):
        sheet.y += 0.12
        for item in rows[0]["items"]:
            sheet.paragraph(f"– {language.item(item)}", size=style.SMALL, colour=style.MUTED)
        sheet.y += 0.06
        for row in rows:
            sheet.label(_k_of_m(row, language), count(language, row["low"], row["high"]), weight="bold")
            y = sheet.band(0.28)
            sheet.ruler(scale, ticks, y)
            certain(sheet, scale, y, row["low"], row["possible"])
            sheet.y += 0.06
    sheet.axis(scale, axis)
    return Drawing(sheet.finish(), _k_data(values, language), _k_caption(values, language), _k_alt(values, language))


def _sets(values: Sequence[Row]) -> list[list[Row]]:
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in values:
        found.setdefault(tuple(row["items"]), []).append(row)
    return list(found.values())


def certain(sheet: Sheet, scale: Scale, y: float, low: int, possible: Sequence[int]) -> None:
    """Draw what is certain as a solid bar, and each number that it may be instead as a stroke."""
    sheet.line([scale(0), scale(low)], [y, y], style.BLUE, 8.0, "certain")
    sheet.line([scale(low), scale(possible[-1])], [y, y], style.VERMILLION, 2.0, "possible")
    _strokes(sheet, scale, y, possible, style.VERMILLION, 0.085, 1.8, "attainable")


def _k_of_m(row: Row, language: Language) -> str:
    k, m = language.integer(row["k"]), language.integer(row["m"])
    return language.text("all {m}", m=m) if row["k"] == row["m"] else language.text("{k} or more of {m}", k=k, m=m)


def _k_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Items"): ["; ".join(language.item(item) for item in row["items"]) for row in values],
            language.text("Of these, at least"): [row["k"] for row in values],
            language.text("Countries, at least"): [row["low"] for row in values],
            language.text("Countries, at most"): [row["high"] for row in values],
            language.text("Out of"): [row["n"] for row in values],
        }
    )


def _k_caption(values: Sequence[Row], language: Language) -> str:
    first = _sets(values)[0]
    sure = max((row for row in first if row["low"] > 0), key=lambda row: row["k"], default=first[0])
    finding = language.text(
        "At least {low} of {n} countries have {k} or more of the first {m} items; all {m} are held by between {least} "
        "and {most}.",
        low=language.integer(sure["low"]),
        n=language.integer(sure["n"]),
        k=language.integer(sure["k"]),
        m=language.integer(sure["m"]),
        least=language.integer(first[-1]["low"]),
        most=language.integer(first[-1]["high"]),
    )
    reading = language.text(
        "True if the published figures are right. The strokes are the numbers of countries that are possible: logical "
        "bounds, not confidence intervals, and none of the numbers is likelier than another."
    )
    return f"{finding} {reading}"


def _k_alt(values: Sequence[Row], language: Language) -> str:
    first = _sets(values)[0]
    return language.text(
        "Bars on an axis from 0 to {n} countries, in {sets} groups of items, one bar for each number of items that a "
        "country may have at least. Each bar is solid from 0 to the number of countries that is certain, then goes on "
        "as a thin line with a stroke at every further possible number. In the first group, of {m} items, the bars "
        "read, from one item up: {spans}.",
        n=language.integer(max(row["n"] for row in values)),
        sets=language.integer(len(_sets(values))),
        m=language.integer(first[0]["m"]),
        spans=language.listing([count(language, row["low"], row["high"]) for row in first]),
    )
