"""What is on a drawn figure: its texts, where they lie, and the artists that carry a meaning."""

from itertools import combinations

TOLERANCE = 1.5  # pixels at 100 dots per inch


def misplaced(figure):
    """Return the words, or numbers of axes, that leave the figure, and the pairs of words that cover each other."""
    figure.draw_without_rendering()
    words = [(t.get_text(), t.get_window_extent()) for ax in figure.axes for t in ax.texts if t.get_text()]
    axes = [axis.get_tightbbox() for ax in figure.axes if ax.axison for axis in (ax.xaxis, ax.yaxis)]
    numbers = [("numbers", box) for box in axes if box is not None]
    outside = [name for name, box in [*words, *numbers] if _outside(box, figure.bbox)]
    return outside + [(one, other) for (one, a), (other, b) in combinations(words, 2) if _overlap(a, b)]


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
