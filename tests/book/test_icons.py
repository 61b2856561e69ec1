"""The icons in use, as a style sheet."""

import re

import pytest

from healthai.book import icons


def test_the_names_of_the_icons_in_use_are_found():
    page = '<i class="fa-solid fa-sun   fa-lg"></i><i class="fas fa-file-pdf"></i><p class="fa-moon">fa-gear</p>'
    assert icons.names([page, '<i class="theme-switch fa-solid fa-bars" data-mode="light">']) == [
        "bars",
        "file-pdf",
        "sun",
    ]


def test_a_style_sheet_holds_the_solid_outline_of_each_icon_and_the_licence():
    sheet = icons.style_sheet(["file", "sun"])
    assert "CC BY 4.0" in sheet
    assert re.findall(r"\.fa-(\w+) \{ --icon: url\('data:image/svg\+xml,<svg [^']+ d=\"M[^']+</svg>'\); \}", sheet) == [
        "file",
        "sun",
    ]
    assert len(sheet) < 5000
    outlined, solid = re.findall(
        r'[{,]file:\[384,512,\[[^]]*\],"f15b","([^"]+)"', (icons.THEME / "fontawesome.js").read_text()
    )
    assert solid in sheet
    assert outlined not in sheet


def test_an_unknown_icon_is_an_error():
    with pytest.raises(KeyError, match="no icon 'tricorn'"):
        icons.style_sheet(["tricorn"])


def test_the_book_has_an_outline_for_each_icon_it_shows_and_no_icon_script(folder):
    static = folder / "_static"
    sheet = (static / "icons.css").read_text(encoding="utf-8")
    shown = icons.names(page.read_text(encoding="utf-8") for page in folder.rglob("*.html"))
    assert len(shown) > 10
    assert re.findall(r"^\.fa-([\w-]+) \{ --icon", sheet, re.MULTILINE) == shown
    assert list(static.rglob("fontawesome*")) == list(static.rglob("*.map")) == []
