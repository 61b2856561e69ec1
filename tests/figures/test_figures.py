"""What holds for every figure: texts, bytes, room for words, plain language."""

import hashlib
import json
import os
import re
import subprocess
import sys

import matplotlib
import pytest
from matplotlib.figure import Figure

from healthai.errors import InputError
from healthai.figures import FIGURES, Drawing, draw, save

from .inspecting import misplaced

NAMES = tuple(FIGURES)
LANGUAGES = ("en", "fr", "longer")

DIGESTS = """
import hashlib, json, sys, matplotlib
from pathlib import Path
from healthai.figures import draw, save
from healthai.language import Language
print(*(module for module in ("seaborn", "matplotlib.pyplot") if module in sys.modules))
matplotlib.rcParams.update({"font.size": 23, "lines.linewidth": 9, "svg.hashsalt": "theirs"})
values, out = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
out.mkdir()
for name in values:
    save(draw(name, values[name], Language("en")).figure, out / "a.svg", out / "a.png")
    print(name, *(hashlib.sha256((out / f"a.{kind}").read_bytes()).hexdigest() for kind in ("svg", "png")))
"""


@pytest.fixture(scope="module")
def elsewhere(values, tmp_path_factory):
    """Start a process with other settings that draws and saves every figure; the tests meanwhile go on."""
    folder = tmp_path_factory.mktemp("elsewhere")
    stored = folder / "values.json"
    stored.write_text(json.dumps(values))
    return subprocess.Popen(
        [sys.executable, "-c", DIGESTS, stored, folder / "out"],
        env={**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo"},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def drawings(values, languages, elsewhere):
    return {(name, code): draw(name, values[name], languages[code]) for name in NAMES for code in LANGUAGES}


def test_every_figure_has_values_to_be_tested_with(values):
    assert set(values) == set(FIGURES)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_what_it_finds_and_what_is_seen(drawings, name):
    drawing = drawings[name, "en"]
    assert 15 <= len(drawing.caption.split()) <= 90
    assert 40 <= len(drawing.alt.split()) <= 110
    assert re.search(r"\d", drawing.caption)
    assert re.search(r"\d", drawing.alt)
    assert not re.search(r"[{}]|\bnan\b|None", drawing.caption + drawing.alt)


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_claims_a_cause(drawings, name):
    causal = r"\b(caus|effect of|affect|lead|driv|improv|boost|rais|increas|reduc|due to|because|thanks)\w*"
    label = r"“[^”]*”"  # the labels of items are the publisher's words
    words = re.sub(label, "", drawings[name, "en"].caption)
    assert not re.search(causal, words, flags=re.IGNORECASE)


@pytest.mark.parametrize("name", NAMES)
def test_the_download_has_labels_and_headings_for_people(drawings, name):
    data = drawings[name, "en"].data
    assert len(data) > 0
    assert not [heading for heading in data.columns if "_" in heading]
    assert data.columns.is_unique
    cells = data.select_dtypes(exclude="number").to_numpy().ravel()
    assert not [cell for cell in cells if isinstance(cell, str) and "_" in cell]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_words_stay_on_the_figure_and_apart(drawings, name, code):
    assert misplaced(drawings[name, code].figure) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_fits_a_phone(drawings, name):
    figure = drawings[name, "en"].figure
    width, height = figure.get_size_inches()
    pixels = [t.get_fontsize() / 72 * 360 / width for ax in figure.axes for t in ax.texts if t.get_text()]
    assert min(pixels) > 7.5
    assert height < 3 * width


def test_files_are_the_same_bytes_in_every_process(values, english, elsewhere, tmp_path):
    here = [_digests(name, values, english, tmp_path) for name in values]
    slow_modules, *there = elsewhere.communicate()[0].splitlines()
    assert there == here
    assert slow_modules == "", "importing the figures must not import these"


def test_a_figure_drawn_and_saved_again_is_the_same(values, english, tmp_path):
    assert _digests("icons", values, english, tmp_path) == _digests("icons", values, english, tmp_path)


def _digests(name, values, language, folder):
    svg, png = folder / "a.svg", folder / "a.png"
    save(draw(name, values[name], language).figure, svg, png)
    assert b"<dc:date>" not in svg.read_bytes()
    return " ".join((name, *(hashlib.sha256(file.read_bytes()).hexdigest() for file in (svg, png))))


def test_drawing_leaves_no_trace_in_the_settings_of_the_process(values, english):
    before = dict(matplotlib.rcParams)
    draw("icons", values["icons"], english)
    assert dict(matplotlib.rcParams) == before


def test_an_unknown_figure_is_named_with_near_ones(english):
    with pytest.raises(InputError, match=r"no figure 'share' \(did you mean 'shares'"):
        draw("share", [], english)


@pytest.mark.parametrize("rows", [[], {"method": "spearman", "level": 0.95, "rows": []}])
def test_values_without_rows_are_refused(english, rows):
    with pytest.raises(InputError, match="no rows"):
        draw("associations", rows, english)


@pytest.mark.parametrize(("caption", "alt", "missing"), [("", "seen", "caption"), ("found", " ", "alt")])
def test_a_drawing_without_its_texts_is_refused(caption, alt, missing):
    with pytest.raises(InputError, match=f"without {missing} text"):
        Drawing(Figure(), None, caption, alt)
