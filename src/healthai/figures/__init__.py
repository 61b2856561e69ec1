"""One function per figure: stored values and a language in; picture, data, caption and alt text out.

Drawing sets matplotlib's style for the moment it lasts, and styles are shared by all threads of a process: draw in
processes, not in threads.
"""

from collections.abc import Callable
from typing import Any

from healthai.errors import InputError, did_you_mean
from healthai.figures import (
    answers,
    association,
    change,
    choices,
    circularity,
    comparability,
    composites,
    contrast,
    counts,
    explore,
    facets,
    family,
    fragility,
    joint,
    left_out,
    level,
    margins,
    multiverse,
    policies,
    pooled,
    primary,
    profile,
    questions,
    readings,
    silence,
    style,
    waves,
)
from healthai.figures.drawing import Drawing
from healthai.figures.style import save
from healthai.language import Language

__all__ = ["FIGURES", "Drawing", "draw", "save"]

FIGURES: dict[str, Callable[[Any, Language], Drawing]] = {
    "assumptions": questions.assumptions,
    "power": questions.power,
    "shares": counts.shares,
    "contrast": contrast.contrast,
    "silence": silence.silence,
    "pooled": pooled.pooled,
    "readings": readings.readings,
    "corrected": readings.corrected,
    "icons": counts.icons,
    "bounds": margins.bounds,
    "gaps": margins.gaps,
    "availability": comparability.availability,
    "in_common": comparability.in_common,
    "likeness": circularity.likeness,
    "shared_ingredient": circularity.shared_ingredient,
    "named_bounds": joint.named,
    "strata_bounds": joint.strata,
    "at_least": joint.at_least,
    "worth": answers.worth,
    "associations": association.associations,
    "scatter": association.scatter,
    "trajectories": waves.trajectories,
    "left_over": waves.left_over,
    "fitted": change.fitted,
    "choices": change.choices,
    "crosses": policies.crosses,
    "unanswered": policies.unanswered,
    "primary_models": primary.models,
    "added_variables": primary.added,
    "one_out": primary.one_out,
    "posteriors": fragility.posteriors,
    "confounders": fragility.confounders,
    "people": level.people,
    "bloc_out": level.bloc_out,
    "tiles": level.tiles,
    "family_matrix": family.family_matrix,
    "p_values": family.p_values,
    "left_out": left_out.left_out,
    "explored": explore.explored,
    "composite_scores": composites.scores,
    "composite_blocks": composites.blocks,
    "rank_ranges": choices.rank_ranges,
    "composite_spreads": choices.spreads,
    "choice_shares": choices.shares,
    "specifications": multiverse.specifications,
    "marginal_curves": multiverse.marginal_curves,
    "facet_medians": facets.facet_medians,
    "decisions": facets.decisions,
    "strip": profile.strip,
}


def draw(name: str, values: Any, language: Language) -> Drawing:
    """Return the figure called `name`, drawn from stored values in a language.

    Raises
    ------
    InputError
        When there is no such figure (names near ones), or its values have no rows.
    """
    if name not in FIGURES:
        raise InputError(f"there is no figure '{name}'{did_you_mean(name, FIGURES)}")
    if not (values["rows"] if isinstance(values, dict) else values):
        raise InputError(f"the figure '{name}' was given no rows to draw")
    with style.look():
        return FIGURES[name](values, language)
