"""The look of every figure: sizes, colours, marks, and files that are the same to the byte each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import matplotlib.style
from matplotlib.figure import Figure

# Inches. On a phone a figure is 360 px wide: at this width the smallest text is then still about 9 px high.
WIDTH = 5.6
MARGIN = 0.14

FONT = "DejaVu Sans"  # comes with matplotlib, so it is the same on every machine
SMALL, BODY, HEADING = 9.75, 11.0, 12.5

# Okabe and Ito's colours, which people who see colours differently can tell apart; no meaning rests on colour alone.
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PALE_BLUE = "#9CCBE6"
INK = "#222222"
MUTED = "#595959"
TRACK = "#D5D5D5"
PAPER = "#FFFFFF"


@dataclass(frozen=True)
class Mark:
    """How one kind of value is marked: two kinds always differ in shape or filling, whatever their colours."""

    shape: str
    colour: str
    filled: bool
    size: float = 8.0


COUNT = Mark("o", BLUE, True)
EU = Mark("o", BLUE, True, 6.5)
REST = Mark("s", VERMILLION, False, 10.0)  # so much larger that both are seen where they coincide
DISTINGUISHABLE = Mark("D", BLUE, True, 7.0)
INDISTINGUISHABLE = Mark("D", BLUE, False, 7.0)
AS_COUNTED = Mark("o", BLUE, False, 7.0)
DRAWN_TOGETHER = Mark("D", VERMILLION, True, 6.5)
MARGINAL = Mark("o", VERMILLION, False)
PARTIAL = Mark("D", BLUE, True, 7.0)
COUNTRY = Mark("o", VERMILLION, True, 10.0)
PEER = Mark("D", BLUE, False, 6.5)
OTHER = Mark("|", MUTED, True, 7.0)

# Behind words that lie on a line, so that the line does not strike them through.
CLEAR = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}

RC = {
    "font.family": FONT,
    "font.size": BODY,
    "text.parse_math": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "figure.facecolor": PAPER,  # a paper card, so that a dark page leaves the figure legible
    "savefig.facecolor": PAPER,
    "savefig.dpi": 200,
    "svg.fonttype": "path",  # looks alike where the font is missing, as on a phone
    "svg.hashsalt": "healthai",  # identifiers inside the SVG come from this, not from chance
}


@contextmanager
def look() -> Iterator[None]:
    """Draw or save in the book's style, whatever the settings of the person or program that calls."""
    with matplotlib.style.context(["default", RC]):
        yield


def save(figure: Figure, path_svg: Path, path_png: Path) -> None:
    """Write a figure as SVG, and as PNG at twice a screen's resolution; neither carries a date or a program's name."""
    with look():
        figure.savefig(path_svg, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(path_png, format="png", metadata={"Software": None})
