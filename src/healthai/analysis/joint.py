"""What several counts, definitions and named countries say together, by integer programming over all answers."""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pandas as pd

from healthai import data
from healthai.analysis import constraints, margins
from healthai.errors import InputError, listing
from healthai.results import Store
from healthai.stats import bounds, feasible
from healthai.stats import joint as programme
from healthai.stats.bounds import Margin
from healthai.stats.feasible import Overlap
from healthai.stats.responses import Event, Named, Problem


def tighten(pairs: pd.DataFrame, problem: Problem) -> pd.DataFrame:
    """Return the bounds of each pair's joint count before and after everything else known is taken into account.

    Parameters
    ----------
    pairs : DataFrame
        As `margins.pairs` returns it: bounds from the two counts alone.
    problem : Problem
        Everything known of the same countries.

    Returns
    -------
    DataFrame
        The pairs with `known_low`, `known_high`; `tightened`; `both` and `one`, the named countries known to have both
        items and exactly one of them; `possible`, the attainable counts of a pair on which they bear; and `off_low`,
        `off_high`, the bounds of a pair that tightens when every published count may be one country off. None for
        other pairs.

    Raises
    ------
    Contradiction
        When what is known cannot all be true.
    """
    programme.check_consistent(problem)
    loose = constraints.one_off(problem)
    return pd.DataFrame([_tighten(row, problem, loose) for row in pairs.to_dict("records")])


def _tighten(row: dict, problem: Problem, loose: Problem) -> dict:
    event = Event(has=(row["a"], row["b"]))
    low, high = _bounds(problem, event)
    tightened = (low, high) != (row["joint_low"], row["joint_high"])
    off = _bounds(loose, event) if tightened else (None, None)
    both = [unit.name for unit in problem.named if set(event.has) <= set(unit.has)]
    one = [unit.name for unit in problem.named if _is_apart(event.has, unit)]
    return {
        **row,
        "known_low": low,
        "known_high": high,
        "tightened": tightened,
        "both": both,
        "one": one,
        "possible": programme.possible(problem, event) if both or one else None,
        "off_low": off[0],
        "off_high": off[1],
    }


def _is_apart(pair: tuple[str, str], unit: Named) -> bool:
    return any(one in unit.has and other in unit.lacks for one, other in (pair, pair[::-1]))


def _bounds(problem: Problem, event: Event) -> tuple[int, int]:
    found = programme.linked_bounds(problem, event)
    return int(found.low), int(found.high)


def at_least(items: Sequence[str], problem: Problem) -> pd.DataFrame:
    """Return how many countries may have k or more of several items, for every k.

    Parameters
    ----------
    items : sequence of str
        Items in place, each with a usable count, of adoption, governance, training or roles.
    problem : Problem

    Returns
    -------
    DataFrame
        One row a k: `items`, `k`, `m` (how many items), `n`, `low`, `high`, the `possible` counts, and `off_low`,
        `off_high`, the bounds when every published count may be one country off.

    Raises
    ------
    InputError
        For an item without a usable count, of another kind, or given twice.
    """
    _check_items(items)
    loose = constraints.one_off(problem)
    rows = []
    for k in range(1, len(items) + 1):
        event = Event(among=tuple(items), least=k)
        found = programme.possible(problem, event)
        off = _bounds(loose, event)
        known = {"low": found[0], "high": found[-1], "possible": found, "off_low": off[0], "off_high": off[1]}
        rows.append({"items": list(items), "k": k, "m": len(items), "n": problem.size(None), **known})
    return pd.DataFrame(rows)


def _check_items(items: Sequence[str]) -> None:
    allowed = sorted(margins.usable("eu27")["item_id"])
    problems = [
        f"items holds {item!r}, which has no usable count of something in place; allowed: "
        f"{listing(allowed, most=len(allowed))}"
        for item in dict.fromkeys(items)
        if item not in allowed
    ]
    problems += [f"items holds {item!r} more than once" for item in dict.fromkeys(items) if items.count(item) > 1]
    if problems:
        raise InputError(problems)


def chosen(table: pd.DataFrame, k: int) -> dict:
    """Return the row of `at_least` for one k; raise InputError when k is out of range."""
    m = int(table["m"].iloc[0])
    if not 1 <= k <= m:
        raise InputError(f"k={k} is out of range: {m} items are counted; allowed: a whole number from 1 to {m}")
    return table[table["k"] == k].iloc[0].to_dict()


def strata(problem: Problem) -> pd.DataFrame:
    """Return bounds for the Region of the pairs counted both in the EU and in the Region.

    Parameters
    ----------
    problem : Problem
        Everything known of the Region, in two strata.

    Returns
    -------
    DataFrame
        One row a pair of an adoption item A and another item B: the counts in the EU and in the rest; bounds of the
        joint count from the counts of the Region alone (`pooled`), from the EU and the rest apart (`strata`), and with
        named countries too (`known`), each `_low` and `_high`; `gain`, by how many countries the strata narrow it;
        whether all counts are `exact`, and the `same_wording` was used for the Region.

    Notes
    -----
    Where the counts are exact, the ends of `strata` are the sums of the ends of each stratum (Duncan and Davis 1953).
    """
    programme.check_consistent(problem)
    both = data.eu_and_rest().set_index("item_id")
    others = [item for theme in margins.WITH for item in both.index[both["theme"] == theme]]
    adoption = both.index[both["theme"] == "adoption"]
    rows = [_stratified(both.loc[a], both.loc[b], problem) for a, b in product(adoption, others)]
    return pd.DataFrame(rows).sort_values(["gain", "a", "b"], ascending=[False, True, True], ignore_index=True)


def _stratified(a: pd.Series, b: pd.Series, problem: Problem) -> dict:
    n = int(a["n_region"])
    event = Event(has=(a.name, b.name))
    pooled = bounds.joint_count(_of(a, "region"), _of(b, "region"), n)
    apart = _bounds(constraints.without_named(problem), event)
    known = _bounds(problem, event)
    counted = {
        f"{side}_{where}_{end}": int(row[f"count_{end}_{where}"])
        for side, row in (("a", a), ("b", b))
        for where in ("eu", "rest")
        for end in ("low", "high")
    }
    return {
        "a": a.name,
        "b": b.name,
        "theme": b["theme"],
        "n": n,
        **counted,
        "pooled_low": pooled[0],
        "pooled_high": pooled[1],
        "strata_low": apart[0],
        "strata_high": apart[1],
        "known_low": known[0],
        "known_high": known[1],
        "exact": bool(a["exact"] and b["exact"]),
        "gain": (pooled[1] - pooled[0]) - (apart[1] - apart[0]),
        "same_wording": bool(a["same_wording"] and b["same_wording"]),
        "sources": sorted({*a["sources"], *b["sources"]}),
    }


def _of(row: pd.Series, where: str) -> Margin:
    return Margin(int(row[f"count_low_{where}"]), int(row[f"count_high_{where}"]))


def demonstrable(table: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Return the smallest and the largest two-sided p of exact tests that the answers, were they published, could give.

    Parameters
    ----------
    table : DataFrame
        As `tighten` returns it.
    alpha : float
        Level below which a p-value would count as showing a relation, in one test.

    Returns
    -------
    DataFrame
        One row a pair: `p_low`, `p_high` of Fisher's test over the tables that the two counts allow; `possible` (some
        table has p below `alpha`); `known_p_low`, `known_p_high`, `known_possible` when the joint count also lies
        within the bounds from everything known; and for these tables the same by the mid-p (`midp_low`, `midp_high`,
        `midp_possible`) and by Boschloo's test (`boschloo_low`, ...), whichever item makes its groups.
    """
    rows = [_p_range(row, alpha) for row in table.to_dict("records")]
    return pd.DataFrame(rows).sort_values(["known_p_low", "a", "b"], ascending=[False, True, True], ignore_index=True)


def _p_range(row: dict, alpha: float) -> dict:
    a, b, n = Margin(row["a_low"], row["a_high"]), Margin(row["b_low"], row["b_high"]), row["n"]
    counted = feasible.fisher_range(a, b, n)
    tables = _tables(a, b, n, row["known_low"], row["known_high"])
    kept = ("a", "b", "theme", "n", "a_low", "a_high", "b_low", "b_high", "known_low", "known_high")
    kept += ("tightened", "sources")
    return {
        **{key: row[key] for key in kept},
        "p_low": counted.low,
        "p_high": counted.high,
        "possible": counted.low < alpha,
        **_over(tables, feasible.minlike_p, n, alpha, "known_p", "known"),
        **_over(tables, feasible.mid_p, n, alpha, "midp", "midp"),
        **_over(tables, feasible.boschloo_p, n, alpha, "boschloo", "boschloo"),
    }


def _tables(a: Margin, b: Margin, n: int, least: int, most: int) -> list[tuple[range, int, int]]:
    """Return the joint counts within these ends, for every two counts that allow some."""
    found = []
    for one, other in product(range(a.low, a.high + 1), range(b.low, b.high + 1)):
        low, high = bounds.joint_count(one, other, n)
        found.append((range(max(low, least), min(high, most) + 1), one, other))
    return [table for table in found if table[0]]


def _over(tables: list, test: Callable, n: int, alpha: float, ends: str, about: str) -> dict:
    p = np.concatenate([test(np.array(counts), one, other, n) for counts, one, other in tables])
    low, high = float(p.min()), float(p.max())
    return {f"{ends}_low": low, f"{ends}_high": high, f"{about}_possible": low < alpha}


def reference(table: pd.DataFrame, adoption_item: str, partner: str, level: float) -> tuple[dict, Overlap]:
    """Return a pair and the distribution of its overlap if the second item were spread over the countries at random.

    Raises
    ------
    InputError
        When the pair is not among the pairs, or one of its counts is known only as a range.
    """
    rows = margins.focus(table, adoption_item)
    row = next((row for row in rows.to_dict("records") if row["b"] == partner), None)
    exact = rows.loc[(rows["a_low"] == rows["a_high"]) & (rows["b_low"] == rows["b_high"]), "b"]
    if row is None or partner not in set(exact):
        raise InputError(
            f"partner={partner!r} has no exact count to refer to; allowed: {listing(list(exact), most=20)}"
        )
    return row, feasible.overlap_without_relation(row["a_low"], row["b_low"], row["n"], level)


def levels() -> pd.DataFrame:
    """Return the countries that a text names with a level of AI diagnostics, and their health AI strategy if known."""
    said = data.load("named-countries")
    about = said[(said["item_id"] == "ai_diagnostics") & (said["kind"] == "stated")]
    strategy = said[said["item_id"] == "health_specific_ai_strategy"].set_index("iso2")["value"]
    return pd.DataFrame(
        {
            "iso2": about["iso2"],
            "level": about["value"],
            "member": about["iso2"].isin(data.eu27()),
            "strategy": about["iso2"].map(strategy),
            "confidence": about["confidence"],
            "source_id": about["source_id"],
        }
    ).sort_values(["level", "iso2"], ignore_index=True)


def borne_upon(table: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of which some named country is known to have one item and to have or to lack the other."""
    return table[table["both"].map(bool) | table["one"].map(bool)]


def together(*tables: pd.DataFrame) -> pd.DataFrame:
    """Return several sets of items, as `at_least` returns them, one after the other."""
    return pd.concat(tables, ignore_index=True)


def store_tightened(store: Store, table: pd.DataFrame) -> None:
    """Store how many pairs named countries tighten, and of each its bounds and the countries that have both items."""
    tightened = table[table["tightened"]]
    store.number("pairs", len(table), kind="count")
    store.number("tightened", len(tightened), kind="count", n=len(table))
    store.number("unchanged", len(table) - len(tightened), kind="count", n=len(table))
    survive = tightened["off_low"] >= tightened["known_low"]
    store.number("tightened_survive", int(survive.sum()), kind="count", n=len(tightened))
    for row in tightened.to_dict("records"):
        pair, span = f"{row['a']}_{row['b']}", (row["known_low"], row["known_high"])
        store.number(f"both_{pair}", row["known_low"], kind="count", n=row["n"], interval=span, sources=row["sources"])
        store.names(f"named_{pair}", row["both"], of="country", sources=row["sources"])


def store_at_least(store: Store, table: pd.DataFrame, name: str) -> None:
    """Store how many countries surely and possibly have k or more of the items, for each k, and all of them."""
    store.number(f"{name}_items", int(table["m"].iloc[0]), kind="count")
    store.names(f"{name}_names", table["items"].iloc[0], of="item")
    for row in table.to_dict("records"):
        span, off = (row["low"], row["high"]), (row["off_low"], row["off_high"])
        store.number(f"{name}_{row['k']}", row["low"], kind="count", n=row["n"], interval=span)
        store.number(f"{name}_{row['k']}_at_most", row["high"], kind="count", n=row["n"])
        store.number(f"{name}_{row['k']}_off", row["off_low"], kind="count", n=row["n"], interval=off)
    store.number(f"{name}_all", row["low"], kind="count", n=row["n"], interval=(row["low"], row["high"]))
    store.number(f"{name}_all_at_most", row["high"], kind="count", n=row["n"])


def store_chosen(store: Store, row: dict) -> None:
    """Store the k of the headline, of how many items it is, and how many countries surely and possibly have them."""
    span, off = (row["low"], row["high"]), (row["off_low"], row["off_high"])
    store.number("k", row["k"], kind="count", n=row["m"])
    store.number("have_k", row["low"], kind="count", n=row["n"], interval=span)
    store.number("have_k_at_most", row["high"], kind="count", n=row["n"])
    store.number("have_k_off", row["off_low"], kind="count", n=row["n"], interval=off)


def store_strata(store: Store, table: pd.DataFrame) -> None:
    """Store where bounds from the EU and the rest apart are narrower than those from the Region as one."""
    gained = table[table["gain"] > 0]
    store.number("strata_pairs", len(table), kind="count")
    store.number("strata_gain", len(gained), kind="count", n=len(table))
    store.number("strata_same", len(table) - len(gained), kind="count", n=len(table))
    store.number("strata_exact", int(table["exact"].sum()), kind="count", n=len(table))
    store.number("strata_exact_gain", int(gained["exact"].sum()), kind="count", n=int(table["exact"].sum()))
    for row in gained.to_dict("records"):
        for way in ("pooled", "strata"):
            span, key = (row[f"{way}_low"], row[f"{way}_high"]), f"region_{way}_{row['a']}_{row['b']}"
            store.number(key, span[0], kind="count", n=row["n"], interval=span, sources=row["sources"])
            store.number(f"{key}_at_most", span[1], kind="count", n=row["n"], sources=row["sources"])


def store_demonstrable(store: Store, table: pd.DataFrame, alpha: float) -> None:
    """Store how many pairs could show a relation at the level: by the counts, by all that is known, by each test."""
    n = len(table)
    store.number("alpha", alpha, kind="p")
    columns = {"demonstrable_by_counts": "possible", "demonstrable": "known_possible"}
    columns |= {f"demonstrable_{test}": f"{test}_possible" for test in ("midp", "boschloo")}
    for name, column in columns.items():
        store.number(name, int(table[column].sum()), kind="count", n=n)
        store.number(f"not_{name}", int((~table[column]).sum()), kind="count", n=n)
    for row in table[table["tightened"]].to_dict("records"):
        pair = f"{row['a']}_{row['b']}"
        store.number(f"p_by_counts_{pair}", row["p_low"], kind="p", n=row["n"], sources=row["sources"])
        store.number(f"p_{pair}", row["known_p_low"], kind="p", n=row["n"], sources=row["sources"])


def store_reference(store: Store, row: dict, overlap: Overlap) -> None:
    """Store the overlap of a pair under no relation: its mean, the ends of its central band, and what is allowed."""
    n, sources = row["n"], row["sources"]
    allowed = (row["known_low"], row["known_high"])
    store.names("reference_first", [row["a"]], of="item")
    store.names("reference_second", [row["b"]], of="item")
    store.number("reference_allowed", allowed[0], kind="count", n=n, interval=allowed, sources=sources)
    store.number("reference_allowed_at_most", allowed[1], kind="count", n=n, sources=sources)
    store.number("reference_mean", overlap.mean, digits=1, n=n, sources=sources)
    store.number("reference_low", overlap.low, kind="count", n=n, sources=sources)
    store.number("reference_high", overlap.high, kind="count", n=n, sources=sources)
    store.number("reference_level", overlap.level, kind="share")


def store_levels(store: Store, table: pd.DataFrame) -> None:
    """Store how many countries are named with a level of AI diagnostics, and how many of them are EU members."""
    store.number("levels", len(table), kind="count")
    store.number("levels_members", int(table["member"].sum()), kind="count", n=len(table))
