"""How to cite the book: CITATION.cff is the one place where it is written; text and BibTeX are made from it."""

from typing import Any

import yaml

from healthai import paths

FILE = paths.ROOT / "CITATION.cff"


def read() -> dict[str, Any]:
    """Return CITATION.cff as a dictionary; dates as ISO strings."""
    return yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def _authors(about: dict[str, Any], between: str, body: str = "{}") -> str:
    """Return the authors in a line; the name of a body, which is not a person's, in the form given."""
    return between.join(
        body.format(a["name"]) if "name" in a else f"{a['family-names']}, {a['given-names']}" for a in about["authors"]
    )


def text(about: dict[str, Any]) -> str:
    """Return the citation as one line of text."""
    year = about["date-released"][:4]
    return f"{_authors(about, '; ')} ({year}). {about['title']}. Version {about['version']}."


def bibtex(about: dict[str, Any]) -> str:
    """Return the citation as a BibTeX entry."""
    fields = {
        "author": _authors(about, " and ", body="{{{}}}"),
        "title": "{" + about["title"] + "}",
        "year": about["date-released"][:4],
        "version": about["version"],
        "note": "Reproducible research book",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@book{{healthai{fields['year']},\n{lines}\n}}"
