"""Checks that a download is what was requested; nothing that a server sends is trusted before."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from mtorstruct.archive.ids import ALPHAFOLD, EntryId, pdb_id
from mtorstruct.archive.store import BINARYCIF, MMCIF, PDB_FORMAT, SUFFIXES_OF
from mtorstruct.binarycif import is_binarycif, read_blocks
from mtorstruct.errors import DataError, RemoteError
from mtorstruct.files.containers import BLOCK, MAX_BYTES, Broken, expanded, pieces_of, stream_of

Texts = Callable[[str], list[str]]
"""Function returning a column of an mmCIF or BinaryCIF file by its name (``_entry.id``)."""


@dataclass(frozen=True)
class Expected:
    """Requirements on a download.

    Attributes
    ----------
    entry : EntryId
        The entry that it states.
    format : str
        Its format, as the store names formats.
    assembly : bool
        Whether it is an assembly, which need not have all that the header of the entry promises.
    counted : bool
        Whether the server said how long it is; if not, a text that is not packed needs its end mark.
    """

    entry: EntryId
    format: str
    assembly: bool = False
    counted: bool = True


@dataclass(frozen=True)
class Checked:
    """Result of a check: the file's suffix, and the date of its last revision if it has one."""

    ending: str
    revision_date: str


def check_download(path: Path, expected: Expected, *, max_bytes: int = MAX_BYTES) -> Checked:
    """Check a download from its first byte to its last, with the reader used later.

    Raises
    ------
    RemoteError
        It is empty, cut short, too large, in another format, of another entry, or lacks residues or atoms
        that its header promises.
    """
    content, packed = _unpacked(path, max_bytes)
    found = _format_of(content)
    if found != expected.format:
        raise _refused(f"the server sent {_NAMES[found]} where {_NAMES[expected.format]} was asked for")
    if found == PDB_FORMAT:
        date = _check_pdb(content, expected.entry)
    else:
        date = _check_cif(_columns(content, found), expected)
    if found == MMCIF and not (packed or expected.counted or content.rstrip().endswith(b"#")):
        raise _refused("the mmCIF file has no end mark, and the server did not say how long it is")
    _read(path, whole=not expected.assembly)
    return Checked(SUFFIXES_OF[found][0 if packed else 1], date)


_NAMES = {BINARYCIF: "BinaryCIF", MMCIF: "mmCIF", PDB_FORMAT: "PDB format"}


def _unpacked(path: Path, max_bytes: int) -> tuple[bytes, bool]:
    """Return the contents of a file, and whether it is compressed: by gzip, in one member."""
    parts, total = [], 0
    try:
        with path.open("rb") as file:
            first = file.read(2)
            file.seek(0)
            packed = first == b"\x1f\x8b"
            engine_of = stream_of(first, str(path)) if packed else None
            pieces = expanded(pieces_of(file), engine_of, BLOCK, alone=True) if engine_of else pieces_of(file)
            for piece in pieces:
                total += len(piece)
                if total > max_bytes:
                    raise _refused(f"the file unpacks to more than {max_bytes:,} bytes")
                parts.append(piece)
    except Broken as err:
        raise _refused(f"the gzip stream is cut short or damaged: {err}") from err
    return b"".join(parts), packed


def _format_of(content: bytes) -> str:
    """Return the format of a download; an error where it is none of those requested."""
    if is_binarycif(content):
        return BINARYCIF
    start = content[:4096].lstrip()
    if not start:
        raise _refused("the server sent nothing")
    if start[:1] == b"<":
        raise _refused("the server sent a web page, not a coordinate file")
    if start.startswith((b"data_", b"#")):
        found = MMCIF
    elif start.startswith((b"HEADER", b"TITLE", b"REMARK", b"ATOM", b"HETATM", b"MODEL", b"CRYST1")):
        found = PDB_FORMAT
    else:
        raise _refused("the server sent something that is neither BinaryCIF, mmCIF nor PDB")
    if b"\0" in content:
        raise _refused("the file has bytes that are no text: it is damaged or cut short")
    return found


def _columns(content: bytes, found: str) -> Texts:
    """Return the columns of the block that has the atoms; every byte of the file is decoded."""
    return _binary_columns(content) if found == BINARYCIF else _text_columns(content)


def _binary_columns(content: bytes) -> Texts:
    try:
        blocks = read_blocks(content)
        for block in blocks:
            for category in map(block.category, block.names):
                for name in category.names:
                    category.column(name)
    except DataError as err:
        raise _refused(f"the file {err.what}") from err
    there = next((block for block in blocks if block.category("_atom_site").column("Cartn_x")), None)
    if there is None:
        raise _refused("the BinaryCIF file has no atoms (no _atom_site)")

    def texts(name: str) -> list[str]:
        category, _, item = name.partition(".")
        return [text or "" for text in there.category(category).texts(item)]

    return lambda name: texts(name) or ([there.header] if name == "_entry.id" else [])


def _text_columns(content: bytes) -> Texts:
    import gemmi

    from mtorstruct.files import iterators  # noqa: F401  (before two threads check)

    try:
        document = gemmi.cif.read_string(content)
    except (ValueError, RuntimeError, UnicodeDecodeError) as err:
        raise _refused("the mmCIF file cannot be read to its end") from err
    there = next((block for block in document if len(block.find_values("_atom_site.Cartn_x"))), None)
    if there is None:
        raise _refused("the mmCIF file has no atoms (no _atom_site)")

    def texts(name: str) -> list[str]:
        return [gemmi.cif.as_string(text) for text in there.find_values(name)]

    return lambda name: texts(name) or ([there.name] if name == "_entry.id" else [])


def _check_cif(texts: Texts, expected: Expected) -> str:
    _check_entry(texts("_entry.id")[0], expected)
    _check_coordinates(text for axis in "xyz" for text in texts(f"_atom_site.Cartn_{axis}"))
    if not expected.assembly:
        _check_ligands(texts)
        _check_last_residue(texts)
    return max(texts("_pdbx_audit_revision_history.revision_date"), default="")


def _check_entry(stated: str, expected: Expected) -> None:
    """Refuse a file of another entry, and one that does not name its entry."""
    entry = re.sub("-assembly1$", "", stated, flags=re.IGNORECASE) if expected.assembly else stated
    if not entry:
        raise _refused(f"the file does not say that it is of entry {expected.entry.id}")
    if (pdb_id(entry) or entry.upper()) != expected.entry.id:
        raise _refused(f"the file is of entry {stated[:40]}")


def _check_coordinates(texts: Iterable[str]) -> None:
    """Refuse a file with atoms without coordinates."""
    try:
        all_there = all(math.isfinite(float(text)) for text in texts)
    except ValueError:
        all_there = False
    if not all_there:
        raise _refused("the file has atoms without coordinates")


def _check_ligands(texts: Texts) -> None:
    """Refuse a file that lacks a ligand or a water that it lists, and does not list as unobserved."""
    unobserved = _residues(texts, "_pdbx_unobs_or_zero_occ_residues", "label_asym_id", "auth_seq_id")
    promised = _residues(texts, "_pdbx_nonpoly_scheme", "asym_id", "pdb_seq_num") - unobserved
    lost = promised - _residues(texts, "_atom_site", "label_asym_id", "auth_seq_id") if promised else set()
    if lost:
        raise _refused(f"the file lacks {len(lost)} of the {len(promised)} ligands and waters that it lists")


def _residues(texts: Texts, category: str, chain: str, number: str) -> set[tuple[str, str]]:
    return set(zip(texts(f"{category}.{chain}"), texts(f"{category}.{number}"), strict=False))


def _check_last_residue(texts: Texts) -> None:
    """Refuse a file whose last residue lacks atoms, where it is an amino acid and none of them is unobserved.

    The atoms are those of ``_chem_comp_atom``, if the file has it.
    """
    columns = (texts(f"_atom_site.{name}") for name in ("label_asym_id", "auth_seq_id", "label_comp_id"))
    rows = list(zip(*columns, texts("_atom_site.label_atom_id"), strict=False))
    if not rows:
        return
    chain, number, name, _ = rows[-1]
    there = {row[3] for row in rows[-_LARGEST:] if row[:3] == rows[-1][:3]}
    unobserved = _residues(texts, "_pdbx_unobs_or_zero_occ_atoms", "label_asym_id", "auth_seq_id")
    if not {"N", "CA"} <= there or (chain, number) in unobserved:
        return
    named = zip(*(texts(f"_chem_comp_atom.{t}") for t in ("comp_id", "atom_id", "type_symbol")), strict=False)
    lost = {atom for comp, atom, element in named if comp == name and element != "H"} - there - {"OXT"}
    if lost:
        raise _refused(
            f"the file lacks atoms of its last residue, {name} {number} ({', '.join(sorted(lost))})"
        )


_LARGEST = 500
"""Upper bound on the number of atoms of a residue."""


def _check_pdb(content: bytes, entry: EntryId) -> str:
    lines = content.decode("latin-1").splitlines()
    atoms = [line for line in lines if line.startswith(("ATOM", "HETATM"))]
    if not atoms:
        raise _refused("the PDB file has no atoms")
    if not content.isascii():
        raise _refused("the file has bytes that are no text: it is damaged or cut short")
    _check_coordinates(line[at : at + 8] for line in atoms for at in (30, 38, 46))
    if content.rstrip().rpartition(b"\n")[2].strip() != b"END":
        raise _refused("the PDB file has no END: it is cut short")
    if entry.kind == ALPHAFOLD:
        named = re.compile(rf"\b{entry.accession}\b")
        if not any(named.search(line) for line in lines[:200] if line.startswith(("DBREF", "TITLE"))):
            raise _refused(f"the file does not name {entry.accession}")
    else:
        header = next((line for line in lines[:5] if line.startswith("HEADER")), "")
        _check_entry(header[62:66].strip(), Expected(entry, PDB_FORMAT))
    dates = [line[13:22] for line in lines if line.startswith("REVDAT   1")]
    return dates[0].strip() if dates else ""


def _read(path: Path, *, whole: bool) -> None:
    """Read a file with the reader of this package; a file that it refuses is not kept."""
    # The one import against the direction of the rooms: whoever fetches has what it fetched read.
    from mtorstruct.structure.reading import read_file

    try:
        read_file(path, whole=whole)
    except DataError as err:
        raise _refused(f"the file {err.what.removeprefix('the file ')}") from err


def _refused(why: str) -> RemoteError:
    return RemoteError(why, hint="try again later, or another source with --source")
