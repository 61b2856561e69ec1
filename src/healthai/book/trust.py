"""Directives that show the records: the last verification, and the numbers that moved since a release.

The assembly writes both into one staged file, with what has changed since the verification; here it is put into words.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from healthai.book import phrases
from healthai.book.blocks import build_table
from healthai.book.boxes import boxed
from healthai.book.package import RECORDS
from healthai.book.pages import language_of
from healthai.book.taken import with_file
from healthai.language import N_, Language
from healthai.results import Number
from healthai.tables import TEXT, Rendered

INGREDIENTS = {
    "results": N_("the published results"),
    "data": N_("the data tables"),
    "notebooks": N_("the notebooks and the plan of runs"),
    "package": N_("the code that computes"),
    "lock": N_("the list of pinned packages"),
}
OUTCOMES = {
    "identical": N_("identical"),
    "equal": N_("equal to nine digits"),
    "different": N_("different"),
}
SHOWN = {
    "identical": N_("The numbers on these pages are identical to the published ones."),
    "equal": N_("The numbers on these pages equal the published ones to nine digits."),
    "different": N_(
        "The numbers on these pages differ from the published ones: this edition was made with other values, other "
        "data or other code."
    ),
}


class Record(SphinxDirective):
    """Something that is shown from the staged records."""

    def records(self) -> dict[str, Any]:
        """Return the staged records, which the page then depends on."""
        path = Path(self.env.srcdir) / RECORDS
        self.env.note_dependency(str(path))
        return json.loads(path.read_text(encoding="utf-8"))

    def table(
        self, name: str, caption: str, headings: tuple[str, ...], rows: list[tuple[str, ...]], pages: Any = None
    ) -> list[nodes.Node]:
        """Return a table of words and its file; `pages` has for each row the page that its first cell leads to."""
        width = len(headings)
        leads = [[page, *[None] * (width - 1)] for page in pages or [None] * len(rows)]
        words = Rendered(caption, list(headings), [TEXT] * width, [list(row) for row in rows], leads)
        table = build_table(words, "../" * self.env.docname.count("/"))
        self.set_source_info(table)
        language = language_of(self.env)
        return with_file(boxed(table, None, language), name, self.env.docname, language)


class LastVerification(Record):
    """What the last verification found, and whether it still holds."""

    def run(self) -> list[nodes.Node]:
        language, state = language_of(self.env), self.records()["verification"]
        record = state["record"]
        if record is None:
            return [_paragraph(language.text("No verification is on record."))]
        found = nodes.paragraph("", "", nodes.strong("", verdict(record, language)), translatable=False)
        holds = f"{since(state['changed'], language)} {language.text(SHOWN[state['shown']])}"
        differences = [nodes.list_item("", _paragraph(difference)) for difference in record["differences"]]
        return [found, _paragraph(holds), *([nodes.bullet_list("", *differences)] if differences else [])]


class VerificationDetails(Record):
    """What the last verification executed, with what, and the hashes of what it was made from."""

    def run(self) -> list[nodes.Node]:
        language, record = language_of(self.env), self.records()["verification"]["record"]
        if record is None:
            return []
        packages = ", ".join(f"{name} {version}" for name, version in record["packages"].items())
        values = {"python": record["python"], "system": record["system"], "packages": packages}
        versions = language.text("Executed with Python {python} on {system}, and {packages}.", **values)
        uri = f"{'../' * self.env.docname.count('/')}{Path(RECORDS).name}"
        link = nodes.reference("", language.text("The record as a file"), refuri=uri)
        file = nodes.paragraph("", "", link, translatable=False)
        return [_paragraph(versions), self._hashes(record, language), *self._runs(record, language), file]

    def _hashes(self, record: dict[str, Any], language: Language) -> nodes.Node:
        entries = []
        for name, words in INGREDIENTS.items():
            hashed = nodes.paragraph("", "", nodes.literal("", record["ingredients"][name]), classes=["hash"])
            term = nodes.term("", language.text("SHA-256 of {what}", what=language.text(words)))
            entries.append(nodes.definition_list_item("", term, nodes.definition("", hashed)))
        return nodes.definition_list("", *entries, classes=["listing"])

    def _runs(self, record: dict[str, Any], language: Language) -> list[nodes.Node]:
        runs = record["runs"]
        shown = {path.stem for path in (Path(self.env.srcdir) / "notebooks").glob("*.ipynb")}  # an edition has its own
        return self.table(
            "verification",
            language.text("The runs that were executed anew, and their results beside the published ones"),
            (language.text("Run"), language.text("Notebook"), language.text("Results")),
            [(name, run["notebook"], language.text(OUTCOMES[run["outcome"]])) for name, run in runs.items()],
            [f"notebooks/{name}" if name in shown else None for name in runs],
        )


def verdict(record: dict[str, Any], language: Language) -> str:
    """Return what the verification found, in a sentence."""
    found = Counter(run["outcome"] for run in record["runs"].values())
    values = {
        "date": language.date(record["date"]),
        "runs": language.integer(len(record["runs"])),
        **{outcome: language.integer(found[outcome]) for outcome in OUTCOMES},
    }
    if record["differences"]:
        return language.text(
            "On {date}, {runs} runs were executed anew; the results of {different} differ from the published ones.",
            **values,
        )
    if found["equal"]:
        return language.text(
            "On {date}, {runs} runs were executed anew; the results of {identical} were identical to the published "
            "ones, those of the other {equal} equal to nine digits.",
            **values,
        )
    return language.text(
        "On {date}, {runs} runs were executed anew, and all results were identical to the published ones.", **values
    )


def since(changed: list[str], language: Language) -> str:
    """Return what has changed since the verification, in a sentence."""
    if not changed:
        return language.text("Nothing that the results are made from has changed since.")
    parts = language.listing([language.text(INGREDIENTS[name]) for name in changed])
    return language.text("Changed since, and not verified as it is now: {parts}.", parts=parts)


class FindingsChangelog(Record):
    """The numbers that moved since each release, newest first."""

    def run(self) -> list[nodes.Node]:
        language, releases = language_of(self.env), self.records()["findings"]
        if not releases:
            words = language.text(
                "This is the first edition: no version was released before it, so no published number has moved."
            )
            return [_paragraph(words)]
        return [node for release in reversed(releases) for node in self._release(release, language)]

    def _release(self, release: dict[str, Any], language: Language) -> Iterator[nodes.Node]:
        names = {"version": release["version"], "date": language.date(release["date"])}
        rows = [row for row in (_moved(entry, language) for entry in release["moved"]) if row[1] != row[2]]
        if not rows:
            yield _paragraph(language.text("No number moved after version {version} of {date}.", **names))
            return
        heads = tuple(map(language.text, (N_("Number"), N_("Was"), N_("Is"), N_("Why"))))
        caption = language.text("Numbers that moved after version {version} of {date}", **names)
        yield from self.table(f"moved-after-{release['version']}", caption, heads, rows)


def _moved(entry: dict[str, Any], language: Language) -> tuple[str, ...]:
    return (entry["key"], _said(entry["was"], language), _said(entry["is"], language), language.text(entry["why"]))


def _said(number: dict[str, Any] | None, language: Language) -> str:
    return phrases.estimate(Number.model_validate(number), language) if number else language.text("not there")


def _paragraph(words: str) -> nodes.paragraph:
    return nodes.paragraph("", words, translatable=False)


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("last-verification", LastVerification)
    app.add_directive("verification-details", VerificationDetails)
    app.add_directive("findings-changelog", FindingsChangelog)
