"""Identify the protein of a chain and align the chain to it, where the file states no mapping.

First, shared six-residue words identify the protein (no two of the nine share many, but a protein of the user
may be homologous to one of them). Then Biopython aligns the chain to its UniProt sequence. Gaps in the chain
cost the same whatever their length, since coordinate files leave out any number of residues; insertions in
the chain cost more the longer they are.
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
"""Six-residue words that a chain must share with a protein before an alignment is tried."""

REMEMBERED = 256
"""Number of alignments kept in the cache, about ten kilobytes each."""

UNKNOWN = ord("X")


def encode(sequence: str) -> NDArray[np.uint8]:
    """One-letter sequence as an array of character codes."""
    return np.frombuffer(sequence.encode("ascii"), dtype=np.uint8)


def likely_proteins(observed: NDArray[np.uint8], known: tuple[Protein, ...]) -> list[Protein]:
    """Return the proteins that share enough six-residue words with the chain, the likeliest first.

    Ties are broken by the order of `known`.
    """
    votes = np.bincount(placed_words(observed, known)[0], minlength=len(known))
    enough = max(1, min(MIN_SHARED_WORDS, n_words(observed)))
    return [known[k] for k in np.argsort(-votes, kind="stable").tolist() if votes[k] >= enough]


def n_words(observed: NDArray[np.uint8]) -> int:
    """Number of six-residue words of a chain that contain no unknown residue."""
    return len(_words(observed)[0])


def placed_words(
    observed: NDArray[np.uint8], known: tuple[Protein, ...]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Positions of a chain's six-residue words in known proteins; a shared word has one hit per protein.

    Returns
    -------
    owner, uniprot_pos, at : numpy.ndarray, shape (n_hits,)
        Index into `known`, position of the word's first residue there, and in the chain (from 0).
    """
    words, owners, positions = _word_index(known)
    mine, at = _words(observed)
    first = np.searchsorted(words, mine)
    n_owners = np.searchsorted(words, mine, side="right") - first
    # One entry for each owner of each word: relatives share words.
    hit = np.repeat(first, n_owners) + _counted_up(n_owners)
    return owners[hit], positions[hit], np.repeat(at, n_owners)


def _counted_up(lengths: NDArray[np.intp]) -> NDArray[np.intp]:
    """Concatenated ranges 0, 1, ... of the given lengths."""
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def align_to(observed: NDArray[np.uint8], reference: Protein) -> NDArray[np.int32]:
    """Align a chain to a UniProt sequence.

    Returns
    -------
    numpy.ndarray, shape (len(observed),), int32
        UniProt position of each residue; 0 where it is not aligned. The array is read-only.
    """
    return _aligned(observed.tobytes(), reference)


@lru_cache(REMEMBERED)
def _aligned(observed: bytes, reference: Protein) -> NDArray[np.int32]:
    """Cached alignment: copies of a chain, and predictions of one complex, have equal sequences."""
    alignment = _aligner().align(reference.sequence, observed.decode("ascii"))[0]
    position = np.zeros(len(observed), dtype=np.int32)
    for (r0, r1), (o0, o1) in zip(*alignment.aligned, strict=True):
        position[o0:o1] = np.arange(r0 + 1, r1 + 1)
    position.flags.writeable = False
    return position


@cache
def _word_index(
    known: tuple[Protein, ...],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Index of all six-residue words of some proteins, sorted, each once per protein; proteins, positions."""
    words, owners, positions = [], [], []
    for k, protein in enumerate(known):
        mine, at = _words(encode(protein.sequence))
        unique, first = np.unique(mine, return_index=True)
        words.append(unique)
        owners.append(np.full(len(unique), k))
        positions.append(at[first] + 1)
    every = np.concatenate(words)
    order = np.argsort(every, kind="stable")
    return every[order], np.concatenate(owners)[order], np.concatenate(positions)[order]


def _words(sequence: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Integer codes of the words of a sequence without unknown residues, and the start of each word."""
    if len(sequence) < WORD:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    window = np.lib.stride_tricks.sliding_window_view(sequence, WORD)
    at = np.flatnonzero((window != UNKNOWN).all(axis=1))
    return np.asarray(window[at].astype(np.int64) @ (32 ** np.arange(WORD, dtype=np.int64))), at


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
