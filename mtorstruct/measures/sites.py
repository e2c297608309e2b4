"""Locate the rapamycin pocket and the ATP site in a structure.

A site is *bound* if the entry has a ligand in it: a molecule that touches (4.5 Å) at least three residues of
the pocket of this mTOR copy and is too large for a solvent molecule (`min_atoms` of ``sites.tsv``), together
with the metal ions and phosphate mimics next to it (4 Å; :mod:`mtorstruct.measures.ligands`). The name of the
ligand does not matter. Otherwise the ligand of the defining entry is *transferred*: CA atoms of the
surrounding domain are superposed (:mod:`mtorstruct.measures.superposition`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.measures.ligands import BESIDE_A, molecules, with_companions
from mtorstruct.measures.superposition import superposition
from mtorstruct.reference.sites import SiteDefinition, SiteTemplate, site_templates
from mtorstruct.structure.arguments import complex_of
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.neighbours import distances
from mtorstruct.structure.numbering import Chain
from mtorstruct.tables import BOUND, NOT_LOCATED, TRANSFERRED
from mtorstruct.texts import html_summary, printable

CONTACT_A = 4.5
MIN_POCKET_RESIDUES = 3
MIN_SUPERPOSED = 30
MAX_RMSD_A = 5.0

NO_COPY = 0
"""Copy number of a site without mTOR, whose ligand is held by a partner."""


@dataclass(frozen=True, repr=False)
class Site:
    """One site of one mTOR copy, or of FKBP12 alone (copy 0); `chain` is its author chain id.

    `xyz` has shape ``(n_atoms, 3)`` (A, in the frame of the complex) and is empty if the site is not located;
    `rmsd_A` is NaN and `n_superposed` 0 unless it was transferred. `compound` is the bound or transferred
    ligand: that of the site's definition, or its name in the file.
    """

    site: str
    chain: str
    copy: int
    basis: str
    atom: NDArray[Any]
    xyz: NDArray[np.float64]
    compound: str = ""
    rmsd_A: float = np.nan
    n_superposed: int = 0
    reason: str = ""

    def __repr__(self) -> str:
        return f"<Site {self.site}, mTOR copy {self.copy}: {self._told}>"

    def _repr_html_(self) -> str:
        told = [("copy of mTOR", str(self.copy)), ("chain", self.chain), ("basis", self._told)]
        return html_summary(f"{self.site} site", told)

    @property
    def _told(self) -> str:
        if self.basis == NOT_LOCATED:
            return f"not located, {printable(self.reason)}"
        fit = f", RMSD {self.rmsd_A:.2f} Å over {self.n_superposed} CA" if self.basis == TRANSFERRED else ""
        return f"{printable(self.compound, 40)}, {self.basis}{fit}, {len(self.xyz)} atoms"


def locate_sites(complex_: MtorComplex | str | Path) -> list[Site]:
    """Locate every site on every mTOR copy, in the order of the sites' columns.

    Returns
    -------
    list of Site
        One per site and copy, `basis` being ``bound``, ``transferred`` or ``not_located``
        (then `reason` says why), and one for each FKBP12 that holds rapamycin without mTOR.
    """
    complex_ = complex_of(complex_)
    ligands = molecules(complex_)
    sites = []
    for template in site_templates():
        definition = template.definition
        held: list[NDArray[np.intp]] = []
        for chain in (c for c in complex_.known_chains if c.gene == definition.gene):
            ligand = _filling(complex_, chain, template.pocket, definition, ligands)
            if ligand is None:
                sites.append(_transferred(complex_, chain, template))
            else:
                held.append(ligand)
                sites.append(_bound(complex_, chain, chain.copy, definition, ligand))
        for chain in (c for c in complex_.known_chains if c.gene == definition.partner):
            free = [ligand for ligand in ligands if not any(ligand is other for other in held)]
            ligand = _filling(complex_, chain, template.partner_pocket, definition, free)
            if ligand is not None:
                sites.append(_bound(complex_, chain, NO_COPY, definition, ligand))
    return sites


def ca_atoms(complex_: MtorComplex, chain: Chain) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """UniProt positions, shape (n,), and CA coordinates, (n, 3) in Å, of a chain's numbered residues."""
    atoms = complex_.atoms
    is_ca = np.flatnonzero((atoms.name == b"CA") & atoms.heavy)
    residue = atoms.residue[is_ca]
    mine = (residue >= chain.rows.start) & (residue < chain.rows.stop)
    position = chain.uniprot_pos[residue[mine] - chain.rows.start]
    numbered = position > 0
    return position[numbered], atoms.xyz[0, is_ca[mine][numbered]]


def make_template(complex_: MtorComplex, definition: SiteDefinition) -> SiteTemplate:
    """Build the template of a site from its defining entry."""
    chain = next(c for c in complex_.known_chains if c.name == definition.chain)
    position, xyz = ca_atoms(complex_, chain)
    inside = np.array([definition.surrounds(int(p)) for p in position])
    wanted = np.isin(
        complex_.file_residues.name, np.array([name.encode() for name in definition.ligands], dtype="S8")
    )
    mine = _atoms_of(complex_, wanted)
    near = _chain_atoms(complex_, chain)
    # Other copies have the same ligands: keep those next to this chain.
    gap = distances(complex_.atoms.xyz[0, mine], complex_.atoms.xyz[0, near]).min(axis=1)
    close = np.unique(complex_.atoms.residue[mine][gap < BESIDE_A])
    mine = mine[np.isin(complex_.atoms.residue[mine], close)]
    ligand = complex_.atoms.xyz[0, mine]
    partners = (c for c in complex_.known_chains if c.gene == definition.partner)
    return SiteTemplate(
        definition=definition,
        ca_position=position[inside],
        ca_xyz=xyz[inside],
        ligand_atom=_ligand_atom_names(complex_, mine),
        ligand_xyz=ligand,
        pocket=_touching(complex_, chain, ligand),
        partner_pocket=np.unique(
            np.concatenate([np.empty(0, dtype=int), *(_touching(complex_, c, ligand) for c in partners)])
        ),
    )


def _touching(complex_: MtorComplex, chain: Chain, xyz: NDArray[np.float64]) -> NDArray[np.int32]:
    """UniProt positions of a chain's residues with a heavy atom within `CONTACT_A` of any of some points."""
    near = _chain_atoms(complex_, chain)
    touching = near[distances(complex_.atoms.xyz[0, near], xyz).min(axis=1) <= CONTACT_A]
    uniprot_pos = np.unique(chain.uniprot_pos[complex_.atoms.residue[touching] - chain.rows.start])
    return uniprot_pos[uniprot_pos > 0]


def _filling(
    complex_: MtorComplex,
    chain: Chain,
    uniprot_positions: NDArray[Any],
    definition: SiteDefinition,
    ligands: list[NDArray[np.intp]],
) -> NDArray[np.intp] | None:
    """Ligand that touches most residues of a pocket of a chain; None if there is none."""
    pocket = _chain_atoms(complex_, chain, uniprot_positions)
    if not len(pocket):
        return None
    atoms = complex_.atoms
    best, most = None, 0
    for ligand in ligands:
        if len(ligand) < definition.min_atoms:
            continue
        close = (distances(atoms.xyz[0, ligand], atoms.xyz[0, pocket]) <= CONTACT_A).any(axis=0)
        touched = len(np.unique(atoms.residue[pocket[close]]))
        if touched >= MIN_POCKET_RESIDUES and touched > most:
            best, most = ligand, touched
    return best


def _bound(
    complex_: MtorComplex, chain: Chain, copy: int, definition: SiteDefinition, ligand: NDArray[np.intp]
) -> Site:
    found = with_companions(complex_, ligand)
    return Site(
        site=definition.site,
        chain=chain.name,
        copy=copy,
        basis=BOUND,
        atom=_ligand_atom_names(complex_, found),
        xyz=complex_.atoms.xyz[0, found],
        compound=_compound(complex_, definition, ligand),
    )


def _compound(complex_: MtorComplex, definition: SiteDefinition, ligand: NDArray[np.intp]) -> str:
    """Identity of a ligand by its heavy atoms; its residue names if it is not the site's compound."""
    atoms = complex_.atoms
    elements = Counter(gemmi.Element(int(number)).name for number in atoms.atomic_number[ligand])
    residues = list(dict.fromkeys(atoms.residue[ligand].tolist()))
    name = "+".join(complex_.file_residues.name[residues].astype(str))
    return definition.compound_of(elements, name)


def _transferred(complex_: MtorComplex, chain: Chain, template: SiteTemplate) -> Site:
    position, xyz = ca_atoms(complex_, chain)
    common, here, there = np.intersect1d(position, template.ca_position, return_indices=True)

    def not_located(reason: str) -> Site:
        return Site(
            site=template.definition.site,
            chain=chain.name,
            copy=chain.copy,
            basis=NOT_LOCATED,
            atom=np.empty(0, dtype=object),
            xyz=np.empty((0, 3)),
            reason=reason,
        )

    if len(common) < MIN_SUPERPOSED:
        return not_located(f"only {len(common)} residues of the surrounding domain are modelled")
    fit = superposition(xyz[here], template.ca_xyz[there])
    if fit.rmsd_A > MAX_RMSD_A:
        return not_located(f"the surrounding domain does not superpose (RMSD {fit.rmsd_A:.1f} Å)")
    return Site(
        site=template.definition.site,
        chain=chain.name,
        copy=chain.copy,
        basis=TRANSFERRED,
        atom=template.ligand_atom,
        xyz=fit.moved(template.ligand_xyz),
        compound=template.definition.compound,
        rmsd_A=fit.rmsd_A,
        n_superposed=len(common),
    )


def _atoms_of(complex_: MtorComplex, residues: NDArray[np.bool_]) -> NDArray[np.intp]:
    return np.flatnonzero(residues[complex_.atoms.residue] & complex_.atoms.heavy)


def _chain_atoms(
    complex_: MtorComplex, chain: Chain, positions: NDArray[Any] | None = None
) -> NDArray[np.intp]:
    """Heavy atoms of a chain's polymer residues, or of those at given UniProt positions."""
    residues = np.zeros(len(complex_.file_residues.name), dtype=bool)
    residues[chain.rows] = True if positions is None else np.isin(chain.uniprot_pos, positions)
    return _atoms_of(complex_, residues)


def _ligand_atom_names(complex_: MtorComplex, atoms: NDArray[np.intp]) -> NDArray[Any]:
    comp = complex_.file_residues.name[complex_.atoms.residue[atoms]].astype(str)
    return np.char.add(np.char.add(comp, ":"), complex_.atoms.name[atoms].astype(str)).astype(object)
