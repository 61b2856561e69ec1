"""Words and numbers that several figures share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from healthai.language import N_, Language

Row = Mapping[str, Any]

THEMES = {
    "adoption": N_("Adoption"),
    "governance": N_("Governance"),
    "training": N_("Training"),
    "workforce": N_("Roles"),
}

METHODS = {
    "spearman": N_("Spearman’s rank correlation"),
    "kendall": N_("Kendall’s rank correlation (tau-b)"),
    "pearson": N_("Pearson’s correlation"),
}

INTERVALS = {"wilson": N_("Wilson"), "clopper-pearson": N_("Clopper-Pearson"), "jeffreys": N_("Jeffreys")}

TESTS = {
    "boschloo": N_("Boschloo’s exact test"),
    "barnard": N_("Barnard’s exact test"),
    "fisher_midp": N_("Fisher’s exact test, mid-p"),
}

# What "two-sided" means, of Boschloo's test only: the others have one definition each.
TWO_SIDED = {
    "doubled": N_("twice the smaller one-sided p"),
    "minlike": N_("all splits no more likely than the one seen"),
}

ADJUSTMENTS = {"holm": N_("Holm"), "bh": N_("Benjamini and Hochberg")}


def theme(language: Language, code: str) -> str:
    """Return the heading of a theme."""
    return language.text(THEMES.get(code, code))


def count(language: Language, low: int, high: int) -> str:
    """Return a count, or the two ends of what it may be."""
    return language.integer(low) if low == high else language.span(language.integer(low), language.integer(high))


def of_n(language: Language, k: int, n: int) -> str:
    """Return a count and what it is out of."""
    return language.text("{k} of {n}", k=language.integer(k), n=language.integer(n))


def counts(language: Language, numbers: Iterable[int]) -> str:
    """Return the range of several counts, such as the n of several pairs."""
    found = list(numbers)
    return count(language, min(found), max(found))


def sample(language: Language, n: int) -> str:
    """Return the note that says how many countries an estimate rests on."""
    return language.text("n = {n}", n=language.integer(n))


def given(language: Language, controls: Sequence[str]) -> str:
    """Return what is held constant: log GDP per head, and further controls where there are any."""
    return language.listing([language.text("log GDP per head"), *map(language.indicator, controls)])


def quantity(language: Language, value: float, largest: float) -> str:
    """Return an indicator's value with as many decimals as its series, whose largest value is given, can bear."""
    return language.decimal(value, 0 if largest >= 1000 else 1 if largest >= 10 else 2)


def frame(labels: Mapping[str, Sequence[Any]], rows: Sequence[Row], headings: Mapping[str, str]) -> pd.DataFrame:
    """Return the data of a figure: columns of labels, then the values of rows under the headings of their keys."""
    return pd.DataFrame(labels | {words: [row[key] for row in rows] for key, words in headings.items()})


def grouped(rows: Sequence[Row], key: str, order: Iterable[str] = ()) -> dict[str, list[Row]]:
    """Return rows by the value of a key: those of `order` first, further ones as they come."""
    found: dict[str, list[Row]] = {name: [] for name in order}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return {name: group for name, group in found.items() if group}
