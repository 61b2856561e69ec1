"""Composites: what is in them, how they go together, and how far that depends on the way they are built."""

from healthai.language import N_, Language
from healthai.tables.columns import (
    TEXT,
    Column,
    Layout,
    Row,
    coded,
    count,
    country,
    estimate,
    indicator,
    p,
    share,
    value,
    whole_range,
)
from healthai.words import MISSING


def optional_indicator(heading: str, key: str) -> Column:
    """The label of an indicator, or a dash for none."""

    def cell(lang: Language, row: Row) -> str:
        return MISSING if row[key] is None else lang.indicator(row[key])

    return Column(heading, cell, (key,), TEXT)


def place(heading: str, key: str) -> Column:
    """A rank, which has a half where two countries share it."""
    return Column(heading, lambda lang, row: lang.decimal(row[key], 0 if row[key] % 1 == 0 else 1), (key,))


LAYOUTS = {
    "composite_diagnosis": Layout(
        N_("Do the indicators of a pillar measure one thing? For diagnosis only"),
        (
            coded(N_("Pillar"), "pillar"),
            count(N_("n"), "n"),
            count(N_("Indicators"), "indicators"),
            estimate(N_("Alpha (Feldt’s interval)"), "alpha", "alpha_low", "alpha_high"),
            value(N_("Mean correlation"), "mean_correlation"),
            value(N_("Omega"), "omega"),
            value(N_("Kaiser-Meyer-Olkin"), "kmo"),
            p(N_("Bartlett’s p"), "bartlett_p"),
            share(N_("Share of the first component"), "first_share"),
            share(N_("Share of the second component"), "second_share"),
        ),
    ),
    "composite_ingredients": Layout(
        N_("How each indicator sits in its pillar, after treatment of outliers"),
        (
            coded(N_("Pillar"), "pillar"),
            indicator(N_("Indicator"), "indicator"),
            count(N_("Values drawn in"), "drawn_in"),
            value(N_("Correlation with the sum of the others"), "item_rest"),
            value(N_("Alpha without it"), "alpha_if_deleted"),
            value(N_("Loading on the first component"), "loading"),
            share(N_("Weight as meant"), "weight"),
            share(N_("Weight in effect"), "effective"),
        ),
    ),
    "composite_blocks": Layout(
        N_("Rank correlations of indicators, inside pillars and between them"),
        (
            coded(N_("Indicators of"), "first"),
            coded(N_("with indicators of"), "second"),
            count(N_("Pairs"), "pairs"),
            value(N_("Lowest"), "lowest"),
            value(N_("Mean"), "mean"),
            value(N_("Highest"), "highest"),
            count(N_("n"), "n"),
        ),
    ),
    "composite_scores": Layout(
        N_("The three composites: score and rank of each country, built in one way among many"),
        (
            country(N_("Country"), "iso2"),
            value(N_("Adoption, score"), "adoption"),
            count(N_("Adoption, rank"), "adoption_rank"),
            value(N_("Governance, score"), "governance"),
            count(N_("Governance, rank"), "governance_rank"),
            value(N_("Training, score"), "training"),
            count(N_("Training, rank"), "training_rank"),
        ),
    ),
    "composite_links": Layout(
        N_("How the composites go together: coefficients with intervals, and permutation p"),
        (
            coded(N_("Composite"), "outcome"),
            coded(N_("With"), "focal"),
            count(N_("n"), "n"),
            estimate(N_("Spearman (interval)"), "spearman", "spearman_low", "spearman_high"),
            estimate(N_("Pearson (interval)"), "pearson", "pearson_low", "pearson_high"),
            p(N_("p (one pair alone)"), "p"),
            p(N_("p, shuffled within blocs"), "p_bloc"),
            estimate(N_("Spearman at equal income (interval)"), "partial", "partial_low", "partial_high"),
            p(N_("p at equal income"), "partial_p"),
            p(N_("p at equal income, within blocs"), "partial_p_bloc"),
        ),
    ),
    "composite_fillings": Layout(
        N_("An indicator that misses values: rank correlation at equal income, by what is done about the gap"),
        (
            coded(N_("Countries"), "how"),
            count(N_("n"), "n"),
            count(N_("Filled"), "filled"),
            estimate(N_("Spearman at equal income (interval)"), "estimate", "low", "high"),
            share(N_("Share of the variance that is not knowing"), "missing_share"),
        ),
    ),
    "composite_ranks": Layout(
        N_("Ranks over many ways to build the composites; the ranges are no confidence intervals"),
        (
            coded(N_("Pillar"), "pillar"),
            country(N_("Country"), "iso2"),
            place(N_("Rank in the reference"), "reference"),
            place(N_("Median rank"), "median"),
            whole_range(N_("Range of ranks"), "low", "high"),
        ),
    ),
    "composite_spreads": Layout(
        N_("Rank correlation with adoption: the reference with its sampling interval, and its spread over the ways"),
        (
            coded(N_("With"), "focal"),
            coded(N_("How"), "given"),
            count(N_("n"), "n"),
            estimate(N_("Reference (sampling interval)"), "estimate", "interval_low", "interval_high"),
            value(N_("Lowest of all ways"), "least"),
            value(N_("Range of ways, low end"), "low"),
            value(N_("Median of the ways"), "median"),
            value(N_("Range of ways, high end"), "high"),
            value(N_("Highest of all ways"), "most"),
            share(N_("Ways below the reference"), "below"),
        ),
    ),
    "composite_left_out": Layout(
        N_("Adoption with another pillar when one indicator is left out of the reference"),
        (
            coded(N_("With"), "focal"),
            optional_indicator(N_("Left out"), "indicator"),
            count(N_("n"), "n"),
            estimate(N_("Spearman (interval)"), "raw", "raw_low", "raw_high"),
            estimate(N_("Spearman at equal income (interval)"), "partial", "partial_low", "partial_high"),
        ),
    ),
    "composite_alone": Layout(
        N_("The adoption composite with each single indicator of another pillar"),
        (
            coded(N_("Pillar"), "focal"),
            indicator(N_("Indicator"), "indicator"),
            count(N_("n"), "n"),
            estimate(N_("Spearman (interval)"), "raw", "raw_low", "raw_high"),
            estimate(N_("Spearman at equal income (interval)"), "partial", "partial_low", "partial_high"),
        ),
    ),
    "composite_shares": Layout(
        N_("Which choice moves a result: shares of its variance over ways to build (Sobol indices)"),
        (
            coded(N_("Result"), "outcome"),
            coded(N_("Choice"), "factor"),
            estimate(N_("On its own (interval)"), "first", "first_low", "first_high"),
            estimate(N_("With all interactions (interval)"), "total", "total_low", "total_high"),
        ),
    ),
}
