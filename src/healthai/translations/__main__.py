"""`make translations`: collect what readers see, bring every language's catalogues in step, and list what is missing.

``python -m healthai.translations check fr association package/figures`` lists the problems of some catalogues, or of
all, without collecting anything.
"""

import sys

from healthai import paths
from healthai.editions import LANGUAGES, Edition
from healthai.errors import InputError
from healthai.files import write
from healthai.run import plan
from healthai.translations import checks, messages
from healthai.translations.catalogues import as_file, merged, of
from healthai.translations.sources import sources


def update() -> None:
    """Bring the catalogues of every language in step with what the book says, and report on them."""
    about = sources(plan.read())
    of_pages = messages.of_pages(messages.templates(Edition()), about)
    for language in LANGUAGES[1:]:
        wanted = of_pages | messages.of_package(language)
        known = checks.all_of(language)
        memory = messages.memory(known.values())
        for name, found in wanted.items():
            write(of(name, language), as_file(merged(known.get(name), found, memory), name, language))
        for name in set(known) - set(wanted):
            of(name, language).unlink()
        print(report(language))


def report(language: str) -> str:
    """Return a line for each catalogue that is not complete, and their sum."""
    known = checks.all_of(language)
    lines, sums = [], [0, 0, 0]
    for name, catalogue in known.items():
        counts = [len(catalogue), len(checks.missing(catalogue)), len(checks.fuzzy(catalogue))]
        sums = [a + b for a, b in zip(sums, counts, strict=True)]
        lines += [_line(f"{language}/{name}", *counts)] if any(counts[1:]) else []
    return "\n".join([*lines, _line(f"{language}, all catalogues", *sums)])


def _line(name: str, messages: int, missing: int, fuzzy: int) -> str:
    return f"{name:36} {messages:5} messages, {missing:5} not translated, {fuzzy:4} fuzzy"


def check(language: str, names: list[str]) -> None:
    """Raise InputError with every problem of the named catalogues of a language, or of all of them."""
    known = checks.all_of(language)
    unknown = [name for name in names if name not in known]
    if not known or unknown:
        raise InputError(f"there is no catalogue {', '.join(unknown) or 'in ' + paths.shown(paths.LOCALES / language)}")
    if found := list(checks.problems(language, known, names)):
        raise InputError(found)


def main(arguments: list[str]) -> int:
    """Run a command; a wrong input ends in its message and status 1."""
    try:
        match arguments:
            case []:
                update()
            case ["check", language, *names]:
                check(language, names)
            case _:
                raise InputError("expected nothing, or: check <language> [catalogue ...]")
    except InputError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
