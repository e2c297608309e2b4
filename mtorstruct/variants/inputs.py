"""Names of columns that tables of variants have, and what each column is for.

Case does not matter, and neither do blanks, dots and hyphens: ``HGVSp Short`` is ``HGVSp_Short``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from mtorstruct.errors import UsageError

CHANGE_COLUMNS = (
    "protein_change",
    "hgvsp_short",
    "hgvsp",
    "hgvs_p",
    "aa_change",
    "aachange",
    "amino_acid_change",
    "aachange_refgene",
    "aachange_ensgene",
    "ma:protein_change",
    "mutation_aa",
    "aa_mutation",
    "mutation",
    "variant",
    "change",
    "residue",
    "input",
)
"""Headings that name a column of protein changes; where a cell is empty the next column is looked at."""

GENE_COLUMNS = (
    "hugo_symbol", "gene_symbol", "symbol", "gene_name", "genename", "gene_refgene", "gene_ensgene",
    "gene_knowngene", "gene",
)  # fmt: skip
"""Headings that name a column of genes; in MAF files ``Gene`` holds Ensembl ids, so it comes last."""

SAMPLE_COLUMNS = ("tumor_sample_barcode", "sample_id", "sampleid", "sample", "tumor_sample")
"""Headings that name a column of samples."""

_OTHERS = {
    "transcript": ("transcript_id", "feature", "annotation_transcript", "transcript", "refseq", "enst"),
    "coding": ("hgvsc", "hgvs_c", "cdna_change", "coding_change", "cds_change"),
    "amino_acids": ("amino_acids",),
    "protein_position": ("protein_position",),
    "kind": ("variant_classification", "variant_class", "consequence"),
    "chromosome": ("chromosome", "chrom", "chr"),
    "start": ("start_position", "start", "start_pos", "pos", "position"),
    "ref": ("reference_allele", "ref", "reference"),
    "alt": ("tumor_seq_allele2", "alt", "alternate", "variant_allele", "alternate_allele"),
    "alt1": ("tumor_seq_allele1",),
    "build": ("ncbi_build", "genome_build", "build", "assembly", "reference_genome"),
}

KNOWN_COLUMNS = frozenset(
    name for names in (CHANGE_COLUMNS, GENE_COLUMNS, SAMPLE_COLUMNS, *_OTHERS.values()) for name in names
)
"""All these headings: in a row they say that it is a heading."""

_PLACE = ("chromosome", "start", "ref", "alt")

DELIMITERS = "\t;,"

MAX_RECORD_LINES = 50
"""Lines that a quoted cell may run over; a quote that is not closed by then is a letter."""


@dataclass(frozen=True)
class Roles:
    """Which columns of a table hold what, as indexes from 0; None or empty where there is none."""

    gene: int | None
    changes: tuple[int, ...]
    sample: int | None
    transcript: int | None = None
    coding: int | None = None
    amino_acids: int | None = None
    protein_position: int | None = None
    kind: int | None = None
    chromosome: int | None = None
    start: int | None = None
    ref: int | None = None
    alt: int | None = None
    alt1: int | None = None
    build: int | None = None

    @property
    def has_place(self) -> bool:
        """Whether the table gives places in the genome."""
        return self.chromosome is not None

    @property
    def says_change(self) -> bool:
        """Whether any column tells a change."""
        by_parts = self.amino_acids is not None and self.protein_position is not None
        return bool(self.changes) or self.coding is not None or by_parts or self.has_place

    @property
    def indexes(self) -> set[int]:
        """Columns that have a role."""
        return {v for v in vars(self).values() if isinstance(v, int)} | set(self.changes)

    @property
    def last(self) -> int:
        """Index of the last column that has a role."""
        return max(self.indexes, default=-1)


def roles_of(heading: Sequence[str], gene: str | None, change: str | None, sample: str | None) -> Roles:
    """What each column is for; `gene`, `change` and `sample` name columns that the user chose.

    Raises
    ------
    UsageError
        A column that was chosen is not there, or no column tells a change.
    """
    plain = [normal(name) for name in heading]
    for chosen in (gene, change, sample):
        if chosen is not None and chosen not in heading:
            raise UsageError(f"the table has no column '{chosen}'", mend=f"there are {', '.join(heading)}")
    others = {role: find_column(heading, None, names) for role, names in _OTHERS.items()}
    if any(others[role] is None for role in _PLACE):
        others |= dict.fromkeys((*_PLACE, "alt1"))
    found = (
        (heading.index(change),)
        if change is not None
        else tuple(plain.index(name) for name in CHANGE_COLUMNS if name in plain)
    )
    return Roles(
        find_column(heading, gene, GENE_COLUMNS),
        found,
        find_column(heading, sample, SAMPLE_COLUMNS),
        **others,
    )


def find_column(heading: Sequence[str], chosen: str | None, known: tuple[str, ...]) -> int | None:
    """Index of the column that is chosen by name, or else of the first that is known."""
    if chosen is not None:
        return heading.index(chosen) if chosen in heading else None
    plain = [normal(name) for name in heading]
    return next((plain.index(name) for name in known if name in plain), None)


def normal(name: str) -> str:
    """Heading without what people vary.

    Examples
    --------
    >>> normal("HGVSp Short"), normal("#CHROM"), normal("AAChange.refGene")
    ('hgvsp_short', 'chrom', 'aachange_refgene')
    """
    return re.sub(r"[ .-]+", "_", name.strip().lstrip("#").lower())


def delimiter_of(line: str) -> str | None:
    """What separates the cells of a heading: tab, semicolon or comma; None where there is none."""
    bare = re.sub('"[^"]*"', "", line)
    return next((d for d in DELIMITERS if d in bare), None)


def cells_of(record: str, delimiter: str) -> list[str]:
    """Cells of one record, quotes taken away; where a quote is not closed all of them are letters."""
    if '"' not in record or is_open(record, delimiter):
        return record.split(delimiter)
    csv.field_size_limit(2**31 - 1)
    try:
        return next(csv.reader([record], delimiter=delimiter))
    except csv.Error:
        return record.split(delimiter)


def is_open(record: str, delimiter: str) -> bool:
    """Whether a quoted cell of a record is not closed: one begins right behind a delimiter, or at the start.

    Examples
    --------
    >>> is_open('MTOR,"a', ","), is_open('MTOR,5" tumour', ","), is_open('"a, b",MTOR', ",")
    (True, False, False)
    """
    cell = _quoted(delimiter)
    return _opening(delimiter).search(cell.sub("", record)) is not None


@cache
def _quoted(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(f'(?:(?<={d})|^)"[^"]*(?:""[^"]*)*"(?={d}|$)')


@cache
def _opening(delimiter: str) -> re.Pattern[str]:
    return re.compile(f'(?:(?<={re.escape(delimiter)})|^)"')
