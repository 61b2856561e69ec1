"""The values that a notebook's parameters may take; notebooks import these names in the cell before their parameters.

A closed set is a `Literal`; a set that the data define is a string checked against `healthai.data.codes`.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from healthai.data import codes
from healthai.errors import did_you_mean, listing


def _one_of(what: str, allowed: Callable[[], Sequence[str]]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in allowed():
            raise ValueError(f"{value!r} is no {what}{did_you_mean(value, allowed())}; allowed: {listing(allowed())}")
        return value

    return AfterValidator(check)


RankMethod = Literal["spearman", "kendall", "pearson"]
IntervalMethod = Literal["wilson", "clopper-pearson", "jeffreys"]
TwoSided = Literal["doubled", "minlike"]
Level = Annotated[float, Field(gt=0.5, lt=1)]
Permutations = Annotated[int, Field(ge=99, le=99_999)]
Seed = Annotated[int, Field(ge=0)]
PeerCount = Annotated[int, Field(ge=1, le=10)]
Member = Annotated[str, _one_of("EU member (ISO code)", codes.eu27)]
ItemId = Annotated[str, _one_of("survey item", codes.items)]
Indicator = Annotated[str, _one_of("indicator", codes.indicators)]
Indicators = Annotated[list[Indicator], Field(min_length=1)]
Items = Annotated[list[ItemId], Field(min_length=1)]
AtLeast = Annotated[int, Field(ge=1)]
Alpha = Annotated[float, Field(gt=0, lt=0.5)]
