"""The last touch on each page: valid tables, sized pictures, named controls, only what the page uses."""

from dataclasses import dataclass

from healthai.book import finish
from healthai.language import Language

SVG = '<?xml version="1.0"?>\n<svg width="72pt" height="36pt" viewBox="0 0 72 36" xmlns="http://www.w3.org/2000/svg"/>'


@dataclass(frozen=True)
class Asset:
    filename: str | None


def test_tables_of_notebooks_lose_their_styles_and_have_no_empty_header():
    body = (
        "<div>\n<style scoped>\n .dataframe {color: red}\n</style>\n<table><tr><th></th><th>n</th></tr></table></div>"
    )
    assert finish.tables(body) == "<div>\n<table><tr><td></td><th>n</th></tr></table></div>"


def test_references_are_items_of_their_list():
    assert (
        finish.references('<div class="citation" role="doc-biblioentry">') == '<div class="citation" role="listitem">'
    )


def test_drawings_have_their_size_and_all_but_the_first_load_late(tmp_path):
    (tmp_path / "a.svg").write_text(SVG)
    image = '<img alt="A drawing" src="../_images/a.svg" style="width: 560px;" />'
    first, second = finish.pictures(image + image, tmp_path).split("/><")
    assert first == '<img alt="A drawing" src="../_images/a.svg" width="560" height="280" '
    assert second == 'img alt="A drawing" src="../_images/a.svg" width="560" height="280" loading="lazy" />'


def test_a_picture_that_is_no_drawing_keeps_what_it_has(tmp_path):
    assert (
        finish.pictures('<img src="b.png" style="width: 9px;">', tmp_path) == '<img src="b.png" style="width: 9px;" />'
    )


def test_what_unfolds_the_contents_has_a_name():
    contents = '<li><a href="profiles.html">Profiles</a><details open="open"><summary><i></i></summary></details></li>'
    found = finish.named_folds(contents, Language("en"))
    assert '<details open="open"><summary aria-label="Pages under “Profiles”"><i>' in found


def test_scripts_and_styles_are_loaded_only_where_they_are_used():
    assets = [Asset("book.js"), Asset("copybutton.js"), Asset("design-tabs.js"), Asset("mystnb.1b.css"), Asset(None)]
    names = lambda body: [asset.filename for asset in finish.used(assets, body)]  # noqa: E731
    assert names("<p>Words</p>") == ["book.js"]
    assert names("<pre>code</pre>") == ["book.js", "copybutton.js"]
    assert names('<div class="cell docutils">') == ["book.js", "mystnb.1b.css"]
