"""One environment, said in three files that must agree: pyproject.toml, requirements.lock, environment.yml."""

import json
import re
import tomllib

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from healthai import paths

PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = paths.LOCK.read_text(encoding="utf-8")
CONDA = yaml.safe_load((paths.ROOT / "environment.yml").read_text(encoding="utf-8"))

PYTHONS = SpecifierSet(PROJECT["project"]["requires-python"])
SUPPORTED = [f"3.{minor}" for minor in range(8, 20) if Version(f"3.{minor}") in PYTHONS]
PLATFORMS = [("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows")]
DIRECT = [
    Requirement(text)
    for text in (
        *PROJECT["project"]["dependencies"],
        *PROJECT["dependency-groups"]["dev"],
        *PROJECT["build-system"]["requires"],
    )
]


def pins():
    """Return the lock's entries: requirement and number of hashes."""
    entries = re.sub(r"\\\n", " ", LOCK).splitlines()
    found = []
    for entry in entries:
        line = entry.partition(" #")[0].strip()
        if line and not line.startswith("#"):
            requirement, *hashes = re.split(r"\s+--hash=", line)
            found.append((Requirement(requirement), hashes))
    return found


def pinned(name, python, platform):
    """Return the versions that the lock installs of a package on one Python and platform."""
    system, label = platform
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "platform_system": label,
        "os_name": "nt" if system == "win32" else "posix",
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "extra": "",
    }
    return [
        next(iter(requirement.specifier)).version
        for requirement, _ in pins()
        if canonicalize_name(requirement.name) == canonicalize_name(name)
        and (requirement.marker is None or Marker(str(requirement.marker)).evaluate(environment))
    ]


def test_the_lock_pins_every_package_with_hashes():
    found = pins()
    assert len(found) > 50
    for requirement, hashes in found:
        (specifier,) = requirement.specifier
        assert specifier.operator == "==", requirement
        assert "*" not in specifier.version
        assert requirement.url is None
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), requirement


def test_the_locks_of_the_page_checks_pin_with_hashes_and_name_no_registry():
    locks = [p for p in paths.ROOT.glob("tests/book/npm/**/package-lock.json") if "node_modules" not in p.parts]
    assert len(locks) == 2
    for lock in locks:
        packages = {name: about for name, about in json.loads(lock.read_text())["packages"].items() if name}
        assert len(packages) > 10
        for name, about in packages.items():
            assert about["integrity"].startswith("sha512-"), name
            assert "resolved" not in about, name


def test_the_lock_names_no_index():
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host|^-[ifr]\b", LOCK, re.MULTILINE)


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_the_lock_satisfies_every_direct_dependency_on_every_python_and_platform(requirement):
    assert SUPPORTED == ["3.11", "3.12", "3.13", "3.14"]
    for python in SUPPORTED:
        for platform in PLATFORMS:
            versions = pinned(requirement.name, python, platform)
            assert len(versions) == 1, f"{requirement.name} on {python}, {platform[1]}: {versions}"
            assert versions[0] in requirement.specifier


def test_the_pinned_packages_are_the_ones_these_tests_run_with():
    from importlib.metadata import version
    from platform import system
    from sys import platform, version_info

    here = ("linux" if platform.startswith("linux") else platform, system())
    python = f"{version_info.major}.{version_info.minor}"
    assert {r.name: version(r.name) for r in DIRECT} == {r.name: pinned(r.name, python, here)[0] for r in DIRECT}


def test_conda_users_get_the_same_python_and_the_same_lock():
    conda = [entry for entry in CONDA["dependencies"] if isinstance(entry, str)]
    (python,) = [entry for entry in conda if re.match(r"python\b", entry)]
    assert SpecifierSet(python.removeprefix("python").strip()) == PYTHONS
    assert "pip" in conda
    (of_pip,) = [entry["pip"] for entry in CONDA["dependencies"] if isinstance(entry, dict)]
    assert of_pip[0] == f"-r {paths.LOCK.name}"
    assert CONDA["channels"] == ["conda-forge"]
    other = {re.split(r"[ =<>]", entry)[0] for entry in conda} - {"python", "pip", "make"}
    assert not other, "what conda installs besides Python is not held by the lock"


def test_the_makefile_accepts_the_same_pythons():
    makefile = (paths.ROOT / "Makefile").read_text(encoding="utf-8")
    low, high = (tuple(map(int, ends)) for ends in re.findall(r"\((3), (\d+)\)", makefile)[:2])
    assert [f"{low[0]}.{low[1]}", f"{high[0]}.{high[1]}"] == [SUPPORTED[0], SUPPORTED[-1]]
