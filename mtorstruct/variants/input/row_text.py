"""Texts of one row that describe its variant, as written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtorstruct.reference.chromosomes import accessions_elsewhere, chromosome_accessions
from mtorstruct.reference.isoforms import canonical_gene, gene_of
from mtorstruct.variants.notation.change import NO_GENE
from mtorstruct.variants.notation.text import is_nothing

_CHROMOSOME = re.compile(
    r"(?:chr(?:omosome)?)?[ _]?(?P<name>[0-9]{1,2}|[XYM]|MT)(?:\.0)?(?:[pq][0-9.]*(?:-.*)?)?", re.I
)
_ZEROS = re.compile("(?i)^(chr)?0+(?=[0-9])")
_SEVERAL = re.compile(r"[;,|\s]+")


@dataclass(frozen=True)
class Place:
    """A genomic variant as a row writes it, texts unaltered; `position` counts from 1.

    `build` is empty where it is not known; `odd` is the reason although one is named.
    """

    chromosome: str
    position: str
    ref: str
    alt: str
    build: str = ""
    odd: str = ""

    def __str__(self) -> str:
        return f"{self.chromosome}:{self.position.removesuffix('.0')}:{self.ref}:{self.alt}"


@dataclass(frozen=True)
class RowTexts:
    """Texts of a row on its variant; empty where there are none.

    Attributes
    ----------
    gene : str
        Gene as written; empty or `NO_GENE` where none is.
    changes : tuple of (str, str)
        Columns of protein changes and their cells, in order of preference.
    transcript, coding, amino_acids, protein_position, kind : str
        Sequence that the variants are of; coding change; VEP's amino acids (``F/L``) and
        position (``2108``, ``2108/2549``); what the row is called (``Intron``, ``missense_variant``).
    place : Place, optional
        Where it lies in the genome.
    build : str
        Genome build of coordinates within texts; empty where it is not known.
    coding_column : str
        Name of the column `coding`.
    ids : tuple of (str, str)
        Columns of identifiers of genes and of proteins, and their cells.
    chromosome, strand, species : str
        Chromosome, where it has a column apart; strand of the alleles of `place`; species, or that
        of the genome build.
    assumed : str
        The one protein that the user states for the whole input.
    """

    gene: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    transcript: str = ""
    coding: str = ""
    amino_acids: str = ""
    protein_position: str = ""
    kind: str = ""
    place: Place | None = None
    build: str = ""
    coding_column: str = "HGVSc"
    ids: tuple[tuple[str, str], ...] = ()
    chromosome: str = ""
    strand: str = ""
    species: str = ""
    assumed: str = ""

    @property
    def named(self) -> str:
        """Return the gene as written; empty where none is."""
        return "" if self.gene == NO_GENE else self.gene

    @property
    def sequence(self) -> str:
        """Return the sequence of the variants; empty for a cell without one."""
        names = [name for name in _SEVERAL.split(self.transcript.strip()) if not is_nothing(name)]
        # Of several, one whose numbers are not ours: the change may be numbered by it.
        known = [name for name in names if gene_of(name)]
        others = [name for name in known if canonical_gene(name) is None]
        return next(iter((*others, *known, *names)), "")


def chromosome_of(written: str) -> str:
    """Return number or letter of the chromosome named; empty for a scaffold, a patch and all else.

    Examples
    --------
    >>> [chromosome_of(name) for name in ("chr01", "1p36.22", "NC_000001.10", "HG1_PATCH")]
    ['1', '1', '1', '']
    """
    known = chromosome_accessions().get(written.strip().upper())
    if known:
        return known[0]
    found = _CHROMOSOME.fullmatch(written.strip())
    return found["name"].lstrip("0").upper() if found else ""


def chromosome_in_any(written: str) -> str:
    """Return the same, also where the accession is that of an assembly whose coordinates are not read.

    Examples
    --------
    >>> chromosome_in_any("NC_060925.1"), chromosome_of("NC_060925.1")
    ('1', '')
    """
    return accessions_elsewhere().get(written.strip().upper()) or chromosome_of(written)


def plain_chromosome(written: str) -> str:
    """Return the name of a chromosome as the genome has it: ``chr01`` is ``chr1``.

    Examples
    --------
    >>> plain_chromosome("chr01"), plain_chromosome("10")
    ('chr1', '10')
    """
    return _ZEROS.sub(r"\g<1>", written)
