"""The map of tiles, the list of countries and the links between profiles."""

import re

import pytest

from healthai import data
from healthai.book.countries import shades
from healthai.language import Language

from . import profiling

PAGE = "# Map\n\n```{country-map}\n```\n\n```{country-list}\n```\n"
LINKS = "# Page\n\n```{run} country-profile-fr\n```\n\n```{country-links} .peers\n```\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    from .conftest import Project

    project = Project(tmp_path_factory.mktemp("countries"))
    profiling.store(project)
    project.pages(index=PAGE, countries__fr=LINKS)
    return project.build()


def links(page, kind):
    """Return the links inside lists of a class, each with its words."""
    opened = re.findall(rf'<ul class="[^"]*{kind}[^"]*">(.*?)</ul>', page, re.DOTALL)
    found = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', "".join(opened), re.DOTALL)
    return {address: re.sub(r"<[^>]+>", "", words) for address, words in found}


def test_countries_stand_in_the_order_of_their_names():
    assert Language("en").by_name(["AT", "DE", "DK", "GR"]) == ["AT", "DK", "DE", "GR"]
    assert Language("fr").by_name(["AT", "DE", "DK", "GR"]) == ["DE", "AT", "DK", "GR"]


def test_an_accent_does_not_move_a_country_to_the_end():
    assert Language("cs").by_name(["SK", "GR", "PT"]) == ["PT", "GR", "SK"]  # Portugalsko, Řecko, Slovensko


def test_shades_are_as_wide_as_each_other_from_the_lowest_value_to_the_highest():
    shade, ends = shades({"FR": 0.0, "DE": 10.0, "DK": 1.9, "GR": 2.0, "MT": 9.9})
    assert ends == [0, 2, 4, 6, 8, 10]
    assert shade == {"FR": 1, "DE": 5, "DK": 1, "GR": 2, "MT": 5}


def test_no_value_has_no_shade():
    assert shades({}) == ({}, [])


def test_the_map_has_every_country_of_the_region_once(built):
    tiles = links(built.html(), "tile-map")
    assert len(tiles) == len(data.countries()) == 53
    assert {words[:2] for words in tiles.values()} == set(data.countries())


def test_a_tile_leads_to_the_profile_or_to_the_entry_and_says_the_name_and_the_stored_value(built):
    tiles = links(built.html(), "tile-map")
    assert tiles["countries/fr.html"] == "FR France 9.9"
    assert tiles["countries/dk.html"] == "DK Denmark 27.6"
    assert tiles["region.html#no"] == "NO Norway"


def test_no_two_tiles_share_a_place(built):
    places = re.findall(r'class="[^"]*\b(row-\d+ column-\d+)', built.html())
    assert len(places) == len(set(places)) == 53


def test_the_keyboard_goes_through_the_tiles_as_one_reads(built):
    places = re.findall(r"row-(\d+) column-(\d+)", built.html())
    order = [(int(row), int(column)) for row, column in places]
    assert order == sorted(order)


def test_colour_is_never_alone(built):
    """A tile with a shade has its value in it; a tile without a profile has no shade but a border of its own."""
    for kinds, tile in re.findall(r'<li class="([^"]*row-[^"]*)">(.*?)</li>', built.html(), re.DOTALL):
        assert ("shade-" in kinds) == ('class="value"' in tile)
        assert ("outside" in kinds) == ("region.html" in tile)


def test_the_key_names_the_ends_of_every_shade(built):
    page = built.page()
    keys = [e["text"].strip() for e in page.all("p") if e["within"][-2:] == ["ul", "li"]]
    assert keys[:5] == ["9.8 to 13.4", "13.4 to 16.9", "16.9 to 20.5", "20.5 to 24.0", "24.0 to 27.6"]
    assert "Enterprises using at least one AI technology, per cent, 2024" in page.text


def test_a_member_state_without_a_value_keeps_its_profile_and_has_no_shade(project):
    profiling.store(project, {"FR": 9.91, "DE": 19.75, "MT": None})
    project.pages(index=PAGE)
    html = project.build().html()
    assert links(html, "tile-map")["countries/mt.html"] == "MT Malta"
    (kinds,) = re.findall(r'<li class="([^"]*)"><p><a [^>]*countries/mt.html', html)
    assert "shade" not in kinds
    assert "outside" not in kinds


def test_the_list_has_profiles_first_then_the_others_each_by_name(built):
    listed = links(built.html(), "country-list")
    names = list(listed.values())
    assert names[:4] == ["Denmark", "France", "Germany", "Greece"]
    assert next(iter(listed)) == "countries/dk.html"
    assert names[4:] == sorted(names[4:])
    assert len(names) == 53


def test_a_profile_leads_to_its_peers_and_to_them_side_by_side(built):
    found = links(built.html("countries/fr"), "country-links")
    assert found["../compare.html?countries=fr-de-dk-gr"] == "France side by side with Germany, Denmark and Greece"
    assert found["../countries/de.html"] == "Profile: Germany"
    assert "../profiles.html" in found


def test_no_more_countries_are_compared_than_fit(project):
    profiling.store(project, {**profiling.VALUES, "MT": 15.0, "SE": 25.0})
    project.pages(index="# Index\n", countries__fr=LINKS)
    found = links(project.build().html("countries/fr"), "country-links")
    assert "../compare.html?countries=fr-de-dk-gr" in found
    assert sum("Profile" in words for words in found.values()) == 5


def test_a_new_profile_is_on_the_map_of_the_next_build(project):
    profiling.store(project)
    project.pages(index=PAGE)
    assert "region.html#se" in project.build().html()
    profiling.store(project, {**profiling.VALUES, "SE": 25.09})
    again = project.build()
    assert "countries/se.html" in again.html()
    assert again.read == ["index"]


def test_nothing_of_it_is_for_the_translators_of_the_page(built, project):
    profiling.store(project)
    project.pages(index=PAGE)
    template = (project.build("gettext").out / "index.pot").read_text(encoding="utf-8")
    assert re.findall(r'msgid "(.+)"', template) == ["Map"]
