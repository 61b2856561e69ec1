"""The waves of an indicator: what Member States had in each, and whether they drew together."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from healthai import data
from healthai.data import codes
from healthai.errors import InputError, listing
from healthai.results import Store
from healthai.stats import change

SCALES = ("pct", "logit")
BREAK = "b"
# Waves from which on the publisher counts something else, without a flag on single countries.
DEFINITION_CHANGED = {"ai_ent_any": (2025,)}


def waves(indicator: str, years: Sequence[int]) -> pd.DataFrame:
    """Return the Member States by year, in published units; countries that lack a wave are left out.

    Raises
    ------
    InputError
        Once for all years without values, naming the years that have some; or for fewer than two different years.
    """
    wanted = sorted(set(years))
    absent = [year for year in wanted if year not in codes.years(indicator)]
    if absent:
        raise InputError(f"{indicator} has no values for {listing(absent)}; allowed: {listing(codes.years(indicator))}")
    if len(wanted) < 2:
        raise InputError(f"years is {listing(wanted) or 'empty'}; change needs two different years or more")
    columns = {year: data.indicator(indicator, year, codes.eu27()) for year in wanted}
    return pd.DataFrame(columns).dropna()


def scaled(frame: pd.DataFrame, indicator: str, scale: str) -> pd.DataFrame:
    """Return percentages as they are ("pct") or as log odds ("logit").

    Raises
    ------
    InputError
        When log odds are asked of an indicator that is no percentage, or of a value of 0 or 100.
    """
    if scale == "pct":
        return frame
    if (kind := _kind(indicator)) != "percent":
        raise InputError(f"scale='logit' is for percentages, but {indicator} is of scale '{kind}'; allowed: 'pct'")
    outside = frame.stack()[lambda values: (values <= 0) | (values >= 100)]
    if len(outside):
        (country, year), value = outside.index[0], outside.iloc[0]
        raise InputError(
            f"scale='logit' needs values strictly between 0 and 100, but {indicator} is {value:g} in {country} "
            f"{year}; allowed: 'pct'"
        )
    return np.log(frame / (100 - frame))


def is_percentage(indicator: str) -> bool:
    """Return whether an indicator's values are percentages."""
    return _kind(indicator) == "percent"


def _kind(indicator: str) -> str:
    return data.load("indicators").set_index("indicator_id").at[indicator, "scale"]


def shared(outcome: str, regressor: str, years: Sequence[int], scale: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return outcome (scaled) and regressor, same countries and years: those of `years` that both have.

    Raises
    ------
    InputError
        As `waves` for the outcome; when both are one indicator; or when fewer than two of its years have the regressor.
    """
    if regressor == outcome:
        raise InputError(f"{outcome} is both outcome and regressor; the regressor must be another indicator")
    y = scaled(waves(outcome, years), outcome, scale)
    common = [year for year in y if year in codes.years(regressor)]
    if len(common) < 2:
        raise InputError(
            f"{regressor} has {listing(codes.years(regressor))}, of which {len(common)} are among the years of "
            f"{outcome} asked for ({listing(list(y))}); at least two are needed"
        )
    return aligned(y[common], waves(regressor, common))


def aligned(*frames: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Return the frames with the countries that all of them have, in one order."""
    countries = frames[0].index
    for frame in frames[1:]:
        countries = countries.intersection(frame.index)
    return tuple(frame.loc[countries.sort_values()] for frame in frames)


def breaks(indicator: str, frame: pd.DataFrame) -> set[str]:
    """Return the countries with a flagged break after the first year shown: between the waves, not before them."""
    values = data.load("values")
    here = (values["indicator_id"] == indicator) & (values["year"] > min(frame)) & (values["year"] <= max(frame))
    flagged = values[here & values["flag"].fillna("").str.contains(BREAK)]
    return set(flagged["iso2"]) & set(frame.index)


def trajectories(outcome: str, years: Sequence[int]) -> pd.DataFrame:
    """Return the outcome in published units: one row a country and year, with whether the publisher flags a break."""
    frame = waves(outcome, years)
    flags = data.load("values").set_index(["indicator_id", "iso2", "year"])["flag"].fillna("")
    long = frame.stack().rename("value").rename_axis(["iso2", "year"]).reset_index()
    flagged = [BREAK in flags[outcome, country, year] for country, year in zip(long["iso2"], long["year"], strict=True)]
    return long.assign(flagged=flagged)


def medians(long: pd.DataFrame) -> pd.DataFrame:
    """Return the median country's value of each year of `trajectories`."""
    return long.groupby("year")["value"].median().rename("median").reset_index()


def definition_changed(outcome: str, years: Sequence[int]) -> list[int]:
    """Return the years asked for from which on the publisher counts something else."""
    return [year for year in DEFINITION_CHANGED.get(outcome, ()) if min(years) < year <= max(years)]


def caught_up(outcome: str, years: Sequence[int], level: float) -> pd.DataFrame:
    """Return whether countries drew together between the first and the last year, on each scale the outcome has.

    Returns
    -------
    DataFrame
        One row a scale: n; `oldham` (Spearman) and `oldham_pearson`, change with the mean of both years, with
        intervals; `naive`, change with the first year, an artefact.
    """
    frame = waves(outcome, years).iloc[:, [0, -1]]
    rows = []
    for scale in SCALES:
        try:
            first, last = scaled(frame, outcome, scale).to_numpy(float).T
        except InputError:  # no percentage, or values of 0 or 100: the other scale is all there is
            continue
        ranks, linear = (change.catching_up(first, last, method, level) for method in ("spearman", "pearson"))
        row = {"scale": scale, "first": frame.columns[0], "last": frame.columns[1], "n": len(frame)}
        for name, found in (("oldham", ranks.oldham), ("oldham_pearson", linear.oldham), ("naive", ranks.naive)):
            row |= {name: found.estimate, f"{name}_low": found.low, f"{name}_high": found.high}
        rows.append(row)
    return pd.DataFrame(rows)


def store_trajectories(store: Store, outcome: str, long: pd.DataFrame) -> None:
    """Store the median of the first and last year, who rose between them, and who fell from a wave to the next."""
    table = long.pivot(index="iso2", columns="year", values="value")
    first, last, n, sources = table.iloc[:, 0], table.iloc[:, -1], len(table), [outcome]
    store.number("median_first", first.median(), digits=1, n=n, sources=sources)
    store.number("median_last", last.median(), digits=1, n=n, sources=sources)
    store.number("rose", int((last > first).sum()), kind="count", n=n, sources=sources)
    fell = table.diff(axis=1) < 0
    store.names("fell", table.index[fell.any(axis=1)], of="country", sources=sources)
    store.names("breaks", sorted(long.loc[long["flagged"], "iso2"].unique()), of="country", sources=sources)


def store_caught_up(store: Store, table: pd.DataFrame, outcome: str, level: float) -> None:
    """Store Oldham's correlation on each scale, and the naive one."""
    for row in table.to_dict("records"):
        for name in ("oldham", "oldham_pearson", "naive"):
            ends = (row[f"{name}_low"], row[f"{name}_high"])
            key = f"{name}_{row['scale']}"
            store.number(key, row[name], n=row["n"], interval=ends, level=level, sources=[outcome])
