"""Files written whole or not at all, JSON as the project stores it, and YAML that people write."""

import json
import os
import threading
from pathlib import Path
from typing import Any

import yaml

from healthai.errors import InputError


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


def read_yaml(path: Path, called: str) -> Any:
    """Return the content of a YAML file; raise InputError, naming it as it is `called`, when it cannot be read."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{called}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(f"{called} is not YAML: {' '.join(str(error).split())}") from None
