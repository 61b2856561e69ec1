"""The site stage: Jupyter Book on the staged folder, strict, then the finished pages renamed into place."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from string import Template

from healthai import paths
from healthai.editions import Edition
from healthai.errors import InputError, without_colour
from healthai.files import read_yaml, write
from healthai.language import Language, catalogues
from healthai.run.key import digest, files

# What the pages are made with besides their staged source.
MAKES = (
    "book",
    "tables",
    "figures/style.py",
    "words.py",
    "language.py",
    "typography.py",
    "results.py",
    "files.py",
    "paths.py",
    "errors.py",
    "data",
)
UNKNOWN_KEY = re.compile(r"\S+, line \d+: there is no .*")
EXCEPTION = re.compile(r"[\w.]+(Error|Exception): \S")


def tools(language: str) -> str:
    """Return the hash of what turns a staged page into HTML; when it changes, all pages are built again.

    Names and words of the data tables and of the package's catalogues stand on pages that do not name these files; and
    Sphinx copies no stylesheet or script while no page has changed.
    """
    others = [paths.LOCK, paths.ROOT / "CITATION.cff", paths.BOOK / "_static", catalogues(language, paths.LOCALES)]
    return digest(
        [files(paths.SOURCE / name for name in MAKES), files(others), files([paths.DATA], without=paths.RESULTS)]
    )


def made_from(edition: Edition, language: str) -> str:
    """Return the content key of a site: its staged source, the results and words that its pages read, and its tools."""
    return digest([files([edition.source(language), edition.results, edition.drawn(language)]), tools(language)])


def up_to_date(edition: Edition, language: str) -> bool:
    """Return whether the published pages were made from what is staged now, and are all there."""
    stamp, site, built = _stamp(edition, language), edition.site(language), _built(edition, language)
    return (
        (site / "index.html").exists()
        and all((site / page.relative_to(built)).exists() for page in built.rglob("*.html"))
        and stamp.exists()
        and stamp.read_text() == made_from(edition, language)
    )


def build(edition: Edition, language: str, everything: bool) -> None:
    """Build the pages of one language and publish them.

    Parameters
    ----------
    everything : bool
        Build all pages anew, as for a release: it is refused while a translation is missing. Otherwise only pages that
        changed are read; the check of result keys is the same.

    Raises
    ------
    InputError
        When Jupyter Book warns or fails; what it said is shown, and the next build starts from nothing, because a
        warm one would not repeat the warnings of pages that it does not read again.
    """
    from healthai.translations import release  # only needed to build, and slow to import

    work = edition.book(language)
    source = edition.source(language)
    tool_stamp = work / "tools"
    if everything or not tool_stamp.exists() or tool_stamp.read_text() != tools(language):
        shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    key = made_from(edition, language)
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(source), "--path-output", str(work)]
    command += ["--toc", str(source / "_toc.yml"), "--config", str(source / "_config.yml")]
    command += ["-W", "-n", "--keep-going", "-q", *(["--all"] if everything else [])]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "TZ": "UTC"}
    done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(work, ignore_errors=True)
        raise InputError(f"The {language} book does not build:\n{_said(done.stdout + done.stderr, source)}")
    write(tool_stamp, tools(language))
    release.check(edition, language, everything)
    _publish(_built(edition, language), edition.site(language))
    write(_stamp(edition, language), key)


def front(edition: Edition, languages: tuple[str, ...]) -> Path:
    """Write the page that opens on the reader's language, and without script offers the choice; return it."""
    words = {code: Language(code) for code in languages}
    settings = read_yaml(paths.CONFIG, paths.CONFIG.name)
    title, base = settings["title"], settings["html"]["baseurl"]
    choices = "\n".join(
        f'<li><a href="{code}/index.html" lang="{code}" hreflang="{code}">{words[code].own_name}'
        f"<span>{escape(words[code].text(title))}</span></a></li>"
        for code in languages
    )
    whole = {code: f"{base}{edition.site(code).relative_to(paths.SITE).as_posix()}/index.html" for code in languages}
    alternates = "\n".join(
        f'<link rel="alternate" hreflang="{code}" href="{whole[code]}">' for code in languages if base
    )
    template = (paths.BOOK / "_templates" / "front.html").read_text(encoding="utf-8")
    fields = {"lang": languages[0], "title": escape(title), "codes": json.dumps(languages)}
    write(edition.front, Template(template).substitute(fields, choices=choices, alternates=alternates))
    return edition.front


def robots() -> None:
    """Lead search engines to the sitemap of each language, when the settings say where the book is published."""
    base = read_yaml(paths.CONFIG, "_config.yml")["html"]["baseurl"]
    folders = sorted(path.parent.relative_to(paths.SITE).as_posix() for path in paths.SITE.rglob("sitemap.xml"))
    if base:
        lines = ["User-agent: *", "Allow: /", *(f"Sitemap: {base}{folder}/sitemap.xml" for folder in folders)]
        write(paths.SITE / "robots.txt", "\n".join(lines) + "\n")


def _built(edition: Edition, language: str) -> Path:
    """Return where Jupyter Book leaves the pages."""
    return edition.book(language) / "_build" / "html"


def _stamp(edition: Edition, language: str) -> Path:
    return edition.folder / f"site-{language}.stamp"


def _publish(built: Path, site: Path) -> None:
    """Copy beside the old pages, then swap, so that a reader never meets half a site."""
    fresh, old = site.with_name(f".{site.name}.new"), site.with_name(f".{site.name}.old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built, fresh, ignore=shutil.ignore_patterns(".buildinfo*", ".doctrees"))
    if site.exists():
        site.rename(old)
    fresh.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def _said(output: str, source: Path) -> str:
    """Return the lines of the build's output that say what is wrong, with staged pages named as pages of the book."""
    lines = [without_colour(line).rstrip().replace(f"{source}/", "book/") for line in output.splitlines()]
    return "\n".join(dict.fromkeys(_telling(lines)) or lines[-20:])


def _telling(lines: Iterable[str]) -> Iterator[str]:
    """Yield warnings, the report of the check of keys, and of any other exception where it arose and what it says."""
    place = ""
    for line in lines:
        if line.startswith("  File "):
            place = line
        elif key := UNKNOWN_KEY.search(line):
            yield f"book/{key.group()}"
        elif "WARNING" in line or "ERROR" in line:
            yield line
        elif EXCEPTION.match(line):
            yield from (place, line)
