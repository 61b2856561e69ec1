"""Country level: how adoption indicators go together with governance, training and skills, given income."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from healthai import data
from healthai.data import codes
from healthai.results import Store
from healthai.stats import correlation, multiplicity, permutation

INCOME = "gdp_pps_pc"


def panel(indicators: Sequence[str]) -> pd.DataFrame:
    """Return the 27 Member States by indicator, each in its primary year, with log GDP per head as `log_gdp`."""
    frame = data.panel({**dict.fromkeys(indicators), INCOME: None}, countries=codes.eu27())
    return frame.assign(log_gdp=np.log(frame[INCOME])).drop(columns=INCOME)


def pairs(
    frame: pd.DataFrame,
    outcomes: Sequence[str],
    focal: Sequence[str],
    method: str,
    n_perm: int,
    seed: int,
    level: float,
) -> pd.DataFrame:
    """Return every outcome with every focal indicator: three coefficients, and the chosen one given log GDP.

    Parameters
    ----------
    frame : DataFrame
        Countries by indicator, with `log_gdp`; as `panel` returns it.
    outcomes, focal : sequence of str
        Columns of `frame`. One pair at a time loses only the countries that lack one of its own values.
    method : {"spearman", "kendall", "pearson"}
        Coefficient of the permutation tests and of the partial correlation.
    n_perm : int
        Permutations of each test.
    seed : int
        Each pair gets a generator of its own, spawned from this seed, so no result depends on the order of pairs.
    level : float
        Confidence level of the intervals.

    Returns
    -------
    DataFrame
        One row a pair: n; `<method>`, `_low`, `_high` for the three coefficients; `p` and `p_bloc` by permutation among
        all countries and within blocs; `partial` with interval, `partial_p`, `partial_p_bloc` (Freedman-Lane); `holm`
        and `partial_holm`, the p among all countries adjusted over all rows.
    """
    seeds = np.random.SeedSequence(seed).spawn(len(outcomes) * len(focal))
    rows = [
        {"outcome": outcome, "focal": x, **_pair(frame[[outcome, x, "log_gdp"]].dropna(), method, n_perm, child, level)}
        for (outcome, x), child in zip(product(outcomes, focal), seeds, strict=True)
    ]
    table = pd.DataFrame(rows)
    table["holm"] = multiplicity.adjust(table["p"].to_numpy(), "holm")
    table["partial_holm"] = multiplicity.adjust(table["partial_p"].to_numpy(), "holm")
    return table


def _pair(complete: pd.DataFrame, method: str, n_perm: int, seed: np.random.SeedSequence, level: float) -> dict:
    y, x, income = (complete[column].to_numpy(float) for column in complete)
    blocs = np.array([codes.blocs()[country] for country in complete.index])
    rngs = [np.random.default_rng(child) for child in seed.spawn(4)]
    row: dict = {"n": len(y)}
    for name in ("spearman", "kendall", "pearson"):
        row |= _with_interval(name, correlation.correlate(x, y, name, level))
    row["p"] = permutation.permutation_p(x, y, method, n_perm, rngs[0])
    row["p_bloc"] = permutation.permutation_p(x, y, method, n_perm, rngs[1], blocs)
    row |= _with_interval("partial", correlation.partial(x, y, income, method, level))
    row["partial_p"] = permutation.partial_permutation_p(x, y, income, method, n_perm, rngs[2])
    row["partial_p_bloc"] = permutation.partial_permutation_p(x, y, income, method, n_perm, rngs[3], blocs)
    return row


def _with_interval(name: str, found: correlation.Correlation) -> dict:
    return {name: found.estimate, f"{name}_low": found.low, f"{name}_high": found.high}


def scatter(frame: pd.DataFrame, outcomes: Sequence[str], focal: Sequence[str]) -> pd.DataFrame:
    """Return the points of small multiples: one row a country, outcome and focal indicator, in published units."""
    parts = [
        frame[[x, outcome]]
        .dropna()
        .set_axis(["x", "y"], axis=1)
        .assign(outcome=outcome, focal=x)
        .reset_index(names="iso2")
        for outcome, x in product(outcomes, focal)
    ]
    return pd.concat(parts, ignore_index=True)


def store_income(store: Store, frame: pd.DataFrame, outcomes: Sequence[str], level: float) -> None:
    """Store the rank correlation of each outcome with income."""
    for outcome in outcomes:
        complete = frame[[outcome, "log_gdp"]].dropna().to_numpy(float)
        found = correlation.spearman(complete[:, 0], complete[:, 1], level)
        interval, sources = (found.low, found.high), [outcome, INCOME]
        store.number(f"income_{outcome}", found.estimate, n=found.n, interval=interval, level=level, sources=sources)


def store_pairs(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store each pair's Spearman, Pearson and partial coefficient with interval, and its p-values."""
    excluding = (table["partial_low"] > 0) | (table["partial_high"] < 0)
    store.number("partial_excluding_zero", int(excluding.sum()), kind="count", n=len(table))
    store.number("smallest_holm", table["partial_holm"].min(), kind="p", n=int(table["n"].max()))
    store.number("marginal_below", int((table["holm"] < 1 - level).sum()), kind="count", n=len(table))
    for row in table.to_dict("records"):
        pair, n, sources = f"{row['outcome']}_{row['focal']}", row["n"], [row["outcome"], row["focal"]]
        for name in ("spearman", "pearson", "partial"):
            interval = (row[f"{name}_low"], row[f"{name}_high"])
            given = [*sources, INCOME] if name == "partial" else sources
            store.number(f"{name}_{pair}", row[name], n=n, interval=interval, level=level, sources=given)
        for name in ("p", "p_bloc", "partial_p", "partial_p_bloc", "partial_holm"):
            store.number(f"{name}_{pair}", row[name], kind="p", n=n, sources=sources)
