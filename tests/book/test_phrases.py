"""How a stored number reads in a sentence and in its note."""

import pytest

from healthai.book import phrases
from healthai.language import Language
from healthai.results import Number

EN, FR = Language("en"), Language("fr")
WIDE, NARROW = "\u00a0", "\u202f"

COUNT = Number(value=20, kind="count", n=27)
SHARE = Number(value=20 / 27, kind="share", n=27, interval=[0.553, 0.868], level=0.95)
RHO = Number(value=0.774, n=27, interval=[0.523, 0.901], level=0.9)
P = Number(value=0.0139, kind="p", n=27)
MADE = "Computed by notebook run as name."
BOUNDS = Number(value=15, kind="count", n=27, interval=[15.0, 20.0])


def noted(number, language):
    return phrases.note(number, "run.name", language)


@pytest.mark.parametrize(
    ("number", "value", "estimate", "note"),
    [
        (COUNT, "20", "20 of 27", "20 of 27."),
        (Number(value=1250, kind="count"), "1,250", "1,250", ""),
        (SHARE, "74%", "74% (95% interval 55% to 87%; n = 27)", "n = 27; 95% interval 55% to 87%."),
        (RHO, "0.77", "0.77 (90% interval 0.52 to 0.90; n = 27)", "n = 27; 90% interval 0.52 to 0.90."),
        (Number(value=-0.5, digits=3), "−0.500", "−0.500", ""),
        (Number(value=3.0, digits=0, n=4), "3", "3 (n = 4)", "n = 4."),
        (P, "0.014", "p = 0.014", "n = 27."),
        (Number(value=0.0002, kind="p"), "< 0.001", "p < 0.001", ""),
        (BOUNDS, "15", "15 of 27", "15 of 27; logical bounds 15 to 20."),
        (
            Number(value=0.6, kind="share", interval=[0.5, 0.7]),
            "60%",
            "60% (logical bounds 50% to 70%)",
            "logical bounds 50% to 70%.",
        ),
    ],
)
def test_every_kind_of_number_in_words(number, value, estimate, note):
    assert phrases.value(number, EN) == value
    assert phrases.estimate(number, EN) == estimate
    assert phrases.note(number, "run.name", EN) == f"{note} {MADE}".lstrip()


def test_a_line_ends_inside_no_count_and_no_size():
    assert phrases.unbroken(phrases.estimate(COUNT, EN)) == f"20{WIDE}of{WIDE}27"
    assert phrases.unbroken(phrases.estimate(RHO, EN)) == f"0.77 (90% interval 0.52 to 0.90; n{WIDE}={WIDE}27)"


@pytest.mark.parametrize("kind", ["count", "share", "number"])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_bounds_and_intervals_are_never_mixed(kind, level):
    ends = {"value": 0, "kind": kind, "n": 27, "interval": [0.0, 1.0]}
    bounds, interval = (Number(**ends, level=given) for given in (None, level))
    for say in (phrases.estimate, noted):
        assert " interval" not in say(bounds, EN)
        assert "bounds" not in say(interval, EN)
    assert "logical bounds" in noted(bounds, EN)
    assert f"{level:.0%} interval" in noted(interval, EN)


def test_numbers_in_words_of_another_language():
    assert phrases.value(SHARE, FR) == EN.percent(20 / 27).replace("%", f"{NARROW}%")
    assert phrases.value(RHO, FR) == "0,77"
    assert phrases.value(P, FR) == "0,014"


def test_a_note_has_the_spaces_of_its_language():
    assert noted(RHO, FR).startswith(f"n = 27{NARROW}; intervalle à 90{NARROW}% de 0,52 à 0,90. Calculé")
    named = phrases.sources([f"S0{i}" for i in range(1, 6)], FR, most=3)
    assert named.startswith(f"Source{WIDE}: ")
    assert named.endswith(f"{NARROW}; autres sources{WIDE}: 2")
    assert named.count(f"{NARROW}; ") == named.count(";")


def test_a_note_ends_with_its_sources_and_what_computed_it():
    number = COUNT.model_copy(update={"sources": ["S01"]})
    assert noted(number, EN) == f"20 of 27. Source: {EN.source('S01')}. {MADE}"
    alone = Number(value=18, kind="count", sources=["S01"])
    assert noted(alone, EN) == f"Source: {EN.source('S01')}. {MADE}"


# Sources.


def different(language, count):
    """Return ids of sources that read differently."""
    named = {language.source(f"S{i:02}"): f"S{i:02}" for i in range(1, 30)}
    return list(named.values())[:count]


def test_no_source_no_words():
    assert phrases.sources([], EN) == ""


def test_a_source_is_named_once():
    once = EN.source("S01")
    assert phrases.sources(["S01", "S01", "S01"], EN) == f"Source: {once}"


def test_sources_that_read_alike_are_named_once():
    alike = [i for i in ("ai_ent_any", "ent_ict_training", "wgi_ge", "wgi_rl") if EN.source(i) == EN.source("wgi_ge")]
    assert "wgi_ge" in alike
    assert phrases.sources([*alike, *alike], EN) == f"Source: {EN.source('wgi_ge')}"


@pytest.mark.parametrize(("given", "most", "more"), [(3, 3, None), (4, 3, 1), (7, 3, 4), (8, 8, None), (9, 8, 1)])
def test_a_long_list_of_sources_is_cut_and_says_so(given, most, more):
    ids = different(EN, given)
    line = phrases.sources(ids, EN, most)
    shown = "; ".join(EN.source(i) for i in ids[:most])
    assert line == f"Source: {shown}" + (f" and {more} more" if more else "")


def test_a_note_names_three_sources_at_most():
    ids = different(EN, 5)
    number = COUNT.model_copy(update={"sources": [*ids, ids[0]]})
    assert noted(number, EN).endswith(f" and 2 more. {MADE}")
    assert phrases.sources(ids, EN).count(";") == 4
