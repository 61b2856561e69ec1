"""Typical pages measured by Lighthouse as on a phone with a slow network, from a server that compresses."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from . import browsing
from .needing import missing, program

pytestmark = [pytest.mark.audit, pytest.mark.browser]

NPM = Path(__file__).parent / "npm" / "lighthouse"
LIGHTHOUSE = NPM / "node_modules" / ".bin" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = ("index", "primary", "countries/fr", "notebooks/association", "data")
LEAST = 95
LOAD, HTML = 500_000, 30_000  # bytes that the network carries at most


@pytest.fixture(scope="module", params=PAGES)
def report(request, folder, tmp_path_factory):
    """What Lighthouse reports of a page."""
    if not LIGHTHOUSE.exists():
        missing(f"Lighthouse (npm ci --prefix {NPM})", "to measure the pages")
    chromium = program(("chromium", "chromium-browser", "google-chrome"), "to measure the pages")
    out = tmp_path_factory.mktemp("lighthouse") / "report.json"
    flags = " ".join(browsing.FLAGS)
    with browsing.served(folder) as address:
        command = [LIGHTHOUSE, f"{address}{request.param}.html", "--quiet", "--no-enable-error-reporting"]
        command += ["--output=json", f"--output-path={out}", f"--only-categories={','.join(CATEGORIES)}"]
        command += [f"--chrome-flags={flags}"]
        subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, check=True, timeout=180)
    return json.loads(out.read_text(encoding="utf-8"))


def test_a_page_scores_high(report):
    scores = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    low = {name: score for name, score in scores.items() if score < LEAST}
    failed = [audit["title"] for audit in report["audits"].values() if low and (audit["score"] or 1) < 0.9]
    assert low == {}, failed


def test_a_page_is_light(report):
    requests = report["audits"]["network-requests"]["details"]["items"]
    assert sum(request["transferSize"] for request in requests) <= LOAD
    (page,) = [request for request in requests if request["resourceType"] == "Document"]
    assert page["transferSize"] <= HTML
