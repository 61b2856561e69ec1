"""Countries as points of a plot: their codes, placed so that none covers another, and the numbers of the axes."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, MaxNLocator

from healthai.figures import style
from healthai.figures.place import Point, edge, place
from healthai.figures.sheet import Scale, text_width
from healthai.figures.words import Row
from healthai.language import Language

CODE = 8.75  # size of the country codes, which are the points


def numbers(axis: Axis, found: Sequence[float], language: Language) -> None:
    """Give an axis room for the values found, and numbers in the language."""
    low, high = min(found), max(found)
    margin = 0.07 * (high - low or 1)
    getattr(axis.axes, f"set_{axis.axis_name}lim")(low - margin, high + margin)
    axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    digits = 0 if high - low >= 4 else 1 if high - low >= 0.4 else 2
    axis.set_major_formatter(FuncFormatter(lambda value, _: language.decimal(value, digits)))
    axis.set_tick_params(labelsize=style.SMALL, length=3)


def codes(axes: Axes, rows: Sequence[Row], panel: Point) -> None:
    """Write the code `iso2` of each row at its `x` and `y`, or beside it; `panel` is the size of the axes in inches."""
    to_inches = [
        Scale(*limits, 0, length) for limits, length in zip((axes.get_xlim(), axes.get_ylim()), panel, strict=True)
    ]
    true = [(to_inches[0](row["x"]), to_inches[1](row["y"])) for row in rows]
    box = (text_width("MT", CODE), CODE / 72)
    for row, point, spot in zip(rows, true, place(true, box, panel), strict=True):
        if point != spot:
            _leader(axes, point, edge(spot, point, box), panel)
        look = {"color": style.INK, "ha": "center", "va": "center_baseline", "transform": axes.transAxes}
        axes.text(spot[0] / panel[0], spot[1] / panel[1], row["iso2"], fontsize=CODE, **look)


def _leader(axes: Axes, point: Point, end: Point, panel: Point) -> None:
    """Draw the dot of a country whose code is written beside it, and the line that ties the two."""
    x, y = ([at[i] / panel[i] for at in (point, end)] for i in (0, 1))
    axes.plot(x, y, color=style.MUTED, linewidth=0.6, transform=axes.transAxes, label="leader")
    axes.plot(x[:1], y[:1], "o", color=style.BLUE, markersize=2.6, transform=axes.transAxes, label="point")
