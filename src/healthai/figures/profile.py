"""One country among the others, indicator by indicator."""

from collections.abc import Sequence

import pandas as pd

from healthai.errors import InputError
from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Scale, Sheet, pitch, spread, text_width
from healthai.figures.words import Row, counts, grouped, quantity
from healthai.language import Language

CODE_GAP = 0.06  # inches between two codes


def strip(values: Sequence[Row], language: Language) -> Drawing:
    """Draw one strip an indicator, from the lowest to the highest value, with the country and its peers marked.

    Parameters
    ----------
    values : sequence of rows
        `iso2`, `indicator`, `value` and `role` ("country", "peer" or "other"). A country without a value of an
        indicator has no row for it.
    language : Language

    Raises
    ------
    InputError
        When no row is the country's.
    """
    country = next((row["iso2"] for row in values if row["role"] == "country"), None)
    if country is None:
        raise InputError("the figure 'strip' was given no value of the country it is about")
    strips = grouped(values, "indicator")
    sheet = Sheet()
    _key(sheet, country, language)
    ends = [_ends(rows, language) for rows in strips.values()]
    left = sheet.left + max(text_width(low, style.SMALL) for low, _ in ends) + 0.15
    right = sheet.right - max(text_width(high, style.SMALL) for _, high in ends) - 0.15
    for indicator, rows in strips.items():
        sheet.label(language.indicator(indicator), _standing(rows, language), weight="bold")
        _strip(sheet, (left, right), rows, language)
        sheet.y += 0.12
    figure = sheet.finish()
    return Drawing(
        figure, _data(values, language), _caption(country, strips, language), _alt(country, strips, language)
    )


def _key(sheet: Sheet, country: str, language: Language) -> None:
    kinds = (
        (style.COUNTRY, language.country(country)),
        (style.PEER, language.text("nearest countries in conditions")),
        (style.OTHER, language.text("other countries")),
    )
    for mark, words in kinds:
        sheet.key(mark, words)
    sheet.y += 0.14


def _own(rows: Sequence[Row]) -> Row | None:
    return next((row for row in rows if row["role"] == "country"), None)


def _rank(rows: Sequence[Row]) -> int | None:
    """Return the country's rank, 1 the highest; countries with equal values share the better rank."""
    own = _own(rows)
    return own and 1 + sum(row["value"] > own["value"] for row in rows)


def _largest(rows: Sequence[Row]) -> float:
    return max(abs(row["value"]) for row in rows)


def _ends(rows: Sequence[Row], language: Language) -> list[str]:
    found = [row["value"] for row in rows]
    return [quantity(language, end, _largest(rows)) for end in (min(found), max(found))]


def _standing(rows: Sequence[Row], language: Language) -> str:
    own = _own(rows)
    if own is None:
        return language.text("no value")
    return language.text(
        "{value}, rank {rank} of {n}",
        value=quantity(language, own["value"], _largest(rows)),
        rank=language.integer(_rank(rows)),
        n=language.integer(len(rows)),
    )


def _strip(sheet: Sheet, sides: tuple[float, float], rows: Sequence[Row], language: Language) -> None:
    found = [row["value"] for row in rows]
    scale = Scale(min(found), max(found), *sides)
    y = sheet.band(0.26)
    for end, x, ha in zip(_ends(rows, language), (sides[0] - 0.15, sides[1] + 0.15), ("right", "left"), strict=True):
        sheet.write(x, y, end, size=style.SMALL, ha=ha, color=style.MUTED)
    sheet.line(sides, [y, y], style.TRACK, 1.0, "track", zorder=1)
    for role, mark in (("other", style.OTHER), ("peer", style.PEER), ("country", style.COUNTRY)):
        at = [scale(row["value"]) for row in rows if row["role"] == role]
        if at:
            sheet.marks(at, y, mark, role)
    _codes(sheet, scale, y, [row for row in rows if row["role"] != "other"])


def _codes(sheet: Sheet, scale: Scale, y: float, rows: Sequence[Row]) -> None:
    """Write the codes of the country and its peers below their marks, moved apart where they would touch."""
    below = sheet.band(pitch(style.SMALL))
    true = [scale(row["value"]) for row in rows]
    half = text_width("MT", style.SMALL, "bold") / 2
    for row, x, at in zip(
        rows, true, spread(true, 2 * half + CODE_GAP, sheet.left + half, sheet.right - half), strict=True
    ):
        own = row["role"] == "country"
        if abs(at - x) > half / 2:
            sheet.line([x, at], [y + 0.07, below - 0.07], style.MUTED, 0.7, "leader")
        look = {"weight": "bold", "color": style.INK} if own else {"color": style.BLUE}
        sheet.write(at, below, row["iso2"], size=style.SMALL, **look)


def _data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Indicator"): [language.indicator(row["indicator"]) for row in values],
            language.text("Country"): [language.country(row["iso2"]) for row in values],
            language.text("Value"): [row["value"] for row in values],
            language.text("Shown as"): [_role(row["role"], language) for row in values],
        }
    )


def _role(role: str, language: Language) -> str:
    words = {
        "country": language.text("the country"),
        "peer": language.text("one of the nearest countries"),
        "other": language.text("another country"),
    }
    return words[role]


def _extremes(strips: dict[str, list[Row]]) -> tuple[str, str]:
    """Return the indicators in which the country stands highest and lowest, by its rank as a share of n."""
    shares = {name: _rank(rows) / len(rows) for name, rows in strips.items() if _own(rows)}
    return min(shares, key=shares.get), max(shares, key=shares.get)


def _place(name: str, strips: dict[str, list[Row]], language: Language) -> str:
    return language.text(
        "{rank} of {n}", rank=language.integer(_rank(strips[name])), n=language.integer(len(strips[name]))
    )


def _caption(country: str, strips: dict[str, list[Row]], language: Language) -> str:
    best, worst = _extremes(strips)
    finding = language.text(
        "{country}: highest rank in “{best}” ({best_rank}), lowest in “{worst}” ({worst_rank}); indicators without a "
        "value: {missing} of {indicators}.",
        country=language.country(country),
        best=language.indicator(best),
        best_rank=_place(best, strips, language),
        worst=language.indicator(worst),
        worst_rank=_place(worst, strips, language),
        missing=language.integer(sum(_own(rows) is None for rows in strips.values())),
        indicators=language.integer(len(strips)),
    )
    reading = language.text(
        "Each strip runs from the lowest value on the left to the highest on the right, which is not always the "
        "better one; rank 1 is the highest value. n = {n} countries; published values, some of "
        "them estimates, without intervals here.",
        n=counts(language, (len(rows) for rows in strips.values())),
    )
    return f"{finding} {reading}"


def _position(rows: Sequence[Row]) -> float:
    """Return where the country stands between the two ends of its strip, from 0 to 1."""
    found = [row["value"] for row in rows]
    return Scale(min(found), max(found), 0, 1)(_own(rows)["value"])


def _alt(country: str, strips: dict[str, list[Row]], language: Language) -> str:
    positions = {name: _position(rows) for name, rows in strips.items() if _own(rows)}
    peers = dict.fromkeys(row["iso2"] for rows in strips.values() for row in rows if row["role"] == "peer")
    return language.text(
        "Horizontal strips, one for each of {indicators} indicators, each with its lowest value at the left end and "
        "its highest at the right. Grey strokes are countries; {country} is a large filled circle, its nearest "
        "countries ({peers}) are open diamonds with their codes. The circle stands furthest right in “{right}” and "
        "furthest left in “{left}”; strips without it: {missing}.",
        indicators=language.integer(len(strips)),
        country=language.country(country),
        peers=language.listing([language.country(code) for code in peers]),
        right=language.indicator(max(positions, key=positions.get)),
        left=language.indicator(min(positions, key=positions.get)),
        missing=language.integer(len(strips) - len(positions)),
    )
