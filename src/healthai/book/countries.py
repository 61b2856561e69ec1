"""The countries of the Region: their pages, the tile-grid map that leads there, and the links from one to its peers.

A country has a profile when a run of it is stored; every other one has an entry on the page of `healthai.book.region`.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from healthai import data
from healthai.book import phrases
from healthai.book.pages import full_key, language_of, result_of, stored
from healthai.language import Language
from healthai.results import Number

PROFILE = "country-profile-"
OUTCOME = "ai_ent_any"
SHADES = 5
MOST = 4  # countries that fit beside each other


def profiled(env: BuildEnvironment) -> set[str]:
    """Return the codes of the countries whose profile is stored; the page is read again when there are others."""
    env.note_dependency(env.config.healthai_results)
    return {run.removeprefix(PROFILE).upper() for run in stored(env) if run.startswith(PROFILE)}


def page_of(env: BuildEnvironment, iso2: str) -> str:
    """Return the address of a country's profile or entry, relative to the page being read."""
    code = iso2.lower()
    return _top(env) + (f"countries/{code}.html" if iso2 in profiled(env) else f"region.html#{code}")


def comparison(env: BuildEnvironment, codes: Iterable[str]) -> str:
    """Return the address of the page that shows these countries side by side."""
    return f"{_top(env)}compare.html?countries={'-'.join(code.lower() for code in codes)}"


def shades(values: Mapping[str, float]) -> tuple[dict[str, int], list[float]]:
    """Return the shade of each value, from 1, and the ends of the shades: as wide as each other, lowest to highest."""
    if not values:
        return {}, []
    low, high = min(values.values()), max(values.values())
    width = (high - low) / SHADES
    ends = [low + width * k for k in range(SHADES)] + [high]
    return {iso2: 1 + sum(value >= end for end in ends[1:-1]) for iso2, value in values.items()}, ends


def link(words: str, address: str) -> nodes.reference:
    """Return a link to a page of the site."""
    return nodes.reference("", words, refuri=address, internal=True)


def bullets(items: Iterable[nodes.Node], kind: str) -> nodes.bullet_list:
    """Return a list of the given class with one line an item."""
    rows = (nodes.list_item("", nodes.paragraph("", "", item, translatable=False)) for item in items)
    return nodes.bullet_list("", *rows, classes=[kind])


class CountryMap(SphinxDirective):
    """The Region as a grid of tiles, one a country in its rough place: a link, shaded by the stored main outcome."""

    def run(self) -> list[nodes.Node]:
        language = language_of(self.env)
        found = self._outcomes()
        shade, ends = shades({iso2: number.value for iso2, number in found.items()})
        places = data.load("countries").sort_values(["tile_row", "tile_col"]).to_dict("records")
        tiles = [self._tile(row, found.get(row["iso2"]), shade.get(row["iso2"]), language) for row in places]
        source = nodes.paragraph("", phrases.sources([OUTCOME], language), classes=["source"], translatable=False)
        return [*self._key(ends, language), nodes.bullet_list("", *tiles, classes=["tile-map"]), source]

    def _outcomes(self) -> dict[str, Number]:
        numbers = {iso2: stored(self.env)[PROFILE + iso2.lower()].numbers for iso2 in profiled(self.env)}
        return {iso2: held[f"value_{OUTCOME}"] for iso2, held in numbers.items() if f"value_{OUTCOME}" in held}

    def _tile(self, row: dict, number: Number | None, shade: int | None, language: Language) -> nodes.list_item:
        iso2 = row["iso2"]
        words = [nodes.inline("", iso2, classes=["code"]), nodes.inline("", language.country(iso2), classes=["name"])]
        if number:
            words.append(nodes.inline("", phrases.value(number, language), classes=["value"]))
        spaced = [node for word in words for node in (word, nodes.Text(" "))][:-1]
        tile = nodes.reference("", "", *spaced, refuri=page_of(self.env, iso2), internal=True)
        kinds = [f"shade-{shade}"] if shade else []
        kinds += [] if iso2 in profiled(self.env) else ["outside"]
        place = [f"row-{row['tile_row'] + 1}", f"column-{row['tile_col'] + 1}"]
        return nodes.list_item("", nodes.paragraph("", "", tile, translatable=False), classes=[*kinds, *place])

    def _key(self, ends: list[float], language: Language) -> list[nodes.Node]:
        about = data.load("indicators").set_index("indicator_id").loc[OUTCOME]
        words = language.text(
            "Number and shade: {indicator}, per cent, {year}. The health sector is not in it.",
            indicator=language.indicator(OUTCOME),
            year=about["primary_year"],
        )
        spans = [language.span(language.decimal(a, 1), language.decimal(b, 1)) for a, b in pairwise(ends)]
        kinds = {f"shade-{k}": span for k, span in enumerate(spans, start=1)}
        kinds["outside"] = language.text("outside the European Union: a short entry")
        items = [nodes.list_item("", nodes.paragraph("", span), classes=[kind]) for kind, span in kinds.items()]
        return [
            nodes.paragraph("", words, translatable=False),
            nodes.bullet_list("", *items, classes=["tile-key"]),
        ]


class CountryList(SphinxDirective):
    """All countries by name: those with a profile, then the others, each a link."""

    def run(self) -> list[nodes.Node]:
        language, known = language_of(self.env), profiled(self.env)
        groups = (
            (language.text("Member States of the European Union"), known),
            (language.text("Other countries of the Region"), {*data.countries()} - known),
        )
        return [
            node
            for title, codes in groups
            for node in (
                nodes.paragraph("", "", nodes.strong("", title), translatable=False),
                bullets([self._link(iso2, language) for iso2 in language.by_name(codes)], "country-list"),
            )
        ]

    def _link(self, iso2: str, language: Language) -> nodes.reference:
        return link(language.country(iso2), page_of(self.env, iso2))


class CountryLinks(SphinxDirective):
    """From a profile to those of the stored countries named, to all of them side by side, and to the map."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        names = result_of(self.env, "names", self.arguments[0], self.lineno)
        if names is None:
            return []
        language = language_of(self.env)
        own = full_key(self.env, self.arguments[0]).rpartition(".")[0].removeprefix(PROFILE).upper()
        beside = names.codes[: MOST - 1]
        side_by_side = language.text(
            "{country} side by side with {others}",
            country=language.country(own),
            others=language.listing([language.country(iso2) for iso2 in beside]),
        )
        profiles = [
            link(language.text("Profile: {country}", country=language.country(iso2)), page_of(self.env, iso2))
            for iso2 in names.codes
        ]
        everything = link(language.text("All countries on the map"), f"{_top(self.env)}profiles.html")
        return [
            bullets([link(side_by_side, comparison(self.env, [own, *beside])), *profiles, everything], "country-links")
        ]


def _top(env: BuildEnvironment) -> str:
    return "../" * env.docname.count("/")


def setup(app: Sphinx) -> None:
    """Register the directives."""
    app.add_directive("country-map", CountryMap)
    app.add_directive("country-list", CountryList)
    app.add_directive("country-links", CountryLinks)
