"""Figures of variants, residues and domains, drawn with matplotlib.

Every function takes ``ax=None`` and returns the axes; none calls ``show`` or touches pyplot.

>>> import mtorstruct
>>> from mtorstruct.views.figures import alt_text, lollipop
>>> alt_text(lollipop(mtorstruct.annotate(["F2108L"]))).partition(". ")[0]
'Lollipop plot of 1 distinct variant along mTOR (2,549 residues)'
"""

from __future__ import annotations

from mtorstruct.views.figures.architecture import domain_architecture
from mtorstruct.views.figures.base import Caption, alt_text, blank, caption_of
from mtorstruct.views.figures.heatmap import heatmap
from mtorstruct.views.figures.lollipop import lollipop
from mtorstruct.views.figures.plane import distance_plane
from mtorstruct.views.figures.profile import profile
from mtorstruct.views.figures.saving import save, svg_text

__all__ = [
    "Caption",
    "alt_text",
    "blank",
    "caption_of",
    "distance_plane",
    "domain_architecture",
    "heatmap",
    "lollipop",
    "profile",
    "save",
    "svg_text",
]
