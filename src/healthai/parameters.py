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


def _ascending(values: list[float]) -> list[float]:
    if values != sorted(set(values)):
        raise ValueError(f"{values} must ascend, each value once")
    return values


def _power_of_two(value: int) -> int:
    if value & (value - 1):
        raise ValueError(f"{value} is no power of 2; allowed: 64, 128, 256 and so on")
    return value


RankMethod = Literal["spearman", "kendall", "pearson"]
IntervalMethod = Literal["wilson", "clopper-pearson", "jeffreys"]
TwoSided = Literal["doubled", "minlike"]
ShareScale = Literal["pct", "logit"]
Years = Annotated[list[Annotated[int, Field(ge=2015, le=2025)]], Field(min_length=2)]
Respondents = Literal["eu27", "region52"]
CodeReading = Literal["as_who_totals", "plain_yes"]
GroupTest = Literal["boschloo", "barnard", "fisher_midp"]
Adjustment = Literal["holm", "bh"]
BlocScheme = Literal["none", "geo5", "accession"]
BlocSchemes = Annotated[list[BlocScheme], Field(min_length=1)]
ResidualDf = Annotated[int, Field(ge=5, le=22)]
Level = Annotated[float, Field(gt=0.5, lt=1)]
Alpha = Annotated[float, Field(gt=0, lt=0.5)]
Power = Annotated[float, Field(gt=0.5, lt=1)]
Effect = Annotated[float, Field(gt=0, lt=1)]
Sizes = Annotated[list[Annotated[int, Field(ge=8, le=1000)]], Field(min_length=1)]
Controls = Annotated[int, Field(ge=1, le=4)]
Tests = Annotated[int, Field(ge=2, le=1000)]
# Rates above one half: an answer must not mean its opposite.
Rates = Annotated[
    list[Annotated[float, Field(gt=0.5, le=1)]], Field(min_length=1, max_length=8), AfterValidator(_ascending)
]
Permutations = Annotated[int, Field(ge=99, le=99_999)]
BootstrapSamples = Annotated[int, Field(ge=100, le=99_999)]
Replicates = Annotated[int, Field(ge=20, le=20_000)]
Cases = Annotated[
    list[
        Literal[
            "max_t",
            "max_t_given_income",
            "freedman_lane",
            "freedman_lane_ranks",
            "permutation_inside_blocs",
            "permutation_across_blocs",
            "curve",
            "curve_skewed",
            "curve_ranks",
            "curve_inside_blocs",
            "curve_across_blocs",
            "curve_confounded",
            "curve_permuted_anew",
        ]
    ],
    Field(min_length=1),
]
Seed = Annotated[int, Field(ge=0)]
CompositeSize = Annotated[int, Field(ge=1, le=12)]
PeerCount = Annotated[int, Field(ge=1, le=10)]
Member = Annotated[str, _one_of("EU member (ISO code)", codes.eu27)]
ItemId = Annotated[str, _one_of("survey item", codes.items)]
Indicator = Annotated[str, _one_of("indicator", codes.indicators)]
Indicators = Annotated[list[Indicator], Field(min_length=1)]
FurtherControls = Annotated[list[Indicator], Field(max_length=2)]
PriorWidth = Annotated[float, Field(ge=0.2, le=2)]
Pillar = Annotated[list[Indicator], Field(min_length=3)]
Treatment = Literal["none", "winsorise"]
Imputation = Literal["available", "mean", "bloc mean"]
Normalisation = Literal["z-score", "min-max", "rank"]
Aggregation = Literal["arithmetic", "geometric", "harmonic"]
Fillings = Annotated[int, Field(ge=2, le=1000)]
Treatments = Annotated[list[Treatment], Field(min_length=1)]
Imputations = Annotated[list[Imputation], Field(min_length=1)]
Normalisations = Annotated[list[Normalisation], Field(min_length=1)]
Aggregations = Annotated[list[Aggregation], Field(min_length=1)]
PillarName = Literal["adoption", "governance", "training"]
Spread = Annotated[float, Field(gt=0, lt=1)]
PowerOfTwo = Annotated[int, Field(ge=64, le=65_536), AfterValidator(_power_of_two)]
Items = Annotated[list[ItemId], Field(min_length=1)]
AtLeast = Annotated[int, Field(ge=1)]
