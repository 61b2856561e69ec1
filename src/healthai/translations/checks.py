"""Whether a catalogue can be published: nothing missing, nothing guessed, and no role, placeholder or link lost."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from healthai import paths
from healthai.translations.catalogues import read

# What a translation repeats to the letter, as often as the source has it. A role hides its content from the others.
# Of a role with words of its own, {doc}`words <target>`, the target.
KEPT = {
    "role": re.compile(r"(\{[a-z]+(?::[a-z]+)*\})`(?:[^`<]*<(?=[^`<]+>`))?([^`<>]*)>?`"),
    "code": re.compile(r"`[^`]*`"),
    "link": re.compile(r"\]\(([^)\s]+)\)"),
    "address": re.compile(r"https?://[^\s)>]+"),
    "placeholder": re.compile(r"%\w+%"),
    "bold": re.compile(r"\*\*"),
}
FIELD = re.compile(r"\{[^{}`\s]*\}")  # filled by name: may stand more often than in the source, or in another order


def all_of(language: str) -> dict[str, Catalog]:
    """Return the catalogues of a language by their names."""
    folder = paths.LOCALES / language / "LC_MESSAGES"
    return {path.relative_to(folder).with_suffix("").as_posix(): read(path) for path in sorted(folder.rglob("*.po"))}


def missing(catalogue: Catalog) -> list[str]:
    """Return the messages without a translation."""
    return [message.id for message in catalogue if message.id and not message.string]


def fuzzy(catalogue: Catalog) -> list[str]:
    """Return the messages whose translation was guessed and nobody has confirmed."""
    return [message.id for message in catalogue if message.id and message.string and message.fuzzy]


def problems(language: str, catalogues: dict[str, Catalog], names: Iterable[str] = ()) -> Iterator[str]:
    """Yield what keeps catalogues from being published, each with catalogue and message."""
    for name in names or catalogues:
        catalogue = catalogues[name]
        where = Path(language) / f"{name}.po"
        yield from (f"{where}: not translated: {short(message)}" for message in missing(catalogue))
        yield from (f"{where}: fuzzy: {short(message)}" for message in fuzzy(catalogue))
        for message in catalogue:
            if message.id and message.string:
                yield from (f"{where}: {fault}: {short(message.id)}" for fault in faults(message))


def faults(message: Message) -> list[str]:
    """Return what a translation lost or made up of what it must repeat."""
    source, translation, found = str(message.id), str(message.string), []
    for kind, pattern in KEPT.items():
        wanted, given = (
            Counter("".join(match.groups()) or match[0] for match in pattern.finditer(text))
            for text in (source, translation)
        )
        found += [f"{kind} {_named(one)} is missing" for one in wanted - given]
        found += [f"{kind} {_named(one)} is not in the source" for one in given - wanted]
        source, translation = pattern.sub(" ", source), pattern.sub(" ", translation)
    wanted, given = set(FIELD.findall(source)), set(FIELD.findall(translation))
    found += [f"placeholder {one} is missing" for one in sorted(wanted - given)]
    found += [f"placeholder {one} is not in the source" for one in sorted(given - wanted)]
    return found


def _named(one: str) -> str:
    return one if len(one) < 60 else f"{one[:57]}..."


def short(message: str) -> str:
    """Return a message as a report names it: in one line, cut when it is long."""
    words = " ".join(message.split())
    return f'"{words if len(words) < 80 else words[:77] + "..."}"'
