"""Where to write short labels so that they neither cover each other nor stray far from their points."""

from collections.abc import Iterable, Iterator, Sequence
from math import cos, pi, sin

Point = tuple[float, float]


def place(points: Sequence[Point], box: Point, size: Point) -> list[Point]:
    """Return where the middle of each point's label goes: on the point itself, or near it where that is taken.

    Parameters
    ----------
    points : sequence of (x, y)
        In inches from the lower left of the panel.
    box, size : (width, height)
        Of a label and of the panel, in inches.
    """
    crowded = [i for i, point in enumerate(points) if any(_touch(point, other, box) for other in _others(points, i))]
    placed = {i: point for i, point in enumerate(points) if i not in crowded}
    for i in sorted(crowded, key=lambda i: points[i]):
        dots = _others(points, i)
        free = (
            spot
            for spot in _spots(points[i])
            if _inside(spot, box, size) and not _on(spot, placed.values(), box) and not _on(spot, dots, _half(box))
        )
        placed[i] = next(free, points[i])
    return [placed[i] for i in range(len(points))]


def edge(spot: Point, point: Point, box: Point) -> Point:
    """Return where the line from a label at `spot` to its point leaves the label's box; the point, when inside."""
    across, up = (abs(point[i] - spot[i]) / (box[i] / 2) for i in (0, 1))
    part = min(1.0, 1 / max(across, up, 1e-9))
    return spot[0] + part * (point[0] - spot[0]), spot[1] + part * (point[1] - spot[1])


def _others(points: Sequence[Point], i: int) -> list[Point]:
    return [*points[:i], *points[i + 1 :]]


def _spots(point: Point) -> Iterator[Point]:
    """Yield the point itself, then places around it, further and further away."""
    yield point
    for ring in range(2, 14):
        for turn in range(16):
            angle = 2 * pi * turn / 16
            yield point[0] + 0.07 * ring * cos(angle), point[1] + 0.07 * ring * sin(angle)


def _half(box: Point) -> Point:
    """Return the distance at which a small dot no longer lies under a label."""
    return 0.5 * box[0] + 0.025, 0.5 * box[1] + 0.025


def _touch(one: Point, other: Point, box: Point) -> bool:
    return abs(one[0] - other[0]) < box[0] and abs(one[1] - other[1]) < box[1]


def _on(spot: Point, others: Iterable[Point], box: Point) -> bool:
    return any(_touch(spot, other, box) for other in others)


def _inside(spot: Point, box: Point, size: Point) -> bool:
    return all(box[i] / 2 <= spot[i] <= size[i] - box[i] / 2 for i in (0, 1))
