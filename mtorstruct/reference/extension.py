"""User-supplied proteins beside the nine: their sequences and domains.

The sequences come from a FASTA file, the domains from a table. Invalid input is refused with its location and
a hint: a residue numbered by a wrong sequence is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mtorstruct.errors import DataError
from mtorstruct.files.separated import numbered_rows
from mtorstruct.files.text import fasta_records, opened_text
from mtorstruct.reference.domains import LEVELS, Segment
from mtorstruct.reference.proteins import Protein, known_protein

__all__ = ["Extension", "read_extension"]

MIN_LENGTH = 10
"""Smallest length of a protein: shorter ones cannot be told from others in a structure."""

GIVEN_SCHEME, GIVEN_STATUS = "reference", "given"
"""Scheme and status of the segments that the user supplies."""

AMINO_ACIDS = frozenset("ACDEFGHIKLMNPQRSTVWYUOX")
"""Letters of a sequence: the twenty, selenocysteine, pyrrolysine, and X for an unknown one."""

NUCLEOTIDES = frozenset("ACGTUNX")

RESERVED = frozenset({"OTHER", "NA", "NAN", "NONE", "NULL"})
"""Names with another meaning in the gene column, or missing values to programs that read it."""

DATABASES = frozenset({"dbj", "emb", "gb", "gi", "gnl", "lcl", "pdb", "pir", "prf", "ref"})
"""Database prefixes in headings of the NCBI, followed by the name."""

COLUMNS = ("gene", "domain", "start", "end")
"""Columns that a table of domains must have."""

_UNIPROT = re.compile(r"(?:sp|tr)\|([A-Za-z0-9]+(?:-\d+)?)\|(\S+)")
_GENE = re.compile(r"\bGN=(\S+)")
_NAME = re.compile(r"[A-Za-z0-9][\w.+-]*")


@dataclass(frozen=True)
class Extension:
    """User-supplied proteins, in the order of their file, and the segments of their domains."""

    proteins: tuple[Protein, ...] = ()
    segments: tuple[Segment, ...] = ()

    @property
    def genes(self) -> frozenset[str]:
        """Names of the proteins."""
        return frozenset(p.gene for p in self.proteins)

    @property
    def genes_without_domains(self) -> frozenset[str]:
        """Names of the proteins without domains in the table."""
        return self.genes - {s.gene for s in self.segments}


NO_EXTENSION = Extension()
"""The nine proteins alone."""


def read_extension(fasta: str | Path, domains: str | Path | None = None) -> Extension:
    """Read user-supplied proteins, and their domains.

    Parameters
    ----------
    fasta : str or pathlib.Path
        Protein sequences, plain or gzipped. A heading in UniProt's style
        (``>sp|P32600|TOR2_YEAST ... GN=TOR2``) gives the accession and the gene; of any other the
        first word is the gene, and there is no accession.
    domains : str or pathlib.Path, optional
        Tab-separated table with the columns ``gene``, ``domain``, ``start`` and ``end`` (positions in
        that sequence, both included), and perhaps ``level`` (domain, linker or subdomain), ``segment``
        and ``source``. Lines that begin with ``#`` are passed over.

    Raises
    ------
    DataError
        A file cannot be read or has nothing in it; a sequence is too short, is no protein, or has
        the name of another or of one of the nine; a domain lies outside of its protein.
    """
    proteins: list[Protein] = []
    for heading, sequence in _records(Path(fasta)):
        proteins.append(_protein(heading, sequence, str(fasta)))
        _refuse_repeated(proteins, str(fasta))
    if not proteins:
        raise DataError(
            "has no protein sequence", where=str(fasta), hint="give records that begin with a line like >TOR2"
        )
    segments = _segments(Path(domains), proteins) if domains is not None else ()
    return Extension(tuple(proteins), tuple(segments))


def _records(path: Path) -> Iterator[tuple[str, str]]:
    """Return headings and sequences of a FASTA file, which must begin with a heading."""
    with opened_text(path) as text:
        records = list(fasta_records(text))
    for record in records:
        if not record.line:
            raise DataError(
                "is not a FASTA file", where=str(path), hint="give records that begin with a line like >TOR2"
            )
        if not record.heading:
            raise DataError(
                "a heading is empty", where=f"{path}, line {record.line}", hint="write a name behind the >"
            )
        yield record.heading, record.sequence


def _protein(heading: str, written: str, where: str) -> Protein:
    from Bio.SeqUtils.CheckSum import crc64

    uniprot, entry, gene = _names(heading)
    sequence = written.upper().removesuffix("*")
    where = f"{where}, '{gene}'"
    if not _NAME.fullmatch(gene) or gene.upper() in RESERVED:
        raise DataError(
            "the name cannot be a gene",
            where=where,
            hint="begin the heading with a word such as TOR2",
        )
    for name in filter(None, (gene, uniprot)):
        if known := known_protein(name):
            own = entry if entry and not known_protein(entry) else f"{gene}_user"
            raise DataError(
                f"'{name}' is a name of {known.gene}, which is known already",
                where=where,
                hint=f"leave it out, or call another species' protein by a name of its own, such as {own}",
            )
    odd = sorted(set(sequence) - AMINO_ACIDS)
    if odd:
        raise DataError(
            f"'{odd[0]}' is no amino acid", where=where, hint="give a protein sequence, X for what is unknown"
        )
    if len(sequence) < MIN_LENGTH:
        raise DataError(
            f"has {len(sequence)} residues", where=where, hint=f"give a protein of at least {MIN_LENGTH}"
        )
    if set(sequence) == {"X"}:
        raise DataError("has no known residue", where=where, hint="give the sequence of the protein")
    if set(sequence) <= NUCLEOTIDES:
        raise DataError("is a sequence of nucleotides", where=where, hint="give the sequence of the protein")
    return Protein(
        gene=gene, uniprot=uniprot, name=gene, aliases=(), complexes=(), sequence=sequence,
        crc64=crc64(sequence).removeprefix("CRC-"),
    )  # fmt: skip


def _names(heading: str) -> tuple[str, str, str]:
    """Return accession, entry name and gene from a heading; empty where missing."""
    stated = _UNIPROT.match(heading)
    if not stated:
        words = heading.split(maxsplit=1)[0].split("|")
        return "", "", words[1] if len(words) > 1 and words[0].lower() in DATABASES else words[0]
    gene = _GENE.search(heading)
    return stated[1].upper(), stated[2], gene[1] if gene else stated[2]


def _refuse_repeated(proteins: list[Protein], where: str) -> None:
    """Refuse the last protein if it shares a name with an earlier one."""
    last = proteins[-1]
    for p in proteins[:-1]:
        if p.gene.upper() == last.gene.upper() or (last.uniprot and p.uniprot == last.uniprot):
            name = last.gene if p.gene.upper() == last.gene.upper() else last.uniprot
            raise DataError(f"has '{name}' twice", where=where, hint="leave one out, or rename it")


def _segments(path: Path, proteins: list[Protein]) -> list[Segment]:
    with opened_text(path) as text:
        rows = list(numbered_rows(text))
    heading = rows[0][1] if rows else []
    missing = [name for name in COLUMNS if name not in heading]
    if missing:
        raise DataError(
            f"has no column {' and no column '.join(missing)}",
            where=str(path),
            hint=f"give a tab-separated table with the heading {' '.join(COLUMNS)}",
        )
    if len(set(heading)) < len(heading):
        raise DataError("two columns have the same name", where=str(path), hint="rename one of them")
    if len(rows) == 1:
        raise DataError("has no domain", where=str(path), hint="leave it out, or add rows")
    by_gene = {p.gene.upper(): p for p in proteins}
    segments: list[Segment] = []
    for number, cells in rows[1:]:
        segment = _segment(dict(zip(heading, cells, strict=False)), by_gene, f"{path}, line {number}")
        if segment in segments:
            raise DataError(
                "says what a line before it says", where=f"{path}, line {number}", hint="leave it out"
            )
        segments.append(segment)
    return segments


def _segment(row: dict[str, str], by_gene: dict[str, Protein], where: str) -> Segment:
    found = by_gene.get(row.get("gene", "").upper())
    if found is None:
        raise DataError(
            f"unknown gene '{row.get('gene', '')}'",
            where=where,
            hint="the sequences are of " + ", ".join(p.gene for p in by_gene.values()),
        )
    domain, level = row.get("domain", ""), row.get("level") or "domain"
    if not domain:
        raise DataError("the domain has no name", where=where, hint="fill the column domain")
    if level not in LEVELS:
        raise DataError(f"unknown level '{level}'", where=where, hint="give one of " + ", ".join(LEVELS))
    start, end = (_position(row.get(key, ""), key, where) for key in ("start", "end"))
    if not 1 <= start <= end <= len(found):
        raise DataError(
            f"{start} to {end} is no stretch of {found.gene}",
            where=where,
            hint=f"start must be at least 1, end not before start and at most {len(found)}",
        )
    return Segment(
        gene=found.gene, scheme=GIVEN_SCHEME, level=level, domain=domain, start=start, end=end,
        segment=row.get("segment", ""), status=GIVEN_STATUS, source=row.get("source", ""), note="",
    )  # fmt: skip


def _position(text: str, column: str, where: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text, flags=re.ASCII):
        raise DataError(f"{column} '{text}' is no number", where=where, hint="give a position from 1")
    return int(text)
