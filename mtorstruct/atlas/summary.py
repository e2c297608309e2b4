"""Summary of the long table to one row per position.

The entry for a distance is chosen by rule, never among predictions: an experimental one before one of
unstated kind (``unknown``); one whose register is supported or untested before one that is unsupported or in
doubt, and that before one that is unlike the other models; the ligand bound before carried over; then the
better resolution (none stated comes last), but within `LIKE_A` of the best one with the partner that holds
the drug in cells (FKBP12), then one whose own file states its resolution; then the shorter distance.
Distances and ranges are those to one compound, rapamycin or a nucleotide; analogues and inhibitors that are
bound in their place have columns of their own. Exposure and secondary structure come from the largest
assembly, since a fragment exposes what is buried in the whole, among the entries of the best register.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import first_rows, proteins
from mtorstruct.reference.sites import SiteDefinition, site_definitions
from mtorstruct.tables import (
    BOUND,
    KINDS,
    MISSING_INT,
    OTHER_LIGANDS,
    PREDICTED,
    REGISTERS,
    SUMMARY,
    UNLIKE,
    Columns,
    is_doubted,
)

NO_RESOLUTION_A = 99.0
"""Resolution (Å) by which an entry without one is ranked."""

LIKE_A = 0.5
"""Difference of resolutions (Å) up to which two entries count as equal."""


@dataclass(frozen=True)
class EntryRank:
    """Criteria of the choice of an entry; `kind` is one of `KINDS`, `resolution_A` NaN where none is known.

    `stated_by` is who states it, 0 the file, 1 the catalogue, 2 the catalogue without having seen it;
    `unit_sizes` are the modelled residues of the biological unit of each chain, `genes` the proteins.
    """

    entry: str
    kind: str
    resolution_A: float
    stated_by: int
    unit_sizes: dict[str, int]
    genes: frozenset[str]


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
    for definition in site_definitions():
        summary |= _site(rows, definition, index, n, keys)
        summary |= _other_ligand(rows, definition, index, n, keys)
    modelled = keys.speaks & (rows["modelled"] != "not_modelled")
    rank = np.array([REGISTERS.index(register) for register in rows["register"]], dtype=np.int64)
    best = _first(index, n, modelled, [keys.kind, rank])
    summary["register"] = _taken(rows["register"], best, "")
    as_good = modelled & (keys.doubt == _taken(keys.doubt, best, 0)[index])
    as_good &= keys.kind == _taken(keys.kind, best, 0)[index]
    by_size = [keys.kind, -keys.unit_size, keys.resolution, keys.order]
    whole = as_good & ~np.isnan(rows["rsa"]) & (rows["observed"] == rows["expected"])
    best = _first(index, n, whole, by_size)
    summary["rsa"] = _taken(rows["rsa"], best, np.nan)
    summary["rsa_entry"] = _taken(rows["entry"], best, "")
    best = _first(index, n, as_good & (rows["secondary_structure"] != ""), by_size)
    summary["secondary_structure"] = _taken(rows["secondary_structure"], best, "")
    summary["partners"] = _joined(_without(rows["partners"], rows["partners_in_doubt"]), index, n, modelled)
    in_doubt = _joined(rows["partners_in_doubt"], index, n, modelled)
    summary["partners_in_doubt"] = _without(in_doubt, summary["partners"])
    other = modelled & (rows["observed"] != rows["expected"]) & (rows["observed"] != "X")
    said = np.array(
        [f"{o} in {e}" for o, e in zip(rows["observed"], rows["entry"], strict=True)], dtype=object
    )
    summary["conflicts"] = _joined(said, index, n, other)
    ranked = sorted(ranks, key=lambda r: np.nan_to_num(r.resolution_A, nan=NO_RESOLUTION_A))
    summary["modelled_in"] = _entries(rows["entry"], index, n, modelled, [r.entry for r in ranked])
    predicted = ~keys.speaks & (rows["modelled"] != "not_modelled")
    best = _first(index, n, predicted, [keys.order])
    summary["plddt"] = _taken(rows["mean_b_factor"], best, np.nan)
    return {name: summary[name] for name in SUMMARY.names}


def _without(names: NDArray[Any], left_out: NDArray[Any]) -> NDArray[Any]:
    """Return names joined by semicolons, row by row, without some others."""
    both = zip(names.tolist(), left_out.tolist(), strict=True)
    kept = [";".join(name for name in every.split(";") if name not in out.split(";")) for every, out in both]
    return np.array(kept, dtype=object)


def _row_index(rows: Columns) -> NDArray[np.int64]:
    """Return the summary row of each row of the long table."""
    starts = first_rows()
    return np.array([starts[g] for g in rows["gene"]], dtype=np.int64) + rows["position"] - 1


@dataclass(frozen=True)
class _Keys:
    """Ranking keys of the long table's rows, shape (n_rows,) each; `doubt` is 0, 1, or 2 for `UNLIKE`.

    `order` is the number of the row's entry, `genes` are the proteins of each entry.
    """

    speaks: NDArray[np.bool_]
    kind: NDArray[np.int64]
    doubt: NDArray[np.int64]
    resolution: NDArray[np.float64]
    stated_by: NDArray[np.int64]
    unit_size: NDArray[np.int64]
    order: NDArray[np.int64]
    genes: list[frozenset[str]]


def _keys(rows: Columns, ranks: list[EntryRank]) -> _Keys:
    of_entry = {r.entry: (number, r) for number, r in enumerate(ranks)}
    per_row = [of_entry[e] for e in rows["entry"]]
    resolution = np.array([r.resolution_A for _, r in per_row])
    return _Keys(
        speaks=np.array([r.kind != PREDICTED for _, r in per_row], dtype=bool),
        kind=np.array([KINDS.index(r.kind) for _, r in per_row], dtype=np.int64),
        doubt=is_doubted(rows["register"]) + (rows["register"] == UNLIKE).astype(np.int64),
        resolution=np.where(np.isnan(resolution), NO_RESOLUTION_A, resolution),
        stated_by=np.array([r.stated_by for _, r in per_row], dtype=np.int64),
        unit_size=np.array(
            [r.unit_sizes[c] for (_, r), c in zip(per_row, rows["chain"], strict=True)], dtype=np.int64
        ),
        order=np.array([number for number, _ in per_row], dtype=np.int64),
        genes=[r.genes for r in ranks],
    )


def _site(
    rows: Columns, definition: SiteDefinition, index: NDArray[np.int64], n: int, keys: _Keys
) -> Columns:
    """Return the columns of a site: distances to its compound."""
    site = definition.site
    distance = rows[f"{site}_distance_A"]
    measured = keys.speaks & ~np.isnan(distance) & (rows[f"{site}_compound"] == definition.compound)
    carried = rows[f"{site}_basis"] != BOUND
    best = _first_alike(definition, index, n, measured, [keys.kind, keys.doubt, carried], distance, keys)
    alike = measured & (carried == (_taken(rows[f"{site}_basis"], best, "") != BOUND)[index])
    alike &= keys.kind == _taken(keys.kind, best, 0)[index]
    alike &= keys.doubt == _taken(keys.doubt, best, 0)[index]
    other = rows[f"{site}_other_protomer_A"]
    across = np.full(n, np.inf)
    known = keys.speaks & ~np.isnan(other) & (keys.doubt == 0)
    np.minimum.at(across, index[known], other[known])
    return {
        f"{site}_distance_A": _taken(distance, best, np.nan),
        f"{site}_sidechain_distance_A": _taken(rows[f"{site}_sidechain_distance_A"], best, np.nan),
        f"{site}_entry": _taken(rows["entry"], best, ""),
        f"{site}_basis": _taken(rows[f"{site}_basis"], best, ""),
        f"{site}_rmsd_A": _taken(rows[f"{site}_rmsd_A"], best, np.nan),
        f"{site}_n_superposed": _taken(rows[f"{site}_n_superposed"], best, MISSING_INT),
        f"{site}_range_A": _ranges(distance, index, n, alike),
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


def _other_ligand(
    rows: Columns, definition: SiteDefinition, index: NDArray[np.int64], n: int, keys: _Keys
) -> Columns:
    """Return the columns of a ligand bound in place of a site's compound, by entries not in doubt."""
    site, name = definition.site, OTHER_LIGANDS[definition.site]
    distance, compound = rows[f"{site}_distance_A"], rows[f"{site}_compound"]
    bound = keys.speaks & (rows[f"{site}_basis"] == BOUND) & (compound != definition.compound)
    bound &= keys.doubt == 0
    best = _first_alike(definition, index, n, bound, [keys.kind], distance, keys)
    alike = bound & (compound == _taken(compound, best, "")[index])
    alike &= keys.kind == _taken(keys.kind, best, 0)[index]
    return {
        f"{name}_distance_A": _taken(distance, best, np.nan),
        f"{name}_sidechain_distance_A": _taken(rows[f"{site}_sidechain_distance_A"], best, np.nan),
        f"{name}_compound": _taken(compound, best, ""),
        f"{name}_entry": _taken(rows["entry"], best, ""),
        f"{name}_range_A": _ranges(distance, index, n, alike),
    }


def _first_alike(
    definition: SiteDefinition,
    index: NDArray[np.int64],
    n: int,
    wanted: NDArray[np.bool_],
    before: list[NDArray[Any]],
    distance: NDArray[np.float64],
    keys: _Keys,
) -> NDArray[np.int64]:
    """Return as `_first`, by some keys, then by resolution; among equals by partner and source."""
    best = _first(index, n, wanted, [*before, keys.resolution])
    worse = keys.resolution > _taken(keys.resolution, best, np.inf)[index] + LIKE_A
    without_partner = np.array([definition.partner not in genes for genes in keys.genes], dtype=bool)
    alike = [worse, without_partner[keys.order], keys.stated_by]
    return _first(index, n, wanted, [*before, *alike, keys.resolution, distance, keys.order])


def _pairs(rows: Columns, first: str, second: str, best: NDArray[np.int64]) -> NDArray[Any]:
    """Return names of two atoms as ``CG - RAP:C45``."""
    pairs = zip(_taken(rows[first], best, ""), _taken(rows[second], best, ""), strict=True)
    return np.array([f"{a} - {b}" if a else "" for a, b in pairs], dtype=object)


def _first(
    index: NDArray[np.int64], n: int, wanted: NDArray[np.bool_], keys: list[NDArray[Any]]
) -> NDArray[np.int64]:
    """Return, for each summary row, the wanted long row that sorts first by the keys, or -1."""
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
    for row in np.flatnonzero(wanted & (texts != "")):
        found.setdefault(int(index[row]), set()).update(texts[row].split(";"))
    joined = np.full(n, "", dtype=object)
    for row_number, names in found.items():
        joined[row_number] = ";".join(sorted(names))
    return joined


def _entries(
    entry: NDArray[Any], index: NDArray[np.int64], n: int, modelled: NDArray[np.bool_], ranked: list[str]
) -> NDArray[Any]:
    """Return the entries with coordinates of each position, best resolution first."""
    text = np.full(n, "", dtype=object)
    for name in ranked:
        has = np.zeros(n, dtype=bool)
        has[index[modelled & (entry == name)]] = True
        text[has] = [f"{before};{name}" if before else name for before in text[has]]
    return text
