"""Values as the notebooks store them, and the languages in which the figures are drawn."""

import pytest

from healthai import paths
from healthai.analysis import association, profile
from healthai.language import Language
from healthai.results import Store, load

OUTCOMES = ("ai_ent_any", "ehealth_access_score", "ind_health_records_online")
FOCAL = ("wgi_ge", "gari2024_government", "ent_ict_training", "adult_learning_4w", "digital_skills_basic")
PROFILE = (*OUTCOMES, *FOCAL, "gdp_pps_pc", "share_65plus")
LEVEL = 0.95


class Longer(Language):
    """English with every word and label 40 % longer, as another language may be."""

    def text(self, message, /, **values):
        return _longer(super().text(message, **values))

    def item(self, item_id):
        return _longer(super().item(item_id))

    def indicator(self, indicator_id):
        return _longer(super().indicator(indicator_id))


def _longer(words):
    extra = ("ŝanĝoj ekde " * len(words))[: round(0.4 * len(words))]
    return f"{words} {extra}".rstrip()


@pytest.fixture(scope="session")
def english():
    return Language("en")


@pytest.fixture(scope="session")
def languages(english):
    return {"en": english, "fr": Language("fr"), "longer": Longer("en")}


@pytest.fixture(scope="session")
def values():
    """Return values of each figure: as published, or with more in them, made by the notebooks' own calls."""
    frame = association.panel([*OUTCOMES, *FOCAL])
    tested = association.pairs(frame, OUTCOMES, FOCAL, "spearman", 99, 1, LEVEL)
    store = Store()
    store.figure("associations", {"method": "spearman", "level": LEVEL, "rows": tested}, draw="associations")
    store.figure("scatter", association.scatter(frame, OUTCOMES, [FOCAL[0], FOCAL[2]]), draw="scatter")
    store.figure("strip", profile.strip("LU", PROFILE, profile.nearest("LU", 10)), draw="strip")
    published = [figure for found in load(paths.RESULTS).values() for figure in found.figures.values()]
    return {figure.draw: figure.values for figure in (*published, *store.results().figures.values())}
