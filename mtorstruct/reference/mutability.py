"""Substitutions that a single-nucleotide change can make, weighted by how often tumours make such changes.

Coding sequences are not part of the package. A residue has the codons that remain for it
(`mtorstruct.reference.codons`, else all of its amino acid), each with its share in human genes; whether a
C stands before a G is counted with its probability where the next codon decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.codons import known_codons
from mtorstruct.reference.genetic_code import BASES, CODE, codons_of, reverse_complement
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.tables import read_table

CLASSES = ("C>A", "C>G", "C>T", "CpG>TpG", "T>A", "T>C", "T>G")
"""Classes of single-nucleotide changes, of either strand; C>T where no G follows, and where one does."""

SYNONYMOUS, STOP = "=", "*"
"""Mutants of a change that leaves the amino acid, and of one to a stop codon."""


class Possible(NamedTuple):
    """Changes that single-nucleotide changes of a gene can make, arrays of shape (n,).

    `position` is the UniProt position, `mutant` the amino acid (or `SYNONYMOUS`, or `STOP`), `chances` of
    shape (n, 7) the expected number of single-nucleotide changes of each of `CLASSES` that make it.
    """

    position: NDArray[np.int64]
    mutant: NDArray[np.str_]
    chances: NDArray[np.float64]

    @property
    def missense(self) -> NDArray[np.bool_]:
        """Whether one amino acid replaces another."""
        return ~np.isin(self.mutant, (SYNONYMOUS, STOP))

    def weights(self) -> NDArray[np.float64]:
        """Return the rate of each change: its chances times the rates of `mutation_rates`."""
        return self.chances @ mutation_rates()


@cache
def possible_changes(gene: str) -> Possible:
    """Return the changes of one of the nine proteins, in the order of positions and mutants.

    The start codon is left out.

    Examples
    --------
    >>> changes = possible_changes("MTOR")
    >>> here = (changes.position == 2108) & changes.missense
    >>> changes.mutant[here].tolist()  # F2108: TTC or TTT
    ['C', 'I', 'L', 'S', 'V', 'Y']
    """
    codons = _codon_shares(gene)
    rows: dict[tuple[int, str], NDArray[np.float64]] = {}
    for position in range(2, len(protein(gene)) + 1):
        for codon, share in codons[position - 1].items():
            for phase, new, cpg in _changes(codons, position, codon):
                made = CODE[codon[:phase] + new + codon[phase + 1 :]]
                mutant = SYNONYMOUS if made == CODE[codon] else made
                cell = rows.setdefault((position, mutant), np.zeros(len(CLASSES)))
                cell += share * class_shares(codon[phase], new, cpg)
    keys = sorted(rows)
    return Possible(
        np.array([position for position, _ in keys], dtype=np.int64),
        np.array([mutant for _, mutant in keys]),
        np.array([rows[key] for key in keys]),
    )


def _changes(codons: list[dict[str, float]], position: int, codon: str) -> Iterator[tuple[int, str, float]]:
    """Return phase, new base and probability of CpG of the nine changes of a codon."""
    for phase, old in enumerate(codon):
        cpg = cpg_probability(codons, position, codon, phase)
        for new in BASES:
            if new != old:
                yield phase, new, cpg


def cpg_probability(codons: list[dict[str, float]], position: int, codon: str, phase: int) -> float:
    """Return the probability that a base of a codon is the C or the G of a CpG.

    Parameters
    ----------
    codons : list of dict
        Shares of the codons of each residue, and of the stop codon.
    position : int
        UniProt position of the residue that has the codon.
    codon : str
        Its codon.
    phase : int
        Number of the base in the codon, from 0.
    """
    if codon[phase] == "C":
        if phase < 2:
            return float(codon[phase + 1] == "G")
        return sum(share for other, share in codons[position].items() if other[0] == "G")
    if codon[phase] == "G":
        if phase > 0:
            return float(codon[phase - 1] == "C")
        return sum(share for other, share in codons[position - 2].items() if other[2] == "C")
    return 0.0


def class_shares(old: str, new: str, cpg: float) -> NDArray[np.float64]:
    """Return the share of each of `CLASSES` in a change of one base, for a probability of CpG."""
    if old not in "CT":
        old, new = reverse_complement(old), reverse_complement(new)
    shares = np.zeros(len(CLASSES))
    shares[CLASSES.index(f"{old}>{new}")] = 1.0
    if (old, new) == ("C", "T"):
        shares[CLASSES.index("C>T")], shares[CLASSES.index("CpG>TpG")] = 1 - cpg, cpg
    return shares


def codon_shares(gene: str) -> list[dict[str, float]]:
    """Return the probability of each codon that a residue can have, for all residues and the stop codon."""
    return [dict(shares) for shares in _codon_shares(gene)]


@cache
def _codon_shares(gene: str) -> list[dict[str, float]]:
    usage, known = _codon_usage(), known_codons(gene)
    shares = []
    for position, acid in enumerate(protein(gene).sequence + STOP, start=1):
        codons = known.get(position) or codons_of(acid)
        total = sum(usage[codon] for codon in codons)
        shares.append({codon: usage[codon] / total for codon in codons})
    return shares


@cache
def _codon_usage() -> dict[str, int]:
    return {row["codon"]: int(row["count"]) for row in read_table("codon_usage.tsv")}


@cache
def mutation_rates() -> NDArray[np.float64]:
    """Return the rate of each of `CLASSES`: rows of the cohort for each place where it can happen."""
    rates = {row["class"]: float(row["rate"]) for row in read_table("mutation_rates.tsv")}
    return np.array([rates[name] for name in CLASSES])
