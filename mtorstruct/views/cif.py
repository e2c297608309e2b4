"""Atoms as arrays and as mmCIF text, the one format for chain and residue names of any length."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.measures.secondary import COIL, HELIX
from mtorstruct.views.ribbons import ca_rows, elements, pieces

ITEMS = (
    "group_PDB", "id", "type_symbol", "label_atom_id", "label_alt_id", "label_comp_id", "label_asym_id",
    "label_entity_id", "label_seq_id", "pdbx_PDB_ins_code", "Cartn_x", "Cartn_y", "Cartn_z", "occupancy",
    "B_iso_or_equiv", "auth_seq_id", "auth_asym_id", "pdbx_PDB_model_num",
)  # fmt: skip

_ENDS = ("comp_id", "asym_id", "seq_id")
_RANGE = tuple(
    f"{end}_{numbering}_{item}" for numbering in ("label", "auth") for end in ("beg", "end") for item in _ENDS
)
_CODES = ("pdbx_beg_PDB_ins_code", "pdbx_end_PDB_ins_code")


@dataclass(frozen=True, eq=False)
class Atoms:
    """Atoms of one model, shape (n,) each, in author numbering.

    An empty insertion code is none; `xyz` is (n, 3) in Å; `b_factor` is in Å², NaN where it is missing;
    `hetero` marks atoms that belong to no chain of a polymer; `secondary` is the secondary structure that is
    drawn (``helix``, ``strand``, ``coil``; empty in other than amino acids), None where none is stated.
    """

    chain: NDArray[np.object_]
    auth_seq_id: NDArray[np.integer]
    insertion_code: NDArray[np.object_]
    residue_name: NDArray[np.object_]
    atom_name: NDArray[np.object_]
    element: NDArray[np.object_]
    xyz: NDArray[np.float64]
    b_factor: NDArray[np.floating]
    hetero: NDArray[np.bool_]
    secondary: NDArray[np.object_] | None = None

    def take(self, rows: NDArray[np.intp]) -> Atoms:
        """Return some of the atoms."""
        columns: list[Any] = [getattr(self, field.name) for field in fields(self)]
        some: list[Any] = [None if column is None else column[rows] for column in columns]
        return Atoms(*some)

    def backbone(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the CA atoms of polymers, and the unbroken piece of its chain that each belongs to."""
        ca = ca_rows(self.atom_name, self.element, self.hetero)
        return ca, pieces(self.chain[ca], self.auth_seq_id[ca], self.xyz[ca])

    def mmcif(self, name: str) -> str:
        """Return the atoms as a named mmCIF block, one atom a line; a missing B factor is zero."""
        columns = (self.residue_name, self.chain, self.auth_seq_id, self.insertion_code)
        lines = [
            f"{'HETATM' if h else 'ATOM'} {k} {e} {_word(a)} . {_word(r)} {_word(c)} 1 {s} "
            f"{_word(i) if i else '?'} {x:.2f} {y:.2f} {z:.2f} 1 {u:.1f} {s} {_word(c)} 1"
            for k, (h, e, a, r, c, s, i, (x, y, z), u) in enumerate(
                zip(
                    *(column.tolist() for column in (self.hetero, self.element, self.atom_name, *columns)),
                    self.xyz.tolist(), np.nan_to_num(self.b_factor).tolist(), strict=True,
                ),
                start=1,
            )
        ]  # fmt: skip
        block = "".join(c if c.isalnum() or c in "-_." else "_" for c in name) or "model"
        head = "".join(f"_atom_site.{item}\n" for item in ITEMS)
        atoms = f"loop_\n{head}" + "\n".join(lines) + "\n#\n"
        return f"data_{block}\n_entry.id {block}\n{self._secondary_structure()}{atoms}"

    def drawn_states(self) -> NDArray[np.object_]:
        """Return the secondary structure of each atom; coil where none is stated."""
        return np.full(len(self.chain), COIL, dtype=object) if self.secondary is None else self.secondary

    def _secondary_structure(self) -> str:
        """Return helices and strands as mmCIF text; none spans a break of its chain."""
        if self.secondary is None:
            return ""
        ca, piece = self.backbone()
        found = elements(self.secondary[ca], piece)
        number = count(1)
        helices = [
            f"HELX_P HELX_P{next(number)} {self._range(int(ca[first]), int(ca[last]))}"
            for state, first, last in found
            if state == HELIX
        ]
        strands = [
            f"{k} 1 {self._range(int(ca[first]), int(ca[last]))}"
            for k, (_, first, last) in enumerate((e for e in found if e[0] != HELIX), start=1)
        ]
        return _loop("struct_conf", ("conf_type_id", "id", *_RANGE, *_CODES), helices) + _loop(
            "struct_sheet_range", ("sheet_id", "id", *_RANGE, *_CODES), strands
        )

    def _range(self, first: int, last: int) -> str:
        """Return the first and the last residue of an element, under the names of the atoms."""
        ends = [
            f"{_word(self.residue_name[row])} {_word(self.chain[row])} {self.auth_seq_id[row]}"
            for row in (first, last)
        ]
        codes = (self.insertion_code[row] for row in (first, last))
        return " ".join([*ends, *ends, *(_word(code) if code else "?" for code in codes)])


def _loop(category: str, items: tuple[str, ...], lines: list[str]) -> str:
    """Return a category of an mmCIF file; nothing without lines."""
    head = "".join(f"_{category}.{item}\n" for item in items)
    return f"loop_\n{head}" + "\n".join(lines) + "\n#\n" if lines else ""


_RESERVED = re.compile(r"[.?]$|data_|save_|(loop|stop|global)_$", re.IGNORECASE)


@cache
def _word(text: str) -> str:
    """Return a name as one CIF word; reserved words are quoted."""
    if re.fullmatch(r"[^\s\"'_#$;\[\]][^\s\"']*", text) and not _RESERVED.match(text):
        return text
    quote = '"' if '"' not in text else "'"
    return f"{quote}{text}{quote}"
