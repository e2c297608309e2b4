"""Facts on variants that rules test: those on the residue, and those on what replaces it.

`gather` gives a dict of equally long arrays. Next to those of `mtorstruct.variants.verdicts.places` it has

- ``is_substitution``, ``is_truncation`` (a stop or a frameshift), ``is_synonymous``,
  ``is_in_frame`` (and an extension), ``is_residue`` (no variant is named, or an unknown one),
  ``is_start_lost`` (another residue in the place of the first, or it is not known what becomes of it, which
  is neither then);
- ``in_frame_number``, ``deletes_inhibitory``, ``shortens_inhibitory``, ``in_indel_hotspot``: what
  `mtorstruct.variants.verdicts.in_frame` says of insertions, deletions and duplications (the second and
  third never, where published effects are not to be looked at);
- ``natural``: number of TORs of other than mammals with the new amino acid at this place;
- ``activating_alike``: whether a substitution of this very residue is published as activating that does not
  change size and charge the other way (never, where published effects are not to be looked at);
- ``grown``, ``d_charge``, ``d_hydropathy``, ``d_volume_A3``: mutant less wild type, the first in heavy
  atoms of the side chain; ``hydropathy``: that of the mutant; ``loses_one_atom``: the new side chain is the
  old one less one heavy atom; ``to_acid`` (D or E); ``to_proline``; ``backbone``: proline or glycine is lost
  or gained; ``disruptive``: the side chain grows, loses two heavy atoms or more, or changes its charge, or
  the backbone changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.amino_acids import AminoAcid, amino_acids
from mtorstruct.reference.conservation import natural_counts
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import Columns
from mtorstruct.variants.notation.change import AMINO_ACIDS
from mtorstruct.variants.verdicts.in_frame import (
    DELETES_INHIBITORY,
    IN_INDEL_HOTSPOT,
    NOTHING,
    SHORTENS_INHIBITORY,
    in_frame_numbers,
)
from mtorstruct.variants.verdicts.neighbours import (
    activating_substitutions,
)
from mtorstruct.variants.verdicts.places import facts_by_place

MUTANTS = (*AMINO_ACIDS, "", "*", "fs", "=", "del", "dup", "ins", "delins", "ext", "?")
"""Values of the column `mutant`; the index of a value is its code."""

KINDS = ("is_substitution", "is_residue", "is_truncation", "is_synonymous", "is_in_frame")
_KIND_OF = {
    "": "is_residue",
    "?": "is_residue",
    "*": "is_truncation",
    "fs": "is_truncation",
    "=": "is_synonymous",
}
SIZE_A3 = 20.0
"""Change of a side chain's volume (A^3) from which it grows or shrinks: about one heavy atom."""

_DENSE = 1 << 16
"""Number up to which rows are counted without renumbering."""

_CODES = {mutant: code for code, mutant in enumerate(MUTANTS)}
_INDELS = ("del", "dup", "ins", "delins")


def mutant_codes(mutants: Sequence[str] | NDArray[Any]) -> NDArray[np.int64]:
    """Return indexes into `MUTANTS`, shape (n,)."""
    listed = mutants.tolist() if isinstance(mutants, np.ndarray) else mutants
    return np.fromiter(map(_CODES.__getitem__, listed), np.int64, len(mutants))


def in_frame(
    summary_rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    atlas: Atlas,
    lengths: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Return what `in_frame_numbers` says of insertions, deletions and duplications, 0 of all others.

    Parameters
    ----------
    summary_rows : numpy.ndarray
        Rows of the atlas summary of the first residues, shape (n,).
    codes : numpy.ndarray
        Replacements of the wild type, as indexes into `MUTANTS`, shape (n,).
    atlas : Atlas
        The atlas that the rows are of.
    lengths : numpy.ndarray, optional
        Number of residues affected, shape (n,); 1 without it.
    """
    found = np.full(len(codes), NOTHING)
    here = np.flatnonzero(np.array([mutant in _INDELS for mutant in MUTANTS])[codes])
    if len(here):
        affected = np.ones(len(here), dtype=np.int64) if lengths is None else lengths[here]
        deleted, replaced = (codes[here] == _CODES[mutant] for mutant in ("del", "delins"))
        found[here] = in_frame_numbers(summary_rows[here], affected, deleted, replaced, atlas)
    return found


def gather(
    summary_rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    atlas: Atlas,
    *,
    published: bool,
    apart: int = 1,
    without: frozenset[int] = frozenset(),
    numbers: NDArray[np.int64] | None = None,
) -> Facts:
    """Return the facts of some variants.

    Parameters
    ----------
    summary_rows : numpy.ndarray
        Rows of the atlas summary, shape (n,).
    codes : numpy.ndarray
        Replacements of the wild type, as indexes into `MUTANTS`, shape (n,).
    published : bool
        Whether `activating_position` and `indispensable` may use publications on the same residue.
    apart : int
        Published activating positions fewer than so many residues away in the sequence are ignored.
    without : frozenset of int
        Published activating positions that are ignored wherever they are.
    numbers : numpy.ndarray, optional
        What `in_frame` returned of the variants, shape (n,); 0 without it.
    """
    rows, place = dense_unique(summary_rows)
    places = facts_by_place(rows, atlas, published=published, apart=apart, without=without)
    wild = mutant_codes(places["wild_type"])
    facts = Facts(places, place, wild[place], codes)
    first = facts["position"] == 1
    unknown = codes == _CODES["?"]
    facts["activating_alike"] = _alike(places)[place, codes]
    facts["is_start_lost"] = first & (facts["is_substitution"] | unknown)
    facts["is_substitution"] = facts["is_substitution"] & ~first
    facts["is_residue"] = facts["is_residue"] & ~facts["is_start_lost"]
    facts["natural"] = _natural(facts)
    number = facts["in_frame_number"] = np.zeros(len(codes), np.int64) if numbers is None else numbers
    facts["deletes_inhibitory"] = (number & DELETES_INHIBITORY > 0) & published
    facts["shortens_inhibitory"] = (number & SHORTENS_INHIBITORY > 0) & published
    facts["in_indel_hotspot"] = number & IN_INDEL_HOTSPOT > 0
    return facts


def _natural(facts: Facts) -> NDArray[np.int64]:
    """Return the number of TORs with the new amino acid; 0 for what is no substitution of mTOR."""
    asked = np.flatnonzero(facts["is_mtor"] & facts["is_substitution"])
    counts = np.zeros(len(facts.codes), dtype=np.int64)
    mutants = np.array(list(AMINO_ACIDS), dtype="S1")[facts.codes[asked]]
    counts[asked] = natural_counts(facts["position"][asked], mutants)
    return counts


class Facts(dict[str, NDArray[Any]]):
    """Facts of n variants by name, each of shape (n,); expanded from the different positions on request.

    `places` holds the facts that depend on the position alone, one row a place, `place` the row of each
    variant, `codes` its mutant.
    """

    def __init__(
        self, places: Columns, place: NDArray[np.int64], wild: NDArray[np.int64], codes: NDArray[np.int64]
    ) -> None:
        super().__init__()
        self.places, self.place, self.codes = places, place, codes
        self._pair = wild * len(MUTANTS) + codes

    def __missing__(self, name: str) -> NDArray[Any]:
        at_place = self.places.get(name)
        values = _side_chains()[name].take(self._pair) if at_place is None else at_place.take(self.place)
        self[name] = values
        return values


def dense_unique(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """`numpy.unique` with inverse for whole numbers from 0 that are not much larger than their count."""
    seen = np.zeros(int(keys.max(initial=-1)) + 1, dtype=bool)
    seen[keys] = True
    unique = np.flatnonzero(seen)
    number = np.empty(len(seen), dtype=np.int64)
    number[unique] = np.arange(len(unique))
    return unique, number.take(keys)


def distinct(*columns: NDArray[Any]) -> tuple[list[tuple[Any, ...]], NDArray[np.int64]]:
    """Return the different rows of columns of whole numbers from 0, and the index of each row among them.

    Columns of few different values come first, since the work grows with the product of the last one's
    largest value and the number of different rows of the others.
    """
    which, n = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        size = int(column.max(initial=0)) + 1
        if n * size > _DENSE:
            keys, which = dense_unique(which)
            n = len(keys)
        if size > 1:
            which, n = which * size + column, n * size
    keys, which = dense_unique(which)
    some = np.empty(len(keys), dtype=np.int64)
    some[which] = np.arange(len(which))
    return list(zip(*(column[some].tolist() for column in columns), strict=True)), which


def _alike(places: Columns) -> NDArray[np.bool_]:
    """Return whether a published activating substitution goes the same way, shape (places, mutants)."""
    table = np.zeros((len(places["position"]), len(MUTANTS)), dtype=bool)
    for k in np.flatnonzero(places["activating_position"]).tolist():
        table[k] = _as_published(int(places["position"][k]))
    return table


@cache
def _as_published(position: int) -> NDArray[np.bool_]:
    """Return the mutants that some published activating substitution of a residue of mTOR does not oppose.

    It does where one grows and the other shrinks, by `SIZE_A3` or more, or where they change the charge in
    opposite directions.
    """
    known = amino_acids()
    wild = known[protein("MTOR").amino_acid(position)]
    alike = np.zeros(len(MUTANTS), dtype=bool)
    for code, mutant in enumerate(AMINO_ACIDS):
        new = known[mutant]
        size, charge = new.volume_A3 - wild.volume_A3, new.charge - wild.charge
        for published in map(known.__getitem__, activating_substitutions()[position]):
            its_size, its_charge = published.volume_A3 - wild.volume_A3, published.charge - wild.charge
            other_size = size * its_size < 0 and min(abs(size), abs(its_size)) >= SIZE_A3
            alike[code] |= not other_size and charge * its_charge >= 0
    return alike


@cache
def _side_chains() -> Columns:
    """Return the facts that depend on the two amino acids alone, shape (wild types, mutants), by code."""
    known = amino_acids()
    table = [[_compared(known[wild], known.get(mutant), mutant) for mutant in MUTANTS] for wild in known]
    return {
        name: np.array([[cell.get(name, 0) for cell in line] for line in table], dtype=dtype)
        for name, dtype in _COMPARED.items()
    }


_COMPARED: dict[str, Any] = {
    **dict.fromkeys(KINDS, bool), "grown": np.int64, "d_charge": np.int64, "d_hydropathy": np.float64,
    "hydropathy": np.float64,
    "d_volume_A3": np.float64, "loses_one_atom": bool, "to_acid": bool, "to_proline": bool, "backbone": bool,
    "disruptive": bool,
}  # fmt: skip


def _compared(wild: AminoAcid, new: AminoAcid | None, mutant: str) -> dict[str, Any]:
    if new is None or new is wild:
        return {_KIND_OF.get("=" if new else mutant, "is_in_frame"): True}
    grown = new.side_chain_atoms - wild.side_chain_atoms
    charge = new.charge - wild.charge
    backbone = "P" in (wild.letter, new.letter) or "G" in (wild.letter, new.letter)
    return {
        "is_substitution": True,
        "grown": grown,
        "d_charge": charge,
        "d_hydropathy": new.hydropathy - wild.hydropathy,
        "hydropathy": new.hydropathy,
        "d_volume_A3": new.volume_A3 - wild.volume_A3,
        "loses_one_atom": wild.pared_to == new.letter and not backbone,
        "to_acid": new.charge < 0,
        "to_proline": new.letter == "P",
        "backbone": backbone,
        "disruptive": grown >= 1 or grown <= -2 or charge != 0 or backbone,
    }
