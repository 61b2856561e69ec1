import numpy as np
import pytest

from healthai.figures import draw

from .inspecting import artists


def rows_of(values, name):
    return [row for row in values[name]["rows"] if row["focal"] == values[name]["rows"][0]["focal"]]


def test_the_area_beyond_the_smallest_effect_is_shaded(values, english):
    figure = draw("posteriors", values["posteriors"], english).figure
    sesoi = values["posteriors"]["sesoi"]
    right, left = artists(figure, "beyond")[:2]
    corners = [np.concatenate([path.vertices for path in area.get_paths()])[:, 0] for area in (right, left)]
    assert (corners[0].min(), corners[1].max()) == (sesoi, -sesoi)


def test_prior_and_posterior_are_the_stored_densities(values, english):
    figure = draw("posteriors", values["posteriors"], english).figure
    rows = rows_of(values, "posteriors")
    assert artists(figure, "posterior")[0].get_ydata().tolist() == [row["density"] for row in rows]
    prior = artists(figure, "prior")[0]
    assert prior.get_ydata().tolist() == [row["prior"] for row in rows]
    assert prior.get_linestyle() == "--"


def test_the_caption_names_the_prior(values, english):
    caption = draw("posteriors", values["posteriors"], english).caption
    assert "stretched beta of width 1.00" in caption
    assert "95% intervals, n = 27 countries" in caption


def test_income_lies_where_it_was_measured(values, english):
    figure = draw("confounders", values["confounders"], english).figure
    shown = [row for row in values["confounders"]["panels"] if row["outcome"] == "ai_ent_any"]
    marks = artists(figure, "income")
    assert len(marks) == len(shown) == 2
    for mark, row in zip(marks, shown, strict=True):
        assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (row["income_focal"], row["income_outcome"])


def test_an_impossible_confounder_is_said_and_not_drawn(values, english):
    figure = draw("confounders", values["confounders"], english).figure
    (second,) = artists(figure, "second")
    possible = next(row for row in values["confounders"]["panels"] if row["as_focal"] is not None)
    assert second.get_xdata()[0] == possible["as_focal"]
    words = " ".join(text.get_text() for text in figure.axes[0].texts)
    assert "as strong as income cannot be: at most 0.85 times" in words


def test_the_border_of_the_interval_goes_straight_up_where_it_begins(values, english):
    figure = draw("confounders", values["confounders"], english).figure
    line = artists(figure, "reached")[0]
    x, y = line.get_xdata(), line.get_ydata()
    assert x[0] == x[1]
    assert y[0] == 1 > y[1]
    zero = artists(figure, "zero")[0]
    at = np.interp(x[5], *(values_[~np.isnan(zero.get_ydata())] for values_ in map(np.array, zero.get_data())))
    assert y[5] < at


def test_an_interval_that_no_confounder_brings_to_zero_has_no_border(values, english):
    changed = values["confounders"] | {"rows": [{**row, "interval": None} for row in values["confounders"]["rows"]]}
    figure = draw("confounders", changed, english).figure
    assert [len(line.get_xdata()) for line in artists(figure, "reached")] == [0, 0]
    assert artists(figure, "zero")


@pytest.mark.parametrize("name", ["posteriors", "confounders"])
def test_one_panel_a_model_of_the_first_outcome(values, english, name):
    assert len(draw(name, values[name], english).figure.axes) == 1 + 2
