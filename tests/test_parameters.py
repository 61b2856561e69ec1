import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from healthai import parameters
from healthai.analysis import calibration, composites
from healthai.data import codes
from healthai.stats import composite

ALLOWED = [
    ("RankMethod", ["spearman", "kendall", "pearson"]),
    ("IntervalMethod", ["wilson", "clopper-pearson", "jeffreys"]),
    ("TwoSided", ["doubled", "minlike"]),
    ("ShareScale", ["pct", "logit"]),
    ("Years", [[2021, 2025], [2022, 2023, 2024]]),
    ("Respondents", ["eu27", "region52"]),
    ("CodeReading", ["as_who_totals", "plain_yes"]),
    ("GroupTest", ["boschloo", "barnard", "fisher_midp"]),
    ("Adjustment", ["holm", "bh"]),
    ("Rates", [[0.9], [0.7, 0.85, 1.0], [0.8, 1]]),
    ("BlocScheme", ["none", "geo5", "accession"]),
    ("BlocSchemes", [["none"], ["geo5", "none"]]),
    ("ResidualDf", [5, 15, 22]),
    ("Level", [0.51, 0.95, 0.999]),
    ("Alpha", [0.001, 0.05, 0.49]),
    ("Cases", [["max_t"], list(calibration.CASES)]),
    ("Power", [0.51, 0.8]),
    ("Effect", [0.01, 0.3, 0.99]),
    ("Sizes", [[27], [27, 50]]),
    ("Controls", [1, 4]),
    ("Tests", [2, 18]),
    ("BootstrapSamples", [100, 99_999]),
    ("Replicates", [20, 20_000]),
    ("Permutations", [99, 99_999]),
    ("Seed", [0, 20260420]),
    ("CompositeSize", [1, 12]),
    ("PeerCount", [1, 10]),
    ("Member", ["AT", "SK"]),
    ("ItemId", ["ai_diagnostics_use"]),
    ("Indicator", ["ai_ent_any"]),
    ("Indicators", [["ai_ent_any"], ["ai_ent_any", "wgi_ge"]]),
    ("FurtherControls", [[], ["share_65plus"], ["share_65plus", "che_pps_pc"]]),
    ("PriorWidth", [0.2, 1.0, 2.0]),
    ("Pillar", [["wgi_ge", "wgi_rq", "wgi_rl"]]),
    ("Treatment", list(composite.TREATMENTS)),
    ("Imputation", list(composite.IMPUTATIONS)),
    ("Normalisation", list(composite.NORMALISATIONS)),
    ("Aggregation", list(composite.AGGREGATIONS)),
    ("Treatments", [["none"], ["winsorise", "none"]]),
    ("Imputations", [["bloc mean"]]),
    ("Normalisations", [["rank", "min-max"]]),
    ("Aggregations", [["geometric"]]),
    ("PillarName", list(composites.DOMAINS)),
    ("Fillings", [2, 1000]),
    ("Spread", [0.01, 0.99]),
    ("PowerOfTwo", [64, 4096, 65_536]),
    ("Items", [["ai_diagnostics_use"], ["stakeholder_involvement", "inservice_ai_training"]]),
    ("AtLeast", [1, 7]),
]
REFUSED = [
    ("RankMethod", ["kendal", "Kendall", None, 1], "'spearman', 'kendall' or 'pearson'"),
    ("IntervalMethod", ["wald"], "'wilson', 'clopper-pearson' or 'jeffreys'"),
    ("TwoSided", ["both"], "'doubled' or 'minlike'"),
    ("ShareScale", ["log", "percent", None], "'pct' or 'logit'"),
    ("Years", [[], [2021], [2014, 2021], [2021, 2026], ["2021", "2023"], 2021], "at least 2|than|integer|valid list"),
    ("Respondents", ["region53", "eu"], "'eu27' or 'region52'"),
    ("CodeReading", ["plain", ""], "'as_who_totals' or 'plain_yes'"),
    ("BootstrapSamples", [99, 100_000, 999.0, True], "than|integer"),
    ("Replicates", [19, 20_001, 999.0, True], "than|integer"),
    ("GroupTest", ["fisher", "Boschloo"], "'boschloo', 'barnard' or 'fisher_midp'"),
    ("Adjustment", ["by", None], "'holm' or 'bh'"),
    (
        "Rates",
        [[], [0.5], [1.01], [0.9, 0.8], [0.9, 0.9], [0.6] * 9, 0.9],
        "at least 1|at most 8|than|ascend|valid list",
    ),
    ("BlocScheme", ["geo", None], "'none', 'geo5' or 'accession'"),
    ("BlocSchemes", [[], ["geo"], "none"], "at least 1|'none', 'geo5' or 'accession'|valid list"),
    ("Alpha", [0.0, 0.5, 5, "0.05"], "than|number"),
    ("ResidualDf", [4, 23, 15.0], "than|integer"),
    ("Level", [0.5, 95, 1, 0.0, float("nan"), "0.95"], "than|number"),
    ("Cases", [[], ["max_T"], "max_t"], "at least 1|'max_t',|valid list"),
    ("Power", [0.5, 1, 80], "than"),
    ("Effect", [0, 1, -0.3], "than"),
    ("Sizes", [[], [7], [27.5], 27], "at least 1|than|integer|valid list"),
    ("Controls", [0, 5], "than"),
    ("Tests", [1, 1001], "than"),
    ("Permutations", [98, 100_000, 999.0, True, "999", np.int64(999)], "than|integer"),
    ("Seed", [-1, 1.5], "than or equal to 0|integer"),
    ("CompositeSize", [0, 13, 4.0, True], "than or equal to|integer"),
    ("PeerCount", [0, 11], "than or equal to"),
    ("Member", ["UK", "GB", "fr", "FRA", "", 5], "is no EU member .*allowed: AT, BE|valid string"),
    ("ItemId", ["ai_diagnostic_use"], r"is no survey item \(did you mean 'ai_diagnostics_use'"),
    ("Indicator", ["ai_ent_ani"], r"is no indicator \(did you mean 'ai_ent_any'"),
    (
        "Indicators",
        [[], ["ai_ent_any", "nothing"], ("ai_ent_any",), "ai_ent_any"],
        "at least 1|no indicator|valid list",
    ),
    ("FurtherControls", [["a"], ["wgi_ge", "wgi_rq", "wgi_va"], None], "no indicator|at most 2|valid list"),
    ("PriorWidth", [0.1, 2.5, 0.0], "than or equal to"),
    ("Pillar", [["wgi_ge", "wgi_rq"], ["wgi_ge", "wgi_rq", "wgi"]], "at least 3|no indicator"),
    ("Treatment", ["winsorize", None], "'none' or 'winsorise'"),
    ("Imputation", ["median"], "'available', 'mean' or 'bloc mean'"),
    ("Normalisation", ["zscore"], "'z-score', 'min-max' or 'rank'"),
    ("Aggregation", ["mean"], "'arithmetic', 'geometric' or 'harmonic'"),
    ("Treatments", [[], ["trim"], "none"], "at least 1|'none' or|valid list"),
    ("Imputations", [[], ["median"]], "at least 1|'available'"),
    ("Normalisations", [[], ["zscore"]], "at least 1|'z-score'"),
    ("Aggregations", [[], ["mean"]], "at least 1|'arithmetic'"),
    ("PillarName", ["skills"], "'adoption', 'governance' or 'training'"),
    ("Fillings", [1, 1001, 2.5], "than or equal|integer"),
    ("Spread", [0, 1, 1.5], "than"),
    ("PowerOfTwo", [32, 100, 131_072, 64.0], "no power of 2; allowed: 64|than or equal|integer"),
    ("Items", [[], ["stakeholder_involvment"], "chatbots_use"], "at least 1|did you mean 'stakeholder_inv|valid list"),
    ("AtLeast", [0, -1, 1.5, True], "than or equal to 1|integer"),
]


def check(name, value):
    return TypeAdapter(getattr(parameters, name)).validate_python(value, strict=True)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in ALLOWED for value in values])
def test_allowed_values_pass_unchanged(name, value):
    assert check(name, value) == value


@pytest.mark.parametrize(("name", "value", "message"), [(n, v, m) for n, values, m in REFUSED for v in values])
def test_other_values_are_refused_and_the_message_says_what_is_allowed(name, value, message):
    with pytest.raises(ValidationError, match=message):
        check(name, value)


def test_every_type_has_an_allowed_and_a_refused_example():
    types = {name for name in vars(parameters) if name[0].isupper()} - {"AfterValidator", "Annotated", "Literal"}
    types -= {"Callable", "Field", "Sequence"}
    assert types <= {name for name, _ in ALLOWED} & {name for name, *_ in REFUSED}


def test_every_member_state_is_allowed_and_no_other_country():
    for country in codes.countries():
        if country in codes.eu27():
            assert check("Member", country) == country
        else:
            with pytest.raises(ValidationError):
                check("Member", country)
