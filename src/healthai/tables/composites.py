"""Composites: what is in them, how they go together, and how far that depends on the way they are built."""

from healthai.language import N_
from healthai.tables.columns import Layout, coded, count, country, estimate, indicator, p, share, value

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
            p(N_("p within blocs"), "p_bloc"),
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
}
