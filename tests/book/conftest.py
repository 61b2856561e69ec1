"""Small Sphinx projects with stored results, pages and drawings of the tests' own."""

import io
import json
import os
import re
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from healthai import paths
from healthai.book import assemble, draw, site
from healthai.editions import LANGUAGES, Edition
from healthai.results import Store
from healthai.run import execute, outputs, plan

from . import browsing
from .needing import program


@dataclass(frozen=True)
class Built:
    """One build: what it wrote, which pages it read, what it complained of."""

    out: Path
    read: list[str]
    warnings: str
    env: object

    def html(self, page="index"):
        return (self.out / f"{page}.html").read_text(encoding="utf-8")

    def page(self, page="index"):
        return Page(self.html(page))


class Project:
    """A folder of Markdown pages with stored results; each build is Sphinx begun anew."""

    def __init__(self, folder):
        self.folder, self.source = folder, folder / "source"
        self.results, self.drawn = folder / "results", folder / "drawn"
        for made in (self.source, self.results, self.drawn):
            made.mkdir(parents=True)

    def write(self, path, text):
        """Write a file, and its folders."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def pages(self, **texts):
        """Write pages, named with "__" for a folder; those besides the index need to say that no page lists them."""
        for name, text in texts.items():
            orphan = "" if name == "index" else "---\norphan: true\n---\n"
            self.write(self.source / f"{name.replace('__', '/')}.md", orphan + text)

    def store(self, run, fill, **parameters):
        """Store the results of a run with these parameters; `fill` gets the store."""
        store = Store()
        fill(store)
        key = {"parameters": json.dumps(parameters)}
        found = {"run": run, "key": key, "results": store.results().model_dump(mode="json")}
        return self.write(self.results / f"{run}.json", json.dumps(found))

    def draw(self, key, **about):
        """Write the drawing of a figure."""
        self.write(
            self.source / "figures" / f"{key}.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
        )
        self.write(self.drawn / f"{key}.json", json.dumps({"width": 560, "height": 300, **about}))

    def build(self, builder="html", parallel=0, extensions=(), **settings):
        """Build with Sphinx; what is up to date is not read again. Raises what Sphinx raises."""
        warnings, read = io.StringIO(), []
        own = {
            "extensions": ["myst_parser", "healthai.book.extension", *extensions],
            "html_theme": "basic",
            "html_permalinks": False,
            "project": "A book",
            "numfig": True,
            "root_doc": "index",
            "healthai_results": str(self.results),
            "healthai_drawn": str(self.drawn),
        }
        out = self.folder / builder
        locale.translators.clear()  # Sphinx adds languages to those of earlier builds in the same process
        with patch_docutils(str(self.source)), docutils_namespace():
            app = Sphinx(
                self.source,
                None,
                out,
                self.folder / "doctrees",
                builder,
                {**own, **settings},
                status=None,
                warning=warnings,
                parallel=parallel,
            )
            app.connect("env-before-read-docs", lambda app, env, docnames: read.extend(docnames))
            app.build()
        return Built(out, sorted(read), re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue()), app.env)


class Page(HTMLParser):
    """The elements of an HTML page, each with its tag, attributes and text."""

    VOID = ("img", "meta", "link", "input", "br", "hr", "source", "col", "wbr")

    def __init__(self, html):
        super().__init__()
        self.elements, self._open = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", "within": [e["tag"] for e in self._open], **{k: v or "" for k, v in attrs}}
        self.elements.append(element)
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        while self._open and self._open.pop()["tag"] != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element["text"] += data

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def all(self, tag=None, kind=None, **wanted):
        """Return the elements with this tag, class and these attributes."""
        return [
            e
            for e in self.elements
            if (tag is None or e["tag"] == tag)
            and (kind is None or kind in e.get("class", "").split())
            and all(e.get(name) == value for name, value in wanted.items())
        ]

    def one(self, *given, **wanted):
        """Return the only such element."""
        (found,) = self.all(*given, **wanted)
        return found

    @property
    def text(self):
        return " ".join(self.one("body")["text"].split())


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


# A browser.


@pytest.fixture(scope="session")
def new_browser():
    """Start another browser; all are closed at the end."""
    see = "to see the pages in a browser"
    programs = (program(("chromium", "chromium-browser", "google-chrome"), see), program(("chromedriver",), see))
    with ExitStack() as stack:

        def start():
            driver = browsing.start(*programs)
            stack.callback(driver.quit)
            return driver

        yield start


@pytest.fixture(scope="session")
def browser(new_browser):
    return new_browser()


@pytest.fixture(scope="session")
def address(folder):
    with browsing.served(folder) as found:
        yield found


# The pages of the book itself.


MADE = ("executed/{}.ipynb", "results/{}.json", "drawn/*/{}.*")


@pytest.fixture(scope="session")
def folder(folders):
    """The pages in the language of the sources."""
    return folders / LANGUAGES[0]


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """The published pages of the default edition, all languages, when they are up to date; else a small book."""
    if all(site.up_to_date(Edition(), language) for language in LANGUAGES):
        # a copy, for a build may swap the folder
        return shutil.copytree(paths.SITE, tmp_path_factory.mktemp("site") / "site")
    made = Edition().folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "BUILD", tmp_path_factory.mktemp("build"))
        patch.setattr(paths, "SITE", paths.BUILD / "site")
        return small_book(made)


def small_book(made):
    """Build the book with one country, by the project's own stages, from what is made already; return its folder."""
    edition = Edition()
    runs = [
        r for r in plan.read(edition) if r.notebook.name != assemble.COUNTRY_PROFILE or r.parameters["country"] == "FR"
    ]
    for path in [path for run in runs for pattern in MADE for path in made.glob(pattern.format(run.name))]:
        target = edition.folder / path.relative_to(made)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    due = [run for run in runs if not outputs.up_to_date(run, edition)]
    failures = execute.execute_all(due, edition, os.cpu_count(), lambda run, failure: None)
    assert failures == [], "\n".join(map(str, failures))
    for language in LANGUAGES:
        draw.draw_all(edition.results, edition.drawn(language), language, os.cpu_count(), silence)
        assemble.assemble(edition, runs, language)
        site.build(edition, language, everything=False)
    return site.front(edition, LANGUAGES).parent


class silence:
    """A progress that says nothing."""

    def __init__(self, total):
        self.total = total

    def __enter__(self):
        return lambda name: None

    def __exit__(self, *error):
        return None
