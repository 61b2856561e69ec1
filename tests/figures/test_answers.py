from healthai.figures import draw
from healthai.figures.answers import SHOWN

from .test_joint import strokes


def test_the_counts_worth_most_are_shown_and_all_are_in_the_download(values, english):
    rows = values["worth"]
    drawing = draw("worth", rows, english)
    assert strokes(drawing.figure, "attainable") == [len(row["possible"]) for row in rows[:SHOWN]]
    assert len(drawing.data) == len(rows) > SHOWN
    assert str(rows[0]["worst"]) in drawing.caption


def test_a_single_count_is_told_from_a_table(english):
    row = {"a": None, "b": "new_ai_roles", "low": 0, "high": 13, "possible": [6, 8], "worst": 6, "best": 8, "n": 27}
    drawing = draw("worth", [row], english)
    assert english.item("new_ai_roles") + ": the count" in drawing.data["Count asked for"].tolist()
