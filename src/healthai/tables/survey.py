"""The survey's counts, and the article's claims."""

from healthai.language import N_
from healthai.tables.columns import (
    Layout,
    claim,
    coded,
    count,
    item,
    page,
    percents,
    plain,
    share,
    sources,
    whole_range,
)

SHARES = (
    item(N_("Item"), "item_id"),
    coded(N_("Theme"), "theme"),
    whole_range(N_("Countries"), "count_low", "count_high"),
    count(N_("Out of"), "n"),
    share(N_("Share"), "share"),
    percents(N_("Wilson"), "wilson_low", "wilson_high"),
    percents(N_("Clopper-Pearson"), "clopper_pearson_low", "clopper_pearson_high"),
    percents(N_("Jeffreys"), "jeffreys_low", "jeffreys_high"),
    coded(N_("How known"), "status"),
    coded(N_("Confidence"), "confidence"),
    sources(N_("Sources"), "sources"),
)

LAYOUTS = {
    "eu_shares": Layout(
        N_("European Union: counts of the 27, and three intervals for the share under a superpopulation reading"),
        SHARES,
    ),
    "region_shares": Layout(
        N_("European Region, 50 respondents, the EU included: counts, and three intervals under the same reading"),
        SHARES,
    ),
    "claims": Layout(
        N_("The article's claims, one by one"),
        (
            plain(N_("No."), "claim"),
            claim(N_("Claim"), "claim"),
            coded(N_("Verdict"), "verdict"),
            whole_range(N_("Nearest published count, of 27"), "count_low", "count_high"),
            claim(N_("Evidence"), "note"),
            page(N_("More"), "page"),
        ),
    ),
}
