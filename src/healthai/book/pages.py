"""What a page needs while Sphinx reads it: its language, the stored results, and a note of each key it uses."""

from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.environment import BuildEnvironment

from healthai import results
from healthai.errors import InputError
from healthai.language import Language
from healthai.results import Results

LanguageOf = cache(Language)


class result_name(nodes.Inline, nodes.TextElement):
    """The name of a country, an item or an indicator, or a list of names; not the page's own words."""


def as_published(words: str) -> nodes.inline:
    """Return a title, an address or a citation, of which no quote, dash or space is set anew."""
    return nodes.inline("", words, classes=["as-published"], support_smartquotes=False)


def language_of(env: BuildEnvironment) -> Language:
    """Return the language that the book is being built in."""
    return LanguageOf(env.config.language)


def stored(env: BuildEnvironment) -> dict[str, Results]:
    """Return the results of all runs, by run name; read once a build."""
    if not hasattr(env.app, "healthai_stored"):
        env.app.healthai_stored = results.load(Path(env.config.healthai_results))
    return env.app.healthai_stored


def result_of(env: BuildEnvironment, group: str, text: str, line: int) -> Any:
    """Return the result that a role or directive names, noting the key; None when there is none.

    A key that starts with a dot belongs to the page's run, set by the ``{run}`` directive. A missing key is no error
    here: the check of all pages reports it together with the others.
    """
    key = full_key(env, text)
    note_key(env, group, key, line)
    env.note_dependency(str(Path(env.config.healthai_results) / f"{key.rpartition('.')[0]}.json"))
    try:
        return results.look_up(stored(env), group, key)
    except InputError:
        return None


def full_key(env: BuildEnvironment, text: str) -> str:
    """Return the key with the page's run before a leading dot."""
    return env.temp_data.get("healthai_run", "") + text if text.startswith(".") else text


def note_key(env: BuildEnvironment, group: str, key: str, line: int) -> None:
    """Remember that the page being read uses this key."""
    if not hasattr(env, "healthai_keys"):
        env.healthai_keys = {}
    env.healthai_keys.setdefault(env.docname, []).append((group, key, line))
