from healthai.figures import draw

from .inspecting import artists
from .test_comparability import written

ALIKE = {"a": "wgi_ge", "b": "wgi_rq", "n": 27, "rho": 0.94, "low": 0.85, "high": 0.98}
RATE = {"of": 4, "n": 27, "replicates": 2000}


def test_the_likeness_is_written_in_each_cell(english):
    values = {"level": 0.95, "rows": [ALIKE]}
    drawing = draw("likeness", values, english)
    assert "0.94" in written(drawing.figure)
    assert "0.94 (95% interval 0.85 to 0.98)" in drawing.caption


def test_the_illustration_says_that_it_is_one(english):
    rates = [(0, 0.0, 0.05), (1, 0.25, 0.24), (2, 0.5, 0.8)]
    rows = [
        RATE | {"shared": k, "expected": r, "mean": r, "rate": p, "low": p - 0.02, "high": p + 0.02}
        for k, r, p in rates
    ]
    drawing = draw("shared_ingredient", {"alpha": 0.05, "rows": rows}, english)
    assert "Simulated, not data" in written(drawing.figure)
    assert drawing.caption.startswith("Simulation")
    (points,) = artists(drawing.figure, "rate")
    assert list(points.get_ydata()) == [0.05, 0.24, 0.8]
