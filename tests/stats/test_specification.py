import numpy as np
import pytest

from healthai.errors import InputError
from healthai.stats.specification import NODES, Grid, control_sets, labels

N = 27
RNG = np.random.default_rng(4)
VARIABLES = {name: RNG.normal(size=N) for name in ("y1", "y2", "x1", "x2", "wealth", "age", "size")}
ALL = np.full(N, True)
SMALLER = np.arange(N) >= 4


def grid(**changes):
    declared = {
        "scales": {"raw": VARIABLES},
        "pairs": [("y1", "x1"), ("y1", "x2"), ("y2", "x1"), ("y2", "x2")],
        "always": ["wealth"],
        "samples": {"all": ALL, "smaller": SMALLER},
        "control_sets": control_sets(["age", "size"], 2),
    }
    return Grid(**{**declared, **changes})


def test_every_combination_is_a_specification():
    found = grid()
    nodes = labels(found)
    assert tuple(nodes) == NODES
    assert len(nodes["focal"]) == found.df.size == 4 * 4 * 2
    assert len(set(zip(*nodes.values(), strict=True))) == 32
    assert list(dict.fromkeys(nodes["controls"])) == ["", "age", "size", "age + size"]


def test_degrees_of_freedom():
    found = grid()
    nodes = labels(found)
    controls = np.char.count(nodes["controls"], "+") + (nodes["controls"] != "") + 1
    countries = np.where(nodes["sample"] == "all", 27, 23)
    # A constant and the focal variable, beside the controls.
    assert np.array_equal(found.df, countries - controls - 2)


def test_too_few_degrees_of_freedom_drop_a_specification():
    nodes = labels(grid(least_df=20))
    assert set(zip(nodes["controls"], nodes["sample"], strict=True)) == {
        ("", "all"), ("", "smaller"), ("age", "all"), ("size", "all"), ("age + size", "all")
    }  # fmt: skip


def test_a_variable_with_a_missing_value_is_not_used():
    gap = np.where(np.arange(N) == 0, np.nan, VARIABLES["x2"])
    nodes = labels(grid(scales={"raw": VARIABLES | {"x2": gap}}))
    assert set(nodes["focal"]) == {"x1"}
    nodes = labels(grid(scales={"raw": VARIABLES | {"size": gap}}))
    assert set(nodes["controls"]) == {"", "age"}


def test_a_variable_is_not_held_constant_in_its_own_model():
    nodes = labels(grid(pairs=[("y1", "x1"), ("y1", "age")]))
    assert {c for f, c in zip(nodes["focal"], nodes["controls"], strict=True) if f == "age"} == {"", "size"}


def test_control_sets():
    assert control_sets(["a", "b", "c"], 2) == ((), ("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c"))
    assert control_sets(["a", "b", "c"], 3, [["a", "b"]]) == ((), ("a",), ("b",), ("c",), ("a", "c"), ("b", "c"))
    assert len(control_sets("abcdef", 3)) == 42
    assert len(control_sets("abcdef", 6)) == 64


def test_marginal_models_have_their_own_grid():
    assert grid(always=[], control_sets=((),)).df.size == 8
    with pytest.raises(InputError, match="marginal models in their own grid"):
        grid(always=[])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pairs": []}, "pairs is empty"),
        ({"samples": {}}, "samples is empty"),
        ({"pairs": [("y1", "y1")]}, "paired with itself"),
        ({"pairs": [("y1", "x9")]}, "scale 'raw' has no variable 'x9'"),
        ({"samples": {"all": ALL[1:]}}, "the same number"),
        ({"least_df": 0}, "least_df is 0"),
    ],
)
def test_what_is_not_allowed(changes, message):
    with pytest.raises(InputError, match=message):
        grid(**changes)


def test_nothing_left():
    with pytest.raises(InputError, match="no specification is left"):
        labels(grid(least_df=26))
    with pytest.raises(InputError, match="hold a name more than once"):
        control_sets(["a", "a"], 1)
