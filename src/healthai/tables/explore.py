"""All pairs of an outcome and an indicator."""

from healthai.language import N_
from healthai.tables.columns import Layout, count, estimate, indicator, p, plain

LAYOUTS = {
    "explored": Layout(
        N_("Every pair in its main years, all Member States, by ranks: as it stands and at equal income"),
        (
            indicator(N_("Outcome"), "outcome"),
            plain(N_("Year of the outcome"), "year"),
            indicator(N_("With"), "focal"),
            plain(N_("Year"), "focal_year"),
            count(N_("n"), "n"),
            estimate(N_("Spearman (interval)"), "estimate", "low", "high"),
            p(N_("p"), "p"),
            estimate(N_("At equal income (interval)"), "partial", "partial_low", "partial_high"),
            p(N_("p at equal income"), "partial_p"),
        ),
    )
}
