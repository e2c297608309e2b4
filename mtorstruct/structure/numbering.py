"""Every residue its UniProt position: proof, not offset.

For each polymer chain, in this order:

1. What the file states (SIFTS columns, then DBREF or struct_ref_seq) is turned into positions
   and *proven*: the amino acid of every residue is compared with the UniProt sequence.
2. Where the file states nothing, or the proof fails, the chain is recognised by its sequence
   and aligned. Peptide bonds, then author numbers, break ties between equally good alignments:
   beside an unmodelled stretch a residue often fits on either side of it.

A statement is believed when at least `MIN_IDENTITY` of its residues are the expected amino
acid *and* no unbroken run of `RUN` or more residues has less than half of them right (a
register error hides behind a good average otherwise). Single differences (engineered or
natural mutations) stay, marked ``conflict``. Residues that no statement and no alignment
places with proof have no position: tags, unknown residues, poly-alanine.
"""

from __future__ import annotations

from dataclasses import dataclass

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import Protein, by_accession
from mtorstruct.structure.alignment import UNKNOWN, align_to, encode, likeliest_protein
from mtorstruct.structure.reading import POLYMER, FileContent, Statement
from mtorstruct.structure.settling import Neighbourhood, is_right, settle

MIN_IDENTITY = 0.9
"""Share of mapped residues that must be the expected amino acid for a chain to be that protein."""

RUN = 8
"""Length from which an unbroken run of residues must prove itself."""

PEPTIDE_BOND_A, JOINED_CA_A, APART_CA_A = 2.5, 4.2, 5.0
"""Longest C-N distance of a bond, and of CA atoms where C or N is missing; CA atoms of sequence
neighbours are at most 3.8 A apart, of badly built ones not more than 5 A."""

MIN_MAPPED = 10
"""Fewest residues by which a chain can be told to be one of the nine proteins."""

NOTES = ("", "conflict", "unknown_residue", "unproven", "other_protein")
CONFLICT, UNKNOWN_RESIDUE, UNPROVEN, OTHER_PROTEIN = 1, 2, 3, 4


@dataclass(frozen=True)
class Chain:
    """One polymer chain; `rows` are its residues in the file's residue arrays.

    `uniprot_pos` is 0 and `note` not 0 for a residue without a proven position.
    `protein` is None for a chain that is none of the nine.
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
    stated_accession: str

    @property
    def gene(self) -> str:
        """Gene symbol, or 'other'."""
        return self.protein.gene if self.protein else "other"


@dataclass(frozen=True)
class _Proposal:
    protein: Protein
    position: NDArray[np.int32]
    source: str


def number_chains(content: FileContent) -> list[Chain]:
    """Identify and number every polymer chain of a file, in the file's order."""
    residues = content.residues
    one_letter = _one_letter_codes(residues.name)
    polymer = residues.kind == POLYMER
    edges = np.flatnonzero(np.diff(residues.chain)) + 1
    copies: dict[str, int] = {}
    chains = []
    for start, stop in zip([0, *edges], [*edges, len(residues.chain)], strict=True):
        inside = np.flatnonzero(polymer[start:stop])
        if not len(inside):
            continue
        rows = slice(int(start + inside[0]), int(start + inside[-1]) + 1)
        chains.append(_number_chain(content, one_letter[rows], rows, copies))
    return chains


def _number_chain(
    content: FileContent, observed: NDArray[np.uint8], rows: slice, copies: dict[str, int]
) -> Chain:
    residues = content.residues
    name = content.chains[residues.chain[rows.start]]
    auth = residues.auth_seq_id[rows]
    plain = residues.insertion_code[rows] == b" "
    statements = [s for s in content.statements if s.chain == name]
    proposal = (
        _from_sifts(content, observed, rows)
        or _from_statements(statements, observed, auth, plain)
        or _from_alignment(content, observed, rows)
    )
    stated = ";".join(dict.fromkeys(s.accession for s in statements))
    position = proposal.position if proposal else np.zeros(len(observed), dtype=np.int32)
    note = np.full(len(observed), OTHER_PROTEIN, dtype=np.uint8)
    identity = 0.0
    if proposal:
        copies[proposal.protein.gene] = copies.get(proposal.protein.gene, 0) + 1
        note, identity = _notes(proposal, observed)
    return Chain(
        name=name,
        label_chain=residues.label_chain[rows.start].decode(),
        protein=proposal.protein if proposal else None,
        copy=copies[proposal.protein.gene] if proposal else 0,
        rows=rows,
        observed=observed,
        uniprot_pos=position,
        note=note,
        mapping_source=proposal.source if proposal else "none",
        identity=identity,
        stated_accession=stated,
    )


def _one_letter_codes(names: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """One-letter code of each residue; that of the parent for a modified one, X for an unknown one."""
    unique, index = np.unique(names.view(np.uint64), return_inverse=True)
    letters = [
        gemmi.find_tabulated_residue(name.decode()).one_letter_code.upper() for name in unique.view("S8")
    ]
    return encode("".join(c if "A" <= c <= "Z" else "X" for c in letters))[index]


def _from_sifts(content: FileContent, observed: NDArray[np.uint8], rows: slice) -> _Proposal | None:
    said = content.residues.sifts_accession[rows]
    known = {accession: by_accession(accession) for accession in set(said)}
    for accession in sorted(a for a, p in known.items() if p):
        protein = known[accession]
        assert protein is not None
        mine = np.array([a == accession for a in said])
        position = np.where(mine, content.residues.sifts_position[rows], 0).astype(np.int32)
        if _proven(position, observed, protein):
            return _Proposal(protein, position, "sifts")
    return None


def _from_statements(
    statements: list[Statement],
    observed: NDArray[np.uint8],
    auth: NDArray[np.int32],
    plain: NDArray[np.bool_],
) -> _Proposal | None:
    for accession in dict.fromkeys(s.accession for s in statements):
        protein = by_accession(accession)
        if protein is None:
            continue
        position = np.zeros(len(observed), dtype=np.int32)
        for s in statements:
            if s.accession == accession:
                inside = (auth >= s.auth_begin) & (auth <= s.auth_end) & plain
                position[inside] = auth[inside] - s.auth_begin + s.uniprot_begin
        if _proven(position, observed, protein):
            return _Proposal(protein, position, "dbref")
    return None


def _from_alignment(content: FileContent, observed: NDArray[np.uint8], rows: slice) -> _Proposal | None:
    protein = likeliest_protein(observed)
    if protein is None:
        return None
    position = settle(
        align_to(observed, protein), observed, encode(protein.sequence), _neighbourhood(content, rows)
    )
    return _Proposal(protein, position, "alignment") if _proven(position, observed, protein) else None


def _neighbourhood(content: FileContent, rows: slice) -> Neighbourhood:
    """Which consecutive residues of a chain are neighbours, by number and by distance."""
    auth = content.residues.auth_seq_id[rows]
    plain = content.residues.insertion_code[rows] == b" "
    c, n, ca = (_atom_positions(content, rows, name) for name in (b"C", b"N", b"CA"))
    bond = np.linalg.norm(n[1:] - c[:-1], axis=1)
    step = np.linalg.norm(ca[1:] - ca[:-1], axis=1)
    return Neighbourhood(
        auth=auth,
        follows=(np.diff(auth) == 1) & plain[1:] & plain[:-1],
        joined=np.where(np.isnan(bond), step <= JOINED_CA_A, bond <= PEPTIDE_BOND_A),
        apart=step > APART_CA_A,
    )


def _atom_positions(content: FileContent, rows: slice, name: bytes) -> NDArray[np.float64]:
    """Coordinates of one atom of each residue of a chain, shape (n, 3), NaN where it is missing."""
    atoms = content.atoms
    span = slice(content.residues.first_atom[rows.start], content.residues.first_atom[rows.stop])
    index = np.flatnonzero(atoms.name[span] == name) + span.start
    xyz = np.full((rows.stop - rows.start, 3), np.nan)
    xyz[atoms.residue[index] - rows.start] = atoms.xyz[0, index]
    return xyz


def _proven(position: NDArray[np.int32], observed: NDArray[np.uint8], protein: Protein) -> bool:
    if position.max(initial=0) > len(protein):
        return False
    tested = (position > 0) & (observed != UNKNOWN)
    n_tested = int(tested.sum())
    if n_tested < min(MIN_MAPPED, len(observed)) or n_tested == 0:
        return False
    right = is_right(position, observed, encode(protein.sequence))
    if right.sum() < MIN_IDENTITY * n_tested:
        return False
    wrong = np.flatnonzero(tested & ~right)
    if len(wrong) < RUN // 2:
        return True
    return not _has_bad_run(position, tested, right)


def _has_bad_run(position: NDArray[np.int32], tested: NDArray[np.bool_], right: NDArray[np.bool_]) -> bool:
    """Whether some window of RUN consecutive positions has less than half of its residues right."""
    index = np.flatnonzero(tested)
    score = np.concatenate([[0], np.cumsum(right[index])])
    if len(index) < RUN:
        return False
    in_window = score[RUN:] - score[:-RUN]
    unbroken = position[index][RUN - 1 :] - position[index][: len(index) - RUN + 1] == RUN - 1
    return bool((unbroken & (in_window < RUN / 2)).any())


def _notes(proposal: _Proposal, observed: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    reference = encode(proposal.protein.sequence)
    placed = proposal.position > 0
    expected = reference[proposal.position - 1]
    unknown = observed == UNKNOWN
    note = np.zeros(len(observed), dtype=np.uint8)
    note[placed & ~unknown & (expected != observed)] = CONFLICT
    note[placed & unknown] = UNKNOWN_RESIDUE
    note[~placed] = UNPROVEN
    tested = placed & ~unknown
    identity = float((expected == observed)[tested].sum() / tested.sum())
    return note, round(identity, 4)
