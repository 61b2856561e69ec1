"""What several counts, definitions, named countries and strata say together."""

from healthai.language import N_, Language
from healthai.tables.columns import (
    TEXT,
    Column,
    Layout,
    Row,
    coded,
    count,
    countries,
    country,
    item,
    items,
    k_of_n,
    p,
    share,
    sources,
    whole_range,
    yes_no,
)
from healthai.words import MISSING


def _of_which(lang: Language, row: Row) -> str:
    """What a contradiction is about: an item, or a country when no item is concerned."""
    parts = [lang.item(row["item"])] if row["item"] else []
    parts += [lang.country(row["country"])] if row["country"] else []
    return "; ".join(parts)


def _first(lang: Language, row: Row) -> str:
    return lang.item(row["a"]) if row["a"] else lang.text("the count itself")


def _fed(lang: Language, row: Row) -> str:
    return "; ".join(_span(lang, part) for part in row["fed"]) or MISSING


def _conflict(lang: Language, row: Row) -> str:
    return "; ".join(_part(lang, part) for part in row["conflict"]) or MISSING


def _part(lang: Language, part: Row) -> str:
    labels = [lang.item(code) for code in part["has"]]
    if part["country"]:
        labels += [lang.text("not “{item}”", item=lang.item(code)) for code in part["lacks"]]
        return lang.text("{country}: {answers}", country=lang.country(part["country"]), answers=", ".join(labels))
    return lang.text("{item}: {k} of {n}", item=" + ".join(labels), k=_span(lang, part), n=lang.integer(part["n"]))


def _span(lang: Language, part: Row) -> str:
    low, high = lang.integer(part["low"]), lang.integer(part["high"])
    return low if part["low"] == part["high"] else lang.span(low, high)


FIRST, SECOND = N_("First: adoption"), N_("Second: governance, training or roles")

LAYOUTS = {
    "named_bounds": Layout(
        N_("Pairs of which some named country's two answers are known: how many countries do both"),
        (
            item(FIRST, "a"),
            item(SECOND, "b"),
            whole_range(N_("Both, from the two counts"), "joint_low", "joint_high"),
            whole_range(N_("Both, with named countries"), "known_low", "known_high"),
            countries(N_("Named with both"), "both"),
            countries(N_("Named with one of the two only"), "one"),
            whole_range(N_("If each count is one country off"), "off_low", "off_high"),
        ),
    ),
    "at_least": Layout(
        N_("How many countries have k or more of several items"),
        (
            items(N_("Items"), "items"),
            k_of_n(N_("At least"), "k", "m"),
            whole_range(N_("Countries"), "low", "high"),
            k_of_n(N_("Surely"), "low", "n"),
            whole_range(N_("If each count is one country off"), "off_low", "off_high"),
        ),
    ),
    "strata_bounds": Layout(
        N_("The Region, of 50 respondents: how many countries do both, as one and from the EU and the rest apart"),
        (
            item(FIRST, "a"),
            item(SECOND, "b"),
            whole_range(N_("First, EU"), "a_eu_low", "a_eu_high"),
            whole_range(N_("Second, EU"), "b_eu_low", "b_eu_high"),
            whole_range(N_("First, rest"), "a_rest_low", "a_rest_high"),
            whole_range(N_("Second, rest"), "b_rest_low", "b_rest_high"),
            whole_range(N_("Both, Region as one"), "pooled_low", "pooled_high"),
            whole_range(N_("Both, EU and rest apart"), "strata_low", "strata_high"),
            whole_range(N_("Both, with named countries too"), "known_low", "known_high"),
            yes_no(N_("Same wording"), "same_wording"),
        ),
    ),
    "p_ranges": Layout(
        N_("Which p-values are possible by which exact test, the pairs first of which Fisher's is never small"),
        (
            item(FIRST, "a"),
            item(SECOND, "b"),
            whole_range(N_("Countries with the first"), "a_low", "a_high"),
            whole_range(N_("Countries with the second"), "b_low", "b_high"),
            p(N_("Smallest p by the two counts (Fisher)"), "p_low"),
            p(N_("Smallest p with named countries (Fisher)"), "known_p_low"),
            p(N_("The same by mid-p"), "midp_low"),
            p(N_("The same by Boschloo's test"), "boschloo_low"),
            yes_no(N_("A relation could show (Fisher)"), "known_possible"),
            yes_no(N_("A relation could show (mid-p)"), "midp_possible"),
            yes_no(N_("A relation could show (Boschloo)"), "boschloo_possible"),
        ),
    ),
    "worth": Layout(
        N_("Counts to ask for, the one that is surely worth most first; asked for one at a time"),
        (
            Column(FIRST, _first, (), TEXT),
            item(SECOND, "b"),
            whole_range(N_("It lies between"), "low", "high"),
            count(N_("All ranges shrink by at least"), "worst"),
            count(N_("All ranges shrink by at most"), "best"),
            share(N_("Surely gone, of all width"), "share"),
            count(N_("Other pairs that may narrow"), "helped"),
        ),
    ),
    "definitions": Layout(
        N_("What holds by the meaning of the items, whatever a country answered"),
        (item(N_("First"), "first"), coded(N_("Relation"), "relation"), item(N_("Second"), "second")),
    ),
    "levels": Layout(
        N_("Countries that a text names with a level of AI-assisted diagnostics: newsworthy ones, never a sample"),
        (
            country(N_("Country"), "iso2"),
            coded(N_("Level"), "level"),
            yes_no(N_("Member State"), "member"),
            coded(N_("Health AI strategy"), "strategy"),
            coded(N_("Confidence"), "confidence"),
            sources(N_("Source"), "source_id"),
        ),
    ),
    "conflicts": Layout(
        N_("The listed contradictions, and whether the figures alone give them away"),
        (
            Column(N_("About"), _of_which, (), TEXT),
            coded(N_("Population"), "population"),
            Column(N_("Different counts fed in"), _fed, (), TEXT),
            coded(N_("Found"), "found"),
            Column(N_("Cannot all be true"), _conflict, (), TEXT),
            sources(N_("Sources"), "sources"),
        ),
    ),
}
