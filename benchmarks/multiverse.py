"""Time the multiverse engine on a synthetic grid, beside a loop of statsmodels and the package specification_curve.

Run from the root of the repository:

    python benchmarks/multiverse.py [--permutations 2000] [--peer PYTHON]

PYTHON is the interpreter of an environment in which specification_curve is installed. The loop and the peer are timed
on a sample and extrapolated; the output says so.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from itertools import product

import numpy as np
from scipy import stats

from healthai.stats import multiverse
from healthai.stats.permutation import permuted_indices
from healthai.stats.specification import Grid, control_sets

N = 27
OUTCOMES = [f"outcome_{index}" for index in range(20)]
FOCALS = [f"focal_{index}" for index in range(4)]
OPTIONAL = [f"control_{index}" for index in range(6)]
LEFT_OUT = {"all": [], "without_a": [0], "without_b": [1], "without_a_b": [0, 1], "without_a_c_d": [0, 2, 3]}
SAMPLED_FITS = 2_000

# Fits the specifications and prints the seconds and how many they were; the data arrive as JSON on standard input.
PEER = """
import json, sys, time
import pandas as pd
import specification_curve as peer
sent = json.load(sys.stdin)
data = pd.DataFrame(sent["data"])
curve = peer.SpecificationCurve(data, sent["outcomes"], sent["focals"], sent["controls"], always_include=["wealth"])
start = time.perf_counter()
curve.fit()
print(json.dumps([time.perf_counter() - start, len(curve.df_r)]))
"""


def synthetic_grid(rng: np.random.Generator) -> Grid:
    """Return a grid of 50,400 specifications."""
    wealth = rng.normal(size=N)
    raw = {name: wealth + rng.normal(size=N) for name in (*OUTCOMES, *FOCALS, *OPTIONAL)} | {"wealth": wealth}
    scales = {
        "raw": raw,
        "log": {name: np.log(values - values.min() + 1) for name, values in raw.items()},
        "rank": {name: stats.rankdata(values) for name, values in raw.items()},
    }
    samples = {name: ~np.isin(np.arange(N), rows) for name, rows in LEFT_OUT.items()}
    return Grid(scales, list(product(OUTCOMES, FOCALS)), ["wealth"], samples, control_sets(OPTIONAL, 3))


def loop_seconds(grid: Grid, rng: np.random.Generator) -> float:
    """Return the seconds of one statsmodels fit with its t statistic, averaged over a sample of the grid."""
    from statsmodels.regression.linear_model import OLS

    designs = []
    for _ in range(SAMPLED_FITS):
        cell = grid.cells[rng.integers(len(grid.cells))]
        outcome, focal = cell.pairs[rng.integers(len(cell.pairs))]
        mask = grid.samples[cell.samples[rng.integers(len(cell.samples))]]
        values = grid.scales[cell.scale]
        held = [values[name][mask] for name in (focal, *grid.always, *cell.controls)]
        designs.append((values[outcome][mask], np.column_stack([*held, np.ones(int(mask.sum()))])))
    start = time.perf_counter()
    for outcome, design in designs:
        fitted = OLS(outcome, design).fit()
        fitted.tvalues[0], fitted.pvalues[0]
    return (time.perf_counter() - start) / SAMPLED_FITS


def peer_seconds(python: str, grid: Grid) -> tuple[float, int]:
    """Return the seconds that the peer takes for the raw scale, and how many specifications it fitted."""
    raw = {name: list(map(float, values)) for name, values in grid.scales["raw"].items()}
    sent = {"data": raw, "outcomes": OUTCOMES[:5], "focals": FOCALS, "controls": ["wealth", *OPTIONAL]}
    done = subprocess.run([python, "-c", PEER], input=json.dumps(sent), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the peer failed: {done.stderr.strip().splitlines()[-1]}")
    seconds, specifications = json.loads(done.stdout.strip().splitlines()[-1])
    return seconds, specifications


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--permutations", type=int, default=2_000)
    parser.add_argument("--peer", metavar="PYTHON", help="interpreter that has specification_curve")
    asked = parser.parse_args()
    rng = np.random.default_rng(27)
    grid = synthetic_grid(rng)
    size = grid.df.size
    start = time.perf_counter()
    curve = multiverse.fit(grid)
    observed = time.perf_counter() - start
    permutations = permuted_indices(N, asked.permutations, rng)
    start = time.perf_counter()
    permuted = multiverse.null(grid, permutations)
    seconds = time.perf_counter() - start
    found = multiverse.inference(curve, permuted)
    fits = size * asked.permutations
    print(f"{size:,} specifications; observed curve {observed:.2f} s")
    print(f"{asked.permutations:,} permutations: {seconds:.1f} s, {1e6 * seconds / fits:.3f} microseconds a fit")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")
    print(f"p of the median {found.median:.4f}, of the share {found.share:.4f}, of the mean z {found.mean_z:.4f}")
    each = loop_seconds(grid, rng)
    print(
        f"statsmodels: {1e3 * each:.3f} ms a fit; the same null extrapolated from {SAMPLED_FITS:,} fits: "
        f"{each * fits / 3600:.1f} h, {each * fits / seconds:,.0f} times as long"
    )
    if asked.peer:
        taken, fitted = peer_seconds(asked.peer, grid)
        ratio = (taken / fitted) / (observed / size)
        print(f"specification_curve: {fitted:,} specifications in {taken:.1f} s, {ratio:,.0f} times as long each")


if __name__ == "__main__":
    main()
