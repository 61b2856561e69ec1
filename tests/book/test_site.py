"""The site stage: a strict build, pages swapped whole, and messages that name page and line."""

import shutil
import subprocess
import sys

import pytest
import yaml

from healthai import paths
from healthai.book import site
from healthai.editions import Edition
from healthai.errors import InputError

SETTINGS = {
    "title": "A small book",
    "only_build_toc_files": True,
    "execute": {"execute_notebooks": "off"},
    "sphinx": {
        "config": {
            "extensions": [
                "myst_nb",
                "jupyter_book",
                "sphinx_comments",
                "sphinx_external_toc",
                "healthai.book.extension",
            ],
            "html_theme": "basic",
            "html_theme_options": {},
            "html_extra_path": [],
        }
    },
}
STORED = '{"results": {"numbers": {"use": {"value": 20, "kind": "count", "n": 27}}}}'
INDEX = "# Title\n\nThere are {result}`survey.use` of them.\n"


class Small:
    """A small staged book."""

    def __init__(self, edition):
        self.edition, self.source = edition, edition.source("en")
        settings = yaml.safe_load(yaml.safe_dump(SETTINGS))
        settings["sphinx"]["config"]["healthai_results"] = str(edition.results)
        self.write("_config.yml", yaml.safe_dump(settings))
        self.write("_toc.yml", yaml.safe_dump({"format": "jb-book", "root": "index", "chapters": [{"file": "second"}]}))
        self.write("index.md", INDEX)
        self.write("second.md", "# Second\n\nWords.\n")
        edition.results.mkdir(parents=True)
        (edition.results / "survey.json").write_text(STORED)

    def write(self, name, text):
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def build(self, everything=False):
        site.build(self.edition, "en", everything)

    def page(self, name):
        return (self.edition.site("en") / f"{name}.html").read_text(encoding="utf-8")

    @property
    def up_to_date(self):
        return site.up_to_date(self.edition, "en")


@pytest.fixture
def small(build):
    return Small(Edition())


def test_a_book_is_refused_and_then_built(small, monkeypatch):
    """One story, because each build is a process of some seconds; that of the pages that stay is not a real one."""
    assert not small.up_to_date
    with monkeypatch.context() as patch:
        patch.setattr(subprocess, "run", pretend)
        small.build()
    assert small.up_to_date
    published = small.page("index")

    small.write("second.md", "# Second\n\n![A view](nowhere.png)\n\n{result}`survey.used`\n")
    assert not small.up_to_date
    with pytest.raises(InputError) as error:
        small.build()
    assert str(error.value).splitlines() == [
        "The en book does not build:",
        "book/second.md:3: WARNING: image file not readable: nowhere.png",
        "book/second.md, line 5: there is no number 'survey.used' (did you mean 'survey.use'?)",
    ]
    assert small.page("index") == published, "the earlier pages stay"
    assert not small.edition.book("en").exists(), "the next build starts from nothing"

    (small.edition.site("en") / "left-over.html").write_text("of a page that is gone")
    small.write("second.md", "# Second\n\nMended.\n")
    small.build()
    assert small.up_to_date
    assert ">20</span>" in small.page("index")
    assert "Mended." in small.page("second")
    assert not (small.edition.site("en") / "left-over.html").exists(), "the folder is swapped whole"
    assert {path.name for path in small.edition.site("en").parent.iterdir()} == {"en"}
    names = {path.name for path in small.edition.site("en").rglob("*")}
    assert not [name for name in names if name.startswith((".buildinfo", ".doctrees"))]
    (small.edition.site("en") / "second.html").unlink()
    assert not small.up_to_date, "a page is gone"


def test_an_unforeseen_failure_says_where_it_arose(small, monkeypatch):
    output = (
        "Running\n\x1b[91mException occurred:\x1b[39;49;00m\nTraceback (most recent call last):\n"
        '  File "/a/outer.py", line 1, in f\n  File "/a/inner.py", line 7, in g\nKeyError: \'x\'\nRuntimeError: \n'
    )
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 2, "", output))
    with pytest.raises(InputError) as error:
        small.build()
    assert str(error.value).splitlines()[1:] == ['  File "/a/inner.py", line 7, in g', "KeyError: 'x'"]


def test_a_failure_without_a_telling_line_shows_the_end_of_the_output(small, monkeypatch):
    output = "".join(f"line {i}\n" for i in range(50))
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 2, output, ""))
    with pytest.raises(InputError) as error:
        small.build()
    assert str(error.value).splitlines()[1:] == [f"line {i}" for i in range(30, 50)]


def test_a_site_is_out_of_date_when_its_pages_or_its_stamp_are_gone(small, monkeypatch):
    monkeypatch.setattr(subprocess, "run", pretend)
    small.build()
    assert small.up_to_date
    (small.edition.site("en") / "index.html").rename(small.edition.site("en") / "away.html")
    assert not small.up_to_date
    (small.edition.site("en") / "away.html").rename(small.edition.site("en") / "index.html")
    assert small.up_to_date
    small.write("_static/book.css", "p { color: red }")
    assert not small.up_to_date


def pretend(command, cwd, **given):
    """Stand in for Jupyter Book: note how it was called, and write a page."""
    html = cwd / "_build" / "html"
    html.mkdir(parents=True, exist_ok=True)
    (html / "index.html").write_text(" ".join(command))
    (html / f"page{len(list(html.iterdir()))}.html").write_text("kept by warm builds")
    assert given["env"]["PYTHONHASHSEED"] == "0"
    return subprocess.CompletedProcess(command, 0, "", "")


def test_every_build_is_strict_whether_cold_or_warm(small, monkeypatch):
    monkeypatch.setattr(subprocess, "run", pretend)
    for everything in (False, False, True):
        small.build(everything)
        command = small.page("index").split()
        assert {"-W", "-n", "--keep-going"} <= set(command)
        assert ("--all" in command) == everything
        assert command[0].startswith(str(paths.Path(sys.executable).parent))


def test_what_a_warm_build_keeps_is_lost_when_the_tools_change(small, monkeypatch):
    monkeypatch.setattr(subprocess, "run", pretend)
    small.build()
    small.build()
    assert (small.edition.site("en") / "page2.html").exists()
    monkeypatch.setattr(site, "tools", lambda language: "other tools")
    small.build()
    assert not (small.edition.site("en") / "page2.html").exists()
    small.build()
    small.build(everything=True)
    assert not (small.edition.site("en") / "page2.html").exists()


@pytest.mark.parametrize(
    "changed",
    [
        "data/survey/items.csv",
        "data/datapackage.json",
        "book/locales/fr/LC_MESSAGES/package/words.po",
        "book/_static/book.css",
    ],
)
def test_the_tools_include_what_any_page_may_show_or_load(tmp_path, monkeypatch, changed):
    shutil.copytree(paths.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("results"))
    monkeypatch.setattr(paths, "DATA", tmp_path / "data")
    monkeypatch.setattr(paths, "RESULTS", tmp_path / "data" / "results")
    monkeypatch.setattr(paths, "BOOK", tmp_path / "book")
    monkeypatch.setattr(paths, "LOCALES", tmp_path / "book" / "locales")
    before = site.tools("fr")
    assert site.tools("fr") == before
    file = tmp_path / changed
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as opened:
        opened.write("\n")
    assert site.tools("fr") != before


def test_published_results_are_no_tools(tmp_path, monkeypatch):
    (tmp_path / "results").mkdir()
    monkeypatch.setattr(paths, "DATA", tmp_path)
    monkeypatch.setattr(paths, "RESULTS", tmp_path / "results")
    before = site.tools("fr")
    (tmp_path / "results" / "margins.json").write_text("{}")
    assert site.tools("fr") == before


def test_the_tools_cover_all_that_the_extension_imports():
    code = (
        "import sys, healthai.book.extension, healthai.tables, healthai.data.tables, healthai.data.survey\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('healthai.')))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    covered = [paths.SOURCE / name for name in site.MAKES]
    assert len(loaded) > 10
    assert [f for f in loaded if not any(paths.Path(f).is_relative_to(top) for top in covered)] == []


# The page that leads to the languages.


def test_the_front_page_leads_to_every_language_by_its_own_name(build):
    from .conftest import Page

    file = site.front(Edition(), ("en", "fr"))
    assert file == paths.SITE / "index.html"
    page = Page(file.read_text(encoding="utf-8"))
    links = [(a["href"], a["lang"], a["hreflang"], a["text"]) for a in page.all("a")]
    assert [(href, lang) for href, lang, *_ in links] == [("en/index.html", "en"), ("fr/index.html", "fr")]
    assert all(lang == hreflang for _, lang, hreflang, _ in links)
    assert links[0][3].startswith("English")
    assert links[1][3].startswith("Français")
    assert not [meta for meta in page.all("meta") if meta.get("http-equiv") == "refresh"], "the choice stays in view"
    assert page.one("html")["lang"] == "en"
    assert page.all("link", rel="alternate") == [], "search engines take whole addresses only"


def test_the_front_page_of_an_edition_is_its_own(build):
    edition = Edition("kendall-90", {"association": {"method": "kendall"}})
    assert site.front(edition, ("en",)) == paths.SITE / "kendall-90" / "index.html"
    assert not (paths.SITE / "index.html").exists()


# Where the book is published.


def test_search_engines_are_led_to_the_sitemap_of_each_language(build, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "CONFIG", tmp_path / "_config.yml")
    for code in ("en", "fr"):
        (paths.SITE / code).mkdir(parents=True)
        (paths.SITE / code / "sitemap.xml").touch()
    paths.CONFIG.write_text("html: {baseurl: ''}")
    site.robots()
    assert not (paths.SITE / "robots.txt").exists()
    paths.CONFIG.write_text("html: {baseurl: 'https://example.org/book/'}")
    site.robots()
    assert (paths.SITE / "robots.txt").read_text().splitlines()[2:] == [
        "Sitemap: https://example.org/book/en/sitemap.xml",
        "Sitemap: https://example.org/book/fr/sitemap.xml",
    ]
