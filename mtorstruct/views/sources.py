"""Sources of a picture: an entry of an atlas (CA trace), or a whole structure.

Both give the same: the rows of `mtorstruct.tables.RESIDUE_GEOMETRY`, the atoms, and the ligands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.archive.ids import pdb_id
from mtorstruct.atlas.registers import judge_beside
from mtorstruct.atlas.store import Atlas
from mtorstruct.errors import UsageError
from mtorstruct.files.paths import is_file
from mtorstruct.measures.between import components
from mtorstruct.measures.secondary import secondary_structure
from mtorstruct.measures.sites import Site, locate_sites
from mtorstruct.measures.table import geometry_columns
from mtorstruct.structure.content import MARKER, POLYMER, WATER, atom_positions, symbols
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import CA_ONLY, MtorComplex
from mtorstruct.tables import BOUND, NOT_LOCATED, PREDICTED, RESIDUE_GEOMETRY, SITES, UNTESTED, Columns
from mtorstruct.views.cif import Atoms
from mtorstruct.views.ribbons import states


@dataclass(frozen=True)
class PlacedLigand:
    """Ligand atoms at one site of one mTOR copy; `atom` as COMP:ATOM, shape (n,), `xyz` (n, 3) in Å.

    Of a ligand of the user's own `site` is its component id, `copy` counts those of the file, and `chains`
    are those of its biological unit. `structure` names the one that has it, where several are drawn.
    """

    site: str
    copy: int
    basis: str
    rmsd_A: float
    atom: tuple[str, ...]
    xyz: NDArray[np.float64]
    chains: frozenset[str] = frozenset()
    structure: str = ""

    @property
    def code(self) -> str:
        """Return the component id of the ligand itself: the largest of its groups."""
        codes = [name.partition(":")[0] for name in self.atom]
        return max(dict.fromkeys(codes), key=codes.count)

    @property
    def atoms(self) -> Atoms:
        """Return the atoms, each component a residue of chain ``L``."""
        codes, names = zip(*(name.split(":", 1) for name in self.atom), strict=True)
        n, order = len(codes), list(dict.fromkeys(codes))
        return Atoms(
            chain=np.full(n, "L", dtype=object),
            auth_seq_id=np.array([order.index(code) + 1 for code in codes]),
            insertion_code=np.full(n, "", dtype=object),
            residue_name=np.array(codes, dtype=object),
            atom_name=np.array(names, dtype=object),
            element=np.array([_element(*pair) for pair in zip(codes, names, strict=True)], dtype=object),
            xyz=self.xyz,
            b_factor=np.zeros(n),
            hetero=np.ones(n, dtype=bool),
        )


@dataclass(frozen=True)
class Drawable:
    """One structure, ready to be drawn.

    `rows` are those of `mtorstruct.tables.RESIDUE_GEOMETRY` that have a CA atom; their coordinates stand in
    `ca_x`, `ca_y` and `ca_z`. A whole structure has rows of the residues without a UniProt position, too.
    `notes` list what of its file was not read.
    """

    name: str
    title: str
    provenance: str
    predicted: bool
    trace: bool
    rows: Columns
    atoms: Atoms
    ligands: tuple[PlacedLigand, ...]
    notes: tuple[str, ...] = ()


def drawable(
    structure: str | Path | MtorComplex,
    atlas: Atlas,
    *,
    detail: str = "auto",
    site: str | None = None,
    **where: Any,
) -> Drawable:
    """Find the structure to be drawn.

    Parameters
    ----------
    structure : str, pathlib.Path or MtorComplex
        An entry of the atlas, a coordinate file, an entry id, or a complex that `mtorstruct.load` gave.
    atlas : Atlas
        Where entries are looked for first.
    detail : {'auto', 'trace', 'full'}
        ``trace``: CA atoms of the atlas; ``full``: all atoms, loaded (and fetched, if need be); ``auto``: the
        trace where the atlas has the entry.
    site : str, optional
        Component id of a ligand of the file to be drawn besides those of the drug sites; not of a trace.
    **where
        `store` and `offline` of `mtorstruct.load`.

    Raises
    ------
    UsageError
        The entry is not in the atlas, and only its trace was asked for.
    DataError, RemoteError
        As in `mtorstruct.load`.
    """
    if isinstance(structure, MtorComplex):
        return from_complex(structure, atlas, site)
    if not isinstance(structure, str | Path):
        return from_complex(load(structure, **where), atlas, site)
    text = str(structure)
    if detail not in ("auto", "trace", "full"):
        raise UsageError(f"unknown detail '{detail}'", hint="known are auto, trace and full")
    if detail != "full" and not is_file(Path(text)):
        known = {e["entry"].upper(): e["entry"] for e in atlas.manifest["entries"]}
        found = known.get(text.upper()) or known.get(pdb_id(text))
        if found and site:
            raise UsageError(
                "the atlas has the ligands of the drug sites alone",
                where=found,
                hint="give detail='full', or a file",
            )
        if found:
            return from_atlas(found, atlas)
    if detail == "trace":
        raise UsageError(
            "is not in the atlas",
            where=text,
            hint="give one of " + ", ".join(e["entry"] for e in atlas.manifest["entries"]),
        )
    return from_complex(load(structure, **where), atlas, site)


def from_atlas(entry: str, atlas: Atlas) -> Drawable:
    """Return the CA trace and the ligands of an entry of an atlas."""
    at = np.flatnonzero(atlas.residues.column("entry") == entry)
    rows = {name: atlas.residues.take(name, at) for name in atlas.residues.table.names}
    rows = _with_ca(rows)
    told = next(e for e in atlas.manifest["entries"] if e["entry"] == entry)
    return Drawable(
        name=entry,
        title=told["title"],
        provenance=f"CA trace of {entry} from the atlas {atlas.version}",
        predicted=told["kind"] == PREDICTED,
        trace=True,
        rows=rows,
        atoms=_with_secondary(_trace_atoms(rows), rows),
        ligands=_placed(atlas, entry),
    )


def from_complex(complex_: MtorComplex, atlas: Atlas | None = None, site: str | None = None) -> Drawable:
    """Return all atoms of a structure except hydrogens and waters; the structure is measured for that.

    Its register is compared with the models of an atlas, if one is given; a prediction is not built into a
    map, so its register is not judged.
    """
    sites = locate_sites(complex_)
    measured = geometry_columns(complex_, sites)
    header = complex_.header
    of_frame = f"frame {complex_.frame} of " if complex_.frame else ""
    predicted = complex_.provenance.kind == PREDICTED
    if predicted:
        measured["register"][:] = UNTESTED
    elif atlas is not None:
        judge_beside(measured, atlas)
    others = _unnumbered(complex_)
    rows = _with_ca({name: np.concatenate([measured[name], others[name]]) for name in measured})
    return Drawable(
        name=complex_.entry,
        title=header.title,
        provenance=f"{of_frame}{complex_.path.name}, SHA-256 {header.sha256}",
        predicted=predicted,
        trace=_is_trace(complex_),
        rows=rows,
        atoms=_with_secondary(_whole_atoms(complex_), rows),
        ligands=(
            *(
                PlacedLigand(s.site, s.copy, s.basis, s.rmsd_A, tuple(s.atom.tolist()), s.xyz)
                for s in sites
                if s.basis != NOT_LOCATED
            ),
            *(_own_ligands(complex_, site, sites) if site else ()),
        ),
        notes=complex_.notes,
    )


def _own_ligands(complex_: MtorComplex, code: str, sites: Sequence[Site]) -> Iterator[PlacedLigand]:
    """Yield the ligands of a component id that fill no drug site; names of selections are made of it."""
    if not re.fullmatch(r"[A-Za-z0-9_+-]+", code) or code in SITES:
        raise UsageError(
            f"'{code}' is no component id", hint="give that of a ligand of the file, such as LIG"
        )
    unit = complex_.unit_of_chain
    for number, group in enumerate(components(complex_, code), start=1):
        if any(s.basis == BOUND and (s.xyz == group.xyz[0]).all(axis=1).any() for s in sites):
            continue
        yield PlacedLigand(
            site=code,
            copy=number,
            basis=BOUND,
            rmsd_A=np.nan,
            atom=tuple(f"{end.residue_name}:{end.atom}" for end in group.ends),
            xyz=group.xyz,
            chains=frozenset(name for name, of in unit.items() if of == group.unit),
        )


def _unnumbered(complex_: MtorComplex) -> Columns:
    """Return rows of residues without a UniProt position: other proteins, tags; measurements are missing."""
    picked = [(chain, k) for chain in complex_.chains for k in np.flatnonzero(chain.uniprot_pos == 0)]
    at = np.array([chain.rows.start + k for chain, k in picked], dtype=np.intp)
    residues = complex_.file_residues
    xyz = atom_positions(complex_.atoms, slice(0, len(residues.name)), b"CA")[at].round(2)
    return RESIDUE_GEOMETRY.blank(len(at)) | {
        "gene": np.array([chain.gene for chain, _ in picked], dtype=object),
        "copy": np.array([chain.copy for chain, _ in picked], dtype=np.int64),
        "chain": np.array([chain.name for chain, _ in picked], dtype=object),
        "observed": np.array([chr(chain.observed[k]) for chain, k in picked], dtype=object),
        "auth_seq_id": residues.auth_seq_id[at],
        "insertion_code": np.char.strip(residues.insertion_code[at].astype(str)).astype(object),
        "mean_b_factor": complex_.residue_b_factors[at],
        "secondary_structure": secondary_structure(complex_)[at] if len(at) else np.empty(0, dtype=object),
        **{f"ca_{axis}": xyz[:, k] for k, axis in enumerate("xyz")},
    }


def _with_ca(rows: Columns) -> Columns:
    there = ~np.isnan(rows["ca_x"])
    return {name: values[there] for name, values in rows.items()}


def ca_xyz(rows: Columns, chosen: Any = slice(None)) -> NDArray[np.float64]:
    """Return CA coordinates of rows, or of some of them, in Å: the last axis is x, y and z."""
    return np.stack([rows[f"ca_{axis}"][chosen] for axis in "xyz"], axis=-1)


def _trace_atoms(rows: Columns) -> Atoms:
    n = len(rows["chain"])
    letters = rows["observed"].tolist()
    return Atoms(
        chain=rows["chain"],
        auth_seq_id=rows["auth_seq_id"],
        insertion_code=rows["insertion_code"],
        residue_name=np.array([_three_letters(letter) for letter in letters], dtype=object),
        atom_name=np.full(n, "CA", dtype=object),
        element=np.full(n, "C", dtype=object),
        xyz=ca_xyz(rows),
        b_factor=rows["mean_b_factor"],
        hetero=np.zeros(n, dtype=bool),
    )


def _whole_atoms(complex_: MtorComplex) -> Atoms:
    atoms, residues = complex_.atoms, complex_.file_residues
    drawn = np.flatnonzero(atoms.heavy & ~np.isin(residues.kind[atoms.residue], (WATER, MARKER)))
    of = atoms.residue[drawn]
    polymer = np.zeros(len(residues.name), dtype=bool)
    for chain in complex_.chains:
        polymer[chain.rows] = True
    return Atoms(
        chain=np.array(complex_.file_chains, dtype=object)[residues.chain[of]],
        auth_seq_id=residues.auth_seq_id[of],
        insertion_code=np.char.strip(residues.insertion_code.astype(str)).astype(object)[of],
        residue_name=residues.name.astype(str).astype(object)[of],
        atom_name=_shared(atoms.name[drawn]),
        element=np.char.capitalize(symbols().astype(str)).astype(object)[atoms.atomic_number[drawn]],
        xyz=atoms.xyz[0, drawn],
        b_factor=atoms.b_factor[drawn],
        hetero=~polymer[of],
    )


def _with_secondary(atoms: Atoms, rows: Columns) -> Atoms:
    """Return atoms with the secondary structure of their residues: that of the rows, else from CA atoms."""
    keys = list(
        zip(atoms.chain.tolist(), atoms.auth_seq_id.tolist(), atoms.insertion_code.tolist(), strict=True)
    )
    numbered = (rows[name].tolist() for name in ("chain", "auth_seq_id", "insertion_code"))
    known = dict(zip(zip(*numbered, strict=True), rows["secondary_structure"].tolist(), strict=True))
    ca, piece = atoms.backbone()
    of_ca = [keys[row] for row in ca.tolist()]
    drawn = states(np.array([known.get(key, "") for key in of_ca], dtype=object), piece, atoms.xyz[ca])
    state = dict(zip(of_ca, drawn.tolist(), strict=True))
    return replace(atoms, secondary=np.array([state.get(key, "") for key in keys], dtype=object))


def _shared(names: NDArray[np.bytes_]) -> NDArray[np.object_]:
    """Return names as text, with equal ones sharing one object."""
    known, at = np.unique(names, return_inverse=True)
    return known.astype(str).astype(object)[at]


def _is_trace(complex_: MtorComplex) -> bool:
    """Return whether a structure has almost only CA atoms, and so no backbone for a ribbon."""
    codes = complex_.modelled_codes[complex_.file_residues.kind == POLYMER]
    return bool(len(codes)) and bool(2 * (codes == CA_ONLY).sum() > len(codes))


def _placed(atlas: Atlas, entry: str) -> tuple[PlacedLigand, ...]:
    """Return the ligands of an entry of an atlas."""
    atoms = atlas.ligands
    here = np.flatnonzero(atoms["entry"] == entry)
    groups: dict[tuple[str, int], list[int]] = {}
    for row in here.tolist():
        groups.setdefault((atoms["site"][row], int(atoms["copy"][row])), []).append(row)
    return tuple(
        PlacedLigand(
            site,
            copy,
            atoms["basis"][rows[0]],
            float(atoms["rmsd_A"][rows[0]]),
            tuple(atoms["atom"][rows].tolist()),
            np.stack([atoms[axis][rows] for axis in "xyz"], axis=1),
        )
        for (site, copy), rows in groups.items()
    )


def _three_letters(letter: str) -> str:
    return gemmi.expand_one_letter(letter, gemmi.ResidueKind.AA) or "UNK"


def _element(code: str, name: str) -> str:
    """Return the element of a ligand's atom: its own for an ion or metal fluoride, else its first letter."""
    metal = name.capitalize() if len(name) == 2 and name.isalpha() and code.startswith(name) else ""
    return metal or next((c for c in name if c.isalpha()), "X").upper()
