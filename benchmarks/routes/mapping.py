"""What both routes do with the sequences of chains: find the protein, align, count residues of domains.

Written as a careful user of Biopython would: shared words of six residues choose the protein, so that one
alignment a chain is made and not nine; equal chains are aligned once a run, as the package does it; gaps
at the ends are free, since files hold parts of proteins. With ``--all-nine`` every chain is aligned to
all nine proteins, and the best score chooses, as a first script would. Reads the sequences and the domain
boundaries of the package as files, and nothing else of it.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import IO

import numpy as np
from Bio import SeqIO
from Bio.Align import PairwiseAligner, substitution_matrices

DATA = Path(__file__).resolve().parent.parent.parent / "mtorstruct" / "reference" / "data"

WORD = 6
MIN_SHARED_WORDS = 3
MIN_IDENTITY = 0.9
UNKNOWN = "X"

COLUMNS = ("file", "gene", "chain", "domain", "start", "end", "modelled", "identity")

Sequences = Iterable[tuple[str, str]]
"""Name and one-letter sequence of each chain."""


@cache
def proteins() -> dict[str, str]:
    """Sequence of each protein by its gene."""
    with (DATA / "proteins.fasta").open() as file:
        return {r.description.split()[0].split("|")[2]: str(r.seq) for r in SeqIO.parse(file, "fasta")}


@cache
def domains() -> dict[str, list[tuple[str, int, int]]]:
    """Name, first and last position of the domains of each protein."""
    found: dict[str, list[tuple[str, int, int]]] = {gene: [] for gene in proteins()}
    with (DATA / "domains.tsv").open() as file:
        for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"):
            plain = row["scheme"] == "default" and row["level"] == "domain"
            if plain and row["status"] != "unverified":
                found[row["gene"]].append((row["domain"], int(row["start"]), int(row["end"])))
    return found


@cache
def words() -> dict[str, str]:
    """Gene of each word of six residues."""
    return {
        sequence[k : k + WORD]: gene
        for gene, sequence in proteins().items()
        for k in range(len(sequence) - WORD + 1)
    }


@cache
def aligner() -> PairwiseAligner:
    found = PairwiseAligner(mode="global")
    found.substitution_matrix = substitution_matrices.load("BLOSUM62")
    found.open_gap_score = -10
    found.extend_gap_score = -0.5
    found.end_gap_score = 0
    return found


def likeliest(sequence: str) -> str:
    """Gene that shares most words with a chain; empty if none shares enough."""
    index = words()
    votes = dict.fromkeys(proteins(), 0)
    for k in range(len(sequence) - WORD + 1):
        if gene := index.get(sequence[k : k + WORD]):
            votes[gene] += 1
    best = max(votes, key=votes.__getitem__)
    return best if votes[best] >= MIN_SHARED_WORDS else ""


def best_scored(sequence: str) -> str:
    """Gene whose protein a chain is aligned to with the best score."""
    return max(proteins(), key=lambda gene: aligner().score(proteins()[gene], sequence))


def placed(sequence: str, choose: Callable[[str], str]) -> tuple[str, np.ndarray, float]:
    """Gene, UniProt position of each known residue, and identity; no gene for another protein."""
    nothing = "", np.empty(0, dtype=int), 0.0
    gene = choose(sequence)
    if not gene:
        return nothing
    reference = proteins()[gene]
    alignment = aligner().align(reference, sequence)[0]
    positions, same = [], 0
    for (start, _), (first, last) in zip(*alignment.aligned, strict=True):
        for k, observed in enumerate(sequence[first:last], start):
            # An unknown residue proves no position.
            if observed != UNKNOWN:
                positions.append(k + 1)
                same += observed == reference[k]
    identity = same / len(positions) if positions else 0.0
    return (gene, np.array(positions), identity) if identity >= MIN_IDENTITY else nothing


remembered = cache(placed)


def domain_rows(file: str, chains: Sequences, *, all_nine: bool) -> list[tuple[object, ...]]:
    """Rows of `COLUMNS` for one file."""
    aligned = placed if all_nine else remembered
    choose = best_scored if all_nine else likeliest
    rows: list[tuple[object, ...]] = []
    for chain, sequence in chains:
        gene, positions, identity = aligned(sequence, choose)
        for domain, start, end in domains().get(gene, []):
            modelled = int(((positions >= start) & (positions <= end)).sum())
            rows.append((file, gene, chain, domain, start, end, modelled, round(identity, 4)))
    return rows


def run(arguments: list[str], chains_of: Callable[[Path], Sequences]) -> int:
    """Write one table of all files; returns 1 if one of them failed, which is said and stops no other."""
    files = [argument for argument in arguments if argument != "--all-nine"]
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    out.writerow(COLUMNS)
    failed = False
    for file in files:
        try:
            rows = domain_rows(Path(file).name, chains_of(Path(file)), all_nine="--all-nine" in arguments)
        except Exception as err:  # whatever a parser raises on a broken file
            print(f"{file}: {type(err).__name__}: {err}", file=sys.stderr)
            failed = True
        else:
            out.writerows(rows)
    return int(failed)


def opened(path: Path) -> IO[str]:
    return gzip.open(path, "rt") if path.suffix == ".gz" else path.open()
