"""The data package as one file: complete, valid when unpacked, and the same bytes always."""

import hashlib
import io
import json
import re
import zipfile

import pytest
from frictionless import validate

from healthai import data, paths
from healthai.book import citation, package

from .test_listings import built as built  # the fixture


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    zipfile.ZipFile(io.BytesIO(package.archive())).extractall(folder)
    return folder


def test_the_unpacked_package_is_valid(unpacked):
    report = validate(unpacked / "datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert len(report.tasks) == len(json.loads(package.DESCRIPTOR.read_text(encoding="utf-8"))["resources"])


def test_a_table_that_was_changed_is_not_valid(unpacked, tmp_path):
    for path in (path for path in unpacked.rglob("*") if path.is_file()):
        copy = tmp_path / path.relative_to(unpacked)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    with (tmp_path / "survey" / "counts.csv").open("a") as table:
        table.write("planted\n")
    assert not validate(tmp_path / "datapackage.json").valid


def test_licence_citation_and_notes_go_with_the_tables(unpacked):
    names = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert {"README.md", "NOTES.md", "LICENSE", "CITATION.cff", "datapackage.json"} <= names
    assert not [name for name in names if name.startswith("results")]
    readme = (unpacked / "README.md").read_text(encoding="utf-8")
    assert citation.read()["title"] in readme
    assert "%" not in readme
    for name in re.findall(r"`([\w.]+\.\w+)`", readme):
        assert (unpacked / name).exists(), name


def test_the_bytes_depend_on_nothing_but_the_files(monkeypatch):
    first = package.archive.__wrapped__()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert package.archive.__wrapped__() == first
    entries = zipfile.ZipFile(io.BytesIO(first)).infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(e.date_time, e.create_system, e.compress_type) for e in entries} == {(package.EPOCH, 3, 0)}


def test_the_descriptor_and_the_citation_agree():
    descriptor, about = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8")), citation.read()
    assert descriptor["version"] == about["version"]
    assert data.indicators()


def test_the_data_page_prints_the_hash_and_leads_to_the_file(built):
    page = built.page("data")
    assert hashlib.sha256(package.archive()).hexdigest() in page.text
    (link,) = page.all("a", href=package.NAME)
    assert link["text"] == "Download the data package"
    assert f"zip, {len(package.archive()) / 1000:.0f} kB, {len(package.files())} files" in page.text
