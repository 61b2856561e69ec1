"""The whole pipeline on a copy of the project: the same bytes anywhere, nothing made twice, nothing wrong published.

The tests share two built copies (see conftest.py) and stand in the order that needs the fewest builds of the site.
"""

import json
import re
import shutil

import pytest
from reproducing import changed, contents, worked
from tests.translations import pseudo

from healthai import paths

SENTENCE = "This sentence is new."
UNKNOWN = "association.spearman_ai_ent_any_wgi_gee"
NEAR = "association.spearman_ai_ent_any_wgi_ge"


def test_two_builds_are_equal_to_the_byte(copies):
    first, second = (contents(copy.site) for copy in copies.values())
    assert "en/index.html" in first
    assert "en/countries/fr.html" in first
    assert len(first) > 50
    assert sorted(first) == sorted(second)
    assert [name for name, content in first.items() if content != second[name]] == []


def test_runs_are_equal_to_the_byte_with_one_worker_and_with_two(copies):
    for name in ("executed", "results", "drawn"):
        first, second = (contents(copy.edition / name) for copy in copies.values())
        assert len(first) >= 4
        assert first == second


def test_no_page_names_the_machine_that_built_it(copies):
    for copy in copies.values():
        places = [str(copy.root).encode(), str(copy.root.parent).encode()]
        assert [name for name, content in contents(copy.site).items() if any(p in content for p in places)] == []


def test_a_second_start_makes_nothing(first):
    before = first.states()
    done = first.make()
    assert done.returncode == 0, done.stderr
    assert worked(done) == []
    assert first.states() == before


def test_a_start_that_looks_into_every_file_makes_nothing(first):
    (first.edition / "complete.stamp").unlink()
    before = first.states()
    done = first.make()
    assert (done.returncode, worked(done)) == (0, [])
    assert first.states() == before


def test_accepted_results_are_an_input_of_the_page_on_verification_alone(first):
    """`accept` writes data/results/ and nothing else; that page says whether the book shows what is accepted."""
    outside = {n: c for n, c in contents(first.root).items() if not n.startswith("_build/") and "__pycache__" not in n}
    done = first.python("healthai", "accept")
    assert done.returncode == 0, done.stderr
    now = {n: c for n, c in contents(first.root).items() if not n.startswith("_build/") and "__pycache__" not in n}
    made = sorted(set(now) - set(outside))
    assert made == [f"data/results/{path.name}" for path in sorted((first.edition / "results").glob("*.json"))]
    assert len(made) >= 4
    assert {name: now[name] for name in outside} == outside
    assert first.python("healthai", "accept").stdout == "Nothing moved.\n"
    before, site = first.states(), contents(first.site / "en")
    done = first.make()
    assert (done.returncode, worked(done)) == (0, [])
    anew = {name for name, state in first.states().items() if state != before[name] and not name.startswith("site/")}
    assert anew == {"editions/default/source/en/_extra/records.json"}
    assert changed_pages(site, contents(first.site / "en")) == {"verification.html"}


def changed_pages(before, now):
    """Return the pages that say something else.

    A first build does not know the checksum of one style sheet yet, a later one writes it behind the name.
    """
    bare = {name: re.sub(rb"\?v=[0-9a-f]+", b"", content) for name, content in before.items()}
    return {n for n, c in now.items() if n.endswith(".html") and re.sub(rb"\?v=[0-9a-f]+", b"", c) != bare[n]}


def test_a_changed_sentence_changes_its_page_and_runs_nothing(first):
    before, site = first.states(), contents(first.site / "en")
    with changed(first.root / "book" / "limits.md", lambda text: f"{text}\n{SENTENCE}\n"):
        done = first.make()
    assert done.returncode == 0, done.stderr
    assert worked(done) == []
    after = first.states()
    same = [name for name in before if not name.startswith(("site/", "editions/default/source/en/limits."))]
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    now = contents(first.site / "en")
    assert changed_pages(site, now) == {"limits.html"}
    assert SENTENCE in now["limits.html"].decode()


@pytest.mark.parametrize("state", ["warm", "cold"])
def test_an_unknown_key_stops_the_build_and_the_earlier_site_stays(first, state):
    """Warm: Sphinx keeps what it has read of the other pages; cold: it reads all of them."""
    site = contents(first.site)
    if state == "cold":
        shutil.rmtree(first.edition / "book", ignore_errors=True)
    page = first.root / "book" / "limits.md"
    with changed(page, lambda text: f"{text}\nIt is {{result}}`{UNKNOWN}`.\n"):
        line = len(page.read_text(encoding="utf-8").splitlines())
        done = first.make()
    assert done.returncode != 0
    said = done.stderr.splitlines()
    assert said[0] == "The en book does not build:"
    assert said[1].startswith(f"book/limits.md, line {line}: there is no number '{UNKNOWN}' (did you mean '{NEAR}'")
    assert len(said) == 2
    assert contents(first.site) == site


def test_a_key_that_is_gone_from_the_results_stops_a_build_in_which_no_page_changed(copies):
    second = copies["second"]
    site = contents(second.site)
    stored = second.edition / "results" / "association.json"

    def without(text):
        found = json.loads(text)
        del found["results"]["numbers"][NEAR.partition(".")[2]]
        return json.dumps(found)

    with changed(stored, without):
        done = second.make()
    assert done.returncode != 0
    assert re.search(rf"^book/association\.md, line \d+: there is no number '{re.escape(NEAR)}'", done.stderr, re.M)
    assert contents(second.site) == site


def test_another_language_needs_only_catalogues_and_executes_nothing(first):
    """A language that nobody speaks, so that every word without a catalogue shows."""
    english = paths.LOCALES / "fr" / "LC_MESSAGES"
    computed = {n: s for n, s in first.states().items() if "/executed/" in n or "/results/" in n or "/drawn/" in n}
    pseudo.write_catalogues(first.root / "book" / "locales", english)
    done = first.make()
    assert done.returncode == 0, done.stderr
    assert re.findall(r"^run .*", done.stderr, re.M) == []
    assert {name: state for name, state in first.states().items() if name in computed} == computed
    assert f"{pseudo.CODE}:" not in done.stdout, "nothing is missing"
    pages = {p.relative_to(first.site / pseudo.CODE): p for p in sorted((first.site / pseudo.CODE).rglob("*.html"))}
    pages = {name: path for name, path in pages.items() if name.parts[0] != "_static"}
    assert {str(name) for name in pages} > {"index.html", "countries/fr.html", "notebooks/association.html"}
    vocabulary = pseudo.words(english)
    assert len(vocabulary) > 1000
    found = {
        str(name): pseudo.untranslated(path.read_text(encoding="utf-8"), name.with_suffix("").as_posix(), vocabulary)
        for name, path in pages.items()
    }
    assert {name: words for name, words in found.items() if words} == {}
    assert f'hreflang="{pseudo.CODE}"' in (first.site / "en" / "limits.html").read_text(encoding="utf-8")
