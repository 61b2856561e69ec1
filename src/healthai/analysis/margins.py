"""What two published margins say about their overlap: adoption with governance, training or roles."""

from itertools import product

import pandas as pd

from healthai import data
from healthai.errors import InputError, listing
from healthai.results import Store
from healthai.stats import bounds
from healthai.stats.bounds import Margin

# Roles are the workforce half of "training and roles"; their count is known only as a bound and enters as one.
# How counts came to be known, the weakest way last.
WAYS = ("count_published", "count_from_percent", "derived_from_names", "bound_from_words")
WITH = ("governance", "training", "workforce")


def usable(population: str) -> pd.DataFrame:
    """Return the items whose margins may be paired: in place (not in preparation), of adoption or one of `WITH`.

    How oversight is organised (theme "governance_form") is a form of governance, not more of it, and stays out.
    """
    found = data.counts(population)
    stage = data.load("survey-items").set_index("item_id")["stage"]
    return found[found["theme"].isin(("adoption", *WITH)) & (found["item_id"].map(stage) != "in_preparation")]


def pairs(population: str) -> pd.DataFrame:
    """Return sharp bounds for every pair of an adoption item A with a governance, training or workforce item B.

    Returns
    -------
    DataFrame
        One row a pair: margins, bounds of the joint count, of P(B|A) (fractions of 1; None where A may be empty), and
        the guaranteed gap, the number of countries that surely do A without B.
    """
    items = usable(population).to_dict("records")
    adoption = [row for row in items if row["theme"] == "adoption"]
    others = [row for theme in WITH for row in items if row["theme"] == theme]
    rows = [_bounds(a, b) for a, b in product(adoption, others)]
    return pd.DataFrame(rows).sort_values(
        ["a_high", "a", "theme", "b_high", "b"], ascending=[False, True, True, False, True]
    )


def statements(table: pd.DataFrame) -> pd.DataFrame:
    """Return what is certain if the published figures are right, the largest number first.

    Parameters
    ----------
    table : DataFrame
        As `pairs` returns it.

    Returns
    -------
    DataFrame
        `kind` ("both", "a_without_b", "b_without_a"), the guaranteed number of countries, out of how many, how the
        weaker of the two counts is known (`basis`), and whether the statement stays true when each margin is one
        country off in the unfavourable direction.
    """
    rows = [
        {"a": row["a"], "b": row["b"], "theme": row["theme"], "basis": row["basis"], **_statement(found)}
        for row in table.to_dict("records")
        for found in bounds.certain_statements(row["a"], _margin(row, "a"), row["b"], _margin(row, "b"), row["n"])
    ]
    ordered = pd.DataFrame(rows)
    ordered["strength"] = ordered["at_least"] / ordered["of"]
    return ordered.sort_values(["at_least", "strength", "a", "b", "kind"], ascending=[False, False, True, True, True])


def _bounds(a: dict, b: dict) -> dict:
    n = int(a["denominator"])
    margin_a, margin_b = _as_margin(a), _as_margin(b)
    joint = bounds.joint_count(margin_a, margin_b, n)
    share = bounds.conditional_share(margin_a, margin_b, n)
    return {
        "a": a["item_id"],
        "b": b["item_id"],
        "theme": b["theme"],
        "n": n,
        "a_low": margin_a.low,
        "a_high": margin_a.high,
        "b_low": margin_b.low,
        "b_high": margin_b.high,
        "joint_low": joint[0],
        "joint_high": joint[1],
        "share_low": share.low if share else None,
        "share_high": share.high if share else None,
        "gap": bounds.guaranteed_gap(margin_a, margin_b),
        "basis": max(a["status"], b["status"], key=WAYS.index),
        "sources": sorted({*a["sources"], *b["sources"]}),
    }


def _as_margin(row: dict) -> Margin:
    return Margin(int(row["count_low"]), int(row["count_high"]))


def _margin(row: dict, side: str) -> Margin:
    return Margin(int(row[f"{side}_low"]), int(row[f"{side}_high"]))


def _statement(found: bounds.Statement) -> dict:
    return {
        "kind": found.kind,
        "at_least": found.guaranteed,
        "of": found.of.high,
        "survives_one_off": found.survives_one_off,
    }


def focus(table: pd.DataFrame, adoption_item: str) -> pd.DataFrame:
    """Return the pairs of one adoption item; raise InputError when it is not among them."""
    found = table[table["a"] == adoption_item]
    if found.empty:
        raise InputError(
            f"adoption_item={adoption_item!r} has no usable count; allowed: {listing(table['a'].unique())}"
        )
    return found


def store_pairs(store: Store, table: pd.DataFrame) -> None:
    """Store, for each pair, the least joint count (with its bounds) and the guaranteed gap (out of those that do A)."""
    store.number("pairs", len(table), kind="count")
    for row in table.to_dict("records"):
        pair, sources = f"{row['a']}_{row['b']}", row["sources"]
        joint = (row["joint_low"], row["joint_high"])
        store.number(f"both_{pair}", row["joint_low"], kind="count", n=row["n"], interval=joint, sources=sources)
        store.number(f"gap_{pair}", row["gap"], kind="count", n=row["a_high"], sources=sources)


def store_statements(store: Store, table: pd.DataFrame) -> None:
    """Store how many statements are certain, and how many stay so when each count is one country off."""
    store.number("statements", len(table), kind="count")
    store.number("statements_survive", int(table["survives_one_off"].sum()), kind="count", n=len(table))
