"""What is collected: words that code marks, texts of the data that a language has no column for, one place each."""

from collections import Counter

import pytest

from healthai import data
from healthai.translations import messages
from healthai.translations.catalogues import merged
from healthai.translations.sources import Source


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('language.text("{k} of {n}", k=1)', ["{k} of {n}"]),
        ('WORDS = {"a": N_("first"), "b": N_("sec" "ond")}', ["first", "second"]),
        ('lang.text("yes" if row["note"] else "no")', ["yes", "no"]),
        ('language.text(row["definition"])', []),
        ('sheet.axes.text(x, y, "label")', []),
        ('text("a", language.text("b"))', ["a", "b"]),
        ("print(1)", []),
    ],
)
def test_words_marked_in_code(code, found):
    assert list(messages.in_python(code)) == found


def test_every_message_of_the_package_is_in_one_catalogue():
    found = messages.of_package("fr")
    assert sorted(found) == [f"package/{part}" for part in ("book", "data", "figures", "tables", "words")]
    assert all(len(words) > 20 for words in found.values())
    often = Counter(message for words in found.values() for message in words)
    assert [message for message, times in often.items() if times > 1] == []


def test_texts_with_a_column_of_the_language_need_no_catalogue():
    label = data.load("indicators")["label_en"].iloc[0]
    assert label not in messages.of_package("fr")["package/data"]
    assert label in messages.of_package("eo")["package/data"]


def test_pages_of_one_source_share_a_catalogue(tmp_path):
    for code in ("AT", "BE"):
        text = (
            f'msgid ""\nmsgstr ""\n\nmsgid "In {{country}}`{code}`, so"\nmsgstr ""\n\nmsgid "Only {code}"\nmsgstr ""\n'
        )
        (tmp_path / f"{code}.pot").write_text(text, encoding="utf-8")
    about = {code: Source("country", "country.md", {"`%iso2%`": f"`{code}`"}) for code in ("AT", "BE")}
    about["new"] = Source("new", "new.md")
    found = messages.of_pages(tmp_path, about)
    assert found == {
        "country": {
            "In {country}`%iso2%`, so": ["country.md"],
            "Only AT": ["country.md"],
            "Only BE": ["country.md"],
        },
        "new": {},
    }


def test_the_memory_keeps_what_is_said_in_one_way_only():
    one, other = merged(None, {"a": [], "b": [], "c": []}, {}), merged(None, {"a": [], "b": []}, {})
    for catalogue, message, string in ((one, "a", "A"), (other, "a", "A"), (one, "b", "B"), (other, "b", "Bé")):
        catalogue[message].string = string
    assert messages.memory([one, other]) == {"a": "A"}
