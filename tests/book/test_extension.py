"""The roles and directives on small books: what they show, and that no key goes missing unseen."""

import os
import re

import pytest
from sphinx.errors import ExtensionError

from healthai.language import Language

CLAIM = {"item_id": "ai_diagnostics_use", "value": "yes", "kind": "stated", "confidence": "high", "source_id": "S01"}


def survey(store):
    store.number("use", 20, kind="count", n=27, sources=["S01", "S02"])
    store.number("rho", 0.774, n=27, interval=(0.523, 0.901), level=0.95, sources=["wgi_ge"])
    store.number("overlap", 15, kind="count", n=27, interval=(15, 20))
    store.number("items", 18, kind="count")
    store.names("peers", ["DE", "AT", "GR"], of="country")
    store.names("nobody", [], of="country")
    store.names("terms", ["wgi_ge", "ai_ent_any"], of="indicator")
    store.table(
        "named", [CLAIM, CLAIM | {"item_id": "stakeholder_involvement", "value": "no"}], layout="named", sources=["S01"]
    )
    store.table("none", [], layout="gaps")
    store.table(
        "claims",
        [{"claim": "C01", "verdict": "differs", "count_low": 20, "count_high": 20, "page": "margins"}],
        layout="claims",
    )
    store.table(
        "ranks",
        [{"indicator": "wgi_ge", "year": 2024, "value": None, "rank": None, "n": 26, "median": 1.25, "flag": "bp"}],
        layout="ranks",
    )
    store.figure("icons", [{"item_id": "ai_diagnostics_use", "count_low": 20, "n": 27}], draw="icons", sources=["S01"])


@pytest.fixture
def book(project):
    """A project with the results of one run, and a drawing."""
    project.store("survey", survey)
    project.draw("survey.icons", caption="Use is widespread.", alt="Rows of squares, 20 of 27 filled.")
    return project


def shown(book, text, **settings):
    """Return the page with this text as it is read by people."""
    book.pages(index=f"# Title\n\n{text}\n")
    built = book.build(**settings)
    assert built.warnings == ""
    return built.page()


# Numbers in prose.


def test_a_number_takes_focus_and_names_its_note(book):
    page = shown(book, "There are {result}`survey.use` of them.")
    number, note = page.one("span", "result"), page.one("span", "result-note")
    assert number["text"] == "20"
    assert number["tabindex"] == "0"
    assert number["aria-describedby"] == note["id"]
    assert note["role"] == "tooltip"
    assert note["text"].startswith("20 of 27. Source: ")
    assert note["text"].count(Language("en").source("S01")) == 1
    assert note["text"].endswith(" Computed by notebook survey as use.")


def test_each_number_has_a_note_of_its_own(book):
    page = shown(book, "{result}`survey.use` and {estimate}`survey.use`, {result}`survey.rho`")
    described = [number["aria-describedby"] for number in page.all("span", "result")]
    assert len(set(described)) == 3
    assert described == [note["id"] for note in page.all("span", "result-note")]
    assert all(len(page.all(id=name)) == 1 for name in described)


def test_an_estimate_says_all_that_belongs_to_it(book):
    page = shown(book, "{estimate}`survey.use`, {estimate}`survey.rho`")
    assert [number["text"] for number in page.all("span", "result")] == [
        "20\u00a0of\u00a027",
        "0.77 (95% interval 0.52 to 0.90; n\u00a0=\u00a027)",
    ]


def test_a_number_of_which_no_more_is_known_says_what_computed_it(book):
    book.write(
        book.source / "other.md", "---\norphan: true\n---\n# Other\n\n```{run} survey\n```\n\n{result}`.items`\n"
    )
    page = shown(book, "all {result}`survey.items`")
    assert page.one("span", "result")["text"] == "18"
    assert page.one("span", "result-note")["text"] == "Computed by notebook survey as items."
    assert book.build().page("other").one("span", "result-note")["text"] == "Computed by notebook survey as items."


def test_the_words_of_a_note_are_escaped(book):
    book.store("odd", lambda store: store.number("p", 0.0001, kind="p", n=27, interval=(0, 0.0005), level=0.9))
    page = shown(book, "{estimate}`odd.p`")
    assert page.one("span", "result")["text"] == "p\u00a0<\u00a00.001"
    assert page.one("span", "result-note")["text"] == (
        "n = 27; 90% interval < 0.001 to < 0.001. Computed by notebook odd as p."
    )


def test_numbers_follow_the_language_of_the_book(book):
    page = shown(book, "{result}`survey.rho` {country}`DE`", language="fr")
    assert page.one("span", "result")["text"] == "0,77"
    assert "Allemagne" in page.text


def test_numbers_stand_in_headings_tables_and_notes(book):
    text = "| a |\n| --- |\n| {result}`survey.rho` |\n\n* **{result}`survey.overlap`**\n\n> {result}`survey.use`\n"
    assert [n["text"] for n in shown(book, text).all("span", "result")] == ["0.77", "15", "20"]


def test_a_number_in_a_heading_or_a_link_is_plain_wherever_it_is_repeated(book):
    book.pages(
        index="# Of {result}`survey.use`\n\n## By {result}`survey.rho`\n\n[all {result}`survey.overlap`](other.md)\n"
    )
    book.pages(other="# Other\n")
    page = book.build().page()
    assert {n["text"] for n in page.all("span", "result")} == {"20", "0.77", "15"}
    assert not [n for n in page.all("span", "result") if "tabindex" in n]
    assert page.all("span", "result-note") == []
    assert page.one("title")["text"].startswith("Of 20 ")
    assert "Of 20" in page.one("h1")["text"]


@pytest.mark.parametrize("builder", ["text", "latex"])
def test_other_writers_print_the_number(book, builder):
    book.pages(index="# Title\n\nThere are {result}`survey.use` of them.\n")
    out = book.build(builder).out
    written = "".join(path.read_text() for path in (*out.glob("*.txt"), *out.glob("*.tex")))
    assert "There are 20 of them." in written


# Names.


def test_names_of_stored_codes_are_listed(book):
    page = shown(book, "a {names}`survey.peers` b {names}`survey.nobody` c {names}`survey.terms` d")
    terms = " and ".join(Language("en").indicator(code) for code in ("wgi_ge", "ai_ent_any"))
    assert f"a Germany, Austria and Greece b none c {terms} d" in page.text


def test_a_code_has_its_name(book):
    page = shown(book, "a {country}`GR` b {item}`liability_guidance` c {indicator}`ai_ent_any` d")
    label = Language("en")
    assert f"a Greece b {label.item('liability_guidance')} c {label.indicator('ai_ent_any')} d" in page.text


def test_a_dot_before_a_key_means_the_run_of_the_page(book):
    book.store("country-profile-fr", lambda store: store.number("rank", 3, kind="count", n=27))
    book.pages(
        index="# One\n\n```{run} survey\n```\n\n{result}`.use` {names}`.peers`\n\n```{result-table} .named\n```\n",
        fr="# Two\n\n```{run} country-profile-fr\n```\n\n{result}`.rank` {result}`survey.use`\n",
    )
    built = book.build()
    assert [n["text"] for n in built.page().all("span", "result")] == ["20"]
    assert len(built.page().all("table")) == 1
    assert [n["text"] for n in built.page("fr").all("span", "result")] == ["3", "20"]


def test_the_run_of_a_page_ends_with_the_page(book):
    book.pages(index="# One\n\n```{run} survey\n```\n\n{result}`.use`\n", other="# Two\n\n{result}`.use`\n")
    with pytest.raises(ExtensionError, match=r"other.md, line 6: there is no number '.use'"):
        book.build()


# Figures.

FIGURE = "```{result-figure} survey.icons\n:name: fig-icons\n```\n"


def test_a_figure_has_words_for_those_who_do_not_see_it(book):
    page = shown(book, FIGURE + "\nSee {numref}`fig-icons`.")
    image = page.one("img")
    assert image["alt"] == "Rows of squares, 20 of 27 filled."
    assert image["width"] == "560"
    figure = page.one("figure", "result-figure")
    assert figure["id"] == "fig-icons"
    assert "Use is widespread." in page.one("figcaption")["text"]
    assert "See Fig. 1." in page.text


def test_a_figure_has_its_source_its_files_and_its_notebook(book):
    book.pages(index="# Title\n", countries__fr=f"# Page\n\n{FIGURE}")
    page = book.build().page("countries/fr")
    below = page.one("p", "downloads")
    source = Language("en").source("S01")
    assert page.one("p", "source")["text"] == f"Source: {source}. Licence: CC BY 4.0; data: CC BY 4.0"
    assert [(a["text"], a["href"]) for a in page.all("a") if "p" in a["within"] and "figcaption" in a["within"]] == [
        (Language("en").source("S01"), "../sources.html#s01"),
        ("CSV", "../downloads/survey.icons.csv"),
        ("SVG", "../downloads/survey.icons.svg"),
        ("PNG", "../downloads/survey.icons.png"),
        ("notebook cell", "../notebooks/survey.html#stored-icons"),
    ]
    assert below["text"] == "Download: CSV · SVG · PNG · notebook cell"
    assert page.one("img")["src"] == "../_images/survey.icons.svg"


def test_figures_are_numbered_in_order_also_without_a_name(book):
    page = shown(book, "```{result-figure} survey.icons\n```\n\n" + FIGURE)
    assert [span["text"].strip() for span in page.all("span", "caption-number")] == ["Fig. 1", "Fig. 2"]


def test_a_page_is_read_again_when_its_drawing_changes(book):
    book.pages(index=f"# Title\n\n{FIGURE}", other="# Other\n")
    assert book.build().read == ["index", "other"]
    note = book.drawn / "survey.icons.json"
    book.write(note, note.read_text().replace("Use is widespread.", "Another caption."))
    built = book.build()
    assert built.read == ["index"]
    assert "Another caption." in built.html()


# Tables.


def test_a_table_has_a_header_alignment_and_a_caption(book):
    page = shown(book, "```{result-table} survey.ranks\n:name: table-ranks\n```\n\nSee {numref}`table-ranks`.")
    head = [e for e in page.all("th") if "thead" in e["within"]]
    cells = [e for e in page.elements if e["tag"] in ("th", "td") and "tbody" in e["within"]]
    assert [e["tag"] for e in cells] == ["th", "td", "td", "td", "td", "td"], "the first cell heads its row"
    assert [e["scope"] for e in [*head, cells[0]]] == [*["col"] * 6, "row"]
    assert [e["text"].strip() for e in head] == ["Indicator", "Year", "Value", "Rank", "Median", "Flag"]
    kinds = ["text", "number", "number", "number", "number", "text"]
    assert [e["class"].split()[-1] for e in head] == kinds
    assert [e["class"].split()[-1] for e in cells] == kinds
    label = Language("en").indicator("wgi_ge")
    assert [e["text"].strip() for e in cells] == [label, "2024", "–", "–", "1.25", "break in series, provisional"]
    assert page.one("table")["id"] == "table-ranks"
    assert page.one("caption")["text"].strip().startswith("Table 1 Values and ranks")
    assert "See Table 1." in page.text
    assert [e["text"] for e in page.all("div", "result-table")] != []


def test_a_table_has_its_source_and_its_file(book):
    page = shown(book, "```{result-table} survey.named\n```")
    assert page.one("p", "source")["text"].startswith("Source: ")
    assert page.one("p", "downloads")["text"] == "Download: CSV · notebook cell"
    assert "downloads/survey.named.csv" in [a.get("href") for a in page.all("a")]


@pytest.mark.parametrize(("option", "rows"), [("", 2), (":first: 1\n", 1), (":first: 9\n", 2)])
def test_only_the_first_rows_are_shown_when_asked(book, option, rows):
    page = shown(book, f"```{{result-table}} survey.named\n{option}```")
    assert len([e for e in page.all("tr") if "tbody" in e["within"]]) == rows


def test_a_table_without_rows_shows_the_words_given_for_it(book):
    page = shown(book, "```{result-table} survey.none\nNothing is *missing* in {country}`GR`.\n```")
    assert page.all("table") == []
    assert "Nothing is missing in Greece." in page.text
    assert "downloads" not in page.text


def test_the_words_for_an_empty_table_are_not_shown_with_rows(book):
    page = shown(book, "```{result-table} survey.named\nNothing is known.\n```")
    assert "Nothing is known" not in page.text


@pytest.mark.parametrize(("name", "href"), [("index", "margins.html"), ("countries__fr", "../margins.html")])
def test_a_cell_leads_to_a_page_of_the_book(book, name, href):
    book.pages(**{"index": "# Title\n", name: "# Page\n\n```{result-table} survey.claims\n```\n"})
    page = book.build().page(name.replace("__", "/"))
    assert [(a["text"], a["href"]) for a in page.all("a") if "td" in a["within"]] == [("margins", href)]


# Keys that are not there.

WRONG = {
    "index": "# One\n\n{result}`survey.overlapp`\n\n{names}`survey.peer`\n",
    "second": "# Two\n\n{result}`survey.use`\n\n"
    "```{result-figure} survey.icon\n```\n\n```{result-table} survy.named\n```\n",
    "third": "# Three\n\n{country}`XX`, {item}`liability_guide`, {indicator}`wgi_gee`, {result}`zzzzz`\n",
}


def test_unknown_keys_of_all_pages_are_one_error(book):
    book.pages(**WRONG)
    with pytest.raises(ExtensionError) as error:
        book.build()
    said = [re.sub(r"(did you mean '[^']+').*\)", r"\1?)", line) for line in str(error.value).splitlines()]
    assert said == [
        "index.md, line 3: there is no number 'survey.overlapp' (did you mean 'survey.overlap'?)",
        "index.md, line 5: there is no name 'survey.peer' (did you mean 'survey.peers'?)",
        "second.md, line 8: there is no figure 'survey.icon' (did you mean 'survey.icons'?)",
        "second.md, line 11: there is no table 'survy.named' (did you mean 'survey.named'?)",
        "third.md, line 6: there is no country 'XX'",
        "third.md, line 6: there is no item 'liability_guide' (did you mean 'liability_guidance'?)",
        "third.md, line 6: there is no indicator 'wgi_gee' (did you mean 'wgi_ge'?)",
        "third.md, line 6: there is no number 'zzzzz'",
    ]


def test_a_key_that_vanishes_stops_a_build_that_reads_nothing(book):
    book.pages(index="# One\n\n{result}`survey.use`\n", second="# Two\n\n{result}`other.rank`, {names}`survey.peers`\n")
    file = book.store("other", lambda store: store.number("rank", 3, digits=0))
    book.build()
    assert book.build().read == []
    then = file.stat()
    book.store("other", lambda store: store.number("rang", 3))
    os.utime(file, ns=(then.st_atime_ns, then.st_mtime_ns))  # as if nothing had changed: no page is read again
    for _ in range(2):
        with pytest.raises(ExtensionError) as error:
            book.build()
        assert str(error.value) == "second.md, line 6: there is no number 'other.rank' (did you mean 'other.rang'?)"
    book.store("other", lambda store: store.number("rank", 3, digits=0))
    assert book.build().page("second").one("span", "result")["text"] == "3"


def test_a_run_that_vanishes_stops_the_build(book):
    book.pages(index="# One\n\n{result}`other.rank`\n")
    file = book.store("other", lambda store: store.number("rank", 3, digits=0))
    book.build()
    file.unlink()
    with pytest.raises(ExtensionError, match=r"index.md, line 3: there is no number 'other.rank'"):
        book.build()


def test_a_page_that_is_gone_wants_no_keys(book):
    book.pages(index="# One\n", second="# Two\n\n{result}`other.rank`\n")
    file = book.store("other", lambda store: store.number("rank", 3, digits=0))
    book.build()
    (book.source / "second.md").unlink()
    file.unlink()
    assert book.build().read == []


def test_a_key_taken_out_of_a_page_is_no_longer_wanted(book):
    book.pages(index="# One\n\n{result}`other.rank`\n")
    file = book.store("other", lambda store: store.number("rank", 3, digits=0))
    book.build()
    file.unlink()
    book.pages(index="# One\n\n{result}`survey.use`\n")
    assert book.build().page().one("span", "result")["text"] == "20"


def test_a_page_is_read_again_when_its_results_change_and_others_are_not(book):
    book.store("other", lambda store: store.number("rank", 3, digits=0))
    book.pages(
        index="# One\n\n{result}`survey.use`\n", second="# Two\n\n{result}`other.rank`\n", third="# No numbers\n"
    )
    assert book.build().read == ["index", "second", "third"]
    book.store("other", lambda store: store.number("rank", 4, digits=0))
    built = book.build()
    assert built.read == ["second"]
    assert built.page("second").one("span", "result")["text"] == "4"


def test_pages_read_side_by_side_are_checked_together(book):
    pages = {f"page{i}": f"# Page\n\n{{result}}`survey.use` {{result}}`survey.gone{i}`\n" for i in range(8)}
    book.pages(index="# One\n\n{result}`survey.use`\n", **pages)
    with pytest.raises(ExtensionError) as error:
        book.build(parallel=2)
    said = str(error.value).splitlines()
    assert [line.partition(",")[0] for line in said] == [f"{name}.md" for name in pages]


# Translation.


def test_the_catalogue_has_the_words_of_pages_with_their_roles(book):
    book.pages(
        index="# A title\n\nOf {estimate}`survey.use` countries, *many* in {country}`GR`.\n\n"
        f"{FIGURE}\n```{{result-table}} survey.named\n```\n\n"
        "```{result-table} survey.none\nNothing in {country}`GR`.\n```\n\n"
        "```{indicators} ehealth\n```\n\n```{data-tables}\n```\n\n```{citation}\n```\n"
    )
    out = book.build("gettext", gettext_compact=False).out
    found = re.findall(r'^msgid "(.+)"$', (out / "index.pot").read_text(), flags=re.MULTILINE)
    assert found == [
        "A title",
        "Of {estimate}`survey.use` countries, *many* in {country}`GR`.",
        "Nothing in {country}`GR`.",
    ]


def test_a_translated_page_has_its_numbers_in_its_own_order(book):
    text = "In {country}`GR` there are {estimate}`survey.rho`."
    book.pages(index=f"# A title\n\n{text}\n\n{{result}}`survey.use`\n")
    book.write(
        book.source / "locales" / "fr" / "LC_MESSAGES" / "index.po",
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "{text}"\n'
        'msgstr "{estimate}`survey.rho` : voilà la {country}`GR`."\n',
    )
    built = book.build(language="fr", locale_dirs=["locales"], gettext_compact=False)
    assert built.warnings == ""
    page = built.page()
    assert ": voilà la Grèce." in page.text
    numbers = page.all("span", "result")
    assert [n["text"].partition(" ")[0] for n in numbers] == ["0,77", "20"]
    assert len({n["aria-describedby"] for n in numbers}) == 2
    assert "there are" not in page.text


def test_a_key_that_only_the_translation_has_is_checked(book):
    book.pages(index="# A title\n\nThere are some.\n")
    book.write(
        book.source / "locales" / "fr" / "LC_MESSAGES" / "index.po",
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "There are some."\n'
        'msgstr "Il y en a {result}`survey.gone`."\n',
    )
    with pytest.raises(ExtensionError, match=r"index.md, line \d+: there is no number 'survey.gone'"):
        book.build(language="fr", locale_dirs=["locales"], gettext_compact=False)
