import datetime
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthai import files, results
from healthai.errors import InputError
from healthai.results import MIME, Results, Store


def carried(*stores):
    """Return a notebook, as nbformat writes and reads it, whose cells show these stores."""
    outputs = [{"output_type": "execute_result", "data": store._repr_mimebundle_()} for store in stores]
    cells = [{"cell_type": "markdown", "source": "text"}, {"cell_type": "code", "source": "1", "outputs": []}]
    cells += [{"cell_type": "code", "source": "store", "outputs": [output]} for output in outputs]
    return json.loads(json.dumps({"cells": cells}, allow_nan=False))


def bare(value):
    """Return one value through the store and out of the notebook, as a figure's values."""
    store = Store()
    store.figure("f", {"rows": value}, draw="d")
    return results.from_notebook(carried(store)).figures["f"].values["rows"]


# Numbers.


def test_a_number_with_all_that_belongs_to_it():
    store = Store()
    store.number("rho", 0.77, n=27, interval=(0.52, 0.9), level=0.95, digits=3, sources=["wgi_ge", "ai_ent_any"])
    found = results.from_notebook(carried(store)).numbers["rho"]
    assert found.model_dump() == {
        "value": 0.77,
        "kind": "number",
        "digits": 3,
        "n": 27,
        "interval": [0.52, 0.9],
        "level": 0.95,
        "sources": ["wgi_ge", "ai_ent_any"],
    }


@pytest.mark.parametrize(
    ("given_value", "stored"),
    [
        (np.int64(20), 20),
        (np.float64(0.5), 0.5),
        (np.float32(0.5), 0.5),
        (pd.Series([7]).iloc[0], 7),
        (pd.Series([7], dtype="Int64").iloc[0], 7),
        (np.array(3), 3),
        (20.0, 20.0),
        (0, 0),
        (-0.0, -0.0),
    ],
)
def test_numpy_and_pandas_numbers_become_plain_ones_of_the_same_kind(given_value, stored):
    store = Store()
    store.number("k", given_value, n=np.int64(27), interval=np.array([0, 1]))
    found = results.from_notebook(carried(store)).numbers["k"]
    assert repr(found.value) == repr(stored)
    assert repr(found.n) == "27"
    assert repr(found.interval) == "[0.0, 1.0]"


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), -np.inf, np.nan, None, pd.NA, pd.NaT, "0.5", True, np.bool_(True), 1j, [1.0]],
)
def test_what_is_not_a_finite_number_is_refused(value):
    store = Store()
    with pytest.raises(InputError, match="The store refuses 'k': value"):
        store.number("k", value)
    assert store.results() == Results()


@pytest.mark.parametrize(
    "given_fields",
    [
        {"interval": (0.1,)},
        {"interval": (0.1, 0.2, 0.3)},
        {"interval": (0.1, float("nan"))},
        {"interval": (float("-inf"), 0.2)},
        {"interval": (None, None)},
        {"level": 95},
        {"level": 1.0},
        {"n": -1},
        {"n": 27.5},
        {"kind": "percent"},
        {"digits": 7},
        {"sources": [1]},
    ],
    ids=str,
)
def test_fields_that_do_not_fit_are_refused(given_fields):
    with pytest.raises(InputError, match=f"The store refuses 'k': {next(iter(given_fields))}"):
        Store().number("k", 0.5, **given_fields)


# Keys.


@pytest.mark.parametrize("key", ["Rho", "rho-governance", "rho.governance", "2rho", "_rho", "", "rho governance", "é"])
def test_a_malformed_key_is_refused_and_leaves_no_trace(key):
    store = Store()
    with pytest.raises(InputError, match="The store refuses"):
        store.number(key, 1)
    assert store.results() == Results()


def test_a_key_is_used_once_whatever_it_holds():
    store = Store()
    store.number("k", 1)
    for again in (
        lambda: store.number("k", 1),
        lambda: store.names("k", ["FR"], of="country"),
        lambda: store.table("k", [{"a": 1}], layout="l"),
        lambda: store.figure("k", [{"a": 1}], draw="d"),
    ):
        with pytest.raises(InputError, match="already holds 'k'"):
            again()
    assert results.from_notebook(carried(store)).numbers["k"].value == 1


# Names, tables, figures.


def test_names_take_any_series_of_codes():
    store = Store()
    store.names("peers", pd.Series(["DE", "AT"]), of="country")
    store.names("terms", {"wgi_ge": None}, of="indicator")
    found = results.from_notebook(carried(store)).names
    assert found["peers"].codes == ["DE", "AT"]
    assert found["terms"].codes == ["wgi_ge"]
    with pytest.raises(InputError, match=r"of: .*'country', 'item' or 'indicator'"):
        store.names("more", ["FR"], of="county")


def test_a_data_frame_becomes_rows_without_its_index_and_a_missing_value_none():
    frame = pd.DataFrame(
        {
            "iso2": ["AT", None, "BG"],
            "value": [1.5, np.nan, 3.0],
            "count": pd.array([1, pd.NA, 3], dtype="Int64"),
            "exact": [True, False, True],
            "sources": [["S01"], ["S02", "S03"], []],
        },
        index=[7, 8, 9],
    )
    store = Store()
    store.table("t", frame, layout="l", sources=["S01"])
    found = results.from_notebook(carried(store)).tables["t"]
    assert found.rows == [
        {"iso2": "AT", "value": 1.5, "count": 1, "exact": True, "sources": ["S01"]},
        {"iso2": None, "value": None, "count": None, "exact": False, "sources": ["S02", "S03"]},
        {"iso2": "BG", "value": 3.0, "count": 3, "exact": True, "sources": []},
    ]
    assert [type(row["count"]) for row in found.rows] == [int, type(None), int]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.array([[1.0, np.nan]]), [[1.0, None]]),
        ((1, np.float64(2.5)), [1, 2.5]),
        ({"a": pd.NA, 1: pd.NaT}, {"a": None, "1": None}),
        (pd.DataFrame({"x": [1]}), [{"x": 1}]),
        ({"inner": pd.DataFrame({"x": [np.nan]})}, {"inner": [{"x": None}]}),
        ([{"x": (1, 2)}], [{"x": [1, 2]}]),
        (pd.Series([1, 2]), [1, 2]),
        ("ρ", "ρ"),
        (np.bool_(False), False),
    ],
    ids=repr,
)
def test_nested_values_become_plain(value, plain):
    assert bare(value) == plain


@pytest.mark.parametrize("value", [np.inf, [-np.inf], {"a": [{"b": np.inf}]}, {"a": np.array([np.inf])}], ids=repr)
def test_an_infinite_value_anywhere_is_refused(value):
    with pytest.raises(InputError, match="inf; a missing value is None"):
        bare(value)


@pytest.mark.parametrize(
    "value",
    [datetime.date(2026, 4, 20), pd.Timestamp("2026-04-20"), {1, 2}, b"bytes", object(), 1j],
    ids=lambda v: type(v).__name__,
)
def test_a_value_that_json_cannot_say_is_refused(value):
    with pytest.raises(InputError, match="The store refuses 'f'"):
        bare([value])


# The notebook that carries the store.


def test_a_notebook_without_a_store_is_refused():
    with pytest.raises(InputError, match="shows its results store 0 times"):
        results.from_notebook(carried())


def test_a_notebook_with_two_stores_is_refused():
    with pytest.raises(InputError, match="shows its results store 2 times; its last cell must show it once"):
        results.from_notebook(carried(Store(), Store()))


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"numbers": {"k": {"value": "1"}}}, "numbers.k.value"),
        ({"numbers": {"K": {"value": 1}}}, "numbers.K"),
        ({"numbers": {"k": {"value": 1, "unit": "%"}}}, "numbers.k.unit"),
        ({"number": {}}, "number"),
        ([], ""),
    ],
)
def test_a_store_that_does_not_validate_is_refused_with_the_place(broken, where):
    notebook = carried(Store())
    notebook["cells"][-1]["outputs"][0]["data"][MIME] = json.dumps(broken)
    with pytest.raises(InputError, match=f"does not validate: .*{where}"):
        results.from_notebook(notebook)


def test_streams_and_errors_beside_the_store_do_not_matter():
    notebook = carried(Store())
    notebook["cells"][1]["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x"},
        {"output_type": "display_data", "data": {"text/plain": "x"}},
    ]
    assert results.from_notebook(notebook) == Results()


def test_the_store_says_what_it_holds():
    store = Store()
    assert str(store) == "Results: none"
    store.number("a", 1)
    store.number("b", 2)
    store.names("c", [], of="country")
    assert str(store) == "Results: 2 numbers, 1 names"
    assert store._repr_mimebundle_()["text/plain"] == str(store)


keys = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
finite = st.floats(allow_nan=False, allow_infinity=False)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.one_of(finite, st.integers())
plain = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=12,
)


@settings(deadline=None, derandomize=True)
@given(
    st.dictionaries(
        keys, st.tuples(numbers, st.none() | st.tuples(finite, finite), st.none() | st.integers(0)), max_size=4
    ),
    st.lists(st.dictionaries(words, plain, max_size=3), max_size=3),
)
def test_whatever_is_stored_comes_back_the_same(found, rows):
    store = Store()
    for key, (value, interval, n) in found.items():
        store.number(key, value, interval=interval, n=n)
    store.table("rows_of_a_table", rows, layout="l")
    back = results.from_notebook(carried(store))
    assert back.model_dump() == store.results().model_dump()
    assert back.model_dump_json() == store.results().model_dump_json()
    stored, plainly = results.dump({"results": back}), files.dump({"results": back.model_dump(mode="json")})
    assert json.loads(stored) == json.loads(plainly)
    assert len(stored.splitlines()) == len(plainly.splitlines())
    assert back.tables["rows_of_a_table"].rows == rows
    assert {key: (repr(number.value), number.n) for key, number in back.numbers.items()} == {
        key: (repr(value), n) for key, (value, _, n) in found.items()
    }


# Looking up.


@pytest.fixture
def stored():
    """Results of two runs."""
    one, two = Store(), Store()
    one.number("rho_governance", 0.77)
    one.table("pairs", [], layout="l")
    two.number("rank", 3)
    return {"association": one.results(), "country-profile-fr": two.results()}


def test_a_key_is_the_name_of_the_run_and_of_the_result(stored):
    assert results.look_up(stored, "numbers", "association.rho_governance").value == 0.77
    assert results.look_up(stored, "numbers", "country-profile-fr.rank").value == 3


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("association.rho_governence", "did you mean 'association.rho_governance'"),
        ("asociation.rho_governance", "did you mean 'association.rho_governance'"),
        ("country-profile-fi.rank", "did you mean 'country-profile-fr.rank'"),
    ],
)
def test_an_unknown_key_names_near_ones(stored, key, near):
    with pytest.raises(InputError, match=f"there is no number '{key}' .{near}"):
        results.look_up(stored, "numbers", key)


@pytest.mark.parametrize("key", ["rank", "", ".rank", "association.", "xyzzy.q"])
def test_a_key_far_from_all_is_refused_without_a_guess(stored, key):
    with pytest.raises(InputError, match="there is no number"):
        results.look_up(stored, "numbers", key)


def test_a_table_is_not_a_number(stored):
    with pytest.raises(InputError, match=r"there is no number 'association\.pairs'"):
        results.look_up(stored, "numbers", "association.pairs")
    assert results.look_up(stored, "tables", "association.pairs").rows == []
