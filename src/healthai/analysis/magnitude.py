"""Are the associations of the declared models surely small, or surely large? Tests of equivalence, and posteriors."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from healthai.analysis.primary import Model
from healthai.results import Store
from healthai.stats import equivalence, posterior

# Bounds whose power is shown beside that of the smallest effect of interest.
BOUNDS = (0.3, 0.4, 0.5, 0.55, 0.6)
# How much narrower the second prior is than the first.
NARROWER = 3
CURVE = 121


def equivalences(models: Sequence[Model], sesoi: float, level: float) -> pd.DataFrame:
    """Test whether each partial rank correlation is smaller in size than the smallest effect of interest.

    Returns
    -------
    DataFrame
        One row a model: `rank` with the interval that decides the question (its level is 2 `level` - 1), `p`,
        `equivalent`, and `power` if the true correlation were 0.
    """
    rows = []
    for model in models:
        found = equivalence.tost(model.rank(level).estimate, model.n, sesoi, model.k, "spearman", 1 - level)
        rows.append(
            {
                "outcome": model.outcome,
                "focal": model.focal,
                "n": model.n,
                "rank": found.estimate,
                "low": found.low,
                "high": found.high,
                "sesoi": sesoi,
                "p": found.p,
                "equivalent": found.equivalent,
                "power": found.power,
            }
        )
    return pd.DataFrame(rows)


def equivalence_power(n: int, controls: int, sesoi: float, level: float) -> pd.DataFrame:
    """Return how often the equivalence test would succeed for several bounds, if the true correlation were 0."""
    return pd.DataFrame(
        {
            "bound": bound,
            "n": n,
            "alone": equivalence.tost_power(n, bound, 0, "pearson", 1 - level),
            "given": equivalence.tost_power(n, bound, controls, "spearman", 1 - level),
        }
        for bound in sorted({*BOUNDS, sesoi})
    )


def posteriors(models: Sequence[Model], sesoi: float, prior_width: float, level: float) -> pd.DataFrame:
    """Return what the data say about each partial rank correlation, for the prior and for a narrower one.

    Returns
    -------
    DataFrame
        Two rows a model: `prior_width`; median with interval; the probabilities `above` the smallest effect of
        interest, `below` its negative, and `between`.
    """
    rows = []
    for model, width in product(models, (prior_width, prior_width / NARROWER)):
        found = posterior.posterior(model.rank(level).estimate, model.n, sesoi, model.k, width, level)
        rows.append(
            {
                "outcome": model.outcome,
                "focal": model.focal,
                "n": model.n,
                "rank": model.rank(level).estimate,
                "prior_width": width,
                "median": found.median,
                "low": found.low,
                "high": found.high,
                "above": found.above,
                "below": found.below,
                "between": 1 - found.above - found.below,
            }
        )
    return pd.DataFrame(rows)


def posterior_curves(models: Sequence[Model], sesoi: float, prior_width: float, level: float) -> pd.DataFrame:
    """Return the density of each model's posterior and of the prior at many values of `rho`."""
    at = np.unique([*np.linspace(-0.99, 0.99, CURVE), -sesoi, sesoi])
    parts = []
    for model in models:
        found = posterior.posterior(model.rank(level).estimate, model.n, sesoi, model.k, prior_width, level)
        values = {
            "rho": at,
            "density": np.interp(at, found.rho, found.density),
            "prior": posterior.stretched_beta_density(at, prior_width),
        }
        parts.append(pd.DataFrame(values).round(5).assign(outcome=model.outcome, focal=model.focal))
    return pd.concat(parts, ignore_index=True)


def store_power(store: Store, power: pd.DataFrame, equivalence: pd.DataFrame) -> None:
    """Store each of `BOUNDS` with the power of its equivalence test, and for how many models the test succeeds."""
    for row in power[power["bound"].isin(BOUNDS)].to_dict("records"):
        percent = round(100 * row["bound"])
        store.number(f"bound_{percent}", row["bound"])
        store.number(f"power_{percent}", row["alone"], kind="share", n=row["n"])
        store.number(f"power_given_{percent}", row["given"], kind="share", n=row["n"])
    store.number("equivalent", int(equivalence["equivalent"].sum()), kind="count", n=len(equivalence))


def store_posteriors(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store each model's posterior median and share above the smallest effect of interest, for each prior."""
    widest = table["prior_width"].max()
    for row in table.to_dict("records"):
        which = "" if row["prior_width"] == widest else "_narrow"
        model, interval = f"{row['outcome']}_{row['focal']}{which}", (row["low"], row["high"])
        store.number(f"median_{model}", row["median"], n=row["n"], interval=interval, level=level)
        store.number(f"above_{model}", row["above"], kind="share", n=row["n"])
