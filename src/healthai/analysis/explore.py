"""Every view that the page "Explore" offers: pairs of indicators in every wave, group of countries and measure."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from healthai import data
from healthai.analysis import blocs
from healthai.analysis.association import INCOME
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store
from healthai.stats import correlation
from healthai.stats.features import features_of, reference

METHODS = ("spearman", "pearson")
FOUND = ["estimate", "low", "high", "p", "partial", "partial_low", "partial_high", "partial_p"]
LEAST = 5  # an interval given one control exists from so many countries on
# Twelve digits keep what is compared to a relative 1e-9, and a third of the file's size.
DIGITS = 12


def groups() -> dict[str, list[str]]:
    """Return the groups of Member States that a reader may choose, the largest first."""
    members = codes.eu27()
    cohorts = dict(zip(members, blocs.scheme("accession", members), strict=True))
    before = [country for country in members if cohorts[country] == "eu15"]
    return {"eu27": list(members), "eu15": before, "joined": [c for c in members if c not in before]}


def waves(outcomes: Sequence[str], focal: Sequence[str]) -> pd.DataFrame:
    """Return each outcome in each of its years with each indicator: `outcome`, `year`, `focal`, `focal_year`,
    `income_year`.

    In the outcome's main year the others are in theirs, as in the chapters. In its other years they are in the latest
    year that is not after it or, where there is none, in their first.

    The column `main` marks the main year of the outcome.

    Raises
    ------
    InputError
        When an indicator is unknown, or is in both lists.
    """
    both = sorted(set(outcomes) & set(focal))
    if both:
        raise InputError([f"{name} is an outcome and an indicator; it must be one of them" for name in both])
    main = data.load("indicators").set_index("indicator_id")["primary_year"]
    return pd.DataFrame(
        {
            "outcome": outcome,
            "year": year,
            "focal": x,
            "main": year == main[outcome],
            **{
                key: int(main[name]) if year == main[outcome] else _timely(name, year)
                for key, name in (("focal_year", x), ("income_year", INCOME))
            },
        }
        for outcome in outcomes
        for year, x in product(codes.years(outcome), focal)
    )


def _timely(indicator: str, year: int) -> int:
    years = codes.years(indicator)
    return max((y for y in years if y <= year), default=min(years))


def views(waves: pd.DataFrame, groups: Mapping[str, Sequence[str]], level: float) -> pd.DataFrame:
    """Return what is found in every wave, for each group of countries and measure.

    Parameters
    ----------
    waves : DataFrame
        As `waves` returns it.
    groups : mapping of str to sequence of str
        Countries by the name of their group, as `groups` returns it.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    DataFrame
        One row a wave, group and measure: the columns of `waves`; `group`, `method`, `n`; `estimate`, `low`, `high`
        and `p` as it stands; the same after `partial_` given log GDP per head. NaN where too few countries have all
        values, or where the indicator is the same in all that have.
    """
    values = data.load("values").pivot(index="iso2", columns=["indicator_id", "year"], values="value")
    inside = {group: values.loc[countries] for group, countries in groups.items()}
    parts = [
        _together(part, inside[group], method, level).assign(group=group, method=method)
        for _, part in waves.groupby(["outcome", "year"], sort=False)
        for group, method in product(groups, METHODS)
    ]
    return pd.concat(parts, ignore_index=True)


def _together(wave: pd.DataFrame, values: pd.DataFrame, method: str, level: float) -> pd.DataFrame:
    """Correlate one outcome in one year with its indicators, those at once that the same countries have."""
    first = wave.iloc[0]
    y = values[(first["outcome"], first["year"])].to_numpy(float)
    income = np.log(values[(INCOME, first["income_year"])].to_numpy(float))
    rows = values[list(zip(wave["focal"], wave["focal_year"], strict=True))].to_numpy(float).T
    there = np.isfinite(rows) & np.isfinite(y) & np.isfinite(income)
    found = np.full((len(wave), len(FOUND)), np.nan)
    for pattern in np.unique(there, axis=0):
        alike = (there == pattern).all(axis=1) & _varies(rows[:, pattern])
        if pattern.sum() >= LEAST and alike.any() and np.ptp(y[pattern]) > 0:
            found[alike] = _found(rows[alike][:, pattern], y[pattern], income[pattern], method, level)
    return wave.assign(n=there.sum(axis=1), **dict(zip(FOUND, found.T, strict=True)))


def _varies(rows: np.ndarray) -> np.ndarray:
    return np.ptp(rows, axis=1) > 0


def _found(rows: np.ndarray, y: np.ndarray, income: np.ndarray, method: str, level: float) -> np.ndarray:
    """Return the columns `FOUND` for rows of complete values."""
    features = features_of(method)
    scaled = features.scale(np.vstack([y, income, rows]))
    y, income, seen = scaled[0], scaled[1:2].T, features.of(scaled[2:])
    columns = []
    for controls in (income[:, :0], income):
        estimates = reference("y", y, controls, features).correlations(seen)
        about = (y.size, controls.shape[1], method)
        columns += [
            estimates,
            *correlation.interval(estimates, *about, level),
            correlation.interval_p(estimates, *about),
        ]
    return np.column_stack(columns)


def store_views(store: Store, found: pd.DataFrame, groups: Mapping[str, Sequence[str]], level: float) -> None:
    """Store all views, and how many there are."""
    rows = _compact(found)
    sources = [*dict.fromkeys(found["outcome"]), *dict.fromkeys(found["focal"]), INCOME]
    store.number("views_in_all", len(found), kind="count")
    store.figure(
        "views",
        {"level": level, "groups": groups, "columns": ["n", *FOUND], "rows": rows},
        draw="explored",
        sources=sources,
    )


def _compact(found: pd.DataFrame) -> list[dict]:
    """Return one row a wave: what names it once, and for each group and measure n and the columns `FOUND`."""
    rows: dict[tuple, dict] = {}
    for view in found.to_dict("records"):
        about = {key: view[key] for key in ("outcome", "year", "focal", "focal_year", "income_year", "main")}
        row = rows.setdefault((view["outcome"], view["year"], view["focal"]), about)
        numbers = [None if np.isnan(view[key]) else float(f"{view[key]:.{DIGITS}g}") for key in FOUND]
        row.setdefault(view["group"], {})[view["method"]] = [view["n"], *numbers]
    return list(rows.values())


def main_views(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair: all Member States, by ranks, in the main years."""
    return found[found["main"] & (found["group"] == "eu27") & (found["method"] == "spearman")]


def store_pairs(store: Store, found: pd.DataFrame, level: float) -> None:
    """Store the table of all pairs in their main years, how many there are, and how many would pass which line."""
    pairs = main_views(found)
    n, alpha = len(pairs), 1 - level
    sources = [*dict.fromkeys(pairs["outcome"]), *dict.fromkeys(pairs["focal"]), INCOME]
    store.number("pairs_in_all", n, kind="count")
    store.number("expected", n * alpha, digits=0)
    store.number("threshold", alpha / n, digits=5)
    for name, column in (("", "p"), ("partial_", "partial_p")):
        store.number(f"{name}singly", int((pairs[column] < alpha).sum()), kind="count", n=n)
        store.number(f"{name}together", int((pairs[column] < alpha / n).sum()), kind="count", n=n)
    absent = pairs["n"].max() - pairs["n"]
    store.number("incomplete", int((absent > 0).sum()), kind="count", n=n)
    store.table("pairs", pairs.drop(columns=["group", "method", "main"]), layout="explored", sources=sources)
