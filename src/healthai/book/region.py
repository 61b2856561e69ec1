"""The countries of the Region without a profile: one short section each, with what the data tables hold of them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from healthai import data, paths
from healthai.book.countries import bullets, link, profiled
from healthai.book.pages import language_of
from healthai.language import N_, Language
from healthai.tables.columns import about
from healthai.words import word

# The indicators of the profiles that are published beyond the EU, and health spending in the one unit known there.
SERIES = (
    "ai_ent_any",
    "genai_individuals",
    "ind_health_records_online",
    "wgi_ge",
    "gari2024_government",
    "digital_skills_basic",
    "che_pct_gdp",
)
TOOK_PART, PUBLIC_2022 = "survey_participation", "dh2022_in_gateway_dataset"
YES = 3  # the documented code of a "yes" in the table of raw codes
LAST_BRACKET = re.compile(r"\s*\([^()]*\)$")

ANSWERS = {
    "yes": N_("Yes"),
    "no": N_("No"),
    "undocumented": N_("Counted as yes in WHO’s totals, though the code is not documented"),
    "missing": N_("No public answer"),
}

Row = Mapping[str, Any]


class OtherCountries(SphinxDirective):
    """A section for each country without a profile, by name, after a list of links to them."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(paths.DATA / "datapackage.json"))
        language = language_of(self.env)
        others = language.by_name({*data.countries()} - profiled(self.env))
        links = bullets([link(language.country(iso2), f"#{iso2.lower()}") for iso2 in others], "country-list")
        return [links, *(_section(iso2, language) for iso2 in others)]


def _section(iso2: str, language: Language) -> nodes.section:
    values = _rows("values", iso2)
    parts = (
        (language.text("Survey on AI in health systems"), survey(iso2, language)),
        (language.text("Survey of digital health, 2022"), policies(iso2, values, language)),
        (language.text("Published series"), series(values, language)),
    )
    entries = [
        nodes.definition_list_item(
            "",
            nodes.term("", heading, translatable=False),
            nodes.definition("", bullets(map(nodes.Text, lines), "facts")),
        )
        for heading, lines in parts
    ]
    facts = nodes.definition_list("", *entries, classes=["country-facts"])
    title = nodes.title("", language.country(iso2), translatable=False)
    return nodes.section("", title, facts, ids=[iso2.lower()])


def survey(iso2: str, language: Language) -> list[str]:
    """Return what published texts say of the country's part in the survey on AI, and of its answers."""
    rows = _rows("named-countries", iso2)
    took_part = [row for row in rows if row["item_id"] == TOOK_PART]
    answers = [row for row in rows if row["item_id"] not in (TOOK_PART, PUBLIC_2022)]
    said = [_said(language.text("Answered the survey"), row, language) for row in took_part]
    said += [_said(about("", "item_id").cell(language, row), row, language) for row in answers]
    if not took_part:
        said.append(language.text("Nothing is known here: no text says whether the country answered, or what."))
    return said


def _said(what: str, row: Row, language: Language) -> str:
    return language.text(
        "{what}: {said} ({kind}, confidence {confidence}; {source})",
        what=what,
        said=word(language, row["value"]),
        kind=word(language, row["kind"]),
        confidence=word(language, row["confidence"]),
        source=language.source(row["source_id"]),
    )


def policies(iso2: str, values: Sequence[Row], language: Language) -> list[str]:
    """Return which policies the country's public answers of 2022 name, and which questions have no public answer."""
    table = data.load("indicators")
    codes = {row["indicator_id"]: row["code"] for row in _rows("who22-codes", iso2)}
    given = {row["indicator_id"]: row["value"] for row in values}
    kinds = {name: _answer(given.get(name), codes.get(name)) for name in table[table["scale"] == "binary"].indicator_id}
    if set(kinds.values()) == {"missing"}:
        return [language.text("Nothing is known here: the country is not in the public data.")]
    lines = []
    for kind, words in ANSWERS.items():
        names = [LAST_BRACKET.sub("", language.indicator(name)) for name in kinds if kinds[name] == kind]
        if names:
            lines.append(language.text("{answer}: {policies}", answer=language.text(words), policies="; ".join(names)))
    return [*lines, language.text("Source: {names}", names=language.source(next(iter(kinds))))]


def _answer(value: float | None, code: int | None) -> str:
    """Return the kind of an answer from its value and, where the table of raw codes has one, its code."""
    if value is None:
        return "missing"
    if value == 0:
        return "no"
    return "yes" if code in (None, YES) else "undocumented"


def series(values: Sequence[Row], language: Language) -> list[str]:
    """Return the country's value in each published series, in the main year or else the last, and what is missing."""
    indicators = data.load("indicators").set_index("indicator_id")
    lines, absent = [], []
    for name in SERIES:
        years = {row["year"]: row for row in values if row["indicator_id"] == name}
        main = indicators.at[name, "primary_year"]
        if years:
            lines.append(_value(years.get(main, years[max(years)]), indicators.at[name, "scale"], language))
        else:
            absent.append(language.indicator(name))
    return [*lines, language.text("No value here: {series}", series="; ".join(absent))] if absent else lines


def _value(row: Row, scale: str, language: Language) -> str:
    flag = [word(language, row["flag"])] if isinstance(row["flag"], str) else []
    return language.text(
        "{indicator}: {value} ({about}; {source})",
        indicator=language.indicator(row["indicator_id"]),
        value=language.measure(row["value"]),
        about=", ".join([word(language, scale), str(row["year"]), *flag]),
        source=language.source(row["indicator_id"]),
    )


def _rows(table: str, iso2: str) -> list[Row]:
    rows = data.load(table)
    return rows[rows["iso2"] == iso2].to_dict("records")


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("other-countries", OtherCountries)
