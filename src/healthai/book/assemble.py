"""The assemble stage: pages, executed notebooks, drawings and settings brought together in one folder per language.

Jupyter Book builds that folder and never the project's root: it would publish pages from inside a virtual environment.
A file is written only when its content changes, so that Sphinx sees what changed.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from healthai import paths, records, results
from healthai.book import citation, package
from healthai.editions import DEFAULT, LANGUAGES, Edition
from healthai.files import dump, write
from healthai.language import N_, Language
from healthai.run.key import digest, files
from healthai.run.plan import Run
from healthai.translations.sources import COUNTRY_PROFILE, iso2, staged, suffix

TEMPLATES = paths.BOOK / "_templates"
DOWNLOADS = (".csv", ".svg", ".png")
TITLE = re.compile(r"^(# .*)$", re.MULTILINE)
WORDED = ("title", "author")
THEME_OPTIONS = {"search_bar_text": N_("Search the book"), "toc_title": N_("Contents")}
NOT_PAGES = ("_templates", "locales", "_toc.yml")


def made_from(edition: Edition, language: str) -> str:
    """Return the content key of a staged folder: the project's own files, the edition's results, its drawings."""
    own = [paths.CONFIG, paths.LOCK, paths.BOOK, paths.DATA, paths.NOTEBOOKS, paths.SOURCE, records.FOLDER]
    texts = [citation.FILE, paths.ROOT / "LICENSE-CONTENT"]
    where = str(edition.folder)  # stands in the staged settings
    return digest([language, where, files([*own, *texts, edition.executed, edition.results, edition.drawn(language)])])


def up_to_date(edition: Edition, language: str) -> bool:
    """Return whether the staged folder was made from what is there now."""
    stamp = _stamp(edition, language)
    staged = (edition.source(language) / "_config.yml").exists()
    return staged and stamp.exists() and stamp.read_text() == made_from(edition, language)


def _stamp(edition: Edition, language: str) -> Path:
    return edition.folder / f"source-{language}.stamp"


def assemble(edition: Edition, runs: list[Run], language: str) -> int:
    """Bring the staged source folder of a language in step; return how many of its files changed.

    The stamp, which says that all is there, is removed first and written last.
    """
    folder, stamp, key = edition.source(language), _stamp(edition, language), made_from(edition, language)
    stamp.unlink(missing_ok=True)
    wanted = dict(_contents(edition, runs, language))
    changed = 0
    for name, content in wanted.items():
        changed += _put(folder / name, content)
    for path in [p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).as_posix() not in wanted]:
        path.unlink()
        changed += 1
    write(stamp, key)
    return changed


def addresses(runs: list[Run]) -> list[str]:
    """Return the address of every page of the book, below the folder of its language."""
    toc = _contents_table(runs, LANGUAGES[0])
    chapters = [chapter for part in toc["parts"] for chapter in part["chapters"]]
    pages = [chapter["file"] for entry in chapters for chapter in (entry, *entry.get("sections", ()))]
    return sorted(f"{page}.html" for page in [toc["root"], *pages])


def _contents(edition: Edition, runs: list[Run], language: str) -> Iterator[tuple[str, bytes]]:
    """Yield every staged file: its name in the folder, and its content."""
    for path in sorted(p for p in paths.BOOK.rglob("*") if p.is_file()):
        name = path.relative_to(paths.BOOK)
        if name.parts[0] not in NOT_PAGES:
            yield name.as_posix(), path.read_bytes()
    for run in runs:
        executed = json.loads((edition.executed / f"{run.name}.ipynb").read_text(encoding="utf-8"))
        yield f"notebooks/{run.name}.ipynb", _appendix(executed, suffix(run))
        if run.notebook.name == COUNTRY_PROFILE:
            yield f"countries/{iso2(run).lower()}.md", _fill("country.md", run=run.name, iso2=iso2(run))
    for name, path in sorted({(run.notebook.name, run.notebook.path) for run in runs}):
        yield f"_extra/{package.CLEAN}/{name}.ipynb", path.read_bytes()
    for path in sorted(edition.drawn(language).glob("*")):
        if path.suffix == ".svg":
            yield f"figures/{path.name}", path.read_bytes()
        if path.suffix in DOWNLOADS:
            yield f"_extra/downloads/{path.name}", path.read_bytes()
    for path in sorted(p for p in paths.DATA.rglob("*") if p.is_file() and not p.is_relative_to(paths.RESULTS)):
        yield f"_extra/package/{path.relative_to(paths.DATA).as_posix()}", path.read_bytes()
    for name, text in citation.files(Language(language)).items():
        yield f"_extra/{name}", text.encode()
    yield f"_extra/{package.NAME}", package.archive()
    kept = {"verification": records.status(edition.results), "findings": records.read(records.FINDINGS)}
    yield package.RECORDS, dump(kept).encode()
    if language != LANGUAGES[0]:
        yield from staged(runs, language)
    yield "_toc.yml", _yaml(_contents_table(runs, language))
    yield "_config.yml", _yaml(_settings(edition, language))


def _fill(template: str, **values: str) -> bytes:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"%{name}%", value)
    return text.encode()


def _appendix(notebook: dict[str, Any], behind: str) -> bytes:
    """Return an executed notebook as an appendix page: titled with its values, how to repeat it, without the store."""
    about = notebook["metadata"]["healthai"]
    for cell in notebook["cells"]:
        outputs = cell.get("outputs", [])
        cell.update({"outputs": [o for o in outputs if results.MIME not in o.get("data", {})]} if outputs else {})
    command = {"cell_type": "markdown", "id": "command", "metadata": {}, "source": f"```sh\n{about['command']}\n```"}
    title = notebook["cells"][0]
    title["source"] = TITLE.sub(lambda found: found.group() + behind, "".join(title["source"]), count=1)
    notebook["cells"].insert(1, command)
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _contents_table(runs: list[Run], language: str) -> dict[str, Any]:
    """Return the table of contents: that of ``book/_toc.yml``, with country pages and notebooks in their places.

    Countries stand in the order of their names in the language.
    """
    words = Language(language)
    toc = yaml.safe_load((paths.BOOK / "_toc.yml").read_text(encoding="utf-8"))
    profiles = [run for run in runs if run.notebook.name == COUNTRY_PROFILE]
    others = [run for run in runs if run.notebook.name != COUNTRY_PROFILE]
    places = {
        "countries": [f"countries/{code.lower()}" for code in words.by_name(map(iso2, profiles))],
        "notebooks": [f"notebooks/{run.name}" for run in [*others, *profiles]],
    }
    for part in toc["parts"]:
        part["caption"] = words.text(part["caption"])
    for chapter in (c for part in toc["parts"] for c in part["chapters"]):
        if "generated" in chapter:
            chapter["sections"] = [{"file": name} for name in places[chapter.pop("generated")]]
    return toc


def _settings(edition: Edition, language: str) -> dict[str, Any]:
    """Return the root settings with what depends on the language and on where the stages lie."""
    settings = yaml.safe_load(paths.CONFIG.read_text(encoding="utf-8"))
    words = Language(language)
    settings |= {name: words.text(settings[name]) for name in WORDED}
    sphinx = settings["sphinx"]["config"]
    sphinx["html_theme_options"] |= {name: words.text(option) for name, option in THEME_OPTIONS.items()}
    sphinx |= {
        "language": language,
        "locale_dirs": ["locales"],
        "gettext_compact": False,
        "gettext_auto_build": False,
        "html_extra_path": ["_extra"],
        "healthai_results": str(edition.results),
        "healthai_drawn": str(edition.drawn(language)),
        "healthai_languages": list(LANGUAGES),
        "healthai_untranslated": str(edition.untranslated(language)),
    }
    if base := settings["html"]["baseurl"]:
        settings["html"]["baseurl"] = f"{base}{edition.site(language).relative_to(paths.SITE).as_posix()}/"
    if edition.name != DEFAULT:
        settings["title"] = f"{settings['title']} ({edition.name})"
    return settings


def _yaml(content: Any) -> bytes:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True).encode()


def _put(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
