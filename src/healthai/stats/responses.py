"""What has been published about the answers to several yes-no items, written down as constraints.

Every unit (a country) has one response pattern: yes or no to each of m items. Units belong to strata of known size. A
`Count` bounds how many units show an `Event`; margins, cross-tabulations, implications and exclusive items are all
counts. A `Named` unit is a stratum of size one whose known answers are fixed. `healthai.stats.joint` computes what
follows from them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from healthai.errors import InputError, did_you_mean, listing
from healthai.stats.bounds import Margin
from healthai.stats.checks import whole


@dataclass(frozen=True)
class Event:
    """Units that have all of `has`, none of `lacks`, and `least` or more of `among`."""

    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    least: int = 0

    @cached_property
    def items(self) -> frozenset[str]:
        """The items that decide whether a unit shows the event."""
        return frozenset((*self.has, *self.lacks, *self.among))

    def __str__(self) -> str:
        parts = [" and ".join(self.has)] if self.has else []
        parts += [f"at least {self.least} of {', '.join(self.among)}"] if self.among else []
        without = f"without {' or '.join(self.lacks)}" if self.lacks else ""
        return " ".join(filter(None, [" and ".join(parts), without])) or "any answer"


@dataclass(frozen=True)
class Count:
    """`count` units, a number or a range, show `event`, among those of `stratum` (None: of all strata together)."""

    event: Event
    count: int | Margin
    stratum: str | None = None

    @property
    def range(self) -> tuple[int, int]:
        """The smallest and the largest number of units."""
        return (self.count.low, self.count.high) if isinstance(self.count, Margin) else (self.count, self.count)

    def __str__(self) -> str:
        low, high = self.range
        where = "" if self.stratum is None else f" in {self.stratum}"
        return f"{self.event}{where}: {low}" if low == high else f"{self.event}{where}: {low} to {high}"


@dataclass(frozen=True)
class Named:
    """One unit of `stratum`, known to have the items of `has` and to lack those of `lacks`; the rest is unknown."""

    name: str
    stratum: str
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}: {Event(self.has, self.lacks)}"


@dataclass(frozen=True)
class Problem:
    """Everything known about the answers.

    Parameters
    ----------
    items : tuple of str
        Names of the yes-no items.
    strata : mapping of str to int
        Number of units of each stratum, named units included.
    counts : tuple of Count
    named : tuple of Named

    Raises
    ------
    InputError
        For unknown or repeated names, counts that are not whole numbers from 0 to the units concerned, a range whose
        ends are reversed, an item both had and lacked, or more named units than a stratum holds. That the constraints
        contradict one another is not found here but by `healthai.stats.joint`.
    """

    items: tuple[str, ...]
    strata: Mapping[str, int]
    counts: tuple[Count, ...] = ()
    named: tuple[Named, ...] = ()

    def __post_init__(self):
        if not self.items or not self.strata:
            raise InputError("a problem needs at least one item and one stratum")
        _unique("items", self.items)
        _unique("named units", [unit.name for unit in self.named])
        for name, size in self.strata.items():
            whole(f"the size of stratum {name!r}", size, 1)
            named = sum(unit.stratum == name for unit in self.named)
            if named > size:
                raise InputError(f"stratum {name!r} has {size} units, but {named} are named")
        for known in (*self.counts, *self.named):
            self._check_stratum(known)
        for count in self.counts:
            self.check(count.event)
            self._check_range(count)
        for unit in self.named:
            if unit.has or unit.lacks:
                self.check(Event(unit.has, unit.lacks))

    def size(self, stratum: str | None) -> int:
        """Return the number of units of a stratum, or of all strata for None."""
        return sum(self.strata.values()) if stratum is None else self.strata[stratum]

    def check(self, event: Event) -> None:
        """Raise `InputError` when an event is not one of this problem's items."""
        if not event.items:
            raise InputError("an event names no item; it must name at least one")
        unknown = [item for item in event.items if item not in self.items]
        if unknown:
            near = did_you_mean(unknown[0], self.items)
            raise InputError(f"no item is called {unknown[0]!r}{near}; allowed: {listing(self.items)}")
        both = set(event.has) & set(event.lacks)
        if both:
            raise InputError(f"{min(both)!r} is both had and lacked in '{event}'; it must be one of them")
        distinct = len(set(event.among))
        if isinstance(event.least, int) and 0 <= event.least <= distinct == len(event.among):
            return  # problems are made by the thousand, and the words below cost more than the check
        _unique(f"the items of '{event}'", event.among)
        whole(f"least of '{event}'", event.least, 0, len(event.among))

    def _check_range(self, count: Count) -> None:
        most = self.size(count.stratum)
        low, high = count.range
        if isinstance(low, int) and isinstance(high, int) and 0 <= low <= high <= most:
            return  # as above: the words cost more than the check
        if whole(f"the low end of '{count}'", low, 0, most) > whole(f"the high end of '{count}'", high, 0, most):
            raise InputError(f"'{count}' runs from {low} to {high}; its low end must not exceed its high end")

    def _check_stratum(self, known: Count | Named) -> None:
        if known.stratum not in self.strata and not (known.stratum is None and isinstance(known, Count)):
            raise InputError(f"'{known}' is of stratum {known.stratum!r}; allowed: {listing(list(self.strata))}")

    def linked(self, items: Iterable[str]) -> "Problem":
        """Return the part of the problem that can affect these items.

        Items that no constraint ties together, directly or through others, can be combined freely within each stratum
        and each named unit: what is known of one then says nothing about the other. A named unit of which nothing is
        known here is like any other of its stratum, and is no longer named.
        """
        reached = set(items)
        while found := {
            item for count in self.counts if count.event.items & reached for item in count.event.items - reached
        }:
            reached |= found
        return replace(
            self,
            items=tuple(item for item in self.items if item in reached),
            counts=tuple(count for count in self.counts if count.event.items <= reached),
            named=tuple(_cut(unit, reached) for unit in self.named if not reached.isdisjoint((*unit.has, *unit.lacks))),
        )


def margin(item: str, count: int | Margin, stratum: str | None = None) -> Count:
    """Return the constraint that `count` units have an item."""
    return Count(Event(has=(item,)), count, stratum)


def cross_tabulation(a: str, b: str, count: int | Margin, stratum: str | None = None) -> Count:
    """Return the constraint that `count` units have both items."""
    return Count(Event(has=(a, b)), count, stratum)


def implication(a: str, b: str) -> Count:
    """Return the constraint that every unit with `a` has `b`: established use is use."""
    return Count(Event(has=(a,), lacks=(b,)), 0)


def exclusive(*items: str) -> Count:
    """Return the constraint that no unit has two of these items."""
    return Count(Event(among=items, least=2), 0)


def _cut(unit: Named, items: set[str]) -> Named:
    has, lacks = (tuple(name for name in names if name in items) for names in (unit.has, unit.lacks))
    return Named(unit.name, unit.stratum, has, lacks)


def _unique(what: str, names: Iterable[str]) -> None:
    names = list(names)
    repeated = [name for name in names if names.count(name) > 1]
    if repeated:
        raise InputError(f"{what} hold {repeated[0]!r} more than once")
