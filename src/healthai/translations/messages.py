"""What has to be translated: the messages of the pages, of the package, and of the data tables."""

import ast
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import yaml
from babel.messages.pofile import read_po

from healthai import data, paths
from healthai.book import ledger
from healthai.book.translated import Source

Messages = dict[str, list[str]]
MARKS = ("N_", "text")

# A message that several parts say belongs to the first of them.
PARTS = ("words", "tables", "figures", "book")

# Columns whose texts are shown through the catalogue, by their name without the language. Where a table has a column for
# the language, such as label_fr, that is shown instead.
TEXTS = {
    "survey-items": ("label",),
    "indicators": ("label", "definition", "unit", "licence", "cross_check", "note"),
    "claims": ("claim", "note"),
    "contradictions": ("statement", "figures", "treatment"),
    "ingredients": ("source", "note"),
    "oracles": ("method", "dataset", "status"),
}


def of_pages(built: Path, sources: dict[str, Source]) -> dict[str, Messages]:
    """Return the messages of the pages by catalogue, from the templates that Sphinx's gettext builder made."""
    found: dict[str, Messages] = {}
    for docname, source in sorted(sources.items()):
        template = read_po(StringIO((built / f"{docname}.pot").read_text(encoding="utf-8")))
        messages = found.setdefault(source.catalogue, {})
        for message in template:
            if message.id:
                messages.setdefault(source.general(message.id), [source.file])
    return found


def of_package(language: str) -> dict[str, Messages]:
    """Return the messages of the package by catalogue: words in the code, and texts of the data that pages show."""
    found: dict[str, Messages] = {f"package/{part}": {} for part in (*PARTS, "data")}
    said: set[str] = set()
    for part, file, message in [*_in_code(), *(("data", *one) for one in _in_data(language))]:
        if message not in said or message in found[f"package/{part}"]:
            found[f"package/{part}"].setdefault(message, []).append(file)
            said.add(message)
    return found


def _in_code() -> list[tuple[str, str, str]]:
    files = {path.relative_to(paths.SOURCE).as_posix(): path for path in paths.SOURCE.rglob("*.py")}
    found = [
        (_part(name), f"src/healthai/{name}", message)
        for name in sorted(files)
        for message in in_python(files[name].read_text(encoding="utf-8"))
    ]
    return sorted(found, key=lambda one: PARTS.index(one[0]))  # stable: in a file, in its order


def in_python(code: str) -> Iterator[str]:
    """Yield the literal first arguments of ``N_(...)`` and ``....text(...)`` in their order.

    Babel's own extraction would also take the key in ``language.text(row["note"])``.
    """
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call) and node.args]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if getattr(call.func, "attr", getattr(call.func, "id", None)) in MARKS:
            yield from _literals(call.args[0])


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_literals(node.body), *_literals(node.orelse))


def _part(file: str) -> str:
    top = Path(file).parts[0]
    return top if top in PARTS else "words"


def _in_data(language: str) -> Iterator[tuple[str, str]]:
    for name, stems in TEXTS.items():
        table = data.load(name)
        for stem in stems:
            if f"{stem}_{language}" not in table:
                column = f"{stem}_en" if f"{stem}_en" in table else stem
                yield from ((f"data: {name}.{column}", text) for text in table[column].dropna().unique() if text)
    package = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        yield "data/datapackage.json", resource["title"]
        yield "data/datapackage.json", resource["description"]
    for claim in ledger.read(paths.BOOK / ledger.FILE):
        yield "book/ledger.yml", claim.says
    settings = yaml.safe_load(paths.CONFIG.read_text(encoding="utf-8"))
    yield "_config.yml", settings["title"]
    yield "_config.yml", settings["author"]
