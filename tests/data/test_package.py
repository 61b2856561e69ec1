import csv
import json

import frictionless
import pytest
from own_tables import copy, replace

from healthai import paths
from healthai.data import checks, descriptor, package, table
from healthai.data.__main__ import main
from healthai.errors import InputError

SHARED = paths.ROOT.parent / "shared" / "facts"
# The labels that are not the collected ones. Regulation (EU) 2025/327 calls these records "dossiers médicaux".
OWN_WORDS = {
    "Accès aux dossiers de santé électroniques (score composite e-santé)": "Accès aux dossiers médicaux électroniques "
    "(score composite e-santé)",
    # In French, STEM is STIM, and big data are « données massives » wherever the book names them.
    "Diplômés STEM pour 1000 habitants de 20-29 ans": "Diplômés STIM pour mille habitants de 20 à 29 ans",
    "Stratégie de données encadrant les mégadonnées en santé (2022)": "Stratégie de données encadrant les données "
    "massives en santé (2022)",
}

# Each breaks one row of one table: file, text to replace, its replacement, and what the message must say.
ROWS = {
    "unknown country": (
        "indicators/values.csv",
        "adult_learning_12m,BE,2022,34.9,",
        "adult_learning_12m,XX,2022,34.9,",
        "values.csv, row 3, column iso2: 'XX' is not a known country",
    ),
    "unknown indicator": (
        "indicators/values.csv",
        "adult_learning_12m,CY,2022",
        "adult_lerning_12m,CY,2022",
        "row 5, column indicator_id: 'adult_lerning_12m' is not a known indicator (did you mean 'adult_learning_12m'",
    ),
    "not a number": (
        "indicators/values.csv",
        "adult_learning_12m,AT,2022,52.2",
        "adult_learning_12m,AT,2022,n/a",
        "values.csv, row 2, column value: 'n/a' is not allowed; allowed: a number",
    ),
    "out of range": (
        "indicators/values.csv",
        "adult_learning_12m,BG,2022,9.5",
        "adult_learning_12m,BG,2022,109.5",
        "values.csv, row 4, column value: 109.5 is out of range for adult_learning_12m; allowed: 0 to 100",
    ),
    "not finite": (
        "indicators/values.csv",
        "adult_learning_12m,ES,2022,34.1",
        "adult_learning_12m,ES,2022,NaN",
        "column value: NaN is out of range for adult_learning_12m",
    ),
    "undeclared year": (
        "indicators/values.csv",
        "adult_learning_12m,DE,2022",
        "adult_learning_12m,DE,2021",
        "column year: 2021 is not a year of adult_learning_12m; allowed: 2022",
    ),
    "a member less": (
        "indicators/values.csv",
        "che_pps_pc,FR,2023",
        "che_pps_pc,CH,2023",
        "column coverage_eu27: 27 countries declared, 26 have a value in 2023 (without: FR); allowed: 26",
    ),
    "unknown flag": (
        "indicators/values.csv",
        "wgi_va,UZ,2023,",
        "wgi_va,UZ,2023,-1.3,?\nwgi_va,UZ,2022,",
        "'?' is not allowed",
    ),
    "neither yes nor no": (
        "indicators/values.csv",
        "who22_data_strategy,AT,2022,",
        "who22_data_strategy,AT,2022,0.5,\nwho22_data_strategy,AT,2022,",
        "column value: 0.5 is out of range for who22_data_strategy; allowed: 0 or 1",
    ),
    "duplicate": (
        "survey/named_answers.csv",
        "survey_participation,yes,survey_participation,yes",
        "survey_participation,yes,survey_participation,yes\nsurvey_participation,yes,survey_participation,yes",
        "stands in row 14 already; allowed: each named_item + named_value + item_id once",
    ),
    "impossible percentage": (
        "survey/counts.csv",
        "chatbots_use,17,17,27,63,count_from_percent,high",
        "chatbots_use,17,17,27,80,count_from_percent,high",
        "column percent_printed: '80' with denominator 27",
    ),
    "another count than the percentage": (
        "survey/counts.csv",
        "chatbots_use,17,17,27,63,count_from_percent,medium",
        "chatbots_use,18,18,27,63,count_from_percent,medium",
        "column count_low: 18 of 27 does not print as 63%; allowed: 17",
    ),
    "count above denominator": (
        "survey/counts.csv",
        "survey_participation,27,27,27,",
        "survey_participation,28,28,27,",
        "counts.csv, row 2, column count_high: 28 is above the denominator 27; allowed: at most 27",
    ),
    "bounds swapped": (
        "survey/counts.csv",
        "new_ai_roles,0,13,27",
        "new_ai_roles,13,0,27",
        "column count_low: 13 is above count_high 0",
    ),
    "wrong denominator": (
        "survey/counts.csv",
        "symptom_checkers_established,4,4,27,15",
        "symptom_checkers_established,4,4,50,15",
        "column denominator: 50 does not belong to eu27; allowed: 27",
    ),
    "undescribed word": (
        "survey/counts.csv",
        "admin_automation_use,16,16,27,59,count_from_percent,medium",
        "admin_automation_use,16,16,27,59,count_from_percent,mediun",
        "column confidence: 'mediun' is not allowed (did you mean 'medium'?); allowed: high, medium, low",
    ),
    "percentage left out": (
        "survey/counts.csv",
        "driver_efficiency,24,24,27,89",
        "driver_efficiency,24,24,27,",
        "column percent_printed: empty; status 'count_from_percent' needs the percentage",
    ),
    "no exact count": (
        "survey/counts.csv",
        "priority_areas_identified,26,26",
        "priority_areas_identified,25,26",
        "needs one exact count",
    ),
    "count without use": (
        "survey/counts.csv",
        "priority_areas_funding_allocated,,,27,,words",
        "priority_areas_funding_allocated,1,1,27,,words",
        "means no usable count",
    ),
    "one bound": (
        "survey/counts.csv",
        "liability_standards,0,4,50",
        "liability_standards,,4,50",
        "one bound without the other",
    ),
    "unknown source": (
        "survey/contradictions.csv",
        "S10 S11 S03",
        "S10 S11 S99",
        "column source_ids: 'S99' is not a known source",
    ),
    "unknown twin": (
        "survey/items.csv",
        'liability_standards,"The texts',
        'liability_rules,"The texts',
        "column same_question_as: 'liability_rules' is not a known survey item",
    ),
    "pattern": (
        "survey/claims.csv",
        "\nC05,",
        "\nS05,",
        "column claim_id: 'S05' is not allowed; allowed: text of the form C[0-9]{2}",
    ),
    "required": ("survey/claims.csv", "\nC07,Data", "\nC07,,Data", "claims.csv, row 8: 8 cells; allowed: 7 cells"),
    "statement of nobody": (
        "survey/named_answers.csv",
        "ai_surgery,established,ai_surgery_use",
        "ai_surgery,pilot,ai_surgery_use",
        "is said of no country",
    ),
    "cut row": (
        "indicators/aggregates.csv",
        "stem_graduates,EU27_2020,2024,23.0,",
        "stem_graduates,EU27_2020",
        "aggregates.csv, row 52: 2 cells; allowed: 5 cells",
    ),
    "blank row": (
        "indicators/aggregates.csv",
        "\nai_ent_any,EU27_2020,2023",
        "\n\nai_ent_any,EU27_2020,2023",
        "row 3: blank",
    ),
    "empty": ("indicators/countries.csv", "SM,San Marino", "SM,", "column name_en: empty; a value is required"),
    "primary year": (
        "indicators/indicators.csv",
        "2021 2023 2024 2025,2024,15",
        "2021 2023 2024 2025,2022,15",
        "2022 is not in years",
    ),
    "year without values": (
        "indicators/indicators.csv",
        "2021 2022 2023,2023,",
        "2020 2021 2022 2023,2023,",
        "2020 has no value in",
    ),
    "raw code": (
        "indicators/who22_codes.csv",
        "who22_dh_strategy,FR,3",
        "who22_dh_strategy,FR,0",
        "column code: '0' against value 1",
    ),
    "ingredient of itself": (
        "indicators/ingredients.csv",
        "\nai_ent_any,ai_ent_machine_learning,",
        "\nai_ent_any,ai_ent_any,",
        "column ingredient: 'ai_ent_any' is the indicator itself; allowed: another one",
    ),
    "an indicator as collection": (
        "indicators/ingredients.csv",
        "gari2024_government,wgi_rq,input",
        "gari2024_government,wgi_rq,collection",
        "column kind: 'collection' with 'wgi_rq', which is an indicator; allowed: input",
    ),
    "ingredient without a source": (
        "indicators/ingredients.csv",
        "egov_dps_citizens,egovernment_benchmark,collection,dictionary,this,Data dictionary of this book,",
        "egov_dps_citizens,egovernment_benchmark,collection,dictionary,this,,",
        "column source: empty; a value is required",
    ),
}


@pytest.fixture(scope="module")
def all_problems(tmp_path_factory):
    """The problems of tables with every row of ROWS broken at once."""
    folder = copy(tmp_path_factory.mktemp("rows") / "data")
    for file, old, new, _ in ROWS.values():
        replace(folder / file, old, new)
    with pytest.raises(InputError) as caught:
        package.validate(folder)
    return caught.value.problems


@pytest.mark.parametrize("kind", ROWS)
def test_each_problem_is_named_among_all_the_others(all_problems, kind):
    message = ROWS[kind][-1]
    assert any(message in problem for problem in all_problems), "\n".join(all_problems)


def test_no_problem_is_told_twice(all_problems):
    assert len(all_problems) == len(set(all_problems))


def test_members_and_blocs(own):
    replace(own / "indicators/countries.csv", "AT,Austria,1,West", "AT,Austria,0,West")
    replace(own / "indicators/countries.csv", "NO,Norway,0,", "NO,Norway,0,Nordic")
    tables = {
        name: table.read(own, resource)
        for name, resource in descriptor.resources(own).items()
        if name in ("countries", "indicators", "values")
    }
    problems = checks.problems(tables)
    # One message for the members, and none for the coverage of every indicator that depends on them.
    assert [problem.split("countries.csv")[1] for problem in problems] == [
        ", column eu27: 26 countries are marked as members; allowed: 27",
        ", row 5, column bloc: 'West' with eu27 0; allowed: a bloc for members only",
        ", row 40, column bloc: 'Nordic' with eu27 0; allowed: a bloc for members only",
    ]


def test_files_that_cannot_be_read(tmp_path):
    folder = copy(tmp_path / "data")
    (folder / "survey/sources.csv").unlink()
    (folder / "survey/claims.csv").write_text("")
    (folder / "survey/items.csv").write_bytes("item_id,label\nx,é\n".encode("latin-1"))
    replace(folder / "indicators/values.csv", "iso2,", "iso3,")
    replace(folder / "indicators/aggregates.csv", "year,value", "value,year")
    text = (folder / "indicators/who22_codes.csv").read_text()
    (folder / "indicators/who22_codes.csv").write_text(text.replace(",", ";"))
    (folder / "oracles/attitude.csv").write_bytes(b"\xef\xbb\xbf" + (folder / "oracles/attitude.csv").read_bytes())
    with pytest.raises(InputError) as caught:
        package.validate(folder)
    text = str(caught.value)
    for message in (
        "sources.csv is missing",
        "claims.csv is empty",
        "items.csv, row 2: not UTF-8",
        "values.csv: column iso2 is missing",
        "values.csv: column 'iso3' is not described; allowed: indicator_id, iso2, year, value, flag",
        "aggregates.csv: columns are in another order",
        "who22_codes.csv: columns are separated by semicolons",
        "attitude.csv starts with a byte order mark",
    ):
        assert message in text
    # A table that cannot be read is one problem, not one for every row that refers to it.
    assert len(caught.value.problems) == 8


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"resources": [{}]}', '{"resources": [{"name": "a"}, {"name": "a"}]}']
)
def test_broken_descriptor(tmp_path, content):
    (tmp_path / "datapackage.json").write_text(content)
    with pytest.raises(InputError, match=r"datapackage\.json"):
        package.validate(tmp_path)


def test_missing_descriptor(tmp_path):
    with pytest.raises(InputError, match=r"datapackage\.json is missing"):
        package.validate(tmp_path)


def test_descriptor_that_frictionless_rejects(tmp_path):
    folder = copy(tmp_path / "data")
    replace(folder / "datapackage.json", '"type": "integer"', '"type": "intger"')
    with pytest.raises(InputError, match=r"datapackage\.json"):
        package.validate(folder)


def test_many_problems_of_one_table_are_cut(tmp_path):
    folder = copy(tmp_path / "data")
    file = folder / "indicators/values.csv"
    file.write_text(file.read_text().replace(",2022,", ",in 2022,"))
    with pytest.raises(InputError, match=r"values.csv: \d+ more problems of these kinds"):
        package.validate(folder)


def test_project_is_valid_and_sealed():
    package.validate()
    assert descriptor.unsealed() == []


def test_frictionless_passes_alone():
    report = frictionless.validate(str(paths.DATA / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])


def test_every_table_is_described_and_carries_source_and_licence():
    resources = descriptor.resources(paths.DATA)
    files = {file.relative_to(paths.DATA).as_posix() for file in paths.DATA.glob("[!r]*/*.csv")}
    assert {resource["path"] for resource in resources.values()} == files
    for resource in resources.values():
        assert resource["title"]
        assert resource["licenses"]
        assert resource["sources"]
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_seal_is_renewed_and_idempotent(own):
    replace(own / "survey/claims.csv", "Same as C16.", "As C16.")
    before = (own / "datapackage.json").read_bytes()
    assert package.seal(own) == ["claims"]
    after = (own / "datapackage.json").read_bytes()
    assert before != after
    assert package.seal(own) == []
    assert (own / "datapackage.json").read_bytes() == after
    assert descriptor.unsealed(own) == []
    assert not list(own.glob("*.new"))


def test_command_seals_in_one_line(own, capsys):
    assert main() == 0
    assert capsys.readouterr().out == "17 tables are valid; seals renewed: none\n"


def test_command_fails_with_the_message_and_seals_nothing(own, capsys):
    (own / "survey/sources.csv").unlink()
    replace(own / "survey/claims.csv", "Same as C16.", "As C16.")
    before = (own / "datapackage.json").read_bytes()
    assert main() == 1
    assert "sources.csv is missing" in capsys.readouterr().err
    assert (own / "datapackage.json").read_bytes() == before


def test_tables_are_utf8_lf_and_without_quotations():
    for file in [*paths.DATA.glob("[!r]*/*"), paths.DATA / "datapackage.json"]:
        text = file.read_bytes().decode("utf-8")
        assert "\r" not in text
        if file.parent.name in ("survey", "indicators"):
            cells = [cell for row in csv.reader(text.splitlines()) for cell in row]
            assert not any(mark in cell for cell in cells for mark in '"“”«»„')


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collected figures do not lie beside the project")
@pytest.mark.parametrize(
    ("theirs", "ours", "columns"),
    [
        ("survey/items.csv", "survey/items.csv", ["item_id", "theme", "label_en", "label_fr"]),
        (
            "survey/figures.csv",
            "survey/counts.csv",
            [
                "population",
                "item_id",
                "count_low",
                "count_high",
                "denominator",
                "percent_printed",
                "status",
                "confidence",
                "source_id",
            ],
        ),
        ("survey/sources.csv", "survey/sources.csv", ["source_id", "url"]),
        (
            "survey/named_countries.csv",
            "survey/named_countries.csv",
            ["iso2", "item_id", "value", "kind", "confidence", "source_id"],
        ),
        (
            "survey/named_country_mapping.csv",
            "survey/named_answers.csv",
            ["named_item", "named_value", "item_id", "answer"],
        ),
        ("survey/article_claims.csv", "survey/claims.csv", ["value", "verdict"]),
        ("indicators/values.csv", "indicators/values.csv", ["indicator_id", "iso2", "year", "value", "flag"]),
        (
            "indicators/countries.csv",
            "indicators/countries.csv",
            ["iso2", "eu27", "bloc", "capital_lat", "capital_lon", "tile_row", "tile_col"],
        ),
        (
            "indicators/eu27_aggregates.csv",
            "indicators/aggregates.csv",
            ["indicator_id", "aggregate", "year", "value", "flag"],
        ),
        (
            "indicators/indicators.csv",
            "indicators/indicators.csv",
            [
                "indicator_id",
                "domain",
                "label_en",
                "label_fr",
                "unit",
                "years",
                "primary_year",
                "licence",
                "coverage_eu27",
                "coverage_region53",
                "confidence",
            ],
        ),
    ],
)
def test_transcription(theirs, ours, columns):
    collected = [[OWN_WORDS.get(cell, cell) for cell in row] for row in _cells(SHARED / theirs, columns)]
    assert collected == _cells(paths.DATA / ours, columns)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the collected figures do not lie beside the project")
def test_transcription_of_raw_codes_and_oracles():
    theirs = _cells(SHARED / "indicators/who22_codes.csv", ["indicator_id", "iso2", "relay_code"])
    ours = _cells(paths.DATA / "indicators/who22_codes.csv", ["indicator_id", "iso2", "code"])
    assert sorted([a, b, c.replace("NA", "")] for a, b, c in theirs) == sorted(ours)
    for ours, theirs in (("oracles", "oracles"), ("attitude", "oracle_data/attitude")):
        assert (paths.DATA / f"oracles/{ours}.csv").read_bytes() == (SHARED / f"{theirs}.csv").read_bytes()


def _cells(file, columns):
    with file.open(encoding="utf-8", newline="") as lines:
        return [[row[column] for column in columns] for row in csv.DictReader(lines)]


def test_descriptor_format_is_stable():
    text = (paths.DATA / "datapackage.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
