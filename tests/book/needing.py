"""Programs that some tests of the site need: without one a test is skipped, and fails in CI."""

import os
import shutil

import pytest


def program(names, needed):
    """Return the path of the first of these programs that is there."""
    return next(filter(None, map(shutil.which, names)), None) or missing(names[0], needed)


def missing(what, needed):
    """Skip the test, or fail it in CI, for want of something."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not installed; in CI it is needed {needed}")
    pytest.skip(f"{what} is not installed; it is needed {needed}")
