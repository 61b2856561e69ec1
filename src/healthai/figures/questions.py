"""Before the data: the graph of assumptions, and what so few countries can show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from healthai.figures import style
from healthai.figures.drawing import Drawing
from healthai.figures.sheet import Sheet, pitch, wrap
from healthai.figures.words import Row, counts, grouped, sample
from healthai.language import N_, Language

# What each node of the graph is called, and where its middle lies: inches from the left, inches below the top.
NODES = {
    "income": (N_("Income"), 1.55, 0.3),
    "capacity": (N_("Capacity of the state and of health care"), 4.05, 0.3),
    "governance": (N_("Governance of AI in health"), 0.85, 1.5),
    "training": (N_("Training for AI in health"), 4.75, 1.5),
    "use": (N_("Use of AI in health care"), 2.8, 2.15),
    "effectiveness": (N_("Effective government"), 0.85, 3.55),
    "enterprise_ai": (N_("Enterprise AI, without health"), 2.15, 3.55),
    "records_access": (N_("Access to health records"), 3.45, 3.55),
    "ict_training": (N_("ICT training by enterprises"), 4.75, 3.55),
}
MEASURED = ("income", "effectiveness", "enterprise_ai", "records_access", "ict_training")
BOX = (1.22, 0.68)
ARROWS = {
    "bears_on": {"color": style.MUTED, "linestyle": "-", "linewidth": 1.0},
    "question": {"color": style.VERMILLION, "linestyle": "-", "linewidth": 2.4},
    "measured_by": {"color": style.BLUE, "linestyle": (0, (2, 1.5)), "linewidth": 1.4},
}
KINDS = {
    "bears_on": N_("may bear on (assumed)"),
    "question": N_("what the book asks"),
    "measured_by": N_("stands in the data as (loosely)"),
}


def assumptions(values: Sequence[Row], language: Language) -> Drawing:
    """Draw the graph of assumptions; what is measured in a filled box, what is not in a dashed one.

    Parameters
    ----------
    values : sequence of rows
        Arrows: `start` and `end` (keys of `NODES`) and `kind` (of `KINDS`).
    language : Language
    """
    sheet = Sheet()
    top = sheet.y
    for row in values:
        _arrow(sheet, top, row)
    for node in NODES:
        _box(sheet, top, node, language)
    sheet.y = top + 4.05
    for kind, words in KINDS.items():
        sheet.line([sheet.left, sheet.left + 0.4], [sheet.y + pitch(style.BODY) / 2] * 2, label="key", **_line(kind))
        sheet.paragraph(language.text(words), left=sheet.left + 0.55)
    return Drawing(
        sheet.finish(), _arrows_data(values, language), _arrows_caption(values, language), _arrows_alt(values, language)
    )


def _line(kind: str) -> dict[str, Any]:
    look = ARROWS[kind]
    return {"colour": look["color"], "width": look["linewidth"], "linestyle": look["linestyle"]}


def _arrow(sheet: Sheet, top: float, row: Row) -> None:
    ends = [(NODES[row[side]][1], top + NODES[row[side]][2]) for side in ("start", "end")]
    sheet.axes.add_patch(
        FancyArrowPatch(
            *(_border(*pair) for pair in (ends, ends[::-1])),
            arrowstyle="-|>",
            mutation_scale=11,
            shrinkA=0,
            shrinkB=0,
            label=row["kind"],
            **ARROWS[row["kind"]],
        )
    )


def _border(inside: tuple[float, float], towards: tuple[float, float]) -> tuple[float, float]:
    """Return where the line from the middle of a box leaves it."""
    steps = [towards[i] - inside[i] for i in (0, 1)]
    part = min(BOX[i] / 2 / abs(steps[i]) for i in (0, 1) if steps[i])
    return inside[0] + part * steps[0], inside[1] + part * steps[1]


def _box(sheet: Sheet, top: float, node: str, language: Language) -> None:
    words, x, y = NODES[node]
    measured = node in MEASURED
    sheet.axes.add_patch(
        FancyBboxPatch(
            (x - BOX[0] / 2, top + y - BOX[1] / 2),
            *BOX,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=style.PALE_BLUE if measured else style.PAPER,
            edgecolor=style.INK,
            linestyle="-" if measured else "--",
            linewidth=1.0,
            zorder=3,
            label="measured" if measured else "not measured",
        )
    )
    lines = wrap(language.text(words), BOX[0] - 0.1, style.SMALL)
    for i, line in enumerate(lines):
        sheet.write(x, top + y + (i - (len(lines) - 1) / 2) * pitch(style.SMALL), line, size=style.SMALL, zorder=5)


def _arrows_data(values: Sequence[Row], language: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            language.text("From"): [language.text(NODES[row["start"]][0]) for row in values],
            language.text("To"): [language.text(NODES[row["end"]][0]) for row in values],
            language.text("Kind"): [language.text(KINDS[row["kind"]]) for row in values],
        }
    )


def _arrows_caption(values: Sequence[Row], language: Language) -> str:
    return language.text(
        "Governance of AI in health, training for it and its use are not measured by country; {proxies} measures stand "
        "in for them. Income and the capacity of states may stand behind all three: income is held equal, capacity has "
        "no measure apart from effective government. The graph is an assumption, not a finding.",
        proxies=language.integer(sum(row["kind"] == "measured_by" for row in values)),
    )


def _arrows_alt(values: Sequence[Row], language: Language) -> str:
    kinds = {kind: _said(group, language) for kind, group in grouped(values, "kind", KINDS).items()}
    return language.text(
        "Graph of {nodes} boxes and {arrows} arrows. Filled boxes are measured, dashed ones are not. Thin arrows, "
        "assumed: {assumed}. Thick arrows, the questions: {asked}. Dotted arrows, measures: {measured}.",
        nodes=language.integer(len(NODES)),
        arrows=language.integer(len(values)),
        assumed=kinds["bears_on"],
        asked=kinds["question"],
        measured=kinds["measured_by"],
    )


def _said(arrows: Sequence[Row], language: Language) -> str:
    """Return arrows as words, boxes whose arrows end alike together."""

    def names(nodes: Iterable[str]) -> str:
        return ", ".join(language.text(NODES[node][0]) for node in nodes)

    ends = {start: tuple(row["end"] for row in group) for start, group in grouped(arrows, "start").items()}
    alike = {end: [start for start in ends if ends[start] == end] for end in ends.values()}
    return "; ".join(
        language.text("{starts} → {ends}", starts=names(starts), ends=names(end)) for end, starts in alike.items()
    )


PANEL = (3.55, 2.9)
LINES = ("-", (0, (4, 1.5)))  # one test, and several
COLOURS = (style.BLUE, style.VERMILLION)


def power(values: Mapping[str, Any], language: Language) -> Drawing:
    """Draw the power of each setting against the true correlation.

    Parameters
    ----------
    values : mapping
        `sesoi`, `target`; `rows`: n, controls, tests, rho, power; `found`: one row a setting, with `detectable`.
    language : Language
    """
    sheet = Sheet()
    sheet.paragraph(language.text("Chance that a test finds the correlation"), weight="bold")
    sheet.y += 0.08
    axes = sheet.inset(sheet.left + 0.5, *PANEL)
    axes.set(xlim=(0, 0.95), ylim=(0, 1))
    axes.set_xticks([0, 0.3, 0.6, 0.9], [language.decimal(t, 1) for t in (0, 0.3, 0.6, 0.9)], size=style.SMALL)
    axes.set_yticks([0, 0.5, 1], [language.percent(t) for t in (0, 0.5, 1)], size=style.SMALL)
    axes.axhline(values["target"], color=style.TRACK, linewidth=1, zorder=1, label="target")
    axes.axvline(values["sesoi"], color=style.TRACK, linewidth=1, zorder=1, label="sesoi")
    sizes = list(dict.fromkeys(row["n"] for row in values["found"]))
    ends = []
    for found in values["found"]:
        curve = [row for row in values["rows"] if all(row[key] == found[key] for key in ("n", "controls", "tests"))]
        look = {"color": COLOURS[sizes.index(found["n"]) % 2], "linestyle": LINES[found["tests"] > 1]}
        axes.plot([r["rho"] for r in curve], [r["power"] for r in curve], linewidth=1.8, label="power", **look)
        ends.append((found, look))
    _settings(sheet, ends, language)
    sheet.y += PANEL[1] + 0.28
    sheet.paragraph(language.text("True correlation"), left=sheet.left + 0.5, size=style.SMALL)
    return Drawing(
        sheet.finish(), _power_data(values, language), _power_caption(values, language), _power_alt(values, language)
    )


def _settings(sheet: Sheet, ends: Sequence[tuple[Row, Mapping[str, Any]]], language: Language) -> None:
    """Write beside the panel which line is which setting, grouped by the number of countries."""
    left = sheet.left + 0.5 + PANEL[0] + 0.15
    y = sheet.y
    for n, group in grouped([{**row, "look": look} for row, look in ends], "n").items():
        sheet.write(left, y + 0.1, sample(language, n), ha="left", weight="bold", size=style.SMALL)
        y += 0.28
        for row in group:
            sheet.line(
                [left, left + 0.3], [y + 0.06] * 2, row["look"]["color"], 1.8, "key", linestyle=row["look"]["linestyle"]
            )
            for line in wrap(_setting(row, language), sheet.right - left - 0.36, style.SMALL):
                sheet.write(left + 0.36, y + 0.06, line, ha="left", size=style.SMALL)
                y += pitch(style.SMALL)
            y += 0.05
        y += 0.08


def _setting(row: Row, language: Language) -> str:
    if row["tests"] == 1:
        return language.text("one test")
    return language.text(
        "{tests} tests, controls: {k}", tests=language.integer(row["tests"]), k=language.integer(row["controls"])
    )


def _power_data(values: Mapping[str, Any], language: Language) -> pd.DataFrame:
    headings = {
        "n": language.text("Countries"),
        "controls": language.text("Controls"),
        "tests": language.text("Tests allowed for"),
        "rho": language.text("True correlation"),
        "power": language.text("Power"),
    }
    return pd.DataFrame(values["rows"])[list(headings)].rename(columns=headings)


def _power_caption(values: Mapping[str, Any], language: Language) -> str:
    few = min(values["found"], key=lambda row: (row["n"], row["controls"], row["tests"]))
    strict = max((row for row in values["found"] if row["n"] == few["n"]), key=lambda row: row["detectable"])
    return language.text(
        "With {n} countries a true correlation must be {one} for one test to find it in {target} of studies, and "
        "{many} once {tests} tests and the controls ({k}) are allowed for. At {sesoi}, the smallest correlation of "
        "interest, the chance of one test is {chance}. Exact for normal values; two-sided tests.",
        n=language.integer(few["n"]),
        one=language.decimal(few["detectable"]),
        many=language.decimal(strict["detectable"]),
        target=language.percent(values["target"]),
        k=language.integer(strict["controls"]),
        tests=language.integer(strict["tests"]),
        sesoi=language.decimal(values["sesoi"], 1),
        chance=language.percent(few["power"]),
    )


def _power_alt(values: Mapping[str, Any], language: Language) -> str:
    settings = [
        language.text(
            "n = {n}, {setting}: {rho}",
            n=language.integer(row["n"]),
            setting=_setting(row, language),
            rho=language.decimal(row["detectable"]),
        )
        for row in values["found"]
    ]
    return language.text(
        "Curves that rise from near zero to 100 % as the true correlation goes from 0 to 0.95: {n} curves, the fewer "
        "countries or the more tests, the further right. A horizontal line marks {target}, a vertical one {sesoi}. The "
        "curves cross the horizontal line at these correlations: {settings}.",
        n=counts(language, [len(values["found"])]),
        target=language.percent(values["target"]),
        sesoi=language.decimal(values["sesoi"], 1),
        settings="; ".join(settings),
    )
