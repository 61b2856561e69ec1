"""One function per figure: stored values and a language in; picture, data, caption and alt text out.

Drawing sets matplotlib's style for the moment it lasts, and styles are shared by all threads of a process: draw in
processes, not in threads.
"""

from collections.abc import Callable
from typing import Any

from healthai.errors import InputError, did_you_mean
from healthai.figures import association, contrast, counts, joint, margins, profile, style
from healthai.figures.drawing import Drawing
from healthai.figures.style import save
from healthai.language import Language

__all__ = ["FIGURES", "Drawing", "draw", "save"]

FIGURES: dict[str, Callable[[Any, Language], Drawing]] = {
    "shares": counts.shares,
    "contrast": contrast.contrast,
    "icons": counts.icons,
    "bounds": margins.bounds,
    "gaps": margins.gaps,
    "named_bounds": joint.named,
    "strata_bounds": joint.strata,
    "at_least": joint.at_least,
    "worth": joint.worth,
    "associations": association.associations,
    "scatter": association.scatter,
    "strip": profile.strip,
}


def draw(name: str, values: Any, language: Language) -> Drawing:
    """Return the figure called `name`, drawn from stored values in a language.

    Raises
    ------
    InputError
        When there is no such figure (names near ones), or its values have no rows.
    """
    if name not in FIGURES:
        raise InputError(f"there is no figure '{name}'{did_you_mean(name, FIGURES)}")
    if not (values["rows"] if isinstance(values, dict) else values):
        raise InputError(f"the figure '{name}' was given no rows to draw")
    with style.look():
        return FIGURES[name](values, language)
