import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from healthai import parameters
from healthai.data import codes

ALLOWED = [
    ("RankMethod", ["spearman", "kendall", "pearson"]),
    ("IntervalMethod", ["wilson", "clopper-pearson", "jeffreys"]),
    ("TwoSided", ["doubled", "minlike"]),
    ("Level", [0.51, 0.95, 0.999]),
    ("Permutations", [99, 99_999]),
    ("Seed", [0, 20260420]),
    ("PeerCount", [1, 10]),
    ("Member", ["AT", "SK"]),
    ("ItemId", ["ai_diagnostics_use"]),
    ("Indicator", ["ai_ent_any"]),
    ("Indicators", [["ai_ent_any"], ["ai_ent_any", "wgi_ge"]]),
    ("Items", [["ai_diagnostics_use"], ["stakeholder_involvement", "inservice_ai_training"]]),
    ("AtLeast", [1, 7]),
    ("Alpha", [0.001, 0.05, 0.49]),
]
REFUSED = [
    ("RankMethod", ["kendal", "Kendall", None, 1], "'spearman', 'kendall' or 'pearson'"),
    ("IntervalMethod", ["wald"], "'wilson', 'clopper-pearson' or 'jeffreys'"),
    ("TwoSided", ["both"], "'doubled' or 'minlike'"),
    ("Level", [0.5, 95, 1, 0.0, float("nan"), "0.95"], "than|number"),
    ("Permutations", [98, 100_000, 999.0, True, "999", np.int64(999)], "than|integer"),
    ("Seed", [-1, 1.5], "than or equal to 0|integer"),
    ("PeerCount", [0, 11], "than or equal to"),
    ("Member", ["UK", "GB", "fr", "FRA", "", 5], "is no EU member .*allowed: AT, BE|valid string"),
    ("ItemId", ["ai_diagnostic_use"], r"is no survey item \(did you mean 'ai_diagnostics_use'"),
    ("Indicator", ["ai_ent_ani"], r"is no indicator \(did you mean 'ai_ent_any'"),
    (
        "Indicators",
        [[], ["ai_ent_any", "nothing"], ("ai_ent_any",), "ai_ent_any"],
        "at least 1|no indicator|valid list",
    ),
    ("Items", [[], ["stakeholder_involvment"], "chatbots_use"], "at least 1|did you mean 'stakeholder_inv|valid list"),
    ("AtLeast", [0, -1, 1.5, True], "than or equal to 1|integer"),
    ("Alpha", [0, 0.5, 5, "0.05"], "than|number"),
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
