"""Which catalogue holds the words of a staged page: all pages made from one notebook or one template share one."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from healthai import paths
from healthai.run.plan import Run
from healthai.translations.catalogues import as_file, of, read

COUNTRY_PROFILE = "country-profile"

UNDATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Source:
    """What a staged page is made from.

    Parameters
    ----------
    catalogue : str
        Name of the catalogue that holds its words.
    file : str
        The file that a translator reads beside it.
    filled : dict of str to str
        Placeholders of the source and what stands in their place on this page.
    suffix : str
        What the page has behind its title, whatever its language.
    """

    catalogue: str
    file: str
    filled: dict[str, str] = field(default_factory=dict)
    suffix: str = ""

    def general(self, message: str) -> str:
        """Return a message of the page as it stands in the catalogue, with placeholders and without the suffix."""
        for placeholder, value in self.filled.items():
            message = message.replace(value, placeholder)
        return message.removesuffix(self.suffix)

    def particular(self, message: str) -> list[str]:
        """Return a message of the catalogue as it may stand on the page: placeholders filled; as the title, if one."""
        for placeholder, value in self.filled.items():
            message = message.replace(placeholder, value)
        return [message, f"{message}{self.suffix}"] if self.suffix else [message]


def sources(runs: list[Run]) -> dict[str, Source]:
    """Return what each staged page is made from, by its name among the staged pages."""
    pages = {path.stem: Source(path.stem, f"book/{path.name}") for path in sorted(paths.BOOK.glob("*.md"))}
    notebooks = {f"notebooks/{run.name}": _of_notebook(run) for run in runs}
    profiles = [run for run in runs if run.notebook.name == COUNTRY_PROFILE]
    countries = {f"countries/{iso2(run).lower()}": _of_country(run) for run in profiles}
    return pages | notebooks | countries


def staged(runs: list[Run], language: str) -> Iterator[tuple[str, bytes]]:
    """Yield the catalogues of all pages as Sphinx wants them: one for each page, as text and compiled.

    Compiled here and not by Sphinx, which would write into the staged folder.
    """
    for page, source in sources(runs).items():
        catalogue = Catalog(language)
        for message in read(of(source.catalogue, language)):
            if message.id and message.string and not message.fuzzy:
                for words, said in zip(source.particular(message.id), source.particular(message.string), strict=True):
                    catalogue.add(words, said)
        compiled = BytesIO()
        catalogue.creation_date = catalogue.revision_date = UNDATED  # else each staging would differ by the minute
        write_mo(compiled, catalogue)
        place = f"locales/{language}/LC_MESSAGES/{page}"
        yield f"{place}.po", as_file(catalogue, page, language).encode()
        yield f"{place}.mo", compiled.getvalue()


def iso2(run: Run) -> str:
    """Return the country of a run of the country profile."""
    return run.parameters.get("country", run.notebook.parameters["country"].default)


def suffix(run: Run) -> str:
    """Return what stands behind the title of a run's page: its own values, if it has any."""
    own = ", ".join(str(run.parameters[name]) for name in sorted(run.parameters))
    return f" ({own})" if own else ""


def _of_notebook(run: Run) -> Source:
    name = run.notebook.name
    return Source(f"notebooks/{name}", f"notebooks/{name}.ipynb", suffix=suffix(run))


def _of_country(run: Run) -> Source:
    return Source("country", "book/_templates/country.md", {"`%iso2%`": f"`{iso2(run)}`"})
