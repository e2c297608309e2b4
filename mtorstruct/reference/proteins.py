"""The nine proteins: names, accessions, canonical sequences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mtorstruct.errors import UsageError
from mtorstruct.files.text import fasta_records
from mtorstruct.reference.tables import DATA, read_table


@dataclass(frozen=True)
class Protein:
    """One protein in its UniProt canonical sequence; positions count from 1.

    `crc64` is the CRC-64 (ISO 3309) of the sequence, as UniProt prints it: every mapping of
    this package holds for that sequence and no other.
    """

    gene: str
    uniprot: str
    name: str
    aliases: tuple[str, ...]
    complexes: tuple[str, ...]
    sequence: str
    crc64: str

    def __len__(self) -> int:
        return len(self.sequence)

    def amino_acid(self, uniprot_pos: int) -> str:
        """Return the one-letter amino acid at a position; empty outside the sequence."""
        return self.sequence[uniprot_pos - 1] if 1 <= uniprot_pos <= len(self.sequence) else ""


@cache
def proteins() -> tuple[Protein, ...]:
    """Return all proteins, mTOR first."""
    sequences = _read_fasta()
    return tuple(
        Protein(
            gene=row["gene"],
            uniprot=row["uniprot"],
            name=row["name"],
            aliases=tuple(filter(None, row["aliases"].split(";"))),
            complexes=tuple(filter(None, row["complexes"].split(";"))),
            sequence=sequences[row["uniprot"]],
            crc64=row["crc64"],
        )
        for row in read_table("proteins.tsv")
    )


@cache
def protein(name: str) -> Protein:
    """Look up a protein by gene symbol, UniProt accession or alias, in any case.

    Isoform 1 (``P42345-1``) is the canonical sequence; other isoforms are not known.

    Raises
    ------
    UsageError
        The name is none of the nine.

    Examples
    --------
    >>> protein("raptor").gene
    'RPTOR'
    >>> protein("P42345").amino_acid(2108)
    'F'
    """
    found = known_protein(name)
    if found is None:
        raise UsageError(
            f"unknown gene '{name}'",
            hint="known are " + ", ".join(p.gene for p in proteins()),
        )
    return found


def known_protein(name: str) -> Protein | None:
    """Look up a protein as `protein` does; None where the name is none of the nine."""
    return _by_name().get(name.strip().upper().removesuffix("-1"))


@cache
def first_rows() -> dict[str, int]:
    """Return the row of each protein's first residue in a table of all positions of all proteins."""
    rows, total = {}, 0
    for p in proteins():
        rows[p.gene] = total
        total += len(p)
    return rows


def by_accession(accession: str) -> Protein | None:
    """Return the protein of a UniProt accession, or None; an isoform suffix such as ``-2`` is not removed."""
    return next((p for p in proteins() if p.uniprot == accession), None)


@cache
def _by_name() -> dict[str, Protein]:
    return {name.upper(): p for p in proteins() for name in (*p.aliases, p.name, p.uniprot, p.gene)}


def _read_fasta() -> dict[str, str]:
    text = (DATA / "proteins.fasta").read_text(encoding="utf-8")
    return {record.heading.split("|")[1]: record.sequence for record in fasta_records(text.splitlines())}
