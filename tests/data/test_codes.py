import subprocess
import sys

import pytest
from own_tables import replace

from healthai.data import codes
from healthai.errors import InputError


def test_region_has_53_countries_and_27_members():
    assert len(codes.countries()) == 53
    assert len(codes.eu27()) == 27
    assert set(codes.eu27()) < set(codes.countries())
    assert {"GR", "GB"} <= set(codes.countries())
    assert not {"EL", "UK"} & set(codes.countries())


def test_codes_are_sorted():
    for found in (codes.countries(), codes.eu27(), codes.indicators(), codes.items()):
        assert list(found) == sorted(set(found))


def test_blocs_are_those_of_the_members():
    assert set(codes.blocs()) == set(codes.eu27())
    assert set(codes.blocs().values()) == {"Nordic", "Baltic", "West", "South", "Central and East"}


def test_counts_of_indicators_and_items():
    assert len(codes.indicators()) == 49
    assert len(codes.items()) == 50


def test_years():
    assert codes.years("ai_ent_any") == (2021, 2023, 2024, 2025)


def test_unknown_indicator_names_near_ones():
    with pytest.raises(InputError, match="did you mean 'ai_ent_any'"):
        codes.years("ai_ent_an")


def test_neither_pandas_nor_frictionless_is_imported():
    code = (
        "import sys; from healthai.data import codes; codes.eu27(); print({'pandas', 'frictionless'} & {*sys.modules})"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


def test_edited_table_is_read_again(own):
    assert "XX" not in codes.countries()
    replace(own / "indicators/countries.csv", "AD,Andorra", "XX,Andorra and more")
    assert "XX" in codes.countries()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "countries.csv is missing"),
        (b"", "no column iso2"),
        (b"code,eu27\nAT,1\n", "no column iso2"),
        (b"iso2,eu27\nAT\xff,1\n", "is not UTF-8"),
    ],
)
def test_broken_table_gives_a_message(own, content, message):
    file = own / "indicators/countries.csv"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError, match=message):
        codes.countries()
