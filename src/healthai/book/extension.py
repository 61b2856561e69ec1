"""The Sphinx extension: stored results in prose, figures and tables, checked on every build, cold or warm.

Roles: ``{result}`` (a number), ``{estimate}`` (with interval and n), ``{names}`` (a stored list), ``{country}``,
``{item}`` and ``{indicator}`` (a code's name). Directives: ``{run}`` (keys that start with a dot belong to this run),
``{result-figure}`` and ``{result-table}``, and those of the modules in `PARTS`.

A page's keys are kept in the environment. All keys of all pages are compared with the store in every build, so a key
that has gone missing stops a build that re-reads no page.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxRole

from healthai import results
from healthai.book import (
    blocks,
    compare,
    countries,
    describe,
    entries,
    explore,
    finish,
    glossary,
    icons,
    ledger,
    listings,
    localised,
    notebooks,
    phrases,
    references,
    region,
    taken,
    terms,
    trust,
)
from healthai.book.pages import full_key, language_of, note_key, result_name, result_of, stored
from healthai.data import codes
from healthai.errors import InputError, did_you_mean

PARTS = (
    blocks,
    compare,
    countries,
    describe,
    entries,
    explore,
    finish,
    glossary,
    icons,
    ledger,
    listings,
    localised,
    notebooks,
    references,
    region,
    taken,
    terms,
    trust,
)
CODES = {"country": codes.countries, "item": codes.items, "indicator": codes.indicators}


class result_number(nodes.Inline, nodes.TextElement):
    """A number in prose; `note` is what its tooltip says."""


class NumberRole(SphinxRole):
    """A stored number, by `say`: the function that puts it into words."""

    def __init__(self, say: Any):
        super().__init__()
        self.say = say

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        number = result_of(self.env, "numbers", self.text, self.lineno)
        if number is None:
            return [nodes.inline()], []
        language = language_of(self.env)
        words = phrases.unbroken(self.say(number, language))
        note = phrases.note(number, full_key(self.env, self.text), language)
        node = result_number(self.rawtext, words, note=note)
        node["serial"] = self.env.new_serialno("result")
        return [node], []


class NamesRole(SphinxRole):
    """A stored list of codes, as names in a sentence."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        found = result_of(self.env, "names", self.text, self.lineno)
        language = language_of(self.env)
        words = language.listing([language.name(code, found.of) for code in found.codes]) if found else ""
        return [result_name("", words)], []


class NameRole(SphinxRole):
    """The name of one code: a country, a survey item, an indicator."""

    def __init__(self, of: str):
        super().__init__()
        self.of = of

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            return [result_name("", language_of(self.env).name(self.text, self.of))], []
        except KeyError:
            note_key(self.env, self.of, self.text, self.lineno)
            return [nodes.Text("")], []


def visit_number(translator: Any, node: result_number) -> None:
    """Open a number that takes focus and names its note, if it shows one."""
    name = f"result-{node['serial']}"
    about = f' tabindex="0" aria-describedby="{name}"' if _shows_note(node) else ""
    translator.body.append(f'<span class="result"{about}>')


def depart_number(translator: Any, node: result_number) -> None:
    """Close the number and put its note behind it."""
    translator.body.append("</span>")
    if _shows_note(node):
        note = translator.encode(node["note"])
        translator.body.append(f'<span class="result-note" role="tooltip" id="result-{node["serial"]}">{note}</span>')


def _shows_note(node: result_number) -> bool:
    """Return whether there is a place for the note: not in headings and links, which navigation repeats."""
    parent = node.parent
    while parent is not None and not isinstance(parent, (nodes.title, nodes.reference)):
        parent = parent.parent
    return parent is None


def visit_plain(translator: Any, node: nodes.Node) -> None:
    """Leave a name, or a number in writers without focus, as plain text."""


def check_keys(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Stop the build when any page, read now or earlier, uses a key that the store does not hold."""
    problems = []
    for docname, used in sorted(getattr(env, "healthai_keys", {}).items()):
        for group, key, line in used:
            try:
                _check(env, group, key)
            except InputError as error:
                problems.append(f"{app.env.doc2path(docname, base=False)}, line {line}: {error}")
    if problems:
        raise ExtensionError("\n".join(problems))
    return []


def _check(env: BuildEnvironment, group: str, key: str) -> None:
    if group in CODES:
        raise InputError(f"there is no {group} '{key}'{did_you_mean(key, CODES[group]())}")
    results.look_up(stored(env), group, key)


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop the keys of a page that is gone or about to be read again."""
    getattr(env, "healthai_keys", {}).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: list[str], other: BuildEnvironment) -> None:
    """Take over the keys that a parallel reader found."""
    if not hasattr(env, "healthai_keys"):
        env.healthai_keys = {}
    env.healthai_keys.update({d: k for d, k in getattr(other, "healthai_keys", {}).items() if d in docnames})


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("healthai_results", "", "", (str,))
    app.add_config_value("healthai_drawn", "", "", (str,))
    app.add_node(
        result_number,
        html=(visit_number, depart_number),
        latex=(visit_plain, visit_plain),
        text=(visit_plain, visit_plain),
    )
    app.add_node(result_name, **dict.fromkeys(("html", "latex", "text"), (visit_plain, visit_plain)))
    app.add_role("result", NumberRole(phrases.value))
    app.add_role("estimate", NumberRole(phrases.estimate))
    app.add_role("names", NamesRole())
    for of in CODES:
        app.add_role(of, NameRole(of))
    for part in PARTS:
        part.setup(app)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", check_keys)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
