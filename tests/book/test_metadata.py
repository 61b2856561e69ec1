"""What machines read of a page: it parses, says what CITATION.cff and the page say, and names files that are there."""

import hashlib
import json
from xml.etree import ElementTree

import pytest
from matplotlib.image import imread

from healthai import data, paths
from healthai.book import card, citation, metadata, package
from healthai.language import Language

ABOUT = citation.read()
EN = Language("en")
COUNTS = {"eu_ai_diagnostics_use": 20, "eu_stakeholder_involvement": 22, "eu_inservice_ai_training": 7}


def fill(store):
    for name, value in COUNTS.items():
        store.number(name, value, kind="count", n=27)


def make(folder, **settings):
    from .conftest import Project

    project = Project(folder)
    project.store("survey-counts", fill)
    project.pages(
        index='# A book of "counts"\n\nThe first </script> sentence. The second.\n',
        data="# Data\n\nTables.\n",
        countries__fr="# France\n\n**In {result}`survey-counts.eu_ai_diagnostics_use` countries, & more.**\nSo.\n",
        plain="# Plain\n\nNothing was found.\n",
    )
    built = project.build(extensions=["healthai.book.metadata"], html_title="A book", **settings)
    assert built.warnings == ""
    return built


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return make(tmp_path_factory.mktemp("metadata"))


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return make(tmp_path_factory.mktemp("published"), html_baseurl="https://example.org/book/en/")


def thing(built, name):
    page = built.page(name)
    (found,) = page.all("script", type="application/ld+json")
    read = json.loads(found["text"])
    assert read["@context"] == "https://schema.org"
    return read


def og(built, name):
    return {
        m["property"]: m["content"] for m in built.page(name).all("meta") if m.get("property", "").startswith("og:")
    }


# schema.org


def test_the_first_page_is_the_book(built):
    book = thing(built, "index")
    assert book["@type"] == "Book"
    assert (book["name"], book["version"]) == (ABOUT["title"], ABOUT["version"])
    assert book["datePublished"] == ABOUT["date-released"]
    assert book["author"] == [{"@type": "Organization", "name": ABOUT["authors"][0]["name"]}]
    assert book["license"] in (paths.ROOT / "LICENSE-CONTENT").read_text().replace("/legalcode", "/")
    assert book["inLanguage"] == "en"


def test_a_page_with_results_is_an_article_of_the_book(built):
    article = thing(built, "countries/fr")
    assert article["@type"] == "ScholarlyArticle"
    assert article["headline"] == "France"
    assert article["abstract"] == "In 20 countries, & more."
    assert article["url"] == "fr.html"
    assert article["isPartOf"]["url"] == "../index.html"
    assert article["isBasedOn"]["url"] == "../data.html"
    assert {"author", "datePublished", "license", "inLanguage", "version"} <= set(article)


def test_the_data_page_is_the_data_set_with_its_files(built):
    found = thing(built, "data")
    assert found["@type"] == "Dataset"
    assert 50 <= len(found["description"]) <= 5000  # what search engines for data ask for
    assert found["creator"]
    assert found["license"]
    assert all(terms.startswith("https://creativecommons.org/") for terms in found["license"])
    years = data.load("values")["year"]
    assert found["temporalCoverage"] == f"{min(years)}/{max(years)}"
    assert found["spatialCoverage"]["name"] == "WHO European Region"
    assert {v["propertyID"] for v in found["variableMeasured"]} == set(data.indicators())
    archive, *tables = found["distribution"]
    assert archive["contentUrl"] == package.NAME
    assert archive["sha256"] == hashlib.sha256(package.archive()).hexdigest()
    assert tables
    for table in tables:
        assert (paths.DATA / table["contentUrl"].removeprefix("package/")).exists()
        assert table["encodingFormat"] == "text/csv"


def test_all_of_it_is_in_the_language_of_the_page():
    language = Language("fr")
    book, found = metadata.book(ABOUT, "", language), metadata.dataset(ABOUT, "", "", language)
    assert book["name"].startswith("L’IA dans les systèmes de santé européens")
    assert book["abstract"].startswith("Un livre de recherche reproductible")
    assert "systèmes de santé" in book["keywords"]
    assert "santé numérique" in found["keywords"]
    assert found["description"].startswith("Les chiffres du livre")
    assert book["author"] == found["creator"] == [{"@type": "Organization", "name": "Les responsables du livre"}]


def test_a_page_without_results_is_none_of_these(built):
    assert built.page("plain").all("script", type="application/ld+json") == []


def test_nothing_in_a_text_ends_the_element():
    made = metadata.json_ld({"name": "</script><script>alert(1)</script>"})
    assert made.count("</script>") == 1
    assert json.loads(made.partition(">")[2].rpartition("<")[0])["name"].startswith("</script>")


def test_persons_and_bodies_are_told_apart():
    about = ABOUT | {"authors": [{"family-names": "Curie", "given-names": "Marie"}, {"name": "The others"}]}
    assert [author["@type"] for author in metadata.book(about, "", EN)["author"]] == ["Person", "Organization"]


# Open Graph


@pytest.mark.parametrize(("code", "locale"), [("en", "en_GB"), ("fr", "fr_FR"), ("de", "de_DE"), ("eo", "eo")])
def test_a_locale_names_a_country_where_the_language_has_one(code, locale):
    assert metadata.territorial(Language(code)) == locale


def test_a_shared_link_shows_title_text_and_picture(built):
    shown = og(built, "countries/fr")
    assert shown["og:title"] == "France"
    assert shown["og:description"] == "In 20 countries, & more."
    assert (shown["og:type"], shown["og:site_name"], shown["og:locale"]) == ("article", "A book", "en_GB")
    assert shown["og:image"] == f"../{card.NAME}"
    assert "20 of 27" in shown["og:image:alt"]
    assert "og:url" not in shown, "nobody knows where the book is"
    index = og(built, "index")
    assert (index["og:type"], index["og:title"]) == ("website", "A book of “counts”")
    assert index["og:description"] == "The first </script> sentence. The second."


def test_the_search_page_has_no_metadata_of_a_text(built):
    assert og(built, "search") == {}


def test_the_picture_has_the_size_it_says_and_the_same_bytes_each_time(built, published):
    height, width, _ = imread(built.out / card.NAME).shape
    assert (str(width), str(height)) == (og(built, "index")["og:image:width"], og(built, "index")["og:image:height"])
    assert (built.out / card.NAME).read_bytes() == (published.out / card.NAME).read_bytes()


# Where the book is published


def test_a_published_book_has_whole_addresses(published):
    shown = og(published, "countries/fr")
    assert shown["og:url"] == "https://example.org/book/en/countries/fr.html"
    assert shown["og:image"] == f"https://example.org/book/en/{card.NAME}"
    assert thing(published, "countries/fr")["isPartOf"]["url"] == "https://example.org/book/en/index.html"
    archive = thing(published, "data")["distribution"][0]
    assert archive["contentUrl"] == f"https://example.org/book/en/{package.NAME}"


def test_a_published_book_has_a_sitemap_of_all_pages(published, built):
    found = ElementTree.fromstring((published.out / "sitemap.xml").read_bytes())
    places = [loc.text for loc in found.iter(f"{{{metadata.SITEMAP}}}loc")]
    assert places == [f"https://example.org/book/en/{name}.html" for name in ("countries/fr", "data", "index", "plain")]
    assert not (built.out / "sitemap.xml").exists(), "a sitemap needs whole addresses"
