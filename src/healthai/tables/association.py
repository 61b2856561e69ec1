"""Pairs of country indicators."""

from healthai.language import N_
from healthai.tables.columns import Layout, count, estimate, indicator, p

LAYOUTS = {
    "marginal": Layout(
        N_("Association as it stands: three coefficients with intervals, and permutation p"),
        (
            indicator(N_("Outcome"), "outcome"),
            indicator(N_("With"), "focal"),
            count(N_("n"), "n"),
            estimate(N_("Spearman (interval)"), "spearman", "spearman_low", "spearman_high"),
            estimate(N_("Kendall (interval)"), "kendall", "kendall_low", "kendall_high"),
            estimate(N_("Pearson (interval)"), "pearson", "pearson_low", "pearson_high"),
            p(N_("p (one pair alone)"), "p"),
            p(N_("p, shuffled within blocs"), "p_bloc"),
            p(N_("Adjusted p (Holm)"), "holm"),
        ),
    ),
    "partial": Layout(
        N_("Association given income: partial coefficient at equal log GDP per head, with interval and permutation p"),
        (
            indicator(N_("Outcome"), "outcome"),
            indicator(N_("With"), "focal"),
            count(N_("n"), "n"),
            estimate(N_("Partial coefficient (interval)"), "partial", "partial_low", "partial_high"),
            p(N_("p (one pair alone)"), "partial_p"),
            p(N_("p, shuffled within blocs"), "partial_p_bloc"),
            p(N_("Adjusted p (Holm)"), "partial_holm"),
        ),
    ),
}
