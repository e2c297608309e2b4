"""RefSeq and GenBank accessions of the chromosomes, whose versions name the genome build."""

from __future__ import annotations

from functools import cache

from mtorstruct.reference.tables import read_table
from mtorstruct.reference.transcripts import BUILDS


@cache
def chromosome_accessions() -> dict[str, tuple[str, str]]:
    """Return chromosome and build by accession with version, for the chromosomes of the nine genes.

    Examples
    --------
    >>> chromosome_accessions()["NC_000001.10"], chromosome_accessions()["CM000663.2"]
    (('1', 'GRCh37'), ('1', 'GRCh38'))
    """
    return {
        row[f"{database}_{build}"]: (row["chromosome"], build)
        for row in read_table("chromosomes.tsv")
        for build in BUILDS
        for database in ("accession", "genbank")
    }


@cache
def accessions_elsewhere() -> dict[str, str]:
    """Return the chromosome by accession in T2T-CHM13, whose coordinates are not read.

    Examples
    --------
    >>> accessions_elsewhere()["NC_060925.1"]
    '1'
    """
    return {
        row[f"{database}_CHM13"]: row["chromosome"]
        for row in read_table("chromosomes.tsv")
        for database in ("accession", "genbank")
    }
