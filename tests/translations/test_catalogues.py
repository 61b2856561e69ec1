"""Catalogues: what is translated is kept, what has gone is dropped, and the file says nothing of its making."""

import pytest

from healthai.translations.catalogues import as_file, merged, read

FILE = """# page: fr. Made by `make translations`; fill in the msgstr and nothing else.
msgid ""
msgstr ""
"Language: fr\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

#: book/page.md
msgid "The counts of the survey, as published"
msgstr "Les effectifs publiés"

#: book/page.md
msgid "A 95% interval"
msgstr ""

"""
MESSAGES = {"The counts of the survey, as published": ["book/page.md"], "A 95% interval": ["book/page.md"]}


@pytest.fixture
def old(tmp_path):
    path = tmp_path / "page.po"
    path.write_text(FILE, encoding="utf-8")
    return read(path)


def strings(catalogue):
    return {message.id: (message.string or "", message.fuzzy) for message in catalogue if message.id}


def test_what_has_not_changed_is_written_as_it_was(old):
    assert as_file(merged(old, MESSAGES, {}), "page", "fr") == FILE


def test_a_file_is_the_same_however_long_its_lines_were(old, tmp_path):
    wrapped = FILE.replace('msgstr "Les effectifs publiés"', 'msgstr ""\n"Les effectifs "\n"publiés"')
    path = tmp_path / "wrapped.po"
    path.write_text(wrapped, encoding="utf-8")
    assert as_file(merged(read(path), MESSAGES, {}), "page", "fr") == FILE


def test_a_message_that_has_gone_is_dropped(old):
    kept = merged(old, {"A 95% interval": ["book/page.md"]}, {})
    assert strings(kept) == {"A 95% interval": ("", False)}
    assert "#~" not in as_file(kept, "page", "fr")


def test_a_message_that_changed_a_little_keeps_its_translation_as_a_guess(old):
    now = merged(old, {"The counts of the survey as published": ["book/page.md"]}, {})
    assert strings(now) == {"The counts of the survey as published": ("Les effectifs publiés", True)}
    again = merged(now, {"The counts of the survey as published": ["book/page.md"]}, {})
    assert as_file(again, "page", "fr") == as_file(now, "page", "fr")


def test_an_old_message_without_a_translation_gets_no_guess(old):
    messages = MESSAGES | {"A 90% interval": ["book/page.md"]}
    old["A 95% interval"].string = "Un intervalle à 95 %"
    assert strings(merged(old, messages, {}))["A 90% interval"] == ("Un intervalle à 95 %", True)
    old.add("A 90% interval", "")
    assert strings(merged(old, messages, {}))["A 90% interval"] == ("", False)


def test_what_is_translated_elsewhere_is_taken_over(old):
    memory = {"A 95% interval": "Un intervalle à 95 %", "The counts of the survey, as published": "Autrement"}
    assert strings(merged(old, MESSAGES, memory)) == {
        "The counts of the survey, as published": ("Les effectifs publiés", False),
        "A 95% interval": ("Un intervalle à 95 %", False),
    }


def test_a_language_begins_without_a_file(tmp_path):
    assert strings(read(tmp_path / "none.po")) == {}
    assert strings(merged(None, MESSAGES, {})) == dict.fromkeys(MESSAGES, ("", False))
