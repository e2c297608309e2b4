"""Entries of a VCF annotation: one a transcript and allele, and the choice of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mtorstruct.reference.identity import identify
from mtorstruct.reference.isoforms import gene_of
from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.species import species_of_id
from mtorstruct.reference.transcripts import transcript_of
from mtorstruct.variants.input.row_text import Place, RowTexts
from mtorstruct.variants.notation.text import is_nothing

_CONTEXT = 5
_NONE = 6


@dataclass(frozen=True)
class Entry:
    """One entry of an annotation, as its program wrote it.

    Attributes
    ----------
    source : str
        Key in INFO.
    gene, names : str, tuple of str
        Symbol; other names of the gene or protein: Ensembl, Entrez, UniProt.
    transcript, coding, amino_acids, protein_position, kind
        As in `RowTexts`.
    changes : tuple of (str, str)
        Fields of protein changes and their values, in order of preference.
    is_preferred : bool
        Whether the program marks the transcript as preferred.
    build : str
        Genome build that the entry itself names, by any name.
    pointer : str
        Position of the record with the consequence of this one, for an entry without its own.
    is_joint : bool
        Whether it covers several variants together, so that the position of one record does not fix it.
    text : str
        The entry as written in INFO.
    """

    source: str
    gene: str = ""
    names: tuple[str, ...] = ()
    transcript: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    coding: str = ""
    amino_acids: str = ""
    protein_position: str = ""
    kind: str = ""
    is_preferred: bool = False
    build: str = ""
    pointer: str = ""
    is_joint: bool = False
    text: str = ""

    @property
    def sequence(self) -> str:
        """Return the transcript, or else the sequence that a variant names before a colon."""
        if self.transcript:
            return self.transcript
        for text in (self.coding, *(text for _, text in self.changes)):
            before, colon, _ = text.partition(":")
            if colon and gene_of(before) is not None:
                return before
        return ""

    @property
    def our_gene(self) -> str:
        """Return the symbol of the gene, where it or another name is one of the nine; else empty."""
        for name in (self.gene, *self.names):
            named = identify(name)
            if named.kind == "ours":
                return named.gene
        return gene_of(self.sequence) or next(filter(None, map(gene_of, self.names)), "")

    @property
    def is_of_context(self) -> bool:
        """Return whether it is of a gene reported as context."""
        return self.gene.upper() in response_markers()

    @property
    def is_of_other_species(self) -> bool:
        """Return whether its transcript belongs to another species in Ensembl."""
        return species_of_id(self.sequence) != ""

    @property
    def says_change(self) -> bool:
        """Return whether it names a protein or coding change."""
        words = (*(text for _, text in self.changes), self.coding, self.amino_acids)
        return any(not is_nothing(text) for text in words)

    @property
    def rank(self) -> tuple[int, bool]:
        """Return its rank: an entry of our transcript first, those of other genes last."""
        if not self.our_gene:
            return (_CONTEXT if self.is_of_context else _NONE), False
        if transcript_of(self.sequence) is not None:
            return (0 if self.says_change else 2), not self.is_preferred
        if self.says_change:
            return (3 if self.sequence else 1), not self.is_preferred
        return 4, not self.is_preferred

    def row(self, place: Place | None) -> RowTexts:
        """Return its texts as a row, with the position of its record, unless it covers several records."""
        return RowTexts(
            gene=self.our_gene or self.gene,
            changes=self.changes,
            transcript=self.sequence,
            coding=self.coding,
            amino_acids=self.amino_acids,
            protein_position=self.protein_position,
            kind=self.kind,
            place=None if self.is_joint and self.says_change else place,
            coding_column=f"{self.source} HGVSc",
            ids=tuple((self.source, name) for name in self.names),
        )


class Entries:
    """Entries of one record: those of each allele, counted from 1, and those of all alleles.

    Of the entries of all alleles only the best is kept, so that many alleles cost no more than they are long.
    """

    def __init__(self, of_all: Iterable[Entry] = (), of_allele: dict[int, list[Entry]] | None = None) -> None:
        self._of_allele = of_allele or {}
        self._best = best(of_all)

    def of(self, k: int) -> Entry | None:
        """Return the most informative entry of an allele on one of our genes; None for none."""
        common = [self._best] if self._best is not None else []
        return best([*self._of_allele.get(k, ()), *common])


def best(entries: Iterable[Entry]) -> Entry | None:
    """Return the entry of our transcript; else of our genes; else of context genes; else a pointer."""
    ranked: Sequence[tuple[tuple[int, bool], Entry]] = [(entry.rank, entry) for entry in entries]
    if not ranked:
        return None
    (rank, _), found = min(ranked, key=lambda item: item[0])
    if rank < _NONE:
        return found
    return next((entry for _, entry in ranked if entry.pointer), None)
