"""What stands in the data as a code or a text, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from healthai.language import N_, Language

# Words that stand in the data as codes. Declared here so that the catalogues have them.
WORDS = {
    "adoption": N_("adoption"),
    "governance": N_("governance"),
    "training": N_("training"),
    "workforce": N_("roles"),
    "driver": N_("driver"),
    "barrier": N_("barrier"),
    "governance_form": N_("form of governance"),
    "context": N_("context"),
    "adoption_other": N_("adoption, other"),
    "ehealth": N_("e-health"),
    "digital_government": N_("digital government"),
    "infrastructure": N_("infrastructure"),
    "mixed_index": N_("mixed index"),
    "skills": N_("skills"),
    "control": N_("conditions"),
    "high": N_("high"),
    "medium": N_("medium"),
    "low": N_("low"),
    "confirmed": N_("confirmed"),
    "rounded": N_("rounded"),
    "differs": N_("differs"),
    "unverifiable": N_("cannot be checked"),
    "who_wording_only": N_("WHO's words, no figure"),
    "fragment": N_("text cut"),
    "both": N_("do both"),
    "a_without_b": N_("first without second"),
    "b_without_a": N_("second without first"),
    "stated": N_("stated"),
    "deduced": N_("deduced"),
    "national_context": N_("national context"),
    "yes": N_("yes"),
    "no": N_("no"),
    "no_or_in_development": N_("no, or in preparation"),
    "in_development": N_("in preparation"),
    "established": N_("established"),
    "informal": N_("informal"),
    "pilot": N_("pilot"),
    "planned": N_("planned"),
    "leading": N_("leading"),
    "in_use": N_("in use"),
    "count_published": N_("printed as a count"),
    "count_from_percent": N_("from a printed percentage"),
    "derived_from_names": N_("counted by us from named countries"),
    "bound_from_words": N_("a bound, from words"),
    "wilson": N_("Wilson"),
    "clopper-pearson": N_("Clopper-Pearson"),
    "jeffreys": N_("Jeffreys"),
    "wald": N_("Wald"),
    "b": N_("break in series"),
    "d": N_("definition differs"),
    "e": N_("estimated"),
    "p": N_("provisional"),
    "u": N_("low reliability"),
    "spearman": N_("Spearman, ranks"),
    "pearson": N_("Pearson, values"),
    "kendall": N_("Kendall, ranks"),
    "nobody": N_("nobody"),
    "distorted_income": N_("Ireland and Luxembourg"),
    "Nordic": N_("Nordic"),
    "West": N_("West"),
    "South": N_("South"),
    "Central and East": N_("Central and East"),
    "Baltic": N_("Baltic"),
    "eu15": N_("members before 2004"),
    "joined_2004": N_("members since 2004"),
    "joined_later": N_("members since 2007 or later"),
    "percent": N_("percentage"),
    "per_thousand": N_("per thousand"),
    "score": N_("score"),
    "pps": N_("purchasing power standard"),
    "persons": N_("persons"),
    "year": N_("year"),
    "binary": N_("yes or no"),
    "standard_normal": N_("units of a standard normal"),
    "collection": N_("collected in it"),
    "same_collection": N_("same survey or data collection"),
    "same_publisher": N_("same publisher, nothing more known"),
    "nothing_known": N_("nothing known to be shared"),
    "ingredient": N_("shared ingredient"),
    "publisher": N_("publisher"),
    "dictionary": N_("data dictionary"),
    "input": N_("built from it"),
    "this": N_("edition used here"),
    "earlier": N_("earlier edition only"),
    "enterprise_ict_survey": N_("EU survey of ICT in enterprises"),
    "household_ict_survey": N_("EU survey of ICT in households"),
    "labour_force_survey": N_("EU Labour Force Survey"),
    "adult_education_survey": N_("Adult Education Survey"),
    "ehealth_indicator_study": N_("study for the Digital Decade e-Health indicator"),
    "egovernment_benchmark": N_("eGovernment Benchmark"),
    "wgi_source_data": N_("sources of the World Bank’s governance indicators"),
    "un_egovernment_survey": N_("United Nations e-government survey"),
    "itu_data": N_("data of the International Telecommunication Union"),
    "who_digital_health_survey_2022": N_("WHO/Europe survey of digital health, 2022"),
    "national_accounts": N_("national accounts"),
    "ai_diagnostics": N_("AI-assisted diagnostics"),
    "ai_surgery": N_("AI-assisted surgery"),
    "robotic_surgery": N_("robotic surgery"),
    "linked_health_data_platform_for_ai": N_("platform that links health data for AI"),
    "ai_training_health_workers": N_("AI training of health workers"),
    "ai_early_detection_primary_care": N_("AI for early detection in primary care"),
    "ai_radiotherapy_contouring": N_("AI in the planning of radiotherapy"),
    "breadth_of_ai_use": N_("breadth of AI use"),
    "dh2022_in_gateway_dataset": N_("in the public data of the digital health survey of 2022"),
    "ctx_health_ai_strategy": N_("strategy for AI in health"),
    "ctx_ai_helpline_triage": N_("AI triage on a helpline"),
    "ctx_digital_health_strategy": N_("digital health strategy"),
    "ctx_ai_scribe": N_("AI that writes clinical notes"),
    "complete": N_("countries with all values"),
    "bloc_mean": N_("gap filled with the mean of the bloc"),
    "multiple": N_("gap filled by multiple imputation"),
    "treatment": N_("what is done with outliers"),
    "imputation": N_("how gaps are filled"),
    "normalisation": N_("how indicators are scaled"),
    "aggregation": N_("which mean is taken"),
    "weights_adoption": N_("weights inside adoption"),
    "weights_governance": N_("weights inside governance"),
    "weights_training": N_("weights inside training"),
    "excluded_adoption": N_("indicator left out of adoption"),
    "excluded_governance": N_("indicator left out of governance"),
    "excluded_training": N_("indicator left out of training"),
    "ranks": N_("mean shift of ranks"),
    "with_governance": N_("adoption with governance, at equal income"),
    "with_training": N_("adoption with training, at equal income"),
    "nothing": N_("as it stands"),
    "income": N_("at equal income"),
}
PAGES = {"survey": N_("survey"), "margins": N_("margins"), "limits": N_("limits")}
MISSING = "–"


def word(language: Language, code: str | None) -> str:
    """Return a coded word of the data in the language; several one-letter flags are listed."""
    if code is None:
        return MISSING
    if code in WORDS:
        return language.text(WORDS[code])
    if code and all(letter in WORDS for letter in code):
        return ", ".join(language.text(WORDS[letter]) for letter in code)
    return language.text(code.replace("_", " "))


def text_of(language: Language, row: Mapping[str, Any], stem: str) -> str:
    """Return a text of the data: from its column for the language where there is one, else through the catalogue."""
    own = row.get(f"{stem}_{language.code}")
    if isinstance(own, str):
        return own
    text = row.get(f"{stem}_en", row.get(stem))
    return language.text(text) if isinstance(text, str) else MISSING
