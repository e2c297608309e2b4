"""Coding sequences in the store, looked up when the first DNA variant is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from mtorstruct.reference.coding_sequences import CodingSequences


class SequencesAtHand(CodingSequences):
    """Coding sequences that ``mtorstruct fetch cds`` stored; a run without DNA variants reads no file.

    Parameters
    ----------
    say : callable, optional
        Called with what is to be known of each file that is not used.
    """

    def __init__(self, say: Callable[[str], object] | None = None) -> None:
        super().__init__({})
        self._say = say

    @cached_property
    def _stored(self) -> CodingSequences:
        from mtorstruct.archive.sequences import stored_coding_sequences

        found = stored_coding_sequences() or CodingSequences({})
        if self._say is not None:
            for notice in found.notices:
                self._say(notice)
        return found

    def get(self, gene: str) -> str:
        """Return the coding sequence of a gene; empty where the store has none."""
        return self._stored.get(gene)
