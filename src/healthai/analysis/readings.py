"""How sure a published count is: one count under several readings, and what wrong answers would change."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from healthai import data
from healthai.analysis import counts
from healthai.errors import InputError, did_you_mean, listing
from healthai.results import Store
from healthai.stats import counts as intervals
from healthai.stats import coverage, misclassification

# True shares over which the coverage of an interval is averaged, from 1 % to 99 %.
SHARES = np.linspace(0.01, 0.99, 197)


def readings(population: str, method: str, level: float) -> pd.DataFrame:
    """Return each item's count under four readings.

    Parameters
    ----------
    population : {"eu27", "region50"}
    method : {"wilson", "clopper-pearson", "jeffreys"}
        Interval of the superpopulation reading.
    level : float
        Confidence level, a fraction of 1.

    Returns
    -------
    DataFrame
        One row an item: `count_low`, `count_high` of `n` (census: equal for a point count); `share` with `low`, `high`
        (superpopulation, fractions of 1); `finite_low`, `finite_high` (how many of all `N` countries of the population,
        had the `n` been drawn from them at random); `worst_low`, `worst_high` (the same, nothing assumed about those
        that did not answer). An item known as bounds has the last reading only.
    """
    table = counts.shares(population, level)
    name = method.replace("-", "_")
    kept = table[["item_id", "theme", "count_low", "count_high", "n", "exact", "level", "share", "sources"]]
    size = _size(population)
    kept = kept.assign(method=method, low=table[f"{name}_low"], high=table[f"{name}_high"], N=size)
    return kept.join(pd.DataFrame([_of_all(row, size) for row in kept.to_dict("records")], index=kept.index))


def _size(population: str) -> int:
    """Return how many countries the population has, whether they answered or not."""
    return int(data.counts(population).set_index("item_id").loc["survey_participation", "denominator"])


def _of_all(row: dict, size: int) -> dict:
    low, high, n = int(row["count_low"]), int(row["count_high"]), int(row["n"])
    finite = intervals.finite_population_interval(low, n, size, row["level"]) if row["exact"] else (None, None)
    worst = intervals.worst_case(low, n, size)[0], intervals.worst_case(high, n, size)[1]
    return {"finite_low": finite[0], "finite_high": finite[1], "worst_low": worst[0], "worst_high": worst[1]}


def point_counts(eu: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `readings` whose count is known exactly."""
    return eu[eu["exact"]].astype({"finite_low": int, "finite_high": int}).reset_index(drop=True)


def focal(points: pd.DataFrame, item: str) -> pd.Series:
    """Return the row of one item; raise InputError when it has no point count in the European Union."""
    found = points[points["item_id"] == item]
    if found.empty:
        allowed = points["item_id"].tolist()
        raise InputError(
            f"item={item!r} has no point count in the European Union{did_you_mean(item, allowed)}; "
            f"allowed: {listing(allowed, len(allowed))}"
        )
    return found.iloc[0]


def beside(row: pd.Series, region: pd.DataFrame) -> list[dict]:
    """Return one item's readings as the figure shows them, in countries: those of the EU, then those of the Region.

    Parameters
    ----------
    row : Series
        As `focal` returns it.
    region : DataFrame
        As `readings` returns it for the Region. The item's readings there are left out when it was not asked or not
        published, and all but the last when only bounds were published.
    """
    k, n, level = int(row["count_low"]), int(row["n"]), row["level"]
    shown = [_reading("eu", "census", k, n, int(row["N"]))]
    for method in counts.METHODS:
        found = intervals.interval(k, n, method, level)
        shown.append(_reading("eu", method, k, n, int(row["N"]), found.low * n, found.high * n))
    there = region[region["item_id"] == _twin(row["item_id"])]
    return shown + [reading for one in there.to_dict("records") for reading in _of_region(one)]


def _of_region(row: dict) -> list[dict]:
    k, n, size = int(row["count_low"]), int(row["n"]), int(row["N"])
    worst = _reading("region", "worst", None, n, size, int(row["worst_low"]), int(row["worst_high"]))
    if not row["exact"]:
        return [worst]
    finite = _reading("region", "finite", k, n, size, int(row["finite_low"]), int(row["finite_high"]))
    return [_reading("region", "counted", k, n, size), finite, worst]


def _reading(
    population: str, reading: str, k: int | None, n: int, size: int, low: float | None = None, high: float | None = None
) -> dict:
    return {"population": population, "reading": reading, "k": k, "n": n, "N": size, "low": low, "high": high}


def _twin(item: str) -> str:
    """Return the item that asks the same of the Region."""
    twin = data.load("survey-items").set_index("item_id").loc[item, "same_question_as"]
    return twin if isinstance(twin, str) else item


def methods(row: pd.Series) -> pd.DataFrame:
    """Return the intervals of one count beside each other, Wald's among them, and how often each covers what it should.

    Returns
    -------
    DataFrame
        One row a method: `low`, `high`; the probability that the interval of `n` countries covers the true share, on
        average over true shares (`mean`), for the least favourable of them (`least`), and where the true share is the
        observed one (`here`; None when all or no country has the item).
    """
    k, n, level = int(row["count_low"]), int(row["n"]), row["level"]
    return pd.DataFrame([_method(method, k, n, level) for method in coverage.METHODS])


def _method(method: str, k: int, n: int, level: float) -> dict:
    found = coverage.wald(k, n, level) if method == "wald" else intervals.interval(k, n, method, level)
    over = coverage.coverage(n, method, SHARES, level)
    here = None if k in (0, n) else coverage.coverage(n, method, [k / n], level)[0]
    return {
        "method": method,
        "low": found.low,
        "high": found.high,
        "mean": over.mean(),
        "least": over.min(),
        "here": here,
    }


def corrected(points: pd.DataFrame, sensitivities: Sequence[float], specificities: Sequence[float]) -> pd.DataFrame:
    """Return the range of each item's corrected share over all pairs of assumed rates.

    Returns
    -------
    DataFrame
        One row an item: count and share; `lowest` and `highest` corrected share (None when no pair fits), `impossible`,
        the number of pairs that do not fit the count, out of `pairs`.
    """
    rows = [_corrected(row, sensitivities, specificities) for row in points.to_dict("records")]
    return pd.DataFrame(rows)


def _corrected(row: dict, sensitivities: Sequence[float], specificities: Sequence[float]) -> dict:
    grid = misclassification.corrected_grid(int(row["count_low"]), int(row["n"]), sensitivities, specificities)
    fits = grid[np.isfinite(grid)]
    kept = {key: row[key] for key in ("item_id", "count_low", "n", "share", "sources")}
    return kept | {
        "lowest": fits.min() if fits.size else None,
        "highest": fits.max() if fits.size else None,
        "impossible": grid.size - fits.size,
        "pairs": grid.size,
    }


def grid(row: pd.Series, sensitivities: Sequence[float], specificities: Sequence[float]) -> pd.DataFrame:
    """Return one item's corrected share for every pair of assumed rates; None where the pair does not fit the count.

    Raises
    ------
    InputError
        When no pair fits.
    """
    k, n = int(row["count_low"]), int(row["n"])
    found = misclassification.corrected_grid(k, n, sensitivities, specificities)
    if not np.isfinite(found).any():
        raise InputError(
            f"no pair of sensitivities={list(sensitivities)} and specificities={list(specificities)} fits {k} of {n} "
            f"for item={row['item_id']!r}; some sensitivity must be {k / n:.2f} or more, some specificity "
            f"{1 - k / n:.2f} or more"
        )
    return pd.DataFrame(
        [
            {"sensitivity": sensitivity, "specificity": specificity, "share": found[i, j]}
            for i, sensitivity in enumerate(sensitivities)
            for j, specificity in enumerate(specificities)
        ]
    )


def store_focal(store: Store, row: pd.Series, compared: pd.DataFrame) -> None:
    """Store the focal item, its count, its share with each interval, and how often each kind of interval covers."""
    n, sources = int(row["n"]), row["sources"]
    store.names("focal", [row["item_id"]], of="item", sources=sources)
    store.number("level", row["level"], kind="share")
    store.number("focal_count", int(row["count_low"]), kind="count", n=n, sources=sources)
    for found in compared.to_dict("records"):
        name, interval = found["method"].replace("-", "_"), (found["low"], found["high"])
        if name != "wald":
            about = {"n": n, "interval": interval, "level": row["level"], "sources": sources}
            store.number(f"focal_{name}", row["share"], kind="share", **about)
        store.number(f"coverage_{name}", found["mean"], kind="share", n=n)
        store.number(f"coverage_{name}_least", found["least"], kind="share", n=n)


def store_wald(store: Store, points: pd.DataFrame) -> None:
    """Store for how many items Wald's interval would leave the scale, or claim certainty of a share it cannot know."""
    found = [coverage.wald(int(row["count_low"]), int(row["n"]), row["level"]) for row in points.to_dict("records")]
    store.number("wald_outside", sum(one.low < 0 or one.high > 1 for one in found), kind="count", n=len(points))
    store.number("wald_without_width", sum(one.low == one.high for one in found), kind="count", n=len(points))


def store_region(store: Store, region: pd.DataFrame) -> None:
    """Store what the answers say of the whole Region: of each item the bounds, and where they leave a majority open."""
    exact = region[region["exact"]]
    majority = int(region["N"].iloc[0]) // 2 + 1
    open_ = region[(region["worst_low"] < majority) & (region["worst_high"] >= majority)]
    same = (exact["finite_low"] == exact["worst_low"]) & (exact["finite_high"] == exact["worst_high"])
    store.number("region_items", len(region), kind="count")
    store.number("region_points", len(exact), kind="count", n=len(region))
    store.number("finite_as_wide", int(same.sum()), kind="count", n=len(exact))
    store.number("majority", majority, kind="count", n=int(region["N"].iloc[0]))
    store.number("majority_open", len(open_), kind="count", n=len(region))
    store.names("majority_open_items", open_["item_id"], of="item")
    for row in region.to_dict("records"):
        for name, column in (("at_least", "worst_low"), ("at_most", "worst_high")):
            key = f"region_{row['item_id']}_{name}"
            store.number(key, int(row[column]), kind="count", n=row["N"], sources=row["sources"])


def store_corrected(store: Store, row: pd.Series, table: pd.DataFrame) -> None:
    """Store the corrected shares of the focal item, and how many items no pair, or some pair, of rates contradicts."""
    found = table.set_index("item_id").loc[row["item_id"]]
    sources = row["sources"]
    store.number("items", len(table), kind="count")
    store.number("pairs", int(found["pairs"]), kind="count")
    store.number("impossible", int(found["impossible"]), kind="count", n=int(found["pairs"]), sources=sources)
    store.number("items_contradicting", int((table["impossible"] > 0).sum()), kind="count", n=len(table))
    for end in ("lowest", "highest"):
        store.number(f"corrected_{end}", found[end], kind="share", n=int(row["n"]), sources=sources)


def store_rates(store: Store, sensitivities: Sequence[float], specificities: Sequence[float]) -> None:
    """Store the ends of the assumed rates of right answers."""
    for name, rates in (("sensitivity", sensitivities), ("specificity", specificities)):
        store.number(f"{name}_lowest", min(rates), kind="share")
        store.number(f"{name}_highest", max(rates), kind="share")
