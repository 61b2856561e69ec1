"""Which figures may be compared: what is there, and what series have in common."""

from collections.abc import Sequence

import pandas as pd

from healthai.figures import style
from healthai.figures.cells import box, triangle
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Sheet, pitch
from healthai.figures.words import Row, grouped
from healthai.language import N_, Language
from healthai.words import WORDS, word

STATES = {
    "clean": N_("value without a flag"),
    "flagged": N_("value with a flag: its letters"),
    "flags_unknown": N_("value; flags not in use or not known"),
    "missing": N_("no value"),
}
FILLS = {"clean": style.PALE_BLUE, "flagged": style.PAPER, "flags_unknown": style.TRACK, "missing": style.PAPER}
TILE = 0.2  # inches of the height of a tile


def availability(values: Sequence[Row], language: Language) -> Drawing:
    """Draw a tile for every series and country: a value in the main year, its flag, or none.

    Parameters
    ----------
    values : sequence of rows
        `indicator`, `year`, `iso2`, `state` ("clean", "flagged", "flags_unknown", "missing") and `flag`, its letters;
        the countries in the same order for every indicator.
    language : Language
    """
    countries = list(grouped(values, "iso2"))
    width = (sheet := Sheet()).right - sheet.left
    width /= len(countries)
    _tile_key(sheet, language)
    _country_codes(sheet, countries, width)
    for name, rows in grouped(values, "indicator").items():
        sheet.label(language.indicator(name), str(rows[0]["year"]), color=style.MUTED)
        for i, row in enumerate(rows):
            _tile(sheet, sheet.left + width * i, width, row)
        sheet.y += TILE + 0.09
    return Drawing(
        sheet.finish(), _tile_data(values, language), _tile_caption(values, language), _tile_alt(values, language)
    )


def _tile_key(sheet: Sheet, language: Language) -> None:
    for state, words in STATES.items():
        top = sheet.y
        sheet.y += (pitch(style.BODY) - TILE) / 2
        _tile(sheet, sheet.left, 0.24, {"state": state, "flag": "b" if state == "flagged" else None})
        sheet.y = top
        sheet.paragraph(language.text(words), left=sheet.left + 0.36)
        sheet.y += 0.03
    flags = [f"{flag} {language.text(WORDS[flag])}" for flag in ("b", "d", "e", "p", "u")]
    sheet.paragraph("; ".join(flags), left=sheet.left + 0.36, size=style.SMALL, colour=style.MUTED)
    sheet.y += 0.1


def _country_codes(sheet: Sheet, countries: Sequence[str], width: float) -> None:
    """Write the codes upwards, for side by side they would touch."""
    y = sheet.band(0.3)
    for i, code in enumerate(countries):
        x = sheet.left + width * (i + 0.5)
        sheet.axes.text(x, y, code, fontsize=style.SMALL, rotation=90, ha="center", va="center", color=style.MUTED)


def _tile(sheet: Sheet, x: float, width: float, row: Row) -> None:
    box(sheet, x + 0.01, sheet.y, width - 0.02, TILE, FILLS[row["state"]], row["state"])
    middle = x + width / 2, sheet.y + TILE / 2
    if row["state"] == "flagged":
        frame = [x + 0.02, x + width - 0.02], [sheet.y + TILE - 0.01] * 2
        sheet.line(*frame, style.VERMILLION, 2.0, "flag line")
        sheet.write(middle[0], middle[1] - 0.01, row["flag"], size=style.SMALL, weight="bold")
    if row["state"] == "missing":
        sheet.marks([middle[0]], middle[1], style.Mark("x", style.INK, True, 5.0), "no value")


def _tile_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("Indicator"): [language.indicator(row["indicator"]) for row in values],
            language.text("Year"): [row["year"] for row in values],
            language.text("Country"): [language.country(row["iso2"]) for row in values],
            language.text("State"): [_state(row["state"], language) for row in values],
            language.text("Flag"): [word(language, row["flag"]) for row in values],
        }
    )


def _state(state: str, language: Language) -> str:
    return language.text(STATES[state]).partition(":")[0]


def _tallies(values: Sequence[Row]) -> dict[str, int]:
    return {state: sum(row["state"] == state for row in values) for state in STATES}


def _tile_caption(values: Sequence[Row], language: Language) -> str:
    tallies, series = _tallies(values), grouped(values, "indicator")
    most = max(series, key=lambda name: _tallies(series[name])["flagged"])
    finding = language.text(
        "Of {tiles} values wanted ({series} series, {n} countries, each series in its main year), missing: {missing}; "
        "flagged: {flagged}, most in “{most}” ({most_flagged}).",
        tiles=language.integer(len(values)),
        series=language.integer(len(series)),
        n=language.integer(len(grouped(values, "iso2"))),
        missing=language.integer(tallies["missing"]),
        flagged=language.integer(tallies["flagged"]),
        most=language.indicator(most),
        most_flagged=language.integer(_tallies(series[most])["flagged"]),
    )
    reading = language.text(
        "For {unknown} values flags are not in use or the stored copy has none; that is not the same as clean.",
        unknown=language.integer(tallies["flags_unknown"]),
    )
    return f"{finding} {reading}"


def _tile_alt(values: Sequence[Row], language: Language) -> str:
    series, tallies = grouped(values, "indicator"), _tallies(values)
    gaps = [language.country(code) for code in dict.fromkeys(r["iso2"] for r in values if r["state"] == "missing")]
    return language.text(
        "Rows of small tiles, one row for each of {series} series and one tile for each of {n} countries. Blue tiles "
        "are values without a flag ({clean}), white tiles with letters and an orange line below are flagged values "
        "({flagged}), grey tiles are values whose flags are unknown ({unknown}), a cross means no value ({gaps}).",
        series=language.integer(len(series)),
        n=language.integer(len(grouped(values, "iso2"))),
        clean=language.integer(tallies["clean"]),
        flagged=language.integer(tallies["flagged"]),
        unknown=language.integer(tallies["flags_unknown"]),
        gaps=language.listing(gaps),
    )


RELATIONS = {
    "same_collection": (
        style.Mark("s", style.VERMILLION, True, 10.0),
        N_("values of the same survey or data collection"),
    ),
    "ingredient": (style.Mark("D", style.BLUE, True, 8.5), N_("one is built from the other, or both from a third")),
    "same_publisher": (style.Mark("o", style.MUTED, False, 6.0), N_("same publisher, nothing more known")),
    "nothing_known": (style.Mark(".", style.MUTED, True, 3.5), N_("nothing known to be shared")),
}


def in_common(values: Sequence[Row], language: Language) -> Drawing:
    """Draw what every two series have in common, as far as documentation says.

    Parameters
    ----------
    values : sequence of rows
        One row a pair, in the order of `itertools.combinations`: `a`, `b`, `relation`, `shared` (codes) and `edition`.
    language : Language
    """
    names = series_named(values)
    pairs = {(row["a"], row["b"]): row["relation"] for row in values}
    sheet = Sheet()
    for mark, words in RELATIONS.values():
        sheet.key(mark, language.text(words))
    sheet.y += 0.12

    def cell(i: int, j: int, x: float, y: float, width: float) -> None:
        relation = pairs[names[j], names[i]]
        sheet.marks([x], y, RELATIONS[relation][0], relation)

    triangle(sheet, [language.indicator(name) for name in names], language.integer, cell)
    return Drawing(
        sheet.finish(), _common_data(values, language), _common_caption(values, language), _common_alt(values, language)
    )


def series_named(values: Sequence[Row]) -> list[str]:
    """Return the series of rows of pairs, in the order in which they come."""
    return list(dict.fromkeys(row[side] for side in ("a", "b") for row in values))


def _shared(row: Row, language: Language) -> str:
    labels = [language.indicator(name) if name not in WORDS else word(language, name) for name in row["shared"]]
    return language.listing(labels) if labels else word(language, None)


def _common_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("One series"): [language.indicator(row["a"]) for row in values],
            language.text("Other series"): [language.indicator(row["b"]) for row in values],
            language.text("In common"): [language.text(RELATIONS[row["relation"]][1]) for row in values],
            language.text("What"): [_shared(row, language) for row in values],
        }
    )


def _common_caption(values: Sequence[Row], language: Language) -> str:
    tallies = {relation: sum(row["relation"] == relation for row in values) for relation in RELATIONS}
    return language.text(
        "Of {pairs} pairs of series, {collection} have their values from one survey and {ingredient} share an "
        "ingredient; {publisher} have the same publisher and nothing more is known; for {nothing} nothing is known to "
        "be shared. Only documentation that was read counts, so the true numbers may be higher.",
        pairs=language.integer(len(values)),
        collection=language.integer(tallies["same_collection"]),
        ingredient=language.integer(tallies["ingredient"]),
        publisher=language.integer(tallies["same_publisher"]),
        nothing=language.integer(tallies["nothing_known"]),
    )


def _common_alt(values: Sequence[Row], language: Language) -> str:
    close = [row for row in values if row["relation"] in ("same_collection", "ingredient")]
    pairs = [
        language.text("“{a}” and “{b}”", a=language.indicator(row["a"]), b=language.indicator(row["b"]))
        for row in close[:4]
    ]
    return language.text(
        "Lower half of a table with {names} numbered series down and across, one mark a pair: filled square for one "
        "survey, filled diamond for a shared ingredient, open circle for the same publisher, small dot for nothing "
        "known. Squares and diamonds, {close} in all: {pairs}.",
        names=language.integer(len(series_named(values))),
        close=language.integer(len(close)),
        pairs=language.listing(pairs),
    )
