"""Two groups and a yes-no item: k1 of n1 against k2 of n2.

There is no such thing as *the* two-sided exact p-value of a 2x2 table: programs double the smaller one-sided one, or
add up the tables no more likely than the one seen ("minlike"), and differ in the second decimal. Each result here says
which it is.

Estimates, and the tests that hold both margins fixed; `healthai.stats.unconditional` has those that hold the group
sizes fixed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from healthai.errors import InputError
from healthai.stats.checks import one_of, whole, within

Alternative = Literal["two-sided", "less", "greater"]
Table = Sequence[Sequence[int]]

ALTERNATIVES = ("two-sided", "less", "greater")
MINLIKE = "tables no more likely than the one observed (minlike)"


@dataclass(frozen=True)
class Estimate:
    """An estimate and its interval; `method` names both."""

    estimate: float
    low: float
    high: float
    method: str
    level: float


@dataclass(frozen=True)
class ExactTest:
    """A p-value; `definition` says which tables count as at least as extreme, `statistic` is what orders them."""

    p: float
    statistic: float
    method: str
    definition: str


def risk_difference(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Estimate:
    """Difference k1/n1 - k2/n2 with Newcombe's hybrid score interval.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Count and size of each group, 0 <= k <= n, n >= 1.
    level : float
        Coverage, strictly between 0 and 1.

    Returns
    -------
    Estimate
        On the scale -1 to 1.

    Raises
    ------
    InputError
        For counts or a level that are not allowed.

    Notes
    -----
    Newcombe (1998), Statistics in Medicine 17:873, method 10; computed by statsmodels.
    """
    k1, n1, k2, n2 = groups(k1, n1, k2, n2)
    level = within("level", level, 0, 1)
    low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff", alpha=1 - level)
    return Estimate(k1 / n1 - k2 / n2, float(low), float(high), "risk difference, Newcombe hybrid score", level)


def odds_ratio(table: Table, level: float = 0.95, alternative: Alternative = "two-sided") -> Estimate:
    """Conditional maximum-likelihood odds ratio with its exact interval.

    Parameters
    ----------
    table : 2 x 2 of int
        One row per group, first column yes, second column no.
    level : float
        Coverage, strictly between 0 and 1.
    alternative : {"two-sided", "less", "greater"}
        A one-sided interval is open at 0 ("less") or at infinity ("greater").

    Returns
    -------
    Estimate
        0 when the conditional likelihood is highest at 0 and infinity when it rises without end: estimates, not
        failures.

    Raises
    ------
    InputError
        For cells that are not allowed, or when a row or column is empty: such a table says nothing about the odds
        ratio.

    Notes
    -----
    Cornfield's exact interval, as R's ``fisher.test``, whose root finder stops near 1e-5; computed by SciPy.
    """
    cells = _cells(table)
    level = within("level", level, 0, 1)
    one_of("alternative", alternative, ALTERNATIVES)
    if 0 in cells.sum(axis=0) or 0 in cells.sum(axis=1):
        raise InputError(f"table is {cells.tolist()}; every row and every column must hold at least one unit")
    result = stats.contingency.odds_ratio(cells, kind="conditional")
    limits = result.confidence_interval(level, alternative)
    method = f"conditional odds ratio, exact interval ({alternative})"
    return Estimate(float(result.statistic), float(limits.low), float(limits.high), method, level)


def fisher(table: Table, alternative: Alternative = "two-sided") -> ExactTest:
    """Fisher's exact test of a 2x2 table, both margins fixed.

    Parameters
    ----------
    table : 2 x 2 of int
        One row per group, first column yes, second column no.
    alternative : {"two-sided", "less", "greater"}
        "greater": the first row has the larger share of yes. With labels assigned at random this one-sided p-value is
        exact.

    Returns
    -------
    ExactTest
        The statistic is the count of the first cell.

    Raises
    ------
    InputError
        For cells or an alternative that are not allowed.

    Notes
    -----
    Two-sided: minlike, as in R and SciPy, which computes it.
    """
    cells = _cells(table)
    one_of("alternative", alternative, ALTERNATIVES)
    p = stats.fisher_exact(cells, alternative=alternative).pvalue
    definition = MINLIKE if alternative == "two-sided" else f"one-sided, {alternative}"
    return ExactTest(float(p), float(cells[0, 0]), "Fisher exact", definition)


def label_randomisation(k1: int, n1: int, k2: int, n2: int, alternative: Literal["less", "greater"]) -> ExactTest:
    """Share of the ways to choose the first group that separate the groups at least as much.

    Parameters
    ----------
    k1, n1, k2, n2 : int
        Count and size of each group, 0 <= k <= n, n >= 1.
    alternative : {"less", "greater"}
        "greater": the first group has the larger share.

    Returns
    -------
    ExactTest
        The statistic is the difference k1/n1 - k2/n2.

    Raises
    ------
    InputError
        For counts or an alternative that are not allowed.

    Notes
    -----
    Answers are taken as they are and only membership as random: n1 of the n1 + n2 countries, each choice equally
    likely. The count in the chosen group is then hypergeometric, and the p-value is Fisher's one-sided one, read
    without a population of which the countries would be a sample. Membership of the EU was not drawn: it is a
    description.
    """
    k1, n1, k2, n2 = groups(k1, n1, k2, n2)
    one_of("alternative", alternative, ("less", "greater"))
    chosen = stats.hypergeom(n1 + n2, k1 + k2, n1)
    p = chosen.sf(k1 - 1) if alternative == "greater" else chosen.cdf(k1)
    return ExactTest(float(p), k1 / n1 - k2 / n2, "label randomisation", f"one-sided, {alternative}")


def mid_p(table: Table) -> ExactTest:
    """Two-sided Fisher mid-p: the observed table counts by half.

    Parameters
    ----------
    table : 2 x 2 of int
        One row per group, first column yes, second column no.

    Returns
    -------
    ExactTest
        The statistic is the count of the first cell.

    Raises
    ------
    InputError
        For cells that are not allowed.

    Notes
    -----
    The minlike p-value less half of the probability of the observed table (Lydersen, Fagerland and Laake 2009,
    Statistics in Medicine 28:1159). Less conservative than Fisher's test; its size may exceed the nominal level by a
    little.
    """
    cells = _cells(table)
    first_row, first_column = cells[0].sum(), cells[:, 0].sum()
    observed = stats.hypergeom.pmf(cells[0, 0], cells.sum(), first_column, first_row)
    p = fisher(table).p - observed / 2
    return ExactTest(float(p), float(cells[0, 0]), "Fisher mid-p", f"{MINLIKE}, the observed table by half")


def groups(k1: int, n1: int, k2: int, n2: int) -> tuple[int, int, int, int]:
    """Return the two counts and sizes as ints, or raise `InputError` when they are no counts of two groups."""
    n1, n2 = whole("n1", n1, 1), whole("n2", n2, 1)
    return whole("k1", k1, 0, n1), n1, whole("k2", k2, 0, n2), n2


def _cells(table: Table) -> np.ndarray:
    rows = [list(row) for row in table]
    if [len(row) for row in rows] != [2, 2]:
        raise InputError(f"table is {table!r}; it must have two rows of two counts")
    cells = np.array([[whole("a cell of table", cell, 0) for cell in row] for row in rows])
    if cells.sum() == 0:
        raise InputError("table holds no unit; at least one cell must be above 0")
    return cells
