"""The notebooks behind a page: at its end, each run whose results it shows, as executed and clean, to download."""

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from healthai.book.package import CLEAN
from healthai.book.pages import language_of
from healthai.language import Language

GROUPS = ("numbers", "names", "tables", "figures")


def below(notebooks: Iterable[tuple[str, str]], top: str, language: Language) -> str:
    """Return the list as HTML that opens on demand.

    Parameters
    ----------
    notebooks : iterable of (str, str)
        Names of runs with the names of their notebooks.
    top : str
        The way from the page to the first page.
    """
    colon = language.typeset("run: ").removeprefix("run")
    as_run, clean = escape(language.text("as run")), escape(language.text("clean"))
    items = "".join(
        f'<li><a href="{top}notebooks/{run}.html">{run}</a>{colon}'
        f'<a href="{top}_sources/notebooks/{run}.ipynb" download>{run}.ipynb, {as_run}</a>, '
        f'<a href="{top}{CLEAN}/{notebook}.ipynb" download>{notebook}.ipynb, {clean}</a></li>'
        for run, notebook in notebooks
    )
    summary = escape(language.text("The notebooks that computed this page"))
    return f'<details class="notebooks"><summary>{summary}</summary><ul>{items}</ul></details>'


def add(app: Sphinx, doctree: nodes.document) -> None:
    """Put the list at the end of a page that shows results."""
    env = app.env
    used = getattr(env, "healthai_keys", {}).get(env.docname, ())
    runs = sorted({key.rpartition(".")[0] for group, key, _ in used if group in GROUPS})
    found = {run: Path(app.config.healthai_results) / f"{run}.json" for run in runs}
    notebooks = [(run, _notebook(path)) for run, path in found.items() if path.exists()]  # the check names the others
    if notebooks:
        html = below(notebooks, "../" * env.docname.count("/"), language_of(env))
        doctree.children[-1].append(nodes.raw("", html, format="html"))


def _notebook(path: Path) -> str:
    """Return the name of the notebook that a run executed."""
    return json.loads(path.read_text(encoding="utf-8")).get("notebook", path.stem)


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("doctree-read", add)
