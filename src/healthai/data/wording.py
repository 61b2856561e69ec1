"""The errors of frictionless, in plain words: file, row, column, value, and what is allowed."""

from collections.abc import Mapping

from frictionless.errors import CellError, ForeignKeyError

from healthai.data.table import Table
from healthai.errors import did_you_mean, listing

NOUN = {"countries": "country", "indicators": "indicator", "survey-items": "survey item", "survey-sources": "source"}
SHAPE = ("missing-cell", "extra-cell", "blank-row")


def problems(errors: list, resource: dict, tables: Mapping[str, Table]) -> list[str]:
    """Return one message for each error in the rows of a table.

    Parameters
    ----------
    errors : list of frictionless.errors.Error
        Errors of one table whose header is right.
    resource : dict
        Descriptor of the table.
    tables : mapping of str to Table
        The readable tables by name, this one among them.
    """
    misshapen = {error.row_number for error in errors if error.type in SHAPE}
    table = tables[resource["name"]]
    messages = [_shape(table, row) for row in sorted(misshapen)]
    # Cells of a row that is cut short are not where they belong: any other complaint about that row would mislead.
    messages += [
        _message(error, resource, tables) for error in errors if getattr(error, "row_number", None) not in misshapen
    ]
    return list(dict.fromkeys(messages))


def allowed(field: dict) -> str:
    """Return in words what a column may hold, from its schema."""
    limits = field.get("constraints", {})
    if "enum" in limits:
        return listing(limits["enum"])
    if field["type"] in ("integer", "number"):
        number = "a whole number" if field["type"] == "integer" else "a number"
        low, high = limits.get("minimum"), limits.get("maximum")
        if low is not None and high is not None:
            return f"{number} from {low} to {high}"
        return number if low is None else f"{number}, {low} or more"
    return f"text of the form {limits['pattern']}" if "pattern" in limits else "text"


def _message(error, resource: dict, tables: Mapping[str, Table]) -> str:
    table = tables[resource["name"]]
    if isinstance(error, ForeignKeyError):
        return _reference(error, table, tables)
    if error.type == "primary-key":
        return _duplicate(error, table, resource["schema"]["primaryKey"])
    if isinstance(error, CellError):
        field = next(field for field in resource["schema"]["fields"] if field["name"] == error.field_name)
        return _cell(error, table, field)
    return f"{table.where}: {error.message}"


def _line(table: Table, row_number: int) -> int:
    return table.records[row_number - 2][0]


def _shape(table: Table, row_number: int) -> str:
    line, cells = table.records[row_number - 2]
    found = f"{len(cells)} cells" if cells else "blank"
    return f"{table.where}, row {line}: {found}; allowed: {len(table.columns)} cells, one for each column"


def _cell(error: CellError, table: Table, field: dict) -> str:
    line = _line(table, error.row_number)
    cell = table.records[error.row_number - 2][1][table.columns.index(field["name"])]
    if cell == "":
        return table.at(line, field["name"], f"empty; a value is required, allowed: {allowed(field)}")
    if error.type == "unique-error":
        return table.at(line, field["name"], f"{cell!r} occurs in another row; allowed: each value once")
    near = did_you_mean(cell, map(str, field.get("constraints", {}).get("enum", [])))
    return table.at(line, field["name"], f"{cell!r} is not allowed{near}; allowed: {allowed(field)}")


def _reference(error: ForeignKeyError, table: Table, tables: Mapping[str, Table]) -> str:
    target = error.reference_name or next(name for name, other in tables.items() if other is table)
    column = error.reference_field_names[0]
    known = sorted({row[column] for _, row in tables[target].rows()})
    value = error.field_cells[0]
    words = (
        f"{value!r} is not a known {NOUN.get(target, target)}{did_you_mean(value, known)}; allowed: {listing(known)}"
    )
    return table.at(_line(table, error.row_number), error.field_names[0], words)


def _duplicate(error, table: Table, key: list[str]) -> str:
    places = [table.columns.index(column) for column in key]
    cells = table.records[error.row_number - 2][1]
    wanted = [cells[place] for place in places]
    first = next(line for line, other in table.records if [other[p] for p in places if p < len(other)] == wanted)
    line = _line(table, error.row_number)
    words = f"{', '.join(wanted)!r} stands in row {first} already; allowed: each {' + '.join(key)} once"
    return table.at(line, " + ".join(key), words)
