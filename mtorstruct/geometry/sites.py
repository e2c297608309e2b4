"""Where the rapamycin pocket and the ATP site are in a structure.

A site is *bound* where the entry has a ligand in it: a group that touches (4.5 A) at least three
residues of the pocket of this mTOR copy and is large enough not to be a solvent molecule
(`min_atoms` of ``sites.tsv``), together with the metal ions and phosphate mimics beside it (4 A).
It does not matter what the ligand is called.
Elsewhere the ligand of the defining entry is carried over: CA atoms of the surrounding domain
are superposed (least squares, by gemmi) and the site is *transferred*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.sites import SiteDefinition, SiteTemplate, site_templates
from mtorstruct.structure.complex import MtorComplex
from mtorstruct.structure.content import POLYMER, WATER
from mtorstruct.structure.numbering import Chain

CONTACT_A = 4.5
BESIDE_A = 4.0
MIN_POCKET_RESIDUES = 3
MAX_ATOMS_BESIDE = 5
MIN_SUPERPOSED = 30
MAX_RMSD_A = 5.0


@dataclass(frozen=True)
class Site:
    """One site of one mTOR copy, `chain` being its author chain id.

    `xyz` has shape ``(n_atoms, 3)`` (A, in the frame of the complex) and is empty where the
    site is not located; `rmsd_A` is NaN and `n_superposed` 0 unless it was transferred.
    """

    site: str
    chain: str
    copy: int
    basis: str
    atom: NDArray[Any]
    xyz: NDArray[np.float64]
    rmsd_A: float = np.nan
    n_superposed: int = 0
    reason: str = ""


def locate_sites(complex_: MtorComplex) -> list[Site]:
    """Locate every site on every mTOR copy, in the order of the sites' columns.

    Returns
    -------
    list of Site
        One a site and copy, `basis` being ``bound``, ``transferred`` or ``not_located``
        (then `reason` says why).
    """
    return [
        _bound(complex_, chain, template) or _transferred(complex_, chain, template)
        for template in site_templates()
        for chain in complex_.known_chains
        if chain.gene == template.definition.gene
    ]


def ca_atoms(complex_: MtorComplex, chain: Chain) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """UniProt positions, shape (n,), and CA coordinates, (n, 3) in A, of a chain's numbered residues."""
    atoms = complex_.atoms
    is_ca = np.flatnonzero((atoms.name == b"CA") & atoms.heavy)
    residue = atoms.residue[is_ca]
    mine = (residue >= chain.rows.start) & (residue < chain.rows.stop)
    position = chain.uniprot_pos[residue[mine] - chain.rows.start]
    numbered = position > 0
    return position[numbered], atoms.xyz[0, is_ca[mine][numbered]]


def make_template(complex_: MtorComplex, definition: SiteDefinition) -> SiteTemplate:
    """Take a site's template from its defining entry."""
    chain = next(c for c in complex_.known_chains if c.name == definition.chain)
    position, xyz = ca_atoms(complex_, chain)
    inside = np.array([definition.surrounds(int(p)) for p in position])
    wanted = np.isin(
        complex_.file_residues.name, np.array([name.encode() for name in definition.ligands], dtype="S8")
    )
    mine = _atoms_of(complex_, wanted)
    near = _chain_atoms(complex_, chain)
    # Other copies have the same ligands: keep those next to this chain.
    gap = _distances(complex_.atoms.xyz[0, mine], complex_.atoms.xyz[0, near]).min(axis=1)
    close = np.unique(complex_.atoms.residue[mine][gap < BESIDE_A])
    mine = mine[np.isin(complex_.atoms.residue[mine], close)]
    ligand = complex_.atoms.xyz[0, mine]
    touching = _distances(complex_.atoms.xyz[0, near], ligand).min(axis=1) <= CONTACT_A
    pocket = np.unique(chain.uniprot_pos[complex_.atoms.residue[near[touching]] - chain.rows.start])
    return SiteTemplate(
        definition=definition,
        ca_position=position[inside],
        ca_xyz=xyz[inside],
        ligand_atom=_ligand_atom_names(complex_, mine),
        ligand_xyz=ligand,
        pocket=pocket[pocket > 0],
    )


def _bound(complex_: MtorComplex, chain: Chain, template: SiteTemplate) -> Site | None:
    kind = complex_.file_residues.kind
    groups = _atoms_of(complex_, (kind != POLYMER) & (kind != WATER))
    pocket = _chain_atoms(complex_, chain, template.pocket)
    if not len(groups) or not len(pocket):
        return None
    atoms = complex_.atoms
    close = _distances(atoms.xyz[0, groups], atoms.xyz[0, pocket]) <= CONTACT_A
    residue_of_group = atoms.residue[groups]
    best, most = -1, 0
    for residue in np.unique(residue_of_group[close.any(axis=1)]):
        mine = residue_of_group == residue
        touched = len(np.unique(atoms.residue[pocket[close[mine].any(axis=0)]]))
        if mine.sum() >= template.definition.min_atoms and touched >= MIN_POCKET_RESIDUES and touched > most:
            best, most = int(residue), touched
    if best < 0:
        return None
    members = {best}
    sizes = np.bincount(residue_of_group, minlength=len(kind))
    while True:
        inside = np.isin(residue_of_group, list(members))
        gap = _distances(atoms.xyz[0, groups], atoms.xyz[0, groups[inside]]).min(axis=1)
        beside = np.unique(residue_of_group[(gap <= BESIDE_A) & ~inside])
        more = {int(r) for r in beside if sizes[r] <= MAX_ATOMS_BESIDE}
        if not more:
            break
        members |= more
    ligand = groups[np.isin(residue_of_group, list(members))]
    return Site(
        site=template.definition.site,
        chain=chain.name,
        copy=chain.copy,
        basis="bound",
        atom=_ligand_atom_names(complex_, ligand),
        xyz=atoms.xyz[0, ligand],
    )


def _transferred(complex_: MtorComplex, chain: Chain, template: SiteTemplate) -> Site:
    position, xyz = ca_atoms(complex_, chain)
    common, here, there = np.intersect1d(position, template.ca_position, return_indices=True)

    def not_located(reason: str) -> Site:
        return Site(
            site=template.definition.site,
            chain=chain.name,
            copy=chain.copy,
            basis="not_located",
            atom=np.empty(0, dtype=object),
            xyz=np.empty((0, 3)),
            reason=reason,
        )

    if len(common) < MIN_SUPERPOSED:
        return not_located(f"only {len(common)} residues of the surrounding domain are modelled")
    fit = gemmi.superpose_positions(
        [gemmi.Position(*p) for p in xyz[here]], [gemmi.Position(*p) for p in template.ca_xyz[there]]
    )
    if fit.rmsd > MAX_RMSD_A:
        return not_located(f"the surrounding domain does not superpose (RMSD {fit.rmsd:.1f} A)")
    rotation = np.array(fit.transform.mat.tolist())
    shift = np.array(fit.transform.vec.tolist())
    return Site(
        site=template.definition.site,
        chain=chain.name,
        copy=chain.copy,
        basis="transferred",
        atom=template.ligand_atom,
        xyz=template.ligand_xyz @ rotation.T + shift,
        rmsd_A=float(fit.rmsd),
        n_superposed=len(common),
    )


def _atoms_of(complex_: MtorComplex, residues: NDArray[np.bool_]) -> NDArray[np.intp]:
    return np.flatnonzero(residues[complex_.atoms.residue] & complex_.atoms.heavy)


def _chain_atoms(
    complex_: MtorComplex, chain: Chain, positions: NDArray[Any] | None = None
) -> NDArray[np.intp]:
    """Heavy atoms of a chain's polymer residues, or of those at some UniProt positions."""
    residues = np.zeros(len(complex_.file_residues.name), dtype=bool)
    residues[chain.rows] = True if positions is None else np.isin(chain.uniprot_pos, positions)
    return _atoms_of(complex_, residues)


def _ligand_atom_names(complex_: MtorComplex, atoms: NDArray[np.intp]) -> NDArray[Any]:
    comp = complex_.file_residues.name[complex_.atoms.residue[atoms]].astype(str)
    return np.char.add(np.char.add(comp, ":"), complex_.atoms.name[atoms].astype(str)).astype(object)


def _distances(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.spatial.distance import cdist

    return np.asarray(cdist(a, b))
