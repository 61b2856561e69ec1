"""Three composites, of adoption, governance and training: how they are built, what is in them, how they go together."""

from collections.abc import Mapping, Sequence
from itertools import combinations, combinations_with_replacement, product

import numpy as np
import pandas as pd

from healthai import data
from healthai.analysis import association
from healthai.analysis.association import INCOME
from healthai.data import codes
from healthai.errors import InputError, listing
from healthai.results import Store
from healthai.stats import anatomy, composite, correlation, imputation, reliability, treatment

# What each pillar may hold, by the domain of an indicator. Digital government in governance would put adoption on both
# sides of a correlation, e-health is not AI, and income is a control.
DOMAINS = {
    "adoption": ("adoption", "adoption_other"),
    "governance": ("governance",),
    "training": ("training", "skills"),
}
# Cronbach's alpha needs three items.
LEAST = 3
# An indicator that misses more countries is not filled but refused.
MOST_MISSING = 2
# The readiness index is built in part from the governance indicators: side by side they would agree with themselves.
SHARING = ("gari", "wgi")

Pillars = Mapping[str, Sequence[str]]


def pillars(adoption: Sequence[str], governance: Sequence[str], training: Sequence[str]) -> Pillars:
    """Return the three pillars by name; raise InputError when they share an indicator or hold one that is not theirs.

    Parameters
    ----------
    adoption, governance, training : sequence of str
        Three indicators or more each; an indicator may stand once, in a pillar of its domain (`DOMAINS`).
    """
    found = {"adoption": list(adoption), "governance": list(governance), "training": list(training)}
    places: dict[str, list[str]] = {}
    for name, indicators in found.items():
        for indicator in indicators:
            places.setdefault(indicator, []).append(name)
    twice = [f"{x} stands in {listing(where)}; it may stand once" for x, where in places.items() if len(where) > 1]
    # An indicator in two pillars is foreign to one of them: that is one mistake, and said once.
    problems = twice or [said for x, (where,) in places.items() for said in _foreign(x, where)]
    few = [
        f"{name} has {len(indicators)} indicators; alpha needs {LEAST} or more"
        for name, indicators in found.items()
        if len(indicators) < LEAST
    ]
    if problems + few:
        raise InputError(problems + few)
    if all(any(x.startswith(stem) for x in places) for stem in SHARING):
        raise InputError("the gari indicators are built in part from the wgi ones; use indicators of one of the two")
    return found


def _foreign(indicator: str, pillar: str) -> list[str]:
    about = data.load("indicators").set_index("indicator_id")
    if indicator not in about.index:
        return codes.unknown("indicator", indicator, codes.indicators()).problems
    domain, direction = about.loc[indicator, ["domain", "direction"]]
    if domain not in DOMAINS[pillar]:
        return [f"{indicator} ({domain}) may not stand in {pillar}; allowed domains: {listing(DOMAINS[pillar])}"]
    return [] if direction == 1 else [f"{indicator} has no direction in which more is better; leave it out"]


def panel(chosen: Pillars) -> pd.DataFrame:
    """Return the 27 Member States by all indicators of the pillars, with `log_gdp`; NaN where a value is missing.

    Raises
    ------
    InputError
        Lists indicators that miss more than `MOST_MISSING` countries or do not vary, and countries without a value in a
        pillar.
    """
    frame = association.panel([x for indicators in chosen.values() for x in indicators])
    problems = []
    for name, indicators in chosen.items():
        own = frame[indicators]
        missing = own.isna().sum()
        problems += [
            f"{x} has no value for {k} of {len(own)} countries; at most {MOST_MISSING} may be missing"
            for x, k in missing[missing > MOST_MISSING].items()
        ]
        problems += [f"{x} is the same in all countries; leave it out" for x in own if own[x].nunique() < 2]
        problems += [f"{name} has no value for {country}" for country in own.index[own.isna().all(axis=1)]]
    if problems:
        raise InputError(problems)
    return frame


def missing(frame: pd.DataFrame, chosen: Pillars) -> int:
    """Return how many values of the pillars' indicators are missing."""
    return int(frame[[x for indicators in chosen.values() for x in indicators]].isna().sum().sum())


def scores(frame: pd.DataFrame, chosen: Pillars, how: Mapping[str, str]) -> pd.DataFrame:
    """Return the three composites with equal weights inside each, and `log_gdp`; one row a country.

    Parameters
    ----------
    frame : DataFrame
        As `panel` returns it.
    chosen : Pillars
    how : mapping
        `treatment`, `imputation`, `normalisation` and `aggregation`, as in `composite.Choices`.
    """
    blocs = [codes.blocs()[country] for country in frame.index]
    built = {
        name: composite.build(frame[indicators], composite.Choices((1.0,) * len(indicators), **how), blocs)
        for name, indicators in chosen.items()
    }
    return pd.DataFrame(built, index=frame.index).assign(log_gdp=frame["log_gdp"])


def ranks(built: pd.DataFrame) -> pd.DataFrame:
    """Return scores with ranks (`<pillar>_rank`; 1 is the highest, ties share the better rank), best adoption first."""
    names = list(DOMAINS)
    # Rounded, or scores that are equal would be ranked by the last digit of their arithmetic.
    ranked = built[names].round(10).rank(ascending=False, method="min").astype(int).add_suffix("_rank")
    table = pd.concat([built[names], ranked], axis=1).reset_index(names="iso2")
    return table.sort_values(["adoption_rank", "iso2"], ignore_index=True)


def diagnosis(frame: pd.DataFrame, chosen: Pillars, treat: composite.Treatment, level: float) -> pd.DataFrame:
    """Return for each pillar whether its indicators measure one thing: reliability, factorability, components.

    Parameters
    ----------
    frame, chosen
        As for `scores`.
    treat : {"none", "winsorise"}
        Indicators are standardised after this treatment, so that units do not count; complete countries only.
    level : float
        Coverage of Feldt's interval of alpha.

    Returns
    -------
    DataFrame
        One row a pillar: `n`, `indicators`, `alpha` with interval, `mean_correlation`, `omega` (None where the
        one-factor model has no proper solution), `kmo`, `bartlett_p`, and the shares of the first two components.
    """
    rows = []
    for name, indicators in chosen.items():
        items = _standardised(frame[indicators], treat)
        alpha, common = reliability.alpha(items, level), reliability.factorability(items)
        shares = anatomy.principal_components(items).shares
        rows.append(
            {
                "pillar": name,
                "n": alpha.n,
                "indicators": alpha.items,
                "alpha": alpha.raw,
                "alpha_low": alpha.low,
                "alpha_high": alpha.high,
                "mean_correlation": alpha.mean_correlation,
                "omega": _omega(items),
                "kmo": common.kmo,
                "bartlett_p": common.p,
                "first_share": shares[0],
                "second_share": shares[1],
            }
        )
    return pd.DataFrame(rows)


def ingredients(
    frame: pd.DataFrame, chosen: Pillars, built: pd.DataFrame, treat: composite.Treatment, level: float
) -> pd.DataFrame:
    """Return for each indicator how it sits in its pillar; parameters as for `diagnosis` and `scores`.

    Returns
    -------
    DataFrame
        One row an indicator: `drawn_in` (values that the treatment moved), `item_rest` (correlation with the sum of the
        others), `alpha_if_deleted`, `loading` (on the first component), `weight` (nominal) and `effective` (share of
        what moves the composite).
    """
    rows = []
    for name, indicators in chosen.items():
        complete = frame[indicators].dropna().index
        items = _standardised(frame[indicators], treat)
        alpha = reliability.alpha(items, level)
        effective = anatomy.effective_weights(items, built.loc[complete, name])
        loadings = anatomy.principal_components(items).loadings[0]
        rows += [
            {
                "pillar": name,
                "indicator": indicator,
                "drawn_in": treatment.winsorise(frame[indicator]).drawn_in if treat == "winsorise" else 0,
                "item_rest": alpha.item_rest[i],
                "alpha_if_deleted": alpha.if_deleted[i],
                "loading": loadings[i],
                "weight": 1 / len(indicators),
                "effective": effective[i],
            }
            for i, indicator in enumerate(indicators)
        ]
    return pd.DataFrame(rows)


def _standardised(values: pd.DataFrame, treat: composite.Treatment) -> np.ndarray:
    standard = composite.prepare(values, treat, "available", "z-score", "arithmetic")
    return standard[~np.isnan(standard).any(axis=1)]


def _omega(items: np.ndarray) -> float | None:
    try:
        return reliability.omega(items).total
    except InputError:
        # The model would explain one indicator entirely (that the items are collinear was found out before).
        return None


def blocks(frame: pd.DataFrame, chosen: Pillars, level: float) -> pd.DataFrame:
    """Return the rank correlation of every two indicators, by the pillars that they come from.

    Returns
    -------
    DataFrame
        One row a pair: `first` and `second` (pillars, the same for a pair inside one), `a` and `b` (indicators), `rho`
        and `n`. Pairs inside pillars come first.
    """
    names = sorted(combinations_with_replacement(chosen, 2), key=lambda pair: pair[0] != pair[1])
    rows = []
    for first, second in names:
        pairs = combinations(chosen[first], 2) if first == second else product(chosen[first], chosen[second])
        for a, b in pairs:
            complete = frame[[a, b]].dropna()
            found = correlation.spearman(complete[a], complete[b], level)
            rows.append({"first": first, "second": second, "a": a, "b": b, "rho": found.estimate, "n": found.n})
    return pd.DataFrame(rows)


def block_means(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return for each block of `blocks` the number of pairs, and the lowest, mean and highest correlation."""
    grouped = pairs.groupby(["first", "second"], sort=False)
    return grouped.agg(
        pairs=("rho", "size"), lowest=("rho", "min"), mean=("rho", "mean"), highest=("rho", "max"), n=("n", "min")
    ).reset_index()


def links(built: pd.DataFrame, n_perm: int, seed: int, level: float) -> pd.DataFrame:
    """Return how the composites go together, by ranks, as they stand and at equal income.

    Returns
    -------
    DataFrame
        Adoption with governance and with training, then governance with training; columns as `association.pairs` has
        them, without adjusted p: that belongs to whole families.
    """
    seeds = np.random.SeedSequence(seed).generate_state(2).tolist()
    found = [
        association.pairs(built, [outcome], focal, "spearman", n_perm, child, level)
        for outcome, focal, child in zip(
            ("adoption", "governance"), (["governance", "training"], ["training"]), seeds, strict=True
        )
    ]
    return pd.concat(found, ignore_index=True).drop(columns=["holm", "partial_holm"])


def filled_in(outcome: str, focal: str, m: int, seed: int, level: float) -> pd.DataFrame:
    """Return the rank correlation at equal income of an indicator that misses countries, by how they are treated.

    Parameters
    ----------
    outcome, focal : str
        Indicators; `outcome` is the one that misses values.
    m : int
        Fillings of the multiple imputation, from a normal regression of `outcome` on `focal` and log GDP per head.
    seed : int
    level : float
        Coverage of the intervals.

    Returns
    -------
    DataFrame
        Rows `complete` (the countries that have all values; primary), `bloc_mean` and `multiple`; `n` counts the
        countries used, `filled` those of them with a value that is not known, `missing_share` the part of the pooled
        variance that the missing values make up. Without missing values all rows are equal.

    Raises
    ------
    InputError
        When `outcome` is `focal` or income, or as `imputation.completed`.
    """
    if outcome in (focal, INCOME):
        raise InputError(f"{outcome} cannot be related to itself or to income held equal; choose another outcome")
    frame = association.panel([outcome, focal]).dropna(subset=focal)
    y, x, income = (frame[column].to_numpy() for column in (outcome, focal, "log_gdp"))
    blocs = [codes.blocs()[country] for country in frame.index]
    known, predictors = ~np.isnan(y), np.column_stack([x, income])
    by_bloc = composite.impute(np.column_stack([y, x]), "bloc mean", blocs)[:, 0]
    fillings = imputation.completed(y, predictors, m, np.random.default_rng(seed))
    found = {
        "complete": correlation.partial(x[known], y[known], income[known], "spearman", level),
        "bloc_mean": correlation.partial(x, by_bloc, income, "spearman", level),
        "multiple": imputation.pool_correlations(
            [correlation.partial(x, filling, income, "spearman", level) for filling in fillings]
        ),
    }
    rows = [{"how": how, "estimate": r.estimate, "low": r.low, "high": r.high} for how, r in found.items()]
    used = {"complete": int(known.sum()), "bloc_mean": len(y), "multiple": len(y)}
    table = pd.DataFrame(rows).assign(n=lambda rows: rows["how"].map(used))
    return table.assign(filled=table["n"] - int(known.sum()), missing_share=[0.0, 0.0, found["multiple"].missing_share])


def store_diagnosis(store: Store, table: pd.DataFrame, level: float, chosen: Pillars) -> None:
    """Store for each pillar alpha with Feldt's interval, the mean correlation, KMO and the first component's share."""
    for row in table.to_dict("records"):
        name, n, sources = row["pillar"], row["n"], chosen[row["pillar"]]
        interval = (row["alpha_low"], row["alpha_high"])
        store.number(f"alpha_{name}", row["alpha"], n=n, interval=interval, level=level, sources=sources)
        store.number(f"indicators_{name}", row["indicators"], kind="count", sources=sources)
        store.number(f"mean_correlation_{name}", row["mean_correlation"], n=n, sources=sources)
        store.number(f"kmo_{name}", row["kmo"], n=n, sources=sources)
        store.number(f"first_share_{name}", row["first_share"], kind="share", n=n, sources=sources)


def store_ingredients(store: Store, table: pd.DataFrame) -> None:
    """Store which values were drawn in, and how far effective weights lie from those that were meant."""
    treated = table.loc[table["drawn_in"] > 0, "indicator"]
    store.number("values_drawn_in", int(table["drawn_in"].sum()), kind="count", sources=treated)
    store.names("treated", treated, of="indicator", sources=treated)
    store.number("smallest_item_rest", table["item_rest"].min(), sources=table["indicator"])
    gap = (table["effective"] - table["weight"]).abs()
    furthest = table.loc[gap.idxmax()]
    store.names("furthest_weight", [furthest["indicator"]], of="indicator", sources=[furthest["indicator"]])
    store.number("furthest_weight_is", furthest["effective"], kind="share", sources=[furthest["indicator"]])
    store.number("furthest_weight_meant", furthest["weight"], kind="share", sources=[furthest["indicator"]])


def store_blocks(store: Store, table: pd.DataFrame, chosen: Pillars) -> None:
    """Store the mean rank correlation of the indicators inside each pillar and between pillars."""
    for row in table.to_dict("records"):
        first, second = row["first"], row["second"]
        name = f"within_{first}" if first == second else f"between_{first}_{second}"
        store.number(name, row["mean"], n=row["n"], sources=dict.fromkeys([*chosen[first], *chosen[second]]))


def store_links(store: Store, table: pd.DataFrame, level: float, chosen: Pillars) -> None:
    """Store each pair of composites: Spearman, Pearson and partial coefficient with interval, and p by permutation."""
    for row in table.to_dict("records"):
        pair, n = f"{row['outcome']}_{row['focal']}", row["n"]
        sources = [*chosen[row["outcome"]], *chosen[row["focal"]]]
        for name in ("spearman", "pearson", "partial"):
            interval = (row[f"{name}_low"], row[f"{name}_high"])
            given = [*sources, INCOME] if name == "partial" else sources
            store.number(f"{name}_{pair}", row[name], n=n, interval=interval, level=level, sources=given)
        for name in ("p", "p_bloc", "partial_p", "partial_p_bloc"):
            store.number(f"{name}_{pair}", row[name], kind="p", n=n, sources=sources)


def store_filled_in(store: Store, table: pd.DataFrame, level: float, sources: Sequence[str]) -> None:
    """Store the correlation by each way to treat missing values, and how many are missing."""
    for row in table.to_dict("records"):
        interval = (row["low"], row["high"])
        store.number(
            f"filled_{row['how']}", row["estimate"], n=row["n"], interval=interval, level=level, sources=sources
        )
    last = table.iloc[-1]
    store.number("values_filled", int(last["filled"]), kind="count", n=int(last["n"]), sources=sources)
    store.number("missing_share", last["missing_share"], kind="share", n=int(last["n"]), sources=sources)
