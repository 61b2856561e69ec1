"""What every notebook keeps to, so that it reads well, runs alone and hides nothing."""

import ast
import re

import nbformat
import papermill
import pytest

from healthai import parameters, paths
from healthai.run import notebook
from healthai.run.key import COMPUTES

NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
LONGEST_CELL = 15
BUILT_IN = ("bool", "int", "float", "str")
# A run is independent of all others and of the machine: it calls nothing that opens, lists or fetches anything.
FOREIGN = ("open", "Path", "glob", "read_csv", "read_json", "read_parquet", "read_text", "urlopen", "exec", "eval")
COUNTRIES = re.compile(r"countr|eu27|iso2|member", re.IGNORECASE)

pytestmark = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path, kind="code"):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def is_parameters(cell):
    return "parameters" in cell.metadata.get("tags", ())


def names(cell):
    return {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}


def test_it_is_a_valid_python_notebook(path):
    content = nbformat.read(path, as_version=4)
    nbformat.validate(content)
    assert content.metadata.kernelspec.name == "python3"
    assert set(content.metadata) <= {"kernelspec", "language_info"}


def test_it_has_no_outputs(path):
    for cell in cells(path):
        assert (cell.outputs, cell.execution_count) == ([], None)


def test_it_has_one_parameters_cell_after_the_imports(path):
    tagged = [position for position, cell in enumerate(cells(path)) if is_parameters(cell)]
    assert tagged == [1]


def test_each_parameter_has_a_known_type_a_valid_default_and_help(path):
    declared = notebook.read(path.stem).parameters
    assert declared
    for parameter in declared.values():
        assert parameter.type in BUILT_IN or hasattr(parameters, parameter.type)
        assert parameter.check(parameter.default) is None
        assert len(parameter.help.split()) >= 1


def test_the_notebook_itself_imports_the_types_of_its_parameters(path):
    first, declaration = cells(path)[:2]
    annotations = {ast.unparse(line.annotation) for line in ast.parse(declaration.source).body}
    imported = {
        alias.name
        for node in ast.walk(ast.parse(first.source))
        if isinstance(node, ast.ImportFrom) and node.module == "healthai.parameters"
        for alias in node.names
    }
    assert annotations - set(BUILT_IN) == imported


def test_each_parameter_is_used(path):
    used = set().union(*(names(cell) for cell in cells(path) if not is_parameters(cell)))
    assert set(notebook.read(path.stem).parameters) <= used


def test_no_cell_replaces_a_parameter(path):
    declared = set(notebook.read(path.stem).parameters)
    for cell in cells(path):
        if not is_parameters(cell):
            stored = {
                node.id
                for node in ast.walk(ast.parse(cell.source))
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            }
            assert not stored & declared


def test_papermill_shows_name_type_default_and_help(path):
    shown = papermill.inspect_notebook(str(path))
    declared = notebook.read(path.stem).parameters
    assert list(shown) == list(declared)
    for name, parameter in declared.items():
        assert shown[name]["inferred_type_name"] == parameter.type
        assert ast.literal_eval(shown[name]["default"]) == parameter.default
        assert shown[name]["help"] == parameter.help


def test_it_imports_from_the_computing_layers_only(path):
    for cell in cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.Import), "import names from healthai, so that this test sees them"
            if isinstance(node, ast.ImportFrom):
                top, _, rest = node.module.partition(".")
                assert top == "healthai"
                for layer in [rest.partition(".")[0]] if rest else [alias.name for alias in node.names]:
                    assert layer in COMPUTES or f"{layer}.py" in COMPUTES


def test_no_cell_is_long(path):
    for cell in cells(path):
        assert len(cell.source.splitlines()) <= LONGEST_CELL


def test_no_cell_loops(path):
    """A loop in a notebook, above all one over countries, is a function that is missing from the package."""
    for cell in cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, (ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.Lambda))
            if isinstance(node, ast.comprehension):
                assert not COUNTRIES.search(ast.unparse(node.iter))


def test_it_reads_nothing_but_the_data_package(path):
    for cell in cells(path):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
                assert called not in FOREIGN
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not re.search(r"_build|\.ipynb|\.json|\.csv|/|\\", node.value)
        assert not re.search(r"^\s*[!%]", cell.source, re.MULTILINE), "a shell or magic line"


def test_its_last_cell_shows_the_store_and_no_other_does(path):
    assert [position for position, cell in enumerate(cells(path), 1) if cell.source.strip() == "store"] == [
        len(cells(path))
    ]


def test_its_text_begins_with_a_title_and_holds_no_typed_result(path):
    texts = [cell.source for cell in cells(path, "markdown")]
    assert re.match(r"# \w", texts[0])
    for text in texts:
        assert not re.search(r"(?<![\w/.-])\d", text), "a number in prose is a result that goes stale"
