"""Simulate how often the book's tests reject when there is nothing to find, and how often known traps do.

Run from the root of the repository:

    python benchmarks/calibration.py [--replicates 1000] [--workers 2] [--seed 20260420] [--cases NAME ...]

The rates do not depend on the number of workers. The interval beside a rate is Wilson's, for the error of a finite
simulation; most tests should have the nominal level in it.
"""

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial

# Before NumPy is imported: the workers share the processors already.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from healthai.analysis.calibration import CASES, PERMUTATIONS, run
from healthai.language import Language
from healthai.words import word

CHUNK = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replicates", type=int, default=1_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=20260420)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES), metavar="NAME")
    asked = parser.parse_args()
    with ProcessPoolExecutor(asked.workers) as workers:
        found = run(asked.cases, asked.replicates, asked.seed, partial(workers.map, chunksize=CHUNK))
    english = Language("en")
    for column in ("case", "statistic"):
        found[column] = [word(english, code) for code in found[column]]
    found["interval"] = [f"{low:.3f} to {high:.3f}" for low, high in zip(found["low"], found["high"], strict=True)]
    print(f"{PERMUTATIONS} permutations a test; 95 % Monte Carlo intervals")
    shown = found[["case", "statistic", "alpha", "rate", "interval", "rejections", "replicates", "expected"]]
    print(shown.to_string(index=False, float_format=lambda value: f"{value:.3f}"))


if __name__ == "__main__":
    main()
