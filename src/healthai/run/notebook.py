"""A notebook's declared parameters: names, types, defaults and help, read without running it."""

import ast
import io
import json
import tokenize
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from healthai import parameters, paths
from healthai.errors import InputError, did_you_mean, listing


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: ``name: Type = default  # help``."""

    name: str
    type: str
    default: Any
    help: str

    def check(self, value: Any) -> str | None:
        """Return why `value` is not allowed, or None when it is."""
        try:
            TypeAdapter(_resolve(self.type)).validate_python(value, strict=True)
        except ValidationError as error:
            reasons = [e["msg"].removeprefix("Value error, ") for e in error.errors()]
            return f"{self.name}={value!r}: {'; '.join(dict.fromkeys(reasons))} ({self.help})"
        return None


@dataclass(frozen=True)
class Notebook:
    """A notebook of ``notebooks/``: the kernel it names ("" for none), its code cells and its parameters."""

    name: str
    path: Path
    kernel: str
    code: tuple[str, ...]
    parameters: dict[str, Parameter]

    def problems(self, values: dict[str, Any]) -> list[str]:
        """Return what is wrong with these parameter values: unknown names, wrong types, values not allowed."""
        allowed = list(self.parameters)
        unknown = [
            f"unknown parameter '{name}'{did_you_mean(name, allowed)}; allowed: {listing(allowed)}"
            for name in values
            if name not in self.parameters
        ]
        checks = [self.parameters[name].check(value) for name, value in values.items() if name in self.parameters]
        return unknown + [problem for problem in checks if problem]


@cache
def read(name: str, folder: Path = paths.NOTEBOOKS) -> Notebook:
    """Return the notebook called `name`.

    Raises
    ------
    InputError
        When there is no such notebook (names near ones), when it is not a notebook, or when its parameters cell is
        missing, doubled, or holds anything but ``name: Type = default  # help`` lines.
    """
    path = folder / f"{name}.ipynb"
    if not path.exists():
        known = sorted(p.stem for p in folder.glob("*.ipynb"))
        raise InputError(f"there is no notebook '{name}'{did_you_mean(name, known)}; allowed: {listing(known)}")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        code = [(cell, "".join(cell["source"])) for cell in found["cells"] if cell["cell_type"] == "code"]
        kernel = found.get("metadata", {}).get("kernelspec", {}).get("name", "")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{paths.shown(path)} cannot be read as a notebook: {error!r}") from None
    tagged = [source for cell, source in code if "parameters" in cell.get("metadata", {}).get("tags", ())]
    if len(tagged) != 1:
        raise InputError(f"{paths.shown(path)} has {len(tagged)} cells tagged 'parameters'; it needs exactly one.")
    return Notebook(name, path, kernel, tuple(source for _, source in code), _declared(tagged[0], paths.shown(path)))


def _declared(source: str, where: str) -> dict[str, Parameter]:
    try:
        lines = ast.parse(source).body
    except SyntaxError as error:
        raise InputError(f"{where}, parameters cell, line {error.lineno}: {error.msg}.") from None
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    found = {}
    for line in lines:
        if not (isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and _is_literal(line.value)):
            raise InputError(f"{where}, parameters cell, line {line.lineno}: expected 'name: Type = default  # help'.")
        name = line.target.id
        parameter = Parameter(
            name, ast.unparse(line.annotation), ast.literal_eval(line.value), comments.get(line.end_lineno, "")
        )
        if not parameter.help:
            raise InputError(f"{where}, parameters cell, line {line.lineno}: '{name}' has no comment that explains it.")
        try:
            problem = parameter.check(parameter.default)
        except InputError as error:
            raise InputError(f"{where}, parameters cell, line {line.lineno}: {error}") from None
        if problem:
            raise InputError(f"{where}, parameters cell, default of {problem}")
        found[name] = parameter
    return found


def _is_literal(value: ast.expr | None) -> bool:
    try:
        ast.literal_eval(value or "")
    except (ValueError, SyntaxError):
        return False
    return True


def _resolve(annotation: str) -> Any:
    """Return the type that an annotation names: one of `healthai.parameters`, or a built-in one."""
    plain = {"bool": bool, "int": int, "float": float, "str": str}
    known = {name: value for name, value in vars(parameters).items() if name[0].isupper()} | plain
    if annotation not in known:
        raise InputError(f"unknown parameter type '{annotation}'{did_you_mean(annotation, known)}")
    return known[annotation]
