"""No result is typed into the prose: every finding comes from the store. And every key that the prose uses is there."""

import re

import nbformat
import pytest
import yaml

from healthai import paths
from healthai.errors import InputError
from healthai.results import load, look_up

PAGES = sorted([*paths.BOOK.glob("*.md"), *paths.BOOK.glob("_templates/*.md")])
NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))

# What is no prose: it is blanked, so that lines keep their numbers.
NOT_PROSE = [
    re.compile(r"^(`{3,}|~{3,}).*?^\1", re.MULTILINE | re.DOTALL),  # code and directives
    re.compile(r"^:{3,}\{grid\}.*(\n:[a-z-]+:.*)*", re.MULTILINE),  # how many cards stand side by side
    re.compile(r"^ *\d+\.(?= )", re.MULTILINE),  # the steps of a list
    re.compile(r"\{[a-z:]+\}`[^`]*`"),  # roles: results, citations, references
    re.compile(r"`[^`]*`"),  # code in a line
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"\]\([^)]*\)"),  # the target of a link
    re.compile(r"<?https?://[^\s>)]+>?"),
    re.compile(r"^\(.+\)=$", re.MULTILINE),  # labels
    re.compile(r"\A---\n.*?^---$", re.MULTILINE | re.DOTALL),  # settings of the page
]
NUMBER = re.compile(r"(?<![\w.])[−–-]?\d+(?:[.,]\d+)*(?:[\s\u00a0\u202f]?%)?")

# What may stand in prose all the same. Each pattern must match a number where it stands.
ALLOWED = {
    "a year, or a date in one": r"(?:\b\d{1,2} )?(?:(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December) )?\b(?:19|20)\d\d\b",
    "the size of a population: the EU, those of the Region that answered, the Region, the rest": (
        r"\b(?:27|50|53|23)\b(?![.,]?\d|\s?%)"
    ),
    "a version of Python": r"\bPython 3\.\d+ to 3\.\d+",
    "a licence": r"\bCC BY(?:-[A-Z]+)* \d\.\d\b",
    "the range of a coefficient, by definition": r"\bfrom −1 to 1\b",
    "rank one, by definition the highest": r"\b[Rr]ank 1\b",
}
ALLOWED_AT = [re.compile(pattern) for pattern in ALLOWED.values()]


def typed(text):
    """Return the numbers typed into Markdown, each with its line."""
    for pattern in NOT_PROSE:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    for pattern in ALLOWED_AT:
        text = pattern.sub(lambda found: " " * len(found.group()), text)
    return [(text.count("\n", 0, found.start()) + 1, found.group()) for found in NUMBER.finditer(text)]


def markdown(notebook):
    return "\n\n".join(cell.source for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "markdown")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_result_is_typed_into_a_page(page):
    assert typed(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_no_result_is_typed_into_a_notebook(notebook):
    assert typed(markdown(notebook)) == []


@pytest.mark.parametrize(
    "planted",
    [
        "Of these, 20 use AI.",
        "A correlation of 0.77 was found.",
        "So ρ = −0.45 at equal income.",
        "In 74% of countries, or 74 % in French.",
        "It is 27 % of them.",
        "In 27.5 of cases.",
        "From 1,250 pairs",
        "* **18** pairs",
        "| a | 12 |\n| --- | --- |",
        "## The 3 findings",
        "p < 0.001",
        "[the 6 countries](margins.md)",
        "{result}`a.b`, not 21",
        "rank 2",
        "1. 20 of them",
        ":::{card} The 20 countries\n:::",
    ],
)
def test_a_planted_result_is_found(planted):
    lines = [line for line, _ in typed(f"# Title\n\nSome words.\n\n{planted}\n")]
    assert set(lines) == {5}


@pytest.mark.parametrize(
    "clean",
    [
        "{result}`association.partial_p_2` and {estimate}`a.b1`",
        "```{result-table} a.b\n:first: 25\n```",
        ":::{grid} 1 3\n:gutter: 3\n\nWords.\n:::",
        "1. First.\n   1. In it.\n12. Twelfth.",
        "~~~sh\nmake 12\n~~~",
        "Set `alpha=0.1` or `level: 0.9`.",
        "{cite:p}`bonett2000,wright1999`",
        "See [the page](page2.md#part-3) or <https://example.org/2/3>.",
        "(label-12)=\n## Words",
        "From June 2024 to March 2025, on 20 April 2026, in 1998.",
        "All 27 of the 53, of which 50 answered and 23 are others; 27.",
        "licence CC BY 4.0, Python 3.11 to 3.14, H2O",
        "Rank 1 is always the highest, coefficients go from −1 to 1.",
    ],
)
def test_what_is_no_result_is_let_through(clean):
    assert typed(clean) == []


# Keys.

GROUPS = {
    "result": "numbers",
    "estimate": "numbers",
    "names": "names",
    "result-figure": "figures",
    "result-table": "tables",
}
USED = re.compile(r"\{(result|estimate|names)\}`([^`]+)`|\{(result-figure|result-table)\} *(\S+)")


def used(text):
    """Return the keys that a page uses, each with the group it is looked for in."""
    return [(GROUPS[role or directive], key or name) for role, key, directive, name in USED.findall(text)]


@pytest.fixture(scope="module")
def stored():
    """The results as built here, else as published."""
    built = paths.BUILD / "editions" / "default" / "results"
    found = load(built) or load(paths.RESULTS)
    assert found, "the published results are part of the project"
    return found


def unknown(text, stored):
    problems = []
    for group, key in used(text):
        try:
            look_up(stored, group, key)
        except InputError as error:
            problems.append(str(error))
    return problems


def test_every_key_of_every_page_is_stored(stored):
    texts = {page.name: page.read_text(encoding="utf-8") for page in paths.BOOK.glob("*.md")}
    assert sum(len(used(text)) for text in texts.values()) > 50
    assert {name: problems for name, text in texts.items() if (problems := unknown(text, stored))} == {}


def test_every_key_of_a_country_page_is_stored_for_every_country(stored):
    template = (paths.BOOK / "_templates" / "country.md").read_text(encoding="utf-8")
    runs = [name for name in stored if name.startswith("country-profile-")]
    keys = [(group, key) for group, key in used(template) if key.startswith(".")]
    assert runs
    assert keys
    for run in runs:
        page = re.sub(r"(`| )\.", rf"\1{run}.", template)
        assert {key for _, key in used(page)} == {f"{run}{key}" for _, key in keys}
        assert unknown(page, stored) == []


@pytest.mark.parametrize(
    "planted",
    ["{result}`association.none`", "{names}`association.pairs`", "```{result-figure} association.scater\n```"],
)
def test_a_planted_key_is_found_missing(stored, planted):
    assert len(unknown(f"{{result}}`association.pairs`\n\n{planted}\n", stored)) == 1


# The table of contents.


def test_every_page_of_the_book_is_in_the_table_of_contents():
    toc = yaml.safe_load((paths.BOOK / "_toc.yml").read_text(encoding="utf-8"))
    listed = [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]
    assert sorted(listed) == sorted(page.stem for page in paths.BOOK.glob("*.md"))


def test_every_page_has_one_title():
    for page in PAGES:
        text = NOT_PROSE[0].sub("", page.read_text(encoding="utf-8"))
        assert len(re.findall(r"^# ", text, flags=re.MULTILINE)) == 1, page.name
