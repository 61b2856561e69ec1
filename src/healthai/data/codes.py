"""The codes that parameters may take: countries, indicators, survey items. Standard library only, so it is light."""

import csv
from functools import lru_cache
from pathlib import Path

from healthai import paths
from healthai.errors import InputError, did_you_mean, listing

Rows = tuple[dict[str, str], ...]


def countries() -> tuple[str, ...]:
    """Return the ISO codes of the 53 countries of the WHO European Region, sorted."""
    return _column("indicators/countries.csv", "iso2")


def eu27() -> tuple[str, ...]:
    """Return the ISO codes of the 27 members of the European Union, sorted."""
    return tuple(sorted(row["iso2"] for row in _rows("indicators/countries.csv", "iso2", "eu27") if row["eu27"] == "1"))


def blocs() -> dict[str, str]:
    """Return the bloc of each EU member, by ISO code."""
    rows = _rows("indicators/countries.csv", "iso2", "bloc")
    return {row["iso2"]: row["bloc"] for row in rows if row["bloc"]}


def indicators() -> tuple[str, ...]:
    """Return the identifiers of the country indicators, sorted."""
    return _column("indicators/indicators.csv", "indicator_id")


def items() -> tuple[str, ...]:
    """Return the identifiers of the survey items, sorted."""
    return _column("survey/items.csv", "item_id")


def years(indicator_id: str) -> tuple[int, ...]:
    """Return the years for which an indicator has values, sorted.

    Raises
    ------
    InputError
        When the indicator is unknown.
    """
    if indicator_id not in indicators():
        raise unknown("indicator", indicator_id, indicators())
    rows = _rows("indicators/indicators.csv", "indicator_id", "years")
    return next(tuple(map(int, row["years"].split())) for row in rows if row["indicator_id"] == indicator_id)


def unknown(what: str, given: str, allowed: tuple[str, ...]) -> InputError:
    """Return the error that says `given` is none of the `allowed` codes, with near ones."""
    return InputError(f"no {what} is called '{given}'{did_you_mean(given, allowed)}; allowed: {listing(allowed)}")


def _column(table: str, column: str) -> tuple[str, ...]:
    return tuple(sorted(row[column] for row in _rows(table, column)))


def _rows(table: str, *columns: str) -> Rows:
    file = paths.DATA / table
    try:
        stamp = file.stat()
    except OSError:
        raise InputError(f"{paths.shown(file)} is missing") from None
    rows = _read(file, stamp.st_mtime_ns, stamp.st_size)
    absent = [column for column in columns if not rows or column not in rows[0]]
    if absent:
        raise InputError(f"{paths.shown(file)}: no column {listing(absent)}; restore it, then run `make seal`")
    return rows


@lru_cache(maxsize=16)
def _read(file: Path, _changed: int, _size: int) -> Rows:
    # Time and size are part of the key, so that an edited table is read again in a kernel that stays open.
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return tuple(csv.DictReader(lines))
    except UnicodeDecodeError:
        raise InputError(f"{paths.shown(file)} is not UTF-8; save it as UTF-8") from None
