"""Before the data: what is assumed about the world, and what so few countries can show."""

from collections.abc import Sequence
from itertools import count, product

import numpy as np
import pandas as pd

from healthai.results import Store
from healthai.stats import power

# What the book takes for granted when it chooses what to hold constant. An arrow says that the first may bear on the
# second; the two questions are what the book asks, and a measure is what stands in the data for what it points at.
ASSUMED = {
    "bears_on": (
        ("income", "governance"),
        ("income", "training"),
        ("income", "use"),
        ("capacity", "governance"),
        ("capacity", "training"),
        ("capacity", "use"),
    ),
    "question": (("governance", "use"), ("training", "use")),
    "measured_by": (
        ("governance", "effectiveness"),
        ("training", "ict_training"),
        ("use", "enterprise_ai"),
        ("use", "records_access"),
    ),
}


def assumptions() -> pd.DataFrame:
    """Return the graph of assumptions: one row an arrow, with where it starts, where it ends and its kind."""
    rows = [{"start": start, "end": end, "kind": kind} for kind, arrows in ASSUMED.items() for start, end in arrows]
    return pd.DataFrame(rows)


def detectable(
    sizes: Sequence[int], controls: int, tests: int, sesoi: float, target: float, alpha: float
) -> pd.DataFrame:
    """Return what studies of several sizes can find, as it stands, with controls, and with several tests allowed for.

    Parameters
    ----------
    sizes : sequence of int
        Numbers of countries.
    controls : int
        Variables held constant; each costs one country.
    tests : int
        Tests for which Bonferroni's inequality allows.
    sesoi : float
        Smallest correlation of interest.
    target : float
        Power that "found" means.
    alpha : float
        Level of one test, or of all together.

    Returns
    -------
    DataFrame
        One row a setting: n, controls, tests, the smallest significant |r| (`critical`), the smallest true correlation
        found with the target power (`detectable`), and the power at the smallest correlation of interest.
    """
    settings = [(n, k, m) for n, (k, m) in product(sizes, ((0, 1), (controls, 1), (controls, tests)))]
    return pd.DataFrame([_setting(*setting, sesoi, target, alpha) for setting in settings])


def _setting(n: int, controls: int, tests: int, sesoi: float, target: float, alpha: float) -> dict:
    size, level = n - controls, alpha / tests
    return {
        "n": n,
        "controls": controls,
        "tests": tests,
        "critical": power.critical_correlation(size, level),
        "detectable": power.minimum_detectable(size, target, level),
        "power": power.power(sesoi, size, level),
    }


def curves(table: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Return the power of each setting of `detectable` at true correlations from 0 to 0.95."""
    grid = np.round(np.linspace(0, 0.95, 39), 3)
    rows = [
        {
            **setting,
            "rho": float(rho),
            "power": power.power(rho, setting["n"] - setting["controls"], alpha / setting["tests"]),
        }
        for setting in table[["n", "controls", "tests"]].to_dict("records")
        for rho in grid
    ]
    return pd.DataFrame(rows)


def countries_needed(sesoi: float, target: float, alpha: float) -> int:
    """Return how many countries would find the smallest correlation of interest with the target power, in one test."""
    return next(n for n in count(4) if power.power(sesoi, n, alpha) >= target)


def store_detectable(store: Store, table: pd.DataFrame) -> None:
    """Store, for each setting, the critical and the detectable correlation and the power at the one of interest."""
    for row in table.to_dict("records"):
        name = f"{row['n']}_controls_{row['controls']}_tests_{row['tests']}"
        store.number(f"critical_{name}", row["critical"], n=row["n"])
        store.number(f"detectable_{name}", row["detectable"], n=row["n"])
        store.number(f"power_{name}", row["power"], kind="share", n=row["n"])
