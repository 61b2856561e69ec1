"""The staged folder: everything the pages are made from and nothing else, and only what changed is written."""

import json
import os
import re
from collections import Counter
from gettext import GNUTranslations

import pytest
import yaml

from healthai import paths, records, results
from healthai.book import assemble
from healthai.data import codes
from healthai.editions import Edition
from healthai.results import Store
from healthai.run import plan

LONG_AGO = 1_000_000_000


def executed(run):
    """Return what the runner leaves of a run, in little."""
    store = Store()
    store.number("answer", 42)
    shown = [
        {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "a table"}},
        {"output_type": "execute_result", "metadata": {}, "execution_count": 2, "data": store._repr_mimebundle_()},
    ]
    cells = [
        {"cell_type": "markdown", "id": "c0", "metadata": {}, "source": "# A notebook\n\nWords."},
        {"cell_type": "code", "id": "c1", "metadata": {}, "execution_count": 1, "source": "1", "outputs": []},
        {"cell_type": "code", "id": "c2", "metadata": {}, "execution_count": 2, "source": "store", "outputs": shown},
    ]
    about = {"run": run.name, "notebook": run.notebook.name, "parameters": run.parameters, "command": run.command}
    return {"cells": cells, "metadata": {"healthai": about}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def runs():
    return plan.read(Edition())


@pytest.fixture
def edition(build, runs):
    """The default edition as the earlier stages leave it: executed notebooks and drawings, without their substance."""
    made = Edition()
    for run in runs:
        _write(made.executed / f"{run.name}.ipynb", json.dumps(executed(run)))
    for kind in ("svg", "png", "csv", "json"):
        _write(made.drawn("en") / f"margins.bounds.{kind}", kind)
    _write(made.drawn("en") / ".drawn.json", "{}")
    return made


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def staged(edition, language="en"):
    """Return the staged files by name."""
    folder = edition.source(language)
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def age(files):
    for path in files.values():
        os.utime(path, (LONG_AGO, LONG_AGO))


def written(files):
    """Return the names of the files written since they were aged."""
    return {name for name, path in files.items() if path.stat().st_mtime != LONG_AGO}


def test_pages_notebooks_drawings_tables_and_settings_are_staged(edition, runs):
    count = assemble.assemble(edition, runs, "en")
    files = staged(edition)
    assert count == len(files)
    tops = Counter(name.partition("/")[0] for name in files)
    written = {path.name for path in paths.BOOK.iterdir()} - {"_templates", "_toc.yml", "locales"}
    made = {"_extra", "notebooks", "countries", "figures", "_toc.yml", "_config.yml"}
    assert set(tops) - {"locales"} == written | made
    assert tops["notebooks"] == len(runs) > 30
    assert tops["countries"] == 27
    assert files["figures/margins.bounds.svg"].read_text() == "svg"
    downloads = {name for name in files if name.startswith("_extra/downloads/margins")}
    assert downloads == {f"_extra/downloads/margins.bounds.{kind}" for kind in ("svg", "png", "csv")}
    assert files["index.md"].read_bytes() == (paths.BOOK / "index.md").read_bytes()


def test_the_data_package_is_staged_whole_without_the_results(edition, runs, tmp_path, monkeypatch):
    for name in ("datapackage.json", "survey/items.csv", "results/margins.json"):
        _write(tmp_path / "data" / name, "{}")
    monkeypatch.setattr(paths, "DATA", tmp_path / "data")
    monkeypatch.setattr(paths, "RESULTS", tmp_path / "data" / "results")
    assemble.assemble(edition, runs[:1], "en")
    package = {name for name in staged(edition) if name.startswith("_extra/package/")}
    assert package == {"_extra/package/datapackage.json", "_extra/package/survey/items.csv"}


def test_nothing_from_the_environment_or_the_sources_is_staged(edition, runs):
    assemble.assemble(edition, runs, "en")
    parts = {part for name in staged(edition) for part in name.split("/")}
    assert not parts & {".venv", "site-packages", "src", "tests", "_build", "_templates", ".git", "__pycache__"}
    assert not [part for part in parts if part.endswith((".py", ".pyc", ".mo"))]


def test_the_table_of_contents_has_every_country_and_every_notebook(edition, runs):
    assemble.assemble(edition, runs, "en")
    files = staged(edition)
    toc = yaml.safe_load(files["_toc.yml"].read_text())
    listed = re.findall(r"file: (\S+)", files["_toc.yml"].read_text())
    assert sorted(name for name in listed if name.startswith("countries/")) == [
        f"countries/{code.lower()}" for code in codes.eu27()
    ]
    assert sorted(name for name in listed if name.startswith("notebooks/")) == sorted(
        f"notebooks/{run.name}" for run in runs
    )
    assert len(set(listed)) == len(listed)
    assert [name for name in listed if f"{name}.md" not in files and f"{name}.ipynb" not in files] == []
    assert toc["root"] == "index"
    assert "generated" not in files["_toc.yml"].read_text()


def test_no_page_that_was_published_is_gone_or_renamed(edition, runs):
    """A release adds its pages to the record; one that has to go leaves a page behind that says where to look."""
    kept, now = records.read(records.ADDRESSES), assemble.addresses(runs)
    assert len(kept) > 70
    assert set(kept) - set(now) == set()
    assemble.assemble(edition, runs, "en")
    files = staged(edition)
    sources = {name.removesuffix(".html") for name in now}
    assert [name for name in sources if f"{name}.md" not in files and f"{name}.ipynb" not in files] == []


def test_each_notebook_is_staged_as_it_is_in_the_project(edition, runs):
    assemble.assemble(edition, runs, "en")
    found = {name: path for name, path in staged(edition).items() if name.startswith("_extra/downloads/notebooks/")}
    assert len(found) == len({run.notebook.name for run in runs}) > 15
    for name, path in found.items():
        assert path.read_bytes() == (paths.NOTEBOOKS / name.rpartition("/")[2]).read_bytes()


def test_a_country_page_is_about_its_country(edition, runs):
    assemble.assemble(edition, runs, "en")
    files = staged(edition)
    page = files["countries/gr.md"].read_text()
    assert "{country}`GR`" in page
    assert "{run} country-profile-gr" in page
    assert "%" not in re.sub(r"% of", "", page)
    assert page != files["countries/fr.md"].read_text()


def test_a_country_page_of_a_run_with_the_default_country(edition, runs, build):
    run = plan.single("country-profile", {})
    _write(edition.executed / f"{run.name}.ipynb", json.dumps(executed(run)))
    assemble.assemble(edition, [run], "en")
    default = run.notebook.parameters["country"].default
    assert f"countries/{default.lower()}.md" in staged(edition)


def test_a_staged_notebook_says_how_to_repeat_it_and_not_what_the_runner_needs(edition, runs):
    assemble.assemble(edition, runs, "en")
    text = staged(edition)["notebooks/country-profile-mt.ipynb"].read_text()
    cells = json.loads(text)["cells"]
    run = next(run for run in runs if run.name == "country-profile-mt")
    assert results.MIME not in text
    assert "42" not in text
    assert [cell["cell_type"] for cell in cells] == ["markdown", "markdown", "code", "code"]
    assert cells[0]["source"].startswith("# A notebook")
    assert run.command in cells[1]["source"]
    assert cells[3]["outputs"] == [{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "a table"}}]
    assert len({cell["id"] for cell in cells}) == len(cells)


def test_notebooks_of_one_page_each_can_be_told_apart(edition, runs):
    assemble.assemble(edition, runs, "en")
    titles = {}
    for name, path in staged(edition).items():
        if name.startswith("notebooks/country"):
            titles[name] = json.loads(path.read_text())["cells"][0]["source"].partition("\n")[0]
    assert len(set(titles.values())) == len(titles) == 27


# Only what changed.


def test_nothing_is_written_when_nothing_changed(edition, runs):
    assemble.assemble(edition, runs, "en")
    age(staged(edition))
    assert assemble.assemble(edition, runs, "en") == 0
    assert written(staged(edition)) == set()


def test_only_what_changed_is_written(edition, runs):
    assemble.assemble(edition, runs, "en")
    age(staged(edition))
    _write(edition.drawn("en") / "margins.bounds.svg", "drawn anew")
    assert assemble.assemble(edition, runs, "en") == 2
    assert written(staged(edition)) == {"figures/margins.bounds.svg", "_extra/downloads/margins.bounds.svg"}


def test_what_is_no_longer_wanted_is_removed(edition, runs):
    assemble.assemble(edition, runs, "en")
    before = set(staged(edition))
    _write(edition.source("en") / "left-over.md", "# Left over")
    (edition.drawn("en") / "margins.bounds.svg").unlink()
    kept = [run for run in runs if run.name != "country-profile-se"]
    assert assemble.assemble(edition, kept, "en") == 6  # the table of contents, and five files removed
    assert before - set(staged(edition)) == {
        "figures/margins.bounds.svg",
        "_extra/downloads/margins.bounds.svg",
        "notebooks/country-profile-se.ipynb",
        "countries/se.md",
    }
    assert "left-over.md" not in staged(edition)


# Languages and editions.


def test_each_language_has_a_folder_with_its_own_catalogues_and_settings(edition, runs, tmp_path, monkeypatch):
    locales = tmp_path / "locales"
    for code in ("fr", "eo"):
        _write(locales / code / "LC_MESSAGES" / "index.po", f'msgid "Title"\nmsgstr "{code}"\n')
        _write(locales / code / "LC_MESSAGES" / "country.po", f'msgid "`%iso2%`"\nmsgstr "{code} `%iso2%`"\n')
    monkeypatch.setattr(paths, "LOCALES", locales)
    _write(edition.drawn("fr") / "margins.bounds.svg", "dessin")
    for language in ("en", "fr"):
        assemble.assemble(edition, runs, language)
    english, french = staged(edition), staged(edition, "fr")
    pages = {name.rpartition(".")[0] for name in french if name.endswith((".md", ".ipynb")) and "_extra" not in name}
    assert {n for n in french if n.startswith("locales/")} == {
        f"locales/fr/LC_MESSAGES/{page}.{kind}" for page in pages for kind in ("po", "mo")
    }
    assert 'msgstr "fr"' in french["locales/fr/LC_MESSAGES/index.po"].read_text()
    assert 'msgid "`SE`"\nmsgstr "fr `SE`"' in french["locales/fr/LC_MESSAGES/countries/se.po"].read_text()
    with french["locales/fr/LC_MESSAGES/countries/se.mo"].open("rb") as compiled:
        assert GNUTranslations(compiled).gettext("`SE`") == "fr `SE`"
    assert not {name for name in english if name.startswith("locales/")}
    assert french["figures/margins.bounds.svg"].read_text() == "dessin"
    assert english["figures/margins.bounds.svg"].read_text() == "svg"
    for language, files in (("en", english), ("fr", french)):
        settings = yaml.safe_load(files["_config.yml"].read_text())["sphinx"]["config"]
        assert settings["language"] == language
        assert settings["healthai_results"] == str(edition.results)
        assert settings["healthai_drawn"] == str(edition.drawn(language))


def test_the_settings_are_those_of_the_project(edition, runs):
    assemble.assemble(edition, runs, "en")
    own, here = yaml.safe_load(paths.CONFIG.read_text()), yaml.safe_load(staged(edition)["_config.yml"].read_text())
    assert here["execute"]["execute_notebooks"] == "off"
    for name in assemble.THEME_OPTIONS:
        assert here["sphinx"]["config"]["html_theme_options"].pop(name)
    added = {
        key: here["sphinx"]["config"].pop(key) for key in set(here["sphinx"]["config"]) - set(own["sphinx"]["config"])
    }
    assert here == own
    assert added["html_extra_path"] == ["_extra"]


def test_the_title_names_an_edition_that_is_not_the_default_one(edition, runs):
    own = Edition("kendall-90", {"association": {"method": "kendall"}})
    for run in runs[:3]:
        _write(own.executed / f"{run.name}.ipynb", json.dumps(executed(run)))
    assemble.assemble(own, runs[:3], "en")
    assemble.assemble(edition, runs[:3], "en")
    title = yaml.safe_load(paths.CONFIG.read_text())["title"]
    titles = [yaml.safe_load(staged(e)["_config.yml"].read_text())["title"] for e in (edition, own)]
    assert titles == [title, f"{title} (kendall-90)"]


def test_the_address_of_publication_is_completed_for_each_language_and_edition(edition, runs, tmp_path, monkeypatch):
    settings = yaml.safe_load(paths.CONFIG.read_text())
    assert settings["html"]["baseurl"] == "", "nobody has published the book yet"
    settings["html"]["baseurl"] = "https://example.org/book/"
    monkeypatch.setattr(paths, "CONFIG", tmp_path / "_config.yml")
    paths.CONFIG.write_text(yaml.safe_dump(settings))
    assemble.assemble(edition, runs[:1], "en")
    found = yaml.safe_load(staged(edition)["_config.yml"].read_text())
    assert found["html"]["baseurl"] == "https://example.org/book/en/"
