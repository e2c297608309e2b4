"""A picture as plain data: what is drawn, in which colour, with which words.

A scene is made by :func:`mtorstruct.views.building.make_scene` and drawn by the renderers beside it. Residues
are named in the author numbering of the scene's own model; lengths are in A, in the frame of the model.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

Point = tuple[float, float, float]
"""Coordinates in A."""


@dataclass(frozen=True)
class Span:
    """Consecutive residues of one chain, first and last author number included.

    An inserted residue is a span of its own, with its insertion code. A span without one may take in inserted
    residues between its ends; those have spans of their own, later in the same list.
    """

    chain: str
    start: int
    end: int
    insertion_code: str = ""


@dataclass(frozen=True)
class Model:
    """Coordinates to draw.

    `cif` is mmCIF text whose author numbering is that of the entry or file; `trace` says that it has CA
    atoms only; `provenance` says where the coordinates come from.
    """

    name: str
    title: str
    cif: str
    trace: bool
    provenance: str


@dataclass(frozen=True)
class Paint:
    """Residues of one colour, and what the colour says."""

    colour: str
    label: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Ligand:
    """A ligand at a drug site.

    `basis` is ``bound`` (the entry has it) or ``transferred`` (carried over by superposition); `cif` holds
    its atoms; `centre` is their mean.
    """

    site: str
    copy: int
    basis: str
    colour: str
    label: str
    cif: str
    centre: Point


@dataclass(frozen=True)
class Mark:
    """A sphere on the CA atom of a residue: a variant or a phosphosite.

    `key` names what it stands for (``MTOR:F2108L``, ``MTOR:S2448``) and is shared by the copies of the
    protein; `marker` is the class as `mtorstruct.views.palette` draws it in figures; `label` is written
    beside it (empty: nothing is); `details` are the lines that are shown on request.
    """

    key: str
    kind: str
    residue: Span
    copy: int
    xyz: Point
    radius_A: float
    colour: str
    marker: str
    value: str
    label: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class LegendItem:
    """A colour and what it says; `kind` is ``residues``, ``ligand``, ``variant`` or ``phosphosite``."""

    kind: str
    colour: str
    label: str


@dataclass(frozen=True)
class Camera:
    """What to look at: a sphere of `radius_A` around `centre`, or everything where the radius is zero.

    `spans` are the residues that were asked for.
    """

    centre: Point
    radius_A: float
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Scene:
    """One structure with everything that is drawn on it; `notes` say what is not."""

    title: str
    model: Model
    paints: tuple[Paint, ...]
    ligands: tuple[Ligand, ...]
    marks: tuple[Mark, ...]
    legend_title: str
    legend: tuple[LegendItem, ...]
    camera: Camera
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The scene as nested dictionaries and tuples, ready for JSON."""
        return asdict(self)
