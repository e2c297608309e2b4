"""Isoform that a variant is numbered by: from the sequence it names, or from the rest of the list.

One residue fits the numbering of an isoform by chance about once in fifteen times, so a single failing
variant proves nothing. An isoform counts as proven where the different failing variants of a gene fit it and
the chance of that, were they misprints, is below `MAX_CHANCE`, which takes at least three variants.

Variants before the first difference, or that fit the canonical sequence, count neither for nor against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from functools import cache
from math import exp, fsum, lgamma, log, log1p
from typing import NamedTuple

from mtorstruct.reference.isoforms import (
    Isoform,
    canonical_gene,
    gene_of,
    is_believed,
    isoform_in_doubt,
    isoform_of,
    isoforms,
)
from mtorstruct.reference.proteins import Protein, protein
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.writing import short_name

MAX_CHANCE = 0.001
"""Largest chance, over all isoforms of a gene, that misprints fit one as well as the failing variants do."""

MIN_SHARE = 0.8
"""Share of the failing variants behind the first difference that must fit."""


class Weighed(NamedTuple):
    """Status that follows (empty: none), the message, and the variants that fit."""

    status: str = ""
    message: str = ""
    candidates: tuple[str, ...] = ()


class Proven(NamedTuple):
    """Isoform that the failing variants of a list follow, how many they are, and the chance of that."""

    isoform: Isoform
    n: int
    chance: float


class Named(NamedTuple):
    """Meaning of a sequence name: the canonical sequence, an isoform, one of two, or an unknown sequence."""

    is_canonical: bool
    isoform: Isoform | None
    in_doubt: Isoform | None
    remark: str

    @property
    def is_known(self) -> bool:
        """Return whether the sequence is known without doubt."""
        return self.is_canonical or self.isoform is not None

    @classmethod
    def of(cls, change: Change) -> Named:
        """Return the meaning of a variant's reference; unspecified where it names none."""
        name = change.reference
        if not name:
            return _NOTHING_NAMED
        if canonical_gene(name) is not None:
            doubt = f"{name} is believed to be the canonical sequence; its record was not seen"
            return cls(True, None, None, doubt if is_believed(name) else "")
        isoform, in_doubt = isoform_of(name), isoform_in_doubt(name)
        if isoform is not None:
            until = _last_shared(isoform)
            said = f"numbered by {isoform.label}, which is the canonical sequence up to residue {until}"
        elif in_doubt is not None:
            said = f"{name} stands for the canonical sequence or for {in_doubt.label}, by its version"
        else:
            said = f"{name} is no transcript or protein that is known here; taken for the canonical sequence"
        return cls(False, isoform, in_doubt, said)


_NOTHING_NAMED = Named(False, None, None, "")


def residue(p: Protein, uniprot_pos: int) -> str:
    """Return the one-letter amino acid, ``*`` for the stop codon after the last residue; empty beyond."""
    return "*" if uniprot_pos == len(p) + 1 else p.amino_acid(uniprot_pos)


def fits(change: Change, p: Protein) -> bool:
    """Return whether every wild type stated by a variant, if any, is that of the canonical sequence."""
    return all(residue(p, position) == letter for position, letter in change.stated)


def by_reference(change: Change, p: Protein) -> Weighed | None:
    """Return what follows from the isoform that a variant names; None where its numbers are canonical."""
    name = change.reference
    if not name:
        return None
    isoform = isoform_of(name)
    if isoform is not None:
        return _of_isoform(change, isoform, p)
    if "-" in name and canonical_gene(name) is None and gene_of(name):
        what = f"the sequence of {name} is not known here, so its numbers cannot be carried over"
        return Weighed("other_isoform", what)
    return None


def _of_isoform(change: Change, isoform: Isoform, p: Protein) -> Weighed | None:
    """Return what follows from the isoform that a variant names; None where both numberings agree."""
    moved = carried_over(change, isoform, p)
    if moved is None:
        return _without_counterpart(change, isoform, p)
    mine = (change.position, change.end)
    if moved == mine:
        return None
    if _fits_at(change, moved, p):
        text = _written(change, moved)
        what = f"numbered by {isoform.label} ({isoform.difference}); in the canonical sequence it is {text}"
        return Weighed("other_isoform", what, (text,))
    what = f"residue {change.position} of {isoform.label} is {residue(p, moved[0])}, not {change.wild_type}"
    if not _fits_at(change, mine, p):
        return Weighed("reference_mismatch", what)
    what += f"; the canonical sequence has {change.wild_type} there, but the row names {change.reference}"
    return Weighed("reference_mismatch", what, (_written(change, mine),))


def _without_counterpart(change: Change, isoform: Isoform, p: Protein) -> Weighed:
    """Return the message on residues that are in only one of the isoform and the canonical sequence."""
    if not isoform.segments:
        is_ = f"{change.reference} is " if isoform.uniprot_isoform else ""
        what = (
            f"{is_}{isoform.label} of {p.gene} ({isoform.difference}), whose numbers cannot be carried over"
        )
        return Weighed("other_isoform", what)
    position = change.end or change.position
    if position > isoform.length + (change.wild_type == "*"):
        has = f"{isoform.label} of {p.gene} has {isoform.length} residues, there is no {position}"
        return Weighed("position_out_of_range", has)
    what = f"residue {change.position} of {isoform.label} has no counterpart in the canonical sequence"
    return Weighed("other_isoform", f"{what} ({isoform.difference})")


def prove(gene: str, failing: Set[tuple[str, int]]) -> Proven | None:
    """Return the isoform that failing variants of a gene follow, if that is no chance.

    Parameters
    ----------
    gene : str
        Gene symbol.
    failing : set of (str, int)
        Wild type and written position of the different variants that do not fit the canonical sequence.
    """
    p, candidates = protein(gene), [i for i in isoforms(gene) if any(offset for *_, offset in i.segments)]
    found = []
    for isoform in candidates:
        beyond = [n > isoform.length for _, n in failing]
        placed = [(wild, isoform.to_canonical(n)) for wild, n in failing]
        n_fitting = sum(c is not None and p.amino_acid(c) == wild for wild, c in placed)
        n_tried = sum(c is not None or out for (_, c), out in zip(placed, beyond, strict=True))
        chance = len(candidates) * _at_least(n_fitting, n_tried, _share_by_chance(gene))
        if n_tried and n_fitting >= MIN_SHARE * n_tried and chance <= MAX_CHANCE:
            found.append(Proven(isoform, n_fitting, chance))
    found.sort(key=lambda proven: -proven.n)
    if len(found) > 1 and found[0].n == found[1].n:
        return None
    return found[0] if found else None


def against_the_list(change: Change, p: Protein, proven: Proven | None, *, misplaced: bool) -> Weighed:
    """Assess one variant by the rest of the list, or by a name that may mean two sequences.

    `misplaced` is whether the variant fails against the canonical sequence. One that names the canonical
    sequence, or an isoform that is known, is not touched.
    """
    named = Named.of(change)
    if named.is_known:
        return Weighed()
    if not misplaced:
        return _doubted(change, p, proven, named)
    asked = [(named.in_doubt, named.remark)]
    if proven is not None:
        asked.append((proven.isoform, _said(proven, p)))
    if named.remark and named.in_doubt is None:
        asked += [(isoform, named.remark) for isoform in isoforms(p.gene)]
    for isoform, why in asked:
        text = _meant(change, isoform, p)
        if isoform and text and change.wild_type:
            what = f"{why}; {text} fits: numbering of {isoform.label}, {isoform.difference}"
            return Weighed("other_isoform", what, (text,))
    if proven is not None and _may_be_extra(change, proven.isoform):
        lacks = f"residue {change.position} of that one has no counterpart in the canonical sequence"
        return Weighed(message=f"{_said(proven, p)}, and {lacks}")
    return Weighed()


def _doubted(change: Change, p: Protein, proven: Proven | None, named: Named) -> Weighed:
    """Assess a variant that fits the canonical sequence, and perhaps another one as well."""
    asked = [(named.in_doubt, "")]
    if proven is not None:
        asked.append((proven.isoform, _said(proven, p)))
    for isoform, why in asked:
        if isoform is None or carried_over(change, isoform, p) == (change.position, change.end):
            continue
        text = _meant(change, isoform, p)
        if text:
            itself = _written(change, (change.position, change.end))
            what = f"whether this one is {itself}, or {text} by {isoform.label}, cannot be told"
            return Weighed("ambiguous", f"{why}; {what}" if why else what, (itself, text))
        if why and _may_be_extra(change, isoform):
            return Weighed(message=f"{why}; whether this one does cannot be told")
        if why:
            return Weighed(message=f"{why}; this one fits the canonical sequence alone")
    return Weighed()


def _said(proven: Proven, p: Protein) -> str:
    return f"{proven.n} variants of {p.gene} in this list follow {proven.isoform.label}"


def _may_be_extra(change: Change, isoform: Isoform) -> bool:
    """Return whether the position lies in a part of the isoform that the canonical sequence lacks."""
    return change.position <= isoform.length and isoform.to_canonical(change.position) is None


def _meant(change: Change, isoform: Isoform | None, p: Protein) -> str:
    """Return the canonical variant, if this one fits in the numbering of the isoform and is moved by it."""
    if isoform is None or not isoform.segments:
        return ""
    moved = carried_over(change, isoform, p)
    if moved is None or moved == (change.position, change.end) or not _fits_at(change, moved, p):
        return ""
    return _written(change, moved)


def carried_over(change: Change, isoform: Isoform, p: Protein) -> tuple[int, int] | None:
    """Return first and last canonical position (0: none) of an isoform's variant; None if not in both."""

    def to_canonical(isoform_pos: int, written: str) -> int | None:
        is_stop = written == "*" and isoform_pos == isoform.length + 1
        if is_stop and isoform.from_canonical(len(p)) == isoform.length:
            return len(p) + 1
        return isoform.to_canonical(isoform_pos)

    first = to_canonical(change.position, change.wild_type)
    last = to_canonical(change.end, change.end_wild_type) if change.end else 0
    if first is None or last is None or (last and last - first != change.end - change.position):
        return None
    return first, last


def _fits_at(change: Change, moved: tuple[int, int], p: Protein) -> bool:
    """Return whether the stated wild types, if any, are those of two canonical positions."""
    return all(
        not written or residue(p, position) == written
        for position, written in zip(moved, (change.wild_type, change.end_wild_type), strict=True)
        if position
    )


def _written(change: Change, moved: tuple[int, int]) -> str:
    """Return the short name of the variant at other positions, which have the wild types that it states."""
    return short_name(change._replace(position=moved[0], end=moved[1]))


def _last_shared(isoform: Isoform) -> int:
    """Return the last residue before the first difference, whose number is the same in both."""
    first, last, offset = isoform.segments[0] if isoform.segments else (0, 0, 0)
    return last if first == 1 and not offset else 0


@cache
def _share_by_chance(gene: str) -> float:
    """Return the chance that two residues of a protein are the same amino acid."""
    sequence = protein(gene).sequence
    return sum((n / len(sequence)) ** 2 for n in Counter(sequence).values())


def _at_least(k: int, n: int, p: float) -> float:
    """Return the chance of k or more out of n at chance p each, by logarithms, as n may be many thousands."""
    if k <= 0:
        return 1.0
    logs = (
        lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) + (n - i) * log1p(-p)
        for i in range(k, n + 1)
    )
    return min(1.0, fsum(map(exp, logs)))
