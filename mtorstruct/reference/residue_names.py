"""Amino acid of a residue, by its name in an archive or a force field, or by its atoms."""

from __future__ import annotations

from functools import cache

from mtorstruct.reference.tables import read_table

SIDE_CHAINS = {
    "ALA": "CB",
    "ARG": "CB CG CD NE CZ NH1 NH2",
    "ASN": "CB CG OD1 ND2",
    "ASP": "CB CG OD1 OD2",
    "CYS": "CB SG",
    "GLN": "CB CG CD OE1 NE2",
    "GLU": "CB CG CD OE1 OE2",
    "GLY": "",
    "HIS": "CB CG ND1 CD2 CE1 NE2",
    "ILE": "CB CG1 CG2 CD1",
    "LEU": "CB CG CD1 CD2",
    "LYS": "CB CG CD CE NZ",
    "MET": "CB CG SD CE",
    "PHE": "CB CG CD1 CD2 CE1 CE2 CZ",
    "PRO": "CB CG CD",
    "SER": "CB OG",
    "THR": "CB OG1 CG2",
    "TRP": "CB CG CD1 CD2 NE1 CE2 CE3 CZ2 CZ3 CH2",
    "TYR": "CB CG CD1 CD2 CE1 CE2 CZ OH",
    "VAL": "CB CG1 CG2",
}
"""Heavy atoms of each side chain, as IUPAC names them (Markley et al. 1998, doi:10.1023/A:1008290618449)."""

BACKBONE = ("N", "CA", "C", "O")

HEAVY_ATOMS = {name: len(BACKBONE) + len(atoms.split()) for name, atoms in SIDE_CHAINS.items()}
"""Heavy atoms of each amino acid within a chain, without the terminal OXT."""


@cache
def parent_of(name: str) -> str:
    """Return the name of the standard amino acid that a residue name stands for; empty where it is none.

    Force fields name protonation states and the ends of chains; chemically modified residues are others.

    Examples
    --------
    >>> parent_of("HIE"), parent_of("NMET"), parent_of("CHID"), parent_of("SEP"), parent_of("NAG")
    ('HIS', 'MET', 'HIS', '', '')
    """
    known = _force_field_names()
    for written in (name, name[1:] if len(name) > 3 and name[0] in "NC" else ""):
        if written in SIDE_CHAINS:
            return written
        if written in known:
            return known[written]
    return ""


@cache
def parent_of_atoms(heavy_atoms: frozenset[str]) -> str:
    """Return the name of the amino acid with exactly these heavy atoms; empty where there is none.

    Terminal atoms do not count. Glycine is not recognised: every residue whose side chain is not modelled
    has its atoms.

    Examples
    --------
    >>> parent_of_atoms(frozenset("N CA C O CB CG SD CE".split()))
    'MET'
    """
    side = heavy_atoms - {*BACKBONE, "OXT", "OT1", "OT2", "O1", "O2"}
    return _by_side_chain().get(side, "") if len(side) > 1 else ""


@cache
def _by_side_chain() -> dict[frozenset[str], str]:
    return {frozenset(atoms.split()): name for name, atoms in SIDE_CHAINS.items()}


@cache
def _force_field_names() -> dict[str, str]:
    return {row["name"]: row["parent"] for row in read_table("residue_names.tsv")}
