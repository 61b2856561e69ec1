"""A sheet on which figures are set: coordinates in inches from the top left, text wrapped by its measured width."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from healthai.figures.style import BODY, FONT, HEADING, INK, MARGIN, MUTED, PAPER, SMALL, TRACK, WIDTH, Mark

LEADING = 1.28


@lru_cache(maxsize=8192)
def text_width(words: str, size: float = BODY, weight: str = "normal") -> float:
    """Return the width in inches of one line of text."""
    font = FontProperties(family=FONT, size=size, weight=weight)
    return text_to_path.get_text_width_height_descent(words, font, ismath=False)[0] / 72


def pitch(size: float) -> float:
    """Return the distance in inches between two lines of text."""
    return size * LEADING / 72


def wrap(words: str, width: float, size: float = BODY, weight: str = "normal") -> list[str]:
    """Return the lines, about equally long, of a text that has `width` inches; it breaks after spaces, `/` and `-`."""
    lines = _fill(words, width, size, weight)
    for tenths in range(int(10 * width), 0, -1):
        narrower = _fill(words, tenths / 10, size, weight)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _fill(words: str, width: float, size: float, weight: str) -> list[str]:
    lines = [""]
    for piece in re.findall(r"[^ /-]*(?: [:;?!»])?(?: *[/-]+ *| +|$)", words)[:-1]:
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size, weight) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high`, laid from `left` to `right` inches."""

    low: float
    high: float
    left: float
    right: float

    def __call__(self, value: float) -> float:
        """Return where a value lies, in inches."""
        if self.high == self.low:
            return (self.left + self.right) / 2
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


class Sheet:
    """A figure filled from top to bottom; `y` is where the next thing goes, and the height is what was needed."""

    left = MARGIN
    right = WIDTH - MARGIN

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH, WIDTH))
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.y = MARGIN
        self._insets: list[tuple[Axes, tuple[float, float, float, float]]] = []

    def write(self, x: float, y: float, words: str, *, size: float = BODY, ha: str = "center", **look: object) -> None:
        """Write one line, its middle at height `y`."""
        self.axes.text(x, y, words, fontsize=size, ha=ha, va="center_baseline", **look)

    def paragraph(
        self,
        words: str,
        *,
        left: float = left,
        right: float = right,
        size: float = BODY,
        colour: str = INK,
        weight: str = "normal",
    ) -> None:
        """Write wrapped lines between `left` and `right`, and move below them."""
        for line in wrap(words, right - left, size, weight):
            self.write(left, self.y + pitch(size) / 2, line, size=size, ha="left", color=colour, weight=weight)
            self.y += pitch(size)

    def heading(self, words: str) -> None:
        """Write the heading of a group of rows."""
        self.y += 0.14
        self.paragraph(words, size=HEADING, weight="bold")
        self.y += 0.05

    def label(self, words: str, note: str = "", **look: object) -> None:
        """Write the label of a row, wrapped, with a short note at the right of its first line."""
        self.write(self.right, self.y + pitch(BODY) / 2, note, ha="right", **look)
        self.paragraph(words, right=self.right - (text_width(note, BODY, "bold") + 0.15 if note else 0))

    def key(self, mark: Mark, words: str, *, left: float = left, right: float = right, size: float = BODY) -> None:
        """Write what a mark means, the mark before its words, and move below them."""
        self.marks([left + 0.08], self.y + pitch(size) / 2, mark, "key")
        self.paragraph(words, left=left + 0.25, right=right, size=size)

    def band(self, height: float) -> float:
        """Return the middle of the next `height` inches, and move below them."""
        self.y += height
        return self.y - height / 2

    def line(
        self, x: Sequence[float], y: Sequence[float], colour: str, width: float, label: str, **look: object
    ) -> None:
        """Draw a line; `label` names its meaning for those who inspect the figure."""
        self.axes.add_line(
            Line2D(x, y, color=colour, linewidth=width, label=label, **{"solid_capstyle": "butt", **look})
        )

    def marks(self, x: Sequence[float], y: float, mark: Mark, label: str) -> None:
        """Draw marks side by side at one height."""
        fill = mark.colour if mark.filled else PAPER
        look = {"marker": mark.shape, "markersize": mark.size, "markerfacecolor": fill, "markeredgecolor": mark.colour}
        self.axes.add_line(
            Line2D(x, [y] * len(x), linestyle="none", markeredgewidth=1.6, label=label, zorder=4, **look)
        )

    def ruler(self, scale: Scale, ticks: Sequence[float], y: float) -> None:
        """Draw the faint track of a row, with a short stroke at each tick."""
        self.line([scale.left, scale.right], [y, y], TRACK, 0.8, "track", zorder=1)
        self.axes.vlines([scale(tick) for tick in ticks], y - 0.07, y + 0.07, color=TRACK, linewidth=0.8, zorder=1)

    def axis(self, scale: Scale, ticks: Mapping[float, str]) -> None:
        """Write the numbers of an axis, and move below them."""
        y = self.band(pitch(SMALL))
        for value, words in ticks.items():
            self.write(scale(value), y, words, size=SMALL, color=MUTED)

    def columns(self, *draw: Callable[[], None]) -> None:
        """Draw several things side by side, each from the same height; go on below the deepest."""
        top, depths = self.y, []
        for each in draw:
            self.y = top
            each()
            depths.append(self.y)
        self.y = max(depths)

    def inset(self, left: float, width: float, height: float) -> Axes:
        """Return axes of their own on the next `height` inches; the sheet does not move below them."""
        axes = self.figure.add_axes((0, 0, 1, 1), label=f"inset {len(self._insets)}")
        self._insets.append((axes, (left, self.y, width, height)))
        return axes

    def finish(self) -> Figure:
        """Return the figure, cut to the height that was filled."""
        height = self.y + MARGIN
        self.figure.set_size_inches(WIDTH, height)
        self.axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        for axes, (left, top, width, tall) in self._insets:
            axes.set_position((left / WIDTH, 1 - (top + tall) / height, width / WIDTH, tall / height))
        return self.figure


def spread(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions moved as little as needed for all to be `gap` apart and between `low` and `high`.

    Neighbours that would touch form a group around their common middle (isotonic regression by pooling).
    """
    order = sorted(range(len(positions)), key=lambda i: (positions[i], i))
    groups: list[list[float]] = []
    for rank, i in enumerate(order):
        groups.append([positions[i] - rank * gap])
        while len(groups) > 1 and fmean(groups[-2]) > fmean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    starts = [fmean(group) for group in groups for _ in group]
    last = high - (len(order) - 1) * gap
    moved = [max(low, min(start, last)) + rank * gap for rank, start in enumerate(starts)]
    return [moved[order.index(i)] for i in range(len(order))]


def count_ticks(n: int) -> list[int]:
    """Return 0, multiples of 5 (or 10) and n, without a multiple so near n that their numbers would touch."""
    step = 5 if n <= 30 else 10
    return [*range(0, n - step // 2, step), n] if n > 2 else list(range(n + 1))
