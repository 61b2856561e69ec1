from healthai.figures import draw

from .inspecting import artists

PAIR = {"given": "nothing", "outcome": "ai_ent_any", "focal": "wgi_ge", "n": 26, "estimate": 0.5}
PAIR |= {"p": 0.01, "single_step": 0.04, "step_down": 0.03, "holm": 0.05, "bh": 0.02}


def matrix(*changes, alpha=0.05):
    rows = [PAIR | change for change in changes]
    return {"alpha": alpha, "method": "spearman", "rows": rows}


def test_a_cell_is_outlined_when_its_adjusted_p_is_below_the_level(english):
    values = matrix({}, {"focal": "wgi_rq", "step_down": 0.2}, {"given": "income", "step_down": 0.3})
    drawing = draw("family_matrix", values, english)
    assert len(artists(drawing.figure, "survivor")) == 1
    assert len(artists(drawing.figure, "cell")) == 2
    assert "1 have an adjusted p below 0.05 as they stand, and 0 at equal income" in drawing.caption
    (outlined,) = artists(drawing.figure, "survivor")
    (plain, _) = artists(drawing.figure, "cell")
    assert outlined.get_linewidth() > plain.get_linewidth()


def test_n_stands_in_every_cell(values, english):
    rows = values["family_matrix"]["rows"]
    figure = draw("family_matrix", values["family_matrix"], english).figure
    written = [text.get_text() for ax in figure.axes for text in ax.texts]
    assert sum(text.startswith("n = ") for text in written) == len(rows) == 36


def test_the_shade_deepens_with_the_coefficient_and_tells_the_sign(english):
    values = matrix(
        {"estimate": 0.2, "step_down": 1},
        {"estimate": 0.8, "step_down": 1, "focal": "wgi_rq"},
        {"estimate": -0.8, "step_down": 1, "focal": "wgi_rl"},
        {"given": "income", "step_down": 1},
    )
    pale, deep, negative, _ = [
        cell.get_facecolor() for cell in artists(draw("family_matrix", values, english).figure, "cell")
    ]
    assert sum(deep[:3]) < sum(pale[:3])
    assert deep[2] > deep[0]
    assert negative[0] > negative[2]


def test_a_curve_rises_at_every_p(english):
    rows = [PAIR | {"p": p} for p in (0.5, 0.01)] + [PAIR | {"p": p, "given": "income"} for p in (0.9, 0.3)]
    drawing = draw("p_values", {"alpha": 0.05, "rows": rows}, english)
    (curve,) = artists(drawing.figure, "nothing")
    assert list(curve.get_xdata()) == [0, 0.01, 0.5, 1]
    assert list(curve.get_ydata()) == [0, 0.5, 1, 1]
    (line,) = artists(drawing.figure, "alpha")
    assert line.get_xdata()[0] == 0.05
    assert "1 of 2 pairs have a p below 0.05 as they stand and 0 at equal income" in drawing.caption
    assert "about 0.1 would be expected" in drawing.caption
