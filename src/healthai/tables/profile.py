"""One country."""

from healthai.language import N_
from healthai.tables.columns import Layout, about, coded, indicator, plain, rank, sources, value, years

LAYOUTS = {
    "ranks": Layout(
        N_("Values and ranks among the Member States; rank 1 is the highest value"),
        (
            indicator(N_("Indicator"), "indicator"),
            plain(N_("Year"), "year"),
            value(N_("Value"), "value"),
            rank(N_("Rank"), "rank", "n"),
            value(N_("Median"), "median"),
            coded(N_("Flag"), "flag"),
        ),
    ),
    "beside": Layout(
        N_("Beside the nearest countries in conditions"),
        (indicator(N_("Indicator"), "indicator"),),
        country_cell=lambda lang, value: lang.measure(value),
    ),
    "named": Layout(
        N_("What published texts say of this country; selected by newsworthiness, never a sample"),
        (
            about(N_("About"), "item_id"),
            coded(N_("Said"), "value"),
            coded(N_("Kind"), "kind"),
            coded(N_("Confidence"), "confidence"),
            sources(N_("Source"), "source_id"),
        ),
    ),
    "gaps": Layout(
        N_("Series without a value for this country in their main year"),
        (
            indicator(N_("Indicator"), "indicator"),
            plain(N_("Main year"), "year"),
            years(N_("Years with a value"), "years"),
        ),
    ),
}
