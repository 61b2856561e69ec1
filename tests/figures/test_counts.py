from healthai.figures import draw

from .inspecting import artists

EXACT = {
    "item_id": "ai_diagnostics_use",
    "theme": "adoption",
    "count_low": 20,
    "count_high": 20,
    "n": 27,
    "exact": True,
    "share": 20 / 27,
    "wilson_low": 0.553,
    "wilson_high": 0.868,
    "level": 0.95,
}
BOUND = {
    **EXACT,
    "item_id": "new_ai_roles",
    "theme": "workforce",
    "count_low": 0,
    "count_high": 13,
    "exact": False,
    "share": None,
    "wilson_low": None,
    "wilson_high": None,
}


def test_shares_mark_counts_and_never_the_middle_of_a_bound(values, english):
    figure = draw("shares", values["shares"], english).figure
    exact = [row["count_low"] for row in values["shares"] if row["exact"]]
    assert len(artists(figure, "count")) == len(artists(figure, "interval")) == len(exact)
    assert len(artists(figure, "bounds")) == len(values["shares"]) - len(exact) > 0
    for bar, ends in zip(artists(figure, "bounds"), artists(figure, "bound ends"), strict=True):
        assert bar.get_marker() == "None"
        assert [path[0][0] for path in ends.get_segments()] == list(bar.get_xdata())


def test_shares_place_a_count_between_the_ends_of_its_interval(english):
    figure = draw("shares", [EXACT], english).figure
    (dot,), (interval,) = artists(figure, "count"), artists(figure, "interval")
    low, high = interval.get_xdata()
    assert low < dot.get_xdata()[0] < high


def test_shares_name_the_widest_item_of_each_theme(english):
    drawing = draw("shares", [EXACT, BOUND], english)
    assert "Out of 27 countries" in drawing.caption
    assert "20 in “Adoption” and at most 13 in “Roles”" in drawing.caption
    assert "95% Wilson" in drawing.caption
    assert "at 20" in drawing.alt
    assert drawing.data["Countries, at most"].tolist() == [20, 13]


def test_shares_can_be_bounds_only(english):
    drawing = draw("shares", [BOUND], english)
    assert "at most 13" in drawing.caption
    assert not artists(drawing.figure, "count")


def test_icons_fill_as_many_squares_as_countries(values, english):
    figure = draw("icons", values["icons"], english).figure
    assert len(artists(figure, "filled")) == sum(row["count_low"] for row in values["icons"])
    assert len(artists(figure, "empty")) == sum(row["n"] - row["count_low"] for row in values["icons"])


def test_icons_say_each_count(values, english):
    drawing = draw("icons", values["icons"], english)
    for row in values["icons"]:
        assert f"{row['count_low']} filled and {row['n'] - row['count_low']} empty" in drawing.alt
    assert "22 of 27" in drawing.caption
    assert "by 6 of 27" in drawing.caption


def test_icons_of_more_countries_take_several_lines(english):
    figure = draw("icons", [{"item_id": "ai_diagnostics_use", "count_low": 32, "n": 50}], english).figure
    heights = {round(square.get_y(), 4) for square in artists(figure, "filled") + artists(figure, "empty")}
    assert len(heights) == 2
