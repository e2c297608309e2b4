"""Protein variants from coding changes in HGVS (``NM_004958.4:c.6324C>A``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mtorstruct.reference.genetic_code import reverse_complement
from mtorstruct.reference.proteins import known_protein, protein
from mtorstruct.reference.transcripts import BUILDS, Transcript, transcript_of, transcripts
from mtorstruct.variants.dna.codons import Edit
from mtorstruct.variants.dna.exons import Exon, Outside, exons
from mtorstruct.variants.dna.protein_change import out_of_coding, over_a_border, protein_change
from mtorstruct.variants.notation.address import coding_in_hgvs
from mtorstruct.variants.notation.change import DEFAULT_GENE, Change

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences

__all__ = ["coding_change"]

_WHOLE = re.compile(
    r"(?:(?P<name>[A-Za-z][\w.-]*)(?:\((?P<symbol>[\w.-]+)\))?\s*:\s*)?(?P<change>c\.\S+)(?:\s+\(p\..*\))?"
)
_TRANSCRIPT = re.compile(r"(?:ENS[TP]|[NX][MRP]_|CCDS|LRG_)[0-9].*", re.I)
_POSITION = r"(?P<{0}_mark>[-*])?(?P<{0}>[0-9]{{1,9}})(?P<{0}_offset>[+-][0-9]{{1,9}})?"
_CHANGE = re.compile(
    rf"c\.\(?{_POSITION.format('start')}(?:_{_POSITION.format('end')})?"
    r"(?:(?P<old>[ACGTUN]+)>(?P<new>[ACGTU]+)"
    r"|(?P<same>[ACGTU]*)="
    r"|(?:del(?P<gone>[ACGTUN]*))?ins(?P<come>[ACGTU]+)"
    r"|(?P<kind>del|dup|inv)(?P<bases>[ACGTUN]*|[0-9]+))\)?",
    re.I,
)
_EXAMPLES = "write it like c.6324C>A, c.4378_4383del, c.1234_1235insGCC or c.1234dup"


class _Written(NamedTuple):
    """One end of a coding change: `mark` is ``-`` before the start codon and ``*`` after the stop codon."""

    mark: str
    base: int
    offset: int


def coding_change(
    text: str, *, reference: str = "", gene: str = "", coding: CodingSequences | None = None
) -> Change:
    """Return the protein change that a coding change makes.

    Parameters
    ----------
    text : str
        The variant in HGVS, counted from the A of the start codon, with a transcript or gene in front or not.
    reference : str, optional
        Transcript that is named elsewhere; one in the text wins.
    gene : str, optional
        Gene that is named elsewhere.
    coding : CodingSequences, optional
        Coding sequences: with them nothing is in doubt.

    Examples
    --------
    >>> change = coding_change("NM_004958.4:c.6324C>A")
    >>> change.gene, change.wild_type, change.position, change.mutant
    ('MTOR', 'F', 2108, 'L')
    >>> coding_change("NM_001163034:c.6C>A", gene="RPTOR").status
    'other_isoform'
    """
    whole = _WHOLE.fullmatch(coding_in_hgvs(text.strip()))
    if whole is None:
        return Change(text, gene, status="not_understood", problem=f"'{text.strip()}' is no coding change")
    name, symbol = whole["name"] or "", whole["symbol"] or ""
    if _TRANSCRIPT.fullmatch(symbol):
        # A transcript on a chromosome or a gene, as in NC_000001.11(NM_004958.4).
        name, symbol = symbol, ""
    if name and not _TRANSCRIPT.fullmatch(name):
        name, symbol = "", name
    reference, symbol = name or reference.strip(), symbol or gene
    wrong = _wrong_sequence(text, reference, symbol)
    if wrong is not None:
        return wrong._replace(reference=reference)
    transcript = transcript_of(reference) or transcripts()[protein(symbol or DEFAULT_GENE).gene]
    written = _CHANGE.fullmatch(whole["change"])
    if written is None:
        problem = f"'{whole['change']}' is no coding change that is read; {_EXAMPLES}"
        return Change(text, transcript.gene, status="not_understood", problem=problem, reference=reference)
    return _read(text, transcript, written, coding)._replace(reference=reference)


def _wrong_sequence(text: str, reference: str, symbol: str) -> Change | None:
    """Return the problem with the sequence or gene that is named; None if there is none."""
    transcript = transcript_of(reference) if reference else None
    named = known_protein(symbol) if symbol else None
    if symbol and named is None:
        return Change(text, symbol, status="unknown_gene", problem=f"unknown gene '{symbol}'")
    gene = named.gene if named else ""
    if reference and transcript is None:
        mane = transcripts()[gene] if gene else None
        known = f"that of {gene}: {mane.names[0]} or {mane.names[2]}" if mane else "those of the nine genes"
        problem = f"{reference} is another transcript than {known}; its positions may differ"
        return Change(text, gene or reference, status="other_isoform", problem=problem)
    if transcript is not None and gene not in ("", transcript.gene):
        problem = f"{reference} is a transcript of {transcript.gene}, not of {gene}"
        return Change(text, gene, status="reference_mismatch", problem=problem)
    return None


def _read(
    text: str, transcript: Transcript, written: re.Match[str], coding: CodingSequences | None
) -> Change:
    gene = transcript.gene
    start = _end(written, "start")
    end = _end(written, "end") if written["end"] else start
    is_insertion = bool(written["come"]) and written["gone"] is None
    problem = _disagreement(written, start, end, is_insertion)
    if problem:
        return Change(text, gene, status="not_understood", problem=f"{problem}; {_EXAMPLES}")
    for one in (start, end):
        wrong = _does_not_exist(text, transcript, one)
        if wrong is not None:
            return wrong
    # First and last base of the coding sequence that lie within.
    first = {"-": 1, "*": transcript.coding_length + 1}.get(start.mark, start.base + (start.offset > 0))
    last = {"-": 0, "*": transcript.coding_length}.get(end.mark, end.base - (end.offset < 0))
    outer = next((one for one in (start, end) if one.mark or one.offset), None)
    if outer is not None:
        in_front = is_insertion and bool(start.mark or end.mark)
        if first > last or in_front:
            return out_of_coding(text, gene, _where(gene, outer))
        what = "lies on the border of" if is_insertion else "reaches over the border of"
        touched = [e for e in exons(gene, BUILDS[-1]) if e.coding <= last and first <= e.last_coding]
        return over_a_border(text, gene, touched, first, last, what)
    edit = _edit(written, first, last, coding.get(gene) if coding else "")
    if edit is None:
        problem = "an inversion is read with the coding sequence alone (mtorstruct fetch cds, or --cds FASTA)"
        return Change(text, gene, status="not_understood", problem=problem)
    return protein_change(text, gene, edit, coding)


def _end(written: re.Match[str], name: str) -> _Written:
    return _Written(written[f"{name}_mark"] or "", int(written[name]), int(written[f"{name}_offset"] or 0))


def _disagreement(written: re.Match[str], start: _Written, end: _Written, is_insertion: bool) -> str:
    """Return why the parts of a variant contradict each other; empty where they do not."""
    ranks = [("-*".find(one.mark) if one.mark == "-" else "-*".find(one.mark) + 1) for one in (start, end)]
    begin, finish = (
        (rank, -one.base if one.mark == "-" else one.base, one.offset)
        for rank, one in zip(ranks, (start, end), strict=True)
    )
    if finish < begin:
        return "it ends before it begins"
    if 0 in (start.base, end.base):
        return "there is no base 0"
    if any((start.mark, start.offset, end.mark, end.offset)):
        return ""
    length = end.base - start.base + 1
    if is_insertion:
        return "" if length == 2 else "an insertion lies between two neighbours"
    named = written["old"] or written["same"] or written["gone"] or written["bases"] or ""
    count = int(named) if named.isdecimal() else len(named)
    # A substitution of several bases may name the first place alone.
    if named and count != length and not (written["old"] and written["end"] is None):
        return f"it says {length} base{'s' if length > 1 else ''} by its numbers and {count} by its letters"
    return ""


def _does_not_exist(text: str, transcript: Transcript, one: _Written) -> Change | None:
    """Return the problem with one end of a variant; None where it lies in the transcript."""
    gene, length = transcript.gene, transcript.coding_length
    if not one.mark and one.base > length:
        problem = f"the coding sequence of {gene} has {length:,} bases, there is no {one.base:,}"
        return Change(text, gene, status="position_out_of_range", problem=problem)
    if not one.mark and one.offset and _exon_next_to(gene, one) is None:
        problem = (
            f"base {one.base:,} of {transcript.names[0]} is not next to an intron, "
            f"so that there is no {one.base}{one.offset:+d}; another transcript may be meant"
        )
        return Change(text, gene, status="reference_mismatch", problem=problem)
    return None


def _exon_next_to(gene: str, one: _Written) -> Exon | None:
    """Return the coding exon from whose last or first base the intronic position is counted."""
    ordered = sorted(exons(gene, BUILDS[-1]), key=lambda exon: exon.number)
    if one.offset > 0:
        return next((exon for exon in ordered[:-1] if exon.last_coding == one.base), None)
    return next((exon for exon in ordered[1:] if exon.coding == one.base), None)


def _where(gene: str, one: _Written) -> str:
    """Describe where a position outside the coding exons lies."""
    ordered = sorted(exons(gene, BUILDS[-1]), key=lambda exon: exon.number)
    if one.mark:
        exon = ordered[0] if one.mark == "-" else ordered[-1]
        return str(Outside(one.base, exon, is_behind=one.mark == "*", is_intron=False))
    exon = _exon_next_to(gene, one) or ordered[0]
    return str(Outside(abs(one.offset), exon, is_behind=one.offset > 0, is_intron=True))


def _edit(written: re.Match[str], first: int, last: int, sequence: str) -> Edit | None:
    """Return the replaced bases, unnamed ones as ``N``; None for an inversion of unknown bases."""
    old, new, same, gone, come, bases = (
        None if part is None else part.upper().replace("U", "T")
        for part in written.group("old", "new", "same", "gone", "come", "bases")
    )
    kind = (written["kind"] or "").lower()
    unknown = "N" * (last - first + 1)
    if same is not None:
        return Edit(first, same, same)
    if old is not None and new is not None:
        return Edit(first, old, new)
    if come is not None:
        # Without a deletion, it goes in front of the second of the two neighbours.
        return Edit(last, "", come) if gone is None else Edit(first, gone or unknown, come)
    if kind == "inv":
        inverted = sequence[first - 1 : last]
        return Edit(first, inverted, reverse_complement(inverted)) if sequence else None
    deleted = unknown if not bases or bases.isdecimal() else bases
    return Edit(first, deleted, "", duplicated=kind == "dup")
