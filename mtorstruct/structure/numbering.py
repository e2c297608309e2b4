"""Number every residue by UniProt position, with proof from the sequence.

For each polymer chain, in this order:

1. The file's statements (SIFTS columns, then DBREF or struct_ref_seq) are turned into positions
   and *proven*: the amino acid of every residue is compared with the UniProt sequence.
2. If the file states nothing, or anything does not match, the chain is identified by its
   sequence and aligned; of both mappings the one with more matching residues is taken, the
   file's own on a tie. Peptide bonds, then author numbers, resolve ambiguous positions of an
   alignment (:mod:`mtorstruct.structure.gap_placement`).

A chain is one of the nine proteins, or of those that the user adds, when at least `MIN_IDENTITY` of its
mapped residues are the expected amino acid, and `MIN_RAW_IDENTITY` before ends are trimmed. A single mismatch
between matching residues is kept, marked ``conflict``; at the end of a chain or next to a gap it loses its
position. Residues whose position cannot be proven have none: tags, unknown residues, poly-alanine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import Protein, proteins
from mtorstruct.structure.alignment import UNKNOWN, align_to, encode, likely_proteins
from mtorstruct.structure.chemistry import one_letter_codes
from mtorstruct.structure.content import (
    PEPTIDE_BOND_A,
    POLYMER,
    FileContent,
    Statement,
    atom_positions,
)
from mtorstruct.structure.gap_placement import Neighbourhood, is_right, keep_proven, settle

MIN_IDENTITY = 0.9
"""Share of mapped residues that must be the expected amino acid for a chain to be that protein."""

MIN_RAW_IDENTITY = 0.85
"""The same before ends with mismatches are trimmed, so that a homologue is not trimmed to fit."""

MIN_IDENTITY_IF_STATED_OTHERWISE, MIN_MAPPED_IF_STATED_OTHERWISE = 0.97, 30
"""Least raw identity, and fewest residues, where the file states an unknown accession."""

MIN_MAPPED = 10
"""Fewest residues by which a chain can be identified as one of the known proteins."""

JOINED_CA_A, APART_CA_A = 4.2, 5.0
"""Longest distance of bonded CA atoms where C or N is missing; CA atoms of sequence neighbours
are at most 3.8 Å apart, of badly built ones not more than 5 Å."""

BROKEN_CA_A = 7.7
"""CA-CA distance beyond which at least one residue lies between: twice 3.8 Å, and rounding."""

NOTES = ("", "conflict", "unknown_residue", "unproven", "other_protein", "substituted")
CONFLICT, UNKNOWN_RESIDUE, UNPROVEN, OTHER_PROTEIN, SUBSTITUTED = 1, 2, 3, 4, 5

SAME, HOMOLOGOUS = "same", "homologous"
"""Relation of a chain to the protein whose numbers it carries."""


@dataclass(frozen=True)
class Chain:
    """One polymer chain; `rows` are its residues in the file's residue arrays.

    `uniprot_pos` is 0 and `note` not 0 for a residue without a proven position. `protein` is None for a chain
    that is none of the known ones; `refused` then names the most similar one, if homologues were searched
    (:mod:`mtorstruct.structure.homology`). `relation` is ``homologous`` for a chain of another protein that
    carries the numbers of `protein`.
    """

    name: str
    label_chain: str
    protein: Protein | None
    copy: int
    rows: slice
    observed: NDArray[np.uint8]
    uniprot_pos: NDArray[np.int32]
    note: NDArray[np.uint8]
    mapping_source: str
    identity: float
    refused: str = ""
    relation: str = SAME

    @property
    def gene(self) -> str:
        """Gene symbol, ``MTOR (homologous)`` for a homologue that carries its numbers, or 'other'."""
        if self.protein is None:
            return "other"
        return f"{self.protein.gene} (homologous)" if self.relation == HOMOLOGOUS else self.protein.gene

    @property
    def uniprot(self) -> str:
        """Accession of the protein that the chain is; empty for a homologue, which only has its numbers."""
        return self.protein.uniprot if self.protein and self.relation == SAME else ""

    @property
    def placed(self) -> float:
        """Share of the chain's known residues that have a position, to three decimals."""
        known = self.observed != UNKNOWN
        n_known = int(known.sum())
        return round(int((known & (self.uniprot_pos > 0)).sum()) / n_known, 3) if n_known else 0.0

    @property
    def n_unproven(self) -> int:
        """Number of residues of a known protein without a proven position."""
        return int((self.note == UNPROVEN).sum())


@dataclass(frozen=True)
class _Proposal:
    protein: Protein
    position: NDArray[np.int32]
    source: str


@dataclass(frozen=True)
class _Observed:
    """One polymer chain; `at` are its file residues, in the order of the file or of their author numbers."""

    content: FileContent
    rows: slice
    letters: NDArray[np.uint8]
    statements: list[Statement]
    known: tuple[Protein, ...]
    at: NDArray[np.intp]

    @property
    def auth_seq_id(self) -> NDArray[np.int64]:
        """Author number of each residue; in 64 bits, so that differences of any two are right."""
        return self.content.residues.auth_seq_id[self.at].astype(np.int64)

    @property
    def plain(self) -> NDArray[np.bool_]:
        """Which residues have no insertion code."""
        return np.asarray(self.content.residues.insertion_code[self.at] == b" ")

    def by_number(self) -> _Observed | None:
        """The chain sorted by author number; None if it already is, or if a number is not unique."""
        order = np.argsort(self.auth_seq_id, kind="stable")
        rising = (np.diff(self.auth_seq_id[order]) > 0).all()
        if not rising or not self.plain.all() or (np.diff(order) > 0).all():
            return None
        return replace(self, letters=self.letters[order], at=self.at[order])

    def protein_of(self, accession: str) -> Protein | None:
        """The known protein of an accession (an isoform suffix is not stripped), or None."""
        return next((p for p in self.known if accession and p.uniprot == accession), None)

    @cached_property
    def neighbourhood(self) -> Neighbourhood:
        """Evidence on whether consecutive residues are sequence neighbours, from numbers and distances."""
        auth, plain = self.auth_seq_id, self.plain
        c, n, ca = (
            atom_positions(self.content.atoms, self.rows, name)[self.at - self.rows.start]
            for name in (b"C", b"N", b"CA")
        )
        bond = np.linalg.norm(n[1:] - c[:-1], axis=1)
        step = np.linalg.norm(ca[1:] - ca[:-1], axis=1)
        return Neighbourhood(
            auth=auth,
            follows=(np.diff(auth) == 1) & plain[1:] & plain[:-1],
            joined=np.where(np.isnan(bond), step <= JOINED_CA_A, bond <= PEPTIDE_BOND_A),
            apart=step > APART_CA_A,
            broken=step > BROKEN_CA_A,
        )


def number_chains(content: FileContent, known: tuple[Protein, ...] | None = None) -> list[Chain]:
    """Identify and number every polymer chain of a file, in the file's order.

    Parameters
    ----------
    known : tuple of Protein, optional
        Proteins to identify chains among; by default the nine. On a tie the earlier one is taken.
    """
    residues = content.residues
    known = proteins() if known is None else known
    one_letter = one_letter_codes(residues)
    polymer = residues.kind == POLYMER
    edges = np.flatnonzero(np.diff(residues.chain)) + 1
    copies: dict[str, int] = {}
    chains = []
    for start, stop in zip([0, *edges], [*edges, len(residues.chain)], strict=True):
        n_polymer = int(np.count_nonzero(polymer[start:stop]))
        if not n_polymer:
            continue
        # The reader puts the polymer of a chain before its waters and ligands.
        rows = slice(int(start), int(start) + n_polymer)
        name = content.chains[residues.chain[start]]
        statements = [s for s in content.statements if s.chain == name]
        observed = _Observed(
            content, rows, one_letter[rows], statements, known, np.arange(rows.start, rows.stop)
        )
        chains.append(_chain(observed, _best_proposal(observed), name, copies))
    return chains


def _chain(observed: _Observed, proposal: _Proposal | None, name: str, copies: dict[str, int]) -> Chain:
    n = len(observed.letters)
    label = observed.content.residues.label_chain[observed.rows.start]
    if proposal is None:
        return Chain(
            name, label, None, 0, observed.rows, observed.letters, np.zeros(n, dtype=np.int32),
            np.full(n, OTHER_PROTEIN, dtype=np.uint8), "none", 0.0,
        )  # fmt: skip
    gene = proposal.protein.gene
    copies[gene] = copies.get(gene, 0) + 1
    note, identity = _notes(proposal, observed.letters)
    return Chain(
        name, label, proposal.protein, copies[gene], observed.rows, observed.letters,
        proposal.position, note, proposal.source, identity,
    )  # fmt: skip


def _best_proposal(observed: _Observed) -> _Proposal | None:
    """Return the accepted mapping, or None for a chain that is none of the known proteins.

    Residues may be in any order in a file: author numbers are used if sorting by them gives more matches.
    """
    found = _best_in_order(observed)
    if found and _fits_throughout(found, observed.letters):
        return found
    risen = observed.by_number()
    other = _best_in_order(risen) if risen else None
    if risen is None or other is None:
        return found
    if found and _n_right(found, observed.letters) >= _n_right(other, risen.letters):
        return found
    position = np.zeros_like(other.position)
    position[risen.at - risen.rows.start] = other.position
    return _Proposal(other.protein, position, other.source)


def _best_in_order(observed: _Observed) -> _Proposal | None:
    """Return the accepted mapping of residues in the given order."""
    letters = observed.letters
    stated = _most_right(_from_sifts(observed), letters) or _most_right(_from_statements(observed), letters)
    if stated and _fits_throughout(stated, letters):
        return stated
    proposals = [p for p in (stated, *_from_alignment(observed)) if p and _is_that_protein(p, observed)]
    checked = [_checked(p, observed) for p in proposals]
    return _most_right((p for p in checked if _identity(p, letters) >= MIN_IDENTITY), letters)


def _most_right(proposals: Iterable[_Proposal], letters: NDArray[np.uint8]) -> _Proposal | None:
    """The proposal with the most matching residues; the first on a tie, None if there is none."""
    found = list(proposals)
    return max(found, key=lambda p: _n_right(p, letters)) if len(found) > 1 else next(iter(found), None)


def _from_sifts(observed: _Observed) -> Iterator[_Proposal]:
    stated = observed.content.residues.sifts_accession
    said = [stated[row] for row in observed.at.tolist()] if stated else []
    for accession in sorted(set(said)):
        protein = observed.protein_of(accession)
        if protein is None:
            continue
        mine = np.array([a == accession for a in said])
        position = np.where(mine, observed.content.residues.sifts_position[observed.at], 0)
        yield _Proposal(protein, position.astype(np.int32), "sifts")


def _from_statements(observed: _Observed) -> Iterator[_Proposal]:
    auth, plain = observed.auth_seq_id, observed.plain
    for accession in dict.fromkeys(s.accession for s in observed.statements):
        protein = observed.protein_of(accession)
        if protein is None:
            continue
        position = np.zeros(len(auth), dtype=np.int64)
        for s in observed.statements:
            if s.accession == accession:
                inside = (auth >= s.auth_begin) & (auth <= s.auth_end) & plain
                position[inside] = auth[inside] - s.auth_begin + s.uniprot_begin
        position[(position < 0) | (position > len(protein))] = 0
        yield _Proposal(protein, position.astype(np.int32), "dbref")


def _from_alignment(observed: _Observed) -> Iterator[_Proposal]:
    for protein in likely_proteins(observed.letters, observed.known):
        position = settle(
            align_to(observed.letters, protein),
            observed.letters,
            encode(protein.sequence),
            observed.neighbourhood,
        )
        yield _Proposal(protein, position, "alignment")


def _fits_throughout(proposal: _Proposal, letters: NDArray[np.uint8]) -> bool:
    """Whether every residue is mapped, in order, to its own amino acid."""
    right = is_right(proposal.position, letters, encode(proposal.protein.sequence))
    return len(letters) >= MIN_MAPPED and bool(right.all()) and bool((np.diff(proposal.position) > 0).all())


def _checked(proposal: _Proposal, observed: _Observed) -> _Proposal:
    """Keep the positions of a proposal that residues prove, and drop positions assigned twice."""
    position = proposal.position.copy()
    placed = position[position > 0]
    if (np.diff(placed) <= 0).any():
        values, counts = np.unique(placed, return_counts=True)
        position[np.isin(position, values[counts > 1])] = 0
    kept = keep_proven(
        position,
        observed.letters,
        encode(proposal.protein.sequence),
        observed.neighbourhood,
        stated=proposal.source != "alignment",
    )
    return _Proposal(proposal.protein, kept, proposal.source)


def _n_right(proposal: _Proposal, letters: NDArray[np.uint8]) -> int:
    return int(is_right(proposal.position, letters, encode(proposal.protein.sequence)).sum())


def _identity(proposal: _Proposal, letters: NDArray[np.uint8]) -> float:
    """Share of matching residues among the mapped, known ones; 0 if there are too few to judge."""
    n_tested = int(((proposal.position > 0) & (letters != UNKNOWN)).sum())
    return _n_right(proposal, letters) / n_tested if n_tested >= MIN_MAPPED else 0.0


def _is_that_protein(proposal: _Proposal, observed: _Observed) -> bool:
    """Whether a raw proposal is good enough to identify the protein."""
    # A protein without an accession cannot be told to be another by one.
    foreign = (
        bool(proposal.protein.uniprot)
        and bool(observed.statements)
        and not any(observed.protein_of(s.accession) for s in observed.statements)
    )
    if foreign and len(observed.letters) < MIN_MAPPED_IF_STATED_OTHERWISE:
        return False
    least = MIN_IDENTITY_IF_STATED_OTHERWISE if foreign else MIN_RAW_IDENTITY
    return proposal.source != "alignment" or _identity(proposal, observed.letters) >= least


def _notes(proposal: _Proposal, letters: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    right = is_right(proposal.position, letters, encode(proposal.protein.sequence))
    placed = proposal.position > 0
    unknown = letters == UNKNOWN
    note = np.zeros(len(letters), dtype=np.uint8)
    note[placed & ~unknown & ~right] = CONFLICT
    note[placed & unknown] = UNKNOWN_RESIDUE
    note[~placed] = UNPROVEN
    return note, round(float(right.sum() / (placed & ~unknown).sum()), 4)
