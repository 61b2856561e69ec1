"""What has to be translated: the messages of the pages, of the package, and of the data tables."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog

from healthai import data, paths
from healthai.book import citation, ledger
from healthai.book.assemble import WORDED
from healthai.editions import LANGUAGES, Edition
from healthai.errors import InputError
from healthai.files import write
from healthai.language import BRACKET
from healthai.translations.catalogues import read
from healthai.translations.sources import Source
from healthai.typography import one_line

Messages = dict[str, list[str]]
MARKS = ("N_", "text")

# A code of a data set that has words beside it is said in each language.
WORDS = re.compile(r"(?<![\w=])[a-z]{2,} [A-Za-z]{2,}")

# A message that several parts say belongs to the first of them.
PARTS = ("words", "tables", "figures", "book")

# Columns whose texts are shown through the catalogue, by their name without the language. Where a table has a column
# for the language, such as label_fr, that is shown instead.
TEXTS = {
    "survey-items": ("label", "caveat"),
    "indicators": ("label", "definition", "unit", "publisher", "licence", "cross_check", "note"),
    "claims": ("claim", "note"),
    "contradictions": ("statement", "figures", "treatment"),
    "ingredients": ("source", "note"),
    "oracles": ("method", "dataset", "status"),
}


def templates(edition: Edition) -> Path:
    """Have Sphinx collect the messages of the staged pages; return the folder of its templates.

    The captions of the table of contents are left out: they are translated where it is staged.

    Raises
    ------
    InputError
        When nothing is staged yet, or Jupyter Book fails.
    """
    source, work = edition.source(LANGUAGES[0]), edition.folder / "gettext"
    if not (source / "_toc.yml").exists():
        raise InputError("There is no book to collect messages from: run 'make book' first.")
    toc = yaml.safe_load((source / "_toc.yml").read_text(encoding="utf-8"))
    toc["parts"] = [{"chapters": part["chapters"]} for part in toc["parts"]]
    write(work / "_toc.yml", yaml.safe_dump(toc, sort_keys=False))
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(source), "--path-output", str(work)]
    command += ["--toc", str(work / "_toc.yml"), "--config", str(source / "_config.yml"), "-q"]
    command += ["--builder", "custom", "--custom-builder", "gettext"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InputError(f"The messages of the pages cannot be collected:\n{done.stdout}{done.stderr}")
    return work / "_build" / "gettext"


def of_pages(built: Path, about: dict[str, Source]) -> dict[str, Messages]:
    """Return the messages of the pages by catalogue, from the templates that Sphinx has made."""
    found: dict[str, Messages] = {}
    for page, source in about.items():
        messages = found.setdefault(source.catalogue, {})
        template = built / f"{page}.pot"
        if template.exists():
            for message in read(template):
                if message.id:
                    messages.setdefault(source.general(message.id), [source.file])
    return found


def memory(catalogues: Iterable[Catalog]) -> dict[str, str]:
    """Return what is translated, in the same words wherever it stands: headings that come back are translated once."""
    found: dict[str, set[str]] = {}
    for message in (message for catalogue in catalogues for message in catalogue):
        if message.id and message.string and not message.fuzzy:
            found.setdefault(message.id, set()).add(message.string)
    return {words: min(translations) for words, translations in found.items() if len(translations) == 1}


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
    codes = data.load("indicators")["dataset_code"].unique()
    yield from (("data: indicators.dataset_code", code) for code in codes if WORDS.search(code))
    for name in ("survey-sources", "indicators"):
        publishers = data.load(name)["publisher"]
        yield from ((f"data: {name}.publisher", text) for text in publishers.str.split(BRACKET.pattern).str[0].unique())
    package = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
    about = citation.read()
    yield from (("CITATION.cff", text) for text in (about["title"], one_line(about["abstract"]), *about["keywords"]))
    yield from (
        ("data/datapackage.json", text) for text in (package["title"], package["description"], *package["keywords"])
    )
    for resource in package["resources"]:
        yield "data/datapackage.json", resource["title"]
        yield "data/datapackage.json", resource["description"]
    for claim in ledger.read(paths.BOOK / ledger.FILE):
        yield "book/ledger.yml", claim.says
    settings = yaml.safe_load(paths.CONFIG.read_text(encoding="utf-8"))
    yield from (("_config.yml", settings[name]) for name in WORDED)
    toc = yaml.safe_load((paths.BOOK / "_toc.yml").read_text(encoding="utf-8"))
    yield from (("book/_toc.yml", part["caption"]) for part in toc["parts"])
