"""How to cite the book: CITATION.cff is the one place where it is written; every other form is made from it.

An edition in another language is cited by its title in that language, which the catalogue has.
"""

import json
from typing import Any

import yaml

from healthai import paths
from healthai.language import Language

FILE = paths.ROOT / "CITATION.cff"


def read(language: Language | None = None) -> dict[str, Any]:
    """Return CITATION.cff as a dictionary, in the words of a language where one is given; dates as ISO strings."""
    about = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    if language is None:
        return about
    return about | {
        "title": language.text(about["title"]),
        "authors": [a | {"name": language.text(a["name"])} if "name" in a else a for a in about["authors"]],
        "keywords": [language.text(word) for word in about["keywords"]],
        "language": language.code,
        "kind": language.text("Reproducible research book"),
    }


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
        **({"langid": about["language"], "note": about["kind"]} if "language" in about else {}),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@book{{healthai{fields['year']},\n{lines}\n}}"


def ris(about: dict[str, Any]) -> str:
    """Return the citation as a RIS record; the comma after a body's name keeps it from being split like a person's."""
    released = about["date-released"].replace("-", "/")
    fields = [
        ("TY", "BOOK"),
        *(
            ("AU", a["name"] + ",") if "name" in a else ("AU", f"{a['family-names']}, {a['given-names']}")
            for a in about["authors"]
        ),
        ("TI", about["title"]),
        ("PY", released[:4]),
        ("DA", released),
        ("ET", about["version"]),
        *([("LA", about["language"])] if "language" in about else []),
        *(("KW", word) for word in about.get("keywords", ())),
        ("ER", ""),
    ]
    return "\n".join(f"{tag}  - {value}" for tag, value in fields)


def csl(about: dict[str, Any]) -> str:
    """Return the citation as CSL-JSON, which Zotero, Pandoc and other users of citation styles read."""
    authors = [
        {"literal": a["name"]} if "name" in a else {"family": a["family-names"], "given": a["given-names"]}
        for a in about["authors"]
    ]
    issued = {"date-parts": [[int(part) for part in about["date-released"].split("-")]]}
    entry = {"id": "healthai", "type": "book", "title": about["title"], "author": authors, "issued": issued}
    spoken = {"language": about["language"]} if "language" in about else {}
    fields = (entry | {"version": about["version"]} | spoken).items()
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields)
    return f"[{{\n{lines}\n}}]"


# Each form under its name: how it is made, the ending of its file, and the language that colours it on the page.
FORMS = {
    "BibTeX": (bibtex, "bib", "bibtex"),
    "RIS": (ris, "ris", "text"),
    "CSL-JSON": (csl, "json", "json"),
}


def files(language: Language) -> dict[str, str]:
    """Return the citation in each form that reference managers read, by the name of its file."""
    about = read(language)
    return {f"citation.{ending}": f"{make(about)}\n" for make, ending, _ in FORMS.values()}
