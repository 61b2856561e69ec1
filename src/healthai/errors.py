"""Errors that end in one clear message, without a traceback, for the person who can mend the input."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

ANSI = re.compile(r"\x1b\[[0-9;]*m")


class InputError(Exception):
    """Something given to the project is wrong: a table, a parameter, a plan, a key in a page.

    Parameters
    ----------
    problems : str or iterable of str
        Each says what is wrong, where, and what is allowed. All problems of one input are reported together.
    """

    def __init__(self, problems: str | Iterable[str]):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


def did_you_mean(word: str, allowed: Iterable[str], most: int = 3) -> str:
    """Return " (did you mean 'a' or 'b'?)" for the nearest allowed words, or nothing when none is near."""
    near = get_close_matches(str(word), list(allowed), n=most, cutoff=0.6)
    return f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""


def listing(allowed: Sequence[object], most: int = 12) -> str:
    """Return the allowed values in one line, cut after `most` of them."""
    words = [str(value) for value in allowed]
    return ", ".join(words) if len(words) <= most else ", ".join(words[:most]) + f" and {len(words) - most} more"


def without_colour(text: str) -> str:
    """Return what a tool printed without the codes that colour it on a terminal."""
    return ANSI.sub("", text)
