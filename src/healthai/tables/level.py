"""Countries, people and neighbours."""

from healthai.language import N_
from healthai.tables.columns import Layout, bounds, coded, count, decimal, estimate, indicator, p, share

_PAIR = (indicator(N_("First"), "first"), indicator(N_("Second"), "second"), count(N_("n"), "n"))
_MODEL = (indicator(N_("Outcome"), "outcome"), indicator(N_("With"), "focal"))

LAYOUTS = {
    "people": Layout(
        N_("What a correlation of countries leaves open for the people in them: logical bounds, not intervals"),
        (
            *_PAIR,
            decimal(N_("Countries"), "r"),
            share(N_("First: variance between countries"), "share_first"),
            share(N_("Second: variance between countries"), "share_second"),
            bounds(N_("People, yes or no (bounds)"), "low", "high"),
            bounds(N_("People, any variables (bounds)"), "wide_low", "wide_high"),
            decimal(N_("People, if none inside countries"), "if_none"),
        ),
    ),
    "simulated_people": Layout(
        N_("Simulated people in countries as different as observed: correlations at three levels, means of many runs"),
        (
            *_PAIR,
            decimal(N_("Set inside countries"), "set_within"),
            decimal(N_("Countries"), "countries"),
            decimal(N_("People"), "persons"),
            decimal(N_("People inside countries"), "within"),
            decimal(N_("People, by formula"), "expected"),
        ),
    ),
    "moran": Layout(
        N_("Are neighbours alike? Moran’s I of the outcome, and of what the models leave unexplained, at equal income"),
        (
            *_MODEL,
            coded(N_("Neighbours"), "weights"),
            count(N_("n"), "n"),
            decimal(N_("Random order"), "expected"),
            decimal(N_("Outcome, ranks"), "outcome_i"),
            p(N_("p, outcome"), "outcome_p"),
            decimal(N_("Left by ranks"), "rank_i"),
            p(N_("p, left by ranks"), "rank_p"),
            p(N_("p, left by ranks, adjusted (Holm)"), "holm"),
            decimal(N_("Left by least squares"), "linear_i"),
            p(N_("p, left by least squares"), "linear_p"),
        ),
    ),
    "inside_blocs": Layout(
        N_("The declared models inside blocs, and the number of independent countries that would tell as much"),
        (
            *_MODEL,
            coded(N_("Blocs"), "scheme"),
            count(N_("n"), "n"),
            estimate(N_("Ranks: partial correlation (interval)"), "rank", "rank_low", "rank_high"),
            estimate(N_("Inside blocs (interval)"), "inside", "inside_low", "inside_high"),
            estimate(N_("Lower inside blocs by (interval)"), "drop", "drop_low", "drop_high"),
            p(N_("p, bloc held equal"), "p"),
            decimal(N_("Likeness in blocs, indicator"), "icc_x"),
            decimal(N_("Likeness in blocs, outcome"), "icc_y"),
            count(N_("Effective number of countries"), "effective"),
        ),
    ),
    "without_blocs": Layout(
        N_("The declared models without each bloc: partial rank correlation at equal income"),
        (
            *_MODEL,
            coded(N_("Left out"), "left_out"),
            count(N_("n"), "n"),
            estimate(N_("Ranks: partial correlation (interval)"), "rank", "rank_low", "rank_high"),
        ),
    ),
}
