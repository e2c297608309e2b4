"""Relative solvent accessibility (RSA; Shrake and Rupley 1973)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.measures.surface import accessible_areas
from mtorstruct.reference.radii import protor_radii
from mtorstruct.structure.content import POLYMER, FileResidues
from mtorstruct.structure.model import FULL, MtorComplex
from mtorstruct.structure.neighbours import Points

PROBE_A = 1.4
POINTS = 500
"""Points on each atom's sphere: every RSA is within 0.025 of that by 5,000 points, 95 % are within 0.01."""


def relative_accessibility(
    complex_: MtorComplex,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """RSA of each file residue in its biological unit, and in its chain alone.

    Hydrogens, waters and ligands are left out. Radii are ProtOr (Tsai et al. 1999,
    doi:10.1006/jmbi.1999.2829); the maximum of each residue type is the theoretical one of Tien et al. 2013
    (doi:10.1371/journal.pone.0080635), as in Biopython.

    Returns
    -------
    in_complex, in_chain : numpy.ndarray, shape (n_file_residues,)
        NaN for residues that are not one of the twenty amino acids or lack side-chain atoms.
    """
    residues, atoms = complex_.file_residues, complex_.atoms
    names = _names(residues)
    counted = np.flatnonzero(atoms.heavy & (residues.kind == POLYMER)[atoms.residue])
    xyz = atoms.xyz[0, counted].astype(np.float32)
    radii = _radii(complex_, names, counted)

    def areas(part: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> NDArray[np.float64]:
        spheres = radii[part].astype(np.float32) + np.float32(PROBE_A)
        return accessible_areas(xyz[part], spheres, wanted[part], POINTS)

    chain = residues.chain[atoms.residue[counted]]
    unit = np.array([complex_.unit_of_chain[name] for name in complex_.file_chains])[chain]
    in_unit = _each_group(areas, unit, np.ones(len(counted), dtype=bool))
    # Far from other chains an atom is as exposed in its chain alone.
    near = _near_another_chain(xyz, radii, chain, unit)
    alone = np.where(near, _each_group(areas, chain, near), in_unit)
    in_complex, in_chain = (
        np.bincount(atoms.residue[counted], weights=area, minlength=len(residues.name))
        for area in (in_unit, alone)
    )
    largest = _largest_areas(names)
    usable = (complex_.modelled_codes == FULL) & ~np.isnan(largest)
    return (
        np.where(usable, in_complex / largest, np.nan),
        np.where(usable, in_chain / largest, np.nan),
    )


def _each_group(
    areas: Callable[[NDArray[np.bool_], NDArray[np.bool_]], NDArray[np.float64]],
    group: NDArray[Any],
    wanted: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Solvent-accessible areas of the wanted atoms, every group of atoms measured without the others."""
    area = np.zeros(len(group))
    for number in np.unique(group[wanted]):
        part = group == number
        area[part] = areas(part, wanted)
    return area


def _near_another_chain(
    xyz: NDArray[np.float32], radii: NDArray[np.float64], chain: NDArray[Any], unit: NDArray[Any]
) -> NDArray[np.bool_]:
    """Atoms whose sphere meets that of an atom of another chain of the unit."""
    reach = 2 * (radii.max(initial=0.0) + PROBE_A)
    near = np.zeros(len(chain), dtype=bool)
    for number in np.unique(unit):
        chains = np.unique(chain[unit == number])
        atoms = {name: np.flatnonzero(chain == name) for name in chains}
        points = {name: Points(xyz[atoms[name]]) for name in chains} if len(chains) > 1 else {}
        for one, other in permutations(points, 2):
            near[atoms[one][np.isfinite(points[other].nearest(xyz[atoms[one]], reach))]] = True
    return near


def _names(residues: FileResidues) -> NDArray[np.bytes_]:
    """Parent amino acid of each residue, or the residue's own name."""
    return np.where(residues.parent != b"", residues.parent, residues.name)


def _radii(
    complex_: MtorComplex, names: NDArray[np.bytes_], counted: NDArray[np.intp]
) -> NDArray[np.float64]:
    """ProtOr radius of each atom; by element for residues not in ProtOr."""
    atoms = complex_.atoms
    residue = names[atoms.residue[counted]]
    known: dict[tuple[bytes, bytes, bytes], float] = {}
    radii = np.empty(len(counted))
    rows = zip(residue.tolist(), atoms.name[counted].tolist(), atoms.element[counted].tolist(), strict=True)
    for k, key in enumerate(rows):
        if key not in known:
            known[key] = _radius(*(part.decode() for part in key))
        radii[k] = known[key]
    return radii


def _radius(residue: str, atom: str, element: str) -> float:
    """ProtOr radius of an atom, else that of its element.

    Of other residues than the shipped ones biotite knows it, which reads the dictionary of components; so it
    does those of elements.
    """
    shipped = protor_radii().get(residue, {})
    if atom in shipped:
        return shipped[atom]
    from biotite.structure.info import vdw_radius_protor, vdw_radius_single

    found = None
    if not shipped:
        with suppress(KeyError):
            found = vdw_radius_protor(residue, atom)
    return float(found or vdw_radius_single(element.upper()) or 1.8)


def _largest_areas(names: NDArray[np.bytes_]) -> NDArray[np.float64]:
    from Bio.Data.PDBData import residue_sasa_scales

    unique, index = np.unique(names, return_inverse=True)
    scale = residue_sasa_scales["Wilke"]
    return np.array([scale.get(name.decode(), np.nan) for name in unique])[index]
