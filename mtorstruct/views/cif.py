"""Atoms as arrays and as mmCIF text, the one format for chain and residue names of any length."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

ITEMS = (
    "group_PDB", "id", "type_symbol", "label_atom_id", "label_alt_id", "label_comp_id", "label_asym_id",
    "label_entity_id", "label_seq_id", "pdbx_PDB_ins_code", "Cartn_x", "Cartn_y", "Cartn_z", "occupancy",
    "B_iso_or_equiv", "auth_seq_id", "auth_asym_id", "pdbx_PDB_model_num",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Atoms:
    """Atoms of one model, shape (n,) each, in author numbering.

    An empty insertion code is none; `xyz` is (n, 3) in Å; `b_factor` is in Å², NaN where it is missing;
    `hetero` marks atoms that belong to no chain of a polymer.
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

    def take(self, rows: NDArray[np.intp]) -> Atoms:
        """Return some of the atoms."""
        return Atoms(*(getattr(self, field.name)[rows] for field in fields(self)))

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
        return f"data_{block}\n_entry.id {block}\nloop_\n{head}" + "\n".join(lines) + "\n#\n"


_RESERVED = re.compile(r"[.?]$|data_|save_|(loop|stop|global)_$", re.IGNORECASE)


@cache
def _word(text: str) -> str:
    """Return a name as one CIF word; reserved words are quoted."""
    if re.fullmatch(r"[^\s\"'_#$;\[\]][^\s\"']*", text) and not _RESERVED.match(text):
        return text
    quote = '"' if '"' not in text else "'"
    return f"{quote}{text}{quote}"
