"""Isoforms, and the sequence that the name of a transcript or protein stands for.

Positions in this package are those of the UniProt canonical sequence, which is that of the MANE Select
transcript. For other isoforms the table gives the mapping of their positions, as far as it was checked.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.reference.tables import UNVERIFIED, read_table
from mtorstruct.reference.transcripts import transcript_of

_UNIPROT_ISOFORM = re.compile(r"([A-Z][A-Z0-9]{5})(?:-([0-9]+))?")

_REMEMBERED = 4096
"""Largest number of names cached: a file has few, on many rows."""

Stretch = tuple[int, int, int]
"""First and last canonical position, and the offset to the position in the isoform."""


class Isoform(NamedTuple):
    """One isoform other than the canonical sequence.

    Attributes
    ----------
    gene : str
        Gene symbol.
    uniprot_isoform : str
        Such as ``Q6R327-3``; empty where UniProt has none.
    names, names_in_doubt : tuple of str
        RefSeq and Ensembl names of transcript and protein; those that are names of the canonical sequence
        in another version.
    length : int
        Residues; 0 where that was not checked.
    segments : tuple of Stretch
        Stretches that it shares with the canonical sequence; empty where that was not checked.
    difference, status, source : str
        In words; how far the row was checked; by whom it is stated.
    """

    gene: str
    uniprot_isoform: str
    names: tuple[str, ...]
    names_in_doubt: tuple[str, ...]
    length: int
    segments: tuple[Stretch, ...]
    difference: str
    status: str
    source: str

    @property
    def label(self) -> str:
        """Return a name for people: ``isoform 3 (Q6R327-3)``, or that of the transcript."""
        if not self.uniprot_isoform:
            return self.names[0]
        return f"isoform {self.uniprot_isoform.partition('-')[2]} ({self.uniprot_isoform})"

    def to_canonical(self, isoform_pos: int) -> int | None:
        """Return the canonical (UniProt) position of a position of this isoform; None where there is none.

        Examples
        --------
        >>> isoform_of("Q8N122-3").to_canonical(705)
        863
        """
        for first, last, offset in self.segments:
            if first <= isoform_pos - offset <= last:
                return isoform_pos - offset
        return None

    def from_canonical(self, uniprot_pos: int) -> int | None:
        """Return the position in this isoform of a canonical (UniProt) position; None where there is none."""
        for first, last, offset in self.segments:
            if first <= uniprot_pos <= last:
                return uniprot_pos + offset
        return None


@cache
def isoforms(gene: str | None = None) -> tuple[Isoform, ...]:
    """Return the isoforms other than the canonical sequence, of one protein or all, in the table's order."""
    return tuple(i for i in _all() if gene in (None, i.gene) and not i.uniprot_isoform.endswith("-1"))


@lru_cache(maxsize=_REMEMBERED)
def isoform_of(accession: str) -> Isoform | None:
    """Return the isoform of a UniProt, RefSeq or Ensembl name; None for the canonical and unknown names.

    Versions are ignored, except where the same name stands for two sequences by its version.

    Examples
    --------
    >>> isoform_of("ENST00000296782.3").uniprot_isoform
    'Q6R327-3'
    >>> isoform_of("NM_004958.4") is None
    True
    >>> isoform_of("NP_115751.3").uniprot_isoform, isoform_of("NP_115751.2")
    ('Q96B36-3', None)
    """
    return _found(accession, _isoform_names())


@lru_cache(maxsize=_REMEMBERED)
def isoform_in_doubt(accession: str) -> Isoform | None:
    """Return the isoform that a name may stand for by a version not seen; else the canonical sequence.

    Examples
    --------
    >>> isoform_in_doubt("NM_032375.6").uniprot_isoform
    'Q96B36-3'
    """
    return _names_in_doubt().get(_without_version(accession)) if isoform_of(accession) is None else None


@lru_cache(maxsize=_REMEMBERED)
def canonical_gene(accession: str) -> str | None:
    """Return the gene whose canonical sequence a UniProt, RefSeq or Ensembl name denotes; None for others.

    Examples
    --------
    >>> canonical_gene("P42345-1"), canonical_gene("NM_004958.4"), canonical_gene("ENST00000397124")
    ('MTOR', 'MTOR', 'MLST8')
    >>> canonical_gene("Q6R327-3") is None
    True
    """
    transcript = transcript_of(accession)
    if transcript is not None:
        return transcript.gene
    match = _UNIPROT_ISOFORM.fullmatch(accession.strip().upper())
    if match and match[2] in (None, "1"):
        return _accessions().get(match[1])
    found = _found(accession, _canonical_names())
    return found.gene if found else None


@lru_cache(maxsize=_REMEMBERED)
def gene_of(accession: str) -> str | None:
    """Return the gene of ours that a UniProt, RefSeq or Ensembl name belongs to, in any isoform; or None.

    Examples
    --------
    >>> gene_of("Q6R327-9"), gene_of("NM_032375"), gene_of("NM_005228.5")
    ('RICTOR', 'AKT1S1', None)
    """
    canonical = canonical_gene(accession)
    if canonical is not None:
        return canonical
    isoform = isoform_of(accession) or isoform_in_doubt(accession)
    return isoform.gene if isoform else _accessions().get(accession.strip().upper().partition("-")[0])


def is_believed(accession: str) -> bool:
    """Return whether a name's match with the canonical sequence is believed but was not seen in a source.

    Examples
    --------
    >>> is_believed("LRG_734p1"), is_believed("NM_004958.4")
    (True, False)
    """
    found = _found(accession, _canonical_names())
    return found is not None and found.status == UNVERIFIED


def _found(accession: str, names: dict[str, Isoform]) -> Isoform | None:
    name = accession.strip().upper()
    return names.get(name) or names.get(_without_version(name))


def _without_version(accession: str) -> str:
    return accession.strip().upper().partition(".")[0]


@cache
def _isoform_names() -> dict[str, Isoform]:
    return {name: i for i in isoforms() for name in (*i.names, i.uniprot_isoform) if name}


@cache
def _canonical_names() -> dict[str, Isoform]:
    return {name: i for i in _all() if i.uniprot_isoform.endswith("-1") for name in i.names}


@cache
def _names_in_doubt() -> dict[str, Isoform]:
    return {name: i for i in isoforms() for name in i.names_in_doubt}


@cache
def _accessions() -> dict[str, str]:
    return {p.uniprot: p.gene for p in proteins()}


@cache
def _all() -> tuple[Isoform, ...]:
    return tuple(
        Isoform(
            gene=protein(row["gene"]).gene,
            uniprot_isoform=row["uniprot_isoform"],
            names=tuple(filter(None, row["names"].split(";"))),
            names_in_doubt=tuple(filter(None, row["names_in_doubt"].split(";"))),
            length=int(row["length"] or 0),
            segments=tuple(_stretch(text) for text in row["segments"].split(";") if text),
            difference=row["difference"],
            status=row["status"],
            source=row["source"],
        )
        for row in read_table("isoforms.tsv")
    )


def _stretch(text: str) -> Stretch:
    """Return first, last and offset from ``1379-1708:24``."""
    stretch, offset = text.split(":")
    first, last = stretch.split("-")
    return int(first), int(last), int(offset)
