"""At the end of a page: the notebooks that computed it, as run and clean."""

import json


def fill(store):
    store.number("use", 20, kind="count", n=27)


def test_each_run_of_a_page_is_listed_once_with_both_notebooks(project):
    for run, notebook in (("profile-fr", "profile"), ("association", "association")):
        stored = project.store(run, fill)
        stored.write_text(json.dumps(json.loads(stored.read_text()) | {"notebook": notebook}))
    text = "# A page\n\n{result}`profile-fr.use`, {estimate}`profile-fr.use`\n\n## Part\n\n{result}`association.use`\n"
    project.pages(index="# Index\n", countries__fr=text)
    page = project.build().page("countries/fr")
    assert [a["href"] for a in page.all("a") if "details" in a["within"]] == [
        "../notebooks/association.html",
        "../_sources/notebooks/association.ipynb",
        "../downloads/notebooks/association.ipynb",
        "../notebooks/profile-fr.html",
        "../_sources/notebooks/profile-fr.ipynb",
        "../downloads/notebooks/profile.ipynb",
    ]
    assert page.one("summary")["text"] == "The notebooks that computed this page"


def test_a_page_without_results_lists_none(project):
    project.pages(index="# Index\n\nWords, {country}`FR`.\n")
    assert project.build().page().all("details") == []
