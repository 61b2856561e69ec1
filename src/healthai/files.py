"""Files written whole or not at all, and JSON as the project stores it."""

import json
import os
import threading
from pathlib import Path
from typing import Any


def dump(content: Any) -> str:
    """Return JSON as it is stored and compared: indented, in the order of making, with a last line end."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        scratch.write_text(text, encoding="utf-8", newline="\n")
        os.replace(scratch, path)
    except OSError:
        scratch.unlink(missing_ok=True)
        raise
