"""How far ranks, and what composites seem to say, depend on the way they are built: a Monte Carlo over the choices.

All that comes out describes the options that were given, and is no sampling error. Who builds composites treats
outliers, fills gaps, scales and averages in one way for all three pillars: those choices are shared. Weights, and the
indicator left out, are chosen inside each pillar.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from healthai.analysis.association import INCOME
from healthai.analysis.composites import Pillars
from healthai.data import codes
from healthai.results import Store
from healthai.stats import composite, correlation, sensitivity
from healthai.stats.sobol import sobol_indices

SHARED = ("treatment", "imputation", "normalisation", "aggregation")
OWN = ("weights", "excluded")
# Sets of random weights among which a draw picks: so many that another start gives the same picture.
WEIGHT_SETS = 1024
# Scores that are equal but for the last digits of their arithmetic are ties.
DIGITS = 10
# Points that stand for a distribution in a figure.
POINTS = 50


# Returns a result for each row of positions, one column per factor.
Model = Callable[[Sequence[str], np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Design:
    """What is varied: for each pillar its values (countries by indicator) and the options of each assumption.

    The first option of each shared assumption, with equal weights and no indicator left out, is the reference.
    """

    matrices: Mapping[str, np.ndarray]
    options: Mapping[str, sensitivity.Options]
    blocs: tuple[str, ...]

    def factors(self, pillars: Sequence[str]) -> list[str]:
        """Return the assumptions with more than one option that bear on these pillars; own ones end in its name."""
        first = self.options[pillars[0]]
        shared = [name for name in SHARED if len(getattr(first, name)) > 1]
        own = [f"{name}_{pillar}" for pillar in pillars for name in OWN if len(getattr(self.options[pillar], name)) > 1]
        return shared + own

    def scores(self, pillar: str, factors: Sequence[str], positions: np.ndarray) -> np.ndarray:
        """Return the composite at each row of positions in the unit cube, one column per factor; shape (m, n)."""
        columns = dict(zip(factors, positions.T, strict=True))
        first_option = np.zeros(len(positions))
        unit = [columns.get(name, columns.get(f"{name}_{pillar}", first_option)) for name in sensitivity.FACTORS]
        found = sensitivity.scores(self.matrices[pillar], self.options[pillar], np.column_stack(unit), self.blocs)
        return found.round(DIGITS)

    def reference(self, pillar: str, without: int | None = None) -> np.ndarray:
        """Return the composite that the others are compared with, or the same without one of its indicators."""
        first = {name: getattr(self.options[pillar], name)[0] for name in SHARED}
        matrix = self.matrices[pillar]
        weights = tuple(float(column != without) for column in range(matrix.shape[1]))
        return composite.build(matrix, composite.Choices(weights, **first), self.blocs).round(DIGITS)


def design(
    frame: pd.DataFrame,
    chosen: Pillars,
    shared: Mapping[str, Sequence[str]],
    spread: float,
    leave_out: bool,
    seed: int,
) -> Design:
    """Return what is varied.

    Parameters
    ----------
    frame, chosen
        As `composites.panel` and `composites.pillars` return them.
    shared : mapping
        The options of each assumption of `SHARED`, the reference first. Where no value is missing all imputations are
        the same, and only the first is kept.
    spread : float
        Weights lie around equal ones by up to this share of themselves.
    leave_out : bool
        Whether each indicator is left out in turn.
    seed : int
    """
    children = np.random.SeedSequence(seed).spawn(len(chosen))
    options = {}
    for (name, indicators), child in zip(chosen.items(), children, strict=True):
        k = len(indicators)
        options[name] = sensitivity.Options(
            weights=sensitivity.random_weights(k, WEIGHT_SETS, spread, np.random.default_rng(child)),
            excluded=(None, *range(k)) if leave_out else (None,),
            **{assumption: tuple(given) for assumption, given in _differing(frame, chosen, shared).items()},
        )
    matrices = {name: frame[indicators].to_numpy(float) for name, indicators in chosen.items()}
    return Design(matrices, options, tuple(codes.blocs()[country] for country in frame.index))


def _differing(
    frame: pd.DataFrame, chosen: Pillars, shared: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    holes = frame[[x for indicators in chosen.values() for x in indicators]].isna().to_numpy().any()
    return shared if holes else {**shared, "imputation": shared["imputation"][:1]}


def draws(varied: Design, n: int, seed: int) -> dict[str, np.ndarray]:
    """Return the scores of every pillar in n ways to build them, shape (n, countries) each; a row is one way."""
    factors = varied.factors(list(varied.matrices))
    positions = np.random.default_rng(seed).random((n, len(factors)))
    return {pillar: varied.scores(pillar, factors, positions) for pillar in varied.matrices}


def ranks(varied: Design, found: Mapping[str, np.ndarray], countries: Sequence[str], share: float) -> pd.DataFrame:
    """Return for each pillar and country the rank in the reference and the range that holds `share` of the ways.

    Returns
    -------
    DataFrame
        `pillar`, `iso2`, `reference`, `median`, `low`, `high` (ranks, 1 the highest score; ranges reach out to whole
        ranks) and `mean_shift` of the pillar, ordered by pillar and reference.
    """
    parts = []
    for pillar, draw in found.items():
        moved = sensitivity.rank_uncertainty(draw, varied.reference(pillar), share)
        parts.append(
            pd.DataFrame(
                {
                    "pillar": pillar,
                    "iso2": list(countries),
                    "reference": moved.reference,
                    "median": moved.median,
                    "low": np.floor(moved.low).astype(int),
                    "high": np.ceil(moved.high).astype(int),
                    "mean_shift": moved.mean_shift,
                }
            ).sort_values(["reference", "iso2"])
        )
    return pd.concat(parts, ignore_index=True)


def spreads(
    varied: Design, found: Mapping[str, np.ndarray], income: np.ndarray, share: float, level: float
) -> pd.DataFrame:
    """Return how the rank correlation of adoption with each other pillar varies over the ways to build them.

    Parameters
    ----------
    varied, found
        As `design` and `draws` return them.
    income : ndarray, shape (n,)
        Log GDP per head.
    share : float
        Share of the ways between `low` and `high`.
    level : float
        Coverage of the sampling interval of the reference.

    Returns
    -------
    DataFrame
        Two rows for each pillar but adoption, `given` "nothing" and "income": the reference with its sampling interval
        (`estimate`, `interval_low`, `interval_high`), over the ways `least`, `low`, `median`, `high` and `most`, the
        share of ways `below` the reference, and `points`, evenly spaced quantiles.
    """
    rows = []
    tail = (1 - share) / 2
    for focal in [pillar for pillar in found if pillar != "adoption"]:
        x, y = varied.reference(focal), varied.reference("adoption")
        for given, control in (("nothing", None), ("income", income)):
            rho = sensitivity.downstream(found[focal], found["adoption"], "spearman", control)
            own = _correlation(x, y, control, level)
            least, low, median, high, most = np.quantile(rho, [0, tail, 0.5, 1 - tail, 1])
            rows.append(
                {
                    "focal": focal,
                    "given": given,
                    "n": own.n,
                    "estimate": own.estimate,
                    "interval_low": own.low,
                    "interval_high": own.high,
                    "least": least,
                    "low": low,
                    "median": median,
                    "high": high,
                    "most": most,
                    "below": float(np.mean(rho < own.estimate - 1e-10)),
                    "points": np.quantile(rho, (np.arange(POINTS) + 0.5) / POINTS).tolist(),
                }
            )
    return pd.DataFrame(rows)


def _correlation(x: np.ndarray, y: np.ndarray, control: np.ndarray | None, level: float) -> correlation.Correlation:
    if control is None:
        return correlation.spearman(x, y, level)
    return correlation.partial(x, y, control, "spearman", level)


def left_out(varied: Design, chosen: Pillars, income: np.ndarray, level: float) -> pd.DataFrame:
    """Return the correlation of adoption with each other pillar when one indicator is left out of the reference.

    Returns
    -------
    DataFrame
        For each pillar but adoption a row with nothing left out (`indicator` None) and one for each indicator of both
        pillars: `raw` and `partial` (at equal income) rank correlation with `_low` and `_high`, and `n`.
    """
    rows = []
    for focal in [pillar for pillar in chosen if pillar != "adoption"]:
        for indicator in (None, *chosen["adoption"], *chosen[focal]):
            x, y = (varied.reference(pillar, _position(chosen[pillar], indicator)) for pillar in (focal, "adoption"))
            rows.append({"focal": focal, "indicator": indicator, **_both(x, y, income, level)})
    return pd.DataFrame(rows)


def alone(varied: Design, chosen: Pillars, income: np.ndarray, level: float) -> pd.DataFrame:
    """Return the correlation of the adoption composite of the reference with each single indicator of other pillars.

    Returns
    -------
    DataFrame
        One row an indicator, on the countries that have it; columns as those of `left_out`.
    """
    adoption, rows = varied.reference("adoption"), []
    for focal in [pillar for pillar in chosen if pillar != "adoption"]:
        for indicator, x in zip(chosen[focal], varied.matrices[focal].T, strict=True):
            known = ~np.isnan(x)
            row = _both(x[known], adoption[known], income[known], level)
            rows.append({"focal": focal, "indicator": indicator, **row})
    return pd.DataFrame(rows)


def _both(x: np.ndarray, y: np.ndarray, income: np.ndarray, level: float) -> dict:
    row = {"n": len(x)}
    for name, control in (("raw", None), ("partial", income)):
        found = _correlation(x, y, control, level)
        row |= {name: found.estimate, f"{name}_low": found.low, f"{name}_high": found.high}
    return row


def _position(indicators: Sequence[str], indicator: str | None) -> int | None:
    return indicators.index(indicator) if indicator in indicators else None


def shares(varied: Design, income: np.ndarray, shown: str, n: int, seed: int, level: float) -> pd.DataFrame:
    """Return which choice moves a result most: Sobol indices.

    Parameters
    ----------
    varied : Design
    income : ndarray, shape (n,)
        Log GDP per head.
    shown : str
        The pillar whose ranks are looked at.
    n : int
        Base sample, a power of 2.
    seed : int
    level : float
        Coverage of the bootstrap intervals of the indices.

    Returns
    -------
    DataFrame
        A row for each result and assumption: `outcome` is "rank_shift" (mean absolute shift of the ranks of `shown`)
        or "with_<pillar>" (its rank correlation with adoption at equal income); `factor`; `first` and `total` index
        with `_low` and `_high`.
    """
    results = {"rank_shift": ([shown], _shift(varied, shown))}
    for focal in [pillar for pillar in varied.matrices if pillar != "adoption"]:
        results[f"with_{focal}"] = (["adoption", focal], _agreement(varied, focal, income))
    rows = []
    for (outcome, (pillars, model)), child in zip(
        results.items(), np.random.SeedSequence(seed).spawn(len(results)), strict=True
    ):
        factors = varied.factors(pillars)
        rng = np.random.default_rng(child)
        found = sobol_indices(lambda at, m=model, f=factors: m(f, at), [(0, 1)] * len(factors), n, rng, level)
        rows += [
            {
                "outcome": outcome,
                "factor": factor,
                "first": found.first[i],
                "first_low": found.first[i] - found.first_error[i],
                "first_high": found.first[i] + found.first_error[i],
                "total": found.total[i],
                "total_low": found.total[i] - found.total_error[i],
                "total_high": found.total[i] + found.total_error[i],
            }
            for i, factor in enumerate(factors)
        ]
    return pd.DataFrame(rows)


def _shift(varied: Design, pillar: str) -> Model:
    reference = varied.reference(pillar)
    return lambda factors, at: sensitivity.rank_shifts(varied.scores(pillar, factors, at), reference)


def _agreement(varied: Design, focal: str, income: np.ndarray) -> Model:
    return lambda factors, at: sensitivity.downstream(
        varied.scores(focal, factors, at), varied.scores("adoption", factors, at), "spearman", income
    )


def store_ranks(store: Store, table: pd.DataFrame, chosen: Pillars) -> None:
    """Store how far ranks move in each pillar, and the country whose range of ranks is widest."""
    for pillar, rows in table.groupby("pillar", sort=False):
        n, sources, width = len(rows), chosen[pillar], rows["high"] - rows["low"]
        widest = rows.loc[width.idxmax()]
        store.number(f"mean_shift_{pillar}", rows["mean_shift"].iloc[0], digits=1, n=n, sources=sources)
        store.number(f"median_width_{pillar}", float(width.median()), digits=0, n=n, sources=sources)
        store.number(f"widest_low_{pillar}", int(widest["low"]), kind="count", sources=sources)
        store.number(f"widest_high_{pillar}", int(widest["high"]), kind="count", sources=sources)
        store.names(f"widest_{pillar}", [widest["iso2"]], of="country", sources=sources)


def store_spreads(store: Store, table: pd.DataFrame, level: float, chosen: Pillars) -> None:
    """Store each correlation of the reference with its sampling interval, and its range over the ways to build."""
    for row in table.to_dict("records"):
        name, n = f"{row['focal']}_{'raw' if row['given'] == 'nothing' else 'partial'}", row["n"]
        sources = [*chosen["adoption"], *chosen[row["focal"]]]
        interval = (row["interval_low"], row["interval_high"])
        store.number(f"reference_{name}", row["estimate"], n=n, interval=interval, level=level, sources=sources)
        for key in ("least", "low", "median", "high", "most"):
            store.number(f"{key}_{name}", row[key], n=n, sources=sources)
        store.number(f"below_{name}", row["below"], kind="share", sources=sources)
        store.number(f"width_{name}", row["high"] - row["low"], n=n, sources=sources)
        store.number(f"interval_width_{name}", interval[1] - interval[0], n=n, sources=sources)


def store_left_out(store: Store, table: pd.DataFrame, level: float, chosen: Pillars) -> None:
    """Store the correlation at equal income without each indicator, and how often its interval lies above zero."""
    for focal, rows in table.dropna(subset="indicator").groupby("focal", sort=False):
        sources = [*chosen["adoption"], *chosen[focal], INCOME]
        for row in rows.to_dict("records"):
            interval = (row["partial_low"], row["partial_high"])
            key = f"without_{row['indicator']}_{focal}"
            store.number(key, row["partial"], n=row["n"], interval=interval, level=level, sources=sources)
        excluding = int((rows["partial_low"] > 0).sum())
        store.number(f"without_above_zero_{focal}", excluding, kind="count", n=len(rows), sources=sources)
        weakest = rows.loc[rows["partial"].idxmin(), "indicator"]
        store.names(f"weakest_without_{focal}", [weakest], of="indicator", sources=sources)


def store_alone(store: Store, table: pd.DataFrame, level: float, chosen: Pillars) -> None:
    """Store the correlation of the adoption composite with each single indicator at equal income."""
    for row in table.to_dict("records"):
        interval, sources = (row["partial_low"], row["partial_high"]), [*chosen["adoption"], row["indicator"], INCOME]
        key = f"alone_{row['indicator']}"
        store.number(key, row["partial"], n=row["n"], interval=interval, level=level, sources=sources)


def store_shares(store: Store, table: pd.DataFrame, chosen: Pillars) -> None:
    """Store for each result the share that choices make up one by one, and the total index of each choice."""
    for outcome, rows in table.groupby("outcome", sort=False):
        sources = [x for indicators in chosen.values() for x in indicators]
        store.number(f"first_sum_{outcome}", rows["first"].sum(), sources=sources)
        for row in rows.to_dict("records"):
            store.number(f"total_{outcome}_{row['factor']}", row["total"], sources=sources)
