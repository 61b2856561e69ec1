"""Authors of cited works, listed as the page's language lists names: "Bonett and Wright", "Bonett et Wright"."""

from functools import partial

from pybtex.plugin import register_plugin as register_format
from pybtex.style.formatting.alpha import Style
from pybtex.style.template import names, sentence
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinxcontrib.bibtex.plugin import register_plugin as register_reference
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

from healthai.language import Language

NAME = "book"  # of both styles, in _config.yml


def separators(language: Language) -> dict[str, str]:
    """Return what stands between two names, between the last two of several, and between the others."""
    two, three = language.listing(["0", "1"]), language.listing(["0", "1", "2"])
    return {"sep": three[1 : three.index("1")], "sep2": two[1:-1], "last_sep": three[three.index("1") + 1 : -1]}


def register(app: Sphinx, config: Config) -> None:
    """Make the styles of citations and of the list of works known, in the language of the book."""
    between = separators(Language(config.language))

    class Listed(Style):
        """An entry of the list of works."""

        def format_names(self, role: str, as_sentence: bool = True):
            """Return the template of the names of an entry."""
            listed = names(role, **between)
            return sentence[listed] if as_sentence else listed

    person = PersonStyle(**between)
    register_format("pybtex.style.formatting", NAME, Listed, force=True)
    register_reference(
        "sphinxcontrib.bibtex.style.referencing", NAME, partial(AuthorYearReferenceStyle, person=person), force=True
    )


def setup(app: Sphinx) -> None:
    """Register the styles once the language is known."""
    app.connect("config-inited", register)
