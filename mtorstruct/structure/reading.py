"""Read one coordinate file into arrays, complete or refused with a reason.

gemmi reads PDB and mmCIF, :mod:`mtorstruct.structure.binary_reading` BinaryCIF, and
:mod:`mtorstruct.structure.opening` unpacks them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import gemmi

from mtorstruct.archive.ids import pdb_id
from mtorstruct.errors import DataError
from mtorstruct.files import iterators  # noqa: F401  (before any thread reads)
from mtorstruct.structure.binary_reading import read_binary
from mtorstruct.structure.content import FileContent, FileResidues, Header, Provenance
from mtorstruct.structure.flattening import flatten
from mtorstruct.structure.formats import Format, stem_of
from mtorstruct.structure.mending import parted, with_elements, without_misplaced
from mtorstruct.structure.models import joined
from mtorstruct.structure.objects import structure_of
from mtorstruct.structure.opening import Opened, open_path, open_stream
from mtorstruct.structure.parsing import Parsed, parse
from mtorstruct.structure.promises import Promises, lacking
from mtorstruct.structure.records import Records
from mtorstruct.structure.residues import settled
from mtorstruct.structure.statements import (
    read_assemblies,
    read_pieces,
    read_sequences,
    read_sifts,
    read_statements,
    with_labels,
    with_sifts,
)
from mtorstruct.structure.unread import GIVE

RESOLUTION_DECIMALS = 3


@dataclass(frozen=True)
class Where:
    """Name of a file for messages, and whether it must be `whole`, like an entry of the store."""

    name: str
    whole: bool = False


def read_file(path: str | Path, *, sha256: str = "", whole: bool = False) -> FileContent:
    """Read a coordinate file in one of the formats of :mod:`mtorstruct.structure.formats`, packed or not.

    Parameters
    ----------
    path : str or pathlib.Path
        The file.
    sha256 : str, optional
        Its SHA-256 where it is known, as it is of a file that the store has just checked.
    whole : bool
        Refuse a file that lacks anything that its header promises; required for an entry of the store.

    Raises
    ------
    DataError
        The path is a directory or missing, or the file is unreadable, cut short, or has no atoms.
    """
    return _read(open_path(Path(path), sha256=sha256), whole=whole)


def read_stream(stream: IO[bytes] | IO[str]) -> tuple[Path, FileContent]:
    """Read an open coordinate file from its current position; also return its name, or ``stream``.

    Raises
    ------
    DataError
        It cannot be read, or for the reasons given in `read_file`.
    """
    opened = open_stream(stream)
    return opened.path, _read(opened)


def read_object(thing: object) -> tuple[Path, FileContent]:
    """Read a structure of another library; also return its name.

    Raises
    ------
    UsageError, DataError
        For the reasons given in `mtorstruct.structure.objects.structure_of`.
    """
    path, structure, sha256, group = structure_of(thing)
    content = _contents(Parsed(structure), sha256, Where(str(path)))
    return path, replace(content, group=group)


def _read(opened: Opened, *, whole: bool = False) -> FileContent:
    where = Where(str(opened.path), whole)
    try:
        if opened.format is Format.BINARY_CIF:
            return _binary_contents(opened, where)
        parsed = parse(opened)
        if not len(parsed.structure) or not parsed.structure[0].count_atom_sites():
            what = "the file has no atoms with coordinates" if parsed.notes else "the file has no atoms"
            raise DataError(what, where=where.name, hint=GIVE)
        return _contents(parsed, opened.sha256, where)
    except (ArithmeticError, LookupError, RuntimeError, ValueError) as err:
        if isinstance(err, DataError):
            raise
        reason = " ".join(str(err).split())
        raise DataError(
            f"cannot be read ({reason})", where=where.name, hint="write it anew, or report it"
        ) from err


def _contents(parsed: Parsed, sha256: str, where: Where) -> FileContent:
    structure = parsed.structure
    notes = parsed.notes + joined(structure)
    structure.setup_entities()
    header = _header(structure, sha256, parsed.provenance)
    assemblies, pieces = read_assemblies(structure), read_pieces(structure)
    sequences, sequence_of_chain = read_sequences(structure)
    statements = read_statements(structure)
    sifts = read_sifts(structure)
    records, mended = _put_right(flatten(structure), parsed.elements_stated, where)
    atoms, residues = settled(records)
    residues = with_labels(structure, residues, sequences, sequence_of_chain, statements, records.chains)
    lack = _said_to_lack(parsed.promises, residues, records.chains, where)
    return FileContent(
        header=header,
        chains=records.chains,
        assemblies=assemblies,
        pieces=pieces,
        statements=statements,
        atoms=atoms,
        residues=with_sifts(residues, sifts),
        notes=[*notes, *mended, *lack],
    )


def _binary_contents(opened: Opened, where: Where) -> FileContent:
    try:
        source = read_binary(opened.content)
    except DataError as err:
        err.where = where.name
        raise
    structure = source.structure
    structure.name = structure.name or stem_of(opened.path.name)
    records, mended = _put_right(source.records, source.elements_stated, where)
    atoms, residues = settled(records)
    lack = _said_to_lack(source.promises, residues, records.chains, where)
    return FileContent(
        header=_header(structure, opened.sha256, source.provenance),
        chains=records.chains,
        assemblies=read_assemblies(structure),
        pieces=read_pieces(structure),
        statements=read_statements(structure),
        atoms=atoms,
        residues=residues,
        notes=[*source.notes, *mended, *lack],
    )


def _put_right(records: Records, elements_stated: bool, where: Where) -> tuple[Records, list[str]]:
    """Repaired records (elements added, duplicates split, atoms without coordinates dropped), and notes."""
    records = with_elements(records, stated=elements_stated)
    records, doubled = parted(records)
    records, misplaced = without_misplaced(records)
    if not len(records):
        raise DataError("the file has no atoms with coordinates", where=where.name, hint=GIVE)
    return records, [*doubled, *misplaced]


def _said_to_lack(promises: Promises, residues: FileResidues, chains: list[str], where: Where) -> list[str]:
    """Notes on what a file lacks of the promises of its header.

    A file may be a saved part of an entry. A chain that stops in a file without end mark is truncated, and an
    entry of the store must be complete.
    """
    lack = lacking(promises, residues, chains)
    if lack and where.whole:
        raise DataError(
            f"is not the whole entry: {'; '.join(lack.said)}", where=where.name, hint="fetch it again"
        )
    if lack.stops and not promises.ends:
        raise DataError(
            f"is cut short: {'; '.join(lack.said)}", where=where.name, hint="fetch or copy it again"
        )
    return lack.said


def _header(structure: gemmi.Structure, sha256: str, provenance: Provenance | None) -> Header:
    stated = _info(structure, "_entry.id")
    name = stated if pdb_id(stated) else structure.name
    return Header(
        entry=pdb_id(name) or name,
        entry_stated=pdb_id(stated) != "",
        title=_info(structure, "_struct.title"),
        # PDBe writes it in small letters.
        method=_info(structure, "_exptl.method").upper(),
        # Some files of the archive say 2.8000000000000003.
        resolution_A=round(structure.resolution, RESOLUTION_DECIMALS) or math.nan,
        sha256=sha256,
        provenance=provenance,
    )


def _info(structure: gemmi.Structure, tag: str) -> str:
    """Text of a header item; gemmi's map has no ``get``."""
    return str(structure.info[tag]) if tag in structure.info else ""
