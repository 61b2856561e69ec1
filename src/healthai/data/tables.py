"""The tables as data frames, validated, and the country indicators as series."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, wraps
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pandas as pd

from healthai import paths
from healthai.data import codes, descriptor
from healthai.errors import InputError, did_you_mean, listing

DTYPES = {"string": "str", "integer": "Int64", "number": "float64"}

Found = TypeVar("Found", pd.Series, pd.DataFrame, dict)


def load(name: str) -> pd.DataFrame:
    """Return a table, typed by its schema; missing cells are NA.

    A file that equals its seal has been validated and is read at once. A file that differs, such as somebody's own
    data, is validated first, together with the tables it refers to.

    Parameters
    ----------
    name : str
        Name of the resource in ``datapackage.json``, such as ``"values"`` or ``"survey-counts"``.

    Returns
    -------
    DataFrame
        One row for each row of the file, in its order; the caller may change it.

    Raises
    ------
    InputError
        When there is no such table, or the tables are wrong.
    """
    resources = descriptor.resources(paths.DATA)
    if name not in resources:
        raise InputError(
            f"no table is called '{name}'{did_you_mean(name, resources)}; allowed: {listing([*resources])}"
        )
    resource = resources[name]
    content = _content(paths.DATA / resource["path"])
    if not descriptor.is_sealed(resource, content):
        _validated(paths.DATA, tuple(_content(paths.DATA / other["path"]) for other in resources.values()))
    fields = tuple((field["name"], field["type"]) for field in resource["schema"]["fields"])
    return _parsed(content, fields).copy()


def kept(*names: str) -> Callable[[Callable[..., Found]], Callable[..., Found]]:
    """Keep what a function makes of tables by the content of their files, because analyses ask again and again.

    The function takes hashable arguments and returns a frame, a series or a dict, of which each caller gets a copy.
    """

    def decorate(function: Callable[..., Found]) -> Callable[..., Found]:
        @lru_cache(maxsize=1024)
        def made(_contents: tuple[bytes, ...], *arguments: object) -> Found:
            return function(*arguments)

        @wraps(function)
        def wrapped(*arguments: object) -> Found:
            return made(_contents(names), *arguments).copy()

        return wrapped

    return decorate


def indicator(indicator_id: str, year: int | None = None, countries: Iterable[str] | None = None) -> pd.Series:
    """Return the values of one indicator in one year.

    Parameters
    ----------
    indicator_id : str
        Identifier in the table ``indicators``.
    year : int, optional
        The indicator's primary year unless given.
    countries : iterable of str, optional
        ISO codes to keep; all countries with a value unless given.

    Returns
    -------
    Series
        Float values in the indicator's unit, named after the indicator, indexed by ISO code (``iso2``), sorted, and
        only for countries with a value.

    Raises
    ------
    InputError
        When the indicator or a country is unknown, the year has no values, or no country is left.
    """
    found = _all_countries(indicator_id, year)
    return found if countries is None else _only(found, _known(countries), year)


def panel(indicator_years: Mapping[str, int | None], countries: Iterable[str] | None = None) -> pd.DataFrame:
    """Return several indicators side by side.

    Parameters
    ----------
    indicator_years : mapping of str to int or None
        For each indicator the year; None for its primary year.
    countries : iterable of str, optional
        ISO codes of the rows; all countries with any value unless given.

    Returns
    -------
    DataFrame
        Rows: countries (``iso2``, sorted). Columns: indicators in the order given. NaN where a value is missing.

    Raises
    ------
    InputError
        Lists every unknown indicator, every year without values and every unknown country at once.
    """
    wanted = None if countries is None else _known(countries)
    columns: list[pd.Series] = []
    problems: list[str] = [] if indicator_years else ["no indicator is given; name at least one"]
    for name, year in indicator_years.items():
        try:
            columns.append(indicator(name, year))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    frame = pd.concat(columns, axis="columns").sort_index().rename_axis("iso2")
    return frame if wanted is None else frame.reindex(pd.Index(wanted, name="iso2"))


def _all_countries(indicator_id: str, year: int | None) -> pd.Series:
    year = _primary_year(indicator_id) if year is None else year
    waves = _waves()
    if (indicator_id, year) not in waves:
        years = listing([wave for name, wave in waves if name == indicator_id])
        raise InputError(f"{indicator_id} has no values for {year}; allowed: {years}")
    return waves[indicator_id, year].rename(indicator_id)


@kept("values")
def _waves() -> dict[tuple[str, int], pd.Series]:
    values = load("values").set_index("iso2").sort_index()
    return dict(iter(values.groupby(["indicator_id", "year"])["value"]))


def _known(countries: Iterable[str]) -> list[str]:
    allowed = codes.countries()
    wanted = sorted(set(countries))
    problems = [str(codes.unknown("country", code, allowed)) for code in wanted if code not in allowed]
    if problems:
        raise InputError(problems)
    return wanted


def _primary_year(indicator_id: str) -> int:
    years = _primary_years()
    if indicator_id not in years:
        raise codes.unknown("indicator", indicator_id, tuple(sorted(years)))
    return years[indicator_id]


@kept("indicators")
def _primary_years() -> dict[str, int]:
    return load("indicators").set_index("indicator_id")["primary_year"].astype(int).to_dict()


def _only(series: pd.Series, wanted: list[str], year: int | None) -> pd.Series:
    found = series[series.index.isin(wanted)]
    if found.empty:
        year = _primary_year(series.name) if year is None else year
        asked, having = listing(wanted), listing(list(series.index), most=len(series))
        raise InputError(f"{series.name} has no value in {year} for {asked or 'no country'}; allowed: {having}")
    return found


def _contents(names: Iterable[str]) -> tuple[bytes, ...]:
    resources = descriptor.resources(paths.DATA)
    files = [descriptor.NAME, *(resources[name]["path"] for name in names if name in resources)]
    return tuple(_content(paths.DATA / file) for file in files)


def _content(file: Path) -> bytes:
    try:
        return descriptor.content_of(file)
    except OSError:
        # The validation that follows says it, with all other problems.
        return b""


@lru_cache(maxsize=4)
def _validated(folder: Path, _contents: tuple[bytes, ...]) -> None:
    # The contents are the key: the same files are validated once, changed ones again.
    from healthai.data.package import validate  # only needed for files that are not sealed, and slow to import

    validate(folder)


@lru_cache(maxsize=64)
def _parsed(content: bytes, fields: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    dtypes = {name: DTYPES[kind] for name, kind in fields}
    return pd.read_csv(BytesIO(content), dtype=dtypes, keep_default_na=False, na_values=[""], encoding="utf-8")
