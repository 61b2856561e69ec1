"""Change over the waves: what countries and years leave to compare, and what outlasts the trend that all share."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from healthai.analysis.association import INCOME
from healthai.analysis.waves import SCALES, aligned, breaks, shared, waves
from healthai.data import codes
from healthai.errors import InputError
from healthai.results import Store
from healthai.stats import change, multiplicity, panel
from healthai.stats.demeaning import demean_both, demean_countries, within_variation


def fits(
    outcome: str, regressors: Sequence[str], years: Sequence[int], scale: str, n_boot: int, level: float, seed: int
) -> pd.DataFrame:
    """Return the two-way fixed-effects fit of the outcome on each regressor, one at a time, on the waves both have.

    Returns
    -------
    DataFrame
        One row a regressor: `years`, n countries; `share_country` and `share`, the part of its variance that country
        effects, then country and year effects, leave, with the verdict `estimable`; `coefficient` per unit and
        `standardised` (per standard deviation of what is left of either), with CR3 intervals and `p_cr3`; `p_wild`
        (wild cluster bootstrap), `p_trajectory` and `p_bloc` (whole trajectories exchanged among all countries, and
        within blocs); `p_one_way`, which common trends make worthless; `income` and its ends, the standardised
        coefficient beside log GDP per head on the waves that have it (`income_years`; None where these are too few);
        `holm` (of `p_wild`, over all rows).
    """
    seeds = np.random.SeedSequence(seed).spawn(len(regressors))
    rows = [
        {"outcome": outcome, "regressor": name, **_fit(*shared(outcome, name, years, scale), n_boot, level, child)}
        for name, child in zip(regressors, seeds, strict=True)
    ]
    table = pd.DataFrame(rows)
    table["holm"] = multiplicity.adjust(table["p_wild"].to_numpy(), "holm")
    return table


def _fit(y: pd.DataFrame, x: pd.DataFrame, n_boot: int, level: float, seed: np.random.SeedSequence) -> dict:
    outcome, regressor = y.to_numpy(float), x.to_numpy(float)
    blocs = [codes.blocs()[country] for country in y.index]
    rngs = [np.random.default_rng(child) for child in seed.spawn(3)]
    left, given = within_variation(regressor), _at_equal_income(y, x, level)
    return {
        **_estimate(y, x, panel.two_way_cr3(outcome, regressor, level)),
        "share_country": left.country,
        "share": left.country_and_year,
        "least": left.least,
        "estimable": left.estimable,
        "p_one_way": panel.one_way(outcome, regressor, level).p[0],
        "p_wild": panel.wild_bootstrap(outcome, regressor, 0, n_boot, rngs[0]).p,
        "p_trajectory": change.trajectory_p(regressor, outcome, n_boot, rngs[1]),
        "p_bloc": change.trajectory_p(regressor, outcome, n_boot, rngs[2], blocs),
        "income_years": given.get("years"),
        **{f"income{end}": given.get(f"standardised{end}") for end in ("", "_low", "_high")},
    }


def _estimate(y: pd.DataFrame, x: pd.DataFrame, found: panel.FixedEffects) -> dict:
    """Return a fit's first coefficient per unit and per standard deviation of what is left, with intervals."""
    unit = demean_both(x.to_numpy(float)).std() / demean_both(y.to_numpy(float)).std()
    ends = {"": found.coefficients[0], "_low": found.low[0], "_high": found.high[0]}
    return {
        "years": ", ".join(map(str, y)),
        "waves": len(y.columns),
        "n": len(y),
        **{f"coefficient{end}": value for end, value in ends.items()},
        **{f"standardised{end}": value * unit for end, value in ends.items()},
        "p_cr3": found.p[0],
    }


def sensitivity(outcome: str, regressor: str, years: Sequence[int], scale: str, level: float) -> pd.DataFrame:
    """Return the fit of one regressor again under other choices, one row each.

    Returns
    -------
    DataFrame
        `variant`: "two_way" (the choice of `fits`), "first_differences", "other_scale" (where the outcome has one),
        "without_last_year", "at_equal_income" (log GDP per head as second regressor, on the years that have it),
        "without_outcome_breaks" and "without_any_breaks" (countries with a flagged break after the first year),
        "without_most_influential" (the country named in `country`).
    """
    y, x = shared(outcome, regressor, years, scale)
    rows = [_row("two_way", y, x, level), _row("first_differences", y, x, level, panel.first_differences)]
    rows += _on_other_scale(outcome, regressor, years, scale, level)
    if len(y.columns) > 2:
        rows.append(_row("without_last_year", y.iloc[:, :-1], x.iloc[:, :-1], level))
    if income := _at_equal_income(y, x, level):
        rows.append({"variant": "at_equal_income", "country": None, **income})
    rows += _without_breaks(y, x, level, breaks(outcome, y), breaks(regressor, x))
    rows.append(_without_most_influential(y, x, level))
    return pd.DataFrame(rows).assign(outcome=outcome, regressor=regressor)


def _row(
    variant: str,
    y: pd.DataFrame,
    x: pd.DataFrame,
    level: float,
    estimator: Callable[..., panel.FixedEffects] = panel.two_way_cr3,
    country: str | None = None,
) -> dict:
    found = estimator(y.to_numpy(float), x.to_numpy(float), level)
    return {"variant": variant, "country": country, **_estimate(y, x, found)}


def _on_other_scale(outcome: str, regressor: str, years: Sequence[int], scale: str, level: float) -> list[dict]:
    (other,) = set(SCALES) - {scale}
    try:
        y, x = shared(outcome, regressor, years, other)
    except InputError:  # no percentage, or values of 0 or 100: there is no other scale
        return []
    return [_row("other_scale", y, x, level)]


def _at_equal_income(y: pd.DataFrame, x: pd.DataFrame, level: float) -> dict:
    """Return the fit with log income beside the regressor, on the years that have it; nothing when they are too few."""
    known = [year for year in y if year in codes.years(INCOME)]
    if len(known) < 2:
        return {}
    y, x, income = aligned(y[known], x[known], np.log(waves(INCOME, known)))
    both = np.dstack([x.to_numpy(float), income.to_numpy(float)])
    return _estimate(y, x, panel.two_way_cr3(y.to_numpy(float), both, level))


def _without_breaks(
    y: pd.DataFrame, x: pd.DataFrame, level: float, of_outcome: set[str], of_regressor: set[str]
) -> list[dict]:
    rows = []
    if of_outcome:
        kept = y.index.difference(sorted(of_outcome))
        rows.append(_row("without_outcome_breaks", y.loc[kept], x.loc[kept], level))
    if of_regressor - of_outcome:
        kept = y.index.difference(sorted(of_outcome | of_regressor))
        rows.append(_row("without_any_breaks", y.loc[kept], x.loc[kept], level))
    return rows


def _without_most_influential(y: pd.DataFrame, x: pd.DataFrame, level: float) -> dict:
    whole = panel.two_way(y.to_numpy(float), x.to_numpy(float)).coefficients[0]

    def moved(country: str) -> float:
        found = panel.two_way(y.drop(country).to_numpy(float), x.drop(country).to_numpy(float))
        return abs(found.coefficients[0] - whole)

    most = max(y.index, key=moved)
    return _row("without_most_influential", y.drop(most), x.drop(most), level, country=most)


def trap(
    outcome: str, regressor: str, years: Sequence[int], scale: str, n_boot: int, level: float, seed: int
) -> pd.DataFrame:
    """Return the same data under country effects alone, and under country and year effects, with several errors."""
    y, x = (frame.to_numpy(float) for frame in shared(outcome, regressor, years, scale))
    found = [
        panel.one_way(y, x, level),
        panel.clustered(y, x, "country", level),
        panel.two_way(y, x, level),
        panel.clustered(y, x, "country and year", level),
        panel.two_way_cr3(y, x, level),
    ]
    rows = [
        {
            "effects": fit.effects.replace(" ", "_"),
            "errors": fit.errors.lower(),
            "n": fit.countries,
            "coefficient": fit.coefficients[0],
            "low": fit.low[0],
            "high": fit.high[0],
            "p": fit.p[0],
        }
        for fit in found
    ]
    wild = panel.wild_bootstrap(y, x, 0, n_boot, np.random.default_rng(seed))
    last = {"effects": "country_and_year", "errors": "wild", "n": len(y), "coefficient": wild.coefficient, "p": wild.p}
    return pd.DataFrame([*rows, last])


def within(outcome: str, regressor: str, years: Sequence[int], scale: str) -> pd.DataFrame:
    """Return what is left of outcome and regressor after country effects, and after country and year effects."""
    y, x = shared(outcome, regressor, years, scale)
    left = {
        f"{name}_{what}": pd.DataFrame(demean(frame.to_numpy(float)[None])[0], y.index, y.columns).stack()
        for name, frame in (("x", x), ("y", y))
        for what, demean in (("country", demean_countries), ("both", demean_both))
    }
    return pd.DataFrame(left).rename_axis(["iso2", "year"]).reset_index()


def store_fits(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store each regressor's coefficient, the share of variance left to it, and its p-values."""
    store.number("regressors", len(table), kind="count")
    store.number("estimable", int(table["estimable"].sum()), kind="count", n=len(table))
    store.number("least_share", table["least"].iloc[0], kind="share")
    store.number("smallest_share", table["share"].min(), kind="share")
    store.number("largest_share", table["share"].max(), kind="share")
    store.number("smallest_holm", table["holm"].min(), kind="p", n=int(table["n"].max()))
    for row in table.to_dict("records"):
        name, about = row["regressor"], {"n": row["n"], "sources": [row["outcome"], row["regressor"]]}
        for kind, digits in (("coefficient", 3), ("standardised", 2)):
            ends = (row[f"{kind}_low"], row[f"{kind}_high"])
            store.number(f"{kind}_{name}", row[kind], digits=digits, interval=ends, level=level, **about)
        if pd.notna(row["income"]):
            ends = (row["income_low"], row["income_high"])
            sources = [*about["sources"], INCOME]
            store.number(f"income_{name}", row["income"], n=row["n"], interval=ends, level=level, sources=sources)
        store.number(f"share_{name}", row["share"], digits=3, **about)
        for p in ("p_cr3", "p_wild", "p_trajectory", "p_bloc", "p_one_way", "holm"):
            store.number(f"{p}_{name}", row[p], kind="p", **about)


def store_sensitivity(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store the standardised coefficient under each choice, and how many intervals hold zero."""
    holding = (table["standardised_low"] <= 0) & (table["standardised_high"] >= 0)
    store.number("variants", len(table), kind="count")
    store.number("variants_holding_zero", int(holding.sum()), kind="count", n=len(table))
    for row in table.to_dict("records"):
        about = {"n": row["n"], "sources": [row["outcome"], row["regressor"]], "level": level}
        ends = (row["standardised_low"], row["standardised_high"])
        store.number(f"variant_{row['variant']}", row["standardised"], interval=ends, **about)


def store_trap(store: Store, table: pd.DataFrame) -> None:
    """Store the p-value of each combination of effects and errors."""
    for row in table.to_dict("records"):
        store.number(f"trap_{row['effects']}_{row['errors']}", row["p"], kind="p", n=row["n"])
