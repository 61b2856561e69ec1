"""One test of each whole curve of specifications, how many it is in effect, and which decisions move it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from healthai.analysis import blocs
from healthai.analysis.specifications import TIMINGS, Multiverse
from healthai.errors import InputError
from healthai.results import Store
from healthai.stats import decisions, multiverse
from healthai.stats.multiverse import Inference, Summary
from healthai.stats.permutation import permuted_indices

PRIMARY = {"timing": "2024", "scale": "rank", "controls": "", "sample": "all"}
TIERS = ("all", "alone", "neither")
LEVEL = 0.95  # of what is drawn of the permuted curves
POINTS = 200  # of a drawn curve
BINS = 40  # of a decision's strip below it
FOR_EFFECTIVE = 500  # permutations that the effective number is computed from


@dataclass(frozen=True)
class Tested:
    """A curve with, for each scheme by its name, its permuted curves and p-values; the first scheme is the main one.

    `permutations` are those of the first scheme, `effective` is the effective number of specifications under it.
    """

    multiverse: Multiverse
    alpha: float
    permutations: np.ndarray
    permuted: Mapping[str, Summary]
    found: Mapping[str, Inference]
    effective: float

    @property
    def main(self) -> str:
        """The first scheme."""
        return next(iter(self.found))

    @cached_property
    def adjusted(self) -> np.ndarray:
        """The p-value of each specification, adjusted for all of them by steps down."""
        return multiverse.step_down(self.multiverse.grid, self.multiverse.curve, self.permutations)

    @cached_property
    def tiers(self) -> np.ndarray:
        """For each specification, whether it is significant among all, alone, or not at all."""
        alone = np.where(self.multiverse.curve.p <= self.alpha, "alone", "neither")
        return np.where(self.adjusted <= self.alpha, "all", alone)

    def interval(self, scheme: str) -> tuple[float, float]:
        """Return the two ends between which the median of the permuted curves lies in 95 % of them."""
        low, high = np.quantile(self.permuted[scheme].median, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return float(low), float(high)

    def null_share(self, scheme: str) -> float:
        """Return the share of significant specifications that 95 % of the permuted curves stay below."""
        return float(np.quantile(self.permuted[scheme].share, LEVEL))


def permutations(countries: Sequence[str], scheme: str, n_perm: int, seed: int) -> np.ndarray:
    """Return the permutations of a scheme: the same for all curves on the same countries, whatever else is run."""
    child = np.random.SeedSequence(seed, spawn_key=(blocs.SCHEMES.index(scheme),))
    return permuted_indices(len(countries), n_perm, np.random.default_rng(child), blocs.scheme(scheme, countries))


def test(one: Multiverse, schemes: Sequence[str], n_perm: int, seed: int, alpha: float) -> Tested:
    """Compare a curve with those of permuted residuals.

    Parameters
    ----------
    one : Multiverse
    schemes : sequence of {"none", "geo5", "accession"}
        Between which countries residuals change places; the first is the main one.
    n_perm : int
        Permutations of each scheme.
    seed : int
        The same permutations serve all curves on the same countries.
    alpha : float
        Two-sided level by which specifications are counted as significant.

    Returns
    -------
    Tested
    """
    orders = {scheme: permutations(one.countries, scheme, n_perm, seed) for scheme in schemes}
    permuted = {scheme: multiverse.null(one.grid, order, alpha) for scheme, order in orders.items()}
    found = {scheme: multiverse.inference(one.curve, summary) for scheme, summary in permuted.items()}
    effective = decisions.effective_number(one.grid, permutations(one.countries, schemes[0], FOR_EFFECTIVE, seed))
    return Tested(one, alpha, orders[schemes[0]], permuted, found, effective)


def primary(one: Multiverse) -> int:
    """Return which specification is the primary one: the first outcome on the first focal indicator.

    Raises
    ------
    InputError
        When the data do not have it.
    """
    wanted = {"outcome": one.options["outcome"][0], "focal": one.options["focal"][0], **PRIMARY}
    match = np.all([one.options[node] == option for node, option in wanted.items()], axis=0)
    if not match.any():
        raise InputError(f"no specification is the primary one: {wanted['outcome']} with {wanted['focal']} has no 2024")
    return int(np.flatnonzero(match)[0])


# Tables.


def curves(tested: Sequence[Tested]) -> pd.DataFrame:
    """Return what each whole curve says, one row a curve and scheme."""
    return pd.DataFrame([_curve(one, scheme) for one in tested for scheme in one.found])


def _curve(one: Tested, scheme: str) -> dict:
    found, (low, high) = one.found[scheme], one.interval(scheme)
    return {
        **_about(one),
        "scheme": scheme,
        "n": len(one.multiverse.countries),
        "specifications": one.multiverse.size,
        "effective": one.effective,
        "median": float(found.observed.median),
        "null_low": low,
        "null_high": high,
        "p_median": found.median,
        "share": float(found.observed.share),
        "null_share": one.null_share(scheme),
        "p_share": found.share,
        "p_mean_z": found.mean_z,
        "least_adjusted": float(found.fwer.min()),
    }


def facets(tested: Sequence[Tested]) -> pd.DataFrame:
    """Return the median of each facet (an outcome, a focal indicator, a timing) and its smallest and largest r."""
    parts = [pd.DataFrame({**_about(one), **one.multiverse.options, "r": one.multiverse.curve.r}) for one in tested]
    grouped = pd.concat(parts).groupby(["construct", "family", "focal", "outcome", "timing"], sort=False)["r"]
    return grouped.agg(specifications="size", median="median", low="min", high="max").reset_index()


def shares(tested: Sequence[Tested]) -> pd.DataFrame:
    """Return the share of each curve's variance that goes with each decision, the largest first."""
    return pd.concat([_shares(one) for one in tested], ignore_index=True)


def _shares(one: Tested) -> pd.DataFrame:
    options = one.multiverse.options
    found = decisions.variance_shares(one.multiverse.curve.r, options)
    rows = [
        {**_about(one), "node": node, "options": len(np.unique(options[node])), "share": share}
        for node, share in found.items()
    ]
    return pd.DataFrame(rows).sort_values("share", ascending=False, kind="stable")


def _about(one: Tested) -> dict[str, str]:
    return {"construct": one.multiverse.construct, "family": one.multiverse.family}


# Pictures: a curve is stored thinned.


def drawn(one: Tested) -> dict:
    """Return what the picture of a curve needs: points in order, permuted curves at each, and the decisions below."""
    tiers = {tier: int(np.sum(one.tiers == tier)) for tier in TIERS}
    return {
        **_summarised(one),
        "alpha": one.alpha,
        "tiers": tiers,
        "primary": _primary(one),
        "rows": _points(one).assign(tier=one.tiers[_thinned(one)]),
        "strips": _strips(one.multiverse),
    }


def side_by_side(tested: Sequence[Tested]) -> dict:
    """Return what a picture of several curves needs."""
    rows = pd.concat([_points(one).assign(**_about(one)) for one in tested], ignore_index=True)
    return {"curves": [_summarised(one) for one in tested], "rows": rows}


def _summarised(one: Tested) -> dict:
    found = one.found[one.main]
    return {
        **_about(one),
        "n": len(one.multiverse.countries),
        "specifications": one.multiverse.size,
        "effective": one.effective,
        "level": LEVEL,
        "n_perm": found.n_perm,
        "median": float(found.observed.median),
        "p_median": found.median,
        "null_median": list(one.interval(one.main)),
    }


def _thinned(one: Tested) -> np.ndarray:
    """Return the specifications whose points are drawn, evenly spaced along the sorted curve."""
    last = one.multiverse.size - 1
    return one.multiverse.order[np.unique(np.linspace(0, last, POINTS).round().astype(int))]


def _points(one: Tested) -> pd.DataFrame:
    at = _thinned(one)
    positions = np.argsort(one.multiverse.order)[at] / max(one.multiverse.size - 1, 1)
    low, high = multiverse.null_band(one.multiverse.grid, one.permutations, positions, LEVEL)
    return pd.DataFrame({"position": positions, "r": one.multiverse.curve.r[at], "low": low, "high": high})


def medians(tested: Sequence[Tested], construct: str) -> list[dict]:
    """Return the median and range of each outcome with each focal indicator of a construct, and medians by timing."""
    parts = [one for one in tested if one.multiverse.construct == construct]
    frame = pd.concat(
        pd.DataFrame({**_about(one), **one.multiverse.options, "r": one.multiverse.curve.r}) for one in parts
    )
    return [
        {
            **dict(zip(("family", "focal", "outcome"), names, strict=True)),
            "specifications": len(group),
            "median": group["r"].median(),
            "low": group["r"].min(),
            "high": group["r"].max(),
            "timings": group.groupby("timing", sort=False)["r"].median().to_dict(),
        }
        for names, group in frame.groupby(["family", "focal", "outcome"], sort=False)
    ]


def _primary(one: Tested) -> dict:
    at = primary(one.multiverse)
    rank = int(np.flatnonzero(one.multiverse.order == at)[0])
    return {
        "r": float(one.multiverse.curve.r[at]),
        "position": rank / max(one.multiverse.size - 1, 1),
        "p_adjusted": float(one.adjusted[at]),
        "outcome": str(one.multiverse.options["outcome"][at]),
        "focal": str(one.multiverse.options["focal"][at]),
    }


def _strips(one: Multiverse) -> list[dict]:
    """Return, for each option, which share of the specifications holds it in each stretch of the sorted curve."""
    stretches = np.array_split(one.order, min(BINS, one.size))
    return [
        {"node": node, "option": option, "shares": [float(np.mean(held[stretch])) for stretch in stretches]}
        for node, options in one.options.items()
        for option, held in _held(node, options)
    ]


def _held(node: str, options: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """Return each option and where it is held; of a set of controls, each control, and "" for none but income."""
    each = dict.fromkeys(options.tolist())
    if node != "controls":
        named = [timing for timing in TIMINGS if timing in each] if node == "timing" else each
        return [(option, options == option) for option in named]
    sets = {option: set(option.split(" + ")) for option in each}
    controls = dict.fromkeys(name for option in each for name in option.split(" + "))
    return [(name, np.array([name in sets[option] for option in options])) for name in controls]


# What the book takes.


def store_curves(store: Store, tested: Sequence[Tested]) -> None:
    """Store what each whole curve says: size, median and share of significant results, each beside its null."""
    for one in tested:
        name, curve, found = one.multiverse.name, one.multiverse.curve, one.found[one.main]
        store.number(f"specifications_{name}", one.multiverse.size, kind="count")
        store.number(f"effective_{name}", one.effective, digits=1)
        store.number(f"share_{name}", found.observed.share, kind="share")
        store.number(f"null_share_{name}", one.null_share(one.main), kind="share")
        store.number(f"null_any_{name}", np.mean(one.permuted[one.main].share > 0), kind="share")
        n = len(one.multiverse.countries)
        for what, value in (("median", found.observed.median), ("smallest", curve.r.min()), ("largest", curve.r.max())):
            store.number(f"{what}_{name}", value, n=n)
        _store_p(store, one)


def _store_p(store: Store, one: Tested) -> None:
    name, n = one.multiverse.name, len(one.multiverse.countries)
    for scheme, found in one.found.items():
        low, high = one.interval(scheme)
        store.number(f"null_low_{name}_{scheme}", low, n=n)
        store.number(f"null_high_{name}_{scheme}", high, n=n)
        for what in ("median", "share", "mean_z"):
            store.number(f"p_{what}_{name}_{scheme}", getattr(found, what), kind="p", n=n)
        store.number(f"p_largest_{name}_{scheme}", found.fwer.min(), kind="p", n=n)


def store_primary(store: Store, tested: Sequence[Tested]) -> None:
    """Store the primary specification of each curve: its coefficient, its p among all, and how much lies below it."""
    for one in tested:
        name, n, at = one.multiverse.name, len(one.multiverse.countries), _primary(one)
        store.number(f"primary_{name}", at["r"], n=n)
        store.number(f"primary_adjusted_{name}", at["p_adjusted"], kind="p", n=n)
        store.number(f"below_primary_{name}", at["position"], kind="share")


def store_shares(store: Store, table: pd.DataFrame) -> None:
    """Store the share of the variance that goes with each decision of each curve."""
    for row in table.to_dict("records"):
        store.number(f"variance_{row['construct']}_{row['family']}_{row['node']}", row["share"], kind="share")


def store_medians(store: Store, rows: Sequence[dict]) -> None:
    """Store the median of each outcome with each focal indicator."""
    for row in rows:
        store.number(f"median_{row['family']}_{row['outcome']}_{row['focal']}", row["median"])
