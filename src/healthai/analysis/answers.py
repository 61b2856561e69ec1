"""Which unpublished count would say most, if it were published: what to ask the owner of the answers for."""

from collections.abc import Mapping, Sequence

import pandas as pd

from healthai.analysis import margins
from healthai.errors import InputError, listing
from healthai.results import Store
from healthai.stats.information import Value, value_of_publication
from healthai.stats.joint import linked_bounds
from healthai.stats.responses import Event, Problem


def chosen(adoption_items: Sequence[str]) -> pd.DataFrame:
    """Return the pairs of several adoption items, as `margins.pairs` gives them.

    Raises
    ------
    InputError
        For an item that is none of adoption, or without a usable count.
    """
    table = margins.pairs("eu27")
    allowed = listing(list(table["a"].unique()), most=table["a"].nunique())
    problems = [
        f"adoption_items holds {item!r}, which has no usable count; allowed: {allowed}"
        for item in dict.fromkeys(adoption_items)
        if item not in set(table["a"])
    ]
    if problems:
        raise InputError(problems)
    return table[table["a"].isin(adoption_items)]


def worth(pairs: pd.DataFrame, problem: Problem) -> pd.DataFrame:
    """Return what one more published count would be worth, the one that is surely worth most first.

    Parameters
    ----------
    pairs : DataFrame
        The pairs of interest: publishing how many countries do both is one candidate each, and the bounds of all of
        them are to shrink. The count of an item that is known only as a range is a candidate too.
    problem : Problem
        What is known already.

    Returns
    -------
    DataFrame
        One row a candidate: `a` and `b` (None for the count of one item), `low` and `high`, between which it lies now;
        `possible`, the totals by which the widths of all pairs may shrink, in countries, with the least (`worst`) and
        the greatest (`best`); `share`, the part of the total width that is surely gone; `helped`, how many other pairs
        may become narrower; and `n`.
    """
    targets = [Event(has=(row["a"], row["b"])) for row in pairs.to_dict("records")]
    ranged = pairs.loc[pairs["b_low"] < pairs["b_high"], "b"].unique()
    found = value_of_publication(problem, [*(Event(has=(item,)) for item in ranged), *targets], targets)
    total = width(pairs, problem)
    return pd.DataFrame([_row(value, total, problem.size(None)) for value in found])


def width(pairs: pd.DataFrame, problem: Problem) -> int:
    """Return the total width of the bounds of pairs, in countries: 0 when all are known."""
    events = [Event(has=(row["a"], row["b"])) for row in pairs.to_dict("records")]
    ends = [linked_bounds(problem, event) for event in events]
    return int(sum(end.high - end.low for end in ends))


def _row(value: Value, total: int, n: int) -> dict:
    first, second = value.event.has if len(value.event.has) == 2 else (None, *value.event.has)
    return {
        "a": first,
        "b": second,
        "low": value.possible[0],
        "high": value.possible[-1],
        "possible": sorted(set(value.reductions)),
        "worst": value.worst,
        "best": value.best,
        "share": value.worst / total,
        "helped": value.helped,
        "n": n,
    }


def store_worth(store: Store, table: pd.DataFrame, pairs: pd.DataFrame, total: int) -> None:
    """Store the total width of the bounds, and how much of it each count asked for, by rank, would take away."""
    store.number("pairs", len(pairs), kind="count")
    store.number("width", total, kind="count")
    store.number("candidates", len(table), kind="count")
    store.number("helps_others", int((table["helped"] > 0).sum()), kind="count", n=len(table))
    for rank, row in enumerate(table.to_dict("records"), 1):
        items = _items(row)
        store.names(f"asked_{rank}", items, of="item")
        for name in [str(rank), *(items if len(items) == 1 else [])]:
            store.number(f"surely_{name}", row["worst"], kind="count", n=total)
            store.number(f"at_most_{name}", row["best"], kind="count", n=total)
    store.names("adoption", pairs["a"].unique(), of="item")
    store.number("first_share", table["share"].iloc[0], kind="share")


def _items(row: Mapping) -> list[str]:
    """Return the item or the two items that a count is about."""
    return [item for item in (row["a"], row["b"]) if isinstance(item, str)]
