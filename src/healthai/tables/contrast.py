"""The EU beside the rest of the Region."""

from healthai.language import N_
from healthai.tables.columns import (
    Layout,
    bounds,
    decimal,
    estimate,
    item,
    k_of_n,
    p,
    p_range,
    range_of_n,
    share,
    yes_no,
)

COUNTED = (item(N_("Item"), "item_id"), k_of_n(N_("EU"), "eu", "n_eu"), k_of_n(N_("Rest"), "rest", "n_rest"))

LAYOUTS = {
    "contrast": Layout(
        N_("The European Union beside the rest of the Region: differences, and the primary test"),
        (
            *COUNTED,
            estimate(N_("Difference of shares (interval)"), "difference", "low", "high"),
            estimate(N_("Odds ratio (interval)"), "odds_ratio", "odds_low", "odds_high"),
            p(N_("Primary test, p"), "primary"),
            p(N_("Adjusted p"), "adjusted"),
            yes_no(N_("Told apart"), "told_apart"),
            yes_no(N_("Same wording"), "same_wording"),
        ),
    ),
    "contrast_tests": Layout(
        N_("One question, several exact tests: p-values two-sided unless a heading says otherwise"),
        (
            item(N_("Item"), "item_id"),
            p(N_("Labels at random, EU higher (one-sided)"), "label"),
            p(N_("Labels at random, both directions (Fisher)"), "fisher"),
            p(N_("Fisher mid-p"), "mid_p"),
            p(N_("Barnard"), "barnard"),
            p(N_("Boschloo"), "boschloo"),
            p(N_("Primary test, Holm"), "holm"),
            p(N_("Primary test, Benjamini-Hochberg"), "bh"),
        ),
    ),
    "contrast_silence": Layout(
        N_("What the countries that did not answer leave open: logical bounds over all their possible answers"),
        (
            item(N_("Item"), "item_id"),
            k_of_n(N_("EU"), "eu", "n_eu"),
            k_of_n(N_("Rest, as answered"), "rest", "n_rest"),
            range_of_n(N_("Rest, had all answered"), "rest", "rest_highest", "n_rest_all"),
            bounds(N_("Difference of shares, had all answered"), "difference_lowest", "difference_highest"),
            p_range(N_("Primary test, p, had all answered"), "primary_lowest", "primary_highest"),
            p_range(N_("Fisher p, had all answered"), "fisher_lowest", "fisher_highest"),
            p(N_("Adjusted p of the primary test, at most"), "adjusted_highest"),
            yes_no(N_("Told apart whatever they answer"), "told_apart_always"),
        ),
    ),
    "pooled": Layout(
        N_("Odds ratios as counted and drawn together, for display: one half is added to every cell"),
        (
            *COUNTED,
            decimal(N_("Odds ratio as counted"), "raw"),
            decimal(N_("Odds ratio drawn together"), "pooled"),
            share(N_("Weight of its own counts"), "weight"),
        ),
    ),
}
