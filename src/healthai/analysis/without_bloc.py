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
        `left_out` ("nobody" or a bloc), `construct`, `family` (that of the curve, or "ranks"), `n`, `specifications`,
        `median`, `p`. The countries left out elsewhere in a curve are in here: only the bloc is missing.
    """
    return pd.concat([_of_curve(one, scheme, n_perm, seed) for one in curves], ignore_index=True)


def _of_curve(one: Multiverse, scheme: str, n_perm: int, seed: int) -> pd.DataFrame:
    grid = _grid(one, scheme)
    rows, parts = _parts(grid, one.family)
    r = multiverse.fit(grid).r
    observed = np.array([np.median(r[part]) for part in parts])
    permuted = multiverse.null_medians(grid, permutations(one.countries, "none", n_perm, seed), parts)
    beyond = np.count_nonzero(np.abs(permuted) >= np.abs(observed) - _EQUAL, axis=0)
    return rows.assign(construct=one.construct, median=observed, p=(beyond + 1) / (n_perm + 1))


def _grid(one: Multiverse, scheme: str) -> Grid:
    """Return a curve's grid with a bloc left out in each sample.

    No model is dropped for want of degrees of freedom: else blocs would differ in their models, not only in countries.
    """
    bloc = blocs.scheme(scheme, one.countries)
    samples = {NOBODY: np.full(bloc.size, True)} | {str(name): bloc != name for name in dict.fromkeys(bloc)}
    return replace(one.grid, samples=samples, least_df=1)


def _parts(grid: Grid, family: str) -> tuple[pd.DataFrame, list[np.ndarray]]:
    """Return what is left out, the scales kept and the size of each part of the grid, and its specifications."""
    options = labels(grid)
    rows, parts = [], []
    for sample, inside in grid.samples.items():
        everything = options["sample"] == sample
        for name, part in ((family, everything), ("ranks", everything & (options["scale"] == "rank"))):
            size = {"n": int(np.sum(inside)), "specifications": int(np.sum(part))}
            rows.append({"left_out": sample, "family": name, **size})
            parts.append(part)
    return pd.DataFrame(rows), parts


def store_medians(store: Store, table: pd.DataFrame) -> None:
    """Store the median without each bloc, and its p-value."""
    for row in table.to_dict("records"):
        name = f"{row['left_out'].lower().replace(' ', '_')}_{row['construct']}_{row['family']}"
        store.number(f"median_without_{name}", row["median"], n=row["n"])
        store.number(f"p_without_{name}", row["p"], kind="p", n=row["n"])
