import pytest

from healthai import editions
from healthai.editions import Edition
from healthai.errors import InputError


@pytest.fixture
def file(tmp_path):
    """Write a file of parameter values."""

    def write(text):
        path = tmp_path / "mine.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("name", ["mine", "high-level-2", "default"])
def test_a_name_of_lower_case_letters_digits_and_hyphens(name):
    assert Edition(name).name == name


@pytest.mark.parametrize("name", ["Mine", "my edition", "../mine", "2mine", "mine_2", "", "-mine", "mine\n"])
def test_a_name_that_is_no_folder_name_is_refused(name):
    with pytest.raises(InputError, match="lower-case letters, digits and hyphens"):
        Edition(name)


@pytest.mark.parametrize("name", ["en", "fr"])
def test_a_name_of_two_letters_would_be_the_folder_of_a_language(name):
    with pytest.raises(InputError, match="two letters are a language's folder"):
        Edition(name)


def test_without_name_and_file_it_is_the_default_edition():
    assert editions.read("", None) == Edition("default", {})


def test_values_replace_those_of_the_plan(file):
    edition = editions.read("mine", file("association: {method: kendall, n_perm: 99}\nmargins: {}\n"))
    assert edition == Edition("mine", {"association": {"method": "kendall", "n_perm": 99}, "margins": {}})


def test_an_own_edition_without_values_is_refused():
    with pytest.raises(InputError, match=r"EDITION=mine needs values of its own: add PARAMS_FILE"):
        editions.read("mine", None)


@pytest.mark.parametrize("name", ["", "default"])
def test_the_default_edition_takes_no_values(file, name):
    with pytest.raises(InputError, match="add EDITION=<name>"):
        editions.read(name, file("association: {method: kendall}"))


def test_the_name_of_the_verification_is_taken(file):
    with pytest.raises(InputError, match="'verification' is taken"):
        editions.read("verification", file("association: {method: kendall}"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.yml: No such file or directory"):
        editions.read("mine", tmp_path / "gone.yml")


@pytest.mark.parametrize("text", ["association: {method: kendall", "a:\n\t- b", "a: 'b"])
def test_a_file_that_is_not_yaml_is_named_with_the_place(file, text):
    with pytest.raises(InputError, match=r"mine\.yml is not YAML: .*line \d") as error:
        editions.read("mine", file(text))
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "mine.yml").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(InputError, match="is not YAML"):
        editions.read("mine", tmp_path / "mine.yml")


@pytest.mark.parametrize("text", ["", "kendall", "- association", "association: kendall", "association:"])
def test_a_file_that_is_no_mapping_of_notebooks_to_values_is_refused(file, text):
    with pytest.raises(InputError, match=r"expected 'notebook: \{parameter: value\}' lines"):
        editions.read("mine", file(text))


def test_each_edition_has_folders_of_its_own(build):
    default, mine = Edition(), Edition("mine")
    assert mine.executed == build / "editions" / "mine" / "executed"
    assert default.site("en") == build / "site" / "en"
    assert mine.site("en") == build / "site" / "mine" / "en"
    folders = [
        [e.executed, e.results, e.failed, e.drawn("en"), e.drawn("fr"), e.source("en"), e.book("en"), e.site("en")]
        for e in (default, mine)
    ]
    assert len({folder for of_one in folders for folder in of_one}) == 16
