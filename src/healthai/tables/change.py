"""Change over the waves."""

from healthai.language import N_
from healthai.tables.columns import Layout, coded, count, country, estimate, indicator, p, plain, share, years, yes_no

LAYOUTS = {
    "change_fits": Layout(
        N_(
            "Country and year effects: what they leave of each series, its standardised coefficient with interval as "
            "it stands and at equal income, and p-values"
        ),
        (
            indicator(N_("With"), "regressor"),
            years(N_("Waves"), "years"),
            count(N_("n"), "n"),
            share(N_("Share of variance left"), "share"),
            yes_no(N_("Estimable"), "estimable"),
            estimate(N_("As it stands (interval)"), "standardised", "standardised_low", "standardised_high"),
            estimate(N_("At equal income (interval)"), "income", "income_low", "income_high"),
            p(N_("p (CR3)"), "p_cr3"),
            p(N_("p (wild bootstrap)"), "p_wild"),
            p(N_("p (trajectories exchanged)"), "p_trajectory"),
            p(N_("p (trajectories exchanged within blocs)"), "p_bloc"),
            p(N_("Adjusted p (Holm)"), "holm"),
        ),
    ),
    "change_trap": Layout(
        N_("One data set, two models: the coefficient per unit with interval, and p, by effects and errors"),
        (
            coded(N_("Effects"), "effects"),
            coded(N_("Errors"), "errors"),
            count(N_("n"), "n"),
            estimate(N_("Coefficient (interval)"), "coefficient", "low", "high"),
            p(N_("p"), "p"),
        ),
    ),
    "change_variants": Layout(
        N_("The same coefficient under other choices, standardised, with CR3 interval and p"),
        (
            coded(N_("Choice"), "variant"),
            country(N_("Left out"), "country"),
            years(N_("Waves"), "years"),
            count(N_("n"), "n"),
            estimate(N_("Standardised (interval)"), "standardised", "standardised_low", "standardised_high"),
            p(N_("p"), "p_cr3"),
        ),
    ),
    "caught_up": Layout(
        N_("Did those that began low gain more? Change with the mean of both years, and with the first year"),
        (
            coded(N_("Scale"), "scale"),
            plain(N_("From"), "first"),
            plain(N_("To"), "last"),
            count(N_("n"), "n"),
            estimate(N_("Oldham, ranks (interval)"), "oldham", "oldham_low", "oldham_high"),
            estimate(N_("Oldham, Pearson (interval)"), "oldham_pearson", "oldham_pearson_low", "oldham_pearson_high"),
            estimate(N_("With the first year (an artefact)"), "naive", "naive_low", "naive_high"),
        ),
    ),
}
