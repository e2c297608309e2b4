"""Whether a download is what was asked for: nothing that a server sends is believed before."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from mtorstruct.archive.ids import ALPHAFOLD, EntryId, pdb_id
from mtorstruct.errors import RemoteError

MAX_BYTES = 1_000_000_000
"""Largest file that is unpacked; the largest of the catalogue has a tenth of it."""


def check_download(path: Path, entry: EntryId, *, max_bytes: int = MAX_BYTES) -> str:
    """Check a download from its first byte to its last; returns the date of its last revision, if it has one.

    Raises
    ------
    RemoteError
        It is empty, cut short, too large, no coordinate file, or of another entry.
    """
    content = _unpacked(path, max_bytes)
    start = content[:4096].lstrip()
    if not start:
        raise _refused("the server sent nothing")
    if start[:1] == b"<":
        raise _refused("the server sent a web page, not a coordinate file")
    if start.startswith((b"data_", b"#")):
        return _check_mmcif(content, entry)
    if start.startswith((b"HEADER", b"TITLE", b"REMARK", b"ATOM", b"MODEL", b"CRYST1")):
        return _check_pdb(content, entry)
    raise _refused("the server sent something that is neither mmCIF nor PDB")


def _unpacked(path: Path, max_bytes: int) -> bytes:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if not packed:
        if path.stat().st_size > max_bytes:
            raise _refused(f"the file is larger than {max_bytes:,} bytes")
        return path.read_bytes()
    parts, total = [], 0
    try:
        with gzip.open(path, "rb") as stream:
            while part := stream.read(1 << 20):
                total += len(part)
                if total > max_bytes:
                    raise _refused(f"the file unpacks to more than {max_bytes:,} bytes")
                parts.append(part)
    except (EOFError, OSError, zlib.error) as err:
        if isinstance(err, RemoteError):
            raise
        raise _refused("the gzip stream is cut short or damaged") from err
    return b"".join(parts)


def _check_mmcif(content: bytes, entry: EntryId) -> str:
    import gemmi

    try:
        block = gemmi.cif.read_string(content)[0]
    except (ValueError, IndexError, UnicodeDecodeError) as err:
        raise _refused("the mmCIF file cannot be read to its end") from err
    stated = str(block.find_value("_entry.id") or block.name).strip("'\"")
    if _normal(stated) != entry.id:
        raise _refused(f"the file is of entry {stated}")
    if not len(block.find(["_atom_site.Cartn_x"])):
        raise _refused("the mmCIF file has no atoms (no _atom_site)")
    dates = [row.str(0) for row in block.find(["_pdbx_audit_revision_history.revision_date"])]
    return max(dates, default="")


def _check_pdb(content: bytes, entry: EntryId) -> str:
    lines = content.decode("ascii", errors="replace").splitlines()
    if not any(line.startswith(("ATOM", "HETATM")) for line in lines):
        raise _refused("the PDB file has no atoms")
    if not any(line.startswith("END") for line in lines[-20:]):
        raise _refused("the PDB file has no END: it is cut short")
    header = next((line for line in lines[:5] if line.startswith("HEADER")), "")
    stated = header[62:66].strip()
    if entry.kind == ALPHAFOLD:
        if not any(entry.accession in line for line in lines[:200] if line.startswith(("DBREF", "TITLE"))):
            raise _refused(f"the file does not name {entry.accession}")
    elif stated and _normal(stated) != entry.id:
        raise _refused(f"the file is of entry {stated}")
    dates = [line[13:22] for line in lines if line.startswith("REVDAT   1")]
    return dates[0].strip() if dates else ""


def _normal(stated: str) -> str:
    return pdb_id(stated) or stated.upper()


def _refused(why: str) -> RemoteError:
    return RemoteError(why, mend="try again later, or another source with --source")
