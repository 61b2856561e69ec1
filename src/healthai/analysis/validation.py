"""The book's own methods against known answers: reference values, and how often tests reject when they should not."""

from math import floor, log10

import pandas as pd

from healthai import oracles
from healthai.results import Store


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


def judged(simulated: pd.DataFrame) -> pd.DataFrame:
    """Add to rates of rejection, as `calibration.run` returns them, where the nominal level lies.

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
    """Store each rate of rejection, and how many tests that should keep their level were seen to pass it."""
    tests = table[table["expected"] != "inflated by design"]
    traps = table[table["expected"] == "inflated by design"]
    store.number("replicates", int(table["replicates"].max()), kind="count")
    store.number("tests_above", int((tests["verdict"] == "above").sum()), kind="count", n=len(tests))
    store.number("traps_above", int((traps["verdict"] == "above").sum()), kind="count", n=len(traps))
    for row in table.to_dict("records"):
        interval = (row["low"], row["high"])
        name = f"rate_{row['case']}_{row['statistic']}"
        store.number(name, row["rate"], kind="share", n=row["replicates"], interval=interval, level=level)


def store_reference_values(store: Store, table: pd.DataFrame) -> None:
    """Store how many reference values there are, how many numbers they hold, and how many agree."""
    store.number("reference_values", len(table), kind="count")
    store.number("reference_numbers", int(table["numbers"].sum()), kind="count")
    store.number("reference_agree", int(table["agrees"].sum()), kind="count", n=len(table))
