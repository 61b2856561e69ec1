"""The picture that stands for the book where somebody shares a link: three counts of 27, drawn from the store."""

from collections.abc import Mapping
from pathlib import Path

from healthai.book import phrases
from healthai.language import Language
from healthai.results import Number, Results, look_up

NAME = "_static/card.png"
WIDTH, HEIGHT = 1200, 630  # pixels, as services that preview links ask for
DPI = 100
ITEMS = ("ai_diagnostics_use", "stakeholder_involvement", "inservice_ai_training")
LEFT, GAP = 70, 6


def counts(results: Mapping[str, Results], language: Language) -> list[tuple[str, Number]]:
    """Return the label and the stored count of each row."""
    return [(language.item(item), look_up(results, "numbers", f"survey-counts.eu_{item}")) for item in ITEMS]


def alt(results: Mapping[str, Results], language: Language) -> str:
    """Return what the picture shows, in words."""
    said = [f"{label}: {phrases.estimate(count, language)}" for label, count in counts(results, language)]
    return language.text("EU Member States that report it. {counts}.", counts="; ".join(said))


def draw(results: Mapping[str, Results], language: Language, path: Path) -> None:
    """Draw the picture; the same bytes each time."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    from healthai.figures import style

    with matplotlib.rc_context({"font.family": style.FONT, "text.color": style.INK, "text.parse_math": False}):
        figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=style.PAPER)
        page = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        page.set_axis_off()
        page.text(LEFT, 100, language.text("AI in European health systems"), size=34, weight="bold")
        question = language.text("Does use go together with governance and training?")
        page.text(LEFT, 160, question, size=20, color=style.MUTED)
        for row, (label, count) in enumerate(counts(results, language)):
            top = 250 + row * 115
            page.text(LEFT, top, label, size=17)
            page.text(WIDTH - LEFT, top, phrases.estimate(count, language), size=17, weight="bold", ha="right")
            step = (WIDTH - 2 * LEFT + GAP) / count.n
            for place in range(count.n):
                corner = (LEFT + place * step, top + 18)
                colour = style.BLUE if place < count.value else style.TRACK
                page.add_patch(Rectangle(corner, step - GAP, step - GAP, color=colour))
        note = language.text(
            "EU Member States that report it, WHO/Europe survey 2024-2025, as published texts count them"
        )
        page.text(LEFT, HEIGHT - 35, note, size=12.5, color=style.MUTED)
        path.parent.mkdir(parents=True, exist_ok=True)
        FigureCanvasAgg(figure).print_png(path, metadata={"Software": None})
