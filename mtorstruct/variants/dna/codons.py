"""Effect of a coding change on the protein, with or without the coding sequence.

The protein limits the codons at each residue, and the bases that a variant replaces exclude some of
them. Every remaining combination of codons is tried; the outcome is certain where all of
them give the same. Where they do not, the packaged table of known codons excludes more. With the
coding sequence there is one combination, and every outcome is certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from hashlib import sha256
from itertools import chain, count, product
from typing import TYPE_CHECKING, NamedTuple

from mtorstruct.reference.codons import known_codons
from mtorstruct.reference.genetic_code import ANY_CODON, CODE, codons_of, translate
from mtorstruct.reference.proteins import protein
from mtorstruct.variants.dna.consequence import Consequence, describe

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences

Choices = tuple[str, ...]
"""Possible base sequences of one range, all of one length."""

GENETIC_CODE, CODON_TABLE = "genetic code", "codon table"
"""What resolves a variant without its coding sequence."""

HASH_DIGITS = 12
"""Digits of the hash of a coding sequence that are shown."""

MAX_WAYS = 1000
"""Largest number of codon combinations of a duplication tried together; beyond, codons are taken singly."""


def trimmed(start: int, deleted: str, inserted: str) -> tuple[int, str, str]:
    """Return position and bases without what both alleles share at the two ends, the beginning first.

    Examples
    --------
    >>> trimmed(100, "GTT", "GT")
    (102, 'T', '')
    """
    common = min(len(deleted), len(inserted))
    left = 0
    while left < common and deleted[left] == inserted[left] != "N":
        left += 1
    right = 0
    while right < common - left and deleted[-1 - right] == inserted[-1 - right] != "N":
        right += 1
    return start + left, deleted[left : len(deleted) - right], inserted[left : len(inserted) - right]


class Edit(NamedTuple):
    """Replacement of bases on the coding strand.

    `start` is the first of them, from 1 at the A of the start codon; `deleted` holds them, ``N`` where one is
    not known; `inserted` takes their place. With no `deleted`, it goes before `start`. With
    `duplicated`, `deleted` stays and follows once more. Bases that both begin or end with are not changed,
    but identify the codons.
    """

    start: int
    deleted: str
    inserted: str
    duplicated: bool = False

    @property
    def core(self) -> Edit:
        """Return the edit without bases that stay."""
        if self.duplicated or self.deleted == self.inserted:
            return self
        return Edit(*trimmed(self.start, self.deleted, self.inserted))

    @property
    def shift(self) -> int:
        """Return the shift of the reading frame: 0, 1 or 2 bases."""
        return (len(self.deleted) if self.duplicated else len(self.inserted) - len(self.deleted)) % 3

    @property
    def first(self) -> int:
        """Return the residue of the first codon touched, UniProt numbering."""
        return (self.start + 2) // 3

    @property
    def last(self) -> int:
        """Return the residue of the last codon touched; `first` - 1 for an insertion between two codons."""
        between = not self.deleted and self.start % 3 == 1
        return self.first - 1 if between else (self.start + max(len(self.deleted), 1) + 1) // 3

    def pattern(self, position: int) -> str:
        """Return the named bases of the codon of a residue; ``N`` for the others."""
        begin = 3 * position - 2 - self.start
        return "".join(
            self.deleted[k] if 0 <= k < len(self.deleted) else "N" for k in range(begin, begin + 3)
        )


class DoesNotFitError(Exception):
    """The bases said to be replaced are not those of any codon of the residue at `position`."""

    def __init__(self, position: int, pattern: str) -> None:
        super().__init__(position, pattern)
        self.position, self.pattern = position, pattern


@cache
def residues_of(gene: str) -> str:
    """Sequence of a protein, with ``*`` for its stop codon at the end."""
    return f"{protein(gene).sequence}*"


class Outcome(NamedTuple):
    """All protein changes that an edit may make, in order, and what excludes others.

    `settled` is ``genetic code``, ``codon table``, or ``coding sequence`` with the beginning of the SHA-256
    of its bases. `contradicted` is the first residue of whose known codons none has the bases that the edit
    names, although another codon of its amino acid has; 0 where there is none. The table of known codons is
    not asked then.
    """

    changes: tuple[Consequence, ...]
    settled: str
    contradicted: int = 0


def consequences(gene: str, edit: Edit, coding: CodingSequences | None = None) -> Outcome:
    """Return all protein changes that an edit may make; one where it is certain.

    Parameters
    ----------
    gene : str
        Gene symbol.
    edit : Edit
        Bases that are replaced, all of them within the coding sequence.
    coding : CodingSequences, optional
        Coding sequences; without that of the gene, every way of writing it is tried.

    Raises
    ------
    DoesNotFitError
        No way of writing the protein has the bases that are replaced.

    Examples
    --------
    >>> consequences("MTOR", Edit(6324, "C", "A")).changes[0].text
    'F2108L'
    >>> [c.text for c in consequences("MTOR", Edit(5, "T", "A")).changes]
    ['L2*', 'L2H', 'L2Q']
    >>> consequences("MTOR", Edit(6644, "C", "A")).settled
    'codon table'
    """
    sequence = coding.get(gene) if coding else ""
    residues = residues_of(gene)
    if edit.last > len(residues):
        raise DoesNotFitError(len(residues) + 1, "")
    if sequence:
        return Outcome(_changes(_Ways(residues, sequence, {}, edit)), name_of_sequence(sequence))
    changes = _changes(_Ways(residues, "", {}, edit))
    known = known_codons(gene) if coding is None or coding.asks_table else {}
    contradicted = _contradicted(edit, known)
    if contradicted or len(changes) == 1 or not known:
        return Outcome(changes, GENETIC_CODE, contradicted)
    fewer = _changes(_Ways(residues, "", known, edit))
    return Outcome(fewer, GENETIC_CODE if fewer == changes else CODON_TABLE)


@cache
def name_of_sequence(bases: str) -> str:
    """Return the fingerprint of a coding sequence: the beginning of the SHA-256 of its bases, in capitals."""
    return f"coding sequence sha256:{sha256(bases.encode()).hexdigest()[:HASH_DIGITS]}"


def _contradicted(edit: Edit, known: Mapping[int, Choices]) -> int:
    """Return the first residue touched none of whose known codons has the named bases; 0 for none."""
    for position in range(edit.first, edit.last + 1):
        codons = known.get(position)
        if codons is not None:
            pattern = edit.pattern(position)
            if not any(_matches(codon, pattern) for codon in codons):
                return position
    return 0


def _changes(ways: _Ways) -> tuple[Consequence, ...]:
    """Return all protein changes for some possible codons."""
    edit, residues = ways.edit, ways.residues
    if len(edit.deleted) == len(edit.inserted) == 1 and not edit.duplicated:
        first, offset = edit.first, (edit.start - 1) % 3
        new = _substituted(ways.all_of(first), offset, edit.deleted, edit.inserted)
        if not new:
            raise DoesNotFitError(first, "N" * offset + edit.deleted + "N" * (2 - offset))
        return tuple(sorted(describe(residues, first, first, acid) for acid in new))
    for position in range(edit.first, edit.last + 1):
        if not ways.of(position):
            raise DoesNotFitError(position, edit.pattern(position))
    core = edit.core if edit.core.first <= len(residues) else edit
    codons = [ways.of(position) for position in range(core.first, core.last + 1)]
    if not core.shift:
        acids = {translate(bases) for bases in _in_frame(codons, core)}
        return tuple(sorted({describe(residues, core.first, core.last, new) for new in acids}))
    downstream = (ways.of(position) for position in count(core.last + 1))
    coming = chain(_shifted(codons, core), downstream)
    return tuple(sorted(_first_changes(residues, core.first, coming)))


class _Ways(NamedTuple):
    """Possible codons of each residue, given the bases that an edit names.

    With a `sequence` there is one; else those of the genetic code, or fewer for a residue that is `known`.
    """

    residues: str
    sequence: str
    known: Mapping[int, Choices]
    edit: Edit

    def all_of(self, position: int) -> Choices:
        """Return the codons of a residue, whatever bases are named; any after the stop codon."""
        if position > len(self.residues):
            return ANY_CODON
        if self.sequence:
            return (self.sequence[3 * position - 3 : 3 * position],)
        return self.known.get(position) or codons_of(self.residues[position - 1])

    def of(self, position: int) -> Choices:
        """Return the codons of a residue that have the named bases; none where they do not fit."""
        pattern = self.edit.pattern(position)
        return tuple(c for c in self.all_of(position) if _matches(c, pattern))


@lru_cache(maxsize=100_000)
def _substituted(choices: Choices, offset: int, old: str, new: str) -> tuple[str, ...]:
    """Return the amino acids that one new base may give."""
    fitting = [codon for codon in choices if old in (codon[offset], "N")]
    return tuple(sorted({CODE[codon[:offset] + new + codon[offset + 1 :]] for codon in fitting}))


def _matches(codon: str, pattern: str) -> bool:
    return all(p in (c, "N") for c, p in zip(codon, pattern, strict=True))


def _in_frame(codons: list[Choices], edit: Edit) -> Iterator[str]:
    """Return the bases that replace the touched codons.

    Of the codons between the first and the last it does not matter which they are: they are lost, or
    are copied whole.
    """
    ends = [codons[0], *(c[:1] for c in codons[1:-1]), codons[-1]] if len(codons) > 1 else codons
    return (_edited("".join(written), edit) for written in product(*ends))


def _edited(bases: str, edit: Edit) -> str:
    """Return the bases of the touched codons after the edit."""
    begin = (edit.start - 1) % 3
    end = begin + len(edit.deleted)
    if edit.duplicated:
        return bases[:end] + bases[begin:]
    return bases[:begin] + edit.inserted + bases[end:]


def _shifted(codons: list[Choices], edit: Edit) -> list[Choices]:
    """Return the same for a frameshift, as ranges that are chosen independently of each other."""
    ways = 1
    for choices in codons:
        ways *= len(choices)
    if not edit.duplicated:
        return [tuple(sorted(set(_in_frame(codons, edit))))]
    if ways <= MAX_WAYS:
        return [tuple(sorted({_edited("".join(written), edit) for written in product(*codons)}))]
    begin = (edit.start - 1) % 3
    end = begin + len(edit.deleted) - 3 * (len(codons) - 1)
    return [
        *codons[:-1],
        tuple(sorted({codon[:end] for codon in codons[-1]})),
        tuple(sorted({codon[begin:] for codon in codons[0]})),
        *codons[1:],
    ]


def _first_changes(residues: str, first: int, coming: Iterator[Choices]) -> set[Consequence]:
    """Return the first residue that may change on reading in another frame, for every possible sequence.

    Those ways that still give the residues of the protein are followed; as the frame is another one, they
    soon die out.
    """
    found: set[Consequence] = set()
    pending = {""}
    for position in range(first, len(residues) + 1):
        while len(next(iter(pending))) < 3:
            pending = {bases + more for more, bases in product(next(coming), pending)}
        wild = residues[position - 1]
        going_on = set()
        for bases in pending:
            acid = CODE[bases[:3]]
            if acid == wild:
                going_on.add(bases[3:])
            else:
                found.add(_shift_at(position, wild, acid, len(residues)))
        if not going_on:
            return found
        pending = going_on
    found.add(Consequence(first, residues[first - 1], "="))
    return found


def _shift_at(position: int, wild: str, acid: str, stop: int) -> Consequence:
    """Return the name of a frameshift whose first new residue is `acid`."""
    if position == 1:
        return Consequence(1, "M", "?")
    if position == stop:
        return Consequence(stop, "*", "ext", inserted=acid)
    if acid == "*":
        return Consequence(position, wild, "*")
    return Consequence(position, wild, "fs", inserted=acid)
