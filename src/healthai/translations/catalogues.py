"""Message catalogues as files: small diffs, no dates, the same bytes from the same words."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from healthai import paths

Messages = Mapping[str, Iterable[str]]  # what is said, and where
HEADER = """# {name}: {language}. Made by `make translations`; fill in the msgstr and nothing else.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def read(path: Path) -> Catalog:
    """Return the catalogue of a file; an empty one when there is no file."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file, ignore_obsolete=True)


def merged(old: Catalog | None, messages: Messages, memory: Mapping[str, str]) -> Catalog:
    """Return a catalogue of these messages with the translations that are known.

    Parameters
    ----------
    old : Catalog or None
        As it was before, if it was. A message that has gone is dropped; a new one that is close to it takes its
        translation, marked as fuzzy until a person has read it.
    messages : mapping of str to iterable of str
        Messages in the order of the source, each with the files it stands in.
    memory : mapping of str to str
        Translations of other catalogues: a new message that stands there in the same words is taken over.
    """
    template = Catalog()
    for message, files in messages.items():
        template.add(message, locations=[(file, 0) for file in sorted(set(files))])
    known = Catalog()
    for message in old or ():
        if message.id:
            known.add(message.id, message.string, flags=message.flags & {"fuzzy"}, user_comments=message.user_comments)
    for message in messages:
        if message in memory and (message not in known or known[message].fuzzy or not known[message].string):
            known.delete(message)
            known.add(message, memory[message])
    known.update(template)
    known.obsolete.clear()
    return known


def as_file(catalogue: Catalog, name: str, language: str) -> str:
    """Return a catalogue as its file: in the order of its source, unwrapped, places without line numbers, no dates."""
    content = BytesIO()
    for message in catalogue:
        message.flags -= {"python-format", "python-brace-format"}  # a guess of Babel's: "95% interval" is no format
    write_po(content, catalogue, width=0, omit_header=True, include_lineno=False)
    return HEADER.format(name=name, language=language) + content.getvalue().decode()


def of(name: str, language: str) -> Path:
    """Return the file of a catalogue."""
    return paths.LOCALES / language / "LC_MESSAGES" / f"{name}.po"
