"""One count under several readings."""

from healthai.language import N_
from healthai.tables.columns import Layout, coded, item, k_of_n, percents, range_of_n, share

LAYOUTS = {
    "readings": Layout(
        N_("Each count as a census, as a draw from a larger population, and as a part of all countries"),
        (
            item(N_("Item"), "item_id"),
            range_of_n(N_("Census of those that answered"), "count_low", "count_high", "n"),
            percents(N_("Superpopulation: interval of the share"), "low", "high"),
            coded(N_("Kind of interval"), "method"),
            range_of_n(N_("Finite population: interval of the count"), "finite_low", "finite_high", "N"),
            range_of_n(N_("Worst case: logical bounds"), "worst_low", "worst_high", "N"),
        ),
    ),
    "interval_methods": Layout(
        N_("Four intervals for the same count, and how often each covers the true share; the last is never used"),
        (
            coded(N_("Kind of interval"), "method"),
            percents(N_("Interval of the share"), "low", "high"),
            share(N_("Coverage, average over true shares"), "mean"),
            share(N_("Coverage, at the share observed"), "here"),
            share(N_("Coverage, at the least favourable share"), "least"),
        ),
    ),
    "corrected": Layout(
        N_("What the share would be if countries answered wrongly at assumed rates: a sensitivity analysis"),
        (
            item(N_("Item"), "item_id"),
            k_of_n(N_("Counted"), "count_low", "n"),
            share(N_("Share"), "share"),
            percents(N_("Corrected share, over all pairs of rates that fit"), "lowest", "highest"),
            k_of_n(N_("Pairs that do not fit"), "impossible", "pairs"),
        ),
    ),
}
