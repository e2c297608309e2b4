"""Notes on the caveats of a row's numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.tables import COMPOUNDS, IN_DOUBT, OVERLAP, SITES, UNKNOWN, UNLIKE, UNSUPPORTED, Columns

MUCH_NEARER_A = 5.0
"""How much nearer (Å) another protomer's site must be to be noted."""

DOUBTS = {
    IN_DOUBT: "fits other models better shifted along the chain",
    UNLIKE: "fits other models in no register",
    UNSUPPORTED: "has no other model beside it, and buries what is not hydrophobic",
}
"""Reasons why a register is in doubt."""


class Stretch(NamedTuple):
    """First and last of several residues of a row, their number, and how many are modelled."""

    first: str
    last: str
    n: int
    n_modelled: int

    @property
    def named(self) -> str:
        """Return the residues in words."""
        return self.first if self.n == 1 else f"{self.first} to {self.last}"


def partners_told(partners: str, in_doubt: str) -> str:
    """Describe the partners of a row, and that others are in doubt; empty without any.

    Examples
    --------
    >>> partners_told("RICTOR;MLST8", "")
    'RICTOR, MLST8'
    >>> partners_told("", "RPTOR")
    'none (others in doubt)'
    """
    named = partners.replace(";", ", ")
    return f"{named or 'none'} (others in doubt)" if in_doubt else named


def notes(
    genes: Sequence[str], columns: Columns, atlas: Atlas, stretches: Mapping[int, Stretch]
) -> NDArray[Any]:
    """Return notes on rows with the structural columns of an annotation; empty where a gene is empty.

    `stretches` holds those of the rows that are on several residues, by their number.
    """
    entries = {gene: atlas.entries_with(gene) for gene in set(genes) if gene}
    unstated = {e["entry"] for e in atlas.manifest["entries"] if e["kind"] == UNKNOWN}
    texts = []
    for row, gene in enumerate(genes):
        stretch = stretches.get(row)
        if not gene:
            texts.append("")
        elif not columns["modelled_in"][row]:
            texts.append(_unmodelled(gene, entries[gene], columns, row, stretch))
        else:
            said = [_concerns(stretch, columns, row)] if stretch else []
            said += _unstated(unstated, columns, row)
            texts.append("; ".join((*said, *_cautions(gene, columns, row))))
    return np.array(texts, dtype=object)


def _unmodelled(gene: str, entries: list[str], columns: Columns, row: int, stretch: Stretch | None) -> str:
    if not entries:
        return f"no structure of {gene} in the atlas"
    beside = " and ".join(filter(None, (columns["previous_modelled"][row], columns["next_modelled"][row])))
    several = stretch is not None and stretch.n > 1
    subject = f"{stretch.named if stretch else ''}: none of them is " if several else "not "
    return (
        f"{subject}modelled in any experimental structure of {gene} in the atlas ({', '.join(entries)}); "
        f"nearest modelled: {beside}"
    )


def _unstated(unstated: set[str], columns: Columns, row: int) -> list[str]:
    """Return which of a row's entries may be a prediction, as far as is known."""
    speaking = {columns[f"{site}_entry"][row] for site in SITES} | {columns["rsa_entry"][row]}
    return [f"{entry} states neither an experiment nor a prediction" for entry in sorted(speaking & unstated)]


def _concerns(stretch: Stretch, columns: Columns, row: int) -> str:
    """Describe the residues that a row is about, and what its columns then mean."""
    nearest = {site: columns[f"{site}_residue"][row] for site in SITES}
    said = [
        f"that of {residue} to the {COMPOUNDS[site]} site" for site, residue in nearest.items() if residue
    ]
    both = len(said) > 1 and len(set(nearest.values())) == 1
    measured = f"that of {nearest[SITES[0]]} to both sites" if both else " and ".join(said)
    if stretch.n == 1:
        return f"the structural columns are those of {stretch.named}; columns of its side chain are empty"
    smallest = f"; the distances are the smallest, {measured}" if measured else ""
    return (
        f"on {stretch.named}, {stretch.n_modelled} of {stretch.n} residues modelled in an experimental "
        f"structure{smallest}; columns that would be of one residue (side chain, register, exposure, "
        "secondary structure, pLDDT) are empty"
    )


def _cautions(gene: str, columns: Columns, row: int) -> Iterator[str]:
    doubted: dict[tuple[str, str], str] = {}
    for site in SITES:
        register, entry = columns[f"{site}_register"][row], columns[f"{site}_entry"][row]
        if register in DOUBTS:
            doubted.setdefault((entry, register), _residue(columns, site, row))
    for (entry, register), residue in doubted.items():
        yield (
            f"around {residue} {entry} {DOUBTS[register]}: its register, and so its distances, are in doubt, "
            "and no rule looks at them"
        )
    for site in SITES:
        distance, entry = columns[f"{site}_distance_A"][row], columns[f"{site}_entry"][row]
        if columns[f"{site}_basis"][row] == OVERLAP:
            why = "the site has another shape there" if gene == "MTOR" else f"{gene} is in its way there"
            residue = _residue(columns, site, row)
            yield f"the {COMPOUNDS[site]} carried over to {entry} overlaps with {residue}: {why}"
        across = columns[f"{site}_other_protomer_A"][row]
        if across < distance - MUCH_NEARER_A:
            yield f"in the dimer the {COMPOUNDS[site]} site of the other protomer is nearer ({across:.1f} Å)"
    if columns["conflicts"][row]:
        yield f"another amino acid in the structure: {columns['conflicts'][row].replace(';', ', ')}"


def _residue(columns: Columns, site: str, row: int) -> str:
    """Return the residue that a distance is from."""
    return columns[f"{site}_residue"][row] or "this residue"
