"""The book's own methods against known answers: reference values, and how often tests reject when they should not."""

from collections.abc import Sequence
from math import floor, log10

import pandas as pd

from healthai import oracles
from healthai.analysis import calibration
from healthai.results import Store
from healthai.stats.counts import interval

TRAP: calibration.Expected = "inflated by design"


def reference_values() -> pd.DataFrame:
    """Compute every reference value and compare.

    Returns
    -------
    DataFrame
        One row a reference value: `id`, `method`, `data`, how the reference is known (`status`), how many `numbers` it
        has, to how many `decimals` they must agree (None: exactly), and whether all do. How far they are off is not
        stored: it is the machine's rounding, and differs from one to the next.
    """
    computations = oracles.oracles()
    rows = [_compared(row, computations[row["id"]](row)) for row in oracles.rows()]
    return pd.DataFrame(rows).astype({"decimals": "Int64"})


def _compared(row: oracles.Row, computed: list[float]) -> dict:
    tolerance = float(row["tolerance"])
    return {
        "id": row["id"],
        "method": row["method"],
        "data": row["dataset"],
        "status": row["status"],
        "numbers": len(oracles.expected(row)),
        "decimals": floor(1e-9 - log10(tolerance)) if tolerance else None,
        "agrees": oracles.agrees(row, computed),
    }


def simulate(cases: Sequence[str], replicates: int, curve_replicates: int, seed: int, level: float) -> pd.DataFrame:
    """Return the rates of rejection of single tests, then those of curves, as `judged` does.

    Parameters
    ----------
    cases : sequence of str
        Of `calibration.CASES`.
    replicates, curve_replicates : int
        Data sets of each design of a single test, and of each design of a curve of specifications.
    seed : int
    level : float
        Coverage of the Monte Carlo intervals.
    """
    singles = [name for name in cases if name not in calibration.CURVES]
    curves = [name for name in cases if name in calibration.CURVES]
    parts = ((singles, replicates), (curves, curve_replicates))
    return judged(pd.concat([calibration.run(names, n, seed, level=level) for names, n in parts], ignore_index=True))


def judged(simulated: pd.DataFrame) -> pd.DataFrame:
    """Add to rates of rejection, as `calibration.run` returns them, how they compare with the nominal level.

    Returns
    -------
    DataFrame
        The same rows with `verdict`: "inside" the Monte Carlo interval of the rate, or the rate lies "above" or "below"
        the level by more than that.
    """
    low, high, alpha = simulated["low"], simulated["high"], simulated["alpha"]
    verdict = pd.Series("inside", simulated.index).mask(low > alpha, "above").mask(high < alpha, "below")
    return simulated.assign(verdict=verdict)


def store_calibration(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store each rate of rejection, how many tests were seen to pass their level, and what could not have been seen."""
    is_trap, is_curve = table["expected"] == TRAP, table["case"].isin(calibration.CURVES)
    tests, traps = table[~is_trap], table[is_trap]
    store.number("tests_above", int((tests["verdict"] == "above").sum()), kind="count", n=len(tests))
    store.number("traps_above", int((traps["verdict"] == "above").sum()), kind="count", n=len(traps))
    for name, part in (("", table[~is_curve]), ("curve_", table[is_curve])):
        if len(part):
            n, alpha = int(part["replicates"].iloc[0]), float(part["alpha"].iloc[0])
            store.number(f"{name}replicates", n, kind="count")
            store.number(f"{name}least_seen", _least_seen(n, alpha, level), kind="share", n=n)
        if len(kept := part[part["expected"] != TRAP]):
            store.number(f"{name}highest_rate", kept["rate"].max(), kind="share")
            store.number(f"{name}highest_end", kept["high"].max(), kind="share")
    for row in table.to_dict("records"):
        interval = (row["low"], row["high"])
        name = f"rate_{row['case']}_{row['statistic']}"
        store.number(name, row["rate"], kind="share", n=row["replicates"], interval=interval, level=level)


def _least_seen(n: int, alpha: float, level: float) -> float:
    """Return the smallest rate in n data sets of which the interval lies above the nominal level."""
    return next(k for k in range(n + 1) if interval(k, n, level=level).low > alpha) / n


def store_reference_values(store: Store, table: pd.DataFrame) -> None:
    """Store how many reference values there are, how many numbers they hold, and how many agree."""
    store.number("reference_values", len(table), kind="count")
    store.number("reference_numbers", int(table["numbers"].sum()), kind="count")
    store.number("reference_agree", int(table["agrees"].sum()), kind="count", n=len(table))
