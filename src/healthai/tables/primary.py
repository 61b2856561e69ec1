"""The declared models, and what they owe to single countries, to confounding and to error of measurement."""

from healthai.language import N_, Language
from healthai.tables.columns import (
    Column,
    Layout,
    Row,
    coded,
    count,
    countries,
    decimal,
    estimate,
    indicator,
    p,
    share,
    yes_no,
)


def at_country(heading: str, key: str, country: str) -> Column:
    """A value and the country that it belongs to."""

    def cell(lang: Language, row: Row) -> str:
        return lang.text("{value} ({country})", value=lang.decimal(row[key]), country=lang.country(row[country]))

    return Column(heading, cell, (key, country), parts=(N_("value"), N_("country")))


_MODEL = (indicator(N_("Outcome"), "outcome"), indicator(N_("With"), "focal"), count(N_("n"), "n"))

LAYOUTS = {
    "primary_models": Layout(
        N_("The declared models at equal income: ranks (primary), least squares and Huber’s estimate, with p-values"),
        (
            *_MODEL,
            estimate(N_("Ranks: partial correlation (interval)"), "rank", "rank_low", "rank_high"),
            estimate(N_("Least squares, in standard deviations (interval)"), "linear", "linear_low", "linear_high"),
            coded(N_("Ranks and least squares"), "verdict"),
            p(N_("p, ranks"), "p"),
            p(N_("p, ranks, shuffled within blocs"), "p_bloc"),
            p(N_("p, ranks, adjusted (Holm)"), "holm"),
            p(N_("p, least squares"), "slope_p"),
            estimate(
                N_("Least squares, outcome units per standard deviation (interval)"), "slope", "slope_low", "slope_high"
            ),
            estimate(N_("Huber, the same units (interval)"), "huber", "huber_low", "huber_high"),
        ),
    ),
    "differences": Layout(
        N_("Does an indicator go with one outcome more than with another? Partial rank correlations and difference"),
        (
            indicator(N_("With"), "focal"),
            indicator(N_("First outcome"), "first"),
            indicator(N_("Second outcome"), "second"),
            count(N_("n"), "n"),
            decimal(N_("First correlation"), "rank_first"),
            decimal(N_("Second correlation"), "rank_second"),
            estimate(N_("Difference (interval)"), "difference", "difference_low", "difference_high"),
            p(N_("p, swapped outcomes"), "p"),
            p(N_("p, adjusted (Holm)"), "holm"),
            p(N_("p, Meng, Rosenthal and Rubin"), "p_meng"),
        ),
    ),
    "drops": Layout(
        N_("The declared models without the countries whose income figures say least, and without the smallest"),
        (
            indicator(N_("Outcome"), "outcome"),
            indicator(N_("With"), "focal"),
            countries(N_("Left out"), "left_out"),
            count(N_("n"), "n"),
            estimate(N_("Ranks: partial correlation (interval)"), "rank", "rank_low", "rank_high"),
            estimate(N_("Least squares, in standard deviations (interval)"), "linear", "linear_low", "linear_high"),
            coded(N_("Ranks and least squares"), "verdict"),
        ),
    ),
    "diagnostics": Layout(
        N_("Which single country moves each model most, and where"),
        (
            *_MODEL,
            decimal(N_("Ranks: partial correlation"), "rank"),
            at_country(N_("Lowest, without"), "low", "low_without"),
            at_country(N_("Highest, without"), "high", "high_without"),
            at_country(N_("Largest Cook’s distance"), "cook", "cook_country"),
            at_country(N_("Largest leverage"), "hat", "hat_country"),
            at_country(N_("Largest DFBETAS of the indicator"), "dfbetas", "dfbetas_country"),
        ),
    ),
    "equivalence": Layout(
        N_("Is the association surely smaller than the smallest effect of interest? Two one-sided tests on ranks"),
        (
            *_MODEL,
            estimate(N_("Partial correlation (interval of these tests)"), "rank", "low", "high"),
            decimal(N_("Smallest effect of interest"), "sesoi"),
            p(N_("p"), "p"),
            yes_no(N_("Surely smaller"), "equivalent"),
            share(N_("Power if there were none"), "power"),
        ),
    ),
    "equivalence_power": Layout(
        N_("How often the test of a small association would succeed if there were none"),
        (
            decimal(N_("Smallest effect of interest"), "bound"),
            count(N_("n"), "n"),
            share(N_("Power, as it stands, linear"), "alone"),
            share(N_("Power, at equal income, ranks"), "given"),
        ),
    ),
    "posterior": Layout(
        N_("What the data say of each partial rank correlation, for two priors"),
        (
            *_MODEL,
            decimal(N_("Width of the prior"), "prior_width"),
            decimal(N_("Estimate"), "rank"),
            estimate(N_("Posterior median (interval)"), "median", "low", "high"),
            share(N_("Above the smallest effect of interest"), "above"),
            share(N_("Smaller than it in size"), "between"),
            share(N_("Below its negative"), "below"),
        ),
    ),
    "confounders": Layout(
        N_("How strong an unmeasured common cause would have to be, with income as yardstick; least squares"),
        (
            *_MODEL,
            decimal(N_("Robustness value, estimate"), "value"),
            decimal(N_("Robustness value, interval (classical)"), "value_alpha"),
            decimal(N_("Robustness value, interval (HC3)"), "value_alpha_hc3"),
            decimal(N_("Income with the indicator, partial R²"), "income_focal"),
            decimal(N_("Income with the outcome, partial R²"), "income_outcome"),
            decimal(N_("Strongest possible, in incomes"), "strongest"),
            decimal(N_("Slope per standard deviation"), "slope"),
            estimate(N_("Slope left by a second income (interval)"), "left", "left_low", "left_high"),
        ),
    ),
    "disattenuation": Layout(
        N_("Least squares if measurement had the reliabilities assumed; assumptions, not estimates"),
        (
            *_MODEL,
            share(N_("Reliability of the outcome (assumed)"), "reliability_outcome"),
            share(N_("Reliability of the indicator (assumed)"), "reliability_focal"),
            decimal(N_("Partial correlation"), "linear"),
            decimal(N_("Without error of measurement"), "corrected"),
        ),
    ),
}
