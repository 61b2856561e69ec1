"""What the survey's published counts say: shares with intervals, and the EU against the rest of the Region."""

import math

import pandas as pd

from healthai import data
from healthai.results import Store
from healthai.stats import counts, multiplicity, two_groups, unconditional

METHODS = ("wilson", "clopper-pearson", "jeffreys")

# The four counts of the front page: what is used, who is heard, who is trained.
FRONT = ("ai_diagnostics_use", "stakeholder_involvement", "inservice_ai_training", "preservice_ai_training")


def shares(population: str, level: float) -> pd.DataFrame:
    """Return each item's count, share and three intervals.

    Parameters
    ----------
    population : {"eu27", "region50"}
    level : float
        Confidence level, a fraction of 1. The intervals read the countries as a draw from a hypothetical
        superpopulation; as a census of its respondents the count has no sampling error.

    Returns
    -------
    DataFrame
        One row an item, items with a point count first by share; shares are fractions of 1. Items known only as bounds
        have `count_low` < `count_high`, no share and no interval.
    """
    found = data.counts(population)
    found = found[found["theme"] != "context"]  # who took part is no answer
    rows = [_share(row, level) for row in found.to_dict("records")]
    return pd.DataFrame(rows).sort_values(["exact", "count_high", "item_id"], ascending=[False, False, True])


def _share(row: dict, level: float) -> dict:
    kept = {key: row[key] for key in ("item_id", "theme", "count_low", "count_high", "status", "confidence", "sources")}
    low, high, n = int(row["count_low"]), int(row["count_high"]), int(row["denominator"])
    exact = low == high
    out = kept | {"n": n, "exact": exact, "level": level, "share": low / n if exact else None}
    for method in METHODS:
        interval = counts.interval(low, n, method, level) if exact else None
        name = method.replace("-", "_")
        out |= {f"{name}_low": interval.low if interval else None, f"{name}_high": interval.high if interval else None}
    return out


def eu_against_rest(level: float, two_sided: str) -> pd.DataFrame:
    """Return the comparison of the EU with the rest of the Region for each item whose count both reports give.

    Parameters
    ----------
    level : float
        Confidence level of the intervals.
    two_sided : {"doubled", "minlike"}
        Definition of the two-sided Boschloo test.

    Returns
    -------
    DataFrame
        One row an item: counts, risk difference (EU minus rest) with Newcombe's interval, conditional odds ratio with
        its exact interval (None where a margin makes it 0 or infinite), p of Fisher's and Boschloo's exact tests, and
        Boschloo's p adjusted by Holm over the items.
    """
    both = data.eu_and_rest()
    rows = [_compare(row, level, two_sided) for row in both[both["exact"]].to_dict("records")]
    table = pd.DataFrame(rows)
    table["holm"] = multiplicity.adjust(table["boschloo"].to_numpy(), "holm")
    return table.sort_values("difference", ascending=False)


def _compare(row: dict, level: float, two_sided: str) -> dict:
    k1, n1 = int(row["count_low_eu"]), int(row["n_eu"])
    k2, n2 = int(row["count_low_rest"]), int(row["n_rest"])
    difference = two_groups.risk_difference(k1, n1, k2, n2, level)
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    odds = two_groups.odds_ratio(table, level)
    return {
        "item_id": row["item_id"],
        "same_wording": bool(row["same_wording"]),
        "level": level,
        "eu": k1,
        "n_eu": n1,
        "rest": k2,
        "n_rest": n2,
        "difference": difference.estimate,
        "low": difference.low,
        "high": difference.high,
        "odds_ratio": _finite(odds.estimate),
        "odds_low": _finite(odds.low),
        "odds_high": _finite(odds.high),
        "fisher": two_groups.fisher(table).p,
        "boschloo": unconditional.boschloo(k1, n1, k2, n2, two_sided).p,
        "sources": row["sources"],
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def icons(eu: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `shares` that the front page shows as one square a country."""
    return eu.set_index("item_id").loc[list(FRONT)].reset_index()[["item_id", "count_low", "n", "sources"]]


def store_counts(store: Store, table: pd.DataFrame, population: str, level: float) -> None:
    """Store each item's count and its share with Wilson's interval; of an item known as a bound, the bounds."""
    for row in table.to_dict("records"):
        name, n, sources = f"{population}_{row['item_id']}", row["n"], row["sources"]
        if row["exact"]:
            interval = (row["wilson_low"], row["wilson_high"])
            store.number(name, row["count_low"], kind="count", n=n, sources=sources)
            store.number(
                f"{name}_share", row["share"], kind="share", n=n, interval=interval, level=level, sources=sources
            )
        else:
            store.number(f"{name}_at_least", row["count_low"], kind="count", n=n, sources=sources)
            store.number(f"{name}_at_most", row["count_high"], kind="count", n=n, sources=sources)


def store_contrast(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store each item's count in the rest of the Region, the risk difference, and the p-values."""
    store.number("contrast_items", len(table), kind="count")
    store.number("contrast_distinguishable", int((table["holm"] < 1 - level).sum()), kind="count", n=len(table))
    for row in table.to_dict("records"):
        item, n, sources = row["item_id"], row["n_eu"] + row["n_rest"], row["sources"]
        interval = (row["low"], row["high"])
        store.number(f"rest_{item}", row["rest"], kind="count", n=row["n_rest"], sources=sources)
        store.number(f"difference_{item}", row["difference"], n=n, interval=interval, level=level, sources=sources)
        store.number(f"p_{item}", row["boschloo"], kind="p", n=n, sources=sources)
        store.number(f"holm_{item}", row["holm"], kind="p", n=n, sources=sources)
