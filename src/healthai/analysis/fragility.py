"""How much the declared models owe to single countries, to what is not measured, and to error of measurement."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd
import scipy.stats

from healthai.analysis.primary import Model, scales
from healthai.results import Store
from healthai.stats import confounding, influence, linear, reliability

# Countries that are left out because GDP per head says least about them (profit shifting) or because they are smallest.
DROPS = ((), ("LU",), ("IE",), ("LU", "IE"), ("MT",))
# Assumed shares of variance that are not error; nobody has measured them.
RELIABILITIES = (0.7, 0.8, 0.9, 1.0)
# Partial R2 at which the borders are computed.
BORDER = np.linspace(0.02, 0.98, 49)


# Single countries.


def leave_one_out(model: Model, level: float) -> pd.DataFrame:
    """Return the partial rank correlation without each country in turn, `rank` with `_low` and `_high`, sorted."""
    found = [(country, model.without([country]).rank(level)) for country in model.countries]
    rows = [
        {"iso2": country, "n": left.n, "rank": left.estimate, "rank_low": left.low, "rank_high": left.high}
        for country, left in found
    ]
    return pd.DataFrame(rows).sort_values(["rank", "iso2"], ignore_index=True)


def diagnostics(models: Sequence[Model], level: float) -> pd.DataFrame:
    """Return which country moves each model most.

    Returns
    -------
    DataFrame
        One row a model: the range of the partial rank correlation without one country (`low`, `high`, and which is then
        left out); and, for least squares, the country with the largest leverage (`hat`), Cook's distance (`cook`) and
        standardised change of the focal coefficient (`dfbetas`, with sign).
    """
    return pd.DataFrame([_diagnosed(model, level) for model in models])


def _diagnosed(model: Model, level: float) -> dict:
    ranks = leave_one_out(model, level)
    found = influence.influence(model.y, model.regressors)
    measures = {"hat": found.hat, "cook": found.cook, "dfbetas": found.dfbetas[:, 1]}
    row = {
        "outcome": model.outcome,
        "focal": model.focal,
        "n": model.n,
        "rank": model.rank(level).estimate,
        "low": ranks["rank"].iloc[0],
        "low_without": ranks["iso2"].iloc[0],
        "high": ranks["rank"].iloc[-1],
        "high_without": ranks["iso2"].iloc[-1],
    }
    for name, values in measures.items():
        largest = int(np.argmax(np.abs(values)))
        row |= {name: values[largest], f"{name}_country": model.countries[largest]}
    return row


def drops(models: Sequence[Model], level: float) -> pd.DataFrame:
    """Return each model's estimates without the countries of `DROPS` (one row each; `left_out` holds their codes)."""
    rows = [
        {"outcome": model.outcome, "focal": model.focal, "left_out": list(left_out)}
        | scales(model.without(left_out), level)
        for model, left_out in product(models, DROPS)
    ]
    return pd.DataFrame(rows)


# What is not measured.


def confounders(models: Sequence[Model], level: float) -> pd.DataFrame:
    """Return how strong an unmeasured common cause would have to be, with income as yardstick.

    Returns
    -------
    DataFrame
        One row a model of least squares. `value`, `value_alpha`: robustness values, the second from classical errors;
        `value_alpha_hc3`: from those of HC3, as the intervals of these models. `income_focal`, `income_outcome`:
        partial R2 of log GDP with the focal indicator and with the outcome; `strongest`: how many times as strong as
        log GDP a confounder can be at most. For one as strong as log GDP: `as_focal`, `as_outcome` (its own partial
        R2) and `left`, what remains of the slope per standard deviation, with classical interval; None where no
        confounder can be that strong.
    """
    return pd.DataFrame([_confounded(model, level) for model in models])


def _confounded(model: Model, level: float) -> dict:
    fit = linear.ols(model.y, model.regressors, "classical", level)
    hc3 = linear.ols(model.y, model.regressors, "HC3", level)
    strength, by_hc3 = (confounding.robustness(each.t[1], each.df, 1 - level) for each in (fit, hc3))
    income, others = model.given[:, 0], model.given[:, 1:]
    with_x, with_y = confounding.strengths(model.x, model.y, income, others if model.controls else None)
    row = {
        "outcome": model.outcome,
        "focal": model.focal,
        "n": model.n,
        "slope": fit.coefficients[1] * model.x.std(ddof=1),
        "value": strength.value,
        "value_alpha": strength.value_alpha,
        "value_alpha_hc3": by_hc3.value_alpha,
        "partial_r2": strength.partial_r2,
        "income_focal": with_x,
        "income_outcome": with_y,
        "strongest": confounding.strongest(with_x),
        **dict.fromkeys(("as_focal", "as_outcome", "left", "left_low", "left_high")),
    }
    return row | _as_strong(model, fit, with_x, with_y) if row["strongest"] > 1 else row


def _as_strong(model: Model, fit: linear.Regression, with_x: float, with_y: float) -> dict:
    """Return a confounder as strong as log GDP, and what it would leave of the slope."""
    as_strong = confounding.confounder(with_x, with_y, 1)
    left = confounding.adjusted(
        fit.coefficients[1], fit.standard_errors[1], fit.df, as_strong.treatment, as_strong.outcome
    )
    spread = model.x.std(ddof=1)
    half_width = scipy.stats.t.isf((1 - fit.level) / 2, fit.df - 1) * left.standard_error
    return {
        "as_focal": as_strong.treatment,
        "as_outcome": as_strong.outcome,
        "left": left.estimate * spread,
        "left_low": (left.estimate - half_width) * spread,
        "left_high": (left.estimate + half_width) * spread,
    }


def confounder_borders(models: Sequence[Model], level: float) -> pd.DataFrame:
    """Return, for each model, the weakest confounders that overturn it: one row a partial R2 with the focal indicator.

    Returns
    -------
    DataFrame
        `treatment`; the partial R2 with the outcome that leaves a slope of 0 (`zero`), or an interval that reaches 0
        (`interval`); None where none is strong enough.
    """
    return pd.concat([_border(model, level) for model in models], ignore_index=True)


def _border(model: Model, level: float) -> pd.DataFrame:
    fit = linear.ols(model.y, model.regressors, "classical", level)
    starts = (confounding.borders(fit.t[1], fit.df, BORDER, 1 - level).least, confounding.partial_r2(fit.t[1], fit.df))
    # Just inside the two ends of the lines, so that a picture shows where they begin.
    at = np.unique([*BORDER, *(start + 1e-9 for start in starts if start > 0)])
    found = confounding.borders(fit.t[1], fit.df, at, 1 - level)
    values = {"treatment": at, "zero": found.zero, "interval": found.insignificant}
    return pd.DataFrame(values).round(5).assign(outcome=model.outcome, focal=model.focal)


# Error of measurement.


def disattenuations(models: Sequence[Model]) -> pd.DataFrame:
    """Return Pearson's partial correlation as it would be without errors of measurement, for assumed reliabilities.

    Returns
    -------
    DataFrame
        One row a model and pair of reliabilities, of the outcome and of the focal indicator as published. What income
        leaves of them is less reliable, (reliability - R2) / (1 - R2) with R2 the share that the controls explain.
        `corrected` is None where the reliability assumed is no larger than R2, and may pass 1 where it is too small.
    """
    rows = []
    for model, of_y, of_x in product(models, RELIABILITIES, RELIABILITIES):
        r = linear.added_variable(model.x, model.y, model.given).correlation
        left_y, left_x = _reliability_left(of_y, model.y, model.given), _reliability_left(of_x, model.x, model.given)
        defined = min(left_y, left_x) > 0
        rows.append(
            {
                "outcome": model.outcome,
                "focal": model.focal,
                "n": model.n,
                "linear": r,
                "reliability_outcome": of_y,
                "reliability_focal": of_x,
                "corrected": reliability.disattenuated(r, left_x, left_y) if defined else None,
            }
        )
    return pd.DataFrame(rows)


def _reliability_left(assumed: float, values: np.ndarray, given: np.ndarray) -> float:
    explained = 1 - np.var(linear.residuals(values, given)) / np.var(values)
    return (assumed - explained) / (1 - explained)


# Pictures and the store.


def added_variables(models: Sequence[Model]) -> pd.DataFrame:
    """Return what the controls leave of focal indicator and outcome, one row a model and country."""
    parts = []
    for model in models:
        left = linear.added_variable(model.x, model.y, model.given)
        points = {"iso2": model.countries, "x": left.x, "y": left.y}
        parts.append(pd.DataFrame(points).assign(outcome=model.outcome, focal=model.focal))
    return pd.concat(parts, ignore_index=True)


def store_single_countries(
    store: Store, model: Model, one_out: pd.DataFrame, diagnostics: pd.DataFrame, level: float
) -> None:
    """Store the range of one model without single countries, and which countries stand out in each model."""
    ends = {"lowest": one_out.iloc[0], "highest": one_out.iloc[-1]}
    for name, row in ends.items():
        interval = row["rank_low"], row["rank_high"]
        store.number(
            f"one_out_{name}", row["rank"], n=int(row["n"]), interval=interval, level=level, sources=model.sources
        )
        store.names(f"one_out_{name}_without", [row["iso2"]], of="country", sources=model.sources)
    reaching = one_out.loc[one_out["rank_low"] <= 0, "iso2"]
    store.number("one_out_reaching_zero", len(reaching), kind="count", n=len(one_out), sources=model.sources)
    for name in ("cook", "hat"):
        store.names(f"most_{name}", list(dict.fromkeys(diagnostics[f"{name}_country"])), of="country")


def store_confounders(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store each model's robustness values, income's own strength, and what a second income would leave."""
    names = ("value", "value_alpha", "value_alpha_hc3", "income_focal", "income_outcome", "strongest")
    for row in table.to_dict("records"):
        model, sources = f"{row['outcome']}_{row['focal']}", [row["outcome"], row["focal"]]
        for name in names:
            store.number(f"{name}_{model}", row[name], n=row["n"], sources=sources)
        if row["strongest"] > 1:
            interval = row["left_low"], row["left_high"]
            store.number(f"left_{model}", row["left"], n=row["n"], interval=interval, level=level, sources=sources)
