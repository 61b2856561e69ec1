"""What nobody types: the spaces and apostrophes of French; and a space of English that ends no line."""

import pytest

from healthai import typography

NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Pourquoi ?", f"Pourquoi{NARROW}?"),
        ("deux ; trois", f"deux{NARROW}; trois"),
        ("Source : Eurostat", f"Source{WIDE}: Eurostat"),
        ("74 % des pays", f"74{NARROW}% des pays"),
        ("74\u00a0% des pays", f"74{NARROW}% des pays"),
        ("« non » dit-on", f"«{WIDE}non{WIDE}» dit-on"),
        ("0,74; n = 27", f"0,74{NARROW}; n = 27"),
        ("Source: Eurostat", f"Source{WIDE}: Eurostat"),
        ("à 95%, non?", f"à 95{NARROW}%, non{NARROW}?"),
        ("l'IA d'« un » pays", f"l’IA d’«{WIDE}un{WIDE}» pays"),
    ],
)
def test_french_spaces_and_apostrophes(typed, printed):
    assert typography.french(typed) == printed
    assert typography.french(printed) == printed, "set twice is set once"


@pytest.mark.parametrize("typed", ["à 10:30", "https://a.eu/b?c=d;e", "run.key", "a:b", "1%20x", "rock 'n' roll", "5'"])
def test_nothing_is_set_inside_a_word_a_time_or_an_address(typed):
    assert typography.french(typed) == typed


def test_a_space_at_the_border_of_a_text_counts():
    """A text ends where a number or a link begins."""
    assert typography.french(" : ") == f"{WIDE}: "
    assert typography.french("dit « ") == f"dit «{WIDE}"


def test_one_line_keeps_the_spaces_that_do_not_break():
    assert (
        typography.one_line(f"\n  Source{WIDE}:  Eurostat\n\tà 95{NARROW}% \n")
        == f"Source{WIDE}: Eurostat à 95{NARROW}%"
    )


def test_no_line_of_english_ends_before_a_per_cent_sign():
    assert typography.english("22/27 = 81 %; 80% of 5 % 3") == f"22/27 = 81{NARROW}%; 80% of 5{NARROW}% 3"
    assert typography.english("a % sign") == "a % sign"


def test_a_language_without_rules_is_left_as_it_is():
    assert typography.of("xx")("Why ? 'tis l'IA, 5 %") == "Why ? 'tis l'IA, 5 %"
    assert typography.of("fr") is typography.french
