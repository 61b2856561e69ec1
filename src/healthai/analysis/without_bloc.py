"""What whole curves come to without one bloc: a sensitivity apart from the curves, in which every bloc is there."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from healthai.analysis import blocs
from healthai.analysis.multiverse import permutations
from healthai.analysis.specifications import Multiverse
from healthai.results import Store
from healthai.stats import multiverse
from healthai.stats.specification import Grid, labels

NOBODY = "nobody"
# Correlations that are equal but computed along different ways differ in the last digits.
_EQUAL = 1e-10


def medians(curves: Sequence[Multiverse], scheme: str, n_perm: int, seed: int) -> pd.DataFrame:
    """Return the median of each curve without each bloc in turn, over all scales and by ranks only, with its p-value.

    Parameters
    ----------
    curves : sequence of Multiverse
    scheme : {"geo5", "accession"}
        What is left out in turn.
    n_perm : int
        Permutations between all countries, the same as those of the whole curves; only then is a bloc left out.
    seed : int

    Returns
    -------
    DataFrame
        One row a curve and what is left out: `construct`, `family`, `left_out` ("nobody" or a bloc), `n`;
        `specifications`, `median` and `p` over all scales, and the same with `_ranks` by ranks only. The countries
        that only some specifications of a curve leave out are in here: nothing but the bloc is missing.
    """
    return pd.concat([_of_curve(one, scheme, n_perm, seed) for one in curves], ignore_index=True)


def _of_curve(one: Multiverse, scheme: str, n_perm: int, seed: int) -> pd.DataFrame:
    grid = _grid(one, scheme)
    options, orders = labels(grid), permutations(one.countries, "none", n_perm, seed)
    by_ranks = options["scale"] == "rank"
    table = pd.DataFrame(
        {"construct": one.construct, "family": one.family, "left_out": sample, "n": int(np.sum(inside))}
        for sample, inside in grid.samples.items()
    )
    samples = [options["sample"] == sample for sample in grid.samples]
    found = _tested(grid, [*samples, *(sample & by_ranks for sample in samples)], orders)
    whole, ranks = found[: len(table)], found[len(table) :].reset_index(drop=True)
    return pd.concat([table, whole, ranks.add_suffix("_ranks")], axis=1)


def _grid(one: Multiverse, scheme: str) -> Grid:
    """Return a curve's grid with a bloc left out in each sample.

    No model is dropped for want of degrees of freedom: else blocs would differ in their models, not only in countries.
    """
    bloc = blocs.scheme(scheme, one.countries)
    samples = {NOBODY: np.full(bloc.size, True)} | {str(name): bloc != name for name in dict.fromkeys(bloc)}
    return replace(one.grid, samples=samples, least_df=1)


def _tested(grid: Grid, parts: Sequence[np.ndarray], orders: np.ndarray) -> pd.DataFrame:
    """Return the size and the median of each part of a grid, with its p-value (b + 1) / (B + 1)."""
    r = multiverse.fit(grid).r
    observed = np.array([np.median(r[part]) for part in parts])
    permuted = multiverse.null_medians(grid, orders, parts)
    beyond = np.count_nonzero(np.abs(permuted) >= np.abs(observed) - _EQUAL, axis=0)
    sizes = [int(np.sum(part)) for part in parts]
    return pd.DataFrame({"specifications": sizes, "median": observed, "p": (beyond + 1) / (len(orders) + 1)})


def store_medians(store: Store, table: pd.DataFrame) -> None:
    """Store the median without each bloc, and its p-value, over all scales and by ranks."""
    for row in table.to_dict("records"):
        name = f"{row['left_out'].lower().replace(' ', '_')}_{row['construct']}"
        for family, suffix in ((row["family"], ""), ("ranks", "_ranks")):
            store.number(f"median_without_{name}_{family}", row[f"median{suffix}"], n=row["n"])
            store.number(f"p_without_{name}_{family}", row[f"p{suffix}"], kind="p", n=row["n"])
