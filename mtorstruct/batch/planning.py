"""Cut a list of structures into chunks of about equal cost.

A chunk is the unit that a worker takes at a time, and one part of the dataset. The cut depends on the list
alone, so that the same inputs give the same parts, whatever the number of processes and of restarts.
"""

from __future__ import annotations

from collections.abc import Sequence

from mtorstruct.batch.inputs import Item
from mtorstruct.structure.formats import CONTAINERS

PER_STRUCTURE = 100_000
"""Fixed cost of a structure besides its size, in bytes of text that are read in that time."""

UNKNOWN_SIZE = 2_000_000
"""Size (bytes) assumed for an entry that may have to be fetched first."""

PACKED_RATIO = 4
"""Bytes of coordinates per byte of a compressed file."""

LEAST, MOST = 2_000_000, 512_000_000
"""Smallest and largest cost of a chunk: one large structure, and the loss when a job is killed."""

MOST_STRUCTURES = 200
"""Most structures of a chunk, as the rows of all of them are in memory at once."""

WISHED_CHUNKS = 128
"""Number of chunks of a job, unless that would make them too small or too large."""


def cost(item: Item) -> int:
    """Cost of one structure, in bytes of text."""
    size = item.size or UNKNOWN_SIZE
    return PER_STRUCTURE + size * (PACKED_RATIO if item.name.endswith(CONTAINERS) else 1)


def cut(items: Sequence[Item]) -> list[range]:
    """Cut structures into consecutive chunks of about equal cost; returns the indices of each."""
    costs = [cost(item) for item in items]
    most = largest_chunk(sum(costs))
    chunks, start, total = [], 0, 0
    for k, c in enumerate(costs):
        if total and (total + c > most or k - start == MOST_STRUCTURES):
            chunks.append(range(start, k))
            start, total = k, 0
        total += c
    if start < len(items):
        chunks.append(range(start, len(items)))
    return chunks


def largest_chunk(total: int) -> int:
    """Largest cost of a chunk with several structures, from the total cost.

    It is a power of two, so that a few more inputs rarely move all boundaries.
    """
    wished = max(LEAST, min(MOST, total // WISHED_CHUNKS))
    return 1 << (wished - 1).bit_length()
