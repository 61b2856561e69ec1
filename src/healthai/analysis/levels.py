"""Level of analysis: what countries say of people, and how far neighbours count as separate countries."""

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from healthai import data
from healthai.analysis import blocs
from healthai.analysis.association import INCOME
from healthai.analysis.primary import Model
from healthai.data import codes
from healthai.errors import InputError, listing
from healthai.results import Store
from healthai.stats import clusters, correlation, ecology, linear, multiplicity, permutation, resampling, spatial

# How the units of indicators begin that are shares of persons: only of these is anything known about persons.
OF_PERSONS = ("PC_IND", "PC_EMP", "% of population")
# Correlations inside countries that the simulation is run with.
WITHIN = (-0.3, 0.0, 0.3)
POPULATIONS, PERSONS = 40, 500
ALL = "no_bloc"  # left out
# Two ways to sort countries into blocs, since the answer differs; what the keys of the results of each have in front.
KEYS = {"geo5": "", "accession": "accession_"}


# Countries and people.


def shares(indicators: Sequence[str]) -> pd.DataFrame:
    """Return indicators that are shares of persons, as fractions of 1, for the Member States.

    Raises
    ------
    InputError
        For fewer than two indicators, one given twice, or one that is no share of persons (names those that are).
    """
    if len(set(indicators)) < 2 or len(set(indicators)) < len(indicators):
        raise InputError(f"persons is {listing(indicators)}; it must hold at least two different indicators")
    units = data.load("indicators").set_index("indicator_id")["unit"]
    allowed = [name for name in codes.indicators() if units[name].startswith(OF_PERSONS)]
    wrong = [name for name in indicators if name not in allowed]
    if wrong:
        raise InputError(f"{listing(wrong)} is no share of persons; allowed: {listing(allowed)}")
    return data.panel(dict.fromkeys(indicators), countries=codes.eu27()) / 100


def person_ranges(frame: pd.DataFrame) -> pd.DataFrame:
    """Return, for each two shares of persons, which correlations of persons the countries' values allow.

    Returns
    -------
    DataFrame
        `r` (Pearson, of the countries), `share_first` and `share_second` (of each variance of persons, what lies
        between countries), `low` and `high` (sharp, for persons with a yes or a no), `wide_low` and `wide_high` (for
        any two variables with those shares), and `if_none`, the correlation of persons if there were none in countries.
    """
    return pd.DataFrame([_person_range(frame[[a, b]].dropna()) for a, b in combinations(frame, 2)])


def _person_range(pair: pd.DataFrame) -> dict:
    first, second = pair.to_numpy(float).T
    r = correlation.pearson(first, second).estimate
    between = [ecology.between_share(first), ecology.between_share(second)]
    sharp, wide = ecology.yes_no_range(first, second), ecology.person_range(r, *between)
    return {
        "first": pair.columns[0],
        "second": pair.columns[1],
        "n": len(pair),
        "r": r,
        "share_first": between[0],
        "share_second": between[1],
        "low": sharp.low,
        "high": sharp.high,
        "wide_low": wide.low,
        "wide_high": wide.high,
        "if_none": ecology.person_correlation(r, 0, *between),
    }


def simulations(ranges: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Simulate persons in countries as different as observed, with each correlation of `WITHIN` inside countries.

    Parameters
    ----------
    ranges : DataFrame
        As `person_ranges` returns it.
    seed : int

    Returns
    -------
    DataFrame
        One row a pair and correlation inside countries (`set_within`): the mean correlation of `countries`, of
        `persons` and `within` countries over simulated populations, and what theory expects of persons (`expected`).
    """
    cases = list(product(ranges.to_dict("records"), WITHIN))
    seeds = np.random.SeedSequence(seed).spawn(len(cases))
    return pd.DataFrame([_simulated(*case, child) for case, child in zip(cases, seeds, strict=True)])


def _simulated(row: dict, within: float, seed: np.random.SeedSequence) -> dict:
    rng = np.random.default_rng(seed)
    settings = row["r"], within, row["share_first"], row["share_second"]
    drawn = [ecology.simulate(*settings, row["n"], PERSONS, rng) for _ in range(POPULATIONS)]
    means = {name: np.mean([getattr(each, name) for each in drawn]) for name in ("countries", "persons", "within")}
    return (
        {name: row[name] for name in ("first", "second", "n")}
        | {"set_within": within, **means}
        | {"expected": drawn[0].expected}
    )


# Neighbours.


def morans(models: Sequence[Model], neighbours: int, n_perm: int, seed: int) -> pd.DataFrame:
    """Test whether what the models leave unexplained is alike among neighbours.

    Parameters
    ----------
    models : sequence of Model
    neighbours : int
        Nearest capitals that count as neighbours, in the first of two weightings; the second takes all by distance.
    n_perm : int
    seed : int

    Returns
    -------
    DataFrame
        One row a model and weighting ("nearest", "distance"): Moran's I and p of the outcome's ranks (`outcome_i`), of
        the residuals of ranks (`rank_i`) and of least squares (`linear_i`); `expected`, what a random order gives; and
        `holm`, the p of the residuals of ranks adjusted over the rows.
    """
    outcomes = list(dict.fromkeys(model.outcome for model in models))
    # One seed an outcome, so that its own Moran's I has one p, whatever the other indicator.
    seeds = dict(zip(outcomes, np.random.SeedSequence(seed).spawn(len(outcomes)), strict=True))
    rows = []
    for model in models:
        drawn = permutation.permuted_indices(model.n, n_perm, np.random.default_rng(seeds[model.outcome]))
        rows += [_moran(model, kind, weights, drawn) for kind, weights in _weights(model, neighbours).items()]
    table = pd.DataFrame(rows)
    table["holm"] = multiplicity.adjust(table["rank_p"].to_numpy(), "holm")
    return table


def _moran(model: Model, kind: str, weights: np.ndarray, permutations: np.ndarray) -> dict:
    values = {
        "outcome": rankdata(model.y),
        "rank": linear.residuals(rankdata(model.y), rankdata(model.regressors, axis=0)),
        "linear": linear.residuals(model.y, model.regressors),
    }
    row = {"outcome": model.outcome, "focal": model.focal, "n": model.n, "weights": kind}
    for name, residuals in values.items():
        found = spatial.moran(residuals, weights, permutations)
        row |= {f"{name}_i": found.i, f"{name}_p": found.p, "expected": found.expected}
    return row


def _weights(model: Model, neighbours: int) -> dict[str, np.ndarray]:
    places = data.load("countries").set_index("iso2").loc[list(model.countries)]
    distances = spatial.great_circle(places["capital_lat"], places["capital_lon"])
    return {
        "nearest": spatial.nearest_neighbour_weights(distances, neighbours),
        "distance": spatial.inverse_distance_weights(distances),
    }


# Blocs.


def within_blocs(models: Sequence[Model], n_perm: int, seed: int, level: float) -> pd.DataFrame:
    """Return each model's partial rank correlation among all countries, and inside blocs of each scheme of `KEYS`.

    Returns
    -------
    DataFrame
        One row a model and `scheme`. `rank` with interval; `inside`, given the bloc as well, with interval and `p`
        (Freedman-Lane, residuals exchanged within blocs); `drop`, `rank` less `inside`, with jackknife interval.
        `icc_x`, `icc_y`: how alike countries of a bloc are in what the controls leave of the ranks of focal indicator
        and outcome; `effective`: the number of independent countries that would tell as much.
    """
    cases = list(product(models, KEYS))
    seeds = np.random.SeedSequence(seed).spawn(len(cases))
    return pd.DataFrame([_inside(*case, n_perm, child, level) for case, child in zip(cases, seeds, strict=True)])


def _inside(model: Model, scheme: str, n_perm: int, seed: np.random.SeedSequence, level: float) -> dict:
    labels = blocs.scheme(scheme, model.countries)
    rank, inside = model.rank(level), _given_bloc(model, labels, level)
    given, rng = np.column_stack([model.given, _indicators(labels)]), np.random.default_rng(seed)
    p = permutation.partial_permutation_p(model.x, model.y, given, "spearman", n_perm, rng, labels)
    ranked = rankdata(model.given, axis=0)
    icc_x, icc_y = (
        clusters.intraclass(linear.residuals(rankdata(values), ranked), labels) for values in (model.x, model.y)
    )
    return {
        "outcome": model.outcome,
        "focal": model.focal,
        "scheme": scheme,
        "n": model.n,
        "rank": rank.estimate,
        "rank_low": rank.low,
        "rank_high": rank.high,
        "inside": inside.estimate,
        "inside_low": inside.low,
        "inside_high": inside.high,
        "p": p,
        **_drop(model, labels, level),
        "icc_x": icc_x,
        "icc_y": icc_y,
        "effective": clusters.effective_number(labels, icc_x, icc_y),
    }


def _drop(model: Model, labels: np.ndarray, level: float) -> dict:
    """Return how much smaller the coefficient is inside blocs, with an interval from leaving out each country."""

    def smaller(part: Model, of: np.ndarray) -> float:
        return part.rank(level).estimate - _given_bloc(part, of, level).estimate

    drop = smaller(model, labels)
    without = [smaller(model.without([c]), np.delete(labels, i)) for i, c in enumerate(model.countries)]
    low, high = resampling.jackknife_interval(drop, without, level)
    return {"drop": drop, "drop_low": low, "drop_high": high}


def _given_bloc(model: Model, labels: np.ndarray, level: float) -> correlation.Correlation:
    given = np.column_stack([model.given, _indicators(labels)])
    return correlation.partial(model.x, model.y, given, "spearman", level)


def _indicators(labels: Sequence[str] | np.ndarray) -> np.ndarray:
    """Return a column of 0 and 1 for each bloc but the first."""
    return np.column_stack([[float(label == each) for label in labels] for each in sorted(set(labels))[1:]])


def leave_bloc_out(models: Sequence[Model], level: float) -> pd.DataFrame:
    """Return each model's partial rank correlation on all countries (`left_out` "no_bloc") and without each bloc."""
    return pd.DataFrame([row for model in models for row in _without_blocs(model, level)])


def _without_blocs(model: Model, level: float) -> list[dict]:
    labels = np.array(model.blocs)
    parts = {ALL: model} | {bloc: model.rows(np.flatnonzero(labels != bloc)) for bloc in sorted(set(model.blocs))}
    ranks = {left_out: part.rank(level) for left_out, part in parts.items()}
    return [
        {
            "outcome": model.outcome,
            "focal": model.focal,
            "left_out": left_out,
            "n": rank.n,
            "rank": rank.estimate,
            "rank_low": rank.low,
            "rank_high": rank.high,
        }
        for left_out, rank in ranks.items()
    ]


def residual_map(models: Sequence[Model]) -> pd.DataFrame:
    """Return what least squares leaves of the outcome, in its units, with each country's place on the tile grid."""
    places = data.load("countries").set_index("iso2")[["tile_row", "tile_col"]]
    parts = [
        pd.DataFrame({"iso2": model.countries, "residual": linear.residuals(model.y, model.regressors)})
        .join(places, on="iso2")
        .assign(outcome=model.outcome, focal=model.focal)
        for model in models
    ]
    return pd.concat(parts, ignore_index=True)


# The store.


def store_people(store: Store, ranges: pd.DataFrame, simulated: pd.DataFrame) -> None:
    """Store each pair's correlation of countries, its bounds for persons, and what was simulated."""
    store.number("person_pairs", len(ranges), kind="count")
    both = (ranges["low"] < 0) & (ranges["high"] > 0)
    store.number("person_sign_open", int(both.sum()), kind="count", n=len(ranges))
    for row in ranges.to_dict("records"):
        pair, sources = f"{row['first']}_{row['second']}", [row["first"], row["second"]]
        store.number(f"countries_{pair}", row["r"], n=row["n"], sources=sources)
        store.number(f"people_low_{pair}", row["low"], n=row["n"], sources=sources)
        store.number(f"people_high_{pair}", row["high"], n=row["n"], sources=sources)
        for name in ("first", "second"):
            store.number(f"share_{name}_{pair}", row[f"share_{name}"], kind="share", n=row["n"], sources=[row[name]])
    for row in simulated.to_dict("records"):
        setting = {-1: "against", 0: "none", 1: "along"}[int(np.sign(row["set_within"]))]
        pair, sources = f"{setting}_{row['first']}_{row['second']}", [row["first"], row["second"]]
        store.number(f"simulated_persons_{pair}", row["persons"], sources=sources)
        store.number(f"simulated_countries_{pair}", row["countries"], sources=sources)
    store.number("set_along", max(WITHIN), digits=1)
    store.number("populations", POPULATIONS, kind="count")
    store.number("persons_each", PERSONS, kind="count")


def store_neighbours(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store Moran's I for each model; of the residuals of ranks, how many p are small, and the smallest adjusted p."""
    store.number("moran_tests", len(table), kind="count")
    store.number("moran_smallest_holm", table["holm"].min(), kind="p", n=int(table["n"].max()))
    store.number("moran_below", int((table["rank_p"] < 1 - level).sum()), kind="count", n=len(table))
    for row in table.to_dict("records"):
        model, sources = f"{row['weights']}_{row['outcome']}_{row['focal']}", [row["outcome"], row["focal"]]
        for name in ("outcome", "rank", "linear"):
            store.number(f"moran_{name}_{model}", row[f"{name}_i"], n=row["n"], sources=sources)
            store.number(f"moran_{name}_p_{model}", row[f"{name}_p"], kind="p", n=row["n"], sources=sources)
        store.number(f"moran_expected_{model}", row["expected"], n=row["n"])


def store_blocs(store: Store, inside: pd.DataFrame, without: pd.DataFrame, level: float) -> None:
    """Store each model inside blocs of each scheme, its effective number of countries, and itself without each bloc."""
    for scheme, rows in inside.groupby("scheme", sort=False):
        for name in ("inside", "drop"):
            away = (rows[f"{name}_low"] > 0) | (rows[f"{name}_high"] < 0)
            store.number(f"{name}_{KEYS[scheme]}away", int(away.sum()), kind="count", n=len(rows))
    store.number("inside_models", len(inside) // len(KEYS), kind="count")
    for row in inside.to_dict("records"):
        model = f"{KEYS[row['scheme']]}{row['outcome']}_{row['focal']}"
        sources = [row["outcome"], row["focal"], INCOME]
        for name in ("inside", "drop"):
            interval = row[f"{name}_low"], row[f"{name}_high"]
            store.number(f"{name}_{model}", row[name], n=row["n"], interval=interval, level=level, sources=sources)
        store.number(f"inside_p_{model}", row["p"], kind="p", n=row["n"], sources=sources)
        store.number(f"effective_{model}", row["effective"], digits=0, sources=sources)
        for name in ("icc_x", "icc_y"):
            store.number(f"{name}_{model}", row[name], n=row["n"], sources=sources)
    for row in without.to_dict("records"):
        bloc, interval = row["left_out"].lower().replace(" ", "_"), (row["rank_low"], row["rank_high"])
        key, sources = f"without_{bloc}_{row['outcome']}_{row['focal']}", [row["outcome"], row["focal"]]
        store.number(key, row["rank"], n=row["n"], interval=interval, level=level, sources=sources)
