"""What studies of some size can find."""

from healthai.language import N_
from healthai.tables.columns import Layout, count, decimal, share

LAYOUTS = {
    "detectable": Layout(
        N_("What so many countries can show: smallest significant correlation, smallest correlation found, and power"),
        (
            count(N_("Countries"), "n"),
            count(N_("Controls"), "controls"),
            count(N_("Tests allowed for"), "tests"),
            decimal(N_("Significant from"), "critical"),
            decimal(N_("Found from (true correlation)"), "detectable"),
            share(N_("Chance to find the smallest correlation of interest"), "power"),
        ),
    ),
}
