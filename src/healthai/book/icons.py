"""The icons that pages show, as one small style sheet.

The theme brings all 2,000 icons of Font Awesome as a script of 1.5 MB. Of them the book shows about fifteen: their
outlines are taken from that script, and each becomes the mask of an empty element.
"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pydata_sphinx_theme
from sphinx.application import Sphinx

from healthai.files import write

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static" / "scripts"
USED = re.compile(r'class="[^"]*\b(?:fa-solid|fas)\b[^"]*"')
NAME = re.compile(r"\bfa-([a-z0-9-]+)")
NO_ICONS = {"solid", "lg"}
LEFT_OUT = ("scripts/fontawesome.js*", "vendor", "**/*.map", "*webpack-macros.html")

STYLE = """
.fa-solid, .fas {
  display: inline-block; width: 1em; height: 1em; background: currentColor; vertical-align: -0.125em;
  -webkit-mask: var(--icon) center / contain no-repeat; mask: var(--icon) center / contain no-repeat;
}
.fa-solid::before, .fas::before { content: none !important; }
.fa-lg { font-size: 1.25em; }
@media (forced-colors: active) { .fa-solid, .fas { background: ButtonText; forced-color-adjust: none; } }
"""
ICON = """.fa-{name} {{ --icon: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" \
viewBox="0 0 {width} {height}"><path d="{path}"/></svg>'); }}
"""


def names(pages: Iterable[str]) -> list[str]:
    """Return the names of the solid icons that the pages show."""
    found = {name for page in pages for shown in USED.findall(page) for name in NAME.findall(shown)}
    return sorted(found - NO_ICONS)


def style_sheet(wanted: list[str]) -> str:
    """Return the style sheet with the outlines of these icons, under the licence that the theme states for them.

    Raises
    ------
    KeyError
        When Font Awesome has no solid icon of such a name.
    """
    script = (THEME / "fontawesome.js").read_text(encoding="utf-8")
    licence = (THEME / "fontawesome.js.LICENSE.txt").read_text(encoding="utf-8")
    return licence + STYLE + "".join(ICON.format(name=name, **_outline(script, name)) for name in wanted)


def _outline(script: str, name: str) -> dict[str, str]:
    entry = rf'[{{,]"?{re.escape(name)}"?:\[(?P<width>\d+),(?P<height>\d+),\[[^]]*\],"\w+","(?P<path>[^"]+)"\]'
    found = list(re.finditer(entry, script))
    if not found:
        raise KeyError(f"Font Awesome has no icon '{name}'")
    return found[-1].groupdict()  # the outlined icons come first, the solid ones last


def subset(app: Sphinx, error: Exception | None) -> None:
    """Write the style sheet for the finished pages; take out what it replaces, and what serves the theme's makers."""
    if error or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    pages = sorted(Path(app.outdir).rglob("*.html"))
    write(static / "icons.css", style_sheet(names(page.read_text(encoding="utf-8") for page in pages)))
    for path in sorted({path for pattern in LEFT_OUT for path in static.glob(pattern)}):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def setup(app: Sphinx) -> None:
    """Register with Sphinx."""
    app.connect("build-finished", subset)
