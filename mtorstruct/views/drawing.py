"""Helpers of all renderers: order of the colours, one sphere a residue, the caption."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeVar

import numpy as np

from mtorstruct.tables import BOUND
from mtorstruct.views.cif import Atoms
from mtorstruct.views.palette import rank
from mtorstruct.views.scene import Ligand, Mark, Paint, Point, Scene, Span
from mtorstruct.views.templates import asset

T = TypeVar("T")

LABEL_PART = 0.25
"""Room of a label, as a part of the radius of what is seen."""


@dataclass(frozen=True)
class Sphere:
    """All marks of one residue, drawn as one sphere with the details of all."""

    marks: tuple[Mark, ...]

    @property
    def leading(self) -> Mark:
        """Return the mark that is drawn: a variant before a phosphosite; of several the legend's first."""
        return min(self.marks, key=lambda mark: (mark.kind != "variant", rank(mark.value), -mark.radius_A))

    @property
    def residue(self) -> Span:
        """Return the residue, in author numbering."""
        return self.leading.residue

    @property
    def xyz(self) -> Point:
        """Return the coordinates of its CA atom, in Å."""
        return self.leading.xyz

    @property
    def label(self) -> str:
        """Return the labels of the marks, joined."""
        return ", ".join(mark.label for mark in self.marks if mark.label)

    @property
    def details(self) -> tuple[str, ...]:
        """Return the lines of all marks."""
        return tuple(line for mark in self.marks for line in mark.details)


def spheres(scene: Scene) -> tuple[Sphere, ...]:
    """Return the marks grouped by residue, in the order of the scene."""
    found: dict[Span, list[Mark]] = {}
    for mark in scene.marks:
        found.setdefault(mark.residue, []).append(mark)
    return tuple(Sphere(tuple(marks)) for marks in found.values())


def coats(scene: Scene) -> tuple[tuple[Paint, tuple[Span, ...]], ...]:
    """Return the paints in the order of application.

    A span without an insertion code covers inserted residues between its ends, which may have another
    colour; inserted residues come last.
    """
    plain = [(paint, tuple(s for s in paint.spans if not s.insertion_code)) for paint in scene.paints]
    inserted = [(paint, tuple(s for s in paint.spans if s.insertion_code)) for paint in scene.paints]
    return tuple((paint, spans) for paint, spans in (*plain, *inserted) if spans)


def for_3dmol(scene: Scene) -> dict[str, Any]:
    """Return the scene as JSON data for ``scene.js``.

    The mmCIF reader of 3Dmol.js ends a line at ``#``, which no name in the text has; it keeps the quotes of
    a name and leaves insertion codes out: `named` has chain, code and number of atoms of each run of atoms.
    It leaves secondary structure out, too: `ribbons` has piece, state and number of residues of each run of
    CA atoms.
    """
    atoms = scene.model.atoms
    model = replace(scene.model, atoms=replace(_without_hashes(atoms), secondary=None))
    ligands = tuple(replace(ligand, atoms=_without_hashes(ligand.atoms)) for ligand in scene.ligands)
    close = scene.close_up and replace(scene.close_up, atoms=_without_hashes(scene.close_up.atoms))
    data = replace(scene, model=model, ligands=ligands, close_up=close).as_dict()
    names = zip(atoms.chain.tolist(), atoms.insertion_code.tolist(), strict=True)
    data["model"]["named"] = [(*name, end - start) for name, start, end in runs(names)]
    ca, piece = atoms.backbone()
    drawn = zip(piece.tolist(), atoms.drawn_states()[ca].tolist(), strict=True)
    data["model"]["ribbons"] = [(*state, end - start) for state, start, end in runs(drawn)]
    return data


def drawing_script() -> str:
    """Return the script that draws scenes in a page."""
    scripts = ("ribbons.js", "camera.js", "closeup.js", "leaders.js", "scene.js")
    return "".join(map(asset, scripts))


def runs(names: Iterable[T]) -> Iterator[tuple[T, int, int]]:
    """Yield runs of equal names: the name, the index of the first, and that after the last."""
    start = 0
    for name, run in groupby(names):
        end = start + sum(1 for _ in run)
        yield name, start, end
        start = end


def _without_hashes(atoms: Atoms) -> Atoms:
    """Return names without ``#``, with names that differ kept distinct."""
    spelt = {
        column: np.array(
            [name.replace("~", "~t").replace("#", "~h") for name in getattr(atoms, column).tolist()],
            dtype=object,
        )
        for column in ("chain", "residue_name", "atom_name")
    }
    return replace(atoms, **spelt)


def framing(scene: Scene) -> tuple[Point, float]:
    """Return centre and radius (Å) of what is seen: the focus, or everything."""
    if scene.camera.radius_A:
        return scene.camera.centre, scene.camera.radius_A
    xyz = scene.model.atoms.xyz
    if not len(xyz):
        return scene.camera.centre, 1.0
    x, y, z = (round(float(value), 2) for value in (xyz.min(axis=0) + xyz.max(axis=0)) / 2)
    return (x, y, z), round(float(np.linalg.norm(xyz - (x, y, z), axis=1).max()), 2)


def ligands_with_names(scene: Scene) -> tuple[Ligand, ...]:
    """Return the ligands whose name stands beside them: one a site, none behind the name of a variant.

    Of several copies the first one that is free; where no copy is, none: the legend names it.
    """
    _, radius = framing(scene)
    direction, room = np.array(scene.camera.direction), LABEL_PART * radius
    taken = [np.array(mark.xyz) for mark in scene.marks if mark.label]
    named: dict[str, Ligand] = {}
    for ligand in scene.ligands:
        centre = np.array(ligand.centre)
        away = [place - centre for place in taken]
        free = all(np.linalg.norm(step - (step @ direction) * direction) > room for step in away)
        if free and ligand.site not in named and _is_seen(ligand, scene):
            named[ligand.site] = ligand
            taken.append(centre)
    return tuple(named.values())


def _is_seen(ligand: Ligand, scene: Scene) -> bool:
    away = np.linalg.norm(np.array(ligand.centre) - scene.camera.centre)
    return not scene.camera.radius_A or bool(away <= scene.camera.radius_A)


def name_beside(ligand: Ligand) -> str:
    """Return the text beside a ligand: its name, and whether it was carried over."""
    return ligand.name if ligand.basis == BOUND else f"{ligand.name}, carried over"


def caption(scene: Scene) -> tuple[str, ...]:
    """Return the caption of a scene: the title, the source of the coordinates, and what is missing."""
    said = any(note.startswith(scene.model.provenance) for note in scene.notes)
    lines = (scene.title, *(() if said else (scene.model.provenance,)), *scene.notes)
    return tuple(one_line(line) for line in lines)


def one_line(text: str) -> str:
    """Return a text without control characters and line breaks."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
