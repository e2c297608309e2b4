"""Proof by wild type, and what was probably meant where it fails.

Suggestions are positions at which the protein does have the stated wild type: digits
transposed, wild type and mutant exchanged, another numbering in use (isoforms, the mature
protein), an offset shared by the other changes of the list, and one digit more, less or
wrong. Changes that are published come first; then the kinds of slip in the order above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from mtorstruct.errors import UsageError
from mtorstruct.reference.effects import numbering_traps, published_substitutions
from mtorstruct.reference.phosphosites import known_sites
from mtorstruct.reference.proteins import Protein, protein, proteins
from mtorstruct.variants.change import Change
from mtorstruct.variants.context import is_context

DEFAULT_GENE = "MTOR"
MAX_SUGGESTIONS = 5

MIN_ROWS_FOR_OFFSET, MIN_SHARE_FOR_OFFSET = 5, 0.8
"""Failing changes of one protein, and share of them, that must share an offset before it is suggested.
One residue fits one offset in about fifteen by chance, so that four fit some offset of 5,000."""


_MISPLACED = ("reference_mismatch", "position_out_of_range")


@dataclass(frozen=True)
class Suggestion:
    """A change that fits the reference, and what explains the slip, if more than a digit does."""

    text: str
    why: str = ""


@dataclass(frozen=True)
class Checked:
    """A change held against its protein; `protein` is None where the gene is not known."""

    change: Change
    protein: Protein | None
    status: str
    message: str = ""
    suggestions: tuple[str, ...] = ()


def check_changes(changes: Iterable[Change]) -> list[Checked]:
    """Check every change against the UniProt sequence of its protein, in order."""
    checked = [_check(change) for change in changes]
    shared = _shared_offsets(checked)
    return [_with_suggestions(c, shared) if c.status in _MISPLACED else c for c in checked]


def _with_suggestions(checked: Checked, shared: dict[str, int]) -> Checked:
    offset = shared.get(checked.protein.gene) if checked.protein else None
    found = suggest(checked, offset)
    message = checked.message
    if found and found[0].why:
        message = f"{message}; {found[0].text} fits: {found[0].why}"
    return replace(checked, message=message, suggestions=tuple(s.text for s in found))


def _check(change: Change) -> Checked:
    if is_context(change):
        what = f"{change.gene} is no protein of the complexes; it is told as the context of {change.sample}"
        return Checked(change, None, "context", what)
    try:
        p = protein(change.gene or DEFAULT_GENE)
    except UsageError as err:
        return Checked(change, None, "unknown_gene", str(err))
    if change.status != "ok":
        return Checked(change, p, change.status, change.problem)
    if not 1 <= change.position <= len(p):
        return Checked(
            change,
            p,
            "position_out_of_range",
            f"{p.gene} ({p.uniprot}) has {len(p)} residues, there is no {change.position}",
        )
    status, message = _held_against(change, p)
    return Checked(change, p, status, message)


def _held_against(change: Change, p: Protein) -> tuple[str, str]:
    """Status and message of a change whose position exists: every residue that it names."""
    for position, written in change.stated:
        actual = p.amino_acid(position)
        if not actual:
            has = f"{p.gene} ({p.uniprot}) has {len(p)} residues, there is no {position}"
            return "position_out_of_range", has
        if written != actual:
            found = f"residue {position} of {p.gene} ({p.uniprot}) is {actual}, not {written}"
            return "reference_mismatch", found
    return "ok", ""


def suggest(checked: Checked, shared_offset: int | None = None) -> list[Suggestion]:
    """Changes that fit the reference and are one slip away, best first.

    Parameters
    ----------
    checked : Checked
        A change whose wild type does not match, or whose position does not exist.
    shared_offset : int, optional
        Difference between the written and the fitting position that other changes share.
    """
    change, p = checked.change, checked.protein
    if p is None or not change.wild_type or change.end:
        return []
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
        why = f"an offset of {shared_offset:+d} fits the other changes of {p.gene} too"
        candidates.append((4, wild, written + shared_offset, mutant, why))
    candidates += [(5, wild, position, mutant, "") for position in _edited(written)]
    found: dict[str, tuple[tuple[int, int, int, str], str]] = {}
    for kind, from_, position, to, why in candidates:
        if p.amino_acid(position) != from_:
            continue
        text = f"{from_}{position}{to}"
        unpublished = not _is_published(p.gene, from_, position, to)
        rank = (int(unpublished), kind, abs(position - written), text)
        if text not in found or rank < found[text][0]:
            found[text] = (rank, why)
    ranked = sorted(found.items(), key=lambda item: item[1][0])
    mine = [Suggestion(text, why) for text, (_, why) in ranked]
    return (_in_other_proteins(change, p) + mine)[:MAX_SUGGESTIONS]


def _in_other_proteins(change: Change, p: Protein) -> list[Suggestion]:
    """The same text as a published change or phosphosite of another protein, if no gene was named."""
    if change.gene:
        return []
    return [
        Suggestion(
            f"{other.gene}:{change.wild_type}{change.position}{change.mutant}", f"it is known of {other.gene}"
        )
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
    """Numbers with two digits exchanged, and whether the two are neighbours."""
    digits = str(position)
    swapped: dict[int, bool] = {}
    for i in range(len(digits)):
        for j in range(i + 1, len(digits)):
            if digits[i] != digits[j]:
                text = digits[:i] + digits[j] + digits[i + 1 : j] + digits[i] + digits[j + 1 :]
                swapped.setdefault(int(text), j == i + 1)
    return list(swapped.items())


def _edited(position: int) -> list[int]:
    """Numbers with one digit wrong, missing or too many."""
    digits = str(position)
    found = set()
    for i in range(len(digits)):
        found.add(digits[:i] + digits[i + 1 :])
        found.update(digits[:i] + d + digits[i + 1 :] for d in "0123456789")
    for i in range(len(digits) + 1):
        found.update(digits[:i] + d + digits[i:] for d in "0123456789")
    return sorted(int(text) for text in found if text and not text.startswith("0"))


def _shared_offsets(checked: list[Checked]) -> dict[str, int]:
    """For each gene the offset that makes most of its failing changes fit, if there are enough of them."""
    failing: dict[str, list[Change]] = {}
    for c in checked:
        if c.status in _MISPLACED and c.protein and c.change.wild_type:
            failing.setdefault(c.protein.gene, []).append(c.change)
    offsets = {}
    for gene, changes in failing.items():
        residues = {(change.wild_type, change.position) for change in changes}
        if len(residues) < MIN_ROWS_FOR_OFFSET:
            continue
        sequence = protein(gene).sequence
        fits = Counter(
            n - position
            for wild, position in residues
            for n, letter in enumerate(sequence, start=1)
            if letter == wild
        )
        offset, n_fitting = max(fits.items(), key=lambda item: (item[1], -abs(item[0])), default=(0, 0))
        if n_fitting >= max(MIN_ROWS_FOR_OFFSET, MIN_SHARE_FOR_OFFSET * len(residues)):
            offsets[gene] = offset
    return offsets
