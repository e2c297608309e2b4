"""Recognise files of unsupported formats and name them in the error.

Recognition is by content, after :mod:`mtorstruct.structure.formats` has failed: pages of servers, pointers,
JSON, the other formats of molecular modelling, documents.
"""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

from mtorstruct.binarycif import is_message_pack
from mtorstruct.errors import DataError
from mtorstruct.files.encodings import encoding_of
from mtorstruct.files.kinds import FETCH_AGAIN, HINTS, WEB_PAGE, XML, Group, kind_of, markup_of
from mtorstruct.structure.formats import is_headed_as_pdb

GIVE = "give a PDB, mmCIF or BinaryCIF file with coordinates"
AS_UNIVERSE = "MDAnalysis reads it, and mtorstruct.load takes a Universe"
"""Hint for formats from which MDAnalysis makes a Universe; the specific steps follow it."""

_ALONE = f"{AS_UNIVERSE}: mtorstruct.load(MDAnalysis.Universe(FILE))"
_TOPOLOGY = f"{AS_UNIVERSE}: mtorstruct.load(MDAnalysis.Universe(FILE, COORDINATES))"
_TRAJECTORY = f"{AS_UNIVERSE}: mtorstruct.load(MDAnalysis.Universe(TOPOLOGY, FILE))"
_SESSION = "open it there, and save the structure as mmCIF or PDB"
_MODEL = "give the model that was written beside it (.cif or .pdb)"
_CONVERT = "write it as PDB or mmCIF"

_HINTS = HINTS | {
    Group.RICH_TEXT: "save it as plain text",
    Group.HDF5: f"if it is a trajectory (H5MD), {_TRAJECTORY}",
    Group.DATABASE: f"if it is a structure of Desmond (.dms), {_ALONE}",
}
_LOOKED_AT = 1 << 16


class Named(NamedTuple):
    """Description of a file, and the hint for it."""

    name: str
    hint: str


def refusal(content: bytes, where: str) -> DataError:
    """Error for content of an unsupported format.

    Examples
    --------
    >>> str(refusal(b"version https://git-lfs.github.com/spec/v1", "5h64.cif"))
    '5h64.cif: is a Git LFS pointer, not the file itself; fetch the file with: git lfs pull'
    """
    if not content.strip():
        return DataError("the file is empty", where=where, hint="fetch or copy it again")
    named = _of_magic(content) or _of_kind(content)
    if named is None and encoding_of(content[:_LOOKED_AT]) is None:
        named = Named("neither text nor of a binary format that is known", GIVE)
    named = named or _of_text(content)
    return DataError(f"is {named.name}", where=where, hint=named.hint)


def cif_without_atoms(content: bytes) -> str:
    """Message for a CIF file that has no ``_atom_site``."""
    name = next((name for sign, name in _CIFS if sign in content), "")
    return f"{name or 'the mmCIF file'} has no atoms (no _atom_site)"


_CIFS = (
    (b"_refln.", "a CIF of structure factors"),
    (b"_chem_comp_atom.", "a CIF of a chemical component"),
    (b"_atom_site_fract_x", "a CIF of a small molecule"),
)


def _of_kind(content: bytes) -> Named | None:
    """Match one of the kinds that are known of any file."""
    kind = kind_of(content[:_LOOKED_AT])
    return Named(kind.name, _HINTS.get(kind.group, GIVE)) if kind else None


def _of_magic(content: bytes) -> Named | None:
    """Match one of the binary formats of molecular modelling."""
    found = next((named for magic, named in _MAGIC if content.startswith(magic)), None)
    if found is None and b"selector_secrets" in content:
        found = Named("a session of PyMOL (.pse)", _SESSION)
    if found is not None or b"\0" not in content[:_LOOKED_AT]:
        return found
    if not content.strip(b"\0"):
        return Named("nothing but zero bytes", "fetch or copy it again")
    if content.startswith(b"MAP ", 208):
        return Named("a map (MRC, CCP4)", "give the model that was built into it")
    if content.startswith(b"\0\0\0") and b"VERSION" in content[4:20]:
        return Named("a run input of GROMACS (.tpr)", _TOPOLOGY)
    if is_message_pack(content) and any(key in content for key in _MMTF):
        return Named("a file in MMTF", "fetch the entry as BinaryCIF or mmCIF")
    return None


_DCD, _XTC = Named("a trajectory in DCD", _TRAJECTORY), Named("a trajectory in XTC", _TRAJECTORY)
_NETCDF = Named("a trajectory in NetCDF", _TRAJECTORY)
_MAGIC = (
    (struct.pack("<i", 84) + b"CORD", _DCD),
    (struct.pack(">i", 84) + b"CORD", _DCD),
    (struct.pack(">i", 1995), _XTC),
    (struct.pack(">i", 2023), _XTC),
    (struct.pack(">i", 1993), Named("a trajectory in TRR", _TRAJECTORY)),
    (b"CDF\x01", _NETCDF),
    (b"CDF\x02", _NETCDF),
    (b"CDF\x05", _NETCDF),
    (b"# ChimeraX Session", Named("a session of ChimeraX (.cxs)", _SESSION)),
    (b"\x04\x22\x4d\x18", Named("compressed by lz4, as sessions of ChimeraX (.cxs) are", _SESSION)),
    (b"MTZ ", Named("a file of reflections (MTZ)", "give the model that was refined against it")),
    (b"FCMP", Named("compressed by Foldcomp", "unpack it with: foldcomp decompress FILE")),
)
_MMTF = (b"mmtfVersion", b"mmtfProducer", b"xCoordList")


def _of_text(content: bytes) -> Named:
    """Match a text by its first lines."""
    text = content[:_LOOKED_AT].decode(errors="replace")
    if text.lstrip().startswith("<"):
        return _of_markup(text)
    if _JSON_START.match(text):
        return _of_json(content)
    found = next((Named(name, hint) for name, hint, sign in _TEXTS if sign.search(text)), None)
    if found is None and is_headed_as_pdb(content):
        if b"\nATOM" in content or content.startswith(b"ATOM"):
            return Named("a PDB file whose atoms are not in the columns of the format", _CONVERT)
        return Named("a PDB file, and has no atoms", GIVE)
    return found or Named("a text, but not of a structure", GIVE)


def _of_markup(text: str) -> Named:
    if "PDBx:datablock" in text:
        return Named("PDBML (XML)", "fetch the entry as BinaryCIF, mmCIF or PDB")
    if markup_of(text) == WEB_PAGE:
        return Named(f"{WEB_PAGE}, not a coordinate file", FETCH_AGAIN)
    return Named(XML, GIVE)


_JSON_START = re.compile(r'\s*(?:\[\s*)*\{\s*["}]|\s*(?:\[\s*)+[-\d"\]]')


def _of_json(content: bytes) -> Named:
    for name, keys in _JSON:
        if all(f'"{key}"'.encode() in content for key in keys):
            return Named(f"JSON ({name})", _MODEL)
    return Named("a JSON file", GIVE)


_JSON = (
    ("the input of AlphaFold 3", ("modelSeeds", "sequences")),
    ("confidences of AlphaFold 3", ("atom_plddts",)),
    ("confidences of AlphaFold 3", ("chain_pair_iptm", "ranking_score")),
    ("confidences of Boltz", ("complex_plddt", "confidence_score")),
    ("predicted aligned errors", ("predicted_aligned_error",)),
    ("scores of ColabFold", ("plddt", "max_pae")),
    ("scores of a prediction", ("plddt",)),
    ("scores of a prediction", ("iptm",)),
    ("what AlphaFold DB says of a model", ("cifUrl",)),
)
"""Keys that identify files of structure prediction programs."""

_NUMBER = r"[ ]*-?\d+\.\d+"
_TITLE = r"\A(?:\*.*\r?\n)+"
_AMBER = r"(?:[ ]*-?\d+\.\d{7}){2,6}[ ]*$"
_CRD = rf"[ ]*\d+[ ]+\d+[ ]+\S+[ ]+\S+(?:{_NUMBER}){{3}}[ ]+\S+[ ]+\S+{_NUMBER}"
_CHARMM = (
    r"^(?:RESI|PRES)[ ]+\S+[ ]+-?\d|^MASS[ ]+-?\d+[ ]+\S+[ ]+\d|^(?:BONDS|NONBONDED)\b"
    r"|\A(?:\*.*\r?\n)*\s*read[ ]+(?i:rtf|para)"
)
_TEXTS = tuple(
    (name, hint, re.compile(sign, re.M))
    for name, hint, sign in (
        ("a mol2 file", f"{_ALONE}, or write it as PDB or mmCIF", r"^@<TRIPOS>MOLECULE"),
        ("a MOL or SD file", _CONVERT, r"^[ \d]{6}.*V[23]000\s*$|^M  END|^\$\$\$\$"),
        ("a GRO file", _ALONE, rf"\A.*\r?\n[ ]*\d+\s*\n[ \d]{{5}}.{{10}}[ \d]{{5}}(?:{_NUMBER}){{3}}"),
        ("a topology of CHARMM or NAMD (PSF)", _TOPOLOGY, r"\A\s*PSF\b"),
        ("a topology of Amber (PRMTOP)", _TOPOLOGY, r"\A\s*%VERSION\b|^%FLAG (?:POINTERS|ATOM_NAME)"),
        ("a topology of GROMACS (.top, .itp)", _TOPOLOGY, r"^\[ *(?:moleculetype|system|defaults) *\]"),
        ("coordinates of CHARMM (.crd)", _ALONE, rf"{_TITLE}[ ]*\d+(?:[ ]+EXT)?[ ]*\r?\n{_CRD}"),
        ("coordinates of Amber (.inpcrd, .rst7)", _TRAJECTORY, rf"\A.*\r?\n[ ]*\d+.*\n{_AMBER}"),
        ("residues or parameters of CHARMM (.rtf, .prm, .str)", f"give its PSF: {_TOPOLOGY}", _CHARMM),
        ("a file of Maestro (.mae)", _CONVERT, r"s_m_m2io_version"),
        ("a silent file of Rosetta", "take the models out with: extract_pdbs", r"\A(?:SEQUENCE|SCORE):"),
        ("mmCIF without a block", "put a line data_NAME at its beginning", r"^_atom_site\."),
        (
            "XYZ, which names no residues",
            _CONVERT,
            rf"\A\s*\d+\s*\n.*\n[ ]*[A-Z][a-z]?(?:[ ]+{_NUMBER}){{3}}",
        ),
        ("a file of sequences (FASTA, PIR)", GIVE, r"\A\s*>\S"),
    )
)
"""Text formats and the patterns that identify them; the more certain first."""
