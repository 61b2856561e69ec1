import pytest

from healthai.figures import draw

from .inspecting import artists, misplaced

TILE = {"indicator": "ai_ent_any", "year": 2024, "iso2": "FR", "state": "clean", "flag": None}
PAIR = {"a": "wgi_ge", "b": "wgi_rq", "relation": "ingredient", "shared": ["wgi_source_data"], "edition": "this"}


def written(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts]


def test_a_flagged_tile_has_its_letters_and_a_missing_one_a_cross(english):
    rows = [TILE, TILE | {"iso2": "DE", "state": "flagged", "flag": "be"}, TILE | {"iso2": "CZ", "state": "missing"}]
    drawing = draw("availability", rows, english)
    # One tile of each state stands in the key.
    assert len(artists(drawing.figure, "flag line")) == 2
    assert len(artists(drawing.figure, "no value")) == 2
    assert "be" in written(drawing.figure)
    assert "missing: 1; flagged: 1" in drawing.caption
    assert "Czechia" in drawing.alt


def test_states_differ_by_more_than_colour(values, english):
    figure = draw("availability", values["availability"], english).figure
    tiles = {state: artists(figure, state) for state in ("clean", "flags_unknown", "flagged", "missing")}
    assert all(tiles.values())
    blue, grey = (tiles[state][0].get_facecolor() for state in ("clean", "flags_unknown"))
    lightness = [sum(colour[:3]) for colour in (blue, grey)]
    assert abs(lightness[0] - lightness[1]) > 0.1


def test_relations_differ_in_shape_or_filling(english):
    names = ("wgi_ge", "wgi_rq", "wgi_rl", "wgi_va")
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    kinds = ["same_collection", "ingredient", "same_publisher", "nothing_known", "nothing_known", "nothing_known"]
    rows = [PAIR | {"a": a, "b": b, "relation": kind} for (a, b), kind in zip(pairs, kinds, strict=True)]
    drawing = draw("in_common", rows, english)
    marks = {kind: artists(drawing.figure, kind) for kind in kinds}
    assert {kind: len(found) for kind, found in marks.items()} == {kind: kinds.count(kind) for kind in kinds}
    shapes = {(m[0].get_marker(), m[0].get_markerfacecolor() == m[0].get_markeredgecolor()) for m in marks.values()}
    assert len(shapes) == 4
    assert "1 have their values from one survey and 1 share an ingredient" in drawing.caption


def test_a_mark_stands_in_the_row_and_column_of_its_pair(english):
    names = ("wgi_ge", "wgi_rq", "wgi_rl")
    rows = [
        PAIR | {"a": names[0], "b": names[1], "relation": "nothing_known"},
        PAIR | {"a": names[0], "b": names[2], "relation": "same_collection"},
        PAIR | {"a": names[1], "b": names[2], "relation": "nothing_known"},
    ]
    figure = draw("in_common", rows, english).figure
    (square,) = artists(figure, "same_collection")
    first, second = artists(figure, "nothing_known")
    assert square.get_xdata()[0] == first.get_xdata()[0] < second.get_xdata()[0]
    assert square.get_ydata()[0] == second.get_ydata()[0] > first.get_ydata()[0]


@pytest.mark.parametrize("size", [2, 6, 10])
def test_triangles_of_any_size_keep_their_words_apart(english, values, size):
    rows = values["in_common"]
    names = list(dict.fromkeys(row[side] for side in ("a", "b") for row in rows))[:size]
    kept = [row for row in rows if row["a"] in names and row["b"] in names]
    assert misplaced(draw("in_common", kept, english).figure) == []
