"""The article's claims beside the published counts that bear on them."""

import pandas as pd

from healthai import data
from healthai.results import Store

# Where a reader finds the evidence for a claim about an item of this theme.
PAGE = {"adoption": "survey", "governance": "survey", "training": "margins", "workforce": "margins", "driver": "survey"}


def checked() -> pd.DataFrame:
    """Return the claims with their verdicts, the EU count of the item each is about, and the page with the evidence.

    Returns
    -------
    DataFrame
        One row a claim: count_low, count_high and n are None where no counted item is concerned.
    """
    counts = data.counts("eu27").set_index("item_id")
    rows = [_claim(row, counts) for row in data.load("claims").to_dict("records")]
    return pd.DataFrame(rows).astype(dict.fromkeys(("count_low", "count_high", "n"), "Int64"))


def _claim(row: dict, counts: pd.DataFrame) -> dict:
    item = row["item_id"] if isinstance(row["item_id"], str) and row["item_id"] in counts.index else None
    found = counts.loc[item] if item else {}
    return {
        "claim": row["claim_id"],
        "verdict": row["verdict"],
        "item": item,
        "count_low": int(found["count_low"]) if item else None,
        "count_high": int(found["count_high"]) if item else None,
        "n": int(found["denominator"]) if item else None,
        "page": PAGE.get(found["theme"], "survey") if item else "limits",
    }


def store_verdicts(store: Store, table: pd.DataFrame) -> None:
    """Store how many claims there are and how many have each verdict."""
    store.number("all_claims", len(table), kind="count")
    for verdict, count in table["verdict"].value_counts(sort=False).items():
        store.number(f"claims_{verdict}", int(count), kind="count", n=len(table))
