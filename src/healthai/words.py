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
    "implies": N_("implies"),
    "excludes": N_("excludes"),
    "eu27": N_("European Union"),
    "region50": N_("European Region"),
    "region53": N_("European Region, survey of 2022"),
    "programme": N_("the figures cannot all be true"),
    "percentage": N_("no count gives a printed percentage"),
    "denominator": N_("same count, another denominator"),
    "not_found": N_("not by figures"),
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
    "b": N_("break in series"),
    "d": N_("definition differs"),
    "e": N_("estimated"),
    "p": N_("provisional"),
    "u": N_("low reliability"),
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
