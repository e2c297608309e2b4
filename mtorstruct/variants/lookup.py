"""Everything that the atlas and the domain scheme say of some positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.proteins import protein
from mtorstruct.schema import MISSING_INT, SITES, SUMMARY, Columns
from mtorstruct.variants.notes import notes
from mtorstruct.version import __version__

_STRUCTURAL = [c for c in SUMMARY.columns if c.name not in {"gene", "uniprot", "position", "wild_type"}]
_NUMPY = {"int": np.int64, "float": np.float64, "str": object, "bool": np.bool_}
_EMPTY = {"int": MISSING_INT, "float": np.nan, "str": "", "bool": False}


@dataclass(frozen=True)
class Found:
    """Structural columns of some rows, and what people should know of each (empty: nothing)."""

    columns: Columns
    notes: NDArray[Any]


def look_up(genes: Sequence[str], positions: Sequence[int], atlas: Atlas) -> Found:
    """Look UniProt positions up; a gene that is empty stands for a row without an answer."""
    answered = np.array([bool(g) for g in genes], dtype=bool)
    rows = atlas.summary_rows(
        [g for g in genes if g], [p for g, p in zip(genes, positions, strict=True) if g]
    )
    columns: Columns = {}
    for column in _STRUCTURAL:
        columns[column.name] = blank(column.dtype, len(genes))
        columns[column.name][answered] = atlas.summary.take(column.name, rows)
    columns |= domain_columns(genes, positions)
    columns |= _neighbours(genes, positions, columns["modelled_in"], atlas)
    used = zip(columns["rapamycin_entry"], columns["atp_entry"], columns["rsa_entry"], strict=True)
    columns |= provenance(atlas, [[e for e in entries if e] for entries in used])
    return Found(columns, notes(genes, columns, atlas))


def domain_columns(genes: Sequence[str], positions: Sequence[int]) -> Columns:
    """Domain and sub-elements of each position."""
    places = [domain_at(g, p) if g else ("", "") for g, p in zip(genes, positions, strict=True)]
    return {"domain": texts(d for d, _ in places), "subdomain": texts(s for _, s in places)}


def provenance(atlas: Atlas, used: list[list[str]]) -> Columns:
    """Versions, and the hashes of the structures that each row rests on."""
    sha256 = atlas.sha256
    hashes = [";".join(f"{e}={sha256[e]}" for e in sorted(set(entries))) for entries in used]
    return {
        "mtorstruct_version": np.full(len(used), __version__, dtype=object),
        "atlas_version": np.full(len(used), atlas.version, dtype=object),
        "structures_sha256": np.array(hashes, dtype=object),
    }


def texts(values: Iterable[str]) -> NDArray[Any]:
    """Column of texts."""
    return np.array(list(values), dtype=object)


def blank(dtype: str, n: int) -> NDArray[Any]:
    """Column of missing values."""
    return np.full(n, _EMPTY[dtype], dtype=_NUMPY[dtype])


def _neighbours(
    genes: Sequence[str], positions: Sequence[int], modelled_in: NDArray[Any], atlas: Atlas
) -> Columns:
    """Nearest modelled residues on both sides of each unmodelled position, with their distances."""
    n = len(genes)
    columns: Columns = {}
    for side in ("previous", "next"):
        columns[f"{side}_modelled"] = blank("str", n)
        columns |= {f"{side}_modelled_{site}_A": blank("float", n) for site in SITES}
    modelled_of: dict[str, NDArray[np.int64]] = {}
    for k in range(n):
        gene = genes[k]
        if not gene or modelled_in[k]:
            continue
        p = protein(gene)
        if gene not in modelled_of:
            every = atlas.summary_rows([gene] * len(p), list(range(1, len(p) + 1)))
            modelled_of[gene] = np.flatnonzero(atlas.summary.take("modelled_in", every) != "") + 1
        there = modelled_of[gene]
        at = int(np.searchsorted(there, positions[k]))
        for side, index in (("previous", at - 1), ("next", at)):
            if 0 <= index < len(there):
                position = int(there[index])
                row = atlas.summary_rows([gene], [position])
                away = abs(position - positions[k])
                columns[f"{side}_modelled"][k] = f"{p.amino_acid(position)}{position} ({away} residues away)"
                for site in SITES:
                    (distance,) = atlas.summary.take(f"{site}_distance_A", row)
                    columns[f"{side}_modelled_{site}_A"][k] = distance
    return columns
