"""Drawing of one figure from variants and options to a file, as in ``mtorstruct plot``."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError
from mtorstruct.views.figures.architecture import domain_architecture
from mtorstruct.views.figures.base import Caption, caption_of
from mtorstruct.views.figures.heatmap import heatmap
from mtorstruct.views.figures.lollipop import lollipop
from mtorstruct.views.figures.plane import distance_plane
from mtorstruct.views.figures.profile import profile
from mtorstruct.views.figures.saving import format_of, save

if TYPE_CHECKING:
    import pandas as pd

PAGE = ("width", "height", "font_size", "dpi", "title")
"""Options of every kind of picture."""

TAKES: dict[str, tuple[str, ...]] = {
    "domains": ("genes", *PAGE),
    "lollipop": (
        "changes", "genes", "verdict", "labels", "by_type", "heads", "range", "n_samples",
        "tracks", "against", "names", "atlas", *PAGE, "notes",
    ),
    "plane": ("changes", "verdict", "labels", *PAGE, "notes"),
    "profile": ("changes", "genes", "what", "atlas", "labels", "range", *PAGE, "notes"),
    "heatmap": ("changes", "what", "atlas", "verdict", *PAGE, "notes"),
}  # fmt: skip
"""Kinds of pictures, and their options."""

NEEDS_CHANGES = ("lollipop", "plane", "heatmap")


@dataclass(frozen=True)
class Picture:
    """Specification of a picture.

    Parameters
    ----------
    kind : str
        One of `TAKES`.
    genes : sequence of str
        Proteins; only one except for ``domains``; none means mTOR.
    options : dict
        Keyword arguments of the figure's function, those alone that are not its defaults.
    svg_text : bool
        Whether text in SVG stays text.
    """

    kind: str
    genes: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    svg_text: bool = False


def draw_to_file(picture: Picture, changes: pd.DataFrame | None, path: Path) -> Caption:
    """Draw a picture into a file; returns its caption.

    Raises
    ------
    UsageError
        An unknown suffix, an option that the kind does not take, no variants where it needs
        them, or whatever the figure's function raises.
    """
    check(picture, changes is not None, path)
    with _quiet():
        ax = _draw(picture, changes)
        save(ax, path, svg_text=picture.svg_text)
    return caption_of(ax)


def check(picture: Picture, with_changes: bool, path: Path) -> None:
    """Raise `UsageError` for a format or option that the kind of picture does not take, or lacks."""
    format_of(path)
    given = {"genes": picture.genes, "changes": with_changes} | dict(picture.options)
    for name, value in given.items():
        absent = value is None or value is False or (isinstance(value, (str, Sequence)) and not value)
        # An atlas may have served to annotate the variants.
        if not absent and name not in ("atlas", *TAKES[picture.kind]):
            takers = [kind for kind, names in TAKES.items() if name in names]
            raise UsageError(f"{picture.kind} takes no {name}", hint=f"{' and '.join(takers)} do")
    if picture.kind in NEEDS_CHANGES and not with_changes:
        raise UsageError("no variants were given", hint="name some, or a file with -i, or --example review")
    if picture.kind != "domains" and len(picture.genes) > 1:
        raise UsageError(f"{picture.kind} shows one protein", hint="give --gene once")


def _draw(picture: Picture, changes: pd.DataFrame | None) -> Any:
    chosen = {name: value for name, value in picture.options.items() if name in TAKES[picture.kind]}
    gene = picture.genes[0] if picture.genes else "MTOR"
    if picture.kind == "domains":
        return domain_architecture(picture.genes or ("MTOR",), **chosen)
    if picture.kind == "profile":
        return profile(gene, variants=changes, **chosen)
    assert changes is not None
    if picture.kind == "lollipop":
        return lollipop(changes, gene, **chosen)
    return (distance_plane if picture.kind == "plane" else heatmap)(changes, **chosen)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence matplotlib's messages on its font cache and on missing glyphs."""
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
            yield
    finally:
        logger.setLevel(level)
