"""Relative solvent accessibility (RSA; Shrake and Rupley 1973, by biotite)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.content import POLYMER, FileResidues
from mtorstruct.structure.model import FULL, MtorComplex

PROBE_A = 1.4
POINTS = 500
"""Points on each atom's sphere; doubling them changes an RSA by less than 0.01."""


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
    from biotite.structure import AtomArray, sasa

    residues, atoms = complex_.file_residues, complex_.atoms
    names = _names(residues)
    counted = np.flatnonzero(atoms.heavy & (residues.kind == POLYMER)[atoms.residue])
    array: Any = AtomArray(len(counted))
    array.coord = atoms.xyz[0, counted].astype(np.float32)
    array.res_name[:] = names[atoms.residue[counted]].astype(str)
    array.element[:] = atoms.element[counted].astype(str)
    radii = _radii(complex_, names, counted)

    def areas(part: NDArray[np.bool_]) -> NDArray[np.float64]:
        found = sasa(array[part], probe_radius=PROBE_A, point_number=POINTS, vdw_radii=radii[part])
        weights = np.nan_to_num(found).astype(np.float64)
        area = np.bincount(atoms.residue[counted[part]], weights=weights, minlength=len(residues.name))
        return area.astype(np.float64)

    chain = residues.chain[atoms.residue[counted]]
    unit_of_chain = np.array([complex_.unit_of_chain[name] for name in complex_.file_chains])
    in_complex = _summed(areas, unit_of_chain[chain])
    in_chain = _summed(areas, chain)
    largest = _largest_areas(names)
    usable = (complex_.modelled_codes == FULL) & ~np.isnan(largest)
    return (
        np.where(usable, in_complex / largest, np.nan),
        np.where(usable, in_chain / largest, np.nan),
    )


def _summed(
    areas: Callable[[NDArray[np.bool_]], NDArray[np.float64]], group: NDArray[Any]
) -> NDArray[np.float64]:
    """Solvent-accessible areas of every group of atoms, each measured without the others."""
    return np.asarray(np.sum([areas(group == number) for number in np.unique(group)], axis=0))


def _names(residues: FileResidues) -> NDArray[np.bytes_]:
    """Parent amino acid of each residue, or the residue's own name."""
    return np.where(residues.parent != b"", residues.parent, residues.name)


def _radii(
    complex_: MtorComplex, names: NDArray[np.bytes_], counted: NDArray[np.intp]
) -> NDArray[np.float64]:
    """ProtOr radius of each atom; by element for residues not in ProtOr."""
    from biotite.structure.info import vdw_radius_protor, vdw_radius_single

    atoms = complex_.atoms
    residue = names[atoms.residue[counted]]
    known: dict[tuple[bytes, bytes, bytes], float] = {}
    radii = np.empty(len(counted))
    rows = zip(residue.tolist(), atoms.name[counted].tolist(), atoms.element[counted].tolist(), strict=True)
    for k, key in enumerate(rows):
        if key not in known:
            try:
                found = vdw_radius_protor(key[0].decode(), key[1].decode())
            except KeyError:
                found = None
            known[key] = found or vdw_radius_single(key[2].decode().upper()) or 1.8
        radii[k] = known[key]
    return radii


def _largest_areas(names: NDArray[np.bytes_]) -> NDArray[np.float64]:
    from Bio.Data.PDBData import residue_sasa_scales

    unique, index = np.unique(names, return_inverse=True)
    scale = residue_sasa_scales["Wilke"]
    return np.array([scale.get(name.decode(), np.nan) for name in unique])[index]
