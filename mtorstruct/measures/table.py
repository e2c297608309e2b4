"""Table of all measures of one complex: protein x position x copy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.measures.burial import burial_columns, register_of
from mtorstruct.measures.contacts import Contacts, find_contacts, protomers
from mtorstruct.measures.distances import Nearest, nearest_points, side_chain_atoms
from mtorstruct.measures.exposure import relative_accessibility
from mtorstruct.measures.secondary import secondary_structure
from mtorstruct.measures.sites import NO_COPY, Site, locate_sites
from mtorstruct.structure.arguments import complex_of
from mtorstruct.structure.content import atom_positions
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import (
    DISTANCES,
    MISSING_INT,
    NOT_LOCATED,
    OVERLAP,
    RESIDUE_GEOMETRY,
    SIDE_CHAIN_BASES,
    SITES,
    TRANSFERRED,
    UNSUPPORTED,
    UNTESTED,
    Columns,
    Table,
)

if TYPE_CHECKING:
    import pandas as pd

OVERLAP_A = 2.0
"""Distance of heavy atoms below which a transferred ligand clashes with the structure."""


def residue_geometry(complex_: MtorComplex | str | Path) -> pd.DataFrame:
    """All measures of each residue of the nine proteins in one structure.

    Returns
    -------
    pandas.DataFrame
        Columns of ``mtorstruct.tables.RESIDUE_GEOMETRY``: one row per protein copy and UniProt
        position; positions without coordinates have a row, too. The register is judged from the file
        alone (:mod:`mtorstruct.measures.burial`); in an atlas it is compared with other models as well.
    """
    return RESIDUE_GEOMETRY.frame(geometry_columns(complex_of(complex_)))


def geometry_columns(
    complex_: MtorComplex, sites: list[Site] | None = None, contacts: Contacts | None = None
) -> Columns:
    """Rows of `mtorstruct.tables.RESIDUE_GEOMETRY`, from `sites` and `contacts` computed before."""
    if not complex_.chains:
        return RESIDUE_GEOMETRY.blank(0)
    table, file_row = complex_.residue_columns(), complex_.file_rows
    columns = _drug_site_columns(complex_, table, file_row, sites)
    columns["register_shift"] = np.full(len(file_row), MISSING_INT)
    columns |= {name: table[name] for name in ("label_seq_id", "mean_b_factor")}
    there = file_row >= 0
    contacts = find_contacts(complex_) if contacts is None else contacts
    for name, (values, missing) in _residue_measures(complex_, contacts).items():
        column = np.full(len(file_row), missing, dtype=values.dtype)
        column[there] = values[file_row[there]]
        columns[name] = column
    return _numbered_rows(RESIDUE_GEOMETRY, columns)


def numbered_file_rows(complex_: MtorComplex) -> NDArray[np.int64]:
    """File residue of each row of `geometry_columns`; -1 if not modelled."""
    numbered = complex_.residue_columns()["position"] != MISSING_INT
    return np.asarray(complex_.file_rows[numbered])


def distance_columns(complex_: MtorComplex, sites: list[Site] | None = None) -> Columns:
    """Rows of `mtorstruct.tables.DISTANCES`, from `sites` as returned by `locate_sites`.

    They equal those of `geometry_columns`, without exposure and secondary structure, which take most of its
    time.
    """
    if not complex_.chains:
        return DISTANCES.blank(0)
    columns = _drug_site_columns(complex_, complex_.residue_columns(), complex_.file_rows, sites)
    return _numbered_rows(DISTANCES, columns)


def _drug_site_columns(
    complex_: MtorComplex, table: Columns, file_row: NDArray[np.int64], sites: list[Site] | None
) -> Columns:
    """Columns of `DISTANCES` for every row of the residue table."""
    sites = locate_sites(complex_) if sites is None else sites
    owner = protomers(complex_)
    columns: Columns = {
        "entry": table["entry"], "position": table["position"],
        "kind": np.full(len(table["entry"]), complex_.provenance.kind, dtype=object),
        "protomer": np.array([owner.get(name, 0) for name in table["chain"]], dtype=np.int64),
        **{k: table[k] for k in ("file", "gene", "copy", "chain", "expected", "observed", "auth_seq_id",
                                 "insertion_code", "modelled", "mapping_source", "identity")},
    }  # fmt: skip
    for site in SITES:
        mine = [s for s in sites if s.site == site]
        columns |= _site_columns(complex_, site, mine, file_row, table["chain"], columns["protomer"])
    return columns


def _numbered_rows(table: Table, columns: Columns) -> Columns:
    """Columns of a table, in order, restricted to the rows with a UniProt position."""
    numbered = columns["position"] != MISSING_INT
    return {name: columns[name][numbered] for name in table.names}


def _residue_measures(complex_: MtorComplex, contacts: Contacts) -> dict[str, tuple[NDArray[Any], object]]:
    in_complex, in_chain = relative_accessibility(complex_)
    rho, null = burial_columns(complex_)
    register = register_of(rho, null)
    names, in_doubt = contacts.partners(register == UNSUPPORTED)
    _, basis = side_chain_atoms(complex_)
    xyz = atom_positions(complex_.atoms, slice(0, len(complex_.file_residues.name)), b"CA")
    return {
        "rsa": (in_complex.round(3), np.nan),
        "rsa_chain": (in_chain.round(3), np.nan),
        "secondary_structure": (secondary_structure(complex_), ""),
        "register": (register, UNTESTED),
        "burial_rho": (rho, np.nan),
        "burial_rho_null": (null, np.nan),
        "partners": (names, ""),
        "partners_in_doubt": (in_doubt, ""),
        "sidechain_basis": (np.array(SIDE_CHAIN_BASES, dtype=object)[basis], ""),
        "ca_x": (xyz[:, 0].round(2), np.nan),
        "ca_y": (xyz[:, 1].round(2), np.nan),
        "ca_z": (xyz[:, 2].round(2), np.nan),
    }


def _site_columns(
    complex_: MtorComplex,
    site: str,
    located: list[Site],
    file_row: NDArray[np.int64],
    chain: NDArray[Any],
    protomer: NDArray[np.int64],
) -> Columns:
    """Distances of every row to one site, over the mTOR copies of its biological unit that have it."""
    n_rows = len(file_row)
    there = file_row >= 0
    side, _ = side_chain_atoms(complex_)
    found = [s for s in located if len(s.xyz)]
    any_distance = np.full((len(found), n_rows), np.inf)
    side_distance = np.full((len(found), n_rows), np.inf)
    nearest: list[tuple[Nearest, Nearest]] = []
    unit = complex_.unit_of_chain
    for k, s in enumerate(found):
        points = nearest_points(complex_, s.xyz)
        n_residues = len(complex_.file_residues.name)
        whole, part = (points.of_residues(n_residues, atoms) for atoms in (complex_.atoms.heavy, side))
        nearest.append((whole, part))
        alone = s.copy == NO_COPY
        mine = [s.chain] if alone else [c for c, u in unit.items() if u == unit[s.chain]]
        reached = there & np.isin(chain, mine)
        any_distance[k, reached] = whole.distance[file_row[reached]]
        side_distance[k, reached] = part.distance[file_row[reached]]
    copies = np.array([s.copy for s in found], dtype=np.int64)
    same = copies[:, None] == protomer[None, :]
    columns = _empty_site_columns(site, n_rows, located)
    if not found:
        return columns
    same_A = np.where(same, any_distance, np.inf).min(axis=0)
    other_A = np.where(~same, any_distance, np.inf).min(axis=0)
    # Of equal distances the one on the same protomer counts.
    winner = (any_distance - np.where(same, 1e-6, 0.0)).argmin(axis=0)
    rows = np.flatnonzero(there & np.isfinite(any_distance.min(axis=0)))
    pick = winner[rows]
    basis = np.array([s.basis for s in found], dtype=object)[pick]
    basis[(basis == TRANSFERRED) & (any_distance[pick, rows] < OVERLAP_A)] = OVERLAP
    columns[f"{site}_basis"][rows] = basis
    columns[f"{site}_compound"][rows] = np.array([s.compound for s in found], dtype=object)[pick]
    rmsd = np.array([s.rmsd_A for s in found]).round(2)
    superposed = np.array([s.n_superposed or MISSING_INT for s in found], dtype=np.int64)
    columns[f"{site}_rmsd_A"][rows] = rmsd[pick]
    columns[f"{site}_n_superposed"][rows] = superposed[pick]
    columns[f"{site}_distance_A"][rows] = any_distance[pick, rows].round(2)
    columns[f"{site}_sidechain_distance_A"][rows] = _finite(side_distance[pick, rows])
    columns[f"{site}_site_copy"][rows] = copies[pick]
    columns[f"{site}_protomer"][rows] = np.where(copies[pick] == protomer[rows], "same", "other")
    columns[f"{site}_same_protomer_A"][rows] = _finite(same_A[rows])
    columns[f"{site}_other_protomer_A"][rows] = _finite(other_A[rows])
    atom_names = complex_.atoms.name.astype(str).astype(object)
    for k, s in enumerate(found):
        mine = rows[pick == k]
        whole, part = nearest[k]
        at = file_row[mine]
        columns[f"{site}_atom"][mine] = atom_names[whole.atom[at]]
        columns[f"{site}_ligand_atom"][mine] = s.atom[whole.point[at]]
        has_side = part.atom[at] >= 0
        columns[f"{site}_sidechain_atom"][mine[has_side]] = atom_names[part.atom[at][has_side]]
        columns[f"{site}_sidechain_ligand_atom"][mine[has_side]] = s.atom[part.point[at][has_side]]
    return columns


def _empty_site_columns(site: str, n_rows: int, located: list[Site]) -> Columns:
    """Columns of a site before distances are filled in; `not_located` where no copy has it."""
    columns = {c.name: c.blank(n_rows) for c in DISTANCES.columns if c.name.startswith(f"{site}_")}
    if not any(len(s.xyz) for s in located):
        columns[f"{site}_basis"][:] = NOT_LOCATED
    return columns


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(np.isfinite(values), values.round(2), np.nan)
