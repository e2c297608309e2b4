"""Codons of residues, as far as publications on the nine genes determine them."""

from __future__ import annotations

from functools import cache

from mtorstruct.reference.tables import read_table


@cache
def known_codons(gene: str) -> dict[int, tuple[str, ...]]:
    """Return the codons of residues by UniProt position, where fewer remain than in the genetic code.

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
