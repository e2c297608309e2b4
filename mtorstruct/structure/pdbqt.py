"""Convert PDBQT, the format of AutoDock, to PDB.

Its atom records equal those of PDB up to column 66; then follow a partial charge (67-76), where PDB has a
segment, and an AutoDock atom type (from 78), where PDB has an element. The element is taken from the atom
type; torsion records are left out.
"""

from __future__ import annotations

import re

import gemmi

_ELEMENTS = {
    "A": "C", "NA": "N", "NS": "N", "OA": "O", "OS": "O", "SA": "S", "HD": "H", "HS": "H",
    "CG": "C", "G": "X", "GA": "X", "J": "X", "Q": "X", "W": "X", "Z": "X", "TZ": "X",
}  # fmt: skip
"""Atom types that differ from their element (AutoDock 4 and Vina, Meeko).

X is no atom: the ends of an opened ring (G, J, Q), the water of hydrated docking (W), the charges around zinc
(TZ).
"""

_ATOM = re.compile(rb"^((?:ATOM  |HETATM).{60}).{11}([^\s]*).*$", re.M)
_TORSION = re.compile(rb"^(?:ROOT|ENDROOT|BRANCH|ENDBRANCH|TORSDOF|BEGIN_RES|END_RES|TORS)\b.*(?:\n|$)", re.M)


def pdb_of_pdbqt(content: bytes) -> bytes:
    r"""The same atoms in PDB.

    Examples
    --------
    >>> line = b"HETATM    1  C1  RAP X   1      11.104   6.134  -6.504  1.00  0.00     0.347 A "
    >>> pdb_of_pdbqt(b"ROOT\n" + line + b"\nENDROOT\n")[54:]
    b'  1.00  0.00           C\n'
    """

    def pdb_line(match: re.Match[bytes]) -> bytes:
        return match[1] + b"%12s" % _element(match[2].decode(errors="replace")).upper().encode()

    return _ATOM.sub(pdb_line, _TORSION.sub(b"", content))


def _element(atom_type: str) -> str:
    """Element of an atom type; X for what is no atom.

    Examples
    --------
    >>> [_element(text) for text in ("OA", "A", "Cl", "CL", "CG0", "G0", "W", "Zn", "")]
    ['O', 'C', 'Cl', 'Cl', 'C', 'X', 'X', 'Zn', 'X']
    """
    plain = atom_type.rstrip("0123456789").upper()
    return _ELEMENTS.get(plain) or gemmi.Element(plain).name
