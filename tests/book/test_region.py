"""The entries of the countries without a profile: what the tables hold of each, nothing else, and what is missing."""

import re

import pytest

from healthai import data
from healthai.book import region
from healthai.language import Language

from . import profiling

ENGLISH = Language("en")
PAGE = "# Others\n\n```{other-countries}\n```\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    from .conftest import Project

    project = Project(tmp_path_factory.mktemp("region"))
    profiling.store(project, dict.fromkeys(data.eu27(), 10.0))
    project.pages(index=PAGE)
    return project.build(smartquotes=False)


def entry(built, iso2):
    """Return the words of a country's section."""
    (found,) = re.findall(rf'<section id="{iso2.lower()}">(.*?)</section>', built.html(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def rows(table, iso2):
    found = data.load(table)
    return found[found["iso2"] == iso2].to_dict("records")


def test_every_other_country_of_the_region_has_one_section_by_name(built):
    ids = [e["id"].upper() for e in built.page().all("section") if len(e.get("id", "")) == 2]
    assert set(ids) == {*data.countries()} - {*data.eu27()}
    assert len(ids) == 26
    assert ids[:3] == ["AL", "AD", "AM"]


def test_a_country_that_a_text_names_has_its_statement_with_source_and_kind(built):
    words = entry(built, "UA")
    assert "AI-assisted diagnostics: pilot (stated, confidence medium; Euronews" in words
    assert "Answered the survey: yes (deduced, confidence medium;" in words
    assert "Nothing is known" not in words


def test_a_country_that_no_text_names_says_so(built):
    assert "Nothing is known here: no text says whether the country answered, or what." in entry(built, "MC")


def test_a_country_outside_the_public_data_of_2022_says_so():
    assert region.policies("BA", rows("values", "BA"), ENGLISH) == [
        "Nothing is known here: the country is not in the public data."
    ]


def test_every_answer_of_2022_stands_with_its_kind_once():
    asked = data.load("indicators").query("scale == 'binary'")["indicator_id"]
    labels = [re.sub(r" \(WHO/Europe 2022\)$", "", ENGLISH.indicator(name)) for name in asked]
    codes = {(row["indicator_id"], row["iso2"]): row["code"] for row in data.load("who22-codes").to_dict("records")}
    for iso2 in ("AD", "AL", "CH", "TR"):
        values = {row["indicator_id"]: row["value"] for row in rows("values", iso2)}
        lines = dict(line.split(": ", 1) for line in region.policies(iso2, rows("values", iso2), ENGLISH))
        said = {label: words for words, listed in lines.items() for label in listed.split("; ") if label in labels}
        for name, label in zip(asked, labels, strict=True):
            value, code = values.get(name), codes.get((name, iso2), 3)
            wanted = "No public answer" if value is None else "No" if value == 0 else "Yes" if code == 3 else "Counted"
            assert said[label].startswith(wanted), (iso2, name)


def test_a_series_stands_with_value_unit_year_and_source():
    (line,) = [line for line in region.series(rows("values", "NO"), ENGLISH) if "at least one AI" in line]
    assert line == "Enterprises using at least one AI technology: 20.8 (percentage, 2024; Eurostat, isoc_eb_ai)"


def test_without_a_value_in_the_main_year_the_last_one_stands_with_its_year():
    lines = region.series(rows("values", "GB"), ENGLISH)
    assert [line for line in lines if line.startswith("Individuals accessing") and "9.11 (percentage, 2020" in line]


def test_every_series_has_a_value_or_is_said_to_have_none(built):
    for iso2 in {*data.countries()} - {*data.eu27()}:
        values = rows("values", iso2)
        lines = region.series(values, ENGLISH)
        for name in region.SERIES:
            label, last = ENGLISH.indicator(name), lines[-1]
            (found,) = [line for line in lines if label in line]
            assert (found is last and "No value here" in last) != (name in {row["indicator_id"] for row in values})


def test_a_flag_of_the_publisher_stands_beside_the_value():
    row = {"indicator_id": "ai_ent_any", "year": 2024, "value": 9.9, "flag": "b"}
    assert "2024, break in series;" in region.series([row], ENGLISH)[0]


def test_no_missing_value_is_printed(built):
    assert not re.search(r"\b(nan|None|NA)\b", built.page().text)


def test_only_the_title_of_the_page_is_for_its_translators(project):
    profiling.store(project)
    project.pages(index=PAGE)
    template = (project.build("gettext").out / "index.pot").read_text(encoding="utf-8")
    assert re.findall(r'msgid "(.+)"', template) == ["Others"]
