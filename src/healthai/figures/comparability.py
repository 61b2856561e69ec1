"""Which figures may be compared: what is there, what series have in common, and what a shared ingredient does."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from healthai.figures import style
from healthai.figures.cells import box, tint, triangle
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Sheet, pitch
from healthai.figures.words import Row, counts, frame, grouped
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
    names = _names(values)
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


def _names(values: Sequence[Row]) -> list[str]:
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
        names=language.integer(len(_names(values))),
        close=language.integer(len(close)),
        pairs=language.listing(pairs),
    )


def likeness(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw the rank correlation of every two series in a cell.

    Parameters
    ----------
    values : mapping
        `level` and `rows`, one row a pair in the order of `itertools.combinations`: `a`, `b`, `n`, `rho`, `low`,
        `high`.
    language : Language
    """
    rows = values["rows"]
    names = _names(rows)
    pairs = {(row["a"], row["b"]): row["rho"] for row in rows}
    sheet = Sheet()
    sheet.paragraph(language.text("Spearman’s rank correlation"), colour=style.MUTED)

    def cell(i: int, j: int, x: float, y: float, width: float) -> None:
        rho = pairs[names[j], names[i]]
        box(sheet, x - width / 2 + 0.015, y - 0.145, width - 0.03, 0.29, tint(rho), "cell")
        sheet.write(x, y, language.decimal(rho), size=style.SMALL)

    triangle(sheet, [language.indicator(name) for name in names], language.integer, cell)
    return Drawing(
        sheet.finish(),
        _likeness_data(rows, language),
        _likeness_caption(values, language),
        _likeness_alt(rows, language),
    )


def _likeness_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("One series"): [language.indicator(row["a"]) for row in rows],
            language.text("Other series"): [language.indicator(row["b"]) for row in rows],
            language.text("n"): [row["n"] for row in rows],
            language.text("Spearman"): [row["rho"] for row in rows],
            language.text("Lower end"): [row["low"] for row in rows],
            language.text("Upper end"): [row["high"] for row in rows],
        }
    )


def _likeness_caption(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    high, low = (pick(rows, key=lambda row: row["rho"]) for pick in (max, min))
    return language.text(
        "How alike governance series rank the countries: the closest, “{a}” and “{b}”, at {high} ({level} interval "
        "{high_low} to {high_high}), the least alike, “{c}” and “{d}”, at {low} ({low_low} to {low_high}). Series "
        "built from the same sources agree by construction; n = {n} countries.",
        a=language.indicator(high["a"]),
        b=language.indicator(high["b"]),
        high=language.decimal(high["rho"]),
        level=language.percent(values["level"]),
        high_low=language.decimal(high["low"]),
        high_high=language.decimal(high["high"]),
        c=language.indicator(low["a"]),
        d=language.indicator(low["b"]),
        low=language.decimal(low["rho"]),
        low_low=language.decimal(low["low"]),
        low_high=language.decimal(low["high"]),
        n=counts(language, (row["n"] for row in rows)),
    )


def _likeness_alt(rows: Sequence[Row], language: Language) -> str:
    above = sum(row["rho"] > 0.9 for row in rows)
    return language.text(
        "Lower half of a table with {names} numbered governance series down and across; each cell has a rank "
        "correlation, the deeper its blue the nearer it is to 1. Values run from {low} to {high}; {above} of {cells} "
        "lie above {mark}. The series are, in order: {series}.",
        names=language.integer(len(_names(rows))),
        low=language.decimal(min(row["rho"] for row in rows)),
        high=language.decimal(max(row["rho"] for row in rows)),
        above=language.integer(above),
        cells=language.integer(len(rows)),
        mark=language.decimal(0.9, 1),
        series=language.listing([language.indicator(name) for name in _names(rows)]),
    )


PLOT = (4.7, 2.7)  # inches


def shared_ingredient(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw how often two unrelated composites seem associated, by how many indicators are in both.

    Parameters
    ----------
    values : mapping
        `alpha` and `rows`: `shared`, `of`, `expected`, `rate`, `low`, `high`, `n`, `replicates`.
    language : Language
    """
    rows, alpha = values["rows"], values["alpha"]
    sheet = Sheet()
    sheet.paragraph(language.text("Simulated, not data"), weight="bold")
    sheet.paragraph(language.text("Share of unrelated composites that a test calls associated"), colour=style.MUTED)
    sheet.y += 0.1
    axes = sheet.inset(sheet.right - PLOT[0], *PLOT)
    _rates(axes, rows, alpha, language)
    sheet.y += PLOT[1] + 0.32
    words = language.text("Indicators in both, of {of} in each", of=language.integer(rows[0]["of"]))
    sheet.paragraph(words, left=sheet.right - PLOT[0], colour=style.MUTED)
    return Drawing(
        sheet.finish(), _rate_data(rows, language), _rate_caption(values, language), _rate_alt(values, language)
    )


def _rates(axes: Axes, rows: Sequence[Row], alpha: float, language: Language) -> None:
    shared = [row["shared"] for row in rows]
    axes.set(xlim=(-0.35, max(shared) + 0.35), ylim=(-0.03, 1.16))
    axes.axhline(alpha, color=style.MUTED, linewidth=1.2, linestyle=":", label="nominal")
    for row in rows:
        axes.plot([row["shared"]] * 2, [row["low"], row["high"]], color=style.BLUE, linewidth=1.8, label="interval")
        axes.annotate(
            language.percent(row["rate"]),
            (row["shared"], row["rate"]),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=style.SMALL,
        )
    axes.plot(shared, [row["rate"] for row in rows], "o", color=style.BLUE, markersize=4.5, label="rate")
    axes.set_xticks(shared, [language.integer(k) for k in shared], fontsize=style.SMALL)
    ticks = (0, 0.25, 0.5, 0.75, 1)
    axes.set_yticks(ticks, [language.percent(tick) for tick in ticks], fontsize=style.SMALL)


def _rate_data(rows: Sequence[Row], language: Language) -> pd.DataFrame:
    headings = {
        "shared": language.text("Indicators in both"),
        "of": language.text("Indicators in each"),
        "expected": language.text("Expected correlation"),
        "mean": language.text("Mean simulated correlation"),
        "rate": language.text("Share called associated"),
        "low": language.text("Lower end"),
        "high": language.text("Upper end"),
        "n": language.text("n"),
        "replicates": language.text("Simulated pairs"),
    }
    return frame({}, rows, headings)


def _rate_caption(values: Mapping[str, Any], language: Language) -> str:
    rows, alpha = values["rows"], values["alpha"]
    none, one = rows[0], rows[1]
    return language.text(
        "Simulation: two composites of {of} independent indicators that have nothing to do with each other pass for "
        "associated (p below {alpha}) in {none} of the cases when they share no indicator, in {one} when they share "
        "{shared}. n = {n} simulated countries, {replicates} pairs a point; lines are 95% intervals for the error of "
        "the simulation.",
        of=language.integer(one["of"]),
        alpha=language.decimal(alpha),
        none=language.percent(none["rate"]),
        one=language.percent(one["rate"]),
        shared=language.integer(one["shared"]),
        n=language.integer(one["n"]),
        replicates=language.integer(one["replicates"]),
    )


def _rate_alt(values: Mapping[str, Any], language: Language) -> str:
    rows = values["rows"]
    points = [
        language.text("{rate} at {shared}", rate=language.percent(row["rate"]), shared=language.integer(row["shared"]))
        for row in rows
    ]
    return language.text(
        "Points that rise from left to right, over the number of indicators that are in both composites, from {first} "
        "to {last}. Upwards, from 0 to 100 %: the share of simulated pairs that a test calls associated. The points "
        "are {points}. A dotted line marks the nominal level, {alpha}.",
        first=language.integer(rows[0]["shared"]),
        last=language.integer(rows[-1]["shared"]),
        points=language.listing(points),
        alpha=language.percent(values["alpha"]),
    )
