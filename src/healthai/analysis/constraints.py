"""What has been published of the surveys, written down as constraints on the answers of all countries."""

from dataclasses import replace

import pandas as pd

from healthai import data
from healthai.data import codes
from healthai.data.tables import kept
from healthai.stats.bounds import Margin
from healthai.stats.responses import Count, Event, Named, Problem, cross_tabulation, exclusive, implication, margin

# The EU is a stratum of the Region: all 27 members are among the 50 that answered.
STRATA = {"eu27": {"eu27": 27}, "region50": {"eu27": 27, "rest": 23}, "region53": {"region53": 53}}

# True by the meaning of the items, whatever a country answered: established use is use, and what is in place is no
# longer in preparation.
APPLICATIONS = (
    "admin_automation",
    "ai_diagnostics",
    "ai_surgery",
    "chatbots",
    "prognosis",
    "remote_monitoring",
    "symptom_checkers",
)
IMPLIES = tuple((f"{name}_established", f"{name}_use") for name in APPLICATIONS)
PREPARED = ("national_health_data_hub", "health_specific_ai_strategy")
EXCLUDES = tuple((name, f"{name}_in_development") for name in PREPARED)


def definitions() -> pd.DataFrame:
    """Return the definitions that enter as constraints: two items and how the first bears on the second."""
    rows = [{"first": first, "relation": "implies", "second": second} for first, second in IMPLIES]
    rows += [{"first": first, "relation": "excludes", "second": second} for first, second in EXCLUDES]
    return pd.DataFrame(rows)


def published(population: str) -> Problem:
    """Return everything known of a population's answers, as `healthai.stats.joint` takes it.

    Parameters
    ----------
    population : {"eu27", "region50", "region53"}
        The Region has the EU and the rest as strata, with the counts of the EU in the one and those of the Region over
        both. An item worded otherwise for the Region enters as the item of the EU that asks the same.

    Returns
    -------
    Problem
        Counts (one an item, as `healthai.data.counts` chooses them), cross-tabulations, definitions and named
        countries. Who took part in a survey is no answer and stays out.
    """
    strata = STRATA[population]
    known = (*margins(population), *_cross_tabulations(population), *_definitions(population))
    named = _named(population)
    items = {item for count in known for item in count.event.items}
    items |= {item for unit in named for item in (*unit.has, *unit.lacks)}
    return Problem(tuple(sorted(items)), strata, known, named)


def margins(population: str) -> tuple[Count, ...]:
    """Return the published counts of a population, those of the EU before those of the Region."""
    found = [(row, name) for name in _populations(population) for row in _answers(data.counts(name)).to_dict("records")]
    return tuple(margin(same_question(row["item_id"]), as_range(row), stratum(name)) for row, name in found)


def as_range(row: dict) -> int | Margin:
    """Return the count of a row of the data, or the two ends of what it may be."""
    low, high = int(row["count_low"]), int(row["count_high"])
    return low if low == high else Margin(low, high)


def same_question(item: str) -> str:
    """Return the item of the EU that asks the same as an item of the Region, or the item itself."""
    return _twins().get(item, item)


@kept("survey-items")
def _twins() -> dict[str, str]:
    return data.load("survey-items").set_index("same_question_as")["item_id"].to_dict()


def stratum(population: str) -> str | None:
    """Return the stratum that a population's counts are about; None: all strata together."""
    return None if population == "region50" else population


def is_margin(count: Count) -> bool:
    """Tell a published count of one item from a definition or a cross-tabulation."""
    return count.event == Event(has=count.event.has) and len(count.event.has) == 1


def without_named(problem: Problem) -> Problem:
    """Return a problem without its named countries."""
    return replace(problem, named=())


def one_off(problem: Problem) -> Problem:
    """Return a problem in which the count of every item may be one country lower or higher than published."""
    return replace(problem, counts=tuple(_loosened(count, problem) for count in problem.counts))


def _populations(population: str) -> tuple[str, ...]:
    return ("eu27", "region50") if population == "region50" else (population,)


def _answers(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows on who took part in a survey."""
    stage = data.load("survey-items").set_index("item_id")["stage"]
    return rows[rows["item_id"].map(stage) != "covered"]


def _cross_tabulations(population: str) -> tuple[Count, ...]:
    table = data.load("cross-tabulations")
    return tuple(
        cross_tabulation(same_question(row["a"]), same_question(row["b"]), as_range(row), stratum(row["population"]))
        for row in table[table["population"].isin(_populations(population))].to_dict("records")
    )


def _definitions(population: str) -> tuple[Count, ...]:
    if population == "region53":  # another survey, with other questions
        return ()
    return (*(implication(*pair) for pair in IMPLIES), *(exclusive(*pair) for pair in EXCLUDES))


@kept("named-countries", "named-answers", "survey-items")
def _facts() -> dict[tuple[str, bool], tuple[str, ...]]:
    """Return the survey's items of which statements on named countries say yes (True) or no, by country and answer.

    A statement that `named-answers` does not translate is context. So is one on a country that is not known to have
    answered, or on an item that is no answer.
    """
    said = data.load("named-countries")
    answered = said.loc[(said["item_id"] == "survey_participation") & (said["value"] == "yes"), "iso2"]
    said = said[(said["kind"] != "national_context") & (said["confidence"] != "low") & said["iso2"].isin(answered)]
    meant = data.load("named-answers")
    found = said.drop(columns="item_id").assign(named_item=said["item_id"], named_value=said["value"])
    found = found.merge(meant, on=["named_item", "named_value"])
    found = _answers(found)
    found = found.assign(item_id=found["item_id"].map(same_question), yes=found["answer"] == "yes")
    found = found[["iso2", "item_id", "yes"]].drop_duplicates().sort_values(["iso2", "item_id"])
    return found.groupby(["iso2", "yes"])["item_id"].agg(tuple).to_dict()


def _named(population: str) -> tuple[Named, ...]:
    members = codes.eu27()
    home = {country: "eu27" if country in members else "rest" for country in codes.countries()}
    facts = _facts()
    return tuple(
        Named(country, home[country], facts.get((country, True), ()), facts.get((country, False), ()))
        for country in sorted({country for country, _ in facts})
        if home[country] in STRATA[population]
    )


def _loosened(count: Count, problem: Problem) -> Count:
    if not is_margin(count):
        return count
    low, high = count.range
    return replace(count, count=Margin(max(0, low - 1), min(problem.size(count.stratum), high + 1)))
