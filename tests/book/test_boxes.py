"""Tables in their boxes: what heads what, and the places of rows for the script that sorts them."""

import pytest
from docutils import nodes

from healthai.book import blocks
from healthai.tables import NUMERIC, TEXT, Rendered, order

ROW = {"indicator": "wgi_ge", "year": 2024, "rank": 1, "n": 4, "median": 1.25, "flag": None}
VALUES = [2.5, None, -10.0, 2.5, 30.0]


@pytest.fixture
def shown(project):
    """Build a page with a table of these values; return it."""

    def build(values, **settings):
        rows = [ROW | {"value": value, "rank": None if value is None else 1} for value in values]
        project.store("one", lambda store: store.table("ranks", rows, layout="ranks"))
        project.pages(index="# Title\n\n```{result-table} one.ranks\n```\n")
        built = project.build(**settings)
        assert built.warnings == ""
        return built.page()

    return build


def test_each_cell_says_its_rows_place_by_its_column(shown):
    cells = shown(VALUES).all("td", "number")
    column = [cell.get("data-place") for cell in cells[1::4]]
    assert column == ["1", None, "0", "1", "2"], "a value that is missing has no place"


def test_a_short_table_cannot_be_sorted(shown):
    page = shown(VALUES[:3])
    assert not [e for e in page.elements if "data-place" in e]
    assert "data-up" not in page.one("div", "result-table")


def test_the_words_of_the_script_are_those_of_the_page(shown):
    box = shown(VALUES).one("div", "result-table")
    assert box["data-up"].count("{column}") == box["data-down"].count("{column}") == 1
    assert box["data-back"] == "In the order of the book."


@pytest.mark.parametrize(
    ("align", "rows", "heads"),
    [
        ([TEXT, TEXT, NUMERIC], [["use", "law", "1"], ["use", "income", "2"]], 2),
        ([TEXT, TEXT, NUMERIC], [["use", "law", "1"], ["records", "law", "2"]], 1),
        ([TEXT, NUMERIC, NUMERIC], [["use", "2023", "1"], ["use", "2024", "2"]], 1),
    ],
)
def test_two_cells_head_a_row_where_the_first_names_several(align, rows, heads):
    words = Rendered("A table", ["A", "B", "A heading that needs lines"], align, rows, [[None] * 3] * 2)
    table = blocks.build_table(words, "")
    columns = list(table.findall(nodes.colspec))
    assert [bool(column.get("stub")) for column in columns] == [k < heads for k in range(3)]
    assert ("two-heads" in table["classes"]) == (heads == 2)
    long = [entry["classes"] for entry in next(table.findall(nodes.thead)).findall(nodes.entry)]
    assert ["long" in classes for classes in long] == [False, False, True]


# The order of rows by a column.


def test_numbers_are_ordered_by_size_and_not_as_they_are_written():
    assert order.places(["9", "10", "–", "−2"], [[9], [10], [None], [-2]]) == [1, 2, None, 0]


def test_what_counts_first_is_compared_first():
    cells = ["0.5 (0.1 to 0.9)", "0.5 (0.0 to 0.9)", "0.4", "–"]
    assert order.places(cells, [[0.5, 0.1, 0.9], [0.5, 0.0, 0.9], [0.4, None, None], [None] * 3]) == [2, 1, 0, None]


def test_words_are_ordered_as_in_a_dictionary():
    cells = ["Zypern", "österreich", "“Estland”", "Ägypten", "–", "estland"]
    assert order.places(cells, [["x"]] * 6) == [3, 2, 1, 0, None, 1]


def test_a_column_of_numbers_and_words_is_ordered_by_its_words():
    assert order.places(["2021", "2022 2023", "2020"], [[2021], ["2022 2023"], [2020]]) == [1, 2, 0]


def test_a_column_without_stored_values_is_ordered_by_its_words():
    assert order.places(["b", "a"], [[], []]) == [1, 0]


def test_no_and_yes_are_ordered_as_stored():
    assert order.places(["yes", "no", "yes"], [[True], [False], [True]]) == [1, 0, 1]
