"""Camera of a scene: the centre and radius of the focus."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import segments
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import BOUND, SITES, Columns
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.views import palette
from mtorstruct.views.colouring import spans
from mtorstruct.views.scene import Camera, Point, Span
from mtorstruct.views.sources import Drawable, PlacedLigand, ca_xyz

AROUND_A = 12.0
"""Radius shown around a focused residue (Å)."""


def camera(drawn: Drawable, focus: str | None) -> Camera:
    """Return a camera on a domain, site, residue, variant or protein of the first copy that has it.

    Raises
    ------
    UsageError
        The focus is none of these, or is not in the structure.
    """
    rows = drawn.rows
    if not focus:
        return Camera((0.0, 0.0, 0.0), 0.0)
    placed = focused_site(drawn, focus)
    if placed is not None:
        return _around(placed.xyz, ())
    chosen = _focused_rows(rows, focus)
    if not len(chosen):
        raise UsageError(f"{focus} is not modelled in {drawn.name}", hint="choose another focus or structure")
    # Copies lie far apart: the first one that has it is looked at.
    chosen = chosen[rows["copy"][chosen] == rows["copy"][chosen].min()]
    return _around(ca_xyz(rows, chosen), spans(rows, chosen))


def focused_site(drawn: Drawable, focus: str) -> PlacedLigand | None:
    """Return the first ligand of a site that is focused on; None for another focus.

    Raises
    ------
    UsageError
        The site is not in the structure.
    """
    own = next(
        (one for one in drawn.ligands if focus in (one.site, one.code if one.basis == BOUND else "")), None
    )
    if own is not None or focus.lower() not in SITES:
        return own
    placed = next((found for found in drawn.ligands if found.site == focus.lower()), None)
    if placed is None:
        raise UsageError(f"the {focus} site is not in {drawn.name}", hint="choose another focus or structure")
    return placed


def focused_residue(drawn: Drawable, focus: str) -> int | None:
    """Return the row of a residue that is focused on, in the first copy that has it; None for others."""
    if protein_named(focus) or not parse_change(focus).position:
        return None
    rows = _focused_rows(drawn.rows, focus)
    return int(rows[drawn.rows["copy"][rows].argmin()]) if len(rows) else None


def _focused_rows(rows: Columns, focus: str) -> NDArray[np.intp]:
    gene, _, rest = focus.rpartition(":")
    whole = protein_named(focus)
    if whole:
        return np.flatnonzero(rows["gene"] == whole)
    change = parse_change(focus)
    if change.position:
        return _focused_residue(rows, change)
    for owner in [protein(gene).gene] if gene else ["MTOR", *palette.PARTNERS]:
        parts = [s for s in segments(owner) if s.domain.lower() == rest.lower()]
        if parts:
            inside = np.zeros(len(rows["gene"]), dtype=bool)
            for part in parts:
                inside |= (rows["position"] >= part.start) & (rows["position"] <= part.end)
            return np.flatnonzero(inside & (rows["gene"] == owner))
    raise UsageError(
        f"unknown focus '{focus}'",
        hint="give a domain (FRB), a site (rapamycin, atp), a protein or a residue (MTOR:2108)",
    )


def protein_named(text: str) -> str:
    """Return the gene of a protein by symbol, alias or accession; empty for another text."""
    try:
        return protein(text).gene
    except UsageError:
        return ""


def _focused_residue(rows: Columns, change: Change) -> NDArray[np.intp]:
    owner = protein(change.gene or "MTOR")
    position = int(change.position)
    if not 1 <= position <= len(owner):
        raise UsageError(
            f"{owner.gene} has {len(owner)} residues, and no {position}", hint="check the position"
        )
    there = owner.amino_acid(position)
    if change.wild_type and change.wild_type != there:
        raise UsageError(
            f"residue {position} of {owner.gene} is {there}, not {change.wild_type}",
            hint="check the position",
        )
    return rows_of(rows, owner.gene, position)


def _around(xyz: NDArray[np.float64], looked_at: tuple[Span, ...]) -> Camera:
    centre = xyz.mean(axis=0)
    radius = float(np.linalg.norm(xyz - centre, axis=1).max()) + AROUND_A
    return Camera(point(centre), round(radius, 2), looked_at)


def rows_of(rows: Columns, gene: str, uniprot_pos: int) -> NDArray[np.intp]:
    """Return the rows of a residue: one a copy that has it modelled."""
    return np.flatnonzero((rows["gene"] == gene) & (rows["position"] == uniprot_pos))


def point(xyz: NDArray[np.float64]) -> Point:
    """Return coordinates in Å as a tuple for a scene."""
    x, y, z = (round(float(value), 2) for value in xyz)
    return x, y, z
