"""What the survey's published counts say: shares with intervals."""

import pandas as pd

from healthai import data
from healthai.results import Store
from healthai.stats import counts

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
