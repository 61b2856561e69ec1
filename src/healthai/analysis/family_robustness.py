"""What the family's result hangs on: the coefficient, the countries, the formula of intervals, and the test itself."""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import product

import numpy as np
import pandas as pd

from healthai.analysis import association, family
from healthai.results import Store
from healthai.stats import correlation, familywise, influence, resampling, simulation

# Permutations inside each simulated data set: the fewest at which one test in twenty is an exact share of them.
INNER = 99
MEASURES = ("spearman", "pearson", "kendall")
# GDP per head is inflated there, by profits of multinationals and by commuters, as the data dictionary notes.
DISTORTED = ("IE", "LU")


def measures(
    kept: pd.DataFrame, outcomes: Sequence[str], focal: Sequence[str], n_perm: int, seed: int, alpha: float
) -> pd.DataFrame:
    """Return every pair at equal income by three coefficients, each with its adjusted p (maxT, step down).

    Parameters
    ----------
    kept, outcomes, focal, n_perm, seed, alpha
        As in `family.tests`; the permutations are the same ones.

    Returns
    -------
    DataFrame
        `outcome`, `focal`, `n`; `<method>` and `<method>_p` for each of `MEASURES`.
    """
    rows = pd.DataFrame(list(product(outcomes, focal)), columns=["outcome", "focal"]).assign(n=len(kept))
    for method in MEASURES:
        found = family.max_t(kept, outcomes, focal, method, n_perm, seed, alpha)
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
        As in `family.tests`.

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
        p = family.max_t(rest, outcomes, focal, method, n_perm, seed, alpha).step_down
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
        As in `family.tests`.

    Returns
    -------
    DataFrame
        `outcome`, `focal`, `n`, `estimate`; `low`, `high` over the countries left out, `lowest`, `highest` (which) and
        `moves` (the one without which it moves most); the same with `bloc_` before, None when all are one bloc.
    """
    partials = _partials(kept, outcomes, focal, method)
    rows = []
    for (column, outcome), (row, x) in product(enumerate(outcomes), enumerate(focal)):
        statistic = _of_pair(partials, row, column)
        country = influence.leave_one_out(statistic, len(kept))
        found = {"outcome": outcome, "focal": x, "n": len(kept), "estimate": country.estimate}
        found |= _ends(country, kept.index.to_numpy())
        grouped = influence.leave_group_out(statistic, list(labels)) if len(set(labels)) > 1 else None
        ends = _ends(grouped, None) if grouped else dict.fromkeys(("low", "high", "lowest", "highest", "moves"))
        rows.append(found | {f"bloc_{name}": value for name, value in ends.items()})
    return pd.DataFrame(rows)


def _partials(
    kept: pd.DataFrame, outcomes: Sequence[str], focal: Sequence[str], method: str
) -> Callable[[tuple[int, ...]], np.ndarray]:
    """Return the correlations of all pairs at equal income as a function of the countries, by position.

    What it returned is kept: the same countries are left out for every pair.
    """
    x, y, income = (kept[names].to_numpy(float) for names in ([*focal], [*outcomes], "log_gdp"))

    @cache
    def on(rows: tuple[int, ...]) -> np.ndarray:
        there = list(rows)
        correlation.require_rows(len(there), 1, method)
        return familywise.correlations(x[there], y[there], method, income[there])

    return on


def _of_pair(partials: Callable[[tuple[int, ...]], np.ndarray], row: int, column: int) -> influence.Statistic:
    return lambda rows: partials(tuple(rows))[row, column]


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
        As in `family.tests`.
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
