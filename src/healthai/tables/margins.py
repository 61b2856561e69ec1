"""What two margins allow, and what is certain."""

from healthai.language import N_
from healthai.tables.columns import Layout, coded, count, item, k_of_n, percents, whole_range, yes_no

LAYOUTS = {
    "bounds": Layout(
        N_(
            "What two counts allow: how many countries do both, what share of the first, how many surely only the first"
        ),
        (
            item(N_("First: adoption"), "a"),
            whole_range(N_("Countries with the first"), "a_low", "a_high"),
            item(N_("Second: governance, training or roles"), "b"),
            whole_range(N_("Countries with the second"), "b_low", "b_high"),
            whole_range(N_("Both"), "joint_low", "joint_high"),
            percents(N_("Second among first"), "share_low", "share_high"),
            count(N_("First without second, at least"), "gap"),
        ),
    ),
    "statements": Layout(
        N_("What follows if the published figures are right, the largest number first; many statements overlap"),
        (
            k_of_n(N_("At least"), "at_least", "of"),
            coded(N_("Statement"), "kind"),
            item(N_("First: adoption"), "a"),
            item(N_("Second: governance, training or roles"), "b"),
            coded(N_("Weaker count known"), "basis"),
            yes_no(N_("Survives one country off in each count"), "survives_one_off"),
        ),
    ),
}
