"""Scene: a picture as plain data, with residues, colours and texts.

A scene is made by :func:`mtorstruct.views.building.make_scene` and drawn by the renderers beside it. Residues
are named in the author numbering of the scene's own model; lengths are in Å, in the frame of the model.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from mtorstruct.texts import html_summary, in_sentence, printable
from mtorstruct.views.cif import Atoms

Point = tuple[float, float, float]
"""Coordinates in Å."""


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
    """Atoms to draw, with the author numbering of the entry or file.

    `trace` is true for CA atoms only; `provenance` is the source of the coordinates.
    """

    name: str
    title: str
    atoms: Atoms
    trace: bool
    provenance: str

    @property
    def cif(self) -> str:
        """Return the atoms as mmCIF text, written anew each time."""
        return self.atoms.mmcif(self.name)


@dataclass(frozen=True)
class Paint:
    """Residues of one colour, and the colour's meaning."""

    colour: str
    label: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Ligand:
    """A ligand at a drug site.

    `basis` is ``bound`` (the entry has it) or ``transferred`` (carried over by superposition); `centre` is
    the mean of its atoms. `name` is short, `label` tells the component and the basis as well.
    """

    site: str
    copy: int
    basis: str
    colour: str
    name: str
    label: str
    atoms: Atoms
    centre: Point

    @property
    def cif(self) -> str:
        """Return the atoms as mmCIF text, written anew each time."""
        return self.atoms.mmcif(f"{self.site}_{self.copy}")


@dataclass(frozen=True)
class Mark:
    """A sphere on the CA atom of a residue: a variant or a phosphosite.

    `key` names what it represents (``MTOR:F2108L``, ``MTOR:S2448``) and is shared by the copies of the
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
    """A colour and its meaning; `kind` is ``residues``, ``ligand``, ``variant`` or ``phosphosite``.

    `heading` is that of the items of one kind: what residues or variants are coloured by.
    """

    kind: str
    colour: str
    label: str
    heading: str


@dataclass(frozen=True)
class Camera:
    """View of a scene: a sphere of `radius_A` around `centre`, or everything where the radius is zero.

    `spans` are the residues that were asked for; `direction` points from the centre to the reader, `up` to
    the upper edge of the picture (unit vectors at right angles).
    """

    centre: Point
    radius_A: float
    spans: tuple[Span, ...] = ()
    direction: Point = (0.0, 0.0, 1.0)
    up: Point = (0.0, 1.0, 0.0)


@dataclass(frozen=True)
class Measured:
    """A distance between two atoms, drawn as a dashed line; `label` is its value in Å."""

    start: Point
    end: Point
    label: str


@dataclass(frozen=True)
class CloseUp:
    """What is drawn around a residue or site that is focused on.

    `atoms` are the side chains near it (none of a CA trace), `colours` those of their residues, and `own`
    whether they belong to the focus itself, one an atom; `place` is its CA atom, or the middle of a ligand.
    """

    name: str
    place: Point
    atoms: Atoms
    colours: tuple[str, ...]
    own: tuple[bool, ...]
    measured: tuple[Measured, ...]

    @property
    def cif(self) -> str:
        """Return the atoms as mmCIF text, written anew each time."""
        return self.atoms.mmcif("close_up")


@dataclass(frozen=True, repr=False)
class Scene:
    """One structure with everything drawn on it; `notes` list what is not drawn.

    `legend_title` says what residues are coloured by, and heads their items of the legend.
    """

    title: str
    model: Model
    paints: tuple[Paint, ...]
    ligands: tuple[Ligand, ...]
    marks: tuple[Mark, ...]
    legend_title: str
    legend: tuple[LegendItem, ...]
    camera: Camera
    notes: tuple[str, ...]
    close_up: CloseUp | None = None

    def __repr__(self) -> str:
        return f"<Scene {printable(self.model.name, 40)}: coloured by {self._coloured_by}; {self._drawn}>"

    def _repr_html_(self) -> str:
        legend: dict[str, list[str]] = {}
        for item in self.legend:
            legend.setdefault(item.heading, []).append(item.label)
        rows = [
            ("coordinates", self.model.provenance),
            ("drawn", self._drawn),
            *((heading, "; ".join(labels)) for heading, labels in legend.items()),
            *(("notes" if k == 0 else "", note) for k, note in enumerate(self.notes)),
        ]
        return html_summary(self.title, rows)

    @property
    def _coloured_by(self) -> str:
        return in_sentence(printable(self.legend_title, 60))

    @property
    def _drawn(self) -> str:
        n = {kind: len({m.key for m in self.marks if m.kind == kind}) for kind in ("variant", "phosphosite")}
        counts = [
            (len(self.model.atoms.chain), "atom"),
            (n["variant"], "variant"),
            (n["phosphosite"], "phosphosite"),
            (len(self.ligands), "ligand"),
        ]
        return ", ".join(f"{k:,} {what}{'' if k == 1 else 's'}" for k, what in counts if k)

    def as_dict(self) -> dict[str, Any]:
        """Return the scene as nested dictionaries and tuples for JSON, with atoms as mmCIF text (`cif`)."""
        told: dict[str, Any] = _plain(self)
        return told


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    if not is_dataclass(value):
        return value
    names = ("cif" if field.name == "atoms" else field.name for field in fields(value))
    return {name: _plain(getattr(value, name)) for name in names}
