"""Proof by wild type, and the sequence that a variant is numbered by.

The gene is the one that is named, else that of the transcript or protein that is named, else mTOR. A variant
is compared with the UniProt canonical sequence; evidence for another isoform, from its transcript or the rest
of the list, is weighed in `mtorstruct.variants.check.isoforms`, and corrections are suggested in
`mtorstruct.variants.check.suggesting`. A number is never shifted silently: a row that follows another isoform
has no answer, only a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from mtorstruct.reference.isoforms import gene_of
from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.proteins import Protein, known_protein, protein, proteins
from mtorstruct.variants.check.isoforms import Named, Proven, against_the_list, by_reference, prove, residue
from mtorstruct.variants.notation.change import AMINO_ACIDS, DEFAULT_GENE, NO_GENE, THREE_TO_ONE, Change
from mtorstruct.variants.notation.writing import short_name

if TYPE_CHECKING:
    from mtorstruct.reference.identity import Identity

UNPROVEN = "no wild type is named, so nothing proves that the numbering is that of the canonical sequence"
"""Note on a variant without a wild type: it is answered, but unproven."""

_RESIDUE = re.compile(r"\s*(?:([A-Za-z]|[A-Za-z]{3})\s+[0-9]|p-?[STY][0-9]+/)")
"""A residue in the place of a gene: ``F 2108 L``, ``pT2446/pS2448``."""

_MISPLACED = ("reference_mismatch", "position_out_of_range")


class Checked(NamedTuple):
    """A variant compared with its protein; `protein` is None where the gene is not known.

    `suggestions` are likely corrections, best first; where the status is ``ambiguous``, the candidates.
    """

    change: Change
    protein: Protein | None
    status: str
    message: str = ""
    suggestions: tuple[str, ...] = ()

    @property
    def suggestion(self) -> str:
        """Most likely variant that fits; empty where none is likelier than the others."""
        return self.suggestions[0] if self.suggestions and self.status != "ambiguous" else ""

    @property
    def alternatives(self) -> tuple[str, ...]:
        """All other variants that fit."""
        return self.suggestions if self.status == "ambiguous" else self.suggestions[1:]


class NumberingEvidence(NamedTuple):
    """Numbering inferred from the whole input, by gene: an isoform that it follows, or a shared offset."""

    isoforms: dict[str, Proven]
    offsets: dict[str, int]


def check_changes(changes: Iterable[Change], evidence: NumberingEvidence | None = None) -> list[Checked]:
    """Check every variant against the UniProt sequence of its protein, in order.

    Parameters
    ----------
    changes : iterable of Change
        Variants as they were written.
    evidence : NumberingEvidence, optional
        Numbering inferred from the whole list, where these variants are part of it (`evidence_of`).
    """
    checked = [_check(change) for change in changes]
    seen = evidence or _weighed(checked)
    return [_settled(c, seen) for c in checked]


def evidence_of(changes: Iterable[Change]) -> NumberingEvidence:
    """Infer the numbering of a whole list of variants."""
    return _weighed([_check(change) for change in changes])


def _weighed(checked: list[Checked]) -> NumberingEvidence:
    failing: dict[str, set[tuple[str, int]]] = {}
    for c in checked:
        if c.status not in _MISPLACED or c.protein is None or Named.of(c.change).is_known:
            continue
        if c.change.wild_type in set(AMINO_ACIDS):
            failing.setdefault(c.protein.gene, set()).add((c.change.wild_type, c.change.position))
    proven = {gene: found for gene, residues in failing.items() if (found := prove(gene, residues))}
    rest = {gene: residues for gene, residues in failing.items() if gene not in proven}
    if not rest:
        return NumberingEvidence(proven, {})
    from mtorstruct.variants.check.suggesting import shared_offsets

    return NumberingEvidence(proven, shared_offsets(rest))


def _settled(checked: Checked, evidence: NumberingEvidence) -> Checked:
    """Return the check completed by evidence from the list and, where it fails, by suggestions."""
    change, p = checked.change, checked.protein
    if p is None or checked.status not in ("ok", *_MISPLACED):
        return checked
    misplaced = checked.status in _MISPLACED
    if not misplaced and not change.reference and p.gene not in evidence.isoforms:
        return checked
    found = []
    if misplaced:
        from mtorstruct.variants.check.suggesting import suggest

        found = suggest(change, p, evidence.offsets.get(p.gene))
    weighed = against_the_list(change, p, evidence.isoforms.get(p.gene), misplaced=misplaced)
    message = _joined(checked.message, weighed.message)
    texts = tuple(s.text for s in found)
    if weighed.status == "ambiguous":
        return checked._replace(status="ambiguous", message=message, suggestions=weighed.candidates)
    if weighed.status:
        rest = tuple(text for text in texts if text not in weighed.candidates)
        return checked._replace(
            status=weighed.status, message=message, suggestions=(*weighed.candidates, *rest)
        )
    if found and found[0].why:
        message = f"{message}; {found[0].text} fits: {found[0].why}"
    return checked._replace(message=message, suggestions=checked.suggestions or texts)


def _joined(*messages: str) -> str:
    return "; ".join(filter(None, messages))


def is_context(change: Change) -> bool:
    """Return whether a variant is context of its sample: of another gene linked to the drug response."""
    return bool(change.sample) and change.gene.upper() in response_markers()


def _check(change: Change) -> Checked:
    if is_context(change):
        what = (
            f"{change.gene} is no protein of the complexes; what of it is tied to the response to drugs is "
            f"reported as the context of {change.sample}"
        )
        return Checked(change, None, "context", what)
    if change.gene == NO_GENE and change.status not in ("ok", "ambiguous"):
        return Checked(change, None, change.status, change.problem)
    found = _protein_of(change)
    return found if isinstance(found, Checked) else _check_in(*found)


def _check_in(change: Change, p: Protein) -> Checked:
    if change.status not in ("ok", "ambiguous"):
        return Checked(change, p, change.status, change.problem)
    no_residue = next((c for c in change.inserted.rstrip("*") if c.isalpha() and c not in AMINO_ACIDS), "")
    if no_residue:
        return Checked(change, p, "impossible_amino_acid", f"'{no_residue}', put in, is no amino acid")
    named = by_reference(change, p) if change.status == "ok" else None
    if named is not None:
        return Checked(change, p, named.status, named.message, named.candidates)
    status, message = _held_against(change, p)
    if status == "ok" and change.status == "ambiguous":
        return Checked(change, p, "ambiguous", change.problem, change.candidates)
    if status == "ok":
        message = _joined(change.problem, "" if change.wild_type else UNPROVEN, Named.of(change).remark)
    return Checked(change, p, status, message)


def _protein_of(change: Change) -> tuple[Change, Protein] | Checked:
    """Return the variant with its sequence named, and its protein; or why there is none."""
    if change.gene:
        return _of_gene(change)
    if not change.reference:
        return change, protein(DEFAULT_GENE)
    named = gene_of(change.reference)
    if named is not None:
        return change, protein(named)
    known = ", ".join(p.gene for p in proteins())
    what = f"{change.reference} is no transcript or protein of a gene of the complexes (known are {known})"
    return Checked(change, None, "unknown_gene", what)


def _of_gene(change: Change) -> tuple[Change, Protein] | Checked:
    """Return the same where a gene is named, which may be a sequence name, as in ``Q6R327-3:S1400A``."""
    if change.gene == NO_GENE:
        what = "the row names no gene; give one, a transcript, or coordinates with their genome build"
        return Checked(change, None, "unknown_gene", what)
    found = known_protein(change.gene)
    if found is None:
        from mtorstruct.reference.identity import identify

        named = identify(change.gene)
        if named.kind != "ours":
            return _of_no_gene(change, named)
        change, found = change._replace(reference=change.reference or named.reference), protein(named.gene)
    p = found
    other = gene_of(change.reference) if change.reference else None
    if other not in (None, p.gene):
        return _contradicted(change, p, protein(str(other)))
    return change, p


def _of_no_gene(change: Change, named: Identity) -> Checked:
    """Return why a text in the place of a gene is none of the nine."""
    if _begins_with_residue(change):
        what = f"'{change.text.strip()}' begins with '{change.gene}', which is no gene"
        return Checked(change, None, "not_understood", f"{what}; write it like MTOR:F2108L")
    if named.kind == "species":
        what = f"'{change.gene}' is of another species ({named.species}); verdicts are of the human proteins"
        return Checked(change._replace(gene=NO_GENE), None, "other_species", what)
    if named.kind == "near":
        what = f"'{change.gene}' is none of the nine: {named.why}"
        return Checked(change._replace(gene=NO_GENE), None, "unknown_gene", what)
    known = ", ".join(p.gene for p in proteins())
    return Checked(change, None, "unknown_gene", f"unknown gene '{change.gene}'; known are {known}")


def _begins_with_residue(change: Change) -> bool:
    """Return whether a text begins with a residue in the place of a gene; MET in its own column is a gene."""
    found = _RESIDUE.match(change.text)
    return found is not None and (found[1] is None or len(found[1]) == 1 or found[1].upper() in THREE_TO_ONE)


def _contradicted(change: Change, p: Protein, other: Protein) -> Checked:
    """Return the check of a variant whose gene is not that of its transcript or protein."""
    what = f"the gene is {p.gene}, but {change.reference} belongs to {other.gene}"
    fitting = tuple(
        f"{q.gene}:{short_name(change)}"
        for q in (other, p)
        if change.status == "ok" and change.wild_type and residue(q, change.position) == change.wild_type
    )
    return Checked(change, None, "contradiction", what, fitting)


def _held_against(change: Change, p: Protein) -> tuple[str, str]:
    """Return status and message from comparing every residue named, as written; ``*`` is the stop codon."""
    if change.end and change.end < change.position:
        return "not_understood", f"the stretch from {change.position} to {change.end} ends before it begins"
    named = dict(change.stated)
    ends = [change.position, *([change.end] if change.end else [])]
    for position, written in (named | {end: named.get(end, "") for end in ends}).items():
        actual = residue(p, position)
        if not actual or (actual == "*" and written != "*"):
            has = f"{p.gene} ({p.uniprot}) has {len(p)} residues, there is no {position}"
            return "position_out_of_range", has
        if written == "*" and actual != "*":
            stop = f"the stop of {p.gene} ({p.uniprot}) is at {len(p) + 1}, not at {position}"
            return "reference_mismatch", stop
        if written and written != actual:
            found = f"residue {position} of {p.gene} ({p.uniprot}) is {actual}, not {written}"
            return "reference_mismatch", found
    return "ok", ""
