"""Every folder of the project, named once. Imports nothing from the project."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

DATA = ROOT / "data"
RESULTS = DATA / "results"
NOTEBOOKS = ROOT / "notebooks"
PLAN = NOTEBOOKS / "runs.yml"
BOOK = ROOT / "book"
LOCALES = BOOK / "locales"
CONFIG = ROOT / "_config.yml"
LOCK = ROOT / "requirements.lock"
SOURCE = ROOT / "src" / "healthai"

BUILD = ROOT / "_build"
RUNS = BUILD / "runs"
SITE = BUILD / "site"


def shown(path: Path) -> str:
    """Return `path` as a reader of a message expects it: relative to the project where it lies inside."""
    path = Path(path)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
