import pytest

from healthai.figures import draw

from .inspecting import artists, misplaced


@pytest.fixture(scope="module")
def curve(values):
    return values["specifications"]


def offsets(figure, label):
    return [tuple(point) for line in artists(figure, label) for point in line.get_xydata()]


def test_tiers_differ_in_shape_or_filling(curve, english):
    figure = draw("specifications", curve, english).figure
    looks = {}
    for tier in ("all", "alone", "neither"):
        (line,) = artists(figure, tier)
        assert len(line.get_xdata()) == sum(row["tier"] == tier for row in curve["rows"])
        looks[tier] = (line.get_marker(), line.get_markerfacecolor() == line.get_markeredgecolor())
    assert len(set(looks.values())) == 3


def test_every_stored_point_is_drawn_where_it_lies(curve, english):
    drawing = draw("specifications", curve, english)
    drawn = [point for tier in ("all", "alone", "neither") for point in offsets(drawing.figure, tier)]
    assert sorted(drawn) == sorted((row["position"], row["r"]) for row in curve["rows"])
    first = curve["primary"]
    assert offsets(drawing.figure, "primary") == [(first["position"], first["r"])]
    assert len(drawing.data) == len(curve["rows"])


def test_the_band_lies_between_its_ends(curve, english):
    (band,) = artists(draw("specifications", curve, english).figure, "band")
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx(
        (min(row["low"] for row in curve["rows"]), max(row["high"] for row in curve["rows"]))
    )


def test_a_strip_is_as_tall_as_its_option_is_frequent(curve, english):
    strips = [{"node": "scale", "option": "rank", "shares": [0.1, 0.4, 0.2, 0.0]}]
    (strip,) = artists(draw("specifications", {**curve, "strips": strips}, english).figure, "strip")
    heights = strip.get_paths()[0].vertices[:, 1]
    tall = {round(float(heights.max() - y), 6) for y in heights}
    assert max(tall) == pytest.approx(0.17)
    assert {0.0, 0.0425, 0.085} <= tall


def test_the_caption_gives_the_size_its_effect_and_the_null(curve, english):
    caption = draw("specifications", curve, english).caption
    assert english.integer(curve["specifications"]) in caption
    assert f"count as about {round(curve['effective'])}" in caption
    for end in curve["null_median"]:
        assert english.decimal(end) in caption
    assert "no confidence interval" in caption


def test_a_curve_without_a_significant_specification(curve, english):
    rows = [{**row, "tier": "neither"} for row in curve["rows"]]
    tiers = {"all": 0, "alone": 0, "neither": curve["specifications"]}
    figure = draw("specifications", {**curve, "rows": rows, "tiers": tiers}, english).figure
    assert offsets(figure, "all") == []
    assert misplaced(figure) == []


def test_marginal_curves_say_what_they_are(values, english):
    drawing = draw("marginal_curves", values["marginal_curves"], english)
    assert "income not held equal" in drawing.caption
    said = [text.get_text() for text in drawing.figure.axes[0].texts]
    assert sum("income is not held equal" in words for words in said) == len(values["marginal_curves"]["curves"])
    assert len(artists(drawing.figure, "curve")) == len(values["marginal_curves"]["curves"])
