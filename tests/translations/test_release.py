"""A release says nothing untranslated; while the book is made, one line says how much is missing."""

import json

import pytest

from healthai import paths
from healthai.editions import Edition
from healthai.errors import InputError
from healthai.translations import messages, release
from healthai.translations.catalogues import as_file, merged, of

from . import pseudo


@pytest.fixture
def edition(tmp_path, monkeypatch):
    """A complete language, of the package alone, whose pages have just been built."""
    monkeypatch.setattr(paths, "LOCALES", tmp_path / "locales")
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")
    for name, found in messages.of_package(pseudo.CODE).items():
        write(name, found, {message: pseudo.said(message) for message in found})
    write("limits", {"The first": ["limits.md"], "The second": ["limits.md"]}, {"The first": "Á", "The second": "B"})
    made = Edition()
    built(made, {})
    return made


def write(name, found, translations):
    path = of(name, pseudo.CODE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(as_file(merged(None, found, translations), name, pseudo.CODE), encoding="utf-8")


def built(edition, untranslated):
    path = edition.untranslated(pseudo.CODE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(untranslated), encoding="utf-8")


def refused(edition):
    with pytest.raises(InputError) as error:
        release.check(edition, pseudo.CODE, release=True)
    return error.value.problems


def test_a_complete_language_passes(edition, capsys):
    release.check(edition, pseudo.CODE, release=True)
    assert capsys.readouterr().out == ""


def test_a_missing_string_stops_a_release_and_is_counted_otherwise(edition, capsys):
    write("limits", {"The first": ["limits.md"], "The second": ["limits.md"]}, {"The first": "Á"})
    built(edition, {"limits": ["The second"]})
    assert refused(edition) == ['eo/limits.po: not translated: "The second"', "Run 'make translations'."]
    release.check(edition, pseudo.CODE, release=False)
    assert capsys.readouterr().out.startswith("eo: 1 strings are missing, fuzzy or faulty")


def test_a_sentence_that_no_catalogue_has_stops_a_release(edition):
    built(edition, {"limits": ["A new sentence."]})
    assert refused(edition)[0] == 'page limits: in no catalogue: "A new sentence."'


def test_a_word_of_the_package_that_no_catalogue_has_stops_a_release(edition):
    of("package/words", pseudo.CODE).unlink()
    problems = refused(edition)
    assert problems[0].startswith("eo/package/words.po: not in it: ")
    assert problems[-2].endswith(" more")


def test_an_edition_of_a_readers_own_is_never_refused(edition, capsys):
    own = Edition("mine", {"association": {"method": "kendall"}})
    built(own, {"limits": ["A new sentence."]})
    release.check(own, pseudo.CODE, release=True)
    assert "1 strings" in capsys.readouterr().out


def test_the_language_of_the_sources_needs_no_catalogue(edition):
    release.check(edition, "en", release=True)
