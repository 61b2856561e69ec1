"""Places of the tests' own for what kernels leave behind."""

import shutil
import tempfile
from multiprocessing import util
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def private_places():
    """Folders of temporary and of runtime files that only this module's kernels use (short: sockets lie in them)."""
    util.get_temp_dir()  # the process that kernels are forked from outlives the module: its socket lies elsewhere
    folder = Path(tempfile.mkdtemp(prefix="t-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        patch.setenv("JUPYTER_RUNTIME_DIR", str(folder / "runtime"))
        yield folder
    shutil.rmtree(folder, ignore_errors=True)
