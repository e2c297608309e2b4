"""What people should know of a row before they believe its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.schema import SITES, TRANSFERRED, Columns

OVERLAP_A = 2.5
"""Distance of heavy atoms below which two molecules overlap."""

MUCH_NEARER_A = 5.0
"""By how much another protomer's site must be nearer to be worth a word."""

LABELS = {"rapamycin": "rapamycin", "atp": "nucleotide"}


def notes(genes: Sequence[str], columns: Columns, atlas: Atlas) -> NDArray[Any]:
    """Notes on rows with the structural columns of an annotation; empty where a gene is empty."""
    entries = {gene: atlas.entries_with(gene) for gene in set(genes) if gene}
    texts = []
    for row, gene in enumerate(genes):
        if not gene:
            texts.append("")
        elif not columns["modelled_in"][row]:
            texts.append(_unmodelled(gene, entries[gene], columns, row))
        else:
            texts.append("; ".join(_cautions(gene, columns, row)))
    return np.array(texts, dtype=object)


def _unmodelled(gene: str, entries: list[str], columns: Columns, row: int) -> str:
    if not entries:
        return f"no structure of {gene} in the atlas"
    beside = " and ".join(filter(None, (columns["previous_modelled"][row], columns["next_modelled"][row])))
    return (
        f"not modelled in any experimental structure of {gene} in the atlas ({', '.join(entries)}); "
        f"nearest modelled: {beside}"
    )


def _cautions(gene: str, columns: Columns, row: int) -> Iterator[str]:
    doubted = {
        columns[f"{site}_entry"][row]: None
        for site in SITES
        if columns[f"{site}_register"][row] == "in_doubt"
    }
    for entry in doubted:
        yield (
            f"around this residue {entry} fits the predicted model better shifted along the chain: "
            "its register, and so its distances, are in doubt"
        )
    for site in SITES:
        distance, entry = columns[f"{site}_distance_A"][row], columns[f"{site}_entry"][row]
        if columns[f"{site}_basis"][row] == TRANSFERRED and distance < OVERLAP_A:
            why = "the site has another shape there" if gene == "MTOR" else f"{gene} is in its way there"
            yield f"the {LABELS[site]} carried over to {entry} overlaps with this residue: {why}"
        across = columns[f"{site}_other_protomer_A"][row]
        if across < distance - MUCH_NEARER_A:
            yield f"in the dimer the {LABELS[site]} site of the other protomer is nearer ({across:.1f} A)"
    if columns["conflicts"][row]:
        yield f"another amino acid in the structure: {columns['conflicts'][row].replace(';', ', ')}"
