"""Directives that print the data tables themselves: indicators, survey items, tables of the package, sources,
contradictions; and the citation of the book."""

import json
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from healthai import data, paths
from healthai.book import citation, entries, package, phrases
from healthai.book.pages import as_published, language_of, stored
from healthai.language import N_, Language
from healthai.words import text_of, word

SURVEYS = {
    "ai_2024_2025": N_("AI in health systems, June 2024 to March 2025"),
    "digital_health_2022": N_("digital health, 2022"),
}
POPULATIONS = {"eu": N_("European Union"), "region": N_("Respondents of the Region")}  # as in keys of the store


class Listing(SphinxDirective):
    """A definition list from rows of data; a subclass names the rows."""

    optional_arguments = 1
    kind = ""  # the kind of entry that the search knows; none for what has no name to search for

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(paths.DATA / "datapackage.json"))
        listed = self.entries(language_of(self.env))
        if self.kind:
            for item in listed:
                head = item.next_node(nodes.term)
                entries.note(self.env, self.kind, head.astext(), head["ids"][0])
        return [nodes.definition_list("", *listed, classes=["listing"])]

    def entries(self, language: Language) -> list[nodes.definition_list_item]:
        """Return the entries in the language."""
        raise TypeError(f"{type(self).__name__} names no rows")


class Indicators(Listing):
    """The country indicators of one or more domains: definition, unit, years, source, licence, cross-check."""

    required_arguments = 1
    optional_arguments = 20
    kind = "indicator"

    def entries(self, language: Language) -> list[nodes.definition_list_item]:
        rows = data.load("indicators")
        chosen = rows[rows["domain"].isin(self.arguments)]
        return [
            _entry(
                language.indicator(row["indicator_id"]),
                row["indicator_id"],
                [
                    (language.text("Definition"), language.text(row["definition"])),
                    (language.text("Unit"), language.text(row["unit"])),
                    (language.text("Years"), row["years"]),
                    (language.text("Main year"), str(row["primary_year"])),
                    (language.text("Countries"), _coverage(language, row)),
                    (
                        language.text("Publisher"),
                        f"{language.text(row['publisher'])}, {language.text(row['dataset_code'])}",
                    ),
                    (language.text("Terms"), language.text(row["licence"])),
                    (language.text("Cross-check"), language.text(row["cross_check"])),
                    (language.text("Confidence"), word(language, row["confidence"])),
                    (language.text("Note"), language.text(row["note"]) if isinstance(row["note"], str) else ""),
                ],
                row["source_url"],
            )
            for row in chosen.to_dict("records")
        ]


class SurveyItems(Listing):
    """The items of the surveys: theme, survey, and how many countries reported each, where that is known exactly."""

    kind = "item"

    def entries(self, language: Language) -> list[nodes.definition_list_item]:
        return [
            _entry(
                language.item(row["item_id"]),
                row["item_id"],
                [
                    (language.text("Theme"), word(language, row["theme"])),
                    (language.text("Survey"), language.text(SURVEYS[row["survey"]])),
                    *self._counts(language, row["item_id"]),
                    (language.text("Note"), language.text(row["caveat"]) if isinstance(row["caveat"], str) else ""),
                ],
                None,
            )
            for row in data.load("survey-items").to_dict("records")
        ]

    def _counts(self, language: Language, item: str) -> list[tuple[str, str]]:
        self.env.note_dependency(str(Path(self.config.healthai_results) / "survey-counts.json"))
        counts = stored(self.env)["survey-counts"].numbers
        return [
            (language.text(name), phrases.estimate(counts[f"{population}_{item}"], language))
            for population, name in POPULATIONS.items()
            if f"{population}_{item}" in counts
        ]


class DataTables(Listing):
    """The tables of the data package: what each holds, its fields, its file."""

    kind = "table"

    def entries(self, language: Language) -> list[nodes.definition_list_item]:
        package = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
        return [
            _entry(
                language.text(resource["title"]),
                resource["path"],
                [
                    (language.text("Holds"), language.text(resource["description"])),
                    (language.text("Fields"), ", ".join(field["name"] for field in resource["schema"]["fields"])),
                    (language.text("Terms"), "; ".join(terms["title"] for terms in resource["licenses"])),
                    ("SHA-256", resource["hash"].removeprefix("sha256:")),
                ],
                f"{'../' * self.env.docname.count('/')}package/{resource['path']}",
            )
            for resource in package["resources"]
        ]


class DataPackage(SphinxDirective):
    """All tables as one file to download, with its size and hash."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(Path(self.env.srcdir) / "_extra" / package.NAME))
        language = language_of(self.env)
        uri = f"{'../' * self.env.docname.count('/')}{package.NAME}"
        size = language.integer(round(len(package.archive()) / 1000))
        link = nodes.reference("", language.text("Download the data package"), refuri=uri)
        about = language.text("zip, {size} kB, {files} files", size=size, files=language.integer(len(package.files())))
        line = nodes.paragraph("", "", nodes.strong("", "", link), nodes.Text(f" ({about})"), translatable=False)
        words = [nodes.Text("SHA-256: "), nodes.literal("", package.sha256())]
        hashed = nodes.paragraph("", "", *words, classes=["hash"], translatable=False)
        return [line, hashed]


class Sources(Listing):
    """The texts from which survey figures come."""

    def entries(self, language: Language) -> list[nodes.definition_list_item]:
        return [
            _entry(as_published(row["title"]), row["source_id"], [("", language.source(row["source_id"]))], row["url"])
            for row in data.load("survey-sources").to_dict("records")
        ]


class Contradictions(Listing):
    """Where sources disagree, and what the book does about it."""

    def entries(self, language: Language) -> list[nodes.definition_list_item]:
        return [
            _entry(
                text_of(language, row, "statement"),
                row["contradiction_id"],
                [
                    (
                        language.text("Figures"),
                        language.text(row["figures"]) if isinstance(row["figures"], str) else "",
                    ),
                    (language.text("Texts"), _texts(language, row["source_ids"])),
                    (language.text("Treatment"), text_of(language, row, "treatment")),
                ],
                None,
            )
            for row in data.load("contradictions").to_dict("records")
        ]


class Citation(SphinxDirective):
    """How to cite the book, from CITATION.cff: as text, and in the forms that reference managers read."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(citation.FILE))
        language = language_of(self.env)
        about = citation.read(language)
        top = "../" * self.env.docname.count("/")
        shown: list[nodes.Node] = [_copied(citation.text(about), "text")]
        for form, (make, ending, colours) in citation.FORMS.items():
            file = nodes.reference("", language.text("as a file"), refuri=f"{top}citation.{ending}")
            words = [nodes.strong("", form), nodes.Text(", "), file]
            shown += [nodes.paragraph("", "", *words, translatable=False), _copied(make(about), colours)]
        return shown


def _copied(words: str, colours: str) -> nodes.literal_block:
    """Return words in a block, which has a button that copies them."""
    return nodes.literal_block(words, words, language=colours, classes=["citation"])


class CitationLine(SphinxDirective):
    """How to cite the book, as the one line of text that fits on paper."""

    def run(self) -> list[nodes.Node]:
        self.env.note_dependency(str(citation.FILE))
        words = citation.text(citation.read(language_of(self.env)))
        return [nodes.paragraph("", "", as_published(words), translatable=False)]


def _coverage(language: Language, row: dict) -> str:
    return language.text(
        "{eu} of the EU, {region} of the Region", eu=row["coverage_eu27"], region=row["coverage_region53"]
    )


def _texts(language: Language, source_ids: str) -> str:
    return "; ".join(f"{language.source(source)} ({source})" for source in source_ids.split())


def _entry(term: str | nodes.Node, code: str, facts: list[tuple[str, str]], url: object) -> nodes.definition_list_item:
    anchor = nodes.make_id(code)
    to_itself = nodes.reference("", "", nodes.literal("", code), refid=anchor)  # whoever cites the entry copies it
    named = nodes.Text(term) if isinstance(term, str) else term
    head = nodes.term("", "", named, nodes.Text(" "), to_itself, ids=[anchor])
    lines = [
        nodes.paragraph("", "", nodes.strong("", f"{name}: ") if name else nodes.Text(""), nodes.Text(str(fact)))
        for name, fact in facts
        if isinstance(fact, str) and fact
    ]
    if isinstance(url, str) and url:
        lines.append(nodes.paragraph("", "", nodes.reference("", "", as_published(url), refuri=url)))
    return nodes.definition_list_item("", head, nodes.definition("", *lines))


def setup(app: Sphinx) -> None:
    """Register the directives."""
    directives = (Indicators, SurveyItems, DataTables, DataPackage, Sources, Contradictions, Citation, CitationLine)
    for directive in directives:
        name = "".join(f"-{c.lower()}" if c.isupper() else c for c in directive.__name__).lstrip("-")
        app.add_directive(name, directive)
