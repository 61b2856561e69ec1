"""What stays certain about two yes-no items when some countries did not answer, for any reason whatever.

No assumption is made about the silent answers: every way to fill them in is tried, and the ends over all of them are
kept (Manski 2003). `healthai.stats.counts.worst_case` is the same for one item. The ends are bounds, not confidence
intervals.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from healthai.errors import InputError
from healthai.stats.bounds import Bounds
from healthai.stats.checks import numbers, whole
from healthai.stats.feasible import minlike_p

LARGEST_COMPLETIONS = 200_000


@dataclass(frozen=True)
class Association:
    """Bounds of an association of A with B over all completions; `tables` counts the different complete tables.

    `risk_difference` is P(B given A) - P(B given not A), None when in some completion all or none have A; `phi` is None
    when in some completion all or none have A, or B. `p` is Fisher's two-sided minlike p-value.
    """

    risk_difference: Bounds | None
    phi: Bounds | None
    p: Bounds
    tables: int


def cross_tabulate(a: ArrayLike, b: ArrayLike) -> np.ndarray:
    """Count the answers to two items, silence being one of them.

    Parameters
    ----------
    a, b : array_like, shape (n,)
        1 for yes, 0 for no, NaN for no answer.

    Returns
    -------
    ndarray of int, shape (3, 3)
        Rows: A yes, no, unanswered; columns: the same for B.

    Raises
    ------
    InputError
        For unequal lengths, no country, or another value.
    """
    a, b = numbers("a", a, 1), numbers("b", b, 1)
    if a.size != b.size or a.size == 0:
        raise InputError(f"a has {a.size} answers and b has {b.size}; both must have the same number, at least one")
    for name, values in (("a", a), ("b", b)):
        if not np.isin(values[~np.isnan(values)], (0, 1)).all():
            raise InputError(f"{name} holds an answer that is not 0, 1 or missing")
    found = np.zeros((3, 3), dtype=int)
    np.add.at(found, (_place(a), _place(b)), 1)
    return found


def association(answers: Sequence[Sequence[int]] | np.ndarray) -> Association:
    """Bound the association of two items over every way to fill in the silent answers.

    Parameters
    ----------
    answers : 3 x 3 of int
        Rows: A yes, no, unanswered; columns: the same for B, as `cross_tabulate` returns them. Two groups with silent
        members are the case where A is the group: [[20, 7, 0], [12, 11, 3], [0, 0, 0]] is 20 of 27 against 12 of 26 of
        whom three did not answer.

    Returns
    -------
    Association
        Both ends of each bound are attained by a completion, not necessarily by the same one.

    Raises
    ------
    InputError
        For answers that are not nine counts, no country, or more than `LARGEST_COMPLETIONS` completions.
    """
    cells = _nine(answers)
    tables = _complete(cells)
    yes_yes, yes_no, no_yes, _ = tables.T
    a, b, n = yes_yes + yes_no, yes_yes + no_yes, int(cells.sum())
    p = np.array([minlike_p(both, one, other, n) for both, one, other in zip(yes_yes, a, b, strict=True)])
    varies_a, varies_b = bool(np.all((a > 0) & (a < n))), bool(np.all((b > 0) & (b < n)))
    difference = _ends(yes_yes / a - no_yes / (n - a)) if varies_a else None
    phi = _ends((n * yes_yes - a * b) / np.sqrt(1.0 * a * (n - a) * b * (n - b))) if varies_a and varies_b else None
    return Association(difference, phi, _ends(p), len(tables))


def _place(values: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(values), 2, 1 - np.nan_to_num(values)).astype(int)


def _nine(answers: Sequence[Sequence[int]] | np.ndarray) -> np.ndarray:
    rows = [list(row) for row in answers]
    if [len(row) for row in rows] != [3, 3, 3]:
        raise InputError(f"answers is {answers!r}; it must have three rows of three counts: yes, no, unanswered")
    cells = np.array([[whole("a cell of answers", cell, 0) for cell in row] for row in rows])
    if cells.sum() == 0:
        raise InputError("answers holds no country; at least one cell must be above 0")
    return cells


def _complete(cells: np.ndarray) -> np.ndarray:
    """Return the different complete tables: rows of A and B, A only, B only, neither."""
    (yes_yes, yes_no, yes_unknown), (no_yes, no_no, no_unknown), (unknown_yes, unknown_no, silent) = cells.tolist()
    partly = [(yes_unknown, 0, 1), (no_unknown, 2, 3), (unknown_yes, 0, 2), (unknown_no, 1, 3)]
    ways = (silent + 1) * (silent + 2) * (silent + 3) // 6
    for count, _, _ in partly:
        ways *= count + 1
    if ways > LARGEST_COMPLETIONS:
        raise InputError(f"the silent answers can be filled in in {ways} ways; at most {LARGEST_COMPLETIONS} are tried")
    tables = np.array([[yes_yes, yes_no, no_yes, no_no]])
    for count, first, second in partly:
        added = np.zeros((count + 1, 4), dtype=int)
        added[:, first], added[:, second] = np.arange(count + 1), count - np.arange(count + 1)
        tables = _sums(tables, added)
    for _ in range(silent):
        tables = _sums(tables, np.eye(4, dtype=int))
    return tables


def _sums(tables: np.ndarray, added: np.ndarray) -> np.ndarray:
    """Return the different sums of a row of one with a row of the other."""
    return np.unique((tables[:, None] + added).reshape(-1, 4), axis=0)


def _ends(values: np.ndarray) -> Bounds:
    return Bounds(float(values.min()), float(values.max()))
