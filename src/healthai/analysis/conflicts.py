"""Whether published figures can all be true at once, and which of the known contradictions a programme finds."""

from dataclasses import replace

import pandas as pd

from healthai import data
from healthai.analysis import constraints
from healthai.errors import InputError
from healthai.results import Store
from healthai.stats.counts import percent_to_count
from healthai.stats.joint import Contradiction, check_consistent
from healthai.stats.responses import Count, Named, Problem, margin


def checked() -> pd.DataFrame:
    """Return how much is published of each survey, after a check that all of it can be true at once.

    Returns
    -------
    DataFrame
        One row a population that holds all countries of its survey: how many `counts` and `cross_tabulations`, how many
        `countries` a text names and how many of their `answers` that settles.

    Raises
    ------
    Contradiction
        When it cannot; names a minimal set of figures that are in conflict.
    """
    return pd.DataFrame([_checked(population) for population in ("region50", "region53")])


def _checked(population: str) -> dict:
    problem = constraints.published(population)
    check_consistent(problem)
    return {
        "population": population,
        "counts": sum(constraints.is_margin(count) for count in problem.counts),
        "cross_tabulations": sum(len(count.event.has) == 2 for count in problem.counts),
        "countries": len(problem.named),
        "answers": sum(len(unit.has) + len(unit.lacks) for unit in problem.named),
    }


def conflict(problem: Problem) -> tuple[Count | Named, ...]:
    """Return a minimal set of constraints that cannot all be true, or nothing."""
    try:
        check_consistent(problem)
    except Contradiction as found:
        return found.conflicting
    return ()


def listed() -> pd.DataFrame:
    """Return the contradictions that the data list, with the figures fed to the programme and what came of it.

    Every figure that `survey-counts` holds for the item enters, those of low confidence included, in place of the one
    that the book uses; so does what a listed source says of the country, as if it had been said of the survey.

    Returns
    -------
    DataFrame
        One row a contradiction: `contradiction`, `item`, `population`, `country`; the figures `fed`, distinct ranges;
        `found`: "programme" (they cannot all be true), "percentage" (a printed percentage that no count gives),
        "denominator" (the same count out of another number), or "not_found"; and `conflict`, the parts of a minimal
        conflicting set, none of which can be spared.
    """
    known = {population: constraints.published(population) for population in constraints.STRATA}
    rows = data.load("contradictions").astype(object).where(lambda table: table.notna(), None).to_dict("records")
    return pd.DataFrame([_listed(row, known[row["population"]]) for row in rows])


def _listed(row: dict, known: Problem) -> dict:
    figures = _figures(row["population"], row["item_id"])
    sources = _sources(figures, row["population"])
    found = conflict(_fed(row, known, tuple(sources))) if row["item_id"] else ()
    size = known.size(constraints.stratum(row["population"]))
    return {
        "contradiction": row["contradiction_id"],
        "item": row["item_id"],
        "population": row["population"],
        "country": row["iso2"],
        "fed": [{"low": count.range[0], "high": count.range[1]} for count in sources],
        "found": _found_by(found, figures, size),
        "conflict": [_part(part, known, sources) for part in found],
        "sources": row["source_ids"].split(),
    }


def _figures(population: str, item: str | None) -> pd.DataFrame:
    table = data.load("survey-counts")
    return table[(table["population"] == population) & (table["item_id"] == item)]


def _sources(figures: pd.DataFrame, population: str) -> dict[Count, list[str]]:
    """Return the different figures out of all countries of a population, each with the texts that give it."""
    size = sum(constraints.STRATA[population].values())
    found: dict[Count, list[str]] = {}
    for row in figures[figures["count_low"].notna() & (figures["denominator"] == size)].to_dict("records"):
        item = constraints.same_question(row["item_id"])
        count = margin(item, constraints.as_range(row), constraints.stratum(population))
        found.setdefault(count, []).append(row["source_id"])
    return found


def _fed(row: dict, known: Problem, figures: tuple[Count, ...]) -> Problem:
    """Return what bears on the item, with the contradictory figures in place of the one in use."""
    item = constraints.same_question(row["item_id"])
    used = {(count.event, count.stratum) for count in figures}
    counts = tuple(count for count in known.counts if (count.event, count.stratum) not in used)
    named = tuple(_told(unit, item, row) if unit.name == row["iso2"] else unit for unit in known.named)
    items = tuple(sorted({*known.items, item}))
    return replace(known, items=items, counts=(*counts, *figures), named=named).linked((item,))


def _told(unit: Named, item: str, row: dict) -> Named:
    """Return a country with the yes or no that a source of the contradiction gives it."""
    said = data.load("named-countries")
    told = (said["iso2"] == unit.name) & said["source_id"].isin(row["source_ids"].split())
    answers = set(said.loc[told & (said["kind"] == "national_context") & said["value"].isin(("yes", "no")), "value"])
    if len(answers) != 1:
        return unit
    has, lacks = (tuple(name for name in names if name != item) for names in (unit.has, unit.lacks))
    if "yes" in answers:
        return replace(unit, has=(*has, item), lacks=lacks)
    return replace(unit, has=has, lacks=(*lacks, item))


def _found_by(found: tuple, figures: pd.DataFrame, size: int) -> str:
    if found:
        return "programme"
    if any(_no_count(row["percent_printed"], size) for row in figures.to_dict("records")):
        return "percentage"
    return "denominator" if (figures["denominator"] != size).any() else "not_found"


def _no_count(percent: int, size: int) -> bool:
    if pd.isna(percent):
        return False
    try:
        percent_to_count(int(percent), size)
    except InputError:
        return True
    return False


def _part(known: Count | Named, problem: Problem, sources: dict[Count, list[str]]) -> dict:
    if isinstance(known, Named):
        return {"country": known.name, "has": list(known.has), "lacks": list(known.lacks)}
    low, high = known.range
    event = known.event
    return {
        "country": None,
        "has": list(event.has),
        "lacks": list(event.lacks),
        "among": list(event.among),
        "low": low,
        "high": high,
        "n": problem.size(known.stratum),
        "sources": sources.get(known, []),
    }


def store_checks(store: Store, table: pd.DataFrame) -> None:
    """Store how many counts, definitions and named answers were found to be possible at once."""
    found = table.set_index("population")
    store.number("counts", int(found["counts"].sum()), kind="count")
    store.number("cross_tabulations", int(found["cross_tabulations"].sum()), kind="count")
    store.number("definitions", len(constraints.definitions()), kind="count")
    store.number("named_countries", int(found["countries"].sum()), kind="count")
    store.number("named_answers", int(found["answers"].sum()), kind="count")


def store_conflicts(store: Store, table: pd.DataFrame) -> None:
    """Store how many contradictions are listed, and how many of them are found in each way."""
    store.number("contradictions", len(table), kind="count")
    for way in ("programme", "percentage", "denominator", "not_found"):
        store.number(f"contradictions_{way}", int((table["found"] == way).sum()), kind="count", n=len(table))
