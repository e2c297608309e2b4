"""Identify homologous chains: proteins of another species, or others of the same family.

A homologue carries the numbers of the protein that it is aligned to, and is marked: its `relation` is
``homologous``, its gene reads ``MTOR (homologous)``, and queries for mTOR do not return it.

The alignment is local (BLOSUM62, a gap of n residues costs 10 + n), so that extra parts of a homologue are
not forced onto the reference. Where it ends, at a long unmodelled or diverged range, the remainder on either
side is aligned separately. Each ungapped block must be more identical than expected by chance:
`least_identity`. The thresholds, and their false positives, are in ``docs/homologues.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import Protein
from mtorstruct.structure.alignment import REMEMBERED, UNKNOWN, encode
from mtorstruct.structure.content import FileContent
from mtorstruct.structure.numbering import (
    CONFLICT,
    HOMOLOGOUS,
    SAME,
    SUBSTITUTED,
    UNPROVEN,
    Chain,
)

if TYPE_CHECKING:
    from Bio.Align import PairwiseAligner

MIN_HOMOLOGUE_RESIDUES = 50
"""Fewest known residues of a chain for which a homologue is searched."""

MIN_HOMOLOGUE_IDENTITY = 0.3
"""Least share of aligned residues that are equal: nine of ten pairs above it are related (Rost 1999)."""

MIN_HOMOLOGUE_COVERAGE = 0.5
"""Least share of the chain's known residues that are aligned."""

MAX_CHANCE = 1e-5
"""Alignments of such a score expected by chance among all known proteins: the E-value of BLAST."""

LAMBDA, K = 0.243, 0.024
"""Karlin-Altschul parameters for BLOSUM62 and this gap cost (``blast_stat.c`` of NCBI BLAST, row 10, 1)."""

MIN_PIECE = 12
"""Shortest ungapped block that can prove itself; below it `least_identity` is more than 1."""

MIN_LACK = 15
"""Score deficit, against half of the block's mean, at which an end of the block is trimmed."""

FIRST_GAP, NEXT_GAP = 11, 1
"""Cost of the first residue of a gap, and of each further one."""

ALIGNED_LETTERS = b"ACDEFGHIKLMNPQRSTVWY"


@dataclass(frozen=True)
class Placement:
    """A chain aligned to a homologue: UniProt positions, shape (n,), 0 where a residue is not aligned.

    `identity` is that of the aligned pairs, `coverage` the share of known residues that are aligned;
    `by_chance` marks a score that is expected by chance.
    """

    protein: Protein
    position: NDArray[np.int32]
    identity: float
    coverage: float
    accepted: bool
    by_chance: bool


def least_identity(n_aligned: int) -> float:
    """Least identity at which an ungapped block of some residues proves homology.

    `MIN_HOMOLOGUE_IDENTITY`, and higher for fewer than about a hundred residues: the curve of equation 2 in
    Rost 1999 (doi:10.1093/protein/12.2.85), below which pairs are alike by chance.

    Examples
    --------
    >>> [round(least_identity(n), 2) for n in (20, 50, 100, 400)]
    [0.72, 0.42, 0.3, 0.3]
    """
    curve = 4.8 * n_aligned ** (-0.32 * (1 + math.exp(-n_aligned / 1000))) if n_aligned else math.inf
    return max(MIN_HOMOLOGUE_IDENTITY, curve)


def expected_by_chance(score: float, n_residues: int, n_known: int) -> float:
    """Number of local alignments with at least a score expected by chance between sequences of these lengths.

    ``K m n exp(-lambda S)`` (Karlin and Altschul 1990, doi:10.1073/pnas.87.6.2264), for sequences of ordinary
    composition.

    Parameters
    ----------
    score : float
        Of the alignment.
    n_residues, n_known : int
        Residues of the chain, and of all proteins that it is compared with.
    """
    return K * n_residues * n_known * math.exp(-LAMBDA * score)


def relate(
    content: FileContent,
    chains: list[Chain],
    known: tuple[Protein, ...],
    *,
    align: bool,
) -> list[Chain]:
    """Mark the homologues among the chains of a file.

    An identified chain is of another species if the file states that it is another protein, however similar.
    With `align`, chains that were not identified are aligned to the most similar protein, or refused.

    Parameters
    ----------
    content : FileContent
        The file.
    chains : list of Chain
        Its chains as `number_chains` returns them.
    known : tuple of Protein
        Proteins among which the chains were identified.
    align : bool
        Whether to align chains that were not identified.

    Returns
    -------
    list of Chain
        In the same order; copies are renumbered.
    """
    related = []
    for chain in chains:
        after = _placed(content, chain, known) if align and chain.protein is None else chain
        if after.relation == SAME and _is_stated_otherwise(content, after, known):
            after = _as_relative(after)
        related.append(after)
    return _counted(related)


@lru_cache(REMEMBERED)
def place(sequence: str, known: tuple[Protein, ...]) -> Placement | None:
    """Align a sequence to the protein with the highest score; None if none has a score.

    Parameters
    ----------
    sequence : str
        One-letter codes, ``X`` for unknown residues.
    known : tuple of Protein
        The proteins to choose from.

    Returns
    -------
    Placement or None
        `accepted` if each of its ungapped blocks has its `least_identity` and all together
        `MIN_HOMOLOGUE_COVERAGE`; identity and coverage of one without a block are those of the alignment.
    """
    letters = encode(_comparable(sequence))
    references = [_comparable(p.sequence) for p in known]
    scores = [_aligner().score(reference, _comparable(sequence)) for reference in references]
    if not scores or max(scores) <= 0:
        return None
    n_known = int((letters != UNKNOWN).sum())
    by_chance = expected_by_chance(max(scores), n_known, sum(map(len, references))) > MAX_CHANCE
    protein, reference = known[int(np.argmax(scores))], encode(references[int(np.argmax(scores))])
    position = np.zeros(len(letters), dtype=np.int32)
    left = [(0, len(letters), 0, len(reference))]
    while left:
        a, b, r0, r1 = left.pop()
        piece = _best_piece(reference[r0:r1], letters[a:b])
        if not _proves_itself(piece, reference[r0:r1], letters[a:b]):
            continue
        placed = np.flatnonzero(piece)
        first, last = int(placed[0]), int(placed[-1])
        position[a:b][placed] = piece[placed] + r0
        left += [(a, a + first, r0, r0 + piece[first] - 1), (a + last + 1, b, r0 + piece[last], r1)]
    found = position if position.any() else _best_piece(reference, letters)
    found.flags.writeable = position.flags.writeable = False
    identity, coverage = _measures(found, reference, letters)
    accepted = bool(position.any()) and coverage >= MIN_HOMOLOGUE_COVERAGE and not by_chance
    return Placement(protein, position, identity, coverage, accepted, by_chance)


def _placed(content: FileContent, chain: Chain, targets: tuple[Protein, ...]) -> Chain:
    """Return a chain numbered by its nearest homologue, or with the reason why not."""
    letters = np.where(_is_amino_acid(content, chain.rows), chain.observed, UNKNOWN).astype(np.uint8)
    n_known = int((letters != UNKNOWN).sum())
    if n_known < MIN_HOMOLOGUE_RESIDUES:
        return replace(
            chain, refused=f"{n_known} known amino acids: {MIN_HOMOLOGUE_RESIDUES} are the least to compare"
        )
    found = place(letters.tobytes().decode("ascii"), targets)
    if found is None or not found.accepted:
        return replace(chain, refused=_reason(found))
    placed = found.position > 0
    note = np.full(len(letters), UNPROVEN, dtype=np.uint8)
    same = encode(found.protein.sequence)[found.position[placed] - 1] == chain.observed[placed]
    note[placed] = np.where(same, 0, SUBSTITUTED)
    return replace(
        chain,
        protein=found.protein,
        uniprot_pos=found.position,
        note=note,
        mapping_source=HOMOLOGOUS,
        identity=round(found.identity, 4),
        relation=HOMOLOGOUS,
    )


def _reason(found: Placement | None) -> str:
    if found is None:
        return "like none of the known proteins"
    where = f"{100 * found.coverage:.0f} % of the chain"
    chance = ", as chance gives" if found.by_chance else ""
    return f"nearest is {found.protein.gene}: identity {found.identity:.2f} over {where}{chance}"


def _is_stated_otherwise(content: FileContent, chain: Chain, known: tuple[Protein, ...]) -> bool:
    """Whether the file names only unknown proteins for an identified chain."""
    if chain.protein is None or not chain.protein.uniprot:
        return False
    stated = {s.accession for s in content.statements if s.chain == chain.name}
    stated |= set(content.residues.sifts_accession[chain.rows])
    # Another isoform of a known protein is no other species.
    accessions = {accession.partition("-")[0] for accession in stated if accession}
    return bool(accessions) and accessions.isdisjoint(p.uniprot.partition("-")[0] for p in known)


def _as_relative(chain: Chain) -> Chain:
    note = np.where(chain.note == CONFLICT, SUBSTITUTED, chain.note).astype(np.uint8)
    return replace(chain, note=note, relation=HOMOLOGOUS)


def _counted(chains: list[Chain]) -> list[Chain]:
    """Return the chains with their copies numbered by gene."""
    copies: dict[str, int] = {}
    counted = []
    for chain in chains:
        if chain.protein:
            copies[chain.gene] = copies.get(chain.gene, 0) + 1
        counted.append(replace(chain, copy=copies.get(chain.gene, 0)))
    return counted


def _is_amino_acid(content: FileContent, rows: slice) -> NDArray[np.bool_]:
    """Mask of residues that are amino acids; the letters of nucleotides are letters of amino acids too."""
    unique, index = np.unique(content.residues.name[rows].view(np.uint64), return_inverse=True)
    kinds = [gemmi.find_tabulated_residue(name.decode()).is_amino_acid() for name in unique.view("S8")]
    return np.array(kinds, dtype=bool)[index]


def _comparable(sequence: str) -> str:
    """Sequence with X for letters that the matrix does not score."""
    letters = encode(sequence)
    return (
        np.where(np.isin(letters, list(ALIGNED_LETTERS)), letters, UNKNOWN)
        .astype(np.uint8)
        .tobytes()
        .decode()
    )


def _best_piece(reference: NDArray[np.uint8], letters: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Reference position, from 1, of each known residue in the best local alignment; 0 if unaligned."""
    position = np.zeros(len(letters), dtype=np.int32)
    if min(len(reference), len(letters)) < MIN_PIECE:
        return position
    alignments = _aligner().align(reference.tobytes().decode(), letters.tobytes().decode())
    if alignments.score <= 0:
        return position
    for (r0, r1), (o0, o1) in zip(*alignments[0].aligned, strict=True):
        position[o0:o1] = np.arange(r0 + 1, r1 + 1)
    _cut_loose_ends(position, reference, letters)
    position[letters == UNKNOWN] = 0
    return position


def _cut_loose_ends(
    position: NDArray[np.int32], reference: NDArray[np.uint8], letters: NDArray[np.uint8]
) -> None:
    """Remove, in place, the positions of ends that score clearly less than half of the block's mean.

    A local alignment extends by chance beyond the end of the homology, as long as the score does not fall,
    and takes residues from their true positions.
    """
    placed = np.flatnonzero(position)
    gain = _pair_scores()[reference[position[placed] - 1], letters[placed]]
    gap = _gap_price(np.diff(placed)) + _gap_price(np.diff(position[placed]))
    half = (gain.sum() - gap.sum()) / len(placed) / 2
    # With an end goes the gap between it and the rest.
    first = np.cumsum(gain - np.append(gap, 0) - half)
    last = np.cumsum((gain - np.insert(gap, 0, 0) - half)[::-1])
    if first.min() < -MIN_LACK:
        position[placed[: int(first.argmin()) + 1]] = 0
    if last.min() < -MIN_LACK:
        position[placed[len(placed) - 1 - int(last.argmin()) :]] = 0


def _gap_price(step: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Cost of the residues skipped between each aligned residue and the next."""
    passed = step.astype(np.int64) - 1
    return np.where(passed > 0, FIRST_GAP + NEXT_GAP * (passed - 1), 0)


def _measures(
    position: NDArray[np.int32], reference: NDArray[np.uint8], letters: NDArray[np.uint8]
) -> tuple[float, float]:
    """Identity of the aligned pairs, and the share of known residues that are aligned."""
    placed = position > 0
    n_placed = int(placed.sum())
    n_right = int((reference[position[placed] - 1] == letters[placed]).sum())
    return n_right / max(n_placed, 1), n_placed / max(int((letters != UNKNOWN).sum()), 1)


def _proves_itself(
    piece: NDArray[np.int32], reference: NDArray[np.uint8], letters: NDArray[np.uint8]
) -> bool:
    n_placed = int((piece > 0).sum())
    return n_placed >= MIN_PIECE and _measures(piece, reference, letters)[0] >= least_identity(n_placed)


@cache
def _matrix() -> Any:
    from Bio.Align import substitution_matrices

    matrix = substitution_matrices.load("BLOSUM62").copy()
    # What is unknown speaks neither for nor against a place.
    matrix["X", :] = 0
    matrix[:, "X"] = 0
    return matrix


@cache
def _pair_scores() -> NDArray[np.int64]:
    """Score of a pair by the character codes of its letters, shape (128, 128)."""
    scores = np.zeros((128, 128), dtype=np.int64)
    codes = [ord(letter) for letter in _matrix().alphabet]
    scores[np.ix_(codes, codes)] = np.asarray(_matrix())
    return scores


@cache
def _aligner() -> PairwiseAligner:
    from Bio.Align import PairwiseAligner

    aligner = PairwiseAligner()
    aligner.mode = "local"
    aligner.substitution_matrix = _matrix()
    aligner.open_gap_score = -float(FIRST_GAP)
    aligner.extend_gap_score = -float(NEXT_GAP)
    return aligner
