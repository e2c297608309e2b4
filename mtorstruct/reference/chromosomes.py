"""RefSeq accessions of the chromosomes, whose versions name the genome build."""

from __future__ import annotations

from functools import cache

from mtorstruct.reference.tables import read_table
from mtorstruct.reference.transcripts import BUILDS


@cache
def chromosome_accessions() -> dict[str, tuple[str, str]]:
    """Chromosome and build by RefSeq accession with version, for the chromosomes of the nine genes.

    Examples
    --------
    >>> chromosome_accessions()["NC_000001.10"]
    ('1', 'GRCh37')
    """
    return {
        row[f"accession_{build}"]: (row["chromosome"], build)
        for row in read_table("chromosomes.tsv")
        for build in BUILDS
    }
