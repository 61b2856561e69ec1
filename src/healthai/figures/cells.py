"""Cells of tables that are drawn: boxes, tints, and the lower half of a square table of pairs."""

from collections.abc import Callable, Sequence

from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from healthai.figures import style
from healthai.figures.sheet import Sheet, pitch, wrap

PALE_VERMILLION = "#F0B48A"
LABELS = 2.35  # inches of the labels of a triangle, numbers included


def box(
    sheet: Sheet, x: float, y: float, width: float, height: float, fill: str, label: str, *, outlined: bool = False
) -> None:
    """Draw a filled box from its upper left corner; `label` names its meaning for those who inspect the figure."""
    look = {"edgecolor": style.INK, "linewidth": 2.4, "zorder": 3} if outlined else {"edgecolor": style.PAPER}
    sheet.axes.add_patch(Rectangle((x, y), width, height, facecolor=fill, label=label, **look))


def tint(value: float) -> str:
    """Return a stronger tint the further a value from -1 to 1 is from 0: blue above, orange below."""
    return mixed(style.PALE_BLUE if value >= 0 else PALE_VERMILLION, min(1, abs(value)))


def mixed(colour: str, share: float) -> str:
    """Return a colour thinned with paper, of which `share` is the colour's."""
    pairs = zip(to_rgb(colour), to_rgb(style.PAPER), strict=True)
    return to_hex([share * part + (1 - share) * paper for part, paper in pairs])


def triangle(
    sheet: Sheet,
    labels: Sequence[str],
    number: Callable[[int], str],
    cell: Callable[[int, int, float, float, float], None],
) -> None:
    """Draw the pairs of several things: numbered labels down, their numbers across, a cell for each two.

    Parameters
    ----------
    sheet : Sheet
    labels : sequence of str
        What is paired, in order.
    number : callable
        Writes a number in the language.
    cell : callable
        Draws the cell of row i and column j < i, given the inches of its middle and its width.
    """
    width = (sheet.right - LABELS) / (len(labels) - 1)
    y = sheet.band(pitch(style.SMALL) + 0.04)
    for j in range(len(labels) - 1):
        sheet.write(LABELS + width * (j + 0.5), y, number(j + 1), size=style.SMALL, color=style.MUTED)
    for i, words in enumerate(labels):
        lines = wrap(words, LABELS - sheet.left - 0.42, style.SMALL)
        height = max(0.3, len(lines) * pitch(style.SMALL) + 0.06)
        middle = sheet.y + height / 2
        sheet.write(sheet.left + 0.2, middle, number(i + 1), size=style.SMALL, ha="right", color=style.MUTED)
        for k, line in enumerate(lines):
            at = middle + (k - (len(lines) - 1) / 2) * pitch(style.SMALL)
            sheet.write(sheet.left + 0.3, at, line, size=style.SMALL, ha="left")
        for j in range(i):
            cell(i, j, LABELS + width * (j + 0.5), middle, width)
        sheet.y += height + 0.02
