"""Codons of residues, as far as what is published on the nine genes fixes them."""

from __future__ import annotations

from functools import cache

from mtorstruct.reference.tables import read_table


@cache
def known_codons(gene: str) -> dict[int, tuple[str, ...]]:
    """Codons of residues of a protein by UniProt position, where fewer than the genetic code has are left.

    A residue that is not among them may have any codon of its amino acid. The position behind the last
    residue is that of the stop codon.

    Examples
    --------
    >>> known_codons("MTOR")[2215]
    ('TCT',)
    """
    return _by_gene().get(gene, {})


@cache
def _by_gene() -> dict[str, dict[int, tuple[str, ...]]]:
    found: dict[str, dict[int, tuple[str, ...]]] = {}
    for row in read_table("codons.tsv"):
        found.setdefault(row["gene"], {})[int(row["position"])] = tuple(row["codons"].split(";"))
    return found
