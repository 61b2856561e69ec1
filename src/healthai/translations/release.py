"""What keeps a language of the book from being released: told in one message, or counted while it is made."""

import json
from collections.abc import Iterator

from healthai.editions import DEFAULT, LANGUAGES, Edition
from healthai.errors import InputError
from healthai.run import plan
from healthai.translations import checks, messages
from healthai.translations.sources import sources

MOST_SHOWN = 40


def check(edition: Edition, language: str, release: bool) -> None:
    """Look whether all that the built pages say is translated.

    Parameters
    ----------
    edition : Edition
        An edition of a reader's own may say what no catalogue knows; it is never a release.
    language : str
    release : bool
        Whether to refuse what is not complete. Otherwise one line says how much is missing.

    Raises
    ------
    InputError
        In a release, when a string is missing, fuzzy, or has lost a role, a placeholder or a link.
    """
    if language == LANGUAGES[0] or not (found := list(_problems(edition, language))):
        return
    if release and edition.name == DEFAULT:
        more = len(found) - MOST_SHOWN
        raise InputError([*found[:MOST_SHOWN], *([f"and {more} more"] if more > 0 else []), "Run 'make translations'."])
    print(
        f"{language}: {len(found)} strings are missing, fuzzy or faulty; 'make translations' brings catalogues in step."
    )


def _problems(edition: Edition, language: str) -> Iterator[str]:
    catalogues = checks.all_of(language)
    yield from checks.problems(language, catalogues)
    for name, said in messages.of_package(language).items():
        known = catalogues.get(name, ())
        yield from (f"{language}/{name}.po: not in it: {checks.short(words)}" for words in said if words not in known)
    listed = {" ".join(words.split()) for catalogue in catalogues.values() for words in checks.missing(catalogue)}
    pages = json.loads(edition.untranslated(language).read_text(encoding="utf-8"))
    about = sources(plan.read(edition)) if pages else {}
    for page, said in pages.items():
        new = [words for words in dict.fromkeys(said) if about[page].general(words) not in listed]
        yield from (f"page {page}: in no catalogue: {checks.short(words)}" for words in new)
