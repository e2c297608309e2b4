"""Codons of the nine proteins, worked out of what real cohorts say of single bases.

A row that names place, alleles and protein change says which codons the residue can have: those of its
amino acid with the reference base there that give the new amino acid with the other base.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mtorstruct.reference.genetic_code import CODE, codons_of, reverse_complement
from mtorstruct.reference.transcripts import BUILDS, transcripts
from mtorstruct.variants.dna.codons import residues_of
from mtorstruct.variants.dna.exons import exon_at, genes_on

OTHER_ISOFORM = "ENST00000391835"
"""Transcript of AKT1S1 in the MC3 calls: isoform 3, with 20 residues more at the N-terminus."""

Key = tuple[str, int]
Known = dict[Key, frozenset[str]]


@dataclass(frozen=True)
class Row:
    """A change of one base of the coding strand, and the protein change that the file names."""

    gene: str
    position: int
    phase: int
    old: str
    new: str
    named: str
    codon: str = ""

    @property
    def key(self) -> Key:
        return self.gene, self.position

    @property
    def wild_type(self) -> str:
        return residues_of(self.gene)[self.position - 1]

    def acid(self, codon: str) -> str:
        """What a codon becomes."""
        return CODE[codon[: self.phase] + self.new + codon[self.phase + 1 :]]

    @property
    def fitting(self) -> frozenset[str]:
        """Codons of the residue that have the base that is replaced."""
        return frozenset(c for c in codons_of(self.wild_type) if c[self.phase] == self.old)

    @property
    def codons(self) -> frozenset[str]:
        """Codons of the residue that give what the file names, and the one that it writes out, if any."""
        found = frozenset(c for c in self.fitting if self.acid(c) == self.named)
        return found & {self.codon} if self.codon else found


def table(path: Path) -> Iterator[dict[str, str]]:
    opened: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as handle:  # type: ignore[attr-defined]
        yield from csv.DictReader(handle, delimiter="\t")


def placed(chromosome: str, position: str, ref: str, alt: str, build: str) -> Row | None:
    """A change of one base within a coding exon; None for every other."""
    if not re.fullmatch("[ACGT]{2}", ref + alt):
        return None
    for gene in genes_on(chromosome.removeprefix("chr")):
        exon = exon_at(gene, build, int(float(position)))
        if exon is not None:
            if exon.strand < 0:
                ref, alt = reverse_complement(ref), reverse_complement(alt)
            codon, phase = divmod(exon.coding_position(int(float(position))) - 1, 3)
            return Row(gene, codon + 1, phase, ref, alt, "")
    return None


def named(row: Row | None, words: str, codon: str = "") -> Row | None:
    """The same with what the file names; None where that is no substitution."""
    said = re.fullmatch(r"(?:p\.)?([A-Z*])([0-9]+)([A-Z*=])", words)
    if row is None or said is None:
        return None
    assert (said[1], int(said[2])) == (row.wild_type, row.position), (row, words)
    acid = said[1] if said[3] == "=" else said[3]
    return Row(row.gene, row.position, row.phase, row.old, row.new, acid, codon)


def _maf(path: Path, words: str, *, other_isoform: str = "") -> Iterator[Row | None]:
    """Rows of a MAF of GRCh37; `words` is the column of the protein change."""
    for row in table(path):
        is_placed = row["Start_Position"].removesuffix(".0").isdigit()
        if is_placed and row.get("Transcript_ID", "-") != other_isoform:
            alleles = row["Reference_Allele"], row["Tumor_Seq_Allele2"]
            found = placed(row["Chromosome"], row["Start_Position"], *alleles, "GRCh37")
            yield named(found, row[words], row.get("Codons", "").partition("/")[0].upper())


def _hotspots(cohorts: Path) -> Iterator[Row | None]:
    for build in BUILDS:
        for row in table(cohorts / f"hotspots_{build}.tsv"):
            found = placed(row["chrom"], row["pos"], row["ref"], row["alt"], build)
            yield named(found, row["protein_change"])


def _civic(cohorts: Path) -> Iterator[Row | None]:
    for line in (cohorts / "civic_mtor.vcf").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            chromosome, position, _, ref, alts, *_, info = line.split("\t")
            said = re.search("VT=([A-Z0-9]+)", info)
            for alt in alts.split(","):
                yield named(placed(chromosome, position, ref, alt, "GRCh37"), said[1] if said else "")


READERS: dict[str, Callable[[Path], Iterator[Row | None]]] = {
    "MC3": lambda f: _maf(f / "tcga_mc3_mtor_genes.maf.tsv", "HGVSp_Short", other_isoform=OTHER_ISOFORM),
    "Firehose": lambda f: _maf(f / "tcga_firehose_mtor_genes.maf.tsv", "Protein_Change"),
    "colorectal": lambda f: _maf(f / "crc_cbioportal_data_mutations.txt.gz", "HGVSp_Short"),
    "hotspots": _hotspots,
    "CIViC": _civic,
}
"""How each source of the packaged table is read."""


def named_rows(cohorts: Path, source: str) -> list[Row]:
    """Substitutions of one base that a cohort names."""
    return [row for row in READERS[source](cohorts) if row is not None]


def known_of(rows: list[Row]) -> Known:
    """Codons of each residue that is named; none where two rows contradict each other."""
    known: Known = {}
    for row in rows:
        known[row.key] = known.get(row.key, row.codons) & row.codons
    return known


def together(parts: list[Known]) -> Known:
    """What several of them leave."""
    known: Known = {}
    for part in parts:
        for key, codons in part.items():
            known[key] = known.get(key, codons) & codons
    return known


def says_more(key: Key, codons: frozenset[str]) -> bool:
    """Whether these are fewer codons than the amino acid has."""
    return codons < set(codons_of(residues_of(key[0])[key[1] - 1]))


def packaged_rows(cohorts: Path) -> list[dict[str, str]]:
    """Rows of the packaged table."""
    parts = {source: known_of(named_rows(cohorts, source)) for source in READERS}
    order = list(transcripts())
    known = together(list(parts.values()))
    return [
        {
            "gene": key[0],
            "position": str(key[1]),
            "amino_acid": residues_of(key[0])[key[1] - 1],
            "codons": ";".join(sorted(known[key])),
            "status": "computed",
            "source": "; ".join(s for s in READERS if key in parts[s] and says_more(key, parts[s][key])),
        }
        for key in sorted(known, key=lambda key: (order.index(key[0]), key[1]))
        if says_more(key, known[key])
    ]
