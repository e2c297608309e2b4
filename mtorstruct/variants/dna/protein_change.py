"""The `Change` of a protein that a coding edit makes, with its messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtorstruct.reference.codons import known_codons
from mtorstruct.reference.genetic_code import translate
from mtorstruct.variants.dna.codons import (
    GENETIC_CODE,
    DoesNotFitError,
    Edit,
    Outcome,
    consequences,
    residues_of,
)
from mtorstruct.variants.dna.consequence import Consequence, n_equal
from mtorstruct.variants.dna.exons import Exon
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.writing import short_name

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences

TRUNCATIONS = ("fs", "*")
MAX_TOLD = 6
"""Largest number of candidates that a message lists."""

SETTLES = "the coding sequence settles it (mtorstruct fetch cds)"
"""Hint where only the coding sequence is missing."""

ORDINALS = ("first", "second", "third")


def unreadable(deleted: str, inserted: str) -> str:
    """Return why two alleles in capitals cannot be read; empty where they can."""
    if inserted in ("*", "<*>"):
        return "'*' means that the base is lost in another variant; read the row of that deletion"
    if inserted.startswith("<") or "[" in inserted or "]" in inserted:
        return f"'{inserted}' names no bases; protein changes are read from alleles written out"
    for allele in (deleted, inserted):
        if set(allele) - set("ACGTN"):
            return f"'{allele}' is no allele of A, C, G and T"
    return "" if "N" not in inserted else f"'{inserted}' has an unknown base (N) in it"


def protein_change(text: str, gene: str, edit: Edit, coding: CodingSequences | None = None) -> Change:
    """Return the protein change that an edit of its coding sequence makes.

    The status is ``ok`` where it is certain, ``reference_mismatch`` where the bases that are replaced are
    none of the reference, else ``ambiguous``. A frameshift with only its first changed residue in
    doubt is ``ok``, is placed at the first possible residue, and has `candidates`.

    Examples
    --------
    >>> change = protein_change("", "MTOR", Edit(6324, "C", "A"))
    >>> change.wild_type, change.position, change.mutant
    ('F', 2108, 'L')
    """
    try:
        outcome = consequences(gene, edit, coding)
    except DoesNotFitError as err:
        return Change(text, gene, status="reference_mismatch", problem=_mismatch(gene, edit, err, coding))
    found, odd = outcome.changes, _contradiction(gene, edit, outcome)
    names = tuple(dict.fromkeys(c.text for c in found))
    if len(names) == 1:
        # Of a shift of the frame or an extension, the place may be certain and the new residues not.
        ordered = sorted(c.inserted for c in found)
        common = ordered[0][: n_equal(ordered[0], ordered[-1])]
        change = _certain(text, gene, found[0]._replace(inserted=common), edit, coding)
        return change._replace(settled=outcome.settled, problem=_joined(change.problem, odd))
    told = ", ".join(names[:MAX_TOLD]) + (" and more" if len(names) > MAX_TOLD else "")
    known = bool(coding and coding.get(gene))
    why = "it depends on bases behind the stop codon" if known else SETTLES
    if all(c.mutant in TRUNCATIONS for c in found) and any(c.mutant == "fs" for c in found):
        first, last = found[0], found[-1]
        where = "the first changed residue may lie further on" if last.position > first.position else ""
        return Change(
            text,
            gene,
            first.wild_type,
            first.position,
            "fs",
            # With the coding sequence, the frame is open up to its end.
            new_stop="?" if known else "",
            problem=_joined(f"{where or 'the first new codon may be a stop'}: one of {told}; {why}", odd),
            predicted=True,
            candidates=names,
            settled=outcome.settled,
        )
    return _ambiguous(text, gene, edit, names, _joined(f"one of {told}; {why}", odd))


def lacks_sequence(change: Change) -> bool:
    """Return whether a variant is ambiguous for want of its coding sequence.

    Examples
    --------
    >>> lacks_sequence(protein_change("", "MTOR", Edit(5, "T", "A")))
    True
    """
    return change.status == "ambiguous" and SETTLES in change.problem


def _joined(*said: str) -> str:
    return "; ".join(filter(None, said))


def _contradiction(gene: str, edit: Edit, outcome: Outcome) -> str:
    """Return the message where the replaced bases are not those of the known codon."""
    position = outcome.contradicted
    if not position:
        return ""
    wild, codons = residues_of(gene)[position - 1], " or ".join(known_codons(gene)[position])
    shown = _shown(DoesNotFitError(position, edit.pattern(position)))
    return (
        f"the known codon of {wild}{position} of {gene} ({codons}) has no {shown}: "
        "a germline variant or another reference, read by the genetic code alone"
    )


def _certain(text: str, gene: str, one: Consequence, edit: Edit, coding: CodingSequences | None) -> Change:
    new_stop = ""
    if one.mutant in ("fs", "ext"):
        sequence = coding.get(gene) if coding else ""
        new_stop = _new_stop(sequence, edit, one) if sequence else ""
    problem = "the start codon is changed; where translation begins is not known" if one.mutant == "?" else ""
    if one.mutant == "?" and one.position > 1:
        problem = "the stop codon is lost, and residues in front of it are changed"
    return Change(
        text,
        gene,
        one.wild_type,
        one.position,
        one.mutant,
        problem=problem,
        end=one.end,
        end_wild_type=one.end_wild_type,
        inserted=one.inserted,
        new_stop=new_stop,
        predicted=True,
    )


def _ambiguous(text: str, gene: str, edit: Edit, names: tuple[str, ...], problem: str) -> Change:
    residues, core = residues_of(gene), edit.core
    end = core.last if core.last > core.first else 0
    return Change(
        text,
        gene,
        residues[core.first - 1],
        core.first,
        status="ambiguous",
        problem=problem,
        end=end,
        end_wild_type=residues[end - 1] if end else "",
        predicted=True,
        candidates=names,
    )


def _new_stop(sequence: str, edit: Edit, one: Consequence) -> str:
    """Return where translation ends after a frameshift, counted from the first changed residue.

    ``?`` where that is behind the coding sequence.
    """
    begin, end = edit.start - 1, edit.start - 1 + len(edit.deleted)
    if edit.duplicated:
        changed = sequence[:end] + sequence[begin:]
    else:
        changed = sequence[:begin] + edit.inserted + sequence[end:]
    at = translate(changed[3 * (one.position - 1) :]).find("*")
    return str(at + 1) if at >= 0 and one.mutant == "fs" else "?"


def _mismatch(gene: str, edit: Edit, err: DoesNotFitError, coding: CodingSequences | None) -> str:
    """Return why the replaced bases are not those of the reference."""
    residues = residues_of(gene)
    if err.position > len(residues):
        return f"the coding sequence of {gene} has {3 * len(residues):,} bases, there is no {edit.start:,}"
    wild = residues[err.position - 1]
    where = f"the codon of {wild}{err.position} of {gene}"
    sequence = coding.get(gene) if coding else ""
    if sequence:
        return f"{where} is {sequence[3 * err.position - 3 : 3 * err.position]}, which has no {_shown(err)}"
    return f"{where} cannot have {_shown(err)} (on the coding strand)"


def _shown(err: DoesNotFitError) -> str:
    known = [(n, base) for n, base in enumerate(err.pattern) if base != "N"]
    return " and ".join(f"{base} as its {ORDINALS[n]} base" for n, base in known)


def short_form(change: Change) -> str:
    """Return the short name of a variant, or all candidates; empty where it has no answer."""
    return " or ".join(change.candidates) or (short_name(change) if change.status == "ok" else "")


def out_of_coding(text: str, gene: str, where: str) -> Change:
    """Return a variant that lies in no coding exon, and so changes no residue by itself."""
    return Change(text, gene, status="no_protein_change", problem=where)


def over_a_border(text: str, gene: str, exons: list[Exon], first: int, last: int, what: str) -> Change:
    """Return a variant across the end of a coding exon: residues are touched, but the effect is not known.

    `first` and `last` are the first and the last base of the coding sequence that it touches.
    """
    residues = residues_of(gene)
    if first == 1:
        problem = "the start codon is changed or lost"
        return Change(text, gene, "M", 1, "?", problem=problem, predicted=True, settled=GENETIC_CODE)
    position, end = (first + 2) // 3, (last + 2) // 3
    if last == 3 * len(residues):
        what = "the stop codon is changed or lost"
    else:
        numbers = sorted(exon.number for exon in exons)
        several = f"coding exons {numbers[0]} to {numbers[-1]}"
        what = f"{what} {several if len(numbers) > 1 else f'coding exon {numbers[0]}'}"
    return Change(
        text,
        gene,
        residues[position - 1],
        position,
        "?",
        problem=f"{what}; what protein comes of it is not known",
        end=end if end > position else 0,
        end_wild_type=residues[end - 1] if end > position else "",
        predicted=True,
        settled=GENETIC_CODE,
    )
