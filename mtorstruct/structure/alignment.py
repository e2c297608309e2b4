"""Which protein a chain is, and where its residues belong, when the file does not say.

Two steps: words of six residues find the protein (no two of the nine share many), then
Biopython aligns the chain to that protein's UniProt sequence. Gaps of the chain are free of
length, since coordinate files leave out any number of residues; a residue too many is not.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import Protein, proteins

if TYPE_CHECKING:
    from Bio.Align import PairwiseAligner

WORD = 6
MIN_SHARED_WORDS = 3
"""Words that a chain must share with a protein before an alignment is tried."""

UNKNOWN = ord("X")


def encode(sequence: str) -> NDArray[np.uint8]:
    """One-letter sequence as an array of character codes."""
    return np.frombuffer(sequence.encode("ascii"), dtype=np.uint8)


def likeliest_protein(observed: NDArray[np.uint8]) -> Protein | None:
    """Return the protein that shares most six-residue words with the chain; None if none shares enough."""
    words, owners = _word_index()
    mine = _words(observed)
    if not len(mine):
        return None
    at = np.minimum(np.searchsorted(words, mine), len(words) - 1)
    votes = np.bincount(owners[at[words[at] == mine]], minlength=len(proteins()))
    best = int(votes.argmax())
    return proteins()[best] if votes[best] >= min(MIN_SHARED_WORDS, len(mine)) else None


def align_to(observed: NDArray[np.uint8], reference: Protein) -> NDArray[np.int32]:
    """Align a chain to a UniProt sequence.

    Returns
    -------
    numpy.ndarray, shape (len(observed),), int32
        UniProt position of each residue; 0 where it is aligned to nothing.
    """
    alignment = _aligner().align(reference.sequence, observed.tobytes().decode("ascii"))[0]
    position = np.zeros(len(observed), dtype=np.int32)
    for (r0, r1), (o0, o1) in zip(*alignment.aligned, strict=True):
        position[o0:o1] = np.arange(r0 + 1, r1 + 1)
    return position


@cache
def _word_index() -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All six-residue words of the nine proteins, sorted, and the protein that owns each."""
    parts = [_words(encode(p.sequence)) for p in proteins()]
    words = np.concatenate(parts)
    owners = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    order = np.argsort(words, kind="stable")
    return words[order], owners[order]


def _words(sequence: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Numbers that stand for the words of a sequence; words with an unknown residue are left out."""
    if len(sequence) < WORD:
        return np.empty(0, dtype=np.int64)
    window = np.lib.stride_tricks.sliding_window_view(sequence, WORD)
    known = (window != UNKNOWN).all(axis=1)
    return np.asarray(window[known].astype(np.int64) @ (32 ** np.arange(WORD, dtype=np.int64)))


@cache
def _aligner() -> PairwiseAligner:
    from Bio.Align import PairwiseAligner

    aligner = PairwiseAligner()
    aligner.mode = "global"
    aligner.match_score = 5.0
    aligner.mismatch_score = -4.0
    aligner.wildcard = "X"
    # Reference residues that the chain lacks: any number at one price, free at the ends.
    aligner.open_internal_deletion_score = -12.0
    aligner.extend_internal_deletion_score = 0.0
    aligner.end_deletion_score = 0.0
    # Residues of the chain that the reference lacks (tags, linkers, other isoforms).
    aligner.open_internal_insertion_score = -12.0
    aligner.extend_internal_insertion_score = -1.0
    aligner.end_insertion_score = 0.0
    return aligner
