import numpy as np
import pytest

from healthai.figures import draw
from healthai.figures.composites import MARKS

from .inspecting import artists, misplaced


@pytest.fixture
def rows(values):
    return values["composite_scores"]


def positions(figure, label):
    return [mark.get_xdata()[0] for mark in artists(figure, label)]


def test_every_country_has_a_mark_for_each_pillar_of_a_shape_of_its_own(rows, english):
    figure = draw("composite_scores", rows, english).figure
    names = {text.get_text() for text in figure.axes[0].texts}
    assert {english.country(row["iso2"]) for row in rows} <= names
    for pillar in MARKS:
        assert len(artists(figure, pillar)) == len(rows) == 27
        assert np.argsort(positions(figure, pillar)).tolist() == np.argsort([row[pillar] for row in rows]).tolist()
    looks = {(mark.shape, mark.filled) for mark in MARKS.values()}
    assert len(looks) == len(MARKS)


def test_the_caption_gives_the_agreement_of_ranks(rows, english):
    """Two orders that agree entirely, and two that are opposed."""
    turned = [
        {"iso2": row["iso2"], "adoption": i, "governance": i**3 + 1, "training": -i} for i, row in enumerate(rows)
    ]
    drawing = draw("composite_scores", turned, english)
    assert "governance to 1.00" in drawing.caption
    assert "training to −1.00" in drawing.caption
    assert "income is not held equal" in drawing.caption
    assert "n = 27" in drawing.caption
    assert len(drawing.data) == 27


@pytest.mark.parametrize("scale", [1, 0.02, 2.4])
def test_axes_fit_scores_of_any_size(rows, english, scale):
    moved = [{**row, **{pillar: scale * (row[pillar] - 50) for pillar in MARKS}} for row in rows]
    figure = draw("composite_scores", moved, english).figure
    assert misplaced(figure) == []
    ends = [tick for pillar in MARKS for tick in positions(figure, pillar)]
    assert 0 < min(ends) < max(ends) < figure.get_size_inches()[0]


def test_each_block_has_its_pairs_and_their_mean(values, english):
    rows = values["composite_blocks"]
    figure = draw("composite_blocks", rows, english).figure
    drawn = [mark.get_xdata() for mark in artists(figure, "pairs")]
    assert sum(map(len, drawn)) == len(rows)
    means = positions(figure, "mean")
    assert len(means) == len(drawn) == 6
    assert means == pytest.approx([np.mean(xs) for xs in drawn])
    words = " ".join(text.get_text() for text in figure.axes[0].texts)
    assert "16 pairs, mean 0.68" in words


def test_the_caption_names_the_loosest_pillar_and_the_closest_two(values, english):
    rows = [
        {**row, "rho": 0.1 if {row["first"], row["second"]} == {"adoption"} else 0.3}
        for row in values["composite_blocks"]
    ]
    drawing = draw("composite_blocks", rows, english)
    assert "loosest pillar is “Adoption” (mean 0.10)" in drawing.caption
    assert "not intervals" in drawing.caption
    assert "n = 27 countries" in drawing.caption


def test_negative_correlations_have_room(values, english):
    rows = [{**row, "rho": -row["rho"]} for row in values["composite_blocks"]]
    figure = draw("composite_blocks", rows, english).figure
    assert misplaced(figure) == []
    assert min(positions(figure, "mean")) > 0
