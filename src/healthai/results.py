"""The results store: what a notebook found, typed, in one object that travels inside the executed notebook.

A notebook makes one `Store`, adds numbers, tables, figures and names to it, and ends with the store as the last
expression of its last cell. The store then becomes one output of a private MIME type; the runner takes it out. That
output is text: every hand it passes through (kernel, client, papermill, nbformat) would copy and check a nested object.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, JsonValue, ValidationError
from pydantic_core import to_json

from healthai.errors import InputError, did_you_mean

MIME = "application/vnd.healthai.results"  # the JSON of `Results`, as text

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Kind = Literal["count", "share", "number", "p"]


def _finite(value: JsonValue, where: str = "values") -> JsonValue:
    """Return `value`; raise ValueError when a number in it is not finite, for JSON has no word for that."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{where} is {value}; a missing value is None")
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        _finite(child, f"{where}[{key!r}]")
    return value


Plain = Annotated[JsonValue, AfterValidator(_finite)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Number(_Record):
    """One number with what a reader needs to judge it.

    `kind` decides how it is printed: a count (of `n`), a share (a fraction of 1, printed as a whole percentage), a
    p-value, or a number with `digits` decimals. `interval` is (low, high) in the units of `value`; `interval_is` says
    what it is: "95 % interval" and "logical bounds" must never be mistaken for each other.
    """

    value: FiniteFloat | int
    kind: Kind = "number"
    digits: Annotated[int, Field(ge=0, le=6)] = 2
    n: Annotated[int, Field(ge=0)] | None = None
    interval: Annotated[list[FiniteFloat], Field(min_length=2, max_length=2)] | None = None
    level: Annotated[float, Field(gt=0, lt=1)] | None = None
    sources: list[str] = []


class Names(_Record):
    """A list of codes that prose prints as names in its language."""

    codes: list[str]
    of: Literal["country", "item", "indicator"]
    sources: list[str] = []


class Table(_Record):
    """Rows of stored values; `layout` names their presentation in `healthai.tables`."""

    layout: str
    rows: list[dict[str, Plain]]
    sources: list[str] = []


class Figure(_Record):
    """Values of a picture; `draw` names the function of `healthai.figures` that draws them."""

    draw: str
    values: Plain
    sources: list[str] = []


class Results(_Record):
    """All that one run found."""

    numbers: dict[Key, Number] = {}
    names: dict[Key, Names] = {}
    tables: dict[Key, Table] = {}
    figures: dict[Key, Figure] = {}


class Store:
    """Collects the results of one notebook; each key may be used once.

    Every method raises `InputError` when the key is taken or malformed, or when a value is not finite: a result that
    could not be computed must not look like one.
    """

    def __init__(self) -> None:
        self._results = Results()

    def number(
        self,
        key: str,
        value: float,
        *,
        kind: Kind = "number",
        digits: int = 2,
        n: int | None = None,
        interval: Sequence[float] | None = None,
        level: float | None = None,
        sources: Iterable[str] = (),
    ) -> None:
        """Store one number; an `interval` without a `level` is a pair of logical bounds."""
        self._add(
            "numbers",
            key,
            Number,
            value=_python(value),
            kind=kind,
            digits=digits,
            n=_python(n),
            interval=None if interval is None else [_python(end) for end in interval],
            level=level,
            sources=list(sources),
        )

    def names(self, key: str, codes: Iterable[str], *, of: str, sources: Iterable[str] = ()) -> None:
        """Store a list of country, item or indicator codes."""
        self._add("names", key, Names, codes=list(codes), of=of, sources=list(sources))

    def table(self, key: str, rows: Any, *, layout: str, sources: Iterable[str] = ()) -> None:
        """Store a table from a data frame (its columns, not its index) or a list of dictionaries."""
        self._add("tables", key, Table, layout=layout, rows=records(rows), sources=list(sources))

    def figure(self, key: str, values: Any, *, draw: str, sources: Iterable[str] = ()) -> None:
        """Store the values of a picture: a data frame, or a dictionary that may hold data frames."""
        plain = {k: _plain(v) for k, v in values.items()} if isinstance(values, Mapping) else records(values)
        self._add("figures", key, Figure, draw=draw, values=plain, sources=list(sources))

    def _add(self, group: str, key: str, model: type[_Record], **fields: Any) -> None:
        taken = {name for names in (dict(self._results).values()) for name in names}
        if key in taken:
            raise InputError(f"The store already holds '{key}': each key is used once.")
        try:
            record = model(**fields)
            Results.model_validate({group: {key: record}})
        except ValidationError as error:
            raise InputError(f"The store refuses '{key}': {_why(error)}.") from None
        self._results = self._results.model_copy(update={group: {**getattr(self._results, group), key: record}})

    def results(self) -> Results:
        """Return what was stored so far."""
        return self._results

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {MIME: self._results.model_dump_json(), "text/plain": str(self)}

    def __str__(self) -> str:
        sizes = [f"{len(group)} {name}" for name, group in self._results if group]
        return "Results: " + (", ".join(sizes) or "none")


def records(rows: Any) -> list[dict[str, Any]]:
    """Return a data frame, or a list of mappings, as plain rows in which a missing value is None."""
    listed = rows.to_dict("records") if hasattr(rows, "to_dict") else list(rows)
    return [{str(key): _plain(value) for key, value in row.items()} for row in listed]


def _plain(value: Any) -> Any:
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return records(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)) or (hasattr(value, "tolist") and getattr(value, "ndim", 0)):
        return [_plain(child) for child in value]
    return _python(value)


def _python(value: Any) -> Any:
    """Return a NumPy or pandas scalar as a plain one; NaN and NA become None."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return None
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def _why(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())


def from_notebook(notebook: Mapping[str, Any]) -> Results:
    """Return the results that an executed notebook carries.

    Raises
    ------
    InputError
        When there is no store in its outputs, more than one, or one that does not validate.
    """
    found = [
        output["data"][MIME]
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if MIME in output.get("data", {})
    ]
    if len(found) != 1:
        raise InputError(f"The notebook shows its results store {len(found)} times; its last cell must show it once.")
    try:
        return Results.model_validate_json(found[0])
    except ValidationError as error:
        raise InputError(f"The notebook's results store does not validate: {_why(error)}.") from None


def load(folder: Path) -> dict[str, Results]:
    """Return the results stored in a folder, one JSON file a run, by run name."""
    return {
        path.stem: Results.model_validate(json.loads(path.read_text(encoding="utf-8"))["results"])
        for path in sorted(folder.glob("*.json"))
    }


def dump(content: Mapping[str, Any]) -> str:
    """Return JSON as `healthai.files.dump` does (but 1e-6 for 1e-06), many times faster, of what holds `Results`."""
    return to_json(content, indent=1).decode() + "\n"


def look_up(results: Mapping[str, Results], group: str, key: str) -> Any:
    """Return the record that `key`, a run's name and a result's name joined by a dot, means.

    Parameters
    ----------
    results : mapping of run name to Results
    group : {"numbers", "names", "tables", "figures"}
    key : str
        For example ``association.rho_governance``.

    Raises
    ------
    InputError
        When there is no such run or result; names near matches.
    """
    run, _, name = key.rpartition(".")
    if run in results and name in getattr(results[run], group):
        return getattr(results[run], group)[name]
    keys = [f"{r}.{k}" for r, found in results.items() for k in getattr(found, group)]
    raise InputError(f"there is no {group[:-1]} '{key}'{did_you_mean(key, keys)}")
