"""Parse the text of a coordinate file into gemmi's structure, with its further statements.

BinaryCIF is not text: :mod:`mtorstruct.structure.binary_reading` reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import gemmi

from mtorstruct.errors import DataError
from mtorstruct.structure.content import Provenance
from mtorstruct.structure.elements import element_named
from mtorstruct.structure.formats import Format, is_in_columns, stem_of
from mtorstruct.structure.mmcif_text import block_with_atoms, document_of
from mtorstruct.structure.opening import Opened
from mtorstruct.structure.pdb_text import ascii_of, mended, without_charges
from mtorstruct.structure.pdbqt import pdb_of_pdbqt
from mtorstruct.structure.promises import Promises, promised_by_mmcif, promised_by_pdb
from mtorstruct.structure.provenance import of_mmcif, of_pdb

LAST_COORDINATE = 54
"""Length of an atom record of the PDB format up to its coordinates."""

_SIFTS = "_pdbx_sifts_xref_db"


@dataclass
class Parsed:
    """A parsed file.

    `notes` list what was not read, `elements_stated` is whether the file states elements; `promises` and
    `provenance` come from its header.
    """

    structure: gemmi.Structure
    notes: list[str] = field(default_factory=list)
    elements_stated: bool = True
    promises: Promises = field(default_factory=Promises)
    provenance: Provenance | None = None


def parse(opened: Opened) -> Parsed:
    """Parse a coordinate file.

    Characters that are not ASCII are lost in names and titles; coordinates are not affected.

    Raises
    ------
    DataError
        Its format is not supported, or its content does not match the format that it begins with.
    """
    try:
        parsed = _parsed(opened)
    except (RuntimeError, ValueError, IndexError, OSError, EOFError) as err:
        if isinstance(err, DataError):
            raise
        reason = " ".join(str(err).split()) or type(err).__name__
        raise DataError(
            f"is not a whole {opened.format.value} file ({reason})",
            where=str(opened.path),
            hint="fetch or copy it again, or check that it is one",
        ) from err
    parsed.structure.merge_chain_parts()
    if opened.format not in (Format.MMCIF, Format.MMJSON) or not parsed.structure.name:
        parsed.structure.name = stem_of(opened.path.name)
    return parsed


def _parsed(opened: Opened) -> Parsed:
    if opened.format is Format.PDB:
        _refuse_cut_pdb(opened.content, str(opened.path))
        return _of_pdb(opened.content)
    if opened.format is Format.PDBQT:
        return _of_pdb(pdb_of_pdbqt(opened.content))
    if opened.format is Format.PQR:
        return Parsed(_read_pqr(ascii_of(opened.content)))
    document = document_of(opened.content, is_json=opened.format is Format.MMJSON)
    found = block_with_atoms(document, opened.content, str(opened.path))
    promises, provenance = promised_by_mmcif(found.block, opened.content), of_mmcif(found.block)
    try:
        structure = gemmi.make_structure_from_block(found.block)
    except (RuntimeError, ValueError) as err:
        if _SIFTS not in str(err):
            raise
        # The category names residues that the file does not have.
        found.block.find_mmcif_category(f"{_SIFTS}.").erase()
        structure = gemmi.make_structure_from_block(found.block)
    return Parsed(structure, found.notes, found.elements_stated, promises, provenance)


def _of_pdb(content: bytes) -> Parsed:
    text = mended(content)
    try:
        structure = gemmi.read_pdb_string(text.content)
    except RuntimeError as err:
        if "charge" not in str(err):
            raise
        structure = gemmi.read_pdb_string(without_charges(text.content))
    promises = promised_by_pdb(text.head, text.tail, text.n_atoms)
    return Parsed(structure, text.notes, text.elements_stated, promises, of_pdb(text.head))


def _refuse_cut_pdb(content: bytes, where: str) -> None:
    """Refuse a truncated PDB file: a file of the archive ends with END."""
    last = content[-200:].rstrip().splitlines()[-1:]
    lost = ""
    if last and content.startswith(b"HEADER") and not last[0].startswith(b"END"):
        lost = "it has a HEADER but no END"
    elif last and last[0].startswith((b"ATOM", b"HETATM")) and len(last[0]) < LAST_COORDINATE:
        lost = "its last atom has no coordinates"
    if lost:
        raise DataError(f"is cut short: {lost}", where=where, hint="fetch or copy it again")


def _read_pqr(content: bytes) -> gemmi.Structure:
    """Read PQR by gemmi if it is in the columns of PDB, as PDB2PQR writes it, else by MDAnalysis.

    In those columns, a chain and a four-digit number are not separated by a blank.
    """
    atoms = (b"ATOM", b"HETATM")
    lines = [line for line in content.splitlines() if line.startswith((*atoms, b"TER", b"MODEL", b"ENDMDL"))]
    if all(is_in_columns(line) for line in lines if line.startswith(atoms)):
        cut = [line[:LAST_COORDINATE] + b"  1.00  0.00" if line.startswith(atoms) else line for line in lines]
        structure = gemmi.read_pdb_string(b"\n".join(cut))
        for residue in (residue for model in structure for chain in model for residue in chain):
            for atom in residue:
                atom.element = gemmi.Element(element_named(atom.name, residue.name, len(residue) == 1))
        return structure
    import io
    import warnings

    import MDAnalysis

    from mtorstruct.structure.objects import structure_of_universe

    stream = MDAnalysis.lib.util.NamedStream(io.StringIO(content.decode(errors="replace")), "file.pqr")
    with warnings.catch_warnings():
        # That masses and types are guessed does not matter: neither is used.
        warnings.simplefilter("ignore")
        universe = MDAnalysis.Universe(stream, format="PQR", topology_format="PQR")
    return structure_of_universe(universe)
