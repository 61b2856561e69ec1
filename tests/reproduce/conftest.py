"""A copy of the project, built twice in different circumstances."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from reproducing import worked

from healthai import paths
from healthai.run import notebook

# Values with which the pages' results take no time to compute; where a notebook has such a parameter, it gets them.
QUICK = {
    "n_perm": 99,
    "n_boot": 199,
    "replicates": 20,
    "curve_replicates": 20,
    "n_fillings": 2,
    "n_ways": 64,
    "peers": 3,
}
OWN = {"association": {"method": "kendall"}}
CIRCUMSTANCES = {
    "first": {"LC_ALL": "C", "LANG": "C", "TZ": "UTC", "PYTHONHASHSEED": "0", "WORKERS": "1"},
    "second": {
        "LC_ALL": "fr_FR.UTF-8",
        "LANG": "fr_FR.UTF-8",
        "TZ": "EST+12",
        "PYTHONHASHSEED": "4242",
        "WORKERS": "2",
    },
}


def short_plan():
    """Return the real plan with quick values and one country: pages use the results of all other runs."""
    entries = yaml.safe_load(paths.PLAN.read_text(encoding="utf-8"))
    for entry in entries:
        declared = notebook.read(entry.get("notebook", entry["run"])).parameters
        quick = {name: value for name, value in QUICK.items() if name in declared}
        entry["parameters"] = {**entry.get("parameters", {}), **quick, **OWN.get(entry["run"], {})}
        if "each" in entry:
            entry["each"] = {"country": ["FR"]}
    return yaml.safe_dump(entries, sort_keys=False)


class Copy:
    """A copy of the project in a folder of its own, and its pipeline."""

    def __init__(self, root: Path, circumstances: dict[str, str], elsewhere: bool):
        self.root = root
        self.build = root / "_build"
        self.edition = self.build / "editions" / "default"
        self.site = self.build / "site"
        self.elsewhere = elsewhere
        own = {"PYTHONPATH": str(root / "src"), "MPLCONFIGDIR": str(root.parent / "matplotlib")}
        left_out = ("EDITION", "PARAMS_FILE", "ALL", "WORKERS")
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        self.environment = {**kept, **own, **circumstances}
        for name in _files():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(paths.ROOT / name, root / name)
        (root / "notebooks" / "runs.yml").write_text(short_plan(), encoding="utf-8")

    def python(self, *arguments, cwd=None):
        """Run a module of this copy."""
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=cwd or self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def make(self):
        """Run the pipeline."""
        if self.elsewhere:
            return self.python("doit", "-f", str(self.root / "dodo.py"), cwd=self.root.parent)
        return self.python("doit")

    def states(self):
        """Return what tells a file written anew from one that was left alone, for everything that is made."""
        folders = [self.edition / name for name in ("executed", "results", "drawn", "source")] + [self.site / "en"]
        files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        return {p.relative_to(self.build).as_posix(): (p.stat().st_ino, p.stat().st_mtime_ns) for p in files}


def _files():
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=True).stdout
    left_out = ("tests/", "data/results/", "book/locales/")  # catalogues cost drawings and pages, and show nothing new
    return [n for n in listed.split("\0") if n and not n.startswith(left_out) and (paths.ROOT / n).is_file()]


@pytest.fixture(scope="session")
def copies(tmp_path_factory):
    """Two copies, each built once, side by side; whoever changes one puts it back."""
    made = {
        name: Copy(tmp_path_factory.mktemp(name) / "project", circumstances, elsewhere=name == "second")
        for name, circumstances in CIRCUMSTANCES.items()
    }
    with ThreadPoolExecutor() as pool:
        for name, done in zip(made, pool.map(Copy.make, made.values()), strict=True):
            assert done.returncode == 0, f"the {name} copy does not build:\n{done.stdout}{done.stderr}"
            assert len(worked(done)) >= 4
    return made


@pytest.fixture(scope="session")
def first(copies):
    """The first copy."""
    return copies["first"]
