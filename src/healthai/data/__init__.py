"""The tables of the book: read, validate, seal.

`codes` needs the standard library only; everything else is imported when it is first asked for, because pandas and
frictionless are slow to import and the plan is validated without them.
"""

from importlib import import_module

_HOME = {
    "countries": "codes",
    "eu27": "codes",
    "indicators": "codes",
    "items": "codes",
    "blocs": "codes",
    "years": "codes",
    "validate": "package",
    "seal": "package",
    "unsealed": "descriptor",
    "load": "tables",
    "indicator": "tables",
    "panel": "tables",
    "counts": "survey",
    "eu_and_rest": "survey",
}
__all__ = list(_HOME)


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
