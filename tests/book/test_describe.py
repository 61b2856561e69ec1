"""What search engines show of a page."""

import pytest


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("# A\n\n**The answer.**\nAnd more.", "The answer."),
        ("# A\n\nNo answer, *but* words.\n\nAnd more.", "No answer, but words."),
        ("# A", "The book"),
        ("# A\n\n" + "long words " * 60, "long words " * 27 + "…"),
        ("# A\n\n**Une réponse\u202f?** Oui.", "Une réponse\u202f?"),
        ("# A\n\n" + "74\u202f% " * 99, ("74\u202f% " * 59) + "…"),
    ],
)
def test_a_page_is_described_by_its_answer(project, text, description):
    """The theme's template prints what the page's context holds."""
    template = '{% extends "!layout.html" %}{% block extrahead %}<meta name="description" content="{{ description }}">'
    project.write(project.folder / "layout" / "layout.html", template + "{% endblock %}")
    project.pages(index=text)
    page = project.build(templates_path=[str(project.folder / "layout")], html_title="The book").page()
    assert page.one("meta", name="description")["content"] == description
