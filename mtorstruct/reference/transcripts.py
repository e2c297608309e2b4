"""Transcripts of the nine proteins, and the genomic positions of their coding exons in both builds."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from mtorstruct.reference.tables import read_table

BUILDS = ("GRCh37", "GRCh38")


class Transcript(NamedTuple):
    """MANE Select transcript of one protein; its coding sequence gives the UniProt canonical sequence.

    `names` are the RefSeq and Ensembl names of transcript and protein, with versions; `exons` holds, for
    each of `BUILDS`, first and last base (from 1, both within) of each coding exon in the order of
    transcription.
    """

    gene: str
    names: tuple[str, ...]
    chromosome: str
    strand: int
    exons: dict[str, tuple[tuple[int, int], ...]]

    @property
    def coding_length(self) -> int:
        """Return the number of bases of the coding sequence, stop codon included."""
        return sum(end - start + 1 for start, end in self.exons[BUILDS[-1]])


@cache
def transcripts() -> dict[str, Transcript]:
    """Return transcripts by gene."""
    exons: dict[str, list[dict[str, str]]] = {}
    for row in read_table("coding_exons.tsv"):
        exons.setdefault(row["gene"], []).append(row)
    return {
        row["gene"]: Transcript(
            gene=row["gene"],
            names=(
                row["refseq_mrna"],
                row["refseq_protein"],
                row["ensembl_transcript"],
                row["ensembl_protein"],
            ),
            chromosome=row["chromosome"],
            strand=1 if row["strand"] == "+" else -1,
            exons={
                build: tuple((int(e[f"start_{build}"]), int(e[f"end_{build}"])) for e in exons[row["gene"]])
                for build in BUILDS
            },
        )
        for row in read_table("transcripts.tsv")
    }


def transcript_of(accession: str) -> Transcript | None:
    """Return the transcript by the RefSeq or Ensembl name of transcript or protein; versions are ignored.

    Examples
    --------
    >>> transcript_of("NM_004958.3").gene
    'MTOR'
    >>> transcript_of("NM_005228.5") is None
    True
    """
    return _by_name().get(accession.strip().upper().partition(".")[0])


@cache
def _by_name() -> dict[str, Transcript]:
    return {name.partition(".")[0]: t for t in transcripts().values() for name in t.names}
