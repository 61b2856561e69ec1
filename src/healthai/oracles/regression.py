"""Reference values of regressions: least squares, robust errors, influence, panels."""

from collections.abc import Callable

import numpy as np
from statsmodels.datasets import grunfeld, longley

from healthai.oracles.table import Computation, Row, columns
from healthai.stats import influence, linear, panel


def _life_cycle() -> tuple[np.ndarray, np.ndarray]:
    table = columns("life_cycle_savings", ["sr", "pop15", "pop75", "dpi", "ddpi"])
    return table[:, 0], table[:, 1:]


def _life_cycle_ols(row: Row) -> list[float]:
    found = linear.ols(*_life_cycle(), "classical")
    return [*found.coefficients, *found.standard_errors]


def _life_cycle_errors(errors: linear.StandardErrors) -> Computation:
    return lambda row: list(linear.ols(*_life_cycle(), errors).standard_errors)


def _libya(row: Row) -> list[float]:
    y, X = _life_cycle()
    # The only country whose disposable income grew by 16.71 %, the largest rate of the table.
    libya = int(np.argmax(X[:, 3]))
    found = influence.influence(y, X)
    return [*found.dfbetas[libya], *(each[libya] for each in (found.dffits, found.covratio, found.cook, found.hat))]


def _longley(row: Row) -> list[float]:
    table = longley.load_pandas().data
    regressors = table[["GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR"]].to_numpy(float)
    found = linear.ols(table["TOTEMP"].to_numpy(float), regressors, "classical")
    return [*found.coefficients, *found.standard_errors]


def _grunfeld(estimator: Callable[..., panel.FixedEffects]) -> Computation:
    def compute(row: Row) -> list[float]:
        table = grunfeld.load_pandas().data
        # Ten firms: American Steel came later and is in this copy of the table only.
        table = table[table["firm"] != "American Steel"].sort_values(["firm", "year"])
        shape = (table["firm"].nunique(), table["year"].nunique())
        regressors = table[["value", "capital"]].to_numpy(float).reshape(*shape, 2)
        found = estimator(table["invest"].to_numpy(float).reshape(shape), regressors)
        return [*found.coefficients, *found.standard_errors]

    return compute


ORACLES: dict[str, Computation] = {
    "lcs_ols": _life_cycle_ols,
    "lcs_libya": _libya,
    **{f"lcs_{errors}": _life_cycle_errors(errors) for errors in ("HC0", "HC1", "HC2", "HC3")},
    "nist_longley": _longley,
    "grunfeld_within": _grunfeld(panel.one_way),
    "grunfeld_twoway": _grunfeld(panel.two_way),
}
