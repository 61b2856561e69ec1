"""Many pairs of country indicators at once: what survives when the whole declared family is allowed for.

All tests share one sample of countries and one permutation. That keeps what the pairs have in common, and is why a
country that lacks one series is lost to all pairs here.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from healthai import data
from healthai.analysis import association
from healthai.errors import InputError, listing
from healthai.results import Store
from healthai.stats import correlation, familywise, influence, multiplicity, power, resampling, simulation
from healthai.stats.familywise import FamilywiseTest

GIVEN = ("nothing", "income")
EXCHANGED = ("all", "bloc")
# Permutations inside each simulated data set: the fewest at which one test in twenty is an exact share of them.
INNER = 99
MEASURES = ("spearman", "pearson", "kendall")
# GDP per head is inflated there, by profits of multinationals and by commuters, as the data dictionary notes.
DISTORTED = ("IE", "LU")

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
        (given, who): _test(kept, outcomes, focal, method, n_perm, seed, alpha, given, blocks[who])
        for given, who in product(GIVEN, EXCHANGED)
    }


def _test(
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
        found = _test(kept, outcomes, focal, method, n_perm, seed, alpha, given, list(labels))
        p, adjusted = found.raw, found.step_down
        counts = {"alone": int((p < alpha).sum()), "surviving": int((adjusted < alpha).sum())}
        least = {"smallest_alone": float(p.min()), "smallest": float(adjusted.min())}
        rows.append({"given": given, "scheme": scheme, "n": len(kept), "pairs": p.size, **counts, **least})
    return pd.DataFrame(rows)


def measures(
    kept: pd.DataFrame, outcomes: Sequence[str], focal: Sequence[str], n_perm: int, seed: int, alpha: float
) -> pd.DataFrame:
    """Return every pair at equal income by three coefficients, each with its adjusted p (maxT, step down).

    Parameters
    ----------
    kept, outcomes, focal, n_perm, seed, alpha
        As in `tests`; the permutations are the same ones.

    Returns
    -------
    DataFrame
        `outcome`, `focal`, `n`; `<method>` and `<method>_p` for each of `MEASURES`.
    """
    rows = pd.DataFrame(list(product(outcomes, focal)), columns=["outcome", "focal"]).assign(n=len(kept))
    for method in MEASURES:
        found = _test(kept, outcomes, focal, method, n_perm, seed, alpha)
        rows[method], rows[f"{method}_p"] = found.correlations.T.ravel(), found.step_down.T.ravel()
    return rows


def samples(
    kept: pd.DataFrame,
    outcomes: Sequence[str],
    focal: Sequence[str],
    n_perm: int,
    seed: int,
    alpha: float,
    labels: Sequence[str],
) -> pd.DataFrame:
    """Return how many pairs survive at equal income by ranks and by values, without each bloc and other countries.

    Parameters
    ----------
    kept, outcomes, focal, n_perm, seed, alpha, labels
        As in `tests`.

    Returns
    -------
    DataFrame
        `left_out` ("nobody", a bloc, or "distorted_income"), `method`, `n`, `surviving` (adjusted p below alpha),
        `pairs`, `smallest` (adjusted p).
    """
    labels = np.array(labels)
    blocs = dict.fromkeys(labels) if len(set(labels)) > 1 else {}
    without = {"nobody": kept, **{str(bloc): kept[labels != bloc] for bloc in blocs}}
    without["distorted_income"] = kept.drop([country for country in DISTORTED if country in kept.index])
    rows = []
    for (left_out, rest), method in product(without.items(), MEASURES[:2]):
        p = _test(rest, outcomes, focal, method, n_perm, seed, alpha).step_down
        counts = {"n": len(rest), "surviving": int((p < alpha).sum()), "pairs": p.size, "smallest": float(p.min())}
        rows.append({"left_out": left_out, "method": method, **counts})
    return pd.DataFrame(rows)


def intervals(
    kept: pd.DataFrame, outcomes: Sequence[str], focal: Sequence[str], method: str, n_boot: int, seed: int, level: float
) -> pd.DataFrame:
    """Return the interval by formula beside the bootstrap's (BCa), for every pair as it stands."""
    seeds = np.random.SeedSequence(seed).spawn(len(outcomes) * len(focal))
    rows = []
    for (outcome, x), child in zip(product(outcomes, focal), seeds, strict=True):
        pair = kept[x].to_numpy(float), kept[outcome].to_numpy(float)
        formula = correlation.correlate(*pair, method, level)
        resampled = resampling.bca(*pair, method, n_boot, np.random.default_rng(child), level)
        rows.append(
            {"outcome": outcome, "focal": x, "n": formula.n, "estimate": formula.estimate}
            | {"low": formula.low, "high": formula.high, "bca_low": resampled.low, "bca_high": resampled.high}
        )
    return pd.DataFrame(rows)


def left_out(
    kept: pd.DataFrame, outcomes: Sequence[str], focal: Sequence[str], method: str, labels: Sequence[str]
) -> pd.DataFrame:
    """Return how far each coefficient at equal income moves without one country, and without one bloc.

    Parameters
    ----------
    kept, outcomes, focal, method, labels
        As in `tests`.

    Returns
    -------
    DataFrame
        `outcome`, `focal`, `n`, `estimate`; `low`, `high` over the countries left out, `lowest`, `highest` (which) and
        `moves` (the one without which it moves most); the same with `bloc_` before, None when all are one bloc.
    """
    rows = []
    for outcome, x in product(outcomes, focal):
        statistic = _partial(kept, x, outcome, method)
        country = influence.leave_one_out(statistic, len(kept))
        row = {"outcome": outcome, "focal": x, "n": len(kept), "estimate": country.estimate}
        row |= _ends(country, kept.index.to_numpy())
        grouped = influence.leave_group_out(statistic, list(labels)) if len(set(labels)) > 1 else None
        ends = _ends(grouped, None) if grouped else dict.fromkeys(("low", "high", "lowest", "highest", "moves"))
        rows.append(row | {f"bloc_{name}": value for name, value in ends.items()})
    return pd.DataFrame(rows)


def _partial(kept: pd.DataFrame, x: str, outcome: str, method: str) -> Callable[[np.ndarray], float]:
    columns = kept[[x, outcome, "log_gdp"]].to_numpy(float)
    return lambda rows: correlation.partial(*columns[rows].T, method).estimate


def _ends(found: influence.Range, names: np.ndarray | None) -> dict:
    """Return the ends of a range and who is left out at them; `names` turns row numbers into countries."""
    furthest = found.left_out[int(np.argmax(np.abs(np.array(found.without) - found.estimate)))]
    who = {"lowest": found.lowest, "highest": found.highest, "moves": furthest}
    named = {key: str(label if names is None else names[label]) for key, label in who.items()}
    return {"low": found.low, "high": found.high, **named}


def false_findings(
    kept: pd.DataFrame,
    outcomes: Sequence[str],
    focal: Sequence[str],
    method: str,
    alpha: float,
    replicates: int,
    seed: int,
) -> tuple[simulation.Rejections, simulation.Rejections]:
    """Simulate how often the test at equal income rejects when nothing but income ties outcomes to focal indicators.

    Parameters
    ----------
    kept, outcomes, focal, method
        As in `tests`.
    alpha : float
        The nominal level.
    replicates : int
        Simulated data sets, normal, of as many countries, with the observed rank correlations inside the outcomes,
        inside the focal indicators and with income.
    seed : int

    Returns
    -------
    alone, family : Rejections
        The first pair looked at alone; any pair of the family after adjustment (maxT).
    """
    covariance = only_income(kept[[*focal, *outcomes, "log_gdp"]].corr("spearman").to_numpy(), len(focal))
    root = np.linalg.cholesky(covariance)

    def generate(rng: np.random.Generator) -> np.ndarray:
        return rng.standard_normal((len(kept), len(root))) @ root.T

    def test(drawn: np.ndarray, rng: np.random.Generator) -> tuple[float, float]:
        x, y, income = np.split(drawn, [len(focal), len(root) - 1], axis=1)
        found = familywise.max_t(x, y, method, INNER, rng, income)
        return found.raw[0, 0], found.single_step.min()

    p = simulation.p_values(generate, test, seed, replicates)
    return simulation.rejections(p[:, 0], alpha), simulation.rejections(p[:, 1], alpha)


def only_income(ranks: np.ndarray, focal: int) -> np.ndarray:
    """Return a covariance matrix of normal data in which focal indicators and outcomes share income only.

    Parameters
    ----------
    ranks : ndarray, shape (p + q + 1, p + q + 1)
        Rank correlations of p focal indicators, q outcomes and income, in this order.
    focal : int
        The number p.

    Returns
    -------
    ndarray
        Correlations of normal data with those rank correlations (Pearson 1907), save that the correlation of a focal
        indicator with an outcome is the product of theirs with income.
    """
    normal = 2 * np.sin(np.pi / 6 * ranks)
    with_income = normal[:-1, -1]
    normal[:focal, focal:-1] = np.outer(with_income[:focal], with_income[focal:])
    normal[focal:-1, :focal] = normal[:focal, focal:-1].T
    values, vectors = np.linalg.eigh(normal)
    # Correlations of few countries, put together from parts, may leave a direction without variance.
    mended = vectors * np.clip(values, 1e-6, None) @ vectors.T
    scale = np.sqrt(np.diag(mended))
    return mended / np.outer(scale, scale)


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


def store_measures(store: Store, compared: pd.DataFrame, reduced: pd.DataFrame, alpha: float) -> None:
    """Store how many pairs survive at equal income by each coefficient, and by ranks and values in reduced samples."""
    for method in MEASURES:
        p, n = compared[f"{method}_p"], int(compared["n"].iloc[0])
        store.number(f"surviving_{method}", int((p < alpha).sum()), kind="count", n=len(p))
        store.number(f"smallest_{method}", p.min(), kind="p", n=n)
    for row in reduced[reduced["left_out"] != "nobody"].to_dict("records"):
        key = f"{row['method']}_without_{row['left_out'].lower().replace(' ', '_')}"
        store.number(f"surviving_{key}", row["surviving"], kind="count", n=row["pairs"])
        store.number(f"smallest_{key}", row["smallest"], kind="p", n=row["n"])


def store_intervals(store: Store, compared: pd.DataFrame, level: float) -> None:
    """Store each pair's bootstrap interval, and how far its ends lie from those of the formula at most."""
    apart = np.abs(compared[["low", "high"]].to_numpy() - compared[["bca_low", "bca_high"]].to_numpy())
    store.number("interval_apart", apart.max())
    store.number("interval_apart_median", np.median(apart))
    for row in compared.to_dict("records"):
        key, ends = f"bca_{row['outcome']}_{row['focal']}", (row["bca_low"], row["bca_high"])
        sources = [row["outcome"], row["focal"]]
        store.number(key, row["estimate"], n=row["n"], interval=ends, level=level, sources=sources)


def store_left_out(store: Store, moved: pd.DataFrame) -> None:
    """Store the ends of each pair's coefficient over what is left out, and how many pairs change sign."""
    ways = {"country": ("low", "high")} | (
        {} if moved["bloc_low"].isna().any() else {"bloc": ("bloc_low", "bloc_high")}
    )
    for way, (low, high) in ways.items():
        changes = int((moved[low] * moved[high] < 0).sum())
        store.number(f"sign_changes_{way}", changes, kind="count", n=len(moved))
        store.number(f"widest_{way}", (moved[high] - moved[low]).max(), n=int(moved["n"].max()))
        for row in moved.to_dict("records"):
            pair, sources = f"{row['outcome']}_{row['focal']}", [row["outcome"], row["focal"], association.INCOME]
            store.number(f"without_{way}_low_{pair}", row[low], n=row["n"], sources=sources)
            store.number(f"without_{way}_high_{pair}", row[high], n=row["n"], sources=sources)
    for row in moved.to_dict("records"):
        store.names(f"moves_{row['outcome']}_{row['focal']}", [row["moves"]], of="country")


def store_false_findings(store: Store, alone: simulation.Rejections, family: simulation.Rejections) -> None:
    """Store how often the tests reject in simulated data without any association beyond income."""
    for name, rate in (("alone", alone), ("family", family)):
        ends = (rate.low, rate.high)
        store.number(f"false_{name}", rate.rate, kind="share", n=rate.replicates, interval=ends, level=rate.level)
    store.number("nominal", alone.alpha, kind="share")
