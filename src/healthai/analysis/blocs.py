"""Ways to sort the Member States into blocs whose countries resemble each other.

Which way is a choice, so it is a parameter of every notebook that permutes or leaves out by bloc.
"""

from collections.abc import Sequence

import numpy as np

from healthai import data
from healthai.data import codes
from healthai.errors import InputError, listing

SCHEMES = ("none", "geo5", "accession")
ACCESSION = "eu_accession_year"
# The last year of each cohort: the fifteen members until 2003, the ten of 2004, those that came later.
COHORTS = {"eu15": 1995, "joined_2004": 2004, "joined_later": 9999}


def scheme(name: str, countries: Sequence[str]) -> np.ndarray:
    """Return the bloc of each country.

    Parameters
    ----------
    name : {"none", "geo5", "accession"}
        One bloc of all; the five blocs of the table of countries; the members before 2004, of 2004 and after.
    countries : sequence of str
        ISO codes of Member States.

    Returns
    -------
    ndarray of str
        A label per country, in their order.

    Raises
    ------
    InputError
        For an unknown scheme, or a country that is no Member State.
    """
    if name not in SCHEMES:
        raise InputError(f"bloc_scheme is {name!r}; allowed: {listing(SCHEMES)}")
    outside = sorted(set(countries) - set(codes.eu27()))
    if outside:
        raise InputError(f"only EU members have a bloc, not {listing(outside)}; allowed: {listing(codes.eu27(), 27)}")
    labels = {"none": lambda: dict.fromkeys(countries, "all"), "geo5": codes.blocs, "accession": _cohorts}[name]()
    return np.array([labels[country] for country in countries])


def schemes(countries: Sequence[str]) -> dict[str, np.ndarray]:
    """Return the bloc of each country by every scheme that has more than one bloc.

    Raises
    ------
    InputError
        As `scheme`.
    """
    return {name: scheme(name, countries) for name in SCHEMES[1:]}


def _cohorts() -> dict[str, str]:
    years = data.indicator(ACCESSION, countries=codes.eu27())
    return {country: next(label for label, last in COHORTS.items() if year <= last) for country, year in years.items()}
