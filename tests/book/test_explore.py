"""The explorer's page in small projects: its choices, its scripts, its chart."""

import json
import shutil

import pytest

from healthai import data, paths
from healthai.analysis import explore as analysis
from healthai.book import explore
from healthai.language import Language

OUTCOMES = ["ai_ent_any", "ind_health_records_online"]
FOCAL = ["wgi_ge", "who22_data_strategy"]
PAGE = "# Title\n\n```{explorer} explore.views\n```\n"


def fill(store):
    groups = analysis.groups()
    views = analysis.views(analysis.waves(OUTCOMES, FOCAL), groups, 0.9)
    analysis.store_views(store, views, groups, 0.9)


@pytest.fixture
def built(project, monkeypatch):
    """Build a page with the explorer and one without; the runtime, slow to bundle, has a test of its own."""
    monkeypatch.setattr(explore, "runtime", lambda: "window.vega = {};\n")
    project.store("explore", fill)
    shutil.copytree(paths.BOOK / "_scripts", project.source / "_scripts")
    project.pages(index=PAGE, other="# Other\n")
    return project


def read(built, name):
    """Return what a script assigns."""
    text = (built.out / explore.FOLDER / name).read_text(encoding="utf-8")
    return json.loads(text.partition(" = ")[2].removesuffix(";\n"))


def record(project):
    return json.loads((project.results / "explore.json").read_text())["results"]["figures"]["views"]["values"]


def test_the_choices_stand_in_the_page_grouped_and_labelled(built):
    page = built.build().page()
    for name, wanted in (("outcome", OUTCOMES), ("indicator", FOCAL), ("group", ["eu27", "eu15", "joined"])):
        html = built.build().html()
        select = html[html.index(f'<select name="{name}">') :].partition("</select>")[0]
        assert [part.partition('"')[0] for part in select.split('<option value="')[1:]] == wanted
    assert [e["value"] for e in page.all("input", type="radio")] == list(analysis.METHODS)
    assert all("label" in e["within"] for e in [*page.all("select"), *page.all("input", type="radio")])
    assert "Government effectiveness (WGI estimate)" in [e["text"] for e in page.all("option")]
    assert [e["label"] for e in page.all("optgroup")] == ["adoption", "e-health", "governance"]


def test_the_form_waits_for_its_script_and_a_reader_without_one_is_told(built):
    page = built.build().page()
    assert "hidden" in page.one("form", "explorer")
    assert "script" in page.one("noscript")["text"]


def test_only_its_own_page_loads_the_scripts(built):
    done = built.build()
    own = [e["src"].partition("?")[0] for e in done.page().all("script") if "explore/" in e.get("src", "")]
    assert own == [f"{explore.FOLDER}/{name}" for name in ("data.js", "vega.js", "explore.js")]
    assert "explore/" not in done.html("other")


def test_the_scripts_hold_the_stored_numbers_unchanged(built):
    done, stored = built.build(), record(built)
    for outcome in OUTCOMES:
        views = read(done, f"{outcome}.js")
        rows = [row for row in stored["rows"] if row["outcome"] == outcome]
        assert sum(map(len, views.values())) == len(rows) > 0
        for row in rows:
            view = views[str(row["year"])][row["focal"]]
            assert view == {key: row[key] for key in ("focal_year", "income_year", *stored["groups"])}


def test_the_shared_script_holds_the_countries_values(built):
    shared = read(built.build(), "data.js")
    assert shared["columns"] == record(built)["columns"]
    assert shared["years"] == {"ai_ent_any": 2024, "ind_health_records_online": 2024}
    assert shared["series"]["wgi_ge 2023"] == data.indicator("wgi_ge", 2023, data.eu27()).to_dict()
    assert "FR" not in shared["series"]["ind_health_records_online 2024"] or len(shared["countries"]) == 27
    assert (shared["pairs"], shared["alpha"], shared["level"]) == (4, 0.1, "90%")
    assert shared["indicators"]["who22_data_strategy"]["unit"] == "1 is yes, 0 is no"


def test_the_scripts_follow_the_language():
    store = analysis.Store()
    fill(store)
    made = explore.scripts(store.results().figures["views"], Language("fr"))["data.js"]
    shared = json.loads(made.partition(" = ")[2].removesuffix(";\n"))
    assert shared["locale"] == "fr"
    assert shared["numbers"]["decimal"] == ","
    assert shared["countries"]["DE"] == "Allemagne"


def test_every_word_of_the_script_is_given_to_it():
    script = (paths.BOOK / "_scripts" / "explore.js").read_text(encoding="utf-8")
    assert [name for name in explore.WORDS if f"words.{name}" not in script and f'"{name}"' not in script] == []


def test_the_chart_has_codes_and_titles_that_change():
    spec = explore.chart()
    signals = {signal["name"] for signal in spec["signals"]}
    assert {"ranked", "xTitle", "yTitle"} <= signals
    titles = [axis["title"]["signal"] for axis in spec["axes"] if "title" in axis]
    assert sorted(titles) == ["xTitle", "yTitle"]
    dots, codes = spec["marks"]
    assert codes["from"]["data"] == dots["name"]
    assert codes["transform"][0]["type"] == "label"


def test_the_runtime_carries_its_licence_and_asks_nobody():
    made = explore.runtime()
    assert made == explore.runtime()
    assert made.startswith("/* Vega")
    assert "BSD" in made[:200]
    assert "window.explorerChart" in made
    assert "jsdelivr" not in made
    assert "import(" not in made
