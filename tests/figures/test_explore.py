from healthai.figures import draw

from .inspecting import artists


def test_every_pair_is_one_mark_filled_when_its_interval_leaves_zero_out(values, english):
    given = values["explored"]
    main = [row["eu27"]["spearman"] for row in given["rows"] if row["main"]]
    place = {name: position for position, name in enumerate(given["columns"])}
    away = [v for v in main if v[place["partial_low"]] > 0 or v[place["partial_high"]] < 0]
    marks = artists(draw("explored", given, english).figure, "partial")
    filled = [mark for mark in marks if mark.get_markerfacecolor() == mark.get_markeredgecolor()]
    assert sum(len(mark.get_xdata()) for mark in marks) == len(main)
    assert sum(len(mark.get_xdata()) for mark in filled) == len(away)


def test_only_main_years_of_all_members_are_downloaded(values, english):
    given = values["explored"]
    table = draw("explored", given, english).data
    assert len(table) == sum(row["main"] for row in given["rows"])
    assert table["At equal income"].iloc[0] == given["rows"][0]["eu27"]["spearman"][5] or not given["rows"][0]["main"]
