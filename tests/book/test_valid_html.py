"""All pages are valid HTML, by html-validate and its rules from the HTML standard."""

import json
import subprocess
from pathlib import Path

import pytest

from .needing import missing

NPM = Path(__file__).parent / "npm"
VALIDATOR = NPM / "node_modules" / ".bin" / "html-validate"


def invalid(folder):
    """Return what the validator says of the pages of a folder, each message with its first place."""
    if not VALIDATOR.exists():
        missing(f"html-validate (npm ci --prefix {NPM})", "to validate the pages")
    command = [VALIDATOR, "--config", NPM / "htmlvalidate.json", "--formatter", "json", f"{folder}/**/*.html"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = {}
    for page in json.loads(done.stdout):
        for message in page["messages"]:
            place = f"{Path(page['filePath']).relative_to(folder)}:{message['line']}"
            found.setdefault(f"{message['ruleId']}: {message['message']}", place)
    return found


def test_all_pages_are_valid(folder):
    assert invalid(folder) == {}


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("element-permitted-content", "<div><style>p {color: red}</style></div>"),
        ("no-dup-id", '<p id="a">A</p><p id="a">B</p>'),
        ("close-order", "<p><em>A</p>"),
    ],
)
def test_faults_are_found(tmp_path, rule, body):
    page = f'<!DOCTYPE html>\n<html lang="en"><head><title>A page</title></head><body><h1>A</h1>{body}</body></html>'
    (tmp_path / "page.html").write_text(page)
    assert any(fault.startswith(f"{rule}: ") for fault in invalid(tmp_path))
