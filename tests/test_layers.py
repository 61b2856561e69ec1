"""Who may import whom, read from the source, so that imports inside functions count too."""

import ast

import nbformat
import pytest

from healthai import paths
from healthai.book.draw import DRAWS
from healthai.run.key import COMPUTES

PACKAGE = paths.SOURCE.name
MODULES = {
    ".".join([PACKAGE, *path.relative_to(paths.SOURCE).with_suffix("").parts]).removesuffix(".__init__"): path
    for path in sorted(paths.SOURCE.rglob("*.py"))
}
# The package `healthai.data` imports its modules by name when they are first asked for.
LAZY = {f"{PACKAGE}.data": [name for name in MODULES if name.startswith(f"{PACKAGE}.data.") and "__main__" not in name]}

MAY_NOT = {
    "paths": ["*"],
    "errors": ["*"],
    "typography": ["*"],
    "files": [
        "analysis",
        "book",
        "data",
        "editions",
        "figures",
        "language",
        "paths",
        "results",
        "run",
        "stats",
        "tables",
    ],
    "stats": ["analysis", "book", "data", "editions", "figures", "language", "paths", "results", "run", "tables"],
    "data": ["analysis", "book", "editions", "figures", "language", "parameters", "results", "run", "tables"],
    "results": ["analysis", "book", "data", "editions", "figures", "language", "run", "stats", "tables"],
    "parameters": ["analysis", "book", "editions", "figures", "language", "results", "run", "stats", "tables"],
    "oracles": ["analysis", "book", "data", "editions", "figures", "language", "results", "run", "tables"],
    "analysis": ["book", "editions", "figures", "language", "run", "tables"],
    "editions": ["analysis", "book", "data", "figures", "language", "results", "run", "stats", "tables"],
    "touched": ["analysis", "book", "data", "figures", "language", "results", "run", "stats", "tables"],
    "language": ["analysis", "book", "editions", "figures", "results", "run", "stats", "tables"],
    "words": ["analysis", "book", "editions", "figures", "results", "run", "stats", "tables"],
    "tables": ["analysis", "book", "editions", "figures", "results", "run", "stats"],
    "figures": ["analysis", "book", "editions", "results", "run", "stats"],
    "run": ["analysis", "book", "figures", "language", "stats", "tables", "verify"],
    "records": ["analysis", "book", "editions", "figures", "language", "stats", "tables"],
    "translations": ["analysis", "figures", "stats", "tables", "verify"],
    "book": ["analysis", "stats", "verify"],
}


def imported(source):
    """Return the modules of the package that a piece of source imports."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in MODULES}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "absolute imports only"
            if node.module.partition(".")[0] == PACKAGE:
                found.add(node.module)
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found & set(MODULES)


def layer(module):
    return module.removeprefix(f"{PACKAGE}.").partition(".")[0]


def reached(start):
    """Return all modules that importing `start` can bring in, with the packages that hold them."""
    todo, seen = list(start), set()
    while todo:
        module = todo.pop()
        if module in seen:
            continue
        seen.add(module)
        holders = [module.rsplit(".", depth)[0] for depth in range(1, module.count(".") + 1)]
        todo += [*imported(MODULES[module].read_text(encoding="utf-8")), *LAZY.get(module, ()), *holders]
    return seen


def uncovered(modules, names):
    """Return the files of modules that lie under none of the names."""
    tops = [paths.SOURCE / name for name in names]
    files = [MODULES[module] for module in modules]
    return sorted(paths.shown(f) for f in files if not any(f == top or f.is_relative_to(top) for top in tops))


@pytest.mark.parametrize("name", MAY_NOT)
def test_a_layer_imports_none_above_it(name):
    inside = [module for module in MODULES if layer(module) == name]
    assert inside
    for module in inside:
        above = {other for other in imported(MODULES[module].read_text(encoding="utf-8")) if other != PACKAGE}
        for other in above - set(inside):
            assert MAY_NOT[name] != ["*"], f"{module} imports {other}"
            assert layer(other) not in MAY_NOT[name], f"{module} imports {other}"


def test_every_layer_has_a_rule():
    entry_points = {"__main__", "verify", PACKAGE}
    assert {layer(module) for module in MODULES} - set(MAY_NOT) <= entry_points


@pytest.mark.parametrize("names", [COMPUTES, DRAWS], ids=["COMPUTES", "DRAWS"])
def test_what_a_key_is_made_of_exists(names):
    assert [name for name in names if not (paths.SOURCE / name).exists()] == []


def test_the_key_of_a_run_covers_all_that_notebooks_import():
    code = [
        cell.source
        for path in paths.NOTEBOOKS.glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    start = set().union(*map(imported, code))
    assert f"{PACKAGE}.analysis.association" in start
    assert uncovered(reached(start), COMPUTES) == []


def test_the_key_of_a_drawing_covers_all_that_figures_import():
    assert uncovered(reached([f"{PACKAGE}.figures", f"{PACKAGE}.tables"]), DRAWS) == []


def test_the_stats_know_no_files():
    """Pure functions: nothing in the methods reads or writes."""
    for module, path in MODULES.items():
        if layer(module) == "stats":
            source = ast.parse(path.read_text(encoding="utf-8"))
            calls = {ast.unparse(node.func) for node in ast.walk(source) if isinstance(node, ast.Call)}
            assert not calls & {"open", "print", "Path", "pd.read_csv"}
            tops = {
                alias.name.partition(".")[0]
                for node in ast.walk(source)
                if isinstance(node, ast.Import)
                for alias in node.names
            }
            assert not tops & {"matplotlib", "seaborn", "pathlib", "os", "pandas"}
