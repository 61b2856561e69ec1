"""The book's methods against known answers."""

from healthai.language import N_, Language
from healthai.tables.columns import TEXT, Column, Layout, Row, coded, count, estimate, k_of_n, sentence, yes_no


def _decimals(lang: Language, row: Row) -> str:
    return lang.text("exactly") if row["decimals"] is None else lang.integer(row["decimals"])


LAYOUTS = {
    "reference_values": Layout(
        N_("Reference values, computed by the functions that the book uses"),
        (
            sentence(N_("Method"), "method"),
            sentence(N_("Data"), "data"),
            sentence(N_("Reference"), "status"),
            count(N_("Numbers"), "numbers"),
            Column(N_("Decimals that must agree"), _decimals, ("decimals",)),
            yes_no(N_("Agrees"), "agrees"),
            Column(N_("Row of the table"), lambda lang, row: row["id"].replace("_", " "), ("id",), TEXT),
        ),
    ),
    "calibration": Layout(
        N_("How often tests at the 5 % level reject where there is nothing to find; traps are wrong on purpose"),
        (
            coded(N_("Design and test"), "case"),
            coded(N_("Statistic"), "statistic"),
            k_of_n(N_("Rejected"), "rejections", "replicates"),
            estimate(N_("Rate (interval)"), "rate", "low", "high"),
            coded(N_("Rate lies"), "verdict"),
            coded(N_("Expected"), "expected"),
        ),
    ),
}
