from collections import Counter
from typing import get_args

import pytest

from healthai import data, parameters
from healthai.analysis import blocs
from healthai.data import codes
from healthai.errors import InputError


def test_the_parameter_allows_what_there_is():
    assert set(get_args(parameters.BlocScheme)) == set(blocs.SCHEMES)


def test_the_five_blocs_are_those_of_the_table():
    countries = ["SE", "AT", "MT", "LV", "HU"]
    assert list(blocs.scheme("geo5", countries)) == ["Nordic", "West", "South", "Baltic", "Central and East"]


def test_cohorts_are_those_of_the_treaties():
    cohorts = dict(zip(codes.eu27(), blocs.scheme("accession", codes.eu27()), strict=True))
    assert Counter(cohorts.values()) == {"eu15": 14, "joined_2004": 10, "joined_later": 3}  # fifteen less one that left
    assert {country for country, cohort in cohorts.items() if cohort == "joined_later"} == {"BG", "RO", "HR"}
    assert {cohorts[country] for country in ("AT", "FI", "SE", "IT")} == {"eu15"}


def test_without_blocs_all_are_one():
    assert set(blocs.scheme("none", codes.eu27())) == {"all"}


@pytest.mark.parametrize("name", blocs.SCHEMES)
def test_labels_follow_the_order_of_the_countries(name):
    forward, backward = (blocs.scheme(name, order) for order in (codes.eu27(), codes.eu27()[::-1]))
    assert list(forward) == list(backward[::-1])


def test_an_unknown_scheme_is_refused_with_what_is_allowed():
    with pytest.raises(InputError, match="bloc_scheme is 'geo4'; allowed: none, geo5, accession"):
        blocs.scheme("geo4", ["FR"])


@pytest.mark.parametrize("name", blocs.SCHEMES)
def test_a_country_outside_the_union_is_refused(name):
    with pytest.raises(InputError, match="only EU members have a bloc, not GB, NO; allowed: AT, BE"):
        blocs.scheme(name, ["FR", "NO", "GB"])
    assert "GB" in data.countries()
