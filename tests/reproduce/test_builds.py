"""The whole pipeline on a copy of the project: the same bytes anywhere, nothing made twice, nothing wrong published.

The tests share two built copies (see conftest.py) and stand in the order that needs the fewest builds of the site.
"""

import json
import re

import pytest
from reproducing import changed, contents, worked

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


def test_a_second_start_makes_nothing(copies):
    for copy in copies.values():
        before = copy.states()
        done = copy.make()
        assert done.returncode == 0, done.stderr
        assert worked(done) == []
        assert copy.states() == before


def test_accepted_results_are_no_input(first):
    """`accept` writes data/results/ and nothing else, and the book stays as it is."""
    outside = {n: c for n, c in contents(first.root).items() if not n.startswith("_build/") and "__pycache__" not in n}
    done = first.python("healthai", "accept")
    assert done.returncode == 0, done.stderr
    now = {n: c for n, c in contents(first.root).items() if not n.startswith("_build/") and "__pycache__" not in n}
    names = ["association", "country-profile-fr", "margins", "survey-counts"]
    assert sorted(set(now) - set(outside)) == [f"data/results/{name}.json" for name in names]
    assert {name: now[name] for name in outside} == outside
    assert first.python("healthai", "accept").stdout == "Nothing moved.\n"
    before = first.states()
    done = first.make()
    assert (done.returncode, worked(done)) == (0, [])
    assert first.states() == before


def test_verifying_executes_anew_and_names_what_differs(first):
    published = first.root / "data" / "results" / "margins.json"
    good = published.read_text(encoding="utf-8")
    wrong = json.loads(good)
    wrong["results"]["numbers"]["pairs"]["value"] += 1
    published.write_text(json.dumps(wrong), encoding="utf-8")
    done = first.python("healthai", "verify")
    published.write_text(good, encoding="utf-8")
    assert done.returncode == 1
    assert len(re.findall(r"^verify \d/4 ", done.stderr, re.MULTILINE)) == 4
    told = [line for line in done.stderr.splitlines() if "→" in line]
    pairs = json.loads(good)["results"]["numbers"]["pairs"]["value"]
    assert told == [f"  margins.results.numbers.pairs.value: {pairs + 1} → {pairs}"]


def test_a_changed_sentence_changes_its_page_and_runs_nothing(first):
    before, site = first.states(), contents(first.site / "en")
    with changed(first.root / "book" / "limits.md", lambda text: f"{text}\n{SENTENCE}\n"):
        done = first.make()
    assert done.returncode == 0, done.stderr
    assert worked(done) == []
    after = first.states()
    same = [name for name in before if not name.startswith(("site/", "editions/default/source/limits"))]
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    now = contents(first.site / "en")
    pages = {name for name, content in now.items() if name.endswith(".html") and content != site[name]}
    assert pages == {"limits.html"}
    assert SENTENCE in now["limits.html"].decode()


@pytest.mark.parametrize("state", ["warm", "cold"])
def test_an_unknown_key_stops_the_build_and_the_earlier_site_stays(first, state):
    """Warm with the pages that Sphinx has read before; the failure clears them, so the second build is cold."""
    site = contents(first.site)
    worked_in = first.edition / "book" / "en"
    assert worked_in.exists() == (state == "warm")
    page = first.root / "book" / "limits.md"
    with changed(page, lambda text: f"{text}\nIt is {{result}}`{UNKNOWN}`.\n"):
        line = len(page.read_text(encoding="utf-8").splitlines())
        done = first.make()
    assert done.returncode != 0
    assert f"book/limits.md, line {line}: there is no number '{UNKNOWN}' (did you mean '{NEAR}'" in (
        done.stdout + done.stderr
    ).replace(str(first.root) + "/", "")
    assert "Traceback" not in done.stdout + done.stderr
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
    message = done.stdout + done.stderr
    assert re.search(rf"book/association\.md, line \d+: there is no number '{re.escape(NEAR)}'", message)
    assert contents(second.site) == site
