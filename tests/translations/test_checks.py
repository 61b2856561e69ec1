"""What a translation must not lose or make up."""

import pytest
from babel.messages.catalog import Catalog, Message

from healthai.translations import checks

SOUND = [
    ("{k} of {n}", "{k} sur {n}"),
    ("{k} of {n}", "sur {n}, {k}"),
    ("{name}", "{name}, oui, {name}"),
    ("See {result}`a.b` in {doc}`page`.", "Dans {doc}`page`, voir {result}`a.b`."),
    ("See {doc}`the page <page>`.", "Voir {doc}`la page <page>`."),
    ("[the counts](margins.md) of `code`", "[les effectifs](margins.md) de `code`"),
    ("**Bold** `%iso2%`: %values%", "**Gras** `%iso2%` : %values%"),
    ("{estimate}`a.b` and {k}", "{k} et {estimate}`a.b`"),
]
WRONG = [
    ("{k} of {n}", "{k} sur {N}", ["placeholder {n} is missing", "placeholder {N} is not in the source"]),
    ("{k} of", "{} sur", ["placeholder {k} is missing", "placeholder {} is not in the source"]),
    ("{result}`a.b`", "{result}`a.c`", ["role {result}a.b is missing", "role {result}a.c is not in the source"]),
    ("{result}`a.b`", "{estimate}`a.b`", ["role {result}a.b is missing", "role {estimate}a.b is not in the source"]),
    ("{result}`a.b`, {result}`a.b`", "{result}`a.b`", ["role {result}a.b is missing"]),
    ("{doc}`x <page>`", "{doc}`x <autre>`", ["role {doc}page is missing", "role {doc}autre is not in the source"]),
    ("[a](b.md)", "[a](c.md)", ["link b.md is missing", "link c.md is not in the source"]),
    ("`code`", "code", ["code `code` is missing"]),
    ("%values%", "%valeurs%", ["placeholder %values% is missing", "placeholder %valeurs% is not in the source"]),
    ("**bold**", "gras", ["bold ** is missing"]),
    (
        "https://who.int/a",
        "https://who.int/b",
        ["address https://who.int/a is missing", "address https://who.int/b is"],
    ),
]


@pytest.mark.parametrize(("source", "translation"), SOUND)
def test_what_is_kept_may_move(source, translation):
    assert checks.faults(Message(source, translation)) == []


@pytest.mark.parametrize(("source", "translation", "told"), WRONG)
def test_what_is_lost_or_made_up_is_named(source, translation, told):
    found = checks.faults(Message(source, translation))
    assert len(found) == len(told)
    assert all(one.startswith(start) for one, start in zip(found, told, strict=True))


def test_problems_name_catalogue_and_message():
    catalogue = Catalog()
    catalogue.add("One", "Un")
    catalogue.add("Two", "")
    catalogue.add("Three", "Trois", flags={"fuzzy"})
    catalogue.add("{k} of {n}, and a long message that goes on and on, so that nobody would read its end", "{k}")
    assert list(checks.problems("fr", {"package/words": catalogue})) == [
        'fr/package/words.po: not translated: "Two"',
        'fr/package/words.po: fuzzy: "Three"',
        "fr/package/words.po: placeholder {n} is missing: "
        '"{k} of {n}, and a long message that goes on and on, so that nobody would read..."',
    ]
    assert list(checks.problems("fr", {"a": Catalog(), "package/words": catalogue}, ["a"])) == []
