"""What machines read of a page: schema.org and Open Graph in its head, the sitemap, and the picture that links show.

All of it comes from CITATION.cff, the data package and the page itself. Addresses are relative unless `html.baseurl` in
the settings says where the book is published: nobody else can know it. Services that show pictures of links, or read
sitemaps, need whole addresses.
"""

import json
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from babel.core import get_global
from docutils import nodes
from sphinx.application import Sphinx

from healthai import data
from healthai.book import card, citation, package
from healthai.book.describe import description
from healthai.book.pages import language_of, stored
from healthai.language import Language
from healthai.typography import one_line

LICENCE = "https://creativecommons.org/licenses/by/4.0/"  # of text and figures, as LICENSE-CONTENT says
DATA_PAGE = "data"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"

Thing = dict[str, Any]


def book(about: Thing, url: str, language: Language) -> Thing:
    """Return the book as schema.org names it."""
    return {
        "@type": "Book",
        "name": language.text(about["title"]),
        "url": url,
        "author": [_author(author, language) for author in about["authors"]],
        "datePublished": about["date-released"],
        "version": about["version"],
        "license": LICENCE,
        "inLanguage": language.code,
        "keywords": [language.text(word) for word in about["keywords"]],
        "abstract": language.text(one_line(about["abstract"])),
    }


def chapter(about: Thing, title: str, says: str, url: str, top: str, language: Language) -> Thing:
    """Return a page that shows results, as a part of the book."""
    whole = book(about, f"{top}index.html", language)
    kept = ("author", "datePublished", "version", "license", "inLanguage")
    return {
        "@type": "ScholarlyArticle",
        "headline": title,
        "name": title,
        "url": url,
        **{name: whole[name] for name in kept},
        "abstract": says,
        "isPartOf": {"@type": "Book", "name": whole["name"], "url": whole["url"]},
        "isBasedOn": {
            "@type": "Dataset",
            "name": language.text(_descriptor()["title"]),
            "url": f"{top}{DATA_PAGE}.html",
        },
    }


def dataset(about: Thing, url: str, top: str, language: Language) -> Thing:
    """Return the data package, with its files and what they measure."""
    descriptor = _descriptor()
    years = data.load("values")["year"]
    return {
        "@type": "Dataset",
        "name": language.text(descriptor["title"]),
        "description": language.text(descriptor["description"]),
        "url": url,
        "version": descriptor["version"],
        "license": [terms["path"] for terms in descriptor["licenses"]],
        "creator": [_author(author, language) for author in about["authors"]],
        "datePublished": about["date-released"],
        "keywords": [language.text(word) for word in descriptor["keywords"]],
        "isAccessibleForFree": True,
        "temporalCoverage": f"{years.min()}/{years.max()}",
        "spatialCoverage": {"@type": "Place", "name": language.text("WHO European Region")},
        "variableMeasured": [
            {
                "@type": "PropertyValue",
                "name": language.indicator(row["indicator_id"]),
                "propertyID": row["indicator_id"],
            }
            for row in data.load("indicators").to_dict("records")
        ],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": package.NAME,
                "encodingFormat": "application/zip",
                "contentUrl": f"{top}{package.NAME}",
                "contentSize": f"{len(package.archive())} B",
                "sha256": package.sha256(),
            },
            *(
                {
                    "@type": "DataDownload",
                    "name": resource["name"],
                    "encodingFormat": resource["mediatype"],
                    "contentUrl": f"{top}package/{resource['path']}",
                }
                for resource in descriptor["resources"]
            ),
        ],
    }


def _author(author: Thing, language: Language) -> Thing:
    """Return a person or a body."""
    if "name" in author:
        return {"@type": "Organization", "name": language.text(author["name"])}
    return {"@type": "Person", "familyName": author["family-names"], "givenName": author["given-names"]}


def _descriptor() -> Thing:
    return json.loads(package.DESCRIPTOR.read_text(encoding="utf-8"))


def territorial(language: Language) -> str:
    """Return the language with a country, as Open Graph wants it; where it has none, the one that speaks it most."""
    likely = get_global("likely_subtags").get(language.code, language.code).rpartition("_")[2]
    territory = language.locale.territory or likely
    return f"{language.code}_{territory}" if territory.isalpha() and territory.isupper() else language.code


def json_ld(thing: Thing) -> str:
    """Return a thing as a script element that no browser runs; no character in it can end the element."""
    content = json.dumps({"@context": "https://schema.org", **thing}, ensure_ascii=False, separators=(",", ":"))
    return f'<script type="application/ld+json">{content.replace("<", chr(92) + "u003c")}</script>'


def open_graph(properties: dict[str, str]) -> str:
    """Return the meta elements that services read for a preview of a link."""
    metas = [f'<meta property="og:{name}" content="{escape(content)}" />' for name, content in properties.items()]
    return "\n".join([*metas, '<meta name="twitter:card" content="summary_large_image" />'])


def describe(app: Sphinx, pagename: str, templatename: str, context: Thing, doctree: nodes.document | None) -> None:
    """Put a page's metadata into its head."""
    if doctree is None:  # the search page and the index have no text of their own
        return
    language, about = language_of(app.env), citation.read()
    base = app.config.html_baseurl
    top = base or "../" * pagename.count("/")
    url = f"{base}{pagename}.html" if base else f"{Path(pagename).name}.html"
    title = app.env.titles[pagename].astext()
    says = description(doctree)
    thing = _thing(app, pagename, about, title, says, url, top)
    preview = {
        "title": title,
        "type": "website" if pagename == app.config.root_doc else "article",
        "description": says,
        "site_name": app.config.html_title,
        "locale": territorial(language),
        "image": f"{top}{card.NAME}",
        "image:width": str(card.WIDTH),
        "image:height": str(card.HEIGHT),
        "image:alt": card.alt(stored(app.env), language),
        **({"url": url} if base else {}),
    }
    context["metatags"] += "\n" + "\n".join([open_graph(preview), *([json_ld(thing)] if thing else [])])


def _thing(app: Sphinx, pagename: str, about: Thing, title: str, says: str, url: str, top: str) -> Thing | None:
    """Return what the page is: the book, its data, a page with results; nothing for the others."""
    language = language_of(app.env)
    if pagename == app.config.root_doc:
        return book(about, url, language)
    if pagename == DATA_PAGE:
        return dataset(about, url, top, language)
    if getattr(app.env, "healthai_keys", {}).get(pagename):
        return chapter(about, title, says, url, top, language)
    return None


def sitemap(base: str, pages: list[str]) -> bytes:
    """Return the sitemap of these pages."""
    top = ElementTree.Element("urlset", xmlns=SITEMAP)
    for page in sorted(pages):
        ElementTree.SubElement(ElementTree.SubElement(top, "url"), "loc").text = f"{base}{page}.html"
    ElementTree.indent(top)
    return ElementTree.tostring(top, encoding="utf-8", xml_declaration=True) + b"\n"


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Draw the picture of the book, and write the sitemap when it is known where the book is published."""
    if exception or app.builder.format != "html":
        return
    card.draw(stored(app.env), language_of(app.env), app.outdir / card.NAME)
    if app.config.html_baseurl:
        (app.outdir / "sitemap.xml").write_bytes(sitemap(app.config.html_baseurl, list(app.env.found_docs)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("html-page-context", describe)
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
