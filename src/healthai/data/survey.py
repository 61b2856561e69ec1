"""The survey counts: one figure for each item, and the rest of the Region by subtraction."""

import pandas as pd

from healthai.data import codes
from healthai.data.tables import kept, load
from healthai.errors import InputError, did_you_mean, listing

CONFIDENCE = ("high", "medium")
STATUS = ("count_published", "count_from_percent", "derived_from_names", "bound_from_words")
EU, REGION = 27, 50


@kept("survey-counts", "survey-items")
def counts(population: str) -> pd.DataFrame:
    """Return one figure for each survey item of a population.

    Rows of low confidence and rows without a count are never used. Of the others, the highest confidence wins, then a
    printed count before one inferred from a percentage, before one counted from names, before bounds.

    Parameters
    ----------
    population : {"eu27", "region50", "region53"}
        Who answered.

    Returns
    -------
    DataFrame
        One row an item, sorted by item: item_id, theme, count_low, count_high, denominator, status, confidence,
        source_id, note, and ``sources``, the list of all sources with the same count.

    Raises
    ------
    InputError
        When the population is unknown.
    """
    table = load("survey-counts")
    known = sorted(set(table["population"]))
    if population not in known:
        near = did_you_mean(population, known)
        raise InputError(f"no population is called '{population}'{near}; allowed: {listing(known)}")
    usable = table[table["count_low"].notna() & (table["confidence"] != "low") & (table["population"] == population)]
    order = pd.DataFrame(
        {
            "confidence": usable["confidence"].map(CONFIDENCE.index),
            "status": usable["status"].map(STATUS.index),
        }
    ).sort_values(["confidence", "status"], kind="stable")
    ranked = usable.loc[order.index]
    best = ranked.drop_duplicates("item_id").sort_values("item_id", ignore_index=True)
    theme = load("survey-items").set_index("item_id")["theme"]
    best = best.assign(theme=best["item_id"].map(theme), sources=[_agreeing(row, ranked) for row in best.itertuples()])
    first, rest = ["item_id", "theme"], ["count_low", "count_high", "denominator", "status", "confidence", "source_id"]
    return best[[*first, *rest, "note", "sources"]]


@kept("survey-counts", "survey-items", "named-countries", "countries")
def eu_and_rest() -> pd.DataFrame:
    """Return the items counted both in the EU and in the Region, with the rest of the Region by subtraction.

    All 27 EU members are among the 50 countries of the Region that answered, so 23 others remain. Bounds are
    subtracted crosswise: the lowest rest is the lowest Region minus the highest EU, and the other way round.

    Returns
    -------
    DataFrame
        One row an item: item_id (the EU item), item_id_region, theme, then for ``_eu``, ``_region`` and ``_rest``
        count_low, count_high and n (27, 50, 23), ``exact`` (both counts are known exactly), ``same_wording`` (False
        where the question was worded otherwise for the Region), confidence (the lower of the two) and ``sources``.

    Raises
    ------
    InputError
        When a denominator is not 27 or 50, an EU member did not answer, or the EU exceeds the Region.
    """
    eu = counts("eu27")
    _all_answered(eu)
    both = _pairs(eu).merge(counts("region50").add_suffix("_region"), on="item_id_region")
    _checked(both)
    return _with_rest(both)


def _with_rest(both: pd.DataFrame) -> pd.DataFrame:
    frame = both[["item_id", "item_id_region", "theme"]].copy()
    for where in ("eu", "region"):
        columns = [f"count_low_{where}", f"count_high_{where}", f"denominator_{where}"]
        frame[[*columns[:2], f"n_{where}"]] = both[columns]
    frame["count_low_rest"] = (frame["count_low_region"] - frame["count_high_eu"]).clip(lower=0)
    frame["count_high_rest"] = (frame["count_high_region"] - frame["count_low_eu"]).clip(upper=REGION - EU)
    frame["n_rest"] = frame["n_region"] - frame["n_eu"]
    frame["exact"] = (both["count_low_eu"] == both["count_high_eu"]) & (
        both["count_low_region"] == both["count_high_region"]
    )
    frame["same_wording"] = both["item_id"] == both["item_id_region"]
    pairs = zip(both["confidence_eu"], both["confidence_region"], strict=True)
    frame["confidence"] = [max(pair, key=CONFIDENCE.index) for pair in pairs]
    pairs = zip(both["sources_eu"], both["sources_region"], strict=True)
    frame["sources"] = [sorted({*eu, *region}) for eu, region in pairs]
    return frame


def _agreeing(row, ranked: pd.DataFrame) -> list[str]:
    same = (
        (ranked["item_id"] == row.item_id)
        & (ranked["count_low"] == row.count_low)
        & (ranked["count_high"] == row.count_high)
        & (ranked["denominator"] == row.denominator)
    )
    return list(ranked.loc[same, "source_id"])


def _pairs(eu: pd.DataFrame) -> pd.DataFrame:
    """Return the EU counts with the item that asks the same of the Region; taking part in the survey is no answer."""
    twin = load("survey-items").set_index("item_id")["same_question_as"].dropna()
    answers = eu[eu["theme"] != "context"]
    other = answers["item_id"].map(twin).fillna(answers["item_id"])
    answers = answers.drop(columns=["item_id", "theme"]).add_suffix("_eu")
    return eu[["item_id", "theme"]].loc[answers.index].join(answers).assign(item_id_region=other)


def _all_answered(eu: pd.DataFrame) -> None:
    took_part = eu.set_index("item_id").loc["survey_participation"]
    named = load("named-countries")
    named = set(named.loc[(named["item_id"] == "survey_participation") & (named["value"] == "yes"), "iso2"])
    absent = [code for code in codes.eu27() if code not in named]
    if took_part["count_low"] != EU or absent:
        raise InputError(
            f"the rest of the Region is a subtraction only if all {EU} EU members answered; survey_participation has "
            f"{took_part['count_low']}, not named as answering: {listing(absent) or 'none'}"
        )


def _checked(both: pd.DataFrame) -> None:
    problems = [
        f"{row.item_id}: denominators {row.denominator_eu} and {row.denominator_region}; allowed: {EU} and {REGION}"
        for row in both.itertuples()
        if (row.denominator_eu, row.denominator_region) != (EU, REGION)
    ]
    problems += [
        f"{row.item_id}: {row.count_low_eu} in the EU, but only {row.count_high_region} in the Region that contains it"
        for row in both.itertuples()
        if row.count_low_eu > row.count_high_region
    ]
    if problems:
        raise InputError(problems)
