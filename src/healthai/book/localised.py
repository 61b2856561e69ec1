"""What a page in another language needs beyond its catalogue: printed spaces, links to its other languages, and a list
of what is still said in the language of the sources."""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.nodes import NodeMatcher

from healthai import typography
from healthai.book.pages import result_name
from healthai.files import dump, write
from healthai.language import N_, Language

AS_IT_STANDS = (nodes.literal, nodes.FixedTextElement, nodes.raw, nodes.math, nodes.math_block, nodes.comment)


# Words that the theme has typed into its templates; those of book/_layout/ say them in the page's language.
THEME = {
    "primary": N_("Show or hide the contents of the book"),
    "secondary": N_("Show or hide the contents of the page"),
    "main": N_("The book"),
}


class NeutralPlace(SphinxTransform):
    """Name a title's place after its page where the language makes the title, such as a country's name.

    The place is then the same in all languages.
    """

    default_priority = 260  # before references are resolved

    def apply(self, **kwargs: Any) -> None:
        section = next(iter(self.document.findall(nodes.section)), None)
        if section is None or not any(section[0].findall(result_name)):
            return
        own = nodes.make_id(self.env.docname.rpartition("/")[2])
        for old in section["ids"]:
            self.document.ids.pop(old, None)
        for name in section["names"]:
            self.document.nameids[name] = own
        section["ids"] = [own]
        self.document.ids[own] = section


class Typeset(SphinxTransform):
    """Set the no-break spaces of the page's language, except in code, formulas, addresses and what others published."""

    default_priority = 850  # after all that makes words: translations, names, citations

    def apply(self, **kwargs: Any) -> None:
        set_in_type = typography.of(self.config.language)
        for text in list(self.document.findall(nodes.Text)):
            words = set_in_type(str(text))
            if words != text and not _as_it_stands(text):
                text.parent.replace(text, nodes.Text(words))


def _as_it_stands(text: nodes.Text) -> bool:
    node = text.parent
    while node is not None:
        address = isinstance(node, nodes.reference) and node.get("refuri") == str(text)
        if isinstance(node, AS_IT_STANDS) or address or node.get("support_smartquotes") is False:
            return True
        node = node.parent
    return False


def note_untranslated(app: Sphinx, document: nodes.document) -> None:
    """Remember what a page says that no catalogue translates; Sphinx has marked it."""
    said = [node.rawsource or node.astext() for node in NodeMatcher(nodes.Element, translated=False).findall(document)]
    app.env.metadata[app.env.docname]["untranslated"] = [" ".join(words.split()) for words in said]


def list_untranslated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Write down what all pages say untranslated, whether they were read now or earlier."""
    pages = {name: env.metadata[name].get("untranslated", []) for name in sorted(env.found_docs)}
    if app.config.healthai_untranslated:
        write(Path(app.config.healthai_untranslated), dump({name: said for name, said in pages.items() if said}))
    return []


def link_languages(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Give the page's template the same page in every language; tell search engines when its address is known."""
    top = "../" * (pagename.count("/") + 1)
    suffix = app.builder.out_suffix
    context["languages"] = [
        {
            "code": code,
            "name": Language(code).own_name,
            "href": f"{top}{code}/{pagename}{suffix}",
            "here": code == app.config.language,
        }
        for code in app.config.healthai_languages
    ]
    language = Language(app.config.language)
    context["languages_label"] = language.text("Languages")
    context["theme_words"] = {name: language.text(words) for name, words in THEME.items()}
    if base := app.config.html_baseurl:  # search engines take whole addresses only
        whole = base.removesuffix(f"{app.config.language}/")
        links = (
            f'<link rel="alternate" hreflang="{code}" href="{whole}{code}/{pagename}{suffix}" />'
            for code in app.config.healthai_languages
        )
        context["metatags"] = "\n".join([context.get("metatags", ""), *links])


def setup(app: Sphinx) -> None:
    """Register the transform and the handlers."""
    app.add_config_value("healthai_languages", [], "html", (list,))
    app.add_config_value("healthai_untranslated", "", "", (str,))
    app.add_transform(NeutralPlace)
    app.add_transform(Typeset)
    app.connect("doctree-read", note_untranslated)
    app.connect("env-updated", list_untranslated)
    app.connect("html-page-context", link_languages)
