"""Coordinates as mmCIF text, the one format that names chains and residues of any length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

ITEMS = (
    "group_PDB", "id", "type_symbol", "label_atom_id", "label_alt_id", "label_comp_id", "label_asym_id",
    "label_entity_id", "label_seq_id", "pdbx_PDB_ins_code", "Cartn_x", "Cartn_y", "Cartn_z", "occupancy",
    "B_iso_or_equiv", "auth_seq_id", "auth_asym_id", "pdbx_PDB_model_num",
)  # fmt: skip


def atom_site(
    name: str,
    *,
    chain: Sequence[str],
    auth_seq_id: Sequence[int],
    insertion_code: Sequence[str],
    residue_name: Sequence[str],
    atom_name: Sequence[str],
    element: Sequence[str],
    xyz: NDArray[Any],
    b_factor: NDArray[Any] | None = None,
    hetero: Sequence[bool] | None = None,
) -> str:
    """Write an mmCIF block with one model.

    Parameters
    ----------
    name : str
        Name of the block.
    chain, auth_seq_id, insertion_code, residue_name, atom_name, element : sequences of length n
        What each atom belongs to, in author numbering; an empty insertion code is none.
    xyz : numpy.ndarray, shape (n, 3), A
        Coordinates.
    b_factor : numpy.ndarray, shape (n,), A^2, optional
        Zero where it is missing.
    hetero : sequence of bool, length n, optional
        Atoms of ligands; none by default.
    """
    n = len(chain)
    b = np.zeros(n) if b_factor is None else np.nan_to_num(np.asarray(b_factor, dtype=float))
    group = ["ATOM"] * n if hetero is None else ["HETATM" if h else "ATOM" for h in hetero]
    words = [[_word(text) for text in column] for column in (chain, residue_name, atom_name)]
    codes = [_word(text) if text else "?" for text in insertion_code]
    lines = [
        f"{g} {k} {e} {a} . {r} {c} 1 {s} {i} {x:.2f} {y:.2f} {z:.2f} 1 {u:.1f} {s} {c} 1"
        for k, (g, e, a, r, c, s, i, (x, y, z), u) in enumerate(
            zip(
                group, element, words[2], words[1], words[0], auth_seq_id, codes,
                xyz.tolist(), b.tolist(), strict=True,
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
    """A name as one word of CIF; words with a meaning of their own are quoted."""
    if re.fullmatch(r"[^\s\"'_#$;\[\]][^\s\"']*", text) and not _RESERVED.match(text):
        return text
    quote = '"' if '"' not in text else "'"
    return f"{quote}{text}{quote}"
