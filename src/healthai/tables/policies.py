"""Health-specific policies of 2022."""

from healthai.language import N_
from healthai.tables.columns import Layout, bounds, coded, count, country, estimate, indicator, p, p_range, value

LAYOUTS = {
    "policy_pairs": Layout(
        N_(
            "Governance items with training items: counts among those that answered both, difference of shares with "
            "interval and bounds, phi, p-values, and phi at equal income or capacity"
        ),
        (
            indicator(N_("Governance"), "a"),
            indicator(N_("Training"), "b"),
            count(N_("Both"), "yes_yes"),
            count(N_("Governance only"), "yes_no"),
            count(N_("Training only"), "no_yes"),
            count(N_("Neither"), "no_no"),
            count(N_("Answered both items"), "n"),
            estimate(N_("Difference (interval)"), "difference", "difference_low", "difference_high"),
            bounds(N_("Difference (bounds)"), "difference_least", "difference_most"),
            value(N_("phi"), "phi"),
            bounds(N_("phi (bounds)"), "phi_least", "phi_most"),
            p(N_("p (Fisher)"), "p"),
            p(N_("Adjusted p (Holm)"), "holm"),
            p_range(N_("p (bounds)"), "p_least", "p_most"),
            p(N_("Adjusted p, at most, whatever the missing answers"), "holm_most"),
            indicator(N_("Held equal"), "control"),
            estimate(N_("phi, held equal (interval)"), "partial", "partial_low", "partial_high"),
            p(N_("p, held equal"), "partial_p"),
        ),
    ),
    "policy_codings": Layout(
        N_("The same pairs under both readings of the undocumented answers"),
        (
            indicator(N_("First"), "a"),
            indicator(N_("Second"), "b"),
            coded(N_("Undocumented answers"), "coding"),
            count(N_("Answered both items"), "n"),
            estimate(N_("Difference (interval)"), "difference", "difference_low", "difference_high"),
            bounds(N_("Difference (bounds)"), "difference_least", "difference_most"),
            value(N_("phi"), "phi"),
            bounds(N_("phi (bounds)"), "phi_least", "phi_most"),
            p(N_("p (Fisher)"), "p"),
            p_range(N_("p (bounds)"), "p_least", "p_most"),
        ),
    ),
    "policy_groups": Layout(
        N_("Country series among EU countries with and without training in digital health"),
        (
            indicator(N_("Series"), "outcome"),
            indicator(N_("Training"), "focal"),
            count(N_("With it"), "n_yes"),
            value(N_("Mean with it"), "mean_yes"),
            count(N_("Without"), "n_no"),
            value(N_("Mean without"), "mean_no"),
            count(N_("No answer"), "silent"),
            estimate(N_("Spearman (interval)"), "spearman", "spearman_low", "spearman_high"),
            p(N_("p"), "p"),
            p(N_("p, shuffled within blocs"), "p_bloc"),
            estimate(N_("At equal income (interval)"), "partial", "partial_low", "partial_high"),
            p(N_("p at equal income"), "partial_p"),
            p(N_("Adjusted p (Holm)"), "partial_holm"),
        ),
    ),
    "policy_answers": Layout(
        N_("What every country answered in 2022; a dash is no answer"),
        (
            country(N_("Country"), "iso2"),
            coded(N_("Digital health strategy"), "who22_dh_strategy"),
            coded(N_("Data strategy"), "who22_data_strategy"),
            coded(N_("Big data policy"), "who22_bigdata_policy"),
            coded(N_("Policy on private use"), "who22_bigdata_private"),
            coded(N_("Guidance on evaluation"), "who22_eval_guidance"),
            coded(N_("In-service training"), "who22_inservice_training"),
            coded(N_("Competencies for students"), "who22_preservice_training"),
            coded(N_("Literacy of the population"), "who22_dh_literacy_policy"),
        ),
    ),
}
