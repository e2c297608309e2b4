"""Look-up of positions in the atlas and the domain scheme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.versions import data_versions
from mtorstruct.tables import OTHER_LIGANDS, SITES, SUMMARY, Columns
from mtorstruct.variants.notes import Stretch, notes
from mtorstruct.variants.spans import over_spans, residue_names
from mtorstruct.version import __version__

_STRUCTURAL = [c for c in SUMMARY.columns if c.name not in {"gene", "uniprot", "position", "wild_type"}]

_OF_ONE_RESIDUE = (
    "register", "rsa", "rsa_entry", "secondary_structure", "plddt",
    *(c.name for c in _STRUCTURAL if c.name.startswith(tuple(OTHER_LIGANDS.values()))),
)  # fmt: skip
"""Columns that apply to one residue only, besides those of side chains: empty for several."""

_SITE_COLUMNS = {site: [c for c in _STRUCTURAL if c.name.startswith(f"{site}_")] for site in SITES}


class Found(NamedTuple):
    """Structural columns of some rows, and a note on each (empty: none)."""

    columns: Columns
    notes: NDArray[Any]


class Places(NamedTuple):
    """Positions of some variants, shape (n,) each; an empty gene marks a row without an answer.

    `firsts` and `lasts` are UniProt positions; `several` is true where a row is on all residues between.
    """

    genes: Sequence[str]
    firsts: Sequence[int]
    lasts: Sequence[int]
    several: Sequence[bool]

    @classmethod
    def single(cls, genes: Sequence[str], positions: Sequence[int]) -> Places:
        """Return places of one residue each."""
        return cls(genes, positions, positions, [False] * len(genes))


def look_up(places: Places, atlas: Atlas) -> Found:
    """Look up UniProt positions and ranges of them."""
    genes, firsts = places.genes, places.firsts
    answered = np.array([bool(g) for g in genes], dtype=bool)
    rows = np.zeros(len(genes), dtype=np.int64)
    rows[answered] = atlas.summary_rows(
        [g for g in genes if g], [p for g, p in zip(genes, firsts, strict=True) if g]
    )
    columns: Columns = {}
    for column in _STRUCTURAL:
        columns[column.name] = column.blank(len(genes))
        columns[column.name][answered] = atlas.summary.take(column.name, rows[answered])
    columns |= domain_columns(genes, firsts)
    columns |= {f"{site}_residue": np.full(len(genes), "", dtype=object) for site in SITES}
    several = answered & np.array(places.several, dtype=bool)
    n_modelled = _over_spans(columns, np.flatnonzero(several), rows, places, atlas)
    columns |= _neighbours(places, columns["modelled_in"], atlas)
    used = zip(columns["rapamycin_entry"], columns["atp_entry"], columns["rsa_entry"], strict=True)
    columns |= provenance(atlas, [[e for e in entries if e] for entries in used])
    return Found(columns, notes(genes, columns, atlas, stretches(places, n_modelled)))


def _over_spans(
    columns: Columns, which: NDArray[np.int64], rows: NDArray[np.int64], places: Places, atlas: Atlas
) -> dict[int, int]:
    """Fill in the columns that hold for several residues; returns how many of their residues are modelled."""
    if not len(which):
        return {}
    first = rows[which]
    length = np.array([places.lasts[k] - places.firsts[k] for k in which.tolist()], dtype=np.int64)
    found = over_spans(first, first + length, atlas)
    for name in ("domain", "subdomain", "partners", "partners_in_doubt", "modelled_in", "conflicts"):
        columns[name][which] = found[name]
    for site, of_site in _SITE_COLUMNS.items():
        nearest = found[f"{site}_row"]
        measured = nearest >= 0
        columns[f"{site}_residue"][which] = residue_names(nearest, atlas)
        for column in of_site:
            values = column.blank(len(which))
            if "sidechain" not in column.name:
                values[measured] = atlas.summary.take(column.name, nearest[measured])
            columns[column.name][which] = values
    for column in _STRUCTURAL:
        if column.name in _OF_ONE_RESIDUE:
            columns[column.name][which] = column.blank(len(which))
    return dict(zip(which.tolist(), found["n_modelled"].tolist(), strict=True))


def stretches(places: Places, n_modelled: dict[int, int]) -> dict[int, Stretch]:
    """Return the notes on rows of several residues, by row number."""
    found = {}
    for k, modelled in n_modelled.items():
        p, first, last = protein(places.genes[k]), places.firsts[k], places.lasts[k]
        ends = (f"{p.amino_acid(first)}{first}", f"{p.amino_acid(last)}{last}")
        found[k] = Stretch(*ends, last - first + 1, modelled)
    return found


def domain_columns(genes: Sequence[str], positions: Sequence[int]) -> Columns:
    """Return domain and sub-elements of each position."""
    places = [domain_at(g, p) if g else ("", "") for g, p in zip(genes, positions, strict=True)]
    return {"domain": texts(d for d, _ in places), "subdomain": texts(s for _, s in places)}


def provenance(atlas: Atlas, used: list[list[str]]) -> Columns:
    """Return versions, and the hashes of the structures that each row rests on."""
    sha256 = atlas.sha256
    hashes = [";".join(f"{e}={sha256[e]}" for e in sorted(set(entries))) for entries in used]
    return {
        "mtorstruct_version": np.full(len(used), __version__, dtype=object),
        "atlas_version": np.full(len(used), atlas.version, dtype=object),
        "structures_sha256": np.array(hashes, dtype=object),
    }


def versions(atlas: Atlas) -> dict[str, Any]:
    """Return the versions of atlas, evidence and sequences, as ``attrs`` of a table."""
    return {"atlas_version": atlas.version, **data_versions()}


def texts(values: Iterable[str]) -> NDArray[Any]:
    """Return a column of texts."""
    return np.array(list(values), dtype=object)


def _neighbours(places: Places, modelled_in: NDArray[Any], atlas: Atlas) -> Columns:
    """Return the nearest modelled residues on both sides of an unmodelled one, with their distances."""
    n = len(places.genes)
    columns: Columns = {}
    for side in ("previous", "next"):
        columns[f"{side}_modelled"] = np.full(n, "", dtype=object)
        columns |= {f"{side}_modelled_{site}_A": np.full(n, np.nan) for site in SITES}
    modelled_of: dict[str, NDArray[np.int64]] = {}
    for k in range(n):
        gene = places.genes[k]
        if not gene or modelled_in[k]:
            continue
        p = protein(gene)
        if gene not in modelled_of:
            every = atlas.summary_rows([gene] * len(p), list(range(1, len(p) + 1)))
            modelled_of[gene] = np.flatnonzero(atlas.summary.take("modelled_in", every) != "") + 1
        there = modelled_of[gene]
        at = int(np.searchsorted(there, places.firsts[k]))
        for side, index, here in (("previous", at - 1, places.firsts[k]), ("next", at, places.lasts[k])):
            if 0 <= index < len(there):
                position = int(there[index])
                row = atlas.summary_rows([gene], [position])
                away = abs(position - here)
                columns[f"{side}_modelled"][k] = f"{p.amino_acid(position)}{position} ({away} residues away)"
                for site in SITES:
                    (distance,) = atlas.summary.take(f"{site}_distance_A", row)
                    columns[f"{side}_modelled_{site}_A"][k] = distance
    return columns
