"""Reading of one change, as people write it.

Understood are substitutions (``F2108L``, ``p.Phe2108Leu``, ``p.(F2108L)``), stop gains
(``Q1178*``), frameshifts (``R1966Gfs*12``), deletions, duplications, insertions and
replacements (``L1460_A1462del``, ``L1460dup``, ``L1460_V1461insGS``, ``L1460delinsPG``), synonymous
changes (``F2108=``), residues without a change (``S863``, ``pS863``) and bare positions (``2108``),
with a gene symbol, alias or accession in front or without.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mtorstruct.variants.change import AMINO_ACIDS, THREE_TO_ONE, Change

# A gene or accession, then a colon or white space, then the change.
_WITH_GENE = re.compile(r"(?P<gene>[A-Za-z][\w.-]*)\s*(?::|\s)\s*(?P<change>\S.*)")
_NOT_SUBSTITUTED = ("del", "dup", "ins", "ext")
_RESIDUE = r"[A-Za-z]{3}|[A-Za-z]"
_FRAMESHIFT = re.compile(
    rf"(?P<wild>{_RESIDUE})(?P<position>[0-9]{{1,9}})(?:{_RESIDUE})?fs(?:(?:\*|Ter|X)(?:[0-9]+|\?)?)?", re.I
)
_IN_FRAME = re.compile(
    rf"(?P<wild>{_RESIDUE})(?P<position>[0-9]{{1,9}})(?:_(?P<end_wild>{_RESIDUE})(?P<end>[0-9]{{1,9}}))?"
    r"(?P<kind>delins|del|dup|ins)(?P<sequence>[A-Za-z]*)",
    re.I,
)
_CHANGE = re.compile(
    r"(?P<wild>[A-Za-z]{3}|[A-Za-z])?(?P<position>[0-9]{1,9})(?P<mutant>[A-Za-z]{3}|[A-Za-z]|\*|=)?"
)
_PHOSPHO = re.compile(
    r"p-?(?P<site>(?:[STY]|Ser|Thr|Tyr)[0-9]{1,9})|(?P<site_p>(?:[STY]|Ser|Thr|Tyr)[0-9]{1,9})p"
)


def parse_change(text: str, gene: str = "") -> Change:
    """Parse one change.

    Parameters
    ----------
    text : str
        The change, with a gene in front or not.
    gene : str, optional
        Gene named elsewhere, such as in a column of its own; one in the text wins.

    Examples
    --------
    >>> change = parse_change("MTOR p.(Phe2108Leu)")
    >>> change.gene, change.wild_type, change.position, change.mutant
    ('MTOR', 'F', 2108, 'L')
    >>> parse_change("F2018Z").status
    'impossible_amino_acid'
    """
    stripped = text.strip()
    match = _WITH_GENE.fullmatch(stripped)
    gene, body = (match["gene"], match["change"].strip()) if match else (gene, stripped)
    longer = _longer(text, gene, _bare(body))
    if longer is not None:
        return longer
    parsed = _CHANGE.fullmatch(_bare(body))
    problem = _not_understood(body, parsed)
    if parsed is None or problem:
        return Change(text, gene, status="not_understood", problem=f"'{stripped}' {problem}")
    wild, mutant = _one_letter(parsed["wild"]), _one_letter(parsed["mutant"])
    change = Change(text, gene, wild, int(parsed["position"]), mutant)
    return _possible(change, ((wild, parsed["wild"], ""), (mutant, parsed["mutant"], "*=")))


def _possible(change: Change, letters: tuple[tuple[str, str | None, str], ...]) -> Change:
    """The change, or the same with what is no amino acid as its problem."""
    for letter, written, also in letters:
        if letter and letter not in AMINO_ACIDS + also:
            problem = _impossible(letter, written or letter)
            return replace(change, status="impossible_amino_acid", problem=problem)
    return change


def _longer(text: str, gene: str, bare: str) -> Change | None:
    """A frameshift or an in-frame change of residues; None for everything else."""
    parsed = _FRAMESHIFT.fullmatch(bare)
    if parsed:
        wild = _one_letter(parsed["wild"])
        change = Change(text, gene, wild, int(parsed["position"]), "fs")
        return _possible(change, ((wild, parsed["wild"], ""),))
    parsed = _IN_FRAME.fullmatch(bare)
    if parsed is None:
        return None
    wild, end_wild = _one_letter(parsed["wild"]), _one_letter(parsed["end_wild"])
    kind, position, end = parsed["kind"].lower(), int(parsed["position"]), int(parsed["end"] or 0)
    change = Change(text, gene, wild, position, kind, end=end, end_wild_type=end_wild)
    wrong = ""
    if end and end <= position:
        wrong = "ends before it begins"
    elif kind == "ins" and end != position + 1:
        wrong = "must lie between two neighbours, like L1460_V1461insGS"
    elif kind in ("ins", "delins") and not parsed["sequence"]:
        wrong = f"does not say what is put in; write it like L1460{'_V1461' if kind == 'ins' else ''}{kind}GS"
    if wrong:
        return replace(change, status="not_understood", problem=f"'{text.strip()}' {wrong}")
    letters = ((wild, parsed["wild"], ""), (end_wild, parsed["end_wild"], ""))
    return _possible(change, (*letters, *((c, c, "") for c in _letters(parsed["sequence"]))))


def _letters(sequence: str) -> list[str]:
    """One-letter codes of a sequence in one or three letters."""
    triplets = [sequence[k : k + 3].upper() for k in range(0, len(sequence), 3)]
    if triplets and all(triplet in THREE_TO_ONE for triplet in triplets):
        return [THREE_TO_ONE[triplet] for triplet in triplets]
    return list(sequence.upper())


def _bare(body: str) -> str:
    """A change without phosphorylation marks, ``p.`` and brackets."""
    phospho = _PHOSPHO.fullmatch(body)
    if phospho:
        return str(phospho["site"] or phospho["site_p"])
    body = re.sub(r"^[pP]\.", "", body).replace("%3D", "=")
    return body[1:-1] if body.startswith("(") and body.endswith(")") else body


def _not_understood(body: str, parsed: re.Match[str] | None) -> str:
    """Why a text is not understood; empty if it is."""
    if re.fullmatch(r"[sty][0-9]+p", body):
        return "may be a proline or a phosphosite; write it like S2448P or pS2448"
    if parsed is None or (parsed["mutant"] or "").lower() in _NOT_SUBSTITUTED:
        return (
            "is not a substitution, a residue or a position; "
            "write it like MTOR:F2108L, RPTOR:S863 or MTOR:2108"
        )
    if parsed["mutant"] and not parsed["wild"]:
        return "names no wild type, so it cannot be checked; write it like F2108L"
    return ""


def _impossible(letter: str, written: str) -> str:
    if letter == "X":
        return "'X' may be a stop or an unknown amino acid; write * or the amino acid"
    return f"'{written}' is no amino acid"


def _one_letter(code: str | None) -> str:
    """One-letter code; what is not an amino acid comes back as it is, in capitals."""
    if not code:
        return ""
    return THREE_TO_ONE.get(code.upper(), code.upper())
