"""Many pairs of country indicators at once: what survives when the whole declared family is allowed for.

All tests share one sample of countries and one permutation. That keeps what the pairs have in common, and is why a
country that lacks one series is lost to all pairs here.
"""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from healthai import data
from healthai.analysis import association
from healthai.errors import InputError, listing
from healthai.results import Store
from healthai.stats import correlation, familywise, multiplicity, power
from healthai.stats.familywise import FamilywiseTest

GIVEN = ("nothing", "income")
EXCHANGED = ("all", "bloc")

Tests = Mapping[tuple[str, str], FamilywiseTest]


def panel(outcomes: Sequence[str], focal: Sequence[str]) -> pd.DataFrame:
    """Return the 27 Member States by indicator, with log income, for a family in which each series has one role.

    Raises
    ------
    InputError
        When an indicator is named twice; as `association.panel`.
    """
    named = [*outcomes, *focal]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise InputError(f"{listing(twice)} is named twice; each indicator is one outcome or one focal indicator")
    if association.INCOME in named:
        raise InputError(f"{association.INCOME} is held equal in this family; it cannot be compared in it as well")
    return association.panel(named)


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the countries that have every series.

    Raises
    ------
    InputError
        When an indicator has one value only among them, named with its year.
    """
    kept = frame.dropna()
    about = data.load("indicators").set_index("indicator_id")["primary_year"]
    flat = [f"{name} ({about[name]})" for name in kept.columns.intersection(about.index) if kept[name].nunique() < 2]
    if flat:
        raise InputError(
            f"{listing(flat)} does not vary over the {len(kept)} countries that have all series; "
            "take indicators that differ between them"
        )
    return kept


def lost(frame: pd.DataFrame) -> list[str]:
    """Return the codes of the countries that lack some series."""
    return sorted(set(frame.index) - set(frame.dropna().index))


def tests(
    kept: pd.DataFrame,
    outcomes: Sequence[str],
    focal: Sequence[str],
    method: str,
    n_perm: int,
    seed: int,
    alpha: float,
    labels: Sequence[str],
) -> dict[tuple[str, str], FamilywiseTest]:
    """Test the whole family four times: as it stands and at equal income, countries exchanged freely and within blocs.

    Parameters
    ----------
    kept : DataFrame
        Countries by indicator with `log_gdp`, as `complete` returns it.
    outcomes, focal : sequence of str
        Columns of `kept`.
    method : {"spearman", "kendall", "pearson"}
    n_perm : int
        Permutations, the same ones for every pair, and for both ways to hold income.
    seed : int
    alpha : float
        Level of the critical |r|.
    labels : sequence of str
        The bloc of each country.

    Returns
    -------
    dict
        A test by what is held equal ("nothing", "income") and who is exchanged ("all", "bloc").
    """
    blocks = {"all": None, "bloc": list(labels)}
    return {
        (given, who): max_t(kept, outcomes, focal, method, n_perm, seed, alpha, given, blocks[who])
        for given, who in product(GIVEN, EXCHANGED)
    }


def max_t(
    kept: pd.DataFrame,
    outcomes: Sequence[str],
    focal: Sequence[str],
    method: str,
    n_perm: int,
    seed: int,
    alpha: float,
    given: str = "income",
    blocks: Sequence[str] | None = None,
) -> FamilywiseTest:
    """Return one of the tests: with what is held equal, and the bloc of each country when blocs exchange none."""
    x, y, income = (kept[names].to_numpy(float) for names in ([*focal], [*outcomes], "log_gdp"))
    free, within = np.random.SeedSequence(seed).spawn(2)
    rng = np.random.default_rng(within if blocks else free)
    return familywise.max_t(x, y, method, n_perm, rng, income if given == "income" else None, blocks, alpha)


def table(
    kept: pd.DataFrame, outcomes: Sequence[str], focal: Sequence[str], found: Tests, level: float
) -> pd.DataFrame:
    """Return every pair, as it stands and at equal income: coefficient with interval, and p adjusted in several ways.

    Parameters
    ----------
    kept, outcomes, focal
        As in `tests`.
    found : mapping
        As `tests` returns it.
    level : float
        Confidence level of the intervals, which allow for one pair only.

    Returns
    -------
    DataFrame
        `given`, `outcome`, `focal`, `n`, `estimate`, `low`, `high`; `p`, `single_step`, `step_down` (maxT), `holm`,
        `bh`, countries exchanged among all; `p_bloc`, `single_step_bloc`, `step_down_bloc`, within blocs.
    """
    parts = []
    for given in GIVEN:
        rows = [
            {"given": given, "outcome": outcome, "focal": x} | _coefficient(kept, x, outcome, given, found, level)
            for outcome, x in product(outcomes, focal)
        ]
        parts.append(pd.DataFrame(rows).assign(**_adjusted(found, given)))
    return pd.concat(parts, ignore_index=True)


def _coefficient(kept: pd.DataFrame, x: str, outcome: str, given: str, found: Tests, level: float) -> dict:
    method = found[given, "all"].method
    pair = kept[x].to_numpy(float), kept[outcome].to_numpy(float)
    if given == "nothing":
        result = correlation.correlate(*pair, method, level)
    else:
        result = correlation.partial(*pair, kept["log_gdp"].to_numpy(float), method, level)
    return {"n": result.n, "estimate": result.estimate, "low": result.low, "high": result.high}


def _adjusted(found: Tests, given: str) -> dict[str, np.ndarray]:
    # A test has focal indicators down and outcomes across; the rows of the table go through the outcomes first.
    free, within = ({name: getattr(found[given, who], name).T.ravel() for name in _P} for who in EXCHANGED)
    return {
        "p": free["raw"],
        "single_step": free["single_step"],
        "step_down": free["step_down"],
        "holm": multiplicity.adjust(free["raw"], "holm"),
        "bh": multiplicity.adjust(free["raw"], "bh"),
        "p_bloc": within["raw"],
        "single_step_bloc": within["single_step"],
        "step_down_bloc": within["step_down"],
    }


_P = ("raw", "single_step", "step_down")


def within(
    kept: pd.DataFrame,
    outcomes: Sequence[str],
    focal: Sequence[str],
    method: str,
    n_perm: int,
    seed: int,
    alpha: float,
    schemes: Mapping[str, Sequence[str]],
) -> pd.DataFrame:
    """Return what survives when countries are shuffled within blocs, by how the blocs are drawn.

    Parameters
    ----------
    kept, outcomes, focal, method, n_perm, seed, alpha
        As in `tests`; with the same blocs, the permutations are the same ones.
    schemes : mapping of str to (sequence of str)
        The bloc of each country, by the name of the scheme.

    Returns
    -------
    DataFrame
        `given`, `scheme`, `n`, `pairs`; `alone` and `surviving` (p of one pair, and adjusted p, below alpha);
        `smallest_alone` and `smallest` (p of one pair, and adjusted).
    """
    rows = []
    for given, (scheme, labels) in product(GIVEN, schemes.items()):
        found = max_t(kept, outcomes, focal, method, n_perm, seed, alpha, given, list(labels))
        p, adjusted = found.raw, found.step_down
        counts = {"alone": int((p < alpha).sum()), "surviving": int((adjusted < alpha).sum())}
        least = {"smallest_alone": float(p.min()), "smallest": float(adjusted.min())}
        rows.append({"given": given, "scheme": scheme, "n": len(kept), "pairs": p.size, **counts, **least})
    return pd.DataFrame(rows)


def store_sample(store: Store, frame: pd.DataFrame, outcomes: Sequence[str], focal: Sequence[str]) -> None:
    """Store the size of the family and of its common sample, and who is not in it."""
    sources = [*outcomes, *focal]
    store.number("pairs", len(outcomes) * len(focal), kind="count")
    store.number("common", len(frame.dropna()), kind="count", n=len(frame), sources=sources)
    store.names("lost", lost(frame), of="country", sources=sources)
    store.names("outcomes", outcomes, of="indicator")
    store.names("focal", focal, of="indicator")


def store_tests(store: Store, pairs: pd.DataFrame, found: Tests, alpha: float, level: float) -> None:
    """Store what survives in the family, the |r| it takes, and each pair's coefficient and p-values."""
    m = len(pairs) // len(GIVEN)
    store.number("expected_below", alpha * m, digits=1, n=m)
    for given, rows in pairs.groupby("given", sort=False):
        controls = GIVEN.index(given)
        store.number(f"{given}_critical", found[given, "all"].critical, n=found[given, "all"].n)
        store.number(f"{given}_critical_bloc", found[given, "bloc"].critical, n=found[given, "bloc"].n)
        bonferroni = power.critical_correlation(found[given, "all"].n - controls, alpha / m)
        store.number(f"{given}_critical_bonferroni", bonferroni, n=found[given, "all"].n)
        for name in ("p", "single_step", "step_down", "holm", "bh", "p_bloc", "step_down_bloc"):
            store.number(f"{given}_below_{name}", int((rows[name] < alpha).sum()), kind="count", n=m)
            store.number(f"{given}_smallest_{name}", rows[name].min(), kind="p", n=found[given, "all"].n)
        nearest = rows.loc[rows["single_step"].idxmin()]
        store.names(f"{given}_nearest", [nearest["outcome"], nearest["focal"]], of="indicator")
        store.number(f"{given}_nearest_estimate", nearest["estimate"], n=int(nearest["n"]),
                     interval=(nearest["low"], nearest["high"]), level=level)  # fmt: skip
        _store_pairs(store, given, rows, level)


def _store_pairs(store: Store, given: str, rows: pd.DataFrame, level: float) -> None:
    for row in rows.to_dict("records"):
        pair, n = f"{row['outcome']}_{row['focal']}", row["n"]
        sources = [row["outcome"], row["focal"], *([association.INCOME] if given == "income" else [])]
        interval = (row["low"], row["high"])
        store.number(f"{given}_{pair}", row["estimate"], n=n, interval=interval, level=level, sources=sources)
        for name in ("p", "step_down", "p_bloc"):
            store.number(f"{given}_{name}_{pair}", row[name], kind="p", n=n, sources=sources)


def store_within(store: Store, table: pd.DataFrame) -> None:
    """Store how many pairs survive within the blocs of each scheme, and the smallest p-values."""
    for row in table.to_dict("records"):
        given, scheme = row["given"], row["scheme"]
        for name, key in (("p", "alone"), ("step_down", "surviving")):
            store.number(f"{given}_below_{name}_{scheme}", row[key], kind="count", n=row["pairs"])
        for name, key in (("p", "smallest_alone"), ("step_down", "smallest")):
            store.number(f"{given}_smallest_{name}_{scheme}", row[key], kind="p", n=row["n"])
