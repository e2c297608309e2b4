"""Colours of residues by values of the user's own, one a UniProt position, on a continuous scale."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.errors import UsageError
from mtorstruct.reference.proteins import protein
from mtorstruct.views import palette
from mtorstruct.views.colouring import Colouring
from mtorstruct.views.palette import Style
from mtorstruct.views.sources import Drawable

if TYPE_CHECKING:
    import pandas as pd

LEVELS, TICKS = 41, 6
"""Number of colours of a scale, and of those that the legend names: every eighth."""

NO_VALUE = Style("#DDDDDD", "s", "no value")

_HOW = 'give numbers by UniProt position: pd.Series({2108: 1.5}, name="score"), or by (gene, position)'


def by_values(drawn: Drawable, given: pd.Series[Any] | Mapping[Any, Any]) -> tuple[Colouring, list[str]]:
    """Return the colours of residues by values of the user's own, and notes on what is not drawn.

    Parameters
    ----------
    drawn : Drawable
        The structure.
    given : pandas.Series or mapping
        Numbers by UniProt position of mTOR, or by gene and position (a MultiIndex of two levels); a missing
        value has the colour of a position that is not listed. The name of the series heads the legend, with
        ``attrs["unit"]`` behind it; the scale goes from its smallest to its largest value.

    Raises
    ------
    UsageError
        Positions or values cannot be read, or a position is listed twice or is not in the protein.
    """
    values, title = values_of(given)
    numbers = np.array(list(values.values()))
    low, high = float(numbers.min()), float(numbers.max())
    steps = [
        Style(palette.blended(k / (LEVELS - 1)), "s", _number(low + (high - low) * k / (LEVELS - 1)))
        for k in range(LEVELS)
    ]
    if low == high:
        steps = steps[:1]
    keys = list(zip(drawn.rows["gene"].tolist(), drawn.rows["position"].tolist(), strict=True))

    def style(value: float) -> Style:
        return steps[round((value - low) / (high - low) * (LEVELS - 1)) if high > low else 0]

    styles = [style(values[key]) if key in values else NO_VALUE for key in keys]
    ticks = steps[:: (LEVELS - 1) // (TICKS - 1)]
    colouring = Colouring(styles, title, (*steps, NO_VALUE), (*ticks, NO_VALUE))
    missing = [f"{gene}:{position}" for gene, position in values.keys() - set(keys)]
    said = f"{len(missing)} of {len(values)} positions with a value are not modelled in {drawn.name}"
    return colouring, [said] if missing else []


def values_of(given: pd.Series[Any] | Mapping[Any, Any]) -> tuple[dict[tuple[str, int], float], str]:
    """Return the values by gene and UniProt position, without missing ones, and what they are called.

    Examples
    --------
    >>> import pandas as pd
    >>> values_of(pd.Series([0.5, None], index=[2108, 2109], name="score"))
    ({('MTOR', 2108): 0.5}, 'score')
    >>> values_of({("FKBP12", 37): 2})
    ({('FKBP1A', 37): 2.0}, 'Values')
    """
    import pandas as pd

    series = pd.Series(given) if isinstance(given, Mapping) else given
    if not isinstance(series, pd.Series):
        raise UsageError(f"{type(series).__name__} is no colour", hint=f"name a colouring, or {_HOW}")
    numbers = pd.to_numeric(series, errors="coerce")
    unread = series[numbers.isna() & series.notna()]
    if len(unread):
        raise UsageError(f"'{unread.iloc[0]}' is no number", where=_place(unread.index[0]), hint=_HOW)
    known = numbers[numbers.notna()].astype(float)
    if not np.isfinite(known.to_numpy()).all():
        raise UsageError("a value is infinite", hint="leave it out, or give the largest that is shown")
    found: dict[tuple[str, int], float] = {}
    for label, value in zip(known.index.tolist(), known.tolist(), strict=True):
        key = _key(label)
        if key in found:
            raise UsageError("is listed twice", where=_place(label), hint="give one value a position")
        found[key] = value
    if not found:
        raise UsageError("there is no value to colour by", hint=_HOW)
    unit = series.attrs.get("unit", "")
    title = "Values" if series.name is None else str(series.name)
    return found, f"{title} ({unit})" if unit else title


def _key(label: Any) -> tuple[str, int]:
    """Return gene and position of a label of the index."""
    gene, position = label if isinstance(label, tuple) and len(label) == 2 else ("MTOR", label)
    whole = isinstance(position, int | float) and not isinstance(position, bool) and position == int(position)
    if not whole or not isinstance(gene, str):
        raise UsageError("is no UniProt position", where=_place(label), hint=_HOW)
    owner = protein(gene)
    if not 1 <= position <= len(owner):
        raise UsageError(
            f"{owner.gene} has {len(owner)} residues, and no {int(position)}", hint="check the positions"
        )
    return owner.gene, int(position)


def _place(label: Any) -> str:
    return ":".join(map(str, label)) if isinstance(label, tuple) else str(label)


def _number(value: float) -> str:
    return f"{value:.3g}"
