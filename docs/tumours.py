"""Count the substitutions of a cohort of tumours, and write the tables that the package keeps of them.

    python docs/tumours.py COHORT

COHORT is the TCGA Firehose MAF of the nine genes (GRCh37). Written into ``mtorstruct/reference/data`` are
``tumour_counts.tsv``, ``mutation_rates.tsv`` and ``tumour_hotspots.tsv``: numbers, and no row or sample.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, false_discovery_control

from mtorstruct.reference.genetic_code import CODE, reverse_complement
from mtorstruct.reference.mutability import (
    CLASSES,
    STOP,
    SYNONYMOUS,
    class_shares,
    codon_shares,
    cpg_probability,
    possible_changes,
)
from mtorstruct.reference.proteins import known_protein, protein, proteins
from mtorstruct.variants.dna.exons import exon_at

DATA = Path(__file__).resolve().parents[1] / "mtorstruct" / "reference" / "data"

SOURCE = "Firehose"
ABOUT_SOURCE = "Firehose: TCGA calls, 31 cohorts, PoisonAlien/TCGAmutations@3474e341 inst/extdata/Firehose."

SELECTED = ("MTOR", 1385)
"""Gene and first position of what enters no rate: FAT, FRB, kinase domain and FATC, where tumours select."""

MAX_FDR, MIN_SAMPLES = 0.05, 3
ROUNDS = 50

KINDS = ("Missense_Mutation", "Nonsense_Mutation", "Silent")
"""Classes of the cohort that count; what is called a change of a splice site is left out."""


@dataclass(frozen=True)
class Row:
    """One single-nucleotide change of a sample; `old` and `new` are bases of the coding strand."""

    gene: str
    position: int
    wild_type: str
    mutant: str
    sample: str
    phase: int
    old: str
    new: str


def rows_of(path: Path) -> Iterator[Row]:
    """Changes of one base that name a residue of the canonical sequence, each once a sample."""
    seen = set()
    with path.open(encoding="utf-8") as handle:
        for cells in csv.DictReader(handle, delimiter="\t"):
            said = re.fullmatch(r"p\.([A-Z])([0-9]+)([A-Z*])", cells["Protein_Change"] or "")
            found = known_protein(cells["Hugo_Symbol"])
            old, new = cells["Reference_Allele"], cells["Tumor_Seq_Allele2"]
            counts_here = cells["Variant_Classification"] in KINDS and re.fullmatch("[ACGT]{2}", old + new)
            if said is None or found is None or not counts_here:
                continue
            position = int(said[2])
            exon = exon_at(found.gene, "GRCh37", int(cells["Start_Position"]))
            if found.amino_acid(position) != said[1] or exon is None:
                continue
            codon, phase = divmod(exon.coding_position(int(cells["Start_Position"])) - 1, 3)
            if codon + 1 != position:
                continue
            if exon.strand < 0:
                old, new = reverse_complement(old), reverse_complement(new)
            mutant = SYNONYMOUS if said[1] == said[3] else said[3]
            row = Row(found.gene, position, said[1], mutant, cells["Tumor_Sample_Barcode"], phase, old, new)
            if row not in seen:
                seen.add(row)
                yield row


def counts(rows: Iterable[Row]) -> list[tuple[str, int, str, str, int]]:
    """Gene, position, wild type, mutant (= for a synonymous change) and number of samples of each change."""
    samples = {(r.gene, r.position, r.wild_type, r.mutant, r.sample) for r in rows if r.mutant != STOP}
    number = Counter(key[:4] for key in samples)
    order = [p.gene for p in proteins()]
    return [(*key, number[key]) for key in sorted(number, key=lambda k: (order.index(k[0]), *k[1:]))]


def is_background(gene: str, position: int) -> bool:
    """Whether a residue counts for the rates."""
    return (gene, position) < SELECTED or gene != SELECTED[0]


def rates(rows: Iterable[Row]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Expected changes, and places, of each class, both of shape (7,).

    Where it is not known whether a G follows a C, the change is shared between the two classes in proportion
    to probability and rate, until the rates no longer change.
    """
    places = np.zeros(len(CLASSES))
    for p in proteins():
        possible = possible_changes(p.gene)
        mine = np.array([is_background(p.gene, k) for k in possible.position.tolist()])
        places += possible.chances[mine].sum(axis=0)
    found = [_contexts(row) for row in rows if is_background(row.gene, row.position)]
    rate = np.ones(len(CLASSES))
    for _ in range(ROUNDS):
        shares = [sum(p * class_shares(*bases, cpg) * rate for p, *bases, cpg in row) for row in found]
        events = np.sum([share / share.sum() for share in shares], axis=0)
        rate = events / places
    return events, places


def _contexts(row: Row) -> list[tuple[float, str, str, float]]:
    """Probability, bases and probability of CpG for each codon that makes the change of a row."""
    codons = codon_shares(row.gene)
    fitting = {}
    for codon, share in codons[row.position - 1].items():
        made = CODE[codon[: row.phase] + row.new + codon[row.phase + 1 :]]
        if codon[row.phase] == row.old and made == (
            row.wild_type if row.mutant == SYNONYMOUS else row.mutant
        ):
            fitting[codon] = share
    assert fitting, row
    return [
        (share, row.old, row.new, cpg_probability(codons, row.position, codon, row.phase))
        for codon, share in fitting.items()
    ]


def hotspots(counted: list[tuple[str, int, str, str, int]]) -> list[tuple[str, int, str, int, float]]:
    """Gene, position, wild type, samples and false discovery rate of each recurrent residue.

    Of the n counted substitutions of a gene a residue has a binomial number, with its share of the
    mutability of the gene; the false discovery rate (Benjamini and Hochberg) is over all residues of all
    genes.
    """
    tested: list[tuple[str, int, int]] = []
    chances: list[NDArray[np.float64]] = []
    for p in proteins():
        possible = possible_changes(p.gene)
        weight = np.where(possible.missense, possible.weights(), 0.0)
        share = np.bincount(possible.position, weight, len(p) + 1)[1:] / weight.sum()
        number = np.zeros(len(p), dtype=np.int64)
        for gene, position, _, mutant, samples in counted:
            if gene == p.gene and mutant != SYNONYMOUS:
                number[position - 1] += samples
        chances.append(binom.sf(number - 1, number.sum(), share))
        tested += [(p.gene, position, int(n)) for position, n in enumerate(number.tolist(), start=1)]
    fdr = false_discovery_control(np.concatenate(chances))
    return [
        (gene, position, protein(gene).amino_acid(position), n, float(q))
        for (gene, position, n), q in zip(tested, fdr, strict=True)
        if n >= MIN_SAMPLES and q <= MAX_FDR
    ]


def counts_table(counted: list[tuple[str, int, str, str, int]]) -> str:
    """Text of ``tumour_counts.tsv``."""
    return _table(
        f"Samples with a substitution or synonymous change (=) by one nucleotide, counted by docs/tumours.py. {ABOUT_SOURCE}\n"
        "position: UniProt canonical sequence, from 1; rows whose wild type is not that of the sequence are left out.",
        ("gene", "position", "wild_type", "mutant", "samples"),
        counted,
    )


def rates_table(rows: list[Row]) -> str:
    """Text of ``mutation_rates.tsv``."""
    events, places = rates(rows)
    return _table(
        f"Rates of single-nucleotide changes, counted by docs/tumours.py: rows (with nonsense and synonymous ones) for each place. {ABOUT_SOURCE}\n"
        "Residues 1385-2549 of MTOR, where tumours select, are left out. class: either strand; C>T where no G follows, CpG>TpG where one does.",
        ("class", "rows", "places", "rate"),
        (
            (name, f"{n:.1f}", f"{m:.0f}", f"{n / m:.4f}")
            for name, n, m in zip(CLASSES, events, places, strict=True)
        ),
    )


def hotspots_table(counted: list[tuple[str, int, str, str, int]]) -> str:
    """Text of ``tumour_hotspots.tsv``."""
    return _table(
        f"Residues recurrent in tumours, found by docs/tumours.py in tumour_counts.tsv. {ABOUT_SOURCE}\n"
        f"A residue has {MIN_SAMPLES} samples or more, and a false discovery rate (Benjamini and Hochberg, all residues of the nine proteins) of at most {MAX_FDR}:\n"
        "binomial, of all counted substitutions of the protein, with the residue's share of the mutability of the protein.",
        ("gene", "position", "wild_type", "samples", "fdr"),
        ((*row[:4], f"{row[4]:.1e}") for row in hotspots(counted)),
    )


def _table(about: str, heading: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [f"# {line}" for line in about.split("\n")]
    lines.append("\t".join((*heading, "status", "source")))
    lines += ["\t".join((*map(str, row), "computed", SOURCE)) for row in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cohort", type=Path)
    rows = list(rows_of(parser.parse_args().cohort))
    counted = counts(rows)
    (DATA / "tumour_counts.tsv").write_text(counts_table(counted), encoding="utf-8")
    (DATA / "mutation_rates.tsv").write_text(rates_table(rows), encoding="utf-8")
    from mtorstruct.reference import mutability, tables

    tables.read_table.cache_clear()
    mutability.mutation_rates.cache_clear()
    (DATA / "tumour_hotspots.tsv").write_text(hotspots_table(counted), encoding="utf-8")


if __name__ == "__main__":
    main()
