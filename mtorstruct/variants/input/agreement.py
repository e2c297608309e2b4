"""Consistency of a row that states its variant more than once: protein, coding, genomic.

A substitution in words must be that of the genomic position, or one of its candidates. Where
the words have the same two amino acids at another position, they are numbered along another isoform, and the
genomic position decides. Everything else that differs is a contradiction, and has no answer. Variants of
several residues, and frameshifts, may be described at neighbouring residues, as a repeat can be cut at
several positions.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from mtorstruct.reference.isoforms import canonical_gene, isoform_in_doubt, isoform_of
from mtorstruct.reference.proteins import Protein
from mtorstruct.variants.check.isoforms import carried_over, fits
from mtorstruct.variants.dna.protein_change import short_form
from mtorstruct.variants.notation.change import AMINO_ACIDS, Change
from mtorstruct.variants.notation.text import shown
from mtorstruct.variants.notation.writing import short_name

MARGIN = 20
"""Largest distance, in residues, between two descriptions of one deletion, insertion or frameshift."""

SETTLED = ("ok", "ambiguous")

Verdict = Literal["agrees", "isoform", "contradicts", "silent"]

_SUBSTITUTION = re.compile(rf"(?P<wild>[{AMINO_ACIDS}*])(?P<position>[0-9]+)(?P<mutant>[{AMINO_ACIDS}*=])")
_FRAMESHIFT = re.compile(r"[A-Z][0-9]+[A-Z]?fs.*")
_NO_SUBSTITUTION = re.compile(r"[A-Z][0-9]+(?:_[A-Z][0-9]+)?(?:[A-Z]?fs|del(?!ins)|dup|ins).*")
_NOT_OF_ONE_BASE = ("fs", "del", "dup", "ins")
"""Protein changes that do not come from replacing bases by as many others."""

_POSITION = re.compile(r"[A-Z*](?P<first>[0-9]+)(?:_[A-Z*](?P<last>[0-9]+))?")
_OF_ONE_BASE = re.compile(r"(?:.*:)?\s*c\.\(?(?P<base>[0-9]+)[ACGTU]>[ACGTU]\)?.*", re.I)
_BEFORE = re.compile(r"(?:.*:)?\s*c\.(?P<old>[ACGTU])(?P<base>[0-9]+)(?P<new>[ACGTU])\b.*", re.I)


class Readings(NamedTuple):
    """Readings of a row, each on its own; None where there is none.

    `words` is a protein change; `coding` and `place` are what a coding change and a
    genomic position give; `builds`, where its build is not known, holds the result in each build.
    """

    words: Change | None
    coding: Change | None
    place: Change | None
    builds: tuple[Change, ...] = ()


def settle(said: Readings, p: Protein) -> Change | None:
    """Return the variant of a row of one protein; None where the row states none.

    Its status is ``contradiction`` where two of the readings cannot both be true.
    """
    words, coding, place = said.words, said.coding, said.place
    if words is None or words.status not in SETTLED:
        return _without_words(said)
    if coding is not None and _weigh_coding(words, coding, p) == "contradicts":
        return _contradiction(words, coding)
    return _by_builds(words, said.builds, p) if place is None else _beside_place(words, place, p)


def _beside_place(words: Change, place: Change, p: Protein) -> Change:
    """Return the variant in words, reconciled with the genomic position."""
    verdict = weigh(words, place, p)
    if verdict == "contradicts":
        return _contradiction(words, place)
    if verdict == "isoform" and place.status == "ok":
        return _by_place(words, place, "")
    return _in_canonical_numbers(words) if verdict == "agrees" and _is_of_isoform(words) else words


def disagree(one: Change, other: Change, p: Protein) -> Change | None:
    """Return a contradiction where two texts of a row cannot be the same variant; None where they can.

    The same two amino acids at another position may be the variant in the numbers of another isoform, unless
    both positions have the wild type.
    """
    mine, theirs = _substitution(one), _substitution(other)
    both_fit = all(_is_canonical(change) and fits(change, p) for change in (one, other))
    if mine and theirs:
        same_letters = _letters(mine) == _letters(theirs)
        of_one = bool(one.reference) and one.reference == other.reference and _is_canonical(one)
        both_canonical = both_fit or (of_one and other.read_from.startswith("Amino_acids"))
        differs = (both_canonical and mine[1] != theirs[1]) or not same_letters
    else:
        named = all(change.mutant not in ("", "?") and change.stated for change in (one, other))
        low, high = sorted((one, other), key=lambda change: change.position)
        far = high.position - max(low.position, low.end) > MARGIN
        one_of_each = (mine or theirs) and {one.mutant, other.mutant} & {*_NOT_OF_ONE_BASE}
        differs = named and both_fit and bool(far or (one_of_each and "*" not in (one.mutant, other.mutant)))
    return _contradiction(one, other) if differs else None


def _letters(substitution: tuple[str, int, str]) -> tuple[str, str]:
    wild, _, mutant = substitution
    return wild, wild if mutant == "=" else mutant


def weigh(words: Change, other: Change, p: Protein) -> Verdict:
    """Compare the words of a row with another reading from the bases.

    Parameters
    ----------
    words : Change
        Protein change as it is written, in the numbering of the writer.
    other : Change
        What the coding change or the genomic position gives, in UniProt positions.
    p : Protein
        The protein.
    """
    if other.status == "reference_mismatch":
        return "contradicts" if fits(words, p) else "silent"
    if other.status == "no_protein_change":
        tells = words.mutant not in ("", "?", "=") and _is_canonical(words) and fits(words, p)
        return "contradicts" if tells and other.problem else "silent"
    if other.status not in SETTLED:
        return "silent"
    if "?" in (words.mutant, other.mutant) or not words.mutant:
        # Nothing more than where it lies can be compared.
        far = not _is_near(words, possible_names(other))
        return "contradicts" if far and words.stated and _is_canonical(words) and fits(words, p) else "silent"
    return _weigh_options(words, possible_names(other), p)


def possible_names(change: Change) -> tuple[str, ...]:
    """Return short names of all candidates of a variant, of a frameshift without its new residues."""
    known = change._replace(inserted="", new_stop="") if change.mutant == "fs" else change
    return change.candidates or (short_name(known),)


def _weigh_options(words: Change, options: tuple[str, ...], p: Protein) -> Verdict:
    written = _substitution(words)
    found = [_SUBSTITUTION.fullmatch(option) for option in options]
    if written and all(found):
        return _weigh_substitution(
            words, written, {(m["wild"], int(m["position"]), m["mutant"]) for m in found if m}, p
        )
    is_fitting = fits(words, p)
    if is_fitting and _is_canonical(words) and _is_of_another_kind(words, options):
        return "contradicts"
    if written and written[2] in f"{AMINO_ACIDS}=" and not any(found):
        return "contradicts" if is_fitting and not _is_near(words, options) else "silent"
    moved = _moved(words, p)
    if moved is not None and fits(moved, p) and _gap(moved, options) <= MARGIN:
        return "agrees" if is_fitting and _gap(words, options) <= _gap(moved, options) else "isoform"
    near: Verdict = "agrees" if _is_near(words, options) else "contradicts"
    return near if is_fitting and (near == "agrees" or _is_canonical(words)) else "silent"


def _weigh_substitution(
    words: Change, written: tuple[str, int, str], here: set[tuple[str, int, str]], p: Protein
) -> Verdict:
    """Compare two variants of one residue: wild type, position and mutant, the latter two as candidates."""
    if written in here:
        return "agrees"
    alike = {position for wild, position, mutant in here if (wild, mutant) == (written[0], written[2])}
    if not alike or (_is_canonical(words) and fits(words, p)):
        return "contradicts"
    isoform = isoform_of(words.reference) if words.reference else None
    is_there = isoform is None or not isoform.segments or isoform.to_canonical(words.position) in alike
    return "isoform" if is_there else "contradicts"


def _is_of_another_kind(words: Change, options: tuple[str, ...]) -> bool:
    """Return whether words name another kind of variant than all options, wherever a repeat is cut.

    A frameshift whose first new codon is a stop may be described as the stop.
    """
    if "*" in words.mutant + words.inserted or any("*" in option for option in options):
        return False
    shifts = [_FRAMESHIFT.fullmatch(option) is not None for option in options]
    if words.mutant == "fs":
        return not any(shifts)
    if words.mutant in ("del", "dup", "ins"):
        return all(shifts) or all(map(_SUBSTITUTION.fullmatch, options))
    if words.mutant == "delins":
        return all(shifts)
    return _substitution(words) is not None and all(_NO_SUBSTITUTION.fullmatch(option) for option in options)


def _weigh_coding(words: Change, coding: Change, p: Protein) -> Verdict:
    """Compare with a coding change; of one base, it fixes the residue whatever the transcript is."""
    one = _OF_ONE_BASE.fullmatch(coding.text) or _BEFORE.fullmatch(coding.text)
    written = _substitution(words)
    if one and written and (int(one["base"]) + 2) // 3 != words.position:
        return "contradicts"
    verdict = weigh(words, coding, p)
    # Words that follow another isoform go with a coding change that does.
    return "silent" if verdict == "isoform" or not _is_canonical(words) else verdict


def _without_words(said: Readings) -> Change | None:
    """Return the variant of a row without words: the surest of the other readings."""
    coding, place, words = said.coding, said.place, said.words
    if coding is not None and coding.status in SETTLED and place is not None and place.status in SETTLED:
        mine, theirs = (set(possible_names(c)) for c in (coding, place))
        both_simple = all(map(_SUBSTITUTION.fullmatch, mine | theirs))
        if both_simple and not mine & theirs:
            return _contradiction(coding, place)
        if not both_simple and not _is_near(coding, tuple(theirs)):
            return _contradiction(coding, place)
    found = [change for change in (coding, place) if change is not None]
    for status in SETTLED:
        for change in found:
            if change.status == status:
                return change
    # What the words were refused for says most, unless they stand for nothing.
    ordered = [c for c in (words, *found) if c is not None]
    return next((c for c in ordered if c.status != "no_protein_change"), next(iter(ordered), None))


def _by_builds(words: Change, builds: tuple[Change, ...], p: Protein) -> Change:
    """Return the words, or the genomic position where it confirms their amino acids in one build alone."""
    if fits(words, p) and not _is_of_isoform(words):
        return words
    fitting = [c for c in builds if c.status == "ok" and weigh(words, c, p) in ("agrees", "isoform")]
    if len(fitting) != 1:
        return words
    (place,) = fitting
    if weigh(words, place, p) == "agrees":
        return _in_canonical_numbers(words) if _is_of_isoform(words) else words
    return _by_place(words, place, ", the only build that bears the row out")


def _by_place(words: Change, place: Change, remark: str) -> Change:
    """Return the genomic position's answer to words that are numbered along another isoform."""
    by = f" ({words.reference})" if words.reference else ""
    what = (
        f"{shown(words.text.strip())} is numbered along another isoform{by}; its place, {place.text}"
        f" ({place.read_from.removeprefix('coordinates ')}{remark}), gives {short_form(place)}"
    )
    problem = f"{what}; {place.problem}" if place.problem else what
    return place._replace(text=words.text, problem=problem)


def _in_canonical_numbers(words: Change) -> Change:
    """Return words in canonical numbers beside the name of another isoform, confirmed by the position."""
    what = f"the place shows that its numbers are canonical, although {words.reference} is named"
    return words._replace(reference="", problem=what)


def _contradiction(one: Change, other: Change) -> Change:
    problem = f"the row gives {_told(one)} and {_told(other)}"
    return one._replace(status="contradiction", problem=problem, candidates=())


def _told(change: Change) -> str:
    """Describe one reading of a row, and its column."""
    said = shown(change.text.strip())
    where = change.read_from or "text"
    form = short_form(change) or change.problem
    return (
        f"{form} ({where}: {said})"
        if form and form not in (said, said.removeprefix("p."))
        else f"{said} ({where})"
    )


def _substitution(change: Change) -> tuple[str, int, str] | None:
    """Return wild type, position and mutant of a one-residue variant: to another residue, a stop, or none."""
    one = not change.end and len(change.mutant) == 1 and change.mutant in f"{AMINO_ACIDS}*="
    return (change.wild_type, change.position, change.mutant) if one and change.wild_type else None


def _is_canonical(change: Change) -> bool:
    """Return whether a variant names no sequence, or a canonical one."""
    return not change.reference or canonical_gene(change.reference) is not None


def _is_of_isoform(change: Change) -> bool:
    name = change.reference
    return bool(name) and (isoform_of(name) is not None or isoform_in_doubt(name) is not None)


def _moved(words: Change, p: Protein) -> Change | None:
    """Return the same variant in canonical numbers, where it names an isoform that is known."""
    isoform = isoform_of(words.reference) if words.reference else None
    moved = carried_over(words, isoform, p) if isoform and isoform.segments else None
    return None if moved is None else words._replace(position=moved[0], end=moved[1])


def _is_near(change: Change, options: tuple[str, ...]) -> bool:
    """Return whether a variant lies within `MARGIN` residues of one of some others."""
    return _gap(change, options) <= MARGIN


def _gap(change: Change, options: tuple[str, ...]) -> int:
    """Return the residues between a variant and the nearest of some others; 0 where they overlap."""
    low, high = change.position, max(change.end, change.position)
    places = (
        (int(found["first"]), int(found["last"] or found["first"]))
        for option in options
        if (found := _POSITION.match(option))
    )
    return min((max(first - high, low - last, 0) for first, last in places), default=MARGIN + 1)
