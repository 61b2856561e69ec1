"""The order of a table's rows by each of its columns: by the stored values, never by how a language writes them."""

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from healthai.words import MISSING

AROUND = re.compile(r"^\W+|\W+$")


def places(cells: Sequence[str], values: Sequence[Sequence[Any]]) -> list[int | None]:
    """Return the place of each row by one column; rows that are alike share one, and a missing value has none.

    Parameters
    ----------
    cells : sequence of str
        What the column's cells say; their alphabetical order counts where the stored values are no numbers.
    values : sequence of sequences
        The stored values of each cell, the one that counts first, such as an estimate before its interval.
    """
    numeric = all(row and all(value is None or isinstance(value, (int, float)) for value in row) for row in values)
    keys = [_by_size(row) for row in values] if numeric else [_by_letters(cell) for cell in cells]
    ordered = {key: place for place, key in enumerate(sorted({key for key in keys if key is not None}))}
    return [ordered.get(key) for key in keys]


def _by_size(values: Sequence[float | None]) -> tuple[float, ...] | None:
    return None if values[0] is None else tuple(-math.inf if value is None else value for value in values)


def _by_letters(cell: str) -> str | None:
    """Return the words as a dictionary orders them: accents, capitals and quotation marks do not count."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", cell) if not unicodedata.combining(c))
    return None if cell == MISSING else AROUND.sub("", plain).casefold()
