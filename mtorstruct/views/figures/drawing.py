"""Drawing of one figure from variants and options to a file, as in ``mtorstruct plot``."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError
from mtorstruct.views.figures.architecture import domain_architecture
from mtorstruct.views.figures.base import Caption, blank, caption_of
from mtorstruct.views.figures.heatmap import heatmap
from mtorstruct.views.figures.lollipop import lollipop
from mtorstruct.views.figures.plane import distance_plane
from mtorstruct.views.figures.profile import profile
from mtorstruct.views.figures.saving import format_of, save

if TYPE_CHECKING:
    import pandas as pd

TAKES: dict[str, tuple[str, ...]] = {
    "domains": ("genes",),
    "lollipop": ("changes", "genes", "verdict"),
    "plane": ("changes", "verdict"),
    "profile": ("changes", "genes", "what", "atlas"),
    "heatmap": ("changes", "what", "atlas"),
}
"""Kinds of pictures, and their options."""

ROOM_FOR_TITLE = 0.3
"""Height of a title in inches."""

NEEDS_CHANGES = ("lollipop", "plane", "heatmap")


@dataclass(frozen=True)
class Picture:
    """Specification of a picture; empty or None means the kind's default.

    Parameters
    ----------
    kind : str
        One of `TAKES`.
    genes : sequence of str
        Proteins; only one except for ``domains``.
    verdict, what : str
        As the functions of the figures take them.
    width, height : float or None
        Size in inches.
    title : str
        Title.
    atlas : str or None
        Folder of an atlas.
    """

    kind: str
    genes: Sequence[str] = ()
    verdict: str = ""
    what: str = ""
    width: float | None = None
    height: float | None = None
    title: str = ""
    atlas: str | None = None


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
        save(ax, path)
    return caption_of(ax)


def check(picture: Picture, with_changes: bool, path: Path) -> None:
    """Raise `UsageError` for a format or option that the kind of picture does not take, or lacks."""
    format_of(path)
    given = {name: getattr(picture, name) for name in ("genes", "verdict", "what")} | {
        "changes": with_changes
    }
    for name, value in given.items():
        if value and name not in TAKES[picture.kind]:
            takers = [kind for kind, names in TAKES.items() if name in names]
            raise UsageError(f"{picture.kind} takes no {name}", hint=f"{' and '.join(takers)} do")
    if picture.kind in NEEDS_CHANGES and not with_changes:
        raise UsageError("no variants were given", hint="name some, or a file with -i, or --example review")
    if picture.kind != "domains" and len(picture.genes) > 1:
        raise UsageError(f"{picture.kind} shows one protein", hint="give --gene once")


def _draw(picture: Picture, changes: pd.DataFrame | None) -> Any:
    ax = None
    if picture.width is not None or picture.height is not None or picture.title:
        ax = blank(*_size(picture, changes), picture.title)
    chosen: dict[str, Any] = {
        name: value for name, value in (("verdict", picture.verdict), ("what", picture.what)) if value
    }
    gene = picture.genes[0] if picture.genes else "MTOR"
    if picture.kind == "domains":
        return domain_architecture(picture.genes or ("MTOR",), ax)
    if picture.kind == "profile":
        return profile(gene, ax=ax, variants=changes, atlas=picture.atlas, **chosen)
    assert changes is not None
    if picture.kind == "lollipop":
        return lollipop(changes, gene, ax=ax, **chosen)
    if picture.kind == "plane":
        return distance_plane(changes, ax=ax, **chosen)
    return heatmap(changes, ax=ax, atlas=picture.atlas, **chosen)


def _size(picture: Picture, changes: pd.DataFrame | None) -> tuple[float, float]:
    """Return the requested size, or the default of the kind."""
    if picture.width is not None and picture.height is not None:
        return picture.width, picture.height
    plain = Picture(picture.kind, picture.genes, picture.verdict, picture.what, atlas=picture.atlas)
    width, height = _draw(plain, changes).figure.get_size_inches()
    if picture.title:
        height += ROOM_FOR_TITLE
    return (
        float(width) if picture.width is None else picture.width,
        float(height) if picture.height is None else picture.height,
    )


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
