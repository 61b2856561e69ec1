"""The EU beside the rest of the Region: one comparison an item, what the silent countries leave open, what is found."""

import math
from functools import cache, partial

import numpy as np
import pandas as pd

from healthai import data
from healthai.data.survey import EU, REGION
from healthai.results import Store
from healthai.stats import group_power, multiplicity, shrinkage, silent, two_groups, unconditional

# The item from whose share in the EU the detectable difference is reckoned: the headline of both reports.
BASE = "ai_diagnostics_use"
POWER = 0.8


def compare(level: float, test: str, two_sided: str, adjustment: str) -> pd.DataFrame:
    """Compare the EU with the rest of the Region on each item whose count both reports give.

    Parameters
    ----------
    level : float
        Confidence level of the intervals; the groups are told apart where the adjusted p is below 1 - level.
    test : {"boschloo", "barnard", "fisher_midp"}
        The primary test: its p is adjusted over the items.
    two_sided : {"doubled", "minlike"}
        Definition of the two-sided Boschloo test.
    adjustment : {"holm", "bh"}

    Returns
    -------
    DataFrame
        One row an item, the largest difference first: counts; `difference` (EU minus rest) with Newcombe's interval;
        `odds_ratio` with its exact interval (None where 0 or infinite); p of `fisher`, `mid_p`, `barnard`, `boschloo`
        and `label` (labels handed out at random, one-sided: the EU higher); `primary`, its `holm` and `bh`, the
        `adjusted` one that was asked for, and `told_apart`. Over all answers that the countries which kept silent might
        have given: ends of the difference, of Fisher's p and of `primary`, the largest adjusted p,
        and `told_apart_always`.
    """
    both = data.eu_and_rest()
    primary = _primary(test, two_sided)
    table = pd.DataFrame([_compare(row, level, two_sided, primary) for row in both[both["exact"]].to_dict("records")])
    for method in ("holm", "bh"):
        table[method] = multiplicity.adjust(table["primary"].to_numpy(), method)
    table["adjusted"] = table[adjustment]
    table["told_apart"] = table["adjusted"] < 1 - level
    # No adjusted p falls when a p rises, so the largest p of each item together give the largest adjusted ones.
    table["adjusted_highest"] = multiplicity.adjust(table["primary_highest"].to_numpy(), adjustment)
    table["told_apart_always"] = table["adjusted_highest"] < 1 - level
    return table.sort_values("difference", ascending=False, ignore_index=True)


def _compare(row: dict, level: float, two_sided: str, primary) -> dict:
    groups = int(row["count_low_eu"]), int(row["n_eu"]), int(row["count_low_rest"]), int(row["n_rest"])
    sides = dict(zip(("eu", "n_eu", "rest", "n_rest"), groups, strict=True))
    kept = {key: row[key] for key in ("item_id", "theme", "same_wording", "sources")}
    return (
        kept
        | {"level": level}
        | sides
        | _estimates(groups, level)
        | _tests(groups, two_sided)
        | {"primary": primary(*groups)}
        | _unanswered(groups, primary)
    )


def _estimates(groups: tuple[int, int, int, int], level: float) -> dict:
    difference = two_groups.risk_difference(*groups, level)
    odds = two_groups.odds_ratio(_table(*groups), level)
    return {
        "difference": difference.estimate,
        "low": difference.low,
        "high": difference.high,
        "odds_ratio": _finite(odds.estimate),
        "odds_low": _finite(odds.low),
        "odds_high": _finite(odds.high),
    }


def _tests(groups: tuple[int, int, int, int], two_sided: str) -> dict:
    return {
        "fisher": _fisher(*groups),
        "mid_p": _mid_p(*groups),
        "barnard": _barnard(*groups),
        "boschloo": _boschloo(*groups, two_sided=two_sided),
        "label": two_groups.label_randomisation(*groups, "greater").p,
    }


def _unanswered(groups: tuple[int, int, int, int], primary) -> dict:
    absent = invited() - REGION
    difference = silent.difference_bounds(*groups, absent)
    fisher, declared = (silent.p_bounds(*groups, absent, test) for test in (_fisher, primary))
    return {
        "rest_highest": groups[2] + absent,
        "n_rest_all": groups[3] + absent,
        "difference_lowest": difference.low,
        "difference_highest": difference.high,
        "fisher_lowest": fisher.low,
        "fisher_highest": fisher.high,
        "primary_lowest": declared.low,
        "primary_highest": declared.high,
    }


def invited() -> int:
    """Return how many countries of the Region were asked; all that kept silent are outside the EU."""
    took_part = data.counts("region50").set_index("item_id").loc["survey_participation"]
    return int(took_part["denominator"])


def _primary(test: str, two_sided: str):
    tests = {"boschloo": partial(_boschloo, two_sided=two_sided), "barnard": _barnard, "fisher_midp": _mid_p}
    return tests[test]


@cache  # each table is tested for itself and as the primary test
def _boschloo(k1: int, n1: int, k2: int, n2: int, two_sided: str) -> float:
    return unconditional.boschloo(k1, n1, k2, n2, two_sided).p


@cache
def _barnard(k1: int, n1: int, k2: int, n2: int) -> float:
    # Barnard's statistic does not exist where all or none have the item; no table is then less extreme than another.
    return 1.0 if k1 + k2 in (0, n1 + n2) else unconditional.barnard(k1, n1, k2, n2).p


def _mid_p(k1: int, n1: int, k2: int, n2: int) -> float:
    return two_groups.mid_p(_table(k1, n1, k2, n2)).p


def _fisher(k1: int, n1: int, k2: int, n2: int) -> float:
    return two_groups.fisher(_table(k1, n1, k2, n2)).p


def _table(k1: int, n1: int, k2: int, n2: int) -> list[list[int]]:
    return [[k1, n1 - k1], [k2, n2 - k2]]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def pool(table: pd.DataFrame) -> pd.DataFrame:
    """Return the odds ratio of each item as counted and drawn towards the items' common mean: for display only.

    Parameters
    ----------
    table : DataFrame
        As `compare` returns it.

    Returns
    -------
    DataFrame
        One row an item: counts, `raw` and `pooled` odds ratio (one half added to each cell), `weight` (the share of the
        item's own figure in the pooled one, on the log scale), and `mean`, the odds ratio they are drawn towards.
    """
    counts = table[["eu", "n_eu", "rest", "n_rest"]].to_numpy()
    found = shrinkage.pooled_log_odds([_table(*row) for row in counts.tolist()])
    return table[["item_id", "eu", "n_eu", "rest", "n_rest"]].assign(
        raw=np.exp(found.raw), pooled=np.exp(found.shrunk), weight=found.weight, mean=math.exp(found.mean)
    )


def store_contrast(store: Store, table: pd.DataFrame) -> None:
    """Store which items are told apart, and of each item the counts, the difference, its bounds and the p-values."""
    for name, mark in (("distinguishable", "told_apart"), ("distinguishable_always", "told_apart_always")):
        chosen = table[table[mark]]
        store.number(name, len(chosen), kind="count", n=len(table))
        store.names(f"{name}_items", chosen["item_id"], of="item", sources=_sources(chosen))
    store.number("items", len(table), kind="count")
    store.number("silent", invited() - REGION, kind="count", n=invited())
    for row in table.to_dict("records"):
        _store_estimates(store, row)
        _store_p_values(store, row)


def _store_estimates(store: Store, row: dict) -> None:
    item, sources, level = row["item_id"], row["sources"], row["level"]
    about = {"n": row["n_eu"] + row["n_rest"], "sources": sources}
    asked = invited()
    store.number(f"eu_{item}", row["eu"], kind="count", n=row["n_eu"], sources=sources)
    store.number(f"rest_{item}", row["rest"], kind="count", n=row["n_rest"], sources=sources)
    store.number(f"difference_{item}", row["difference"], interval=(row["low"], row["high"]), level=level, **about)
    if pd.notna(row["odds_high"]):
        odds = (row["odds_low"], row["odds_high"])
        store.number(f"odds_{item}", row["odds_ratio"], interval=odds, level=level, **about)
    for end in ("lowest", "highest"):
        store.number(f"difference_{end}_{item}", row[f"difference_{end}"], n=asked, sources=sources)


def _store_p_values(store: Store, row: dict) -> None:
    item, n, asked, sources = row["item_id"], row["n_eu"] + row["n_rest"], invited(), row["sources"]
    for name, column in (("p", "primary"), ("holm", "holm"), ("bh", "bh"), ("fisher", "fisher"), ("label", "label")):
        store.number(f"{name}_{item}", row[column], kind="p", n=n, sources=sources)
    over_silent = {"p_lowest": "primary_lowest", "p_highest": "primary_highest"}
    over_silent |= {name: name for name in ("fisher_lowest", "fisher_highest", "adjusted_highest")}
    for name, column in over_silent.items():
        store.number(f"{name}_{item}", row[column], kind="p", n=asked, sources=sources)


def store_pool(store: Store, pooled: pd.DataFrame) -> None:
    """Store the common odds ratio, and each item's as counted and as pooled."""
    store.number("odds_mean", pooled["mean"].iloc[0], n=REGION)
    store.number("weight_lowest", pooled["weight"].min(), kind="share")
    store.number("weight_highest", pooled["weight"].max(), kind="share")
    for row in pooled.to_dict("records"):
        store.number(f"odds_raw_{row['item_id']}", row["raw"], n=row["n_eu"] + row["n_rest"])
        store.number(f"odds_pooled_{row['item_id']}", row["pooled"], n=row["n_eu"] + row["n_rest"])


def store_power(store: Store, table: pd.DataFrame, level: float, two_sided: str) -> None:
    """Store the true difference, from the EU's share of `BASE`, that Boschloo's test finds in four studies of five."""
    row = table.set_index("item_id").loc[BASE]
    share = int(row["eu"]) / EU
    found = group_power.detectable_difference(share, EU, REGION - EU, POWER, 1 - level, two_sided)
    store.number("detectable", abs(found.difference), n=REGION)
    store.number("detectable_from", share, kind="share", n=EU)
    store.number("detectable_to", found.second, kind="share", n=REGION - EU)


def _sources(table: pd.DataFrame) -> list[str]:
    return sorted({source for row in table["sources"] for source in row})
