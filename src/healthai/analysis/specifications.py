"""Every defensible specification of the association at equal income that the data can fill.

A decision is one on which careful analysts differ. Some options answer the same question in another way (scale,
further controls, countries left out): those are pooled. Others ask another question (which outcome, which focal
indicator, which years): they are on one curve too, but shown one by one. Outcomes about health and those about AI,
training and the stock of skills, models with and without income: these have curves of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, product

import numpy as np
import pandas as pd

from healthai import data
from healthai.data import codes
from healthai.errors import InputError, listing
from healthai.stats import composite, multiverse
from healthai.stats.multiverse import Curve
from healthai.stats.specification import Grid, control_sets, labels

INCOME = "gdp_pps_pc"
# Further controls: any of the first together; those of the second, near-copies of income or of each other, alone.
OPTIONAL = ("share_65plus", "population_jan1", "eu_accession_year")
ALONE = ("che_pps_pc", "che_pct_gdp")
LOGGED = (INCOME, "population_jan1", "che_pps_pc")  # on every scale but ranks: a few are many times the others
LEFT_OUT = ((), ("LU",), ("IE",), ("LU", "IE"), ("LU", "MT", "CY"))
WAVES = (2023, 2024, 2025)
# The latest year from which each timing takes its focal indicator: none is measured after its outcome.
TIMINGS = {"2023": 2023, "2024": 2024, "2025": 2025, "mean": 2024, "lagged": 2024}
COMPOSITE = "composite"


@dataclass(frozen=True)
class Pair:
    """An outcome and a focal indicator at one timing; `y` and `x` are the variables of the grid."""

    outcome: str
    focal: str
    timing: str
    y: str
    x: str


@dataclass(frozen=True)
class Multiverse:
    """A grid with its fitted curve and the option of each decision, shape (S,), in the order of the curve.

    `construct` says what the focal indicators are about, `family` what the outcomes are and what is held equal.
    """

    construct: str
    family: str
    countries: tuple[str, ...]
    grid: Grid
    options: Mapping[str, np.ndarray]
    curve: Curve

    @property
    def name(self) -> str:
        """The name of the curve in keys."""
        return f"{self.construct}_{self.family}"

    @property
    def size(self) -> int:
        """How many specifications there are."""
        return self.curve.r.size

    @cached_property
    def order(self) -> np.ndarray:
        """The specifications from the smallest partial correlation to the largest."""
        return np.argsort(self.curve.r, kind="stable")


def at_equal_income(
    construct: str, family: str, outcomes: Sequence[str], focal: Sequence[str], least_df: int
) -> Multiverse:
    """Lay out and fit all specifications of some outcomes on some focal indicators, income in every one.

    Parameters
    ----------
    construct, family : str
        What the focal indicators and what the outcomes are about: words for keys and tables.
    outcomes, focal : sequence of str
        Indicators. When two outcomes or more have every wave, the mean of their z-scores is a further outcome.
    least_df : int
        Fewest residual degrees of freedom of a specification.

    Returns
    -------
    Multiverse
        On the Member States that have a value in every variable.

    Raises
    ------
    InputError
        For an outcome that is also focal or a control, an indicator without a wave that can be used, a share of 0 or
        100 %, and as `healthai.stats.multiverse.fit`.
    """
    sets = [*control_sets(OPTIONAL, len(OPTIONAL)), *((one,) for one in ALONE)]
    return _fitted(construct, family, outcomes, focal, least_df, [INCOME], sets)


def marginal(construct: str, family: str, outcomes: Sequence[str], focal: Sequence[str], least_df: int) -> Multiverse:
    """Do as `at_equal_income` does, without any control: another question, whose curve is never pooled with others."""
    return _fitted(construct, family, outcomes, focal, least_df, [], [()])


def by_ranks(one: Multiverse) -> Multiverse:
    """Keep the specifications by ranks only, the primary scale of the book, as a curve of their own: family "ranks"."""
    kept = one.options["scale"] == "rank"
    grid = replace(one.grid, scales={"rank": one.grid.scales["rank"]})
    options = {node: values[kept] for node, values in one.options.items()}
    return replace(one, family="ranks", grid=grid, options=options, curve=multiverse.fit(grid))


def _fitted(
    construct: str,
    family: str,
    outcomes: Sequence[str],
    focal: Sequence[str],
    least_df: int,
    always: Sequence[str],
    sets: Sequence[Sequence[str]],
) -> Multiverse:
    _distinct(outcomes, focal)
    parts = _composed(outcomes)
    pairs = _pairs(outcomes, focal, parts)
    frame, composites = _published(pairs, parts)
    samples = {" ".join(left_out) or "all": ~frame.index.isin(left_out) for left_out in LEFT_OUT}
    grid = Grid(
        _scales(frame, composites), [(pair.y, pair.x) for pair in pairs], always, samples, sets, least_df=least_df
    )
    return Multiverse(construct, family, tuple(frame.index), grid, _options(grid, pairs), multiverse.fit(grid))


def _distinct(outcomes: Sequence[str], focal: Sequence[str]) -> None:
    controls = (INCOME, *OPTIONAL, *ALONE)
    twice = [one for one in (*outcomes, *focal) if (one in outcomes) + (one in focal) + (one in controls) > 1]
    if twice:
        raise InputError(f"{twice[0]} stands on two sides of a model; outcomes, focal indicators and controls differ")


def _composed(outcomes: Sequence[str]) -> dict[str, list[str]]:
    """Return the composite, if there is one, with its parts: a membership that changed with the wave would mix up two
    decisions."""
    parts = [outcome for outcome in outcomes if set(WAVES) <= set(codes.years(outcome))]
    return {COMPOSITE: parts} if len(parts) > 1 else {}


def _pairs(outcomes: Sequence[str], focal: Sequence[str], parts: Mapping[str, list[str]]) -> list[Pair]:
    outcome_years = {one: codes.years(one) for one in outcomes} | dict.fromkeys(parts, WAVES)
    focal_years = {one: _waves(one) for one in focal}
    found = [
        pair
        for outcome, one in product(outcome_years, focal)
        for pair in _timed(outcome, one, outcome_years[outcome], focal_years[one])
    ]
    used = {name for pair in found for name in (pair.outcome, pair.focal)}
    unused = [one for one in (*outcomes, *focal) if one not in used]
    if unused:
        raise InputError(
            f"{unused[0]} has no wave that can be used; allowed: an outcome with a wave in {listing(WAVES)}, and a "
            "focal indicator with one in its outcome's year or before"
        )
    return found


def _waves(focal: str) -> list[int]:
    """Return the years of a focal indicator up to its primary one."""
    primary = data.load("indicators").set_index("indicator_id")["primary_year"][focal]
    return [year for year in codes.years(focal) if year <= primary]


def _timed(outcome: str, focal: str, outcome_years: Sequence[int], focal_years: Sequence[int]) -> list[Pair]:
    """Return the pair at each timing that the data can fill; "lagged" is 2024 with the focal wave before its own."""
    found = []
    for timing, latest in TIMINGS.items():
        when = "2024" if timing == "lagged" else timing
        needed = set(WAVES) if when == "mean" else {int(when)}
        waves = [year for year in focal_years if year <= latest]
        waves = waves[:-1] if timing == "lagged" else waves
        if waves and needed <= set(outcome_years):
            found.append(Pair(outcome, focal, timing, f"{outcome}@{when}", f"{focal}@{waves[-1]}"))
    return found


def _published(pairs: Sequence[Pair], parts: Mapping[str, list[str]]) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Return the published values of every variable, on the countries that have all, and the composites' parts."""
    split = {variable: variable.split("@") for pair in pairs for variable in (pair.y, pair.x)}
    composites = {
        variable: [f"{part}@{when}" for part in parts[name]]
        for variable, (name, when) in split.items()
        if name in parts
    }
    single = {*split, *chain.from_iterable(composites.values())} - set(composites)
    columns = {variable: _values(variable) for variable in sorted(single)}
    controls = {one: data.indicator(one, countries=codes.eu27()) for one in (INCOME, *OPTIONAL, *ALONE)}
    return pd.DataFrame(columns | controls).dropna().sort_index(), composites


def _values(variable: str) -> pd.Series:
    name, _, when = variable.partition("@")
    years = WAVES if when == "mean" else (int(when),)
    return pd.DataFrame([data.indicator(name, year, codes.eu27()) for year in years]).mean(skipna=False)


def _scales(frame: pd.DataFrame, composites: Mapping[str, list[str]]) -> dict[str, dict[str, np.ndarray]]:
    """Return the variables as published, transformed, and as ranks; a composite is built anew on each of the first two.

    Shares are transformed to logits. Scores and governance estimates stay as they are: they are no shares of anything.
    """
    published = frame.assign(**{name: np.log(frame[name]) for name in LOGGED})
    kinds = data.load("indicators").set_index("indicator_id")["scale"]
    shares = [name for name in frame if kinds[name.partition("@")[0]] == "percent"]
    extreme = [name for name in shares if not frame[name].between(0, 100, inclusive="neither").all()]
    if extreme:
        raise InputError(f"{extreme[0].replace('@', ' ')} holds a share of 0 or 100 %, which has no logit")
    logits = {name: np.log(frame[name] / (100 - frame[name])) for name in shares}
    raw, transformed = (_with_composites(table, composites) for table in (published, published.assign(**logits)))
    return {
        scale: {name: column.to_numpy(float) for name, column in table.items()}
        for scale, table in {"raw": raw, "log": transformed, "rank": raw.rank()}.items()
    }


def _with_composites(table: pd.DataFrame, composites: Mapping[str, list[str]]) -> pd.DataFrame:
    built = {
        name: composite.build(table[parts], composite.Choices((1.0,) * len(parts), normalisation="z-score"))
        for name, parts in composites.items()
    }
    return table.assign(**built)


def _options(grid: Grid, pairs: Sequence[Pair]) -> dict[str, np.ndarray]:
    found = labels(grid)
    about = {(pair.y, pair.x): (pair.outcome, pair.focal, pair.timing) for pair in pairs}
    split = np.array([about[pair] for pair in zip(found.pop("outcome"), found.pop("focal"), strict=True)])
    return dict(zip(("outcome", "focal", "timing"), split.T, strict=True)) | found
