"""Which figures may be compared."""

from healthai.language import N_
from healthai.tables.columns import (
    Layout,
    coded,
    count,
    estimate,
    indicator,
    indicator_or_word,
    indicators_or_words,
    k_of_n,
    plain,
    sentence,
    years,
    yes_no,
)

LAYOUTS = {
    "completeness": Layout(
        N_("How complete the series are, and how many values of the main year carry a flag"),
        (
            indicator(N_("Indicator"), "indicator"),
            coded(N_("Scale"), "scale"),
            plain(N_("Main year"), "year"),
            k_of_n(N_("Member States with a value"), "n", "of"),
            years(N_("Years with a value"), "years"),
            years(N_("Years left out"), "gaps"),
            count(N_("b: break"), "b"),
            count(N_("d: definition differs"), "d"),
            count(N_("e: estimate"), "e"),
            count(N_("p: provisional"), "p"),
            count(N_("u: low reliability"), "u"),
            count(N_("Flagged, all years"), "flagged"),
            count(N_("Values, all years"), "values"),
        ),
    ),
    "relations": Layout(
        N_("What two series are known to have in common"),
        (
            indicator(N_("One series"), "a"),
            indicator(N_("Other series"), "b"),
            coded(N_("In common"), "relation"),
            indicators_or_words(N_("What"), "shared"),
            yes_no(N_("Same main year"), "same_year"),
            coded(N_("Seen for"), "edition"),
        ),
    ),
    "ingredients": Layout(
        N_("What the series are collected with or built from, and where that was read"),
        (
            indicator(N_("Series"), "indicator_id"),
            indicator_or_word(N_("Collected with, or built from"), "ingredient"),
            coded(N_("Kind"), "kind"),
            coded(N_("Basis"), "basis"),
            coded(N_("Seen for"), "edition"),
            sentence(N_("Source"), "source"),
            sentence(N_("Note"), "note"),
        ),
    ),
    "likeness": Layout(
        N_("How alike governance series rank the Member States"),
        (
            indicator(N_("One series"), "a"),
            indicator(N_("Other series"), "b"),
            count(N_("n"), "n"),
            estimate(N_("Spearman (interval)"), "rho", "low", "high"),
        ),
    ),
}
