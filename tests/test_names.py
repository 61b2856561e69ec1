"""No file of the project ties it to one machine or to one registry of packages."""

import re
import subprocess

import pytest

from healthai import paths

# In two halves, so that this file does not name them itself.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "ana" + "conda.org",
    "ana" + "conda.com",
]
PLACES = ["/ro" + "ot/", "/ho" + "me/", "/wo" + "rk/", "/Us" + "ers/"]
FORBIDDEN = re.compile("|".join(map(re.escape, HOSTS)) + "|" + r"(?<![\w.<$}-])(?:" + "|".join(PLACES) + r")\w")


def tracked():
    """Return the files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.fail("this test asks git which files belong to the project")
    return [path for name in listed.split("\0") if name and (path := paths.ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_place_on_this_machine():
    files = tracked()
    assert paths.LOCK in files
    found = [
        f"{paths.shown(path)}, line {number}: {match.group()}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (match := FORBIDDEN.search(line))
    ]
    assert found == []


def test_the_search_finds_what_it_looks_for():
    for named in (f"https://{HOSTS[0]}/simple", f"see {PLACES[1]}me/x", f"'{PLACES[2]}main'"):
        assert FORBIDDEN.search(named)
    for innocent in ("../work/x", "https://example.org/home/x", "a/tmp/x"):
        assert not FORBIDDEN.search(innocent)


def test_nothing_generated_is_tracked():
    assert [
        path for path in tracked() if {"_build", ".venv", "__pycache__"} & set(path.relative_to(paths.ROOT).parts)
    ] == []
