"""WHO's digital health survey of 2022: health-specific governance and training, item against item, country by country.

A country that did not answer is neither a yes nor a no: it is counted apart, and what its answer could change is shown
as bounds over every way to fill it in.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from healthai import data
from healthai.analysis import association
from healthai.analysis.association import INCOME
from healthai.data import codes
from healthai.results import Store
from healthai.stats import correlation, missing, multiplicity, permutation, two_groups

# The family of tests: each governance item with each training item.
GOVERNANCE = (
    "who22_dh_strategy",
    "who22_data_strategy",
    "who22_bigdata_policy",
    "who22_bigdata_private",
    "who22_eval_guidance",
)
TRAINING = ("who22_inservice_training", "who22_preservice_training")
LITERACY = "who22_dh_literacy_policy"  # about the population, not about staff: context, outside the family
CAPACITY = "wgi_ge"  # stands in for income where the population goes beyond the EU, for which no income is at hand
YEAR = 2022
YES = 3
READINGS = ("as_who_totals", "plain_yes")
CELLS = [f"{a}_{b}" for a, b in product(("yes", "no", "silent"), repeat=2)]


def answers(population: str, coding: str) -> pd.DataFrame:
    """Return countries by item: 1 yes, 0 no, NaN unanswered.

    Parameters
    ----------
    population : {"eu27", "region52"}
        The Member States, or every country of the published data.
    coding : {"as_who_totals", "plain_yes"}
        Two items have answers without documentation. WHO's printed totals come out when these count as yes; read
        plainly, only an answer coded as yes is one.
    """
    items = (*GOVERNANCE, *TRAINING, LITERACY)
    every = data.panel(dict.fromkeys(items, YEAR))
    frame = every.reindex(codes.eu27()) if population == "eu27" else every
    return frame if coding == "as_who_totals" else frame.assign(**_plain(frame.index))


def _plain(countries: pd.Index) -> dict[str, pd.Series]:
    raw = data.load("who22-codes").pivot(index="iso2", columns="indicator_id", values="code").reindex(countries)
    return {item: raw[item].eq(YES).astype(float).where(raw[item].notna()) for item in raw}


def pairs(frame: pd.DataFrame, population: str, n_perm: int, seed: int, level: float) -> pd.DataFrame:
    """Return every governance item A with every training item B.

    Returns
    -------
    DataFrame
        One row a pair: the nine counts (`yes_yes`, `yes_no`, `yes_silent`, ...: A first), n who answered both;
        `difference`, the share with B among those with A less that among those without, with Newcombe's interval, phi
        and Fisher's `p` among those who answered both, and `holm` over the pairs; the ends of difference, phi and p
        over all ways to fill in the missing answers (`difference_least`, `difference_most`, ...), and `holm_most`,
        which the adjusted p does not pass in any of them; `partial`, phi at equal `control` (log income in the EU, else
        effective government), with interval and `partial_p` (Freedman-Lane). What a table cannot give is None.
    """
    seeds = np.random.SeedSequence(seed).spawn(len(GOVERNANCE) * len(TRAINING))
    control = _control(population)
    rows = []
    for (a, b), child in zip(product(GOVERNANCE, TRAINING), seeds, strict=True):
        given = _given(frame[[a, b]], control, n_perm, np.random.default_rng(child), level)
        rows.append({"a": a, "b": b, **_pair(frame[a], frame[b], level), "control": control.name, **given})
    table = pd.DataFrame(rows)
    table["holm"] = multiplicity.adjust(table["p"].to_numpy(), "holm")
    # No adjusted p falls when a p rises, so the largest p of each pair together give the largest adjusted ones.
    table["holm_most"] = multiplicity.adjust(table["p_most"].to_numpy(), "holm")
    return table


def _pair(a: pd.Series, b: pd.Series, level: float) -> dict:
    counts = missing.cross_tabulate(a, b)
    (yes_yes, yes_no), (no_yes, no_no) = counts[:2, :2].tolist()
    bounds = missing.association(counts)
    row = {**dict(zip(CELLS, counts.ravel().tolist(), strict=True)), "n": int(counts[:2, :2].sum()), "level": level}
    row |= _difference(yes_yes, yes_yes + yes_no, no_yes, no_yes + no_no, level)
    row["phi"] = _phi(counts[:2, :2])
    row["p"] = two_groups.fisher(counts[:2, :2].tolist()).p
    for name, ends in (("difference", bounds.risk_difference), ("phi", bounds.phi), ("p", bounds.p)):
        row |= {f"{name}_least": ends.low if ends else None, f"{name}_most": ends.high if ends else None}
    return row


def _difference(k1: int, n1: int, k2: int, n2: int, level: float) -> dict:
    if min(n1, n2) == 0:
        return dict.fromkeys(("difference", "difference_low", "difference_high"))
    found = two_groups.risk_difference(k1, n1, k2, n2, level)
    return {"difference": found.estimate, "difference_low": found.low, "difference_high": found.high}


def _phi(table: np.ndarray) -> float | None:
    product_of_margins = float(np.prod([*table.sum(axis=0), *table.sum(axis=1)]))
    if product_of_margins == 0:
        return None
    (a, b), (c, d) = table.tolist()
    return (a * d - b * c) / product_of_margins**0.5


def _control(population: str) -> pd.Series:
    if population == "eu27":
        return np.log(data.indicator(INCOME, countries=codes.eu27())).rename(INCOME)
    return data.indicator(CAPACITY)


def _given(
    both: pd.DataFrame, control: pd.Series, n_perm: int, rng: np.random.Generator, level: float
) -> dict[str, float]:
    """Return phi (which is Spearman's and Pearson's correlation of two yes-no items) at equal income or capacity."""
    complete = both.join(control).dropna()
    a, b, given = complete.to_numpy(float).T
    found = correlation.partial(a, b, given, "spearman", level)
    p = permutation.partial_permutation_p(a, b, given, "spearman", n_perm, rng)
    return {"partial": found.estimate, "partial_low": found.low, "partial_high": found.high, "partial_p": p}


def codings(population: str, level: float) -> pd.DataFrame:
    """Return the pairs with an item that has undocumented answers, under both readings of these."""
    strategy = GOVERNANCE[0]
    rows = []
    for b, coding in product((*TRAINING, LITERACY), READINGS):
        frame = answers(population, coding)
        rows.append({"a": strategy, "b": b, "coding": coding, **_pair(frame[strategy], frame[b], level)})
    return pd.DataFrame(rows)


def beside(frame: pd.DataFrame, series: Sequence[str]) -> pd.DataFrame:
    """Return the Member States' training items with country series in their primary year, and log income."""
    others = data.panel({**dict.fromkeys(series), INCOME: None}, countries=codes.eu27())
    joined = others.join(frame[list(TRAINING)])
    return joined.assign(log_gdp=np.log(joined[INCOME])).drop(columns=INCOME)


def groups(frame: pd.DataFrame, series: Sequence[str], n_perm: int, seed: int, level: float) -> pd.DataFrame:
    """Return each series among countries with and without each training item: means, and all `association.pairs` has.

    Spearman's correlation of a series with a yes-no item ranks permutations as the Mann-Whitney statistic does.
    """
    tested = association.pairs(frame, series, TRAINING, "spearman", n_perm, seed, level)
    means = [_means(frame, name, item) for name, item in product(series, TRAINING)]
    return pd.concat([tested, pd.DataFrame(means)], axis="columns")


def _means(frame: pd.DataFrame, name: str, item: str) -> dict:
    complete = frame[[name, item, "log_gdp"]].dropna()
    with_it, without = (complete.loc[complete[item] == answer, name] for answer in (1, 0))
    sizes = {"n_yes": len(with_it), "n_no": len(without), "silent": int(frame[item].isna().sum())}
    return {**sizes, "mean_yes": with_it.mean(), "mean_no": without.mean()}


def listed(population: str) -> pd.DataFrame:
    """Return what every country answered: "yes", "no", "undocumented", or None where it did not answer."""
    plain, as_who = (answers(population, coding) for coding in ("plain_yes", "as_who_totals"))
    words = plain.map({1.0: "yes", 0.0: "no"}.get, na_action="ignore").astype(object)
    return words.mask(as_who > plain, "undocumented").reset_index()


def store_answers(store: Store, frame: pd.DataFrame, population: str) -> None:
    """Store how many say yes to each item, of those that answered, how many did not, and how many cannot be read."""
    unread = listed(population)
    for item in (GOVERNANCE[0], LITERACY):
        found = int((unread[item] == "undocumented").sum())
        store.number(f"undocumented_{item}", found, kind="count", n=len(unread), sources=[item])
    store.number("countries", len(frame), kind="count")
    for item in frame:
        answered = frame[item].dropna()
        store.number(f"yes_{item}", int(answered.sum()), kind="count", n=len(answered), sources=[item])
        store.number(f"silent_{item}", len(frame) - len(answered), kind="count", n=len(frame), sources=[item])


def store_pairs(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store each pair's difference with interval, its bounds, its p-values, and phi given the control."""
    store.number("pairs", len(table), kind="count")
    store.number("smallest_holm", table["holm"].min(), kind="p", n=int(table["n"].max()))
    for name, column in (("below_holm", "holm"), ("below_holm_whatever", "holm_most")):
        store.number(name, int((table[column] < 1 - level).sum()), kind="count", n=len(table))
    store.number("sign_certain", int((table["difference_least"].astype(float) > 0).sum()), kind="count", n=len(table))
    for row in table.to_dict("records"):
        pair, about = f"{row['a']}_{row['b']}", {"n": row["n"], "sources": [row["a"], row["b"]]}
        for p in ("p", "holm", "partial_p"):
            store.number(f"{p}_{pair}", row[p], kind="p", **about)
        store.number(f"holm_most_{pair}", row["holm_most"], kind="p", sources=about["sources"])
        for name in ("difference", "partial"):
            if pd.notna(row[name]):
                ends = (row[f"{name}_low"], row[f"{name}_high"])
                store.number(f"{name}_{pair}", row[name], interval=ends, level=level, **about)
        for name, kind in (("difference", "number"), ("p", "p")):
            if pd.notna(row[f"{name}_least"]):
                store.number(f"{name}_least_{pair}", row[f"{name}_least"], kind=kind, sources=about["sources"])
                store.number(f"{name}_most_{pair}", row[f"{name}_most"], kind=kind, sources=about["sources"])


def store_codings(store: Store, table: pd.DataFrame) -> None:
    """Store difference, phi and p of each pair under each reading of the undocumented answers."""
    for row in table.dropna(subset="phi").to_dict("records"):
        key, about = f"{row['b']}_{row['coding']}", {"n": row["n"], "sources": [row["a"], row["b"]]}
        ends = (row["difference_low"], row["difference_high"])
        store.number(f"difference_{key}", row["difference"], interval=ends, level=row["level"], **about)
        store.number(f"phi_{key}", row["phi"], **about)
        store.number(f"p_{key}", row["p"], kind="p", **about)


def store_groups(store: Store, table: pd.DataFrame, level: float) -> None:
    """Store the correlation of each series with each training item, as it stands and at equal income."""
    store.number("smallest_series_p", table["partial_p"].min(), kind="p", n=int(table["n"].max()))
    for row in table.to_dict("records"):
        pair, about = f"{row['outcome']}_{row['focal']}", {"n": row["n"], "sources": [row["outcome"], row["focal"]]}
        for name in ("spearman", "partial"):
            ends = (row[f"{name}_low"], row[f"{name}_high"])
            store.number(f"series_{name}_{pair}", row[name], interval=ends, level=level, **about)
        for p in ("p", "p_bloc", "partial_p"):
            store.number(f"series_{p}_{pair}", row[p], kind="p", **about)
