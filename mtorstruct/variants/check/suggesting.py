"""Suggestions for variants whose wild type does not match.

Suggestions are positions at which the protein does have the stated wild type: digits
transposed, wild type and mutant exchanged, another numbering in use (isoforms, the mature
protein), an offset shared by the other variants of the list, and one digit more, less or
wrong. Variants that are published come first; then the kinds of slip in the order above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass

from mtorstruct.reference.effects import numbering_traps, published_substitutions
from mtorstruct.reference.phosphosites import known_sites
from mtorstruct.reference.proteins import Protein, protein, proteins
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.writing import short_name

MAX_SUGGESTIONS = 5

MIN_ROWS_FOR_OFFSET, MIN_SHARE_FOR_OFFSET = 5, 0.8
"""Failing variants of one protein, and share of them, that must share an offset before it is suggested.
One residue fits one offset in about fifteen by chance, so that four fit some offset of 5,000."""


@dataclass(frozen=True)
class Suggestion:
    """A variant that fits the reference, and the explanation of the slip, if more than a digit."""

    text: str
    why: str = ""


def suggest(change: Change, p: Protein, shared_offset: int | None = None) -> list[Suggestion]:
    """Return variants that fit the reference and are one slip away, best first.

    Parameters
    ----------
    change : Change
        A variant whose wild type does not match, or whose position does not exist.
    p : Protein
        The protein that it is said to be of.
    shared_offset : int, optional
        Difference between the written and the fitting position that other variants share.
    """
    if not change.wild_type or change.end:
        return []
    if change.wild_type == "*":
        return [Suggestion(short_name(change._replace(position=len(p) + 1)))]
    written, wild, mutant = change.position, change.wild_type, change.mutant
    candidates: list[tuple[int, str, int, str, str]] = [
        (0 if adjacent else 1, wild, position, mutant, "") for position, adjacent in _transposed(written)
    ]
    if len(mutant) == 1 and mutant.isalpha():
        candidates.append((2, mutant, written, wild, "wild type and mutant are exchanged"))
    candidates += [
        (3, wild, written - trap.offset, mutant, f"numbering of {trap.numbering}, {trap.difference}")
        for trap in numbering_traps(p.gene)
        if written - trap.offset >= trap.from_position
    ]
    if shared_offset is not None:
        why = f"an offset of {shared_offset:+d} fits the other variants of {p.gene} too"
        candidates.append((4, wild, written + shared_offset, mutant, why))
    candidates += [(5, wild, position, mutant, "") for position in _edited(written)]
    found: dict[str, tuple[tuple[int, int, int, str], str]] = {}
    for kind, from_, position, to, why in candidates:
        if p.amino_acid(position) != from_:
            continue
        text = short_name(change._replace(wild_type=from_, position=position, mutant=to))
        unpublished = not _is_published(p.gene, from_, position, to)
        rank = (int(unpublished), kind, abs(position - written), text)
        if text not in found or rank < found[text][0]:
            found[text] = (rank, why)
    ranked = sorted(found.items(), key=lambda item: item[1][0])
    mine = [Suggestion(text, why) for text, (_, why) in ranked]
    return (_in_other_proteins(change, p) + mine)[:MAX_SUGGESTIONS]


def _in_other_proteins(change: Change, p: Protein) -> list[Suggestion]:
    """Return the same text as a published variant or phosphosite of another protein, if no gene was named."""
    if change.gene:
        return []
    return [
        Suggestion(f"{other.gene}:{short_name(change)}", f"it is known of {other.gene}")
        for other in proteins()
        if other.gene != p.gene
        and other.amino_acid(change.position) == change.wild_type
        and (
            _is_published(other.gene, change.wild_type, change.position, change.mutant)
            or _is_published(other.gene, change.wild_type, change.position, "")
        )
    ]


def _is_published(gene: str, wild: str, position: int, mutant: str) -> bool:
    if mutant:
        return (gene, wild, position, mutant) in published_substitutions()
    return (gene, wild, position) in known_sites()


def _transposed(position: int) -> list[tuple[int, bool]]:
    """Return numbers with two digits exchanged, and whether the two are neighbours."""
    digits = str(position)
    swapped: dict[int, bool] = {}
    for i in range(len(digits)):
        for j in range(i + 1, len(digits)):
            if digits[i] != digits[j]:
                text = digits[:i] + digits[j] + digits[i + 1 : j] + digits[i] + digits[j + 1 :]
                swapped.setdefault(int(text), j == i + 1)
    return list(swapped.items())


def _edited(position: int) -> list[int]:
    """Return numbers with one digit wrong, missing or too many."""
    digits = str(position)
    found = set()
    for i in range(len(digits)):
        found.add(digits[:i] + digits[i + 1 :])
        found.update(digits[:i] + d + digits[i + 1 :] for d in "0123456789")
    for i in range(len(digits) + 1):
        found.update(digits[:i] + d + digits[i:] for d in "0123456789")
    return sorted(int(text) for text in found if text and not text.startswith("0"))


MAX_ROWS_FOR_OFFSET = 1_000
"""Largest number of failing variants of a protein examined; each costs work proportional to its length."""


def shared_offsets(failing: Mapping[str, Set[tuple[str, int]]]) -> dict[str, int]:
    """Return, for each gene, the offset that makes most of its failing variants fit, if enough of them do.

    `failing` holds wild type and position of the variants, by gene.
    """
    offsets = {}
    for gene, residues in failing.items():
        if len(residues) < MIN_ROWS_FOR_OFFSET:
            continue
        sequence = protein(gene).sequence
        fits = Counter(
            n - position
            for wild, position in sorted(residues)[:MAX_ROWS_FOR_OFFSET]
            for n, letter in enumerate(sequence, start=1)
            if letter == wild
        )
        offset, n_fitting = max(fits.items(), key=lambda item: (item[1], -abs(item[0])), default=(0, 0))
        if n_fitting >= max(
            MIN_ROWS_FOR_OFFSET, MIN_SHARE_FOR_OFFSET * min(len(residues), MAX_ROWS_FOR_OFFSET)
        ):
            offsets[gene] = offset
    return offsets
