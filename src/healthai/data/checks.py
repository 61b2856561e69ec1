"""Checks that a schema cannot express. Cells that do not parse are left to the schema's own checks."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from healthai.data.table import Table
from healthai.errors import InputError, listing
from healthai.stats.counts import percent_to_count

DENOMINATORS = {"eu27": (27,), "region50": (50, 53), "region53": (53,)}
MEMBERS, REGION = 27, 53
EXACT = ("count_published", "count_from_percent", "derived_from_names")
# Raw WHO codes and the value they stand for; a negative code means something else in each of the two items.
CODED = {"who22_dh_strategy": {"3": 1, "-1": 1, "0": 0}, "who22_dh_literacy_policy": {"3": 1, "-4": 1, "0": 0}}

Tables = Mapping[str, Table]
Check = Callable[..., Iterator[str]]


def problems(tables: Tables) -> list[str]:
    """Return what is wrong between rows and between tables.

    Parameters
    ----------
    tables : mapping of str to Table
        The readable tables. A check whose tables are not all there is left out.
    """
    found: list[str] = []
    for check, names in CHECKS:
        if all(name in tables for name in names):
            found += check(*(tables[name] for name in names))
    return found


def whole(text: str) -> int | None:
    """Return the whole number that a cell holds, or None."""
    try:
        return int(text)
    except ValueError:
        return None


def number(text: str) -> float | None:
    """Return the number that a cell holds, or None."""
    try:
        return float(text)
    except ValueError:
        return None


def counts(table: Table) -> Iterator[str]:
    """Check each count against its bounds, its denominator, its status and its printed percentage."""
    for line, row in table.rows():
        n, low, high = (whole(row[column]) for column in ("denominator", "count_low", "count_high"))
        allowed = DENOMINATORS.get(row["population"])
        if allowed and n is not None and n not in allowed:
            words = f"{n} does not belong to {row['population']}; allowed: {listing(allowed)}"
            yield table.at(line, "denominator", words)
        if (row["count_low"] == "") != (row["count_high"] == ""):
            yield table.at(line, "count_low", "one bound without the other; allowed: both or none")
        if low is not None and high is not None and low > high:
            yield table.at(line, "count_low", f"{low} is above count_high {high}; allowed: at most {high}")
        if high is not None and n is not None and high > n:
            yield table.at(line, "count_high", f"{high} is above the denominator {n}; allowed: at most {n}")
        yield from _status(table, line, row, low, high)
        if n and low is not None and low == high and row["percent_printed"]:
            yield from _percent(table, line, row["percent_printed"], low, n)


def _status(table: Table, line: int, row: dict[str, str], low: int | None, high: int | None) -> Iterator[str]:
    status = row["status"]
    if status in EXACT and not (row["count_low"] and low == high):
        yield table.at(line, "status", f"{status!r} needs one exact count; allowed: count_low equal to count_high")
    if status == "words_or_contradiction" and row["count_low"]:
        yield table.at(line, "status", f"{status!r} means no usable count; allowed: empty count_low and count_high")
    if status == "bound_from_words" and not row["count_low"]:
        yield table.at(line, "status", f"{status!r} needs bounds; allowed: count_low and count_high filled in")
    if status == "count_from_percent" and not row["percent_printed"]:
        yield table.at(line, "percent_printed", f"empty; status {status!r} needs the percentage")


def _percent(table: Table, line: int, percent: str, count: int, n: int) -> Iterator[str]:
    printed = number(percent)
    if printed is None:
        return
    try:
        fits = percent_to_count(printed, n)
    except (InputError, ValueError) as error:
        yield table.at(line, "percent_printed", f"{percent!r} with denominator {n}: {error}")
        return
    if fits != count:
        yield table.at(line, "count_low", f"{count} of {n} does not print as {percent}%; allowed: {fits}")


def cross_tabulations(table: Table) -> Iterator[str]:
    """Check that a cross-tabulation is of two items, with bounds in order and within the population."""
    for line, row in table.rows():
        low, high = whole(row["count_low"]), whole(row["count_high"])
        most = min(DENOMINATORS.get(row["population"], (REGION,)))
        if row["a"] == row["b"]:
            yield table.at(line, "b", f"{row['b']!r} is the first item too; allowed: another item")
        if low is not None and high is not None and low > high:
            yield table.at(line, "count_low", f"{low} is above count_high {high}; allowed: at most {high}")
        if high is not None and high > most:
            yield table.at(line, "count_high", f"{high} is above the {most} countries; allowed: at most {most}")


def contradictions(table: Table, sources: Table) -> Iterator[str]:
    """Check that every source named in a contradiction exists."""
    known = {row["source_id"] for _, row in sources.rows()}
    for line, row in table.rows():
        for source in row["source_ids"].split():
            if source not in known:
                words = f"{source!r} is not a known source; allowed: {listing(sorted(known))}"
                yield table.at(line, "source_ids", words)


def answers(table: Table, named: Table) -> Iterator[str]:
    """Check that each statement that is translated into an answer is made of some country."""
    made = {(row["item_id"], row["value"]) for _, row in named.rows()}
    for line, row in table.rows():
        if (row["named_item"], row["named_value"]) not in made:
            words = (
                f"{row['named_item']} = {row['named_value']!r} is said of no country; allowed: pairs in {named.where}"
            )
            yield table.at(line, "named_value", words)


def countries(table: Table) -> Iterator[str]:
    """Check that there are 27 EU members among 53 countries, and that members, and only they, have a bloc."""
    rows = list(table.rows())
    members = sum(row["eu27"] == "1" for _, row in rows)
    if members != MEMBERS:
        yield f"{table.where}, column eu27: {members} countries are marked as members; allowed: {MEMBERS}"
    if len(rows) != REGION:
        yield f"{table.where}: {len(rows)} countries; allowed: the {REGION} of the WHO European Region"
    for line, row in rows:
        if (row["eu27"] == "1") != (row["bloc"] != ""):
            yield table.at(line, "bloc", f"{row['bloc']!r} with eu27 {row['eu27']}; allowed: a bloc for members only")


def indicators(table: Table, values: Table, lands: Table) -> Iterator[str]:
    """Check the years and the coverage that an indicator declares against its values."""
    region = {row["iso2"] for _, row in lands.rows()}
    members = {row["iso2"] for _, row in lands.rows() if row["eu27"] == "1"}
    covered: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, row in values.rows():
        covered[row["indicator_id"], row["year"]].add(row["iso2"])
    for line, row in table.rows():
        years = row["years"].split()
        if years != sorted(set(years)):
            yield table.at(line, "years", f"{row['years']!r} is not in order; allowed: each year once, ascending")
        for year in years:
            if (row["indicator_id"], year) not in covered:
                words = f"{year} has no value in {values.where}; allowed: years with values"
                yield table.at(line, "years", words)
        if row["primary_year"] not in years:
            yield table.at(line, "primary_year", f"{row['primary_year']} is not in years; allowed: {listing(years)}")
            continue  # its coverage says nothing then
        present = covered[row["indicator_id"], row["primary_year"]]
        if len(members) == MEMBERS:  # otherwise `countries` says so, once
            yield from _coverage(table, line, row, "coverage_eu27", present & members, members)
        yield from _coverage(table, line, row, "coverage_region53", present, region)


def _coverage(table: Table, line: int, row: dict[str, str], column: str, present: set, wanted: set) -> Iterator[str]:
    declared = whole(row[column])
    if declared is not None and declared != len(present):
        words = f"{declared} countries declared, {len(present)} have a value in {row['primary_year']}"
        yield table.at(line, column, f"{words} (without: {listing(sorted(wanted - present))}); allowed: {len(present)}")


def ranges(table: Table, about: Table) -> Iterator[str]:
    """Check each value against the years and the range that its indicator declares."""
    known = {row["indicator_id"]: row for _, row in about.rows()}
    for line, row in table.rows():
        series = known.get(row["indicator_id"])
        if series is None:
            continue
        if whole(row["year"]) is not None and row["year"] not in series["years"].split():
            words = f"{row['year']} is not a year of {row['indicator_id']}; allowed: {series['years']}"
            yield table.at(line, "year", words)
        value, low, high = number(row["value"]), number(series["minimum"]), number(series["maximum"])
        if value is None or low is None or high is None:
            continue
        binary = series["scale"] == "binary"
        if not math.isfinite(value) or not low <= value <= high or (binary and value not in (0, 1)):
            allowed = "0 or 1" if binary else f"{series['minimum']} to {series['maximum']}"
            words = f"{row['value']} is out of range for {row['indicator_id']}; allowed: {allowed}"
            yield table.at(line, "value", words)


def raw_codes(table: Table, values: Table) -> Iterator[str]:
    """Check that the raw WHO codes and the values agree."""
    known = {(row["indicator_id"], row["iso2"]): number(row["value"]) for _, row in values.rows()}
    for line, row in table.rows():
        if row["indicator_id"] not in CODED:
            continue
        value = known.get((row["indicator_id"], row["iso2"]))
        expected = CODED[row["indicator_id"]].get(row["code"])
        if value != expected:
            has = "no value" if value is None else f"value {value:g}"
            words = f"{row['code']!r} against {has} in {values.where}; allowed there: {expected}"
            yield table.at(line, "code", words)


def ingredients(table: Table, about: Table) -> Iterator[str]:
    """Check that an indicator is no ingredient of itself, and that one made of another says it is an input."""
    known = {row["indicator_id"] for _, row in about.rows()}
    for line, row in table.rows():
        if row["ingredient"] == row["indicator_id"]:
            yield table.at(line, "ingredient", f"{row['ingredient']!r} is the indicator itself; allowed: another one")
        elif row["ingredient"] in known and row["kind"] == "collection":
            words = f"'collection' with {row['ingredient']!r}, which is an indicator; allowed: input"
            yield table.at(line, "kind", words)


CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (counts, ("survey-counts",)),
    (cross_tabulations, ("cross-tabulations",)),
    (contradictions, ("contradictions", "survey-sources")),
    (answers, ("named-answers", "named-countries")),
    (countries, ("countries",)),
    (indicators, ("indicators", "values", "countries")),
    (ranges, ("values", "indicators")),
    (ranges, ("aggregates", "indicators")),
    (raw_codes, ("who22-codes", "values")),
    (ingredients, ("ingredients", "indicators")),
)
