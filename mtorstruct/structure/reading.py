"""Bytes to arrays: one coordinate file, read whole or refused with a reason.

gemmi reads PDB and mmCIF, plain or gzipped.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import re
import tempfile
from pathlib import Path
from typing import IO

import gemmi

from mtorstruct.archive import pdb_id
from mtorstruct.errors import DataError
from mtorstruct.structure.content import FileContent, Header
from mtorstruct.structure.flattening import flatten
from mtorstruct.structure.statements import (
    read_assemblies,
    read_pieces,
    read_sequences,
    read_sifts,
    read_statements,
    with_labels,
    with_sifts,
)

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_file(path: str | Path, *, sha256: str = "") -> FileContent:
    """Read a coordinate file (PDB or mmCIF, plain or gzipped).

    Parameters
    ----------
    path : str or pathlib.Path
        The file.
    sha256 : str, optional
        Its SHA-256 where it is known, as it is of a file that the store has just checked.

    Raises
    ------
    DataError
        The path is a directory or missing, or the file is unreadable, cut short, or has no atoms.
    """
    path = Path(path)
    sha256 = sha256 or _sha256(path)
    structure = _read_structure(path)
    if not len(structure) or not structure[0].count_atom_sites():
        raise DataError(
            _why_no_atoms(structure), where=str(path), mend="give a PDB or mmCIF file with coordinates"
        )
    _refuse_cut_file(path, structure)
    try:
        return _contents(structure, sha256)
    except UnicodeDecodeError:
        # A name or a title in some other encoding: its letters are lost, the coordinates are not.
        return _contents(_read_text(path), sha256)


def read_stream(stream: IO[bytes] | IO[str]) -> tuple[Path, FileContent]:
    """Read an open coordinate file from where it stands; returns its name (``stream`` if it has none) too.

    Raises
    ------
    DataError
        It cannot be read, or as `read_file` says.
    """
    stated = getattr(stream, "name", None)
    path = Path(stated if isinstance(stated, str) and Path(stated).name else "stream")
    try:
        content = stream.read()
    except (OSError, ValueError) as err:
        raise DataError(
            f"cannot be read ({type(err).__name__}: {err})", where=str(path), mend="open it in binary mode"
        ) from err
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(content.encode() if isinstance(content, str) else content)
        try:
            return path, read_file(copy)
        except DataError as err:
            err.where = str(path)
            raise


def _contents(structure: gemmi.Structure, sha256: str) -> FileContent:
    structure.setup_entities()
    header = _header(structure, sha256)
    chains = [chain.name for chain in structure[0]]
    assemblies, pieces = read_assemblies(structure), read_pieces(structure)
    sequences, sequence_of_chain = read_sequences(structure)
    statements = read_statements(structure)
    sifts = read_sifts(structure)
    atoms, residues = flatten(structure)
    residues = with_labels(structure, residues, sequences, sequence_of_chain, statements, chains)
    return FileContent(
        header=header,
        chains=chains,
        assemblies=assemblies,
        pieces=pieces,
        statements=statements,
        atoms=atoms,
        residues=with_sifts(residues, sifts),
    )


def _sha256(path: Path) -> str:
    if path.is_dir():
        raise DataError("is a directory, not a coordinate file", where=str(path), mend="name a file in it")
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except FileNotFoundError as err:
        raise DataError("no such file", where=str(path), mend="check the path") from err
    except OSError as err:
        raise DataError(
            f"cannot be read ({err.strerror})", where=str(path), mend="check its permissions"
        ) from err


def _read_structure(path: Path) -> gemmi.Structure:
    if path.stat().st_size == 0:
        raise DataError("the file is empty", where=str(path), mend="fetch or copy it again")
    with path.open("rb") as handle:
        start = handle.read(3)
    try:
        if start == BYTE_ORDER_MARK or (start[:2] == b"\x1f\x8b" and path.suffix != ".gz"):
            return _read_text(path)
        return gemmi.read_structure(str(path), format=gemmi.CoorFormat.Detect)
    except (RuntimeError, ValueError, OSError, EOFError) as err:
        if "_pdbx_sifts_xref_db" in str(err):
            return _read_without_sifts(path)
        if path.suffix == ".gz" and start[:2] == b"\x1f\x8b":
            reason = "the gzip stream is cut short or damaged"
        else:
            reason = str(err).replace(str(path), "the file") or type(err).__name__
        raise DataError(
            f"is not a whole PDB or mmCIF file ({reason})",
            where=str(path),
            mend="fetch or copy it again, or check that it is one",
        ) from err


def _refuse_cut_file(path: Path, structure: gemmi.Structure) -> None:
    """Refuse a file that lost its end: an archive's PDB file ends with END, its mmCIF has all its chains."""
    lost = ""
    if structure.input_format == gemmi.CoorFormat.Pdb and path.suffix != ".gz":
        with path.open("rb") as handle:
            start = handle.read(6)
            handle.seek(max(0, path.stat().st_size - 200))
            last = handle.read().rstrip().splitlines()[-1]
        if start == b"HEADER" and not last.startswith(b"END"):
            lost = "it has a HEADER but no END"
        elif last.startswith((b"ATOM", b"HETATM")) and len(last) < 54:
            lost = "its last atom has no coordinates"
    elif structure.input_format == gemmi.CoorFormat.Mmcif:
        there = {s.subchain_id() for chain in structure[0] for s in chain.subchains()}
        missing = [
            name
            for entity in structure.entities
            if entity.entity_type == gemmi.EntityType.Polymer
            for name in entity.subchains
            if name not in there
        ]
        lost = f"it has no atoms of chain {', '.join(missing)}" if missing else ""
    if lost:
        raise DataError(f"is cut short: {lost}", where=str(path), mend="fetch or copy it again")


def _read_text(path: Path) -> gemmi.Structure:
    """Read a file with a byte-order mark, in another encoding, or gzipped without saying so."""
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    text = content.decode("utf-8-sig", errors="replace").replace("\ufffd", "?")
    if re.search(r"^\s*data_", text, re.MULTILINE):
        return gemmi.make_structure_from_block(gemmi.cif.read_string(text)[0])
    return gemmi.read_pdb_string(text)


def _read_without_sifts(path: Path) -> gemmi.Structure:
    """Read an mmCIF file whose SIFTS category names residues that the file does not have."""
    block = gemmi.cif.read(str(path))[0]
    block.find_mmcif_category("_pdbx_sifts_xref_db.").erase()
    return gemmi.make_structure_from_block(block)


def _why_no_atoms(structure: gemmi.Structure) -> str:
    if structure.input_format == gemmi.CoorFormat.Mmcif:
        return "the mmCIF file has no atoms (no _atom_site)"
    return "the file has no atoms"


def _header(structure: gemmi.Structure, sha256: str) -> Header:
    stated = _info(structure, "_entry.id")
    name = stated if pdb_id(stated) else structure.name
    return Header(
        source=pdb_id(name) or name,
        source_stated=pdb_id(stated) != "",
        title=_info(structure, "_struct.title"),
        method=_info(structure, "_exptl.method"),
        resolution_A=structure.resolution or math.nan,
        sha256=sha256,
    )


def _info(structure: gemmi.Structure, tag: str) -> str:
    """Text of a header item; gemmi's map has no ``get``."""
    return str(structure.info[tag]) if tag in structure.info else ""
