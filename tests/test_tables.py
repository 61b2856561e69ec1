"""Stored tables as a reader sees them, and as she downloads them."""

import io

import numpy as np
import pandas as pd
import pytest

from healthai import data, paths, tables, typography
from healthai.analysis import profile
from healthai.errors import InputError
from healthai.language import Language
from healthai.results import Store, load
from healthai.tables import LAYOUTS
from healthai.words import PAGES, WORDS, text_of, word

SHOWN = ("ai_ent_any", "ehealth_access_score", "wgi_ge", "ent_ict_training", "gdp_pps_pc", "che_pps_pc")


class Marked(Language):
    """A language in which every translated word is in brackets, so that an untranslated one shows."""

    def text(self, message, /, **values):
        return f"⟦{super().text(message, **values)}⟧"


@pytest.fixture(scope="module")
def en():
    return Language("en")


@pytest.fixture(scope="module")
def stored():
    """Rows of every layout as published; where a case of its own is wanted, made by the notebooks' own calls."""
    named = pd.concat([profile.named(country) for country in data.countries()], ignore_index=True)
    gaps = pd.concat([profile.gaps(country) for country in ("FR", "CY", "LU")], ignore_index=True)
    store = Store()
    store.table("ranks", profile.ranks("LU", SHOWN), layout="ranks")
    store.table("beside", profile.beside("LU", profile.nearest("LU", 3), SHOWN), layout="beside")
    store.table("named", named, layout="named")
    store.table("gaps", gaps, layout="gaps")
    published = [table for found in load(paths.RESULTS).values() for table in found.tables.values()]
    return {table.layout: table.rows for table in (*published, *store.results().tables.values())}


def csv(name, rows, language):
    return pd.read_csv(io.StringIO(tables.to_csv(name, rows, language)))


def test_every_layout_has_rows_to_be_tested_with(stored):
    assert set(stored) == set(LAYOUTS)
    assert all(stored.values())


# What a reader sees.


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("code", ["en", "fr"])
def test_every_layout_is_a_full_rectangle_of_words(stored, name, code):
    rows = stored[name]
    shown = tables.render(name, rows, Language(code))
    width = len(shown.headings)
    assert width >= 3
    assert len(shown.align) == width
    assert len(shown.cells) == len(shown.pages) == len(rows)
    assert {len(line) for line in (*shown.cells, *shown.pages)} == {width}
    assert set(shown.align) <= {tables.TEXT, tables.NUMERIC}
    cells = [cell for line in shown.cells for cell in line]
    assert not [cell for cell in cells if not isinstance(cell, str) or not cell.strip()]
    assert not [cell for cell in cells if "nan" in cell.split() or "None" in cell or "_" in cell or "{" in cell]
    assert len(set(shown.headings)) == width, "two columns of one name"
    assert shown.caption.strip()


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_word_of_a_table_can_be_translated(stored, name):
    shown = tables.render(name, stored[name], Marked("en"))
    names = {Language("en").country(code) for code in data.countries()}
    assert shown.caption.startswith("⟦")
    assert [heading for heading in shown.headings if not heading.startswith("⟦")] == [
        heading for heading in shown.headings if heading in names
    ]


def test_cells_of_a_share(stored, en):
    row = next(row for row in stored["eu_shares"] if row["item_id"] == "ai_diagnostics_use")
    (cells,) = tables.render("eu_shares", [row], en).cells
    assert cells[:5] == [en.item("ai_diagnostics_use"), "adoption", "20", "27", "74%"]
    assert cells[5] == f"{row['wilson_low']:.0%} to {row['wilson_high']:.0%}"
    assert cells[8] == "from a printed percentage"
    assert cells[9] == WORDS[row["confidence"]]
    assert cells[10] == ", ".join(row["sources"])


def test_an_item_known_as_bounds_shows_its_ends_and_no_interval(stored, en):
    row = next(row for row in stored["eu_shares"] if row["count_low"] < row["count_high"])
    (cells,) = tables.render("eu_shares", [row], en).cells
    assert cells[2] == f"{row['count_low']} to {row['count_high']}"
    assert cells[4:8] == ["–"] * 4


def test_an_estimate_shows_its_interval_or_stands_alone_or_is_missing(stored, en):
    row = stored["contrast"][0]
    known = {"odds_ratio": 2.345, "odds_low": 1.0, "odds_high": 5.5}
    for change, shown in (
        ({}, "2.34 (1.00 to 5.50)"),
        ({"odds_high": None}, "2.34"),
        ({"odds_low": None}, "2.34"),
        ({"odds_ratio": None}, "–"),
    ):
        (cells,) = tables.render("contrast", [row | known | change], en).cells
        assert cells[4] == shown


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("eu_shares", {"share", "wilson_low", "clopper_pearson_low", "jeffreys_low", "count_low", "n"}),
        ("ranks", {"value", "rank", "median", "flag", "year"}),
        ("beside", {"LU"}),
        ("claims", {"count_low"}),
        ("gaps", {"years", "year"}),
        ("bounds", {"share_low", "gap"}),
        ("marginal", {"spearman", "kendall", "pearson", "n"}),
        ("completeness", {"gaps", "b", "flagged"}),
        ("ingredients", {"note"}),
        ("left_out", {"bloc_low"}),
    ],
)
def test_a_missing_value_is_a_dash(stored, en, name, missing):
    row = stored[name][0]
    full = row | {key: "b" if key in ("flag", "note") else 1 for key in missing}
    before, after = (tables.render(name, [one], en).cells[0] for one in (full, full | dict.fromkeys(missing)))
    assert before.count("–") == [full[key] for key in row].count(None)
    assert after.count("–") == before.count("–") + len(missing)


def test_countries_are_columns(stored, en):
    shown = tables.render("beside", stored["beside"], en)
    codes = [key for key in stored["beside"][0] if key != "indicator"]
    assert shown.headings == ["Indicator", *(en.country(code) for code in codes)]
    assert shown.align == ["text", *["number"] * len(codes)]
    assert shown.cells[0][1] == en.decimal(stored["beside"][0][codes[0]], 1)


def test_a_claim_leads_to_its_page(stored, en):
    shown = tables.render("claims", stored["claims"], en)
    pages = [line[-1] for line in shown.pages]
    assert set(pages) <= {path.stem for path in paths.BOOK.glob("*.md")}
    assert not any(page for line in shown.pages for page in line[:-1])


def test_claims_are_told_in_the_language_of_the_reader(stored):
    french, english = (tables.render("claims", stored["claims"][:1], Language(code)) for code in ("fr", "en"))
    claim = data.load("claims").iloc[0]
    assert english.cells[0][1] == claim["claim_en"]
    assert french.cells[0][1] == typography.french(claim["claim_fr"])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"note_en": "in English", "note_fr": "en français"}, "en français"),
        ({"note_en": "in English", "note_fr": None}, "in English"),
        ({"note_en": "in English", "note_fr": np.nan}, "in English"),
        ({"note": "in English"}, "in English"),
        ({"note": None}, "–"),
        ({"note": np.nan}, "–"),
        ({}, "–"),
    ],
)
def test_a_text_of_the_data_is_taken_from_the_column_of_the_language(row, said):
    assert text_of(Language("fr"), row, "note") == said


def test_a_text_without_a_column_for_the_language_goes_through_the_catalogue():
    assert text_of(Marked("eo"), {"note_en": "in English"}, "note") == "⟦in English⟧"


# Words that are codes in the data.


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("survey-items", "theme"),
        ("survey-counts", "confidence"),
        ("claims", "verdict"),
        ("named-countries", "kind"),
        ("named-countries", "value"),
        ("named-countries", "confidence"),
        ("indicators", "domain"),
        ("indicators", "confidence"),
        ("indicators", "scale"),
        ("ingredients", "kind"),
        ("ingredients", "basis"),
        ("ingredients", "edition"),
    ],
)
def test_every_coded_word_of_the_data_has_words(table, column):
    codes = set(data.load(table)[column].dropna())
    assert codes
    assert codes - set(WORDS) == set()


def test_everything_said_of_a_country_has_words():
    codes = set(data.load("named-countries")["item_id"]) - set(data.items())
    assert codes
    assert codes - set(WORDS) == set()


def test_every_ingredient_is_an_indicator_or_has_words():
    codes = set(data.load("ingredients")["ingredient"]) - set(data.indicators())
    assert codes
    assert codes - set(WORDS) == set()


def test_every_kind_of_certain_statement_has_words(stored):
    kinds = {row["kind"] for row in stored["statements"]}
    assert len(kinds) >= 2
    assert kinds - set(WORDS) == set()


def test_every_flag_has_words(en):
    flags = set(data.load("values")["flag"].dropna())
    assert {len(flag) for flag in flags} == {1, 2}
    for flag in flags:
        assert word(en, flag) == ", ".join(WORDS[letter] for letter in flag)


def test_words_of_codes_are_words():
    assert not [code for code, word in WORDS.items() if "_" in word or not word.strip()]


def test_the_page_of_a_claim_has_a_name(stored):
    assert {row["page"] for row in stored["claims"]} <= set(PAGES)


def test_an_unforeseen_code_is_shown_without_underscores(en):
    assert word(en, "not_known_yet") == "not known yet"
    assert word(en, None) == "–"


# What a reader downloads.


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_csv_has_a_heading_for_each_value_and_no_two_alike(stored, name):
    found = csv(name, stored[name], Language("en"))
    first = tables.to_csv(name, stored[name], Language("en")).partition("\n")[0]
    assert len(found) == len(stored[name])
    headings = next(pd.read_csv(io.StringIO(first + "\n"), header=None).itertuples(index=False))
    assert len(set(headings)) == len(headings) == found.shape[1]
    assert not [heading for heading in headings if "_" in heading or "estimated" in heading]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_headings_of_the_csv_can_be_translated(stored, name):
    countries = {Language("en").country(code) for code in data.countries()}
    for heading in csv(name, stored[name], Marked("en")).columns:
        assert heading in countries or (heading.startswith("⟦") and heading.endswith("⟧"))


def test_the_csv_has_values_at_full_precision(stored):
    french = Language("fr")
    found = csv("eu_shares", stored["eu_shares"], french)
    known = [row for row in stored["eu_shares"] if row["share"] is not None]
    shares = found[french.text("Share")].dropna().tolist()
    assert shares == [row["share"] for row in known]
    assert found["Wilson\u00a0: minimum"].dropna().tolist() == [row["wilson_low"] for row in known]
    assert any(len(str(share)) > 6 for share in shares)


def test_the_csv_keeps_missing_values_missing(stored):
    found = csv("eu_shares", stored["eu_shares"], Language("en"))
    assert found["Share"].isna().tolist() == [row["share"] is None for row in stored["eu_shares"]]
    assert "–" not in tables.to_csv("eu_shares", stored["eu_shares"], Language("en"))


def test_the_csv_of_countries_as_columns_has_each_value(stored, en):
    found = csv("beside", stored["beside"], en)
    for code in (key for key in stored["beside"][0] if key != "indicator"):
        assert found[en.country(code)].tolist() == [row[code] for row in stored["beside"]]


def test_the_csv_of_the_claims_has_their_words(stored, en):
    found, about = csv("claims", stored["claims"], en), data.load("claims")
    assert found["No."].tolist() == about["claim_id"].tolist()
    assert found["Claim"].tolist() == about["claim_en"].tolist()
    assert found["Claim"].tolist() != found["Evidence"].tolist()


def test_the_csv_joins_sources(stored, en):
    row = next(row for row in stored["eu_shares"] if len(row["sources"]) > 1)
    assert csv("eu_shares", [row], en)["Sources"].tolist() == [" ".join(row["sources"])]


# Edges.


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_table_without_rows_has_headings_only(name, en):
    shown = tables.render(name, [], en)
    assert shown.cells == shown.pages == []
    assert shown.headings[0]
    assert tables.to_csv(name, [], en).count("\n") == 1


@pytest.mark.parametrize(
    "call", [tables.layout, lambda n: tables.render(n, [], None), lambda n: tables.to_csv(n, [], None)]
)
def test_an_unknown_layout_is_named_with_near_ones(call):
    with pytest.raises(InputError, match=r"no table layout 'statement' \(did you mean 'statements'"):
        call("statement")


def test_a_layout_is_found_by_its_name():
    assert tables.layout("gaps") is LAYOUTS["gaps"]


def test_countries_stand_in_cells_by_name(stored, en):
    row = stored["diagnostics"][0] | {"cook": 0.641, "cook_country": "IE"}
    shown = tables.render("diagnostics", [row], en)
    assert shown.cells[0][shown.headings.index("Largest Cook’s distance")] == "0.64 (Ireland)"
    drops = [{**stored["drops"][0], "left_out": left_out} for left_out in ([], ["LU", "IE"])]
    shown = tables.render("drops", drops, en)
    assert [cells[2] for cells in shown.cells] == ["none", "Luxembourg and Ireland"]
    assert csv("drops", drops, en)["Left out"].tolist()[1] == "LU IE"
