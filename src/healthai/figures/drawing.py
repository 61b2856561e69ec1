"""What a figure function returns: the picture and everything a reader needs who cannot see it or wants its values."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from healthai.errors import InputError


@dataclass(frozen=True)
class Drawing:
    """One figure in one language.

    Parameters
    ----------
    figure : Figure
        The picture.
    data : DataFrame
        The values it shows, with headings and labels in the language: the reader's download.
    caption : str
        What it finds, with n and the meaning of its intervals.
    alt : str
        What is seen, for someone who does not see it.

    Raises
    ------
    InputError
        When caption or alt text is empty: such a figure is not published.
    """

    figure: Figure
    data: pd.DataFrame
    caption: str
    alt: str

    def __post_init__(self) -> None:
        missing = [name for name in ("caption", "alt") if not getattr(self, name).strip()]
        if missing:
            raise InputError(f"a figure without {' and '.join(missing)} text is not published")
