"""Strips under the domains of a protein: what is known of each residue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from mtorstruct.errors import UsageError
from mtorstruct.reference.conservation import conservation
from mtorstruct.reference.phosphosites import phosphosites
from mtorstruct.reference.proteins import Protein
from mtorstruct.views.figures.base import in_points
from mtorstruct.views.figures.lettering import scaled, small
from mtorstruct.views.palette import EDGE, GREY, PHOSPHOSITE, STEPS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mtorstruct.atlas.store import Atlas

Track = Literal["phosphosites", "secondary_structure", "distance", "conservation"]
"""What a strip shows."""

STRIP, BETWEEN = 9.0, 5.0
"""Height of a strip, and space between two, in points."""

BANDS_A = ((5.0, STEPS[0]), (10.0, STEPS[3]), (20.0, STEPS[6]), (float("inf"), STEPS[9]))
"""Distances to a site up to which a residue has a colour: bright is near."""

HELIX, STRAND, CONSERVED = "#8A8A8A", "#1A1A1A", "#555555"

NAMES = {"secondary_structure": "secondary structure", "conservation": "conservation (0 to 1)"}
"""Names of strips where they are not those of their option."""

SITE_WORDS = {"rapamycin": "rapamycin", "atp": "the nucleotide"}


@dataclass(frozen=True)
class Strips:
    """The strips of a protein: their names from top to bottom, and the site that distances are to."""

    protein: Protein
    names: tuple[Track, ...]
    site: str
    atlas: Atlas

    def handles(self) -> list[Any]:
        """Return the legend entries."""
        from matplotlib.patches import Patch

        of: dict[str, list[tuple[str, str]]] = {
            "secondary_structure": [("helix", HELIX), ("strand (low)", STRAND)],
            "distance": _band_names(SITE_WORDS[self.site]),
            "phosphosites": [],
            "conservation": [],
        }
        return [
            Patch(label=label, facecolor=colour, edgecolor=EDGE, linewidth=0.4)
            for name in self.names
            for label, colour in of[name]
        ]

    def draw(self, ax: Axes, top: float) -> float:
        """Draw the strips from `top` (points above the lower edge of the axes) down; returns their height."""
        draw: dict[str, Callable[[Axes, float], None]] = {
            "phosphosites": self._phosphosites,
            "secondary_structure": self._structure,
            "distance": self._distance,
            "conservation": self._conservation,
        }
        step = scaled(STRIP + BETWEEN)
        for n, name in enumerate(self.names):
            bottom = top - (n + 1) * step
            draw[name](ax, bottom)
            ax.annotate(
                NAMES.get(name, name), (0, 0), (-scaled(4), bottom + scaled(STRIP) / 2),
                xycoords="axes fraction", textcoords="offset points", ha="right", va="center",
                fontsize=small(), annotation_clip=False, label="_strip name",
            )  # fmt: skip
        return step * len(self.names)

    def _phosphosites(self, ax: Axes, bottom: float) -> None:
        at = [float(s.position) for s in phosphosites() if s.gene == self.protein.gene]
        shown = [x for x in at if ax.get_xlim()[0] <= x <= ax.get_xlim()[1]]
        ax.vlines(shown, bottom, bottom + scaled(STRIP), color=PHOSPHOSITE.colour, lw=1, clip_on=False,
                  transform=in_points(ax), label="_phosphosites")  # fmt: skip

    def _structure(self, ax: Axes, bottom: float) -> None:
        found = np.array(self._column("secondary_structure"), dtype=object)
        middle, high = bottom + scaled(STRIP) / 2, scaled(STRIP)
        for name, colour, share in (("coil", GREY, 0.1), ("helix", HELIX, 1.0), ("strand", STRAND, 0.5)):
            heights = np.full(len(found), share * high)
            self._boxes(ax, found == name, middle - share * high / 2, heights, colour)

    def _distance(self, ax: Axes, bottom: float) -> None:
        away = np.array(self._column(f"{self.site}_distance_A"), dtype=float)
        low = -np.inf
        for bound, colour in BANDS_A:
            here = (away > low) & (away <= bound)
            self._boxes(ax, here, bottom, np.full(len(away), scaled(STRIP)), colour)
            low = bound

    def _conservation(self, ax: Axes, bottom: float) -> None:
        share = np.full(len(self.protein), np.nan)
        if self.protein.gene == "MTOR":
            share = conservation().share
        known = ~np.isnan(share)
        self._boxes(ax, known, bottom, np.full(len(share), scaled(0.6)), GREY)
        self._boxes(ax, known, bottom, np.nan_to_num(share) * scaled(STRIP), CONSERVED)

    def _column(self, name: str) -> Any:
        positions = list(range(1, len(self.protein) + 1))
        rows = self.atlas.summary_rows([self.protein.gene] * len(positions), positions)
        return self.atlas.summary.take(name, rows)

    def _boxes(self, ax: Axes, here: Any, bottom: float, heights: Any, colour: str) -> None:
        """Draw a box for every run of residues of equal height, as far as the x axis reaches."""
        from matplotlib.collections import PolyCollection

        low, high = ax.get_xlim()
        x = np.arange(1, len(here) + 1)
        shown = here & (x >= low) & (x <= high)
        breaks = np.flatnonzero(np.diff(np.where(shown, heights, -1.0), prepend=-2.0, append=-2.0))
        runs = [(a, b) for a, b in pairwise(breaks) if shown[a]]
        corners = [
            [(end + 0.5, bottom + up) for end, up in ((a, 0), (b, 0), (b, heights[a]), (a, heights[a]))]
            for a, b in runs
        ]
        if corners:
            ax.add_collection(
                PolyCollection(corners, facecolors=colour, edgecolors="none", transform=in_points(ax),
                               clip_on=False, label="_strip"),
                autolim=False,
            )  # fmt: skip


def tracks_of(tracks: str | Sequence[str]) -> tuple[Track, ...]:
    """Return strips by name, from a text separated by commas or a list; ``all`` for all of them.

    Raises
    ------
    UsageError
        A name is that of no strip.

    Examples
    --------
    >>> tracks_of("distance,phosphosites"), tracks_of(())
    (('distance', 'phosphosites'), ())
    """
    known: dict[str, Track] = {name: name for name in get_args(Track)}
    names = [name.strip() for name in tracks.split(",")] if isinstance(tracks, str) else list(tracks)
    if names == ["all"]:
        return tuple(known.values())
    for name in names:
        if name not in known:
            raise UsageError(f"unknown track '{name}'", hint=f"give {', '.join(known)}, or all")
    return tuple(known[name] for name in dict.fromkeys(names))


def _band_names(site: str) -> list[tuple[str, str]]:
    found, low = [], 0.0
    for bound, colour in BANDS_A:
        words = f"within {bound:g} Å of {site}" if not low else f"{low:g} to {bound:g} Å"
        found.append((words if np.isfinite(bound) else f"over {low:g} Å", colour))
        low = bound
    return found
