"""Close-up of a focus: side chains around it, and the distances between the atoms that the table names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.neighbours import Points, distances
from mtorstruct.tables import BOUND, MISSING_INT, SITES
from mtorstruct.views.camera import focused_residue, focused_site, point
from mtorstruct.views.colouring import Colouring
from mtorstruct.views.scene import CloseUp, Measured
from mtorstruct.views.sources import Drawable, PlacedLigand, ca_xyz

if TYPE_CHECKING:
    import pandas as pd

AROUND_A = 5.0
"""Distance of heavy atoms from the focus within which side chains are drawn."""

MEASURED_A = 15.0
"""Largest distance to a drug site that is drawn."""

MOST_MEASURED = 6
"""Largest number of distances that are drawn."""

BACKBONE = ("N", "C", "O", "OXT")


@dataclass(frozen=True)
class _Seen:
    """What a close-up is of: its name, coordinates of its atoms (n, 3) in Å, and rows that it measures."""

    name: str
    xyz: NDArray[np.float64]
    place: NDArray[np.float64]
    own: NDArray[np.bool_]
    rows: tuple[int, ...]
    sites: tuple[str, ...]


def close_up(
    drawn: Drawable, focus: str | None, colouring: Colouring, changes: pd.DataFrame | None
) -> tuple[CloseUp | None, list[str]]:
    """Return what is drawn around a residue, variant or drug site that is focused on, and notes on it.

    Of another focus (a domain, a protein) and without one there is none. A distance is that of the residue to
    the drug sites, or of the variants to the site that is focused on, between the atoms that the table of the
    structure names; a CA trace has no side chains, so that its distances are told and not drawn.
    """
    seen = _seen(drawn, focus, changes)
    if seen is None:
        return None, []
    shown = _side_chains(drawn, seen)
    lines, notes = _distances(drawn, seen)
    if drawn.trace:
        shown = shown[:0]
        notes.append("a CA trace has no side chains to show")
    elif len(shown):
        notes.insert(0, f"side chains within {AROUND_A:g} Å of {seen.name} are drawn as sticks")
    colour = {key: style.colour for key, style in zip(_keys(drawn), colouring.styles, strict=True)}
    atoms = drawn.atoms.take(shown)
    keys = zip(atoms.chain.tolist(), atoms.auth_seq_id.tolist(), atoms.insertion_code.tolist(), strict=True)
    return (
        CloseUp(
            name=seen.name,
            place=point(seen.place),
            atoms=replace(atoms, secondary=None),
            colours=tuple(colour[key] for key in keys),
            own=tuple(seen.own[shown].tolist()),
            measured=tuple(lines),
        ),
        notes,
    )


def _seen(drawn: Drawable, focus: str | None, changes: pd.DataFrame | None) -> _Seen | None:
    if not focus:
        return None
    n = len(drawn.atoms.chain)
    ligand = focused_site(drawn, focus)
    if ligand is not None:
        rows = _near_variants(drawn, ligand, changes)
        return _Seen(
            ligand.site, ligand.xyz, ligand.xyz.mean(axis=0), np.zeros(n, dtype=bool), rows, (ligand.site,)
        )
    row = focused_residue(drawn, focus)
    if row is None:
        return None
    own = _atoms_of(drawn, row)
    name = f"{drawn.rows['gene'][row]}:{drawn.rows['expected'][row]}{drawn.rows['position'][row]}"
    sites = dict.fromkeys((*SITES, *(placed.site for placed in drawn.ligands)))
    return _Seen(name, drawn.atoms.xyz[own], ca_xyz(drawn.rows, row), own, (row,), tuple(sites))


def _near_variants(drawn: Drawable, ligand: PlacedLigand, changes: pd.DataFrame | None) -> tuple[int, ...]:
    """Return the rows of variants whose distance to a ligand is drawn, the nearest first."""
    if changes is None:
        return ()
    rows = drawn.rows
    asked = set(zip(changes["gene"].tolist(), changes["position"].tolist(), strict=True))
    keys = zip(rows["gene"].tolist(), rows["position"].tolist(), strict=True)
    if ligand.site not in SITES:
        gaps = [(k, _own(drawn, k, [ligand])) for k, key in enumerate(keys) if key in asked]
        near = sorted((gap.value, k) for k, gap in gaps if gap is not None and gap.value <= MEASURED_A)
        return tuple(k for _, k in near[:MOST_MEASURED])
    distance = rows[f"{ligand.site}_distance_A"]
    there = (rows[f"{ligand.site}_site_copy"] == ligand.copy) & (distance <= MEASURED_A)
    found = [k for k in np.flatnonzero(there).tolist() if (rows["gene"][k], rows["position"][k]) in asked]
    return tuple(sorted(found, key=lambda k: float(distance[k]))[:MOST_MEASURED])


def _atoms_of(drawn: Drawable, row: int) -> NDArray[np.bool_]:
    atoms, rows = drawn.atoms, drawn.rows
    return np.asarray(
        (atoms.chain == rows["chain"][row])
        & (atoms.auth_seq_id == rows["auth_seq_id"][row])
        & (atoms.insertion_code == rows["insertion_code"][row])
    )


def _keys(drawn: Drawable) -> list[tuple[str, int, str]]:
    rows = drawn.rows
    return list(
        zip(
            rows["chain"].tolist(), rows["auth_seq_id"].tolist(), rows["insertion_code"].tolist(), strict=True
        )
    )


def _side_chains(drawn: Drawable, seen: _Seen) -> NDArray[np.intp]:
    """Return the atoms of the side chains, with CA, of residues near the focus and of the focus itself."""
    atoms = drawn.atoms
    polymer = ~atoms.hetero
    near = polymer & (np.isfinite(Points(seen.xyz).nearest(atoms.xyz, AROUND_A)) | seen.own)
    named = set(_keys(drawn))
    keys = list(
        zip(atoms.chain.tolist(), atoms.auth_seq_id.tolist(), atoms.insertion_code.tolist(), strict=True)
    )
    wanted = {keys[k] for k in np.flatnonzero(near).tolist()} & named
    candidates = np.flatnonzero(polymer & ~np.isin(atoms.atom_name.astype(str), BACKBONE))
    return np.array([k for k in candidates.tolist() if keys[k] in wanted], dtype=np.intp)


@dataclass(frozen=True)
class _Gap:
    """Shortest distance of a residue to a ligand of the user's own, in Å, with both atoms."""

    value: float
    atom: str
    ligand_atom: str
    start: NDArray[np.float64]
    end: NDArray[np.float64]


def _own(drawn: Drawable, row: int, ligands: Sequence[PlacedLigand]) -> _Gap | None:
    """Return the shortest distance of a residue to some ligands of its biological unit."""
    mine = np.flatnonzero(_atoms_of(drawn, row))
    found = None
    for ligand in ligands:
        if drawn.rows["chain"][row] not in ligand.chains:
            continue
        gap = distances(drawn.atoms.xyz[mine], ligand.xyz)
        at = int(gap.min(axis=1).argmin())
        to = int(gap[at].argmin())
        value = float(gap[at, to])
        if found is None or value < found.value:
            atom = str(drawn.atoms.atom_name[mine[at]])
            found = _Gap(value, atom, ligand.atom[to], drawn.atoms.xyz[mine[at]], ligand.xyz[to])
    return found


def _distances(drawn: Drawable, seen: _Seen) -> tuple[list[Measured], list[str]]:
    rows, lines, told = drawn.rows, [], []
    for row in seen.rows:
        name = f"{rows['gene'][row]}:{rows['expected'][row]}{rows['position'][row]}"
        for site in seen.sites:
            if site not in SITES:
                gap = _own(drawn, row, [placed for placed in drawn.ligands if placed.site == site])
                if gap is not None and gap.value <= MEASURED_A:
                    told.append(f"{name} {gap.atom} to {gap.ligand_atom.replace(':', ' ')} {gap.value:.2f} Å")
                    lines.append(Measured(point(gap.start), point(gap.end), f"{gap.value:.2f} Å"))
                continue
            value = float(rows[f"{site}_distance_A"][row])
            copy = int(rows[f"{site}_site_copy"][row])
            if np.isnan(value) or value > MEASURED_A or copy == MISSING_INT:
                continue
            atom, ligand_atom = rows[f"{site}_atom"][row], rows[f"{site}_ligand_atom"][row]
            carried = "" if rows[f"{site}_basis"][row] == BOUND else " (carried over)"
            end_name = ligand_atom.replace(":", " ")
            told.append(f"{name} {atom} to {end_name}{carried} {value:.2f} Å")
            start = drawn.atoms.xyz[_atoms_of(drawn, row) & (drawn.atoms.atom_name == atom)]
            ends = [
                placed.xyz[[name == ligand_atom for name in placed.atom]]
                for placed in drawn.ligands
                if placed.site == site and placed.copy == copy
            ]
            end = np.concatenate([np.empty((0, 3)), *ends])
            if len(start) and len(end):
                nearest = end[np.linalg.norm(end - start[0], axis=1).argmin()]
                lines.append(Measured(point(start[0]), point(nearest), f"{value:.2f} Å"))
    return lines, ["shortest distances between heavy atoms: " + "; ".join(told)] if told else []
