"""HGVS description of a protein change, from the residues that replace others.

The HGVS description depends on both whole proteins: equal residues at the beginning are not part of
it, nor are those at the end, in this order, so that a deletion within a run of equal residues is assigned to
the last of them (the 3' rule). https://hgvs-nomenclature.org/stable/recommendations/protein
"""

from __future__ import annotations

from typing import NamedTuple

from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.writing import short_name


class Consequence(NamedTuple):
    """One protein change: the fields of ``Change`` of the same names."""

    position: int
    wild_type: str
    mutant: str
    end: int = 0
    end_wild_type: str = ""
    inserted: str = ""

    @property
    def text(self) -> str:
        """Short name of the variant, of a frameshift without its new residues.

        Examples
        --------
        >>> Consequence(1762, "Q", "delins", 1763, "G", "HC").text
        'Q1762_G1763delinsHC'
        """
        told = self._replace(inserted="") if self.mutant == "fs" else self
        return short_name(Change("", **told._asdict()))


def describe(residues: str, first: int, last: int, new: str) -> Consequence:
    """Describe the replacement of residues `first` to `last` by ``new``.

    Parameters
    ----------
    residues : str
        The whole protein, with ``*`` for its stop codon at the end.
    first, last : int
        Residues that go, from 1, UniProt numbering; `last` is `first` - 1 for an insertion.
    new : str
        Residues that come; what follows a ``*`` in it is not made.

    Examples
    --------
    >>> describe("MKLLLGH*", 3, 3, "").text
    'L5del'
    >>> describe("MKLLLGH*", 6, 6, "W*S").text
    'G6delinsW*'
    """
    if first == 1 and (new + residues[last : last + 1])[:1] != "M":
        return Consequence(1, "M", "?")
    stop = len(residues)
    if "*" in new:
        new = new[: new.index("*") + 1]
        if last < stop:
            return _stopped(residues, first, last, new)
    elif last == stop:
        return _without_stop(residues, first, new)
    if len(new) == last - first + 1 == 1:
        return Consequence(first, residues[first - 1], "=" if new == residues[first - 1] else new)
    return _trimmed(residues, first, last, new)


def _stopped(residues: str, first: int, last: int, new: str) -> Consequence:
    """Describe new residues with a stop: a stop gain where it is the first difference, else a replacement."""
    same = n_equal(residues[first - 1 :], new)
    position, rest = first + same, new[same:]
    if not rest:
        return Consequence(first, residues[first - 1], "=")
    if rest == "*":
        return Consequence(position, residues[position - 1], "*")
    if position == len(residues):
        return _stretch(residues, position, position - 1, rest[:-1])
    # Behind the stop nothing is left, so that an insertion in front of a residue replaces it as well.
    return _stretch(residues, position, max(last, position), rest)


def _without_stop(residues: str, first: int, new: str) -> Consequence:
    """Describe a lost stop codon: an extension where nothing else changes, else of unknown reach."""
    stop = len(residues)
    kept = residues[first - 1 : -1]
    if new.startswith(kept):
        return Consequence(stop, "*", "ext", inserted=new[len(kept) :])
    position = first + n_equal(kept, new)
    return Consequence(position, residues[position - 1], "?", stop, "*")


def _trimmed(residues: str, first: int, last: int, new: str) -> Consequence:
    """Describe a variant within the chain, without the residues that are equal at its two ends."""
    before, after = residues[first - 1 :], new + residues[last:]
    left = n_equal(before, after)
    if left == len(before) == len(after):
        wild = residues[first - 1]
        return Consequence(first, wild, "=", *_end(residues, first, last))
    right = n_equal(before[left:][::-1], after[left:][::-1])
    position = first + left
    return _stretch(residues, position, first - 1 + len(before) - right, after[left : len(after) - right])


def _stretch(residues: str, position: int, last: int, new: str) -> Consequence:
    """Describe residues `position` to `last` becoming ``new``; an insertion before `position` if none."""
    if last < position:
        length = len(new)
        if position > length and residues[position - 1 - length : position - 1] == new:
            begin = position - length
            return Consequence(begin, residues[begin - 1], "dup", *_end(residues, begin, position - 1))
        return Consequence(
            position - 1, residues[position - 2], "ins", position, residues[position - 1], inserted=new
        )
    wild = residues[position - 1]
    if not new:
        return Consequence(position, wild, "del", *_end(residues, position, last))
    if len(new) == 1 and last == position:
        return Consequence(position, wild, new)
    return Consequence(position, wild, "delins", *_end(residues, position, last), inserted=new)


def _end(residues: str, first: int, last: int) -> tuple[int, str]:
    return (last, residues[last - 1]) if last > first else (0, "")


def n_equal(one: str, other: str) -> int:
    """Return the length of the common beginning."""
    for k, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return k
    return min(len(one), len(other))
