"""Recognise the format of a coordinate file by its content, never by its name.

The name only decides whether a file in a folder counts as a coordinate file (`is_named_so`).
"""

from __future__ import annotations

import re
from collections import Counter
from enum import Enum
from itertools import islice

from mtorstruct.binarycif import is_binarycif, is_message_pack

ENDINGS = (".cif", ".mmcif", ".bcif", ".pdb", ".pdb1", ".ent", ".pdbqt", ".pqr")
"""Endings of coordinate files; ``.pdb2`` and so on are further assemblies of an entry, as ``.pdb1`` is."""

CONTAINERS = (".gz", ".xz", ".bz2", ".zst", ".zip")
"""Endings of compressed files and archives."""

_NAMED = re.compile(
    rf"(?P<stem>.*)\.(?:cif|mmcif|bcif|pdb[0-9]*|ent|pdbqt|pqr)(?:{'|'.join(map(re.escape, CONTAINERS))})?",
    re.I | re.S,
)


class Format(Enum):
    """Supported coordinate formats."""

    PDB = "PDB"
    MMCIF = "mmCIF"
    BINARY_CIF = "BinaryCIF"
    MMJSON = "mmJSON"
    PDBQT = "PDBQT"
    PQR = "PQR"


LOOKED_AT = 20
"""Number of atoms from which the members of the PDB family are distinguished."""

_RECORD = re.compile(
    rb"(?:HEADER|OBSLTE|TITLE |SPLIT |CAVEAT|COMPND|SOURCE|KEYWDS|EXPDTA|NUMMDL|MDLTYP|AUTHOR|REVDAT|SPRSDE"
    rb"|JRNL  |REMARK|DBREF[ 1]|SEQADV|SEQRES|MODRES|HET   |HETNAM|HELIX |SHEET |SSBOND|LINK  |CISPEP|CRYST1"
    rb"|ORIGX1|SCALE1|MTRIX1|MODEL |ATOM[ 0-9]|HETATM)"
)
_ATOM = re.compile(rb"^(?:ATOM|HETATM)(?=[ 0-9])[^\r\n]*", re.M)
_MMJSON = re.compile(rb'\{\s*"data_')
_CHARGE = re.compile(rb"\s*[-+]?[0-9]+\.[0-9]+")


def is_named_so(name: str) -> bool:
    """Whether a file name has the ending of a coordinate file.

    Examples
    --------
    >>> [is_named_so(name) for name in ("5H64.bcif.gz", "model.pdb1.xz", "scores.json", "models.zip", ".pdb")]
    [True, True, False, False, True]
    """
    return _NAMED.fullmatch(name) is not None


def stem_of(name: str) -> str:
    """Name of a coordinate file without its endings.

    Examples
    --------
    >>> stem_of("5h64.cif.gz"), stem_of("pdb1fap.ent"), stem_of("rank_1.v2"), stem_of("download")
    ('5h64', 'pdb1fap', 'rank_1.v2', 'download')
    """
    match = _NAMED.fullmatch(name)
    return match["stem"] or name if match else name


def known_format(content: bytes) -> Format | None:
    r"""Format of a file by its first bytes; None for an unsupported format, or a PDB file without atoms.

    Examples
    --------
    >>> known_format(b"# made by hand\ndata_1ABC\n").value, known_format(b"HEADER    TRANSFERASE\n")
    ('mmCIF', None)
    """
    if is_message_pack(content):
        return Format.BINARY_CIF if is_binarycif(content) else None
    begin = _begin(content)
    if content[begin : begin + 5].lower() == b"data_":
        return Format.MMCIF
    if _MMJSON.match(content, begin):
        return Format.MMJSON
    return _of_atoms(content)


def is_headed_as_pdb(content: bytes) -> bool:
    """Whether the first line is a header record of the PDB format."""
    return _RECORD.match(content, _begin(content)) is not None


def _begin(content: bytes) -> int:
    """Offset of the first line that is neither blank nor a comment (``#``)."""
    at = 0
    while True:
        end = content.find(b"\n", at)
        line = content[at:end] if end >= 0 else content[at:]
        if line.strip() and not line.lstrip().startswith(b"#"):
            return at + len(line) - len(line.lstrip())
        if end < 0:
            return len(content)
        at = end + 1


def _of_atoms(content: bytes) -> Format | None:
    """PDB, PDBQT or PQR by the first atoms; None if there are none, or not in the columns of PDB."""
    begin = _first_atom(content)
    if begin < 0:
        return None
    lines = [match[0] for match in islice(_ATOM.finditer(content, begin), LOOKED_AT)]
    found = Counter(filter(None, map(_of_atom, lines)))
    if not found:
        return None
    if found[Format.PDBQT] == len(lines):
        return Format.PDBQT
    return Format.PQR if found[Format.PQR] > len(lines) / 2 else Format.PDB


def _first_atom(content: bytes) -> int:
    """Offset of the first atom record; -1 if there is none."""
    if content.startswith((b"ATOM", b"HETATM")):
        return 0
    atom = content.find(b"\nATOM")
    hetatm = content.find(b"\nHETATM", 0, atom if atom >= 0 else None)
    found = hetatm if hetatm >= 0 else atom
    return found + 1 if found >= 0 else -1


def _of_atom(line: bytes) -> Format | None:
    """Format of one atom record.

    PDB has occupancy and B factor in columns 55-66 and an element in 77-78; PDBQT has a charge in 67-76 and
    an AutoDock atom type from 78; PQR separates its fields by blanks, and ends with charge and radius.
    """
    in_columns = is_in_columns(line)
    if in_columns and line[77:80].strip() and _CHARGE.fullmatch(line[66:76]):
        return Format.PDBQT
    occupancy, b_factor = line[54:60].strip(), line[60:66].strip()
    if in_columns and all(not text or _is_number(text) for text in (occupancy, b_factor)):
        return Format.PQR if occupancy.startswith(b"-") and _is_pqr(line) else Format.PDB
    if _is_pqr(line):
        return Format.PQR
    return Format.PDB if in_columns else None


def is_in_columns(line: bytes) -> bool:
    """Whether number and coordinates of an atom are in the columns of PDB, up to column 54."""
    numbered = line[22:26].strip().lstrip(b"-").isalnum()
    return numbered and all(line[at + 7 : at + 8].strip() and _is_number(line[at : at + 8]) for at in _XYZ)


_XYZ = (30, 38, 46)


def _is_pqr(line: bytes) -> bool:
    """Whether the fields of a line are those of PQR: with or without a chain, or with a trailing element."""
    cells = line.split()
    return any(len(cells) == n and all(map(_is_number, cells[first : first + 5])) for n, first in _PQR)


_PQR = ((10, 5), (11, 6), (11, 5))
"""Numbers of fields, each with the index of the first of the five numbers (x, y, z, charge, radius)."""


def _is_number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
