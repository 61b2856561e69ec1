"""Curves of specifications, their facets, and the decisions that move them."""

from healthai.language import N_, Language
from healthai.tables.columns import (
    TEXT,
    Column,
    Layout,
    Row,
    coded,
    count,
    decimal,
    estimate,
    indicator,
    p,
    share,
    value,
)
from healthai.words import word


def _outcome(heading: str) -> Column:
    """An indicator, or the composite."""

    def cell(lang: Language, row: Row) -> str:
        return word(lang, "composite") if row["outcome"] == "composite" else lang.indicator(row["outcome"])

    return Column(heading, cell, ("outcome",), TEXT)


LAYOUTS = {
    "multiverse_curves": Layout(
        N_(
            "Each whole curve at equal income, by the blocs inside which residuals change places; in brackets, where "
            "the median lies in 95 % of the permuted curves"
        ),
        (
            coded(N_("With"), "construct"),
            coded(N_("Outcomes"), "family"),
            coded(N_("Residuals change places"), "scheme"),
            count(N_("n"), "n"),
            count(N_("Specifications"), "specifications"),
            value(N_("Count in effect as"), "effective"),
            estimate(N_("Median (permuted)"), "median", "null_low", "null_high"),
            p(N_("p of the median"), "p_median"),
            share(N_("Significant alone"), "share"),
            share(N_("Permuted curves stay below"), "null_share"),
            p(N_("p of that share"), "p_share"),
            p(N_("p of the mean z"), "p_mean_z"),
            p(N_("Smallest p among all"), "least_adjusted"),
        ),
    ),
    "multiverse_without_bloc": Layout(
        N_(
            "Medians of the use of AI at equal income with all countries, and without each bloc in turn; p compares "
            "with residuals that change places between all countries before the bloc is left out"
        ),
        (
            coded(N_("With"), "construct"),
            coded(N_("Left out"), "left_out"),
            count(N_("n"), "n"),
            count(N_("Specifications"), "specifications"),
            decimal(N_("Median"), "median"),
            p(N_("p of the median"), "p"),
            count(N_("By ranks"), "specifications_ranks"),
            decimal(N_("Median by ranks"), "median_ranks"),
            p(N_("p of the median by ranks"), "p_ranks"),
        ),
    ),
    "multiverse_facets": Layout(
        N_("Medians at equal income by outcome, focal indicator and timing; in brackets, all specifications"),
        (
            coded(N_("Outcomes"), "family"),
            _outcome(N_("Outcome")),
            indicator(N_("With"), "focal"),
            coded(N_("Timing"), "timing"),
            count(N_("Specifications"), "specifications"),
            estimate(N_("Median (smallest to largest)"), "median", "low", "high"),
        ),
    ),
    "multiverse_decisions": Layout(
        N_("Share of the variance between specifications that goes with each decision by itself"),
        (
            coded(N_("With"), "construct"),
            coded(N_("Outcomes"), "family"),
            coded(N_("Decision"), "node"),
            count(N_("Options"), "options"),
            share(N_("Share of the variance"), "share"),
        ),
    ),
}
