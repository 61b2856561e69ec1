from healthai.figures import draw

from .inspecting import artists, misplaced


def fit(**other):
    row = {"outcome": "ai_ent_any", "regressor": "wgi_ge", "years": "2021, 2023", "n": 27, "share": 0.02}
    row |= {"estimable": False, "holm": 0.2, "standardised": 0.1, "standardised_low": -0.2, "standardised_high": 0.4}
    return row | {"income": 0.2, "income_low": -0.1, "income_high": 0.5} | other


def choice(variant, value, country=None):
    row = {"variant": variant, "country": country, "outcome": "ai_ent_any", "regressor": "wgi_ge", "years": "2021"}
    return row | {"n": 27, "standardised": value, "standardised_low": value - 0.3, "standardised_high": value + 0.3}


def words(figure):
    return " ".join(text.get_text() for axes in figure.axes for text in axes.texts)


def test_the_verdict_stands_beside_share_and_interval(english):
    figure = draw("fitted", {"level": 0.95, "rows": [fit(), fit(estimable=True, share=0.4)]}, english).figure
    shown = words(figure)
    assert "2% of its variance left; not estimable" in shown
    assert "40% of its variance left; estimable" in shown
    assert len(artists(figure, "interval")) == 4


def test_a_series_without_income_has_one_mark(english):
    none = {"income": None, "income_low": None, "income_high": None}
    drawing = draw("fitted", {"level": 0.9, "rows": [fit(**none), fit()]}, english)
    assert len(artists(drawing.figure, "standardised")) == 2
    assert len(artists(drawing.figure, "income")) == 1
    assert "90% intervals" in drawing.caption


def test_income_differs_in_shape_and_filling(english):
    figure = draw("fitted", {"level": 0.95, "rows": [fit()]}, english).figure
    (plain,), (income,) = artists(figure, "standardised"), artists(figure, "income")
    assert plain.get_marker() != income.get_marker()
    assert plain.get_markerfacecolor() != plain.get_markeredgecolor()
    assert income.get_markerfacecolor() == income.get_markeredgecolor()


def test_intervals_beyond_one_stay_on_the_sheet(english):
    wide = fit(standardised_low=-2.3, standardised_high=1.7)
    assert misplaced(draw("fitted", {"level": 0.95, "rows": [wide]}, english).figure) == []
    figure = draw("fitted", {"level": 0.95, "rows": [wide]}, english).figure
    ends = [x for line in artists(figure, "interval") for x in line.get_xdata()]
    assert 0 <= min(ends) < max(ends) <= figure.get_size_inches()[0]


def test_the_main_choice_is_filled_and_the_others_are_not(english):
    rows = [choice("two_way", 0.1), choice("first_differences", -0.2), choice("without_most_influential", 0.5, "DK")]
    drawing = draw("choices", {"level": 0.95, "rows": rows}, english)
    filled = [
        mark.get_markerfacecolor() == mark.get_markeredgecolor() for mark in artists(drawing.figure, "standardised")
    ]
    assert filled == [True, False, False]
    assert "Denmark" in words(drawing.figure)
    assert "2 of the 95% intervals hold zero" in drawing.caption
    assert "between −0.20 and 0.50" in drawing.caption
