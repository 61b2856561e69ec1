"""What is on a drawn figure: its texts, where they lie, and the artists that carry a meaning."""

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg

TOLERANCE = 1.5  # pixels at 100 dots per inch


def boxes(figure):
    """Return the words of the figure and the pixels they cover, and those of its axes' numbers."""
    figure.set_dpi(100)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    words = [(t.get_text(), t.get_window_extent(renderer)) for ax in figure.axes for t in ax.texts if t.get_text()]
    numbers = [axis.get_tightbbox(renderer) for ax in figure.axes if ax.axison for axis in (ax.xaxis, ax.yaxis)]
    return words, [box for box in numbers if box is not None]


def overflowing(figure):
    """Return the words, or numbers of axes, that leave the figure."""
    words, numbers = boxes(figure)
    return [name for name, box in [*words, *(("numbers", box) for box in numbers)] if _outside(box, figure.bbox)]


def overlapping(figure):
    """Return the pairs of words that cover each other."""
    words, _ = boxes(figure)
    return [(one, other) for (one, a), (other, b) in combinations(words, 2) if _overlap(a, b)]


def artists(figure, label):
    """Return the artists that a figure function gave this label."""
    return figure.findobj(lambda artist: artist.get_label() == label)


def _outside(box, whole):
    low, high = -TOLERANCE, TOLERANCE
    return box.x0 < low or box.y0 < low or box.x1 > whole.x1 + high or box.y1 > whole.y1 + high


def _overlap(a, b):
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    up = min(a.y1, b.y1) - max(a.y0, b.y0)
    return across > TOLERANCE and up > TOLERANCE
