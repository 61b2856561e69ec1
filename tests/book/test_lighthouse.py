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
def reports(request, folder, tmp_path_factory):
    """What Lighthouse reports of a page, three times: other work on the machine makes a page slower, never faster."""
    if not LIGHTHOUSE.exists():
        missing(f"Lighthouse (npm ci --prefix {NPM})", "to measure the pages")
    chromium = program(("chromium", "chromium-browser", "google-chrome"), "to measure the pages")
    outs = [tmp_path_factory.mktemp("lighthouse") / f"{number}.json" for number in range(3)]
    flags = " ".join(browsing.FLAGS)
    with browsing.served(folder) as address:
        command = [LIGHTHOUSE, f"{address}{request.param}.html", "--quiet", "--no-enable-error-reporting"]
        command += ["--output=json", f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}"]
        for out in outs:
            run = [*command, f"--output-path={out}"]
            subprocess.run(run, env={**os.environ, "CHROME_PATH": chromium}, check=True, timeout=180)
    return [json.loads(out.read_text(encoding="utf-8")) for out in outs]


def test_a_page_scores_high(reports):
    best = {name: max(round(100 * report["categories"][name]["score"]) for report in reports) for name in CATEGORIES}
    scored = [audit for audit in reports[0]["audits"].values() if audit["score"] is not None]
    failed = {audit["title"] for audit in scored if audit["score"] < 0.9}
    assert min(best.values()) >= LEAST, (best, failed)


def test_a_page_is_light(reports):
    report = reports[0]
    requests = report["audits"]["network-requests"]["details"]["items"]
    assert sum(request["transferSize"] for request in requests) <= LOAD
    (page,) = [request for request in requests if request["resourceType"] == "Document"]
    assert page["transferSize"] <= HTML
