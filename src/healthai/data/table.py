"""A table as it lies in its file: header and cells as text, with the line of each row, for messages that name them."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from healthai import paths
from healthai.errors import InputError, listing


@dataclass(frozen=True)
class Table:
    """The text of one table.

    Attributes
    ----------
    where : str
        The file, as messages name it.
    columns : tuple of str
        The header.
    records : tuple of (int, list of str)
        File line and cells of each row after the header, blank and badly cut rows included.
    """

    where: str
    columns: tuple[str, ...]
    records: tuple[tuple[int, list[str]], ...]

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield file line and cells by column of each row that has as many cells as the header."""
        for line, cells in self.records:
            if len(cells) == len(self.columns):
                yield line, dict(zip(self.columns, cells, strict=True))

    def at(self, line: int, column: str, problem: str) -> str:
        """Return a message about one cell."""
        return f"{self.where}, row {line}, column {column}: {problem}"


def read(folder: Path, resource: dict) -> Table:
    """Return a table whose file and header are as the package describes them.

    Parameters
    ----------
    folder : Path
        Folder of the package.
    resource : dict
        Descriptor of the table.

    Raises
    ------
    InputError
        When the file is missing, empty or not UTF-8, or the header lacks a column or has one too many.
    """
    file = folder / resource["path"]
    where = paths.shown(file)
    records = list(_records(_text(file, where)))
    columns = tuple(records[0][1]) if records else ()
    expected = tuple(field["name"] for field in resource["schema"]["fields"])
    problems = _header_problems(where, columns, expected)
    if problems:
        raise InputError(problems)
    return Table(where, columns, tuple(records[1:]))


def _text(file: Path, where: str) -> str:
    try:
        content = file.read_bytes()
        text = content.decode("utf-8")
    except OSError:
        raise InputError(f"{where} is missing; restore it, or take its entry out of datapackage.json") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"{where}, row {line}: not UTF-8; save the file as UTF-8") from None
    if not text.strip():
        raise InputError(f"{where} is empty; it must have a header and rows")
    if text.startswith("\ufeff"):
        raise InputError(f"{where} starts with a byte order mark; save it as UTF-8 without one")
    return text


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1


def _header_problems(where: str, columns: tuple[str, ...], expected: tuple[str, ...]) -> list[str]:
    if len(columns) == 1 and ";" in columns[0]:
        return [f"{where}: columns are separated by semicolons; save it with commas"]
    problems = [f"{where}: column {column} is missing" for column in expected if column not in columns]
    problems += [
        f"{where}: column {column!r} is not described; allowed: {listing(expected, most=len(expected))}"
        for column in columns
        if column not in expected
    ]
    if not problems and columns != expected:
        problems.append(f"{where}: columns are in another order or repeated; expected: {', '.join(expected)}")
    return problems
