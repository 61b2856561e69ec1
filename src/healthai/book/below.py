"""What stands below a stored figure or table: source, licence, files, the cell that made it, citation, parameters.

The citation and the parameters are folded away, so that what every reader sees is two quiet lines.
"""

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from healthai.book import citation, phrases
from healthai.book.pages import language_of, stored
from healthai.data import codes
from healthai.language import N_, Language

NOTEBOOKS = "notebooks/"
MAKES = "Store()"
STORES = re.compile(r'\bstore\.(?:figure|table)\(\s*"(\w+)"')
CITE = {"figure": N_("Cite this figure"), "table": N_("Cite this table")}


class folded(nodes.General, nodes.Element):
    """Nodes behind their `summary`, which a click or a key unfolds."""


class to_cite(nodes.General, nodes.Element):
    """The citation of the `what` called `target` on its page, with its `title`; written when all are numbered."""


def below(
    env: BuildEnvironment, shown: nodes.Element, key: str, kinds: tuple[str, ...], sources: list[str]
) -> list[nodes.Node]:
    """Return what stands below a figure or a table.

    Parameters
    ----------
    env : BuildEnvironment
    shown : figure or table
        Captioned, and with an identifier on its page.
    key : str
        Of the stored result: its run and its name.
    kinds : tuple of str
        The files to download.
    sources : list of str
        Where the stored values come from.
    """
    what = shown.tagname
    caption = next(shown.findall(lambda node: isinstance(node, (nodes.caption, nodes.title))))
    cited = to_cite(what=what, target=shown["ids"][0], title=caption.astext().partition(". ")[0].removesuffix("."))
    language = language_of(env)
    line = nodes.paragraph("", "", *_sources(env, sources, language), classes=["source"])
    parts = [_links(env, key, kinds, language), folded("", cited, summary=language.text(CITE[what]))]
    if parameters := parameters_of(env, key.rpartition(".")[0]):
        parts.append(folded("", _values(parameters), summary=language.text("Parameters of the run")))
    return [line, nodes.container("", *parts, classes=["result-links"])]


def parameters_of(env: BuildEnvironment, run: str) -> dict[str, Any]:
    """Return the values of all parameters with which a run was executed, those left at their defaults included."""
    about = json.loads((Path(env.config.healthai_results) / f"{run}.json").read_text(encoding="utf-8"))
    return json.loads(about["key"]["parameters"])


def _sources(env: BuildEnvironment, ids: list[str], language: Language) -> list[nodes.Node]:
    """Return the sources and licences, with each source named leading to its entry in the lists of the book."""
    top = "../" * env.docname.count("/")
    indicators = codes.indicators()
    places = {
        language.source(i): f"{top}{'data' if i in indicators else 'sources'}.html#{nodes.make_id(i)}"
        for i in reversed(ids)  # where several share a name, the first
    }
    words = phrases.sources_and_licence(ids, language)
    if not places:
        return [nodes.Text(words)]
    names = "|".join(map(re.escape, sorted(places, key=len, reverse=True)))
    return [
        nodes.reference("", part, refuri=places[part], internal=True) if part in places else nodes.Text(part)
        for part in re.split(f"({names})", words)
    ]


def _links(env: BuildEnvironment, key: str, kinds: tuple[str, ...], language: Language) -> nodes.paragraph:
    """Return the line that leads to the files, and to the cell of the executed notebook that stored the values."""
    top = "../" * env.docname.count("/")
    run, _, name = key.rpartition(".")
    line = nodes.paragraph("", language.text("Download:") + " ", classes=["downloads"])
    for kind in kinds:
        uri = f"{top}downloads/{key}.{kind}"
        line += [nodes.reference("", kind.upper(), refuri=uri, internal=False), nodes.Text(" · ")]
    cell = f"{top}{NOTEBOOKS}{run}.html#{anchor(name)}"
    line += nodes.reference("", language.text("notebook cell"), refuri=cell, internal=True)
    return line


def _values(parameters: dict[str, Any]) -> nodes.line_block:
    plain = {name: json.dumps(value, ensure_ascii=False).replace('"', "") for name, value in sorted(parameters.items())}
    lines = (nodes.line("", f"{name} = {value}", translatable=False) for name, value in plain.items())
    return nodes.line_block("", *lines, classes=["parameters"])


# The cells that a figure or a table leads to.


def anchor(name: str) -> str:
    """Return the identifier, on its notebook's page, of the cell that stores the result called `name`."""
    return f"stored-{name}"


def mark_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give the cells of an executed notebook an anchor for each figure and table that they store.

    Where no cell names a result, because a function of the package stores it, its anchor is at the cell that makes the
    store and hands it on.
    """
    found = stored(app.env).get(app.env.docname.removeprefix(NOTEBOOKS))
    if found is None or not app.env.docname.startswith(NOTEBOOKS):
        return
    cells = [(cell, _code(cell)) for cell in doctree.findall(nodes.container) if "cell_index" in cell]
    for name in (*found.figures, *found.tables):
        naming = [cell for cell, code in cells if name in STORES.findall(code)]
        making = [cell for cell, code in cells if MAKES in code]
        for cell in (naming or making)[:1]:
            cell["ids"].append(anchor(name))


def _code(cell: nodes.container) -> str:
    return "\n".join(source.astext() for source in cell.findall(nodes.literal_block))


# The citation.


def write_citations(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write the citations of a page, now that its figures and tables have their numbers."""
    language = language_of(app.env)
    book = citation.text(citation.read(language))
    page = app.config.html_baseurl + app.builder.get_target_uri(docname)
    for place in list(doctree.findall(to_cite)):
        words = f"{book} {_number(app, docname, place)}{place['title']}. {page}#{place['target']}"
        place.replace_self([nodes.paragraph("", words, classes=["citation"]), _copies(language)])


def _copies(language: Language) -> nodes.raw:
    """Return the button that copies the words before it; hidden, for without the page's script it would do nothing."""
    copy, done = escape(language.text("Copy")), escape(language.text("Copied"))
    return nodes.raw(
        "", f'<button type="button" class="copies" data-done="{done}" hidden>{copy}</button>', format="html"
    )


def _number(app: Sphinx, docname: str, place: to_cite) -> str:
    """Return "Fig. 3: "; nothing on a page that is not in the table of contents, where Sphinx gives no numbers."""
    numbers = app.env.toc_fignumbers.get(docname, {}).get(place["what"], {})
    if place["target"] not in numbers:
        return ""
    number = app.config.numfig_format[place["what"]] % ".".join(map(str, numbers[place["target"]]))
    return language_of(app.env).text("{number}: ", number=number)


# In HTML; on paper nothing can be unfolded.


def visit_folded(translator: Any, node: folded) -> None:
    """Open the fold."""
    translator.body.append(f"<details><summary>{escape(node['summary'])}</summary>")


def depart_folded(translator: Any, node: folded) -> None:
    """Close the fold."""
    translator.body.append("</details>\n")


def skip(translator: Any, node: nodes.Node) -> None:
    """Leave the fold out."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the nodes and the handlers."""
    app.add_node(folded, html=(visit_folded, depart_folded), latex=(skip, None), text=(skip, None))
    app.connect("doctree-read", mark_cells)
    app.connect("doctree-resolved", write_citations)
