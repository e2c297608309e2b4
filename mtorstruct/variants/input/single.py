"""Reading of a single text: protein change, coding change or genomic variant.

Modules for the less common notations are imported when one is met, so that one plain variant costs little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtorstruct.variants.notation.change import DEFAULT_GENE, NO_GENE, Change
from mtorstruct.variants.notation.plain import plain_change

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences


def understand_text(
    text: str, gene: str = "", build: str = "", coding: CodingSequences | None = None
) -> Change:
    """Read a single variant: protein change, coding change or genomic variant.

    Examples
    --------
    >>> understand_text("NM_004958.4:c.6981G>T").wild_type
    'M'
    >>> understand_text("1:11187094:G:T", build="GRCh37").position
    2108
    """
    plain = plain_change(text, gene)
    if plain is not None:
        return plain
    from mtorstruct.variants.notation.address import halves, kind_of
    from mtorstruct.variants.notation.reading import parse_change
    from mtorstruct.variants.notation.text import cleaned

    kind = kind_of(text)
    if kind == "coding":
        from mtorstruct.variants.dna.coding import coding_change

        change = coding_change(halves(text)[1] or cleaned(text), gene=gene, coding=coding)
        return change._replace(text=text, read_from="coding sequence")
    if kind == "genomic":
        return _of_genomic_text(text, gene, build, coding)
    change = parse_change(text, gene)
    half = halves(text)[1] if change.status == "ok" and "c." in text else ""
    return _beside_coding(change, half) if half else change


def _beside_coding(change: Change, half: str) -> Change:
    """Return a protein change compared with the coding change in the same text."""
    from mtorstruct.reference.coding_sequences import GENETIC_CODE_ALONE
    from mtorstruct.reference.isoforms import gene_of
    from mtorstruct.reference.proteins import known_protein
    from mtorstruct.variants.dna.coding import coding_change
    from mtorstruct.variants.input.agreement import Readings, settle

    gene = change.gene or gene_of(change.reference) or DEFAULT_GENE
    protein = known_protein(gene)
    if protein is None:
        return change
    coding = coding_change(half, gene=protein.gene, coding=GENETIC_CODE_ALONE)
    found = settle(Readings(change, coding._replace(text=half), None), protein)
    return found if found is not None and found.status == "contradiction" else change


def _of_genomic_text(text: str, gene: str, build: str, coding: CodingSequences | None) -> Change:
    from mtorstruct.variants.dna.genome import genomic_change, genomic_text
    from mtorstruct.variants.notation.text import cleaned

    found = genomic_text(text) or genomic_text(cleaned(text))
    if found is None:
        what = "is no place in the genome that I can read; write it like chr1:g.11187094G>T or 1:11187094:G:T"
        return Change(text, gene, status="not_understood", problem=f"'{text.strip()}' {what}")
    chromosome, position, ref, alt, own = found
    said = own or build
    change = genomic_change(chromosome, position, ref, alt, said, text=text, gene=gene, coding=coding)
    if change is None:
        what = f"lies in none of the nine genes{f' in {said}' if said else ''}"
        return Change(text, gene or NO_GENE, status="no_protein_change", problem=f"'{text.strip()}' {what}")
    return change._replace(text=text, read_from=f"coordinates {said}".strip())
