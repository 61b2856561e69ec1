"""The draw stage: only what is missing or changed is drawn, and nothing stays that no result wants."""

import json
import os
from contextlib import contextmanager

import pandas as pd
import pytest

from healthai import paths
from healthai.book import draw
from healthai.errors import InputError
from healthai.language import Language
from healthai.results import Store, load

ROWS = [
    {"item_id": "ai_diagnostics_use", "count_low": 20, "n": 27},
    {"item_id": "chatbots_use", "count_low": 17, "n": 27},
]
GAP = {"indicator": "wgi_ge", "year": 2024, "years": None}
KINDS = ("csv", "json", "png", "svg")
LONG_AGO = 1_000_000_000


class Stage:
    """A folder of results and one of drawings."""

    def __init__(self, folder):
        self.results, self.drawn = folder / "results", folder / "drawn"
        self.results.mkdir()

    def store(self, run, figures=(), tables=()):
        store = Store()
        for name, rows in dict(figures).items():
            store.figure(name, rows, draw="icons")
        for name, rows in dict(tables).items():
            store.table(name, rows, layout="gaps")
        text = json.dumps({"results": store.results().model_dump(mode="json")})
        (self.results / f"{run}.json").write_text(text, encoding="utf-8")

    def draw(self):
        """Draw what is due; return how many figures were announced, and which were drawn."""
        said = []

        @contextmanager
        def progress(total):
            said.append(total)
            yield said.append

        draw.draw_all(self.results, self.drawn, "en", 1, progress)
        return said

    def files(self):
        return {path.name for path in self.drawn.iterdir()} - {draw.STAMP}

    def up_to_date(self):
        return draw.up_to_date(self.results, self.drawn, "en")


@pytest.fixture
def stage(tmp_path):
    return Stage(tmp_path)


def job(stage, key="one.icons", rows=ROWS, language="en"):
    stage.store("one", {"icons": rows})
    record = load(stage.results)["one"].figures["icons"]
    return draw.Job(key, record, language, stage.drawn, draw.made_from(record, language))


def test_a_figure_is_drawn_once_and_again_when_its_values_change(stage, monkeypatch):
    stage.store("one", {"icons": ROWS}, {"gaps": [GAP]})
    assert not stage.up_to_date()
    assert stage.draw() == [1, "one.icons"]
    assert stage.files() == {*(f"one.icons.{kind}" for kind in KINDS), "one.gaps.csv"}
    assert stage.up_to_date()

    for path in stage.drawn.iterdir():
        os.utime(path, (LONG_AGO, LONG_AGO))
    assert stage.draw() == [0]
    assert {(stage.drawn / f"one.icons.{kind}").stat().st_mtime for kind in KINDS} == {LONG_AGO}
    monkeypatch.setattr(draw, "ProcessPoolExecutor", Here)

    before = (stage.drawn / "one.icons.svg").read_bytes()
    stage.store("one", {"icons": ROWS[:1]}, {"gaps": [GAP]})
    assert not stage.up_to_date()
    assert stage.draw() == [1, "one.icons"]
    assert (stage.drawn / "one.icons.svg").read_bytes() != before
    assert stage.up_to_date()


def test_what_no_result_wants_is_removed(stage):
    stage.store("one", tables={"gaps": [GAP], "more": [GAP]})
    stage.store("two", tables={"gaps": [GAP]})
    stage.draw()
    (stage.drawn / "one.icons.svg").write_text("of a figure that is gone")
    assert {"one.gaps.csv", "one.more.csv", "two.gaps.csv"} < stage.files()
    (stage.results / "two.json").unlink()
    stage.store("one", tables={"gaps": [GAP]})
    assert not stage.up_to_date()
    assert stage.draw() == [0]
    assert stage.files() == {"one.gaps.csv"}
    assert stage.up_to_date()


@pytest.mark.parametrize(
    "missing", ["one.icons.svg", "one.icons.png", "one.icons.csv", "one.icons.json", "one.gaps.csv"]
)
def test_a_file_that_is_missing_is_made_again(stage, monkeypatch, missing):
    stage.store("one", {"icons": ROWS[:1]}, {"gaps": [GAP]})
    monkeypatch.setattr(draw, "ProcessPoolExecutor", Here)
    stage.draw()
    (stage.drawn / missing).unlink()
    assert not stage.up_to_date()
    stage.draw()
    assert missing in stage.files()
    assert stage.up_to_date()


class Here:
    """A pool that works in this process, which is quicker for one small figure."""

    def __init__(self, workers, mp_context):
        assert workers == 1
        assert mp_context.get_start_method() == "spawn"

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return None

    def submit(self, call, given):
        from concurrent.futures import Future

        future = Future()
        future.set_result(call(given))
        return future


def test_a_broken_note_of_a_drawing_is_no_drawing(stage, monkeypatch):
    stage.store("one", {"icons": ROWS[:1]})
    monkeypatch.setattr(draw, "ProcessPoolExecutor", Here)
    stage.draw()
    (stage.drawn / "one.icons.json").write_text("{", encoding="utf-8")
    assert stage.draw() == [1, "one.icons"]
    (stage.drawn / draw.STAMP).write_text("{", encoding="utf-8")
    assert not stage.up_to_date()


def test_one_drawing_is_four_files_that_agree(stage):
    one = job(stage)
    assert draw.draw_one(one) == "one.icons"
    about = json.loads((stage.drawn / "one.icons.json").read_text(encoding="utf-8"))
    assert about["made_from"] == one.made_from
    assert about["caption"]
    assert len(about["alt"].split()) > 10
    svg = (stage.drawn / "one.icons.svg").read_text(encoding="utf-8")
    assert f'width="{about["width"] * 0.72:g}pt"' in svg
    assert (stage.drawn / "one.icons.png").read_bytes().startswith(b"\x89PNG")
    table = pd.read_csv(stage.drawn / "one.icons.csv")
    assert Language("en").item("chatbots_use") in table.to_string()
    assert stage.files() == {f"one.icons.{kind}" for kind in KINDS}


def test_a_figure_that_cannot_be_drawn_leaves_no_note_that_it_was(stage):
    one = job(stage, rows=[])
    with pytest.raises(InputError, match="no rows"):
        draw.draw_one(one)
    assert not stage.drawn.exists()


def test_the_key_of_a_drawing_is_made_of_values_and_language(stage):
    def key(rows, language="en"):
        return job(stage, rows=rows, language=language).made_from

    same = key(ROWS)
    assert key([dict(row) for row in ROWS]) == same
    changed = [ROWS[0] | {"count_low": 21}, ROWS[1]]
    assert len({same, key(changed), key(ROWS[::-1]), key(ROWS, "fr"), key([])}) == 5


def test_the_key_of_a_drawing_holds_the_name_of_its_function(stage):
    record = job(stage).figure
    assert draw.made_from(record, "en") != draw.made_from(record.model_copy(update={"draw": "shares"}), "en")


def test_every_drawing_of_the_book_has_a_function_and_every_table_a_layout():
    from healthai.figures import FIGURES
    from healthai.tables import LAYOUTS

    stored = (load(paths.BUILD / "editions" / "default" / "results") or load(paths.RESULTS)).values()
    assert {figure.draw for found in stored for figure in found.figures.values()} == set(FIGURES)
    assert {table.layout for found in stored for table in found.tables.values()} == set(LAYOUTS)
