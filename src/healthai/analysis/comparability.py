"""Which figures may be compared: gaps, breaks and flags of the series, and what the series have in common."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from healthai import data
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store
from healthai.stats import circularity, correlation, simulation

FLAGS = ("b", "d", "e", "p", "u")
# The stored copies of these series carry no flags at all, as their notes in the data dictionary say.
COPIED_WITHOUT_FLAGS = ("share_65plus", "che_pps_pc", "ind_health_records_online")
# Publishers whose series never carry flags.
FLAGLESS = ("World Bank", "Oxford Insights", "European Commission, DG CONNECT", "WHO Regional Office for Europe")
# What two series may have in common, the closest first.
RELATIONS = ("same_collection", "ingredient", "same_publisher", "nothing_known")


def values(series: Sequence[str]) -> pd.DataFrame:
    """Return the values of the series for the Member States, all years, with their flags.

    Raises
    ------
    InputError
        When a series is unknown or named twice.
    """
    allowed = codes.indicators()
    unknown = [str(codes.unknown("indicator", name, allowed)) for name in series if name not in allowed]
    twice = [f"{name} is named twice; name each series once" for name in set(series) if list(series).count(name) > 1]
    if unknown or twice:
        raise InputError([*unknown, *sorted(twice)])
    table = data.load("values")
    kept = table[table["indicator_id"].isin(series) & table["iso2"].isin(codes.eu27())]
    return kept.assign(flag=kept["flag"].fillna(""))


def _about(series: Sequence[str]) -> pd.DataFrame:
    return data.load("indicators").set_index("indicator_id").loc[list(series)]


def completeness(series: Sequence[str], found: pd.DataFrame) -> pd.DataFrame:
    """Return, for each series, how much of it there is and how its values are flagged.

    Parameters
    ----------
    series : sequence of str
    found : DataFrame
        As `values` returns it.

    Returns
    -------
    DataFrame
        `indicator`, `scale`, `year` (the main one), `n` (of the Member States, in that year), `years` (with a value of
        any of them), `gaps` (years between the first and the last without one); `b`, `d`, `e`, `p`, `u`: values of
        the main year with that flag, None where flags are unknown or not in use; `flagged`, `values`: flagged values
        and all values of all years.
    """
    about = _about(series)
    return pd.DataFrame([_completeness(name, about.loc[name], found) for name in series])


def _completeness(name: str, about: pd.Series, found: pd.DataFrame) -> dict:
    rows = found[found["indicator_id"] == name]
    main = rows[rows["year"] == about["primary_year"]]
    years = sorted(map(int, rows["year"].unique()))
    gaps = sorted(set(range(years[0], years[-1] + 1)) - set(years))
    flags = {flag: int(main["flag"].str.contains(flag).sum()) if _has_flags(name, about) else None for flag in FLAGS}
    flagged = int((rows["flag"] != "").sum()) if _has_flags(name, about) else None
    return {
        "indicator": name,
        "scale": about["scale"],
        "year": int(about["primary_year"]),
        "n": len(main),
        "of": len(codes.eu27()),
        "years": " ".join(map(str, years)),
        "gaps": " ".join(map(str, gaps)) or None,
        **flags,
        "flagged": flagged,
        "values": len(rows),
    }


def _has_flags(name: str, about: pd.Series) -> bool:
    return name not in COPIED_WITHOUT_FLAGS and not about["publisher"].startswith(FLAGLESS)


def cells(series: Sequence[str], found: pd.DataFrame) -> pd.DataFrame:
    """Return one row a series and Member State: is there a value in the main year, and what is known against it.

    Returns
    -------
    DataFrame
        `indicator`, `year`, `iso2`, `state` ("clean", "flagged", "flags_unknown" or "missing") and `flag`, the letters.
    """
    about, flags = _about(series), found.set_index(["indicator_id", "iso2", "year"])["flag"].to_dict()
    rows = []
    for name in series:
        year, known = int(about.loc[name, "primary_year"]), _has_flags(name, about.loc[name])
        for country in codes.eu27():
            flag = flags.get((name, country, year))
            state = _state(flag, known)
            rows.append({"indicator": name, "year": year, "iso2": country, "state": state, "flag": flag or None})
    return pd.DataFrame(rows)


def _state(flag: str | None, known: bool) -> str:
    if flag is None:
        return "missing"
    if flag:
        return "flagged"
    return "clean" if known else "flags_unknown"


def relations(series: Sequence[str]) -> pd.DataFrame:
    """Return what is known to be common to every two of the series.

    Parameters
    ----------
    series : sequence of str

    Returns
    -------
    DataFrame
        One row a pair: `a`, `b`; `relation`: "same_collection" (values of one survey), "ingredient" (one is built from
        the other, or both from a third thing), "same_publisher" (nothing more is known) or "nothing_known"; `shared`:
        what it is; `edition`: "earlier" when that was seen for an earlier edition only; `same_year`: whether their main
        years are the same.
    """
    table, about = data.load("ingredients"), _about(series)
    rows = []
    for a, b in combinations(series, 2):
        alike = {name: about.loc[a, name] == about.loc[b, name] for name in ("publisher", "primary_year")}
        rows.append({"a": a, "b": b, **_relation(a, b, table, alike["publisher"]), "same_year": alike["primary_year"]})
    return pd.DataFrame(rows)


def _relation(a: str, b: str, table: pd.DataFrame, one_publisher: bool) -> dict:
    collected = table[table["kind"] == "collection"].groupby("indicator_id")["ingredient"].agg(set)
    same = sorted(collected.get(a, set()) & collected.get(b, set()))
    if same:
        return {"relation": "same_collection", "shared": same, "edition": _edition(table, [a, b], same)}
    first, second = ingredients(a, table), ingredients(b, table)
    # A common input counts at the point nearest to the two series: what it is made of in turn says nothing more.
    common = sorted({*first, a} & {*second, b})
    if common:
        nearest = [name for name in common if not any(name in ingredients(other, table) for other in common)]
        return {"relation": "ingredient", "shared": nearest, "edition": _edition(table, [a, b], nearest)}
    return {"relation": "same_publisher" if one_publisher else "nothing_known", "shared": [], "edition": None}


def ingredients(name: str, table: pd.DataFrame) -> set[str]:
    """Return all that a series is built from or collected with, ingredients of ingredients included."""
    found: set[str] = set()
    todo = [name]
    while todo:
        new = set(table.loc[table["indicator_id"] == todo.pop(), "ingredient"]) - found
        found |= new
        todo += new
    return found


def _edition(table: pd.DataFrame, pair: Sequence[str], shared: Sequence[str]) -> str:
    """Return "earlier" when a step from one of the pair to what is shared was seen for an earlier edition only."""
    involved = set(pair).union(*(ingredients(name, table) for name in pair))
    leads = table["ingredient"].map(lambda name: not {name, *ingredients(name, table)}.isdisjoint(shared))
    return "earlier" if (table[table["indicator_id"].isin(involved) & leads]["edition"] == "earlier").any() else "this"


def sourced(series: Sequence[str]) -> pd.DataFrame:
    """Return the documented ingredients of the series and of what they are built from."""
    table = data.load("ingredients")
    involved = set(series).union(*(ingredients(name, table) for name in series))
    return table[table["indicator_id"].isin(involved)].drop(columns="url")


def likeness(series: Sequence[str], level: float) -> pd.DataFrame:
    """Return the rank correlation of every two series over the Member States that have both, with its interval.

    Raises
    ------
    InputError
        When there are fewer than two different series; as `data.panel`.
    """
    if len(set(series)) < max(2, len(series)):
        raise InputError(f"{', '.join(series)} cannot be compared with each other; name two or more different series")
    frame = data.panel(dict.fromkeys(series), countries=codes.eu27())
    rows = []
    for a, b in combinations(series, 2):
        both = frame[[a, b]].dropna()
        found = correlation.spearman(both[a], both[b], level)
        rows.append({"a": a, "b": b, "n": found.n, "rho": found.estimate, "low": found.low, "high": found.high})
    return pd.DataFrame(rows)


def illustrate(n: int, indicators: int, replicates: int, alpha: float, seed: int) -> pd.DataFrame:
    """Simulate two unrelated composites that share none, one, ... of their indicators.

    Parameters
    ----------
    n : int
        Countries.
    indicators : int
        Indicators of each composite.
    replicates : int
        Simulated pairs of composites for each number shared.
    alpha : float
        Nominal level.
    seed : int

    Returns
    -------
    DataFrame
        `shared`, `of`, `expected` (correlation), `mean` (of the simulated ones), `rate` (of those called significant)
        with `low` and `high`, the interval for the error of a finite simulation; `n`, `replicates`.
    """
    rows = []
    for shared, child in enumerate(np.random.SeedSequence(seed).spawn(indicators + 1)):
        drawn = circularity.shared_indicators(
            n, indicators, indicators, shared, replicates, np.random.default_rng(child)
        )
        rate = simulation.rejections(drawn.p, alpha)
        rows.append(
            {"shared": shared, "of": indicators, "expected": drawn.expected, "mean": drawn.correlations.mean()}
            | {"rate": rate.rate, "low": rate.low, "high": rate.high, "n": n, "replicates": replicates}
        )
    return pd.DataFrame(rows)


def store_completeness(store: Store, table: pd.DataFrame) -> None:
    """Store how many series are complete, how many values are flagged, and both for each series."""
    store.number("series", len(table), kind="count")
    store.number("series_complete", int((table["n"] == table["of"]).sum()), kind="count", n=len(table))
    store.number("series_with_gaps", int(table["gaps"].notna().sum()), kind="count", n=len(table))
    store.number("series_flags_unknown", int(table["flagged"].isna().sum()), kind="count", n=len(table))
    known = table[table["flagged"].notna()]
    store.number("series_with_break", int((known["b"] > 0).sum()), kind="count", n=len(known))
    for row in table.to_dict("records"):
        name = row["indicator"]
        store.number(f"n_{name}", row["n"], kind="count", n=row["of"], sources=[name])
        if row["flagged"] is not None and not pd.isna(row["flagged"]):
            main = {flag: int(row[flag]) for flag in FLAGS}
            for flag, count in main.items():
                store.number(f"flag_{flag}_{name}", count, kind="count", n=row["n"], sources=[name])


def store_relations(store: Store, table: pd.DataFrame, outcomes: Sequence[str], focal: Sequence[str]) -> None:
    """Store how many pairs have what in common, among all series and among outcome and focal indicator."""
    crossed = table[
        table["a"].isin(outcomes) & table["b"].isin(focal) | table["b"].isin(outcomes) & table["a"].isin(focal)
    ]
    for prefix, rows in (("pairs", table), ("crossed", crossed)):
        store.number(prefix, len(rows), kind="count")
        for relation in RELATIONS:
            count = int((rows["relation"] == relation).sum())
            store.number(f"{prefix}_{relation}", count, kind="count", n=len(rows))


def store_likeness(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store the rank correlation of every two governance series, and the range over those of one family (WGI)."""
    for row in table.to_dict("records"):
        ends = (row["low"], row["high"])
        key, sources = f"rho_{row['a']}_{row['b']}", [row["a"], row["b"]]
        store.number(key, row["rho"], n=row["n"], interval=ends, level=level, sources=sources)
    store.number("rho_lowest", table["rho"].min(), n=int(table["n"].min()))
    store.number("rho_highest", table["rho"].max(), n=int(table["n"].min()))
    store.number("rho_median", table["rho"].median(), n=int(table["n"].min()))
    closest = table.loc[table["rho"].idxmax()]
    store.names("rho_closest", [closest["a"], closest["b"]], of="indicator")


def store_illustration(store: Store, table: pd.DataFrame, alpha: float) -> None:
    """Store the correlation that shared indicators alone produce, and how often it passes for significant."""
    store.number("nominal", alpha, kind="share")
    store.number("composite_size", int(table["of"].iloc[0]), kind="count")
    for row in table.to_dict("records"):
        shared, ends = row["shared"], (row["low"], row["high"])
        store.number(f"expected_shared_{shared}", row["expected"])
        store.number(f"mean_shared_{shared}", row["mean"], n=row["replicates"])
        store.number(f"rate_shared_{shared}", row["rate"], kind="share", n=row["replicates"], interval=ends, level=0.95)
