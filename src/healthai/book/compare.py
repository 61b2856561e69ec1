"""Countries side by side: one table of the stored profiles, from which a reader's script shows two to four columns.

The script hides columns and computes nothing, so the numbers shown are those of the profiles; without it all are shown.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from healthai.book import phrases
from healthai.book.countries import MOST, PROFILE, link, page_of, profiled
from healthai.book.pages import language_of, result_of
from healthai.book.taken import download
from healthai.language import Language
from healthai.results import Table
from healthai.words import MISSING, word

VALUES = "package/indicators/values.csv"  # one row for each country, indicator and year

Row = Mapping[str, Any]


class CountryComparison(SphinxDirective):
    """Value and rank of every country with a profile, indicator by indicator, with a form that chooses countries."""

    def run(self) -> list[nodes.Node]:
        language = language_of(self.env)
        tables = self._profiles(language)
        first = next(iter(tables.values()))
        table = nodes.container("", self._table(tables, language), classes=["result-table", "comparison"])
        source = nodes.paragraph("", phrases.sources(first.sources, language, len(first.sources)), translatable=False)
        source["classes"].append("source")
        values = download(f"{'../' * self.env.docname.count('/')}{VALUES}", language)
        return [nodes.raw("", chooser(list(tables), language), format="html"), table, source, values]

    def _profiles(self, language: Language) -> dict[str, Table]:
        """Return the stored table of each country's ranks, by code, in the order of the names."""
        found = {
            iso2: result_of(self.env, "tables", f"{PROFILE}{iso2.lower()}.ranks", self.lineno)
            for iso2 in language.by_name(profiled(self.env))
        }
        return {iso2: table for iso2, table in found.items() if table is not None}

    def _table(self, tables: Mapping[str, Table], language: Language) -> nodes.table:
        head = [
            _entry("text", nodes.Text(language.text("Indicator"))),
            *(
                _entry(f"country-{iso2.lower()}", link(language.country(iso2), page_of(self.env, iso2)))
                for iso2 in tables
            ),
            _entry("median", nodes.Text(language.text("Median"))),
        ]
        body = [
            nodes.row("", *_cells(rows, language))
            for rows in zip(*(table.rows for table in tables.values()), strict=True)
        ]
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1, stub=k == 0) for k in range(len(head))), cols=len(head))
        group["stub"] = True
        group += nodes.thead("", nodes.row("", *head))
        group += nodes.tbody("", *body)
        words = language.text("Value and rank among the Member States with a value; rank 1 is the highest value")
        return nodes.table("", nodes.title("", words, translatable=False), group, classes=["colwidths-auto"])


def chooser(codes: Sequence[str], language: Language) -> str:
    """Return the form that chooses countries, hidden until the script that serves it shows it."""
    names = "".join(f'<option value="{iso2.lower()}">{escape(language.country(iso2))}</option>' for iso2 in codes)
    choices = "".join(
        f'<label>{escape(language.text("Country {k}", k=k))} <select><option value="">'
        f"{escape(language.text('none'))}</option>{names}</select></label>"
        for k in range(1, MOST + 1)
    )
    said = {
        "some": language.text("Shown: {countries}"),
        "all": language.text("Shown: all countries"),
        "locale": str(language.locale).replace("_", "-"),
    }
    data = "".join(f' data-{name}="{escape(words)}"' for name, words in said.items())
    return (
        f'<form class="country-chooser" hidden aria-label="{escape(language.text("Countries to compare"))}">{choices}'
        f"<output{data}></output></form>"
    )


def _cells(rows: Sequence[Row], language: Language) -> list[nodes.entry]:
    """Return the cells of one indicator: its name and year, each country's value and rank, the median."""
    about = rows[0]
    name = [nodes.Text(f"{language.indicator(about['indicator'])} "), _part(str(about["year"]), "year")]
    return [
        _entry("text", *name),
        *(_entry("number", *_standing(row, language)) for row in rows),
        _entry("number", nodes.Text(language.measure(about["median"]))),
    ]


def _standing(row: Row, language: Language) -> list[nodes.Node]:
    if row["value"] is None:
        return [nodes.Text(MISSING)]
    rank = language.text("{k} of {n}", k=language.integer(row["rank"]), n=language.integer(row["n"]))
    flag = [nodes.Text(" "), _part(word(language, row["flag"]), "flag")] if row["flag"] else []
    return [_part(language.measure(row["value"]), "value"), nodes.Text(" "), _part(rank, "rank"), *flag]


def _part(words: str, kind: str) -> nodes.inline:
    return nodes.inline("", words, classes=[kind])


def _entry(kind: str, *content: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content, translatable=False), classes=[kind])


def setup(app: Sphinx) -> None:
    """Register the directive."""
    app.add_directive("country-comparison", CountryComparison)
