"""Every link and anchor of every built page leads somewhere, and every page has one title."""

import pytest

from . import links

SOUND = '<h1 id="top">A</h1><a href="b.html#end">b</a><a href="#top">up</a><a href="https://other.example/">other</a>'
OTHER = '<h1>B</h1><p id="end">End</p><a href="b.html?q=a">itself</a><img src="deep/c%20d.svg">'


@pytest.fixture
def site(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c d.svg").write_text("<svg/>")
    (tmp_path / "b.html").write_text(OTHER)
    return tmp_path


def test_the_book_has_no_broken_link(folder):
    assert links.faults(folder) == []


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (SOUND, None),
        ('<h1>A</h1><a href="missing.html">x</a>', "missing.html leads nowhere"),
        ('<h1>A</h1><a href="deep">x</a>', "deep leads nowhere"),
        ('<h1>A</h1><a href="../../etc/passwd">x</a>', "../../etc/passwd leads nowhere"),
        ('<h1>A</h1><a href="b.html#start">x</a>', "b.html#start has no such place"),
        ('<h1>A</h1><a href="#start">x</a>', "#start has no such place"),
        ('<h1>A</h1><script src="gone.js"></script>', "gone.js leads nowhere"),
        ("<h2>A</h2>", "0 headings of the first level"),
        ("<h1>A</h1><h1>A</h1>", "2 headings of the first level"),
    ],
)
def test_faults_are_found(site, page, fault):
    (site / "a.html").write_text(page)
    assert links.faults(site.resolve()) == ([f"a.html: {fault}"] if fault else [])
