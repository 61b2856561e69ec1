"""An edition: one set of parameter values, and the folders that hold what is made from it."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from healthai import paths
from healthai.errors import InputError
from healthai.files import read_yaml

DEFAULT = "default"
LANGUAGES = ("en", *sorted(folder.name for folder in paths.LOCALES.glob("[a-z][a-z]")))  # the sources' own comes first
VERIFICATION = "verification"


@dataclass(frozen=True)
class Edition:
    """The default edition, or a reader's own with values for some notebooks.

    Parameters
    ----------
    name : str
        Lower-case letters, digits and hyphens.
    parameters : dict of str to dict
        Notebook name to the parameter values that replace those of the plan.
    """

    name: str = DEFAULT
    parameters: dict[str, dict[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.name):
            raise InputError(f"EDITION={self.name!r}: an edition's name has lower-case letters, digits and hyphens.")
        if len(self.name) == 2:
            raise InputError(f"EDITION={self.name!r}: two letters are a language's folder; take a longer name.")

    @property
    def folder(self) -> Path:
        """Everything generated for this edition, except the site."""
        return paths.BUILD / "editions" / self.name

    @property
    def executed(self) -> Path:
        """Executed notebooks, one a run."""
        return self.folder / "executed"

    @property
    def results(self) -> Path:
        """Results, one JSON file a run."""
        return self.folder / "results"

    @property
    def failed(self) -> Path:
        """Partial notebooks of runs that failed."""
        return self.folder / "failed"

    def drawn(self, language: str) -> Path:
        """Figures and tables in one language."""
        return self.folder / "drawn" / language

    def source(self, language: str) -> Path:
        """The staged source folder of the book in one language."""
        return self.folder / "source" / language

    def untranslated(self, language: str) -> Path:
        """What the pages say in the language of the sources, because no catalogue has it."""
        return self.folder / f"untranslated-{language}.json"

    def book(self, language: str) -> Path:
        """Where Jupyter Book works."""
        return self.folder / "book" / language

    def site(self, language: str) -> Path:
        """The publishable pages in one language."""
        return self.front.parent / language

    @property
    def front(self) -> Path:
        """The page that opens on the reader's language."""
        return (paths.SITE if self.name == DEFAULT else paths.SITE / self.name) / "index.html"


def read(name: str = DEFAULT, parameters_file: str | Path | None = None) -> Edition:
    """Return the edition that the command line asks for.

    Raises
    ------
    InputError
        When the file is missing, is not YAML, or is not a mapping of notebook names to parameter values; when the
        default edition is given values of its own, or another one is given none, or its name is taken.
    """
    name = name or DEFAULT
    if not parameters_file:
        if name != DEFAULT:
            raise InputError(f"EDITION={name} needs values of its own: add PARAMS_FILE=<file.yml>.")
        return Edition()
    if name == DEFAULT:
        raise InputError("PARAMS_FILE needs a name for the edition: add EDITION=<name>.")
    if name == VERIFICATION:
        raise InputError(f"EDITION={name!r} is taken: 'make verify' works in that folder, and clears it.")
    path = Path(parameters_file)
    values = read_yaml(path, f"PARAMS_FILE={path}")
    if not isinstance(values, dict) or not all(isinstance(v, dict) for v in values.values()):
        raise InputError(
            f"{path}: expected 'notebook: {{parameter: value}}' lines, such as 'association: {{alpha: 0.1}}'."
        )
    return Edition(name, values)


def workers() -> int:
    """Return how many runs to do side by side: WORKERS, or one for each core; raise InputError for anything else."""
    given = os.environ.get("WORKERS") or str(os.cpu_count() or 1)
    if not given.isdecimal() or int(given) < 1:
        raise InputError(f"WORKERS={given}: a whole number, 1 or more.")
    return int(given)
