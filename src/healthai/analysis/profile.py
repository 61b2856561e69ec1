"""One country among the 27: its indicators and ranks, its nearest peers, what texts say of it, what is missing."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from healthai import data
from healthai.data import codes
from healthai.results import Store
from healthai.stats import peers

# Peers are alike in conditions, not in outcomes: income and health spending enter as logs, for ratios matter there.
CONDITIONS = {
    "gdp_pps_pc": np.log,
    "che_pps_pc": np.log,
    "share_65plus": None,
    "wgi_ge": None,
    "population_jan1": np.log,
}


def ranks(country: str, indicators: Sequence[str]) -> pd.DataFrame:
    """Return the country's value and rank (1 is the highest) in each indicator, among the Member States with a value.

    Returns
    -------
    DataFrame
        One row an indicator: year, value, rank, n, the median of the Member States, and the flag the publisher set.
        Value and rank are None where the country has no value.
    """
    about = data.load("indicators").set_index("indicator_id")
    values = data.load("values")
    flags = values[values["iso2"] == country].set_index(["indicator_id", "year"])["flag"]
    rows = [
        (indicator, about.at[indicator, "domain"], int(about.at[indicator, "primary_year"])) for indicator in indicators
    ]
    return pd.DataFrame([_rank(country, *row, flags) for row in rows])


def _rank(country: str, indicator: str, domain: str, year: int, flags: pd.Series) -> dict:
    series = data.indicator(indicator, year, countries=codes.eu27())
    rank = dict(zip(series.index, peers.rank(series.to_numpy()), strict=True))
    there = country in series.index
    flag = flags.at[(indicator, year)] if there else None
    return {
        "indicator": indicator,
        "domain": domain,
        "year": year,
        "value": float(series[country]) if there else None,
        "rank": rank[country] if there else None,
        "n": len(series),
        "median": float(series.median()),
        "flag": flag if isinstance(flag, str) and flag else None,
    }


def nearest(country: str, k: int) -> pd.DataFrame:
    """Return the `k` Member States nearest in conditions, by Euclidean distance of standardised values.

    Returns
    -------
    DataFrame
        Nearest first: iso2 and the distance, in standard deviations.
    """
    frame = data.panel(dict.fromkeys(CONDITIONS), countries=codes.eu27()).dropna()
    for name, change in CONDITIONS.items():
        frame[name] = change(frame[name]) if change else frame[name]
    found = peers.nearest(frame.to_numpy(float), frame.index.get_loc(country), k)
    return pd.DataFrame({"iso2": frame.index[list(found.rows)], "distance": found.distances})


def beside(country: str, near: pd.DataFrame, indicators: Sequence[str]) -> pd.DataFrame:
    """Return the values of the country and its peers: one row an indicator, one column a country, the country first."""
    order = [country, *near["iso2"]]
    frame = data.panel(dict.fromkeys(indicators), countries=order)
    return frame.reindex(order)[list(indicators)].T.reset_index(names="indicator")


def strip(country: str, indicators: Sequence[str], near: pd.DataFrame) -> pd.DataFrame:
    """Return each Member State's value of each indicator, marked as the country, a peer or another."""
    role = dict.fromkeys(codes.eu27(), "other") | dict.fromkeys(near["iso2"], "peer") | {country: "country"}
    frame = data.panel(dict.fromkeys(indicators), countries=codes.eu27())[list(indicators)]
    long = frame.rename_axis("iso2").reset_index().melt("iso2", var_name="indicator").dropna()
    return long.assign(role=long["iso2"].map(role))


def named(country: str) -> pd.DataFrame:
    """Return what texts say of this country: answers attributed to it, deduced ones, and national context."""
    found = data.load("named-countries")
    columns = ["item_id", "value", "kind", "confidence", "source_id"]
    unanimous = found["item_id"].isin(("driver_patient_care", "survey_participation"))
    return found[(found["iso2"] == country) & ~unanimous][columns].reset_index(drop=True)


def gaps(country: str) -> pd.DataFrame:
    """Return the series that cover the EU in their primary year but lack this country, with the years it does have."""
    values = data.load("values")
    here = values[values["iso2"] == country].groupby("indicator_id")["year"].agg(sorted).to_dict()
    rows = []
    for about in data.load("indicators").to_dict("records"):
        name, year, years = about["indicator_id"], int(about["primary_year"]), here.get(about["indicator_id"], [])
        if year not in years:
            rows.append({"indicator": name, "year": year, "years": ", ".join(map(str, years)) or None})
    return pd.DataFrame(rows, columns=["indicator", "year", "years"])


def store_ranks(store: Store, table: pd.DataFrame) -> None:
    """Store the country's value and rank in each indicator that has them."""
    for row in table.dropna(subset="value").to_dict("records"):
        name, n, sources = row["indicator"], row["n"], [row["indicator"]]
        store.number(f"value_{name}", row["value"], digits=1, n=n, sources=sources)
        store.number(f"rank_{name}", int(row["rank"]), kind="count", n=n, sources=sources)
