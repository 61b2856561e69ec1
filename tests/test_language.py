"""Numbers, dates, names and words in a reader's language."""

import pytest
from babel import Locale

from healthai import data
from healthai.errors import InputError
from healthai.language import N_, Language
from healthai.typography import french

NARROW, MINUS = "\u202f", "\u2212"  # French groups digits with a narrow no-break space


@pytest.fixture(scope="module")
def en():
    return Language("en")


@pytest.fixture(scope="module")
def fr():
    return Language("fr")


# Numbers.


@pytest.mark.parametrize(
    ("value", "digits", "english", "french"),
    [
        (0.7, 2, "0.70", "0,70"),
        (0.0051, 2, "0.01", "0,01"),
        (12.345, 1, "12.3", "12,3"),
        (19.5, 0, "20", "20"),
        (1234567.891, 3, "1,234,567.891", f"1{NARROW}234{NARROW}567,891"),
        (-0.45, 2, f"{MINUS}0.45", f"{MINUS}0,45"),
        (-1234.5, 1, f"{MINUS}1,234.5", f"{MINUS}1{NARROW}234,5"),
        (20, 1, "20.0", "20,0"),
        (1e-9, 2, "0.00", "0,00"),
    ],
)
def test_a_decimal_has_the_digits_asked_for_and_a_true_minus(en, fr, value, digits, english, french):
    assert en.decimal(value, digits) == english
    assert fr.decimal(value, digits) == french


@pytest.mark.parametrize("value", [-0.0, -0.004, -0.0049999])
def test_what_rounds_to_zero_has_no_sign(en, fr, value):
    assert en.decimal(value) == "0.00"
    assert fr.decimal(value) == "0,00"
    assert en.percent(value) == "0%"


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0, "0", "0"),
        (27, "27", "27"),
        (9999, "9,999", f"9{NARROW}999"),
        (-1250, f"{MINUS}1,250", f"{MINUS}1{NARROW}250"),
    ],
)
def test_a_whole_number_is_grouped(en, fr, value, english, french):
    assert en.integer(value) == english
    assert fr.integer(value) == french


@pytest.mark.parametrize(
    ("share", "whole"), [(0, "0"), (1, "100"), (20 / 27, "74"), (4 / 50, "8"), (0.0151, "2"), (-0.25, f"{MINUS}25")]
)
def test_a_share_is_a_whole_percentage(en, fr, share, whole):
    assert en.percent(share) == f"{whole}%"
    assert fr.percent(share) == f"{whole}{NARROW}%"


@pytest.mark.parametrize(
    ("p", "english", "french"),
    [
        (0, "< 0.001", "< 0,001"),
        (0.00099, "< 0.001", "< 0,001"),
        (0.001, "0.001", "0,001"),
        (0.0139, "0.014", "0,014"),
        (0.0499, "0.050", "0,050"),
        (0.1, "0.10", "0,10"),
        (0.456, "0.46", "0,46"),
        (1.0, "1.00", "1,00"),
    ],
)
def test_a_p_value_has_two_or_three_digits(en, fr, p, english, french):
    assert en.p_value(p) == english
    assert fr.p_value(p) == french


# Dates.


@pytest.mark.parametrize(
    ("iso", "english", "french"),
    [
        ("2026-04-20", "20 April 2026", "20 avril 2026"),
        ("2026-05-01", "1 May 2026", "1 mai 2026"),
        ("2025-03", "March 2025", "mars 2025"),
        ("2024", "2024", "2024"),
    ],
)
def test_a_date_a_month_a_year(en, fr, iso, english, french):
    assert en.date(iso) == english
    assert fr.date(iso) == french


@pytest.mark.parametrize("wrong", ["2026-13", "2026-02-30", "April"])
def test_a_date_that_does_not_exist_is_refused(en, wrong):
    with pytest.raises(ValueError, match=r"month|day|invalid"):
        en.date(wrong)


# Lists and spans.


def test_words_are_listed_as_a_sentence_lists_them(en, fr):
    assert en.listing(["Austria"]) == "Austria"
    assert en.listing(["Austria", "Italy"]) == "Austria and Italy"
    assert en.listing(("Austria", "Italy", "Malta")) == "Austria, Italy and Malta"
    assert fr.listing(["Autriche", "Italie", "Malte"]) == "Autriche, Italie et Malte"


def test_an_empty_list_is_said(en):
    assert en.listing([]) == "none"


def test_two_ends(en):
    assert en.span("3", "12") == "3 to 12"


# Names.


def test_countries_have_their_names_in_each_language(en, fr):
    assert [en.country(code) for code in ("GR", "CZ", "GB", "NL")] == [
        "Greece",
        "Czechia",
        "United Kingdom",
        "Netherlands",
    ]
    assert [fr.country(code) for code in ("GR", "DE", "GB", "NL")] == ["Grèce", "Allemagne", "Royaume-Uni", "Pays-Bas"]


@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_country_item_and_indicator_has_a_name(code):
    language = Language(code)
    for of, codes in (("country", data.countries()), ("item", data.items()), ("indicator", data.indicators())):
        names = [language.name(c, of) for c in codes]
        assert not [c for c, name in zip(codes, names, strict=True) if not name.strip() or "_" in name]
        assert len(set(names)) == len(names)


def test_items_and_indicators_have_labels_of_their_own_language(en, fr):
    items, indicators = data.load("survey-items"), data.load("indicators")
    item, indicator = items.iloc[0], indicators.iloc[0]
    assert en.item(item["item_id"]) == item["label_en"]
    assert fr.item(item["item_id"]) == french(item["label_fr"]) != item["label_en"]
    assert en.indicator(indicator["indicator_id"]) == indicator["label_en"]
    assert fr.indicator(indicator["indicator_id"]) == french(indicator["label_fr"]) != indicator["label_en"]


@pytest.mark.parametrize(
    ("code", "of"), [("XX", "country"), ("ai_diagnostic", "item"), ("gdp", "indicator"), ("FR", "item")]
)
def test_a_code_without_a_name_is_refused(en, code, of):
    with pytest.raises(KeyError):
        en.name(code, of)


# Sources.


def test_every_source_has_one_line_without_remarks(en):
    codes = [*data.load("survey-sources")["source_id"], *data.indicators()]
    lines = {code: en.source(code) for code in codes}
    assert not [code for code, line in lines.items() if not line.strip() or "(" in line or "nan" in line.split(", ")]


def test_a_source_is_dated_in_the_language(en, fr):
    table = data.load("survey-sources")
    row = table[table["date"].notna() & (table["date"].str.len() == 10)].iloc[0]
    publisher = row["publisher"].split(" (")[0]
    assert en.source(row["source_id"]) == f"{publisher}, {en.date(row['date'])}"
    assert fr.source(row["source_id"]) == f"{fr.text(publisher)}, {fr.date(row['date'])}"


def test_the_source_of_an_indicator_is_its_publisher_and_dataset(en):
    row = data.load("indicators").set_index("indicator_id").loc["ai_ent_any"]
    assert en.source("ai_ent_any") == f"Eurostat, {row['dataset_code'].split('(')[0].split(',')[0].strip()}"


# Words.

CATALOGUE = """
msgid ""
msgstr ""
"Language: {code}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

msgid "{low} to {high}"
msgstr "⟦{low} ŝis {high}⟧"

msgid "none"
msgstr "⟦nenio⟧"

#, fuzzy
msgid "roles"
msgstr "⟦guessed by a tool⟧"

msgid "high"
msgstr ""
"""


@pytest.fixture
def pseudo(tmp_path):
    """A language with a catalogue of the test's own."""
    file = tmp_path / "locales" / "eo" / "LC_MESSAGES" / "package" / "words.po"
    file.parent.mkdir(parents=True)
    file.write_text(CATALOGUE.replace("{code}", "eo"), encoding="utf-8")
    return Language("eo", tmp_path / "locales")


def test_words_come_from_the_catalogue(pseudo):
    assert pseudo.text("none") == "⟦nenio⟧"
    assert pseudo.listing([]) == "⟦nenio⟧"
    assert pseudo.span("1", "2") == "⟦1 ŝis 2⟧"


def test_words_without_a_translation_stay_english(pseudo):
    assert pseudo.text("high") == "high"
    assert pseudo.text("never seen") == "never seen"
    assert pseudo.text("{k} of {n}", k=1, n=2) == "1 of 2"


def test_a_guess_that_nobody_has_confirmed_is_not_shown(pseudo):
    assert pseudo.text("roles") == "roles"


def test_labels_go_through_the_catalogue_where_the_data_have_none_in_the_language(tmp_path):
    label = data.load("survey-items").set_index("item_id").loc["liability_guidance", "label_en"]
    file = tmp_path / "eo" / "LC_MESSAGES" / "package" / "words.po"
    file.parent.mkdir(parents=True)
    file.write_text(f'msgid ""\nmsgstr "Language: eo\\n"\n\nmsgid "{label}"\nmsgstr "⟦{label}⟧"\n', encoding="utf-8")
    assert Language("eo", tmp_path).item("liability_guidance") == f"⟦{label}⟧"


def test_a_language_without_a_catalogue_speaks_english_with_its_own_numbers(tmp_path):
    language = Language("de", tmp_path)
    assert language.text("none") == "none"
    assert language.decimal(1.5, 1) == "1,5"


def test_braces_in_words_without_values_are_left_alone(en):
    assert en.text("{k} of {n}") == "{k} of {n}"


def test_marking_a_word_does_not_change_it():
    assert N_("roles") == "roles"


def test_english_writes_the_day_before_the_month(en):
    assert en.locale == Locale("en", "GB")
    assert en.code == "en"


@pytest.mark.parametrize("code", ["xx", "", "e", "english", "zz_ZZ", "../fr", "f r"])
def test_an_unknown_language_is_refused_with_examples(code):
    with pytest.raises(InputError, match=f"'{code}' is not a language code that CLDR knows, such as 'en' or 'fr'"):
        Language(code)


@pytest.mark.parametrize(
    ("value", "shown"), [(1.137, "1.14"), (-0.0927, "−0.09"), (25.06, "25.1"), (99.96, "100.0"), (39294.4, "39,294")]
)
def test_a_measure_has_as_many_decimals_as_its_size_deserves(value, shown):
    assert Language("en").measure(value) == shown
