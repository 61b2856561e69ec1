"""A family of pairs tested together."""

from healthai.language import N_
from healthai.tables.columns import (
    Column,
    Layout,
    bounds,
    coded,
    count,
    country,
    decimal,
    estimate,
    indicator,
    k_of_n,
    p,
)

TESTED: tuple[Column, ...] = (
    indicator(N_("Outcome"), "outcome"),
    indicator(N_("With"), "focal"),
    count(N_("n"), "n"),
    estimate(N_("Coefficient (interval)"), "estimate", "low", "high"),
    p(N_("p (one pair alone)"), "p"),
    p(N_("Adjusted p (maxT, step down)"), "step_down"),
    p(N_("Adjusted p (maxT, single step)"), "single_step"),
    p(N_("Adjusted p (Holm)"), "holm"),
    p(N_("Adjusted p (Benjamini-Hochberg)"), "bh"),
    p(N_("p, shuffled within blocs (one pair alone)"), "p_bloc"),
    p(N_("Adjusted p, shuffled within blocs (maxT, step down)"), "step_down_bloc"),
    p(N_("Adjusted p, shuffled within blocs (maxT, single step)"), "single_step_bloc"),
)

LAYOUTS = {
    "family": Layout(N_("The family as it stands: every pair, alone and with all pairs allowed for"), TESTED),
    "family_income": Layout(N_("The family at equal income: every pair, alone and with all pairs allowed for"), TESTED),
    "family_measures": Layout(
        N_("Every pair at equal income by three coefficients, each with its adjusted p (maxT, step down)"),
        (
            indicator(N_("Outcome"), "outcome"),
            indicator(N_("With"), "focal"),
            count(N_("n"), "n"),
            decimal(N_("Spearman"), "spearman"),
            p(N_("Adjusted p, Spearman"), "spearman_p"),
            decimal(N_("Pearson"), "pearson"),
            p(N_("Adjusted p, Pearson"), "pearson_p"),
            decimal(N_("Kendall"), "kendall"),
            p(N_("Adjusted p, Kendall"), "kendall_p"),
        ),
    ),
    "family_within": Layout(
        N_("How many pairs survive when countries are shuffled within blocs, by how the blocs are drawn"),
        (
            coded(N_("Held equal"), "given"),
            coded(N_("Shuffled"), "scheme"),
            count(N_("n"), "n"),
            k_of_n(N_("Below the level alone"), "alone", "pairs"),
            p(N_("Smallest p alone"), "smallest_alone"),
            k_of_n(N_("Pairs that survive"), "surviving", "pairs"),
            p(N_("Smallest adjusted p"), "smallest"),
        ),
    ),
    "family_samples": Layout(
        N_("How many pairs survive at equal income, by ranks and by values, with countries left out"),
        (
            coded(N_("Left out"), "left_out"),
            coded(N_("Coefficient"), "method"),
            count(N_("n"), "n"),
            k_of_n(N_("Pairs that survive"), "surviving", "pairs"),
            p(N_("Smallest adjusted p"), "smallest"),
        ),
    ),
    "family_intervals": Layout(
        N_("Two intervals of the coefficient as it stands: by formula, and by bootstrap (BCa)"),
        (
            indicator(N_("Outcome"), "outcome"),
            indicator(N_("With"), "focal"),
            count(N_("n"), "n"),
            estimate(N_("Coefficient (interval by formula)"), "estimate", "low", "high"),
            bounds(N_("Interval by bootstrap (BCa)"), "bca_low", "bca_high"),
        ),
    ),
    "left_out": Layout(
        N_("Coefficient at equal income without one country, and without one bloc: ranges, not confidence intervals"),
        (
            indicator(N_("Outcome"), "outcome"),
            indicator(N_("With"), "focal"),
            count(N_("n"), "n"),
            decimal(N_("All countries"), "estimate"),
            bounds(N_("Without one country"), "low", "high"),
            country(N_("Country without which it moves most"), "moves"),
            bounds(N_("Without one bloc"), "bloc_low", "bloc_high"),
            coded(N_("Bloc without which it moves most"), "bloc_moves"),
        ),
    ),
}
