"""Which protein a chain is, and where its residues belong, when the file does not say.

Two steps: words of six residues find the protein (no two of the nine share many, but a protein
of the user may be a relative of one), then Biopython aligns the chain to its UniProt sequence.
Gaps of the chain are free of length, since coordinate files leave out any number of residues; a
residue too many is not.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import Protein

if TYPE_CHECKING:
    from Bio.Align import PairwiseAligner

WORD = 6
MIN_SHARED_WORDS = 3
"""Words that a chain must share with a protein before an alignment is tried."""

REMEMBERED = 256
"""Alignments that are remembered, of some ten kilobytes each."""

UNKNOWN = ord("X")


def encode(sequence: str) -> NDArray[np.uint8]:
    """One-letter sequence as an array of character codes."""
    return np.frombuffer(sequence.encode("ascii"), dtype=np.uint8)


def likely_proteins(observed: NDArray[np.uint8], known: tuple[Protein, ...]) -> list[Protein]:
    """Return the proteins that share enough six-residue words with the chain, the likeliest first.

    Of equals the earlier one of `known` comes first.
    """
    words, owners = _word_index(known)
    mine = _words(observed)
    if not len(mine):
        return []
    first = np.searchsorted(words, mine)
    n_owners = np.searchsorted(words, mine, side="right") - first
    # One entry for each owner of each word: relatives share words.
    at = np.repeat(first, n_owners) + _counted_up(n_owners)
    votes = np.bincount(owners[at], minlength=len(known))
    enough = min(MIN_SHARED_WORDS, len(mine))
    return [known[k] for k in np.argsort(-votes, kind="stable").tolist() if votes[k] >= enough]


def _counted_up(lengths: NDArray[np.intp]) -> NDArray[np.intp]:
    """0, 1, ... up to each of some lengths, one run behind the other."""
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def align_to(observed: NDArray[np.uint8], reference: Protein) -> NDArray[np.int32]:
    """Align a chain to a UniProt sequence.

    Returns
    -------
    numpy.ndarray, shape (len(observed),), int32
        UniProt position of each residue; 0 where it is aligned to nothing. It must not be written to.
    """
    return _aligned(observed.tobytes(), reference)


@lru_cache(REMEMBERED)
def _aligned(observed: bytes, reference: Protein) -> NDArray[np.int32]:
    """Alignments are remembered: copies of a chain, and predictions of one complex, have equal sequences."""
    alignment = _aligner().align(reference.sequence, observed.decode("ascii"))[0]
    position = np.zeros(len(observed), dtype=np.int32)
    for (r0, r1), (o0, o1) in zip(*alignment.aligned, strict=True):
        position[o0:o1] = np.arange(r0 + 1, r1 + 1)
    position.flags.writeable = False
    return position


@cache
def _word_index(known: tuple[Protein, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All six-residue words of some proteins, sorted, each once a protein, and the protein that has it."""
    parts = [np.unique(_words(encode(p.sequence))) for p in known]
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
