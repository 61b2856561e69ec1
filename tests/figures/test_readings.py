import pytest

from healthai.figures import draw

from .inspecting import artists, misplaced


def reading(name, population="eu", k=20, n=27, size=27, low=None, high=None):
    return {"population": population, "reading": name, "k": k, "n": n, "N": size, "low": low, "high": high}


CENSUS = reading("census")
WILSON = reading("wilson", low=14.94, high=23.44)
REGION = [
    reading("counted", "region", 32, 50, 53),
    reading("finite", "region", 32, 50, 53, 32, 35),
    reading("worst", "region", None, 50, 53, 32, 35),
]


def shown(*rows, item="ai_diagnostics_use"):
    return {"item_id": item, "level": 0.95, "rows": rows}


def cells(*shares):
    rates = [(0.7, 0.7), (0.7, 1.0), (1.0, 0.7), (1.0, 1.0)]
    rows = [{"sensitivity": a, "specificity": b, "share": share} for (a, b), share in zip(rates, shares, strict=True)]
    return {"item_id": "ai_diagnostics_use", "k": 20, "n": 27, "rows": rows}


def test_a_census_has_a_dot_and_no_interval(english):
    figure = draw("readings", shown(CENSUS, WILSON), english).figure
    dots, (interval,) = artists(figure, "count"), artists(figure, "interval")
    assert [dot.get_xdata()[0] for dot in dots] == [dots[0].get_xdata()[0]] * 2
    assert interval.get_ydata()[0] == dots[1].get_ydata()[0] != dots[0].get_ydata()[0]
    low, high = interval.get_xdata()
    assert low < dots[1].get_xdata()[0] < high


def test_the_readings_of_all_countries_differ_in_their_marks_and_have_no_dot(english):
    figure = draw("readings", shown(CENSUS, WILSON, *REGION), english).figure
    assert len(artists(figure, "count")) == 3  # census, Wilson, counted
    assert len(artists(figure, "interval")) == 2
    (bar,), (ends,) = artists(figure, "bounds"), artists(figure, "bound ends")
    assert bar.get_marker() == "None"
    assert [path[0][0] for path in ends.get_segments()] == list(bar.get_xdata())
    finite = artists(figure, "interval")[1]
    assert list(finite.get_xdata()) == list(bar.get_xdata())
    assert finite.get_color() != bar.get_color()


def test_the_caption_gives_count_interval_and_bounds(english):
    caption = draw("readings", shown(CENSUS, WILSON, *REGION), english).caption
    assert "is 20 of 27 countries, without an interval" in caption
    assert "55% to 87% (Wilson, 95%)" in caption
    assert "32 to 35 of 53" in caption


def test_an_item_not_counted_in_the_region_says_so(english):
    drawing = draw("readings", shown(CENSUS, WILSON), english)
    assert "For the Region no count of it was published" in drawing.caption
    assert len(drawing.data) == 2
    assert misplaced(drawing.figure) == []


@pytest.mark.parametrize("k", [0, 1, 27])
def test_extreme_counts_have_room(english, k):
    rows = [reading("census", k=k), reading("wilson", k=k, low=max(0, k - 5), high=min(27, k + 5)), *REGION]
    assert misplaced(draw("readings", shown(*rows), english).figure) == []


def test_a_pair_of_rates_that_does_not_fit_is_struck_out(english):
    drawing = draw("corrected", cells(None, None, 0.6296, 0.7407), english)
    struck, filled = artists(drawing.figure, "impossible"), artists(drawing.figure, "share")
    assert len(struck) == len(filled) == 2
    assert all(cell.get_hatch() for cell in struck)
    assert not any(cell.get_hatch() for cell in filled)
    assert "do not fit the count: 2 of 4" in drawing.caption
    assert "between 63% and 74%" in drawing.caption


def test_a_larger_share_is_darker(english):
    figure = draw("corrected", cells(0.1, 0.4, 0.7, 1.0), english).figure
    darkness = [3 - sum(cell.get_facecolor()[:3]) for cell in artists(figure, "share")]
    assert darkness == sorted(darkness)
    assert len(set(darkness)) == 4


def test_one_pair_of_rates_makes_a_grid(english):
    values = cells(0.1, 0.4, 0.7, 0.74)
    drawing = draw("corrected", {**values, "rows": values["rows"][3:]}, english)
    assert misplaced(drawing.figure) == []
    assert len(artists(drawing.figure, "share")) == 1
