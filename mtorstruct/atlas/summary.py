"""From the long table to one row per position.

The entry that speaks for a distance is chosen by rule, among experimental structures only: one
whose register is not in doubt before one where it is; the ligand bound before carried over; then
the better resolution (none stated comes last); then the shorter distance. Exposure and secondary
structure come from the largest assembly, since a fragment lays bare what is buried in the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import first_rows, proteins
from mtorstruct.schema import BOUND, MISSING_INT, SITES, SUMMARY, Columns

NO_RESOLUTION_A = 99.0
"""Resolution that an entry without one is ranked by."""


@dataclass(frozen=True)
class EntryRank:
    """What the choice of an entry rests on; `resolution_A` is NaN where none is known.

    `unit_sizes` are the modelled residues of the biological unit of each chain.
    """

    entry: str
    experimental: bool
    resolution_A: float
    unit_sizes: dict[str, int]


def summarise(rows: Columns, ranks: list[EntryRank]) -> Columns:
    """Summarise `RESIDUE_GEOMETRY` columns into `SUMMARY` columns, all positions of all proteins."""
    index = _row_index(rows)
    n = sum(len(p) for p in proteins())
    summary: Columns = {
        "gene": np.concatenate([np.full(len(p), p.gene, dtype=object) for p in proteins()]),
        "uniprot": np.concatenate([np.full(len(p), p.uniprot, dtype=object) for p in proteins()]),
        "position": np.concatenate([np.arange(1, len(p) + 1) for p in proteins()]),
        "wild_type": np.concatenate([np.array(list(p.sequence), dtype=object) for p in proteins()]),
    }
    keys = _keys(rows, ranks)
    for site in SITES:
        summary |= _site(rows, site, index, n, keys)
    modelled = keys.experimental & (rows["modelled"] != "not_modelled")
    by_size = [keys.doubt, -keys.unit_size, keys.resolution, keys.order]
    whole = modelled & ~np.isnan(rows["rsa"]) & (rows["observed"] == rows["expected"])
    best = _first(index, n, whole, by_size)
    summary["rsa"] = _taken(rows["rsa"], best, np.nan)
    summary["rsa_entry"] = _taken(rows["entry"], best, "")
    best = _first(index, n, modelled & (rows["secondary_structure"] != ""), by_size)
    summary["secondary_structure"] = _taken(rows["secondary_structure"], best, "")
    summary["partners"] = _joined(rows["partners"], index, n, modelled & (rows["partners"] != ""))
    other = modelled & (rows["observed"] != rows["expected"]) & (rows["observed"] != "X")
    said = np.array(
        [f"{o} in {e}" for o, e in zip(rows["observed"], rows["entry"], strict=True)], dtype=object
    )
    summary["conflicts"] = _joined(said, index, n, other)
    ranked = sorted(ranks, key=lambda r: np.nan_to_num(r.resolution_A, nan=NO_RESOLUTION_A))
    summary["modelled_in"] = _entries(rows["entry"], index, n, modelled, [r.entry for r in ranked])
    predicted = ~keys.experimental & (rows["modelled"] != "not_modelled")
    best = _first(index, n, predicted, [keys.order])
    summary["plddt"] = _taken(rows["mean_b_factor"], best, np.nan)
    return {name: summary[name] for name in SUMMARY.names}


def _row_index(rows: Columns) -> NDArray[np.int64]:
    """Row of the summary that each row of the long table belongs to."""
    starts = first_rows()
    return np.array([starts[g] for g in rows["gene"]], dtype=np.int64) + rows["position"] - 1


@dataclass(frozen=True)
class _Keys:
    """What rows of the long table are ranked by, shape (n_rows,) each."""

    experimental: NDArray[np.bool_]
    doubt: NDArray[np.bool_]
    resolution: NDArray[np.float64]
    unit_size: NDArray[np.int64]
    order: NDArray[np.int64]


def _keys(rows: Columns, ranks: list[EntryRank]) -> _Keys:
    of_entry = {r.entry: (number, r) for number, r in enumerate(ranks)}
    per_row = [of_entry[e] for e in rows["entry"]]
    resolution = np.array([r.resolution_A for _, r in per_row])
    return _Keys(
        experimental=np.array([r.experimental for _, r in per_row], dtype=bool),
        doubt=rows["register"] == "in_doubt",
        resolution=np.where(np.isnan(resolution), NO_RESOLUTION_A, resolution),
        unit_size=np.array(
            [r.unit_sizes[c] for (_, r), c in zip(per_row, rows["chain"], strict=True)], dtype=np.int64
        ),
        order=np.array([number for number, _ in per_row], dtype=np.int64),
    )


def _site(rows: Columns, site: str, index: NDArray[np.int64], n: int, keys: _Keys) -> Columns:
    distance = rows[f"{site}_distance_A"]
    measured = keys.experimental & ~np.isnan(distance)
    carried = rows[f"{site}_basis"] != BOUND
    best = _first(index, n, measured, [keys.doubt, carried, keys.resolution, distance, keys.order])
    same_basis = measured & (rows[f"{site}_basis"] == _taken(rows[f"{site}_basis"], best, "")[index])
    other = rows[f"{site}_other_protomer_A"]
    across = np.full(n, np.inf)
    known = keys.experimental & ~np.isnan(other) & ~keys.doubt
    np.minimum.at(across, index[known], other[known])
    return {
        f"{site}_distance_A": _taken(distance, best, np.nan),
        f"{site}_sidechain_distance_A": _taken(rows[f"{site}_sidechain_distance_A"], best, np.nan),
        f"{site}_entry": _taken(rows["entry"], best, ""),
        f"{site}_basis": _taken(rows[f"{site}_basis"], best, ""),
        f"{site}_rmsd_A": _taken(rows[f"{site}_rmsd_A"], best, np.nan),
        f"{site}_n_superposed": _taken(rows[f"{site}_n_superposed"], best, MISSING_INT),
        f"{site}_range_A": _ranges(distance, index, n, same_basis),
        f"{site}_copy": _taken(rows["copy"], best, MISSING_INT),
        f"{site}_site_copy": _taken(rows[f"{site}_site_copy"], best, MISSING_INT),
        f"{site}_protomer": _taken(rows[f"{site}_protomer"], best, ""),
        f"{site}_other_protomer_A": np.where(np.isfinite(across), across, np.nan),
        f"{site}_atoms": _pairs(rows, f"{site}_atom", f"{site}_ligand_atom", best),
        f"{site}_sidechain_atoms": _pairs(
            rows, f"{site}_sidechain_atom", f"{site}_sidechain_ligand_atom", best
        ),
        f"{site}_sidechain_basis": _taken(rows["sidechain_basis"], best, ""),
        f"{site}_register": _taken(rows["register"], best, ""),
    }


def _pairs(rows: Columns, first: str, second: str, best: NDArray[np.int64]) -> NDArray[Any]:
    """Names of two atoms as ``CG - RAP:C45``."""
    pairs = zip(_taken(rows[first], best, ""), _taken(rows[second], best, ""), strict=True)
    return np.array([f"{a} - {b}" if a else "" for a, b in pairs], dtype=object)


def _first(
    index: NDArray[np.int64], n: int, wanted: NDArray[np.bool_], keys: list[NDArray[Any]]
) -> NDArray[np.int64]:
    """For each summary row the wanted long row that sorts first by the keys, or -1."""
    candidates = np.flatnonzero(wanted)
    ordered = candidates[np.lexsort([key[candidates] for key in reversed([index, *keys])])]
    found = np.full(n, -1, dtype=np.int64)
    positions = index[ordered]
    first = np.flatnonzero(np.diff(positions, prepend=-1))
    found[positions[first]] = ordered[first]
    return found


def _taken(values: NDArray[Any], best: NDArray[np.int64], missing: object) -> NDArray[Any]:
    taken = np.full(len(best), missing, dtype=values.dtype)
    there = best >= 0
    taken[there] = values[best[there]]
    return taken


def _ranges(
    distance: NDArray[np.float64], index: NDArray[np.int64], n: int, measured: NDArray[np.bool_]
) -> NDArray[Any]:
    low, high = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(low, index[measured], distance[measured])
    np.maximum.at(high, index[measured], distance[measured])
    text = np.full(n, "", dtype=object)
    for row in np.flatnonzero(np.isfinite(low)):
        text[row] = f"{low[row]:.1f}-{high[row]:.1f}"
    return text


def _joined(texts: NDArray[Any], index: NDArray[np.int64], n: int, wanted: NDArray[np.bool_]) -> NDArray[Any]:
    found: dict[int, set[str]] = {}
    for row in np.flatnonzero(wanted):
        found.setdefault(int(index[row]), set()).update(texts[row].split(";"))
    joined = np.full(n, "", dtype=object)
    for row_number, names in found.items():
        joined[row_number] = ";".join(sorted(names))
    return joined


def _entries(
    entry: NDArray[Any], index: NDArray[np.int64], n: int, modelled: NDArray[np.bool_], ranked: list[str]
) -> NDArray[Any]:
    """Entries that have coordinates of each position, best resolution first."""
    text = np.full(n, "", dtype=object)
    for name in ranked:
        has = np.zeros(n, dtype=bool)
        has[index[modelled & (entry == name)]] = True
        text[has] = [f"{before};{name}" if before else name for before in text[has]]
    return text
