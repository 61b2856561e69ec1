"""What the search knows of the entries of the pages."""

import json

import pytest

LISTED = "# Index\n\n```{indicators} adoption\n```\n"
TERMS = "# Words\n\n```{glossary}\nproxy\n  In place of another.\n```\n"


@pytest.fixture
def search(project):
    """Build a project with this index; return what its search knows."""

    def build(**pages):
        project.pages(**pages)
        built = project.build()
        assert built.warnings == ""
        words = (built.out / "searchindex.js").read_text(encoding="utf-8")
        return json.loads(words.removeprefix("Search.setIndex(").removesuffix(")"))

    return build


def hits(found):
    """Return each object of the search: its name, the name of its kind, its page and its anchor."""
    for prefix, entries in found["objects"].items():
        for page, kind, _, anchor, name in entries:
            _, key, shown = found["objnames"][str(kind)]
            whole = f"{prefix}.{name}".lstrip(".")
            yield whole, shown, found["docnames"][page], f"{key}-{whole}" if anchor == "-" else anchor


def test_an_indicator_is_found_by_name_and_code_at_its_anchor(search):
    name = "Enterprises using at least one AI technology ai_ent_any"
    assert (name, "Indicator", "index", "ai-ent-any") in set(hits(search(index=LISTED)))


def test_a_term_of_the_glossary_is_found(search):
    assert list(hits(search(index="# Index\n", words=TERMS))) == [("proxy", "Glossary term", "words", "term-proxy")]


def test_what_a_page_no_longer_lists_is_forgotten_and_other_pages_keep_theirs(search):
    assert len(list(hits(search(index=LISTED, words=TERMS)))) > 2
    assert [page for *_, page, _ in hits(search(index="# Index\n", words=TERMS))] == ["words"]


def test_a_warm_build_knows_what_a_cold_one_knew(search):
    cold = search(index="# Index\n", words=TERMS)
    assert search(index="# Index again\n", words=TERMS)["objects"] == cold["objects"]
    assert cold["indexentries"] == {}, "they would be lost by a warm build"


def test_the_index_has_the_terms_all_the_same(search, project):
    search(index="# Index\n", words=TERMS)
    assert "words.html#term-proxy" in (project.folder / "html" / "genindex.html").read_text(encoding="utf-8")


def test_entries_of_pages_read_in_parallel_are_found(project):
    project.pages(index="# Index\n", **{f"page{n}": f"# {n}\n\n```{{indicators}} ehealth\n```\n" for n in range(8)})
    built = project.build(parallel=2)
    noted = built.env.domains["entry"].data["noted"]
    assert sorted(noted) == [f"page{n}" for n in range(8)]
    assert all(entries == noted["page0"] for entries in noted.values())
