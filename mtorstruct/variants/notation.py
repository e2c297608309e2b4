"""Reading of one change, as people write it.

Understood are substitutions (``F2108L``, ``p.Phe2108Leu``, ``p.(F2108L)``), stop gains
(``Q1178*``), synonymous changes (``F2108=``), residues without a change (``S863``, ``pS863``)
and bare positions (``2108``), with a gene symbol, alias or accession in front or without.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"

THREE_TO_ONE = {
    "ALA": "A", "ARG": "R", "ASN": "N", "ASP": "D", "CYS": "C", "GLN": "Q", "GLU": "E", "GLY": "G",
    "HIS": "H", "ILE": "I", "LEU": "L", "LYS": "K", "MET": "M", "PHE": "F", "PRO": "P", "SER": "S",
    "THR": "T", "TRP": "W", "TYR": "Y", "VAL": "V", "TER": "*",
}  # fmt: skip

# A gene or accession, then a colon or white space, then the change.
_WITH_GENE = re.compile(r"(?P<gene>[A-Za-z][\w.-]*)\s*(?::|\s)\s*(?P<change>\S.*)")
_NOT_SUBSTITUTED = ("del", "dup", "ins", "ext")
_CHANGE = re.compile(
    r"(?P<wild>[A-Za-z]{3}|[A-Za-z])?(?P<position>[0-9]{1,9})(?P<mutant>[A-Za-z]{3}|[A-Za-z]|\*|=)?"
)
_PHOSPHO = re.compile(
    r"p-?(?P<site>(?:[STY]|Ser|Thr|Tyr)[0-9]{1,9})|(?P<site_p>(?:[STY]|Ser|Thr|Tyr)[0-9]{1,9})p"
)


@dataclass(frozen=True)
class Change:
    """One parsed change.

    `gene` is the name as written, empty where none was; `wild_type` is empty for a bare
    position; `mutant` is empty where no change is named, ``*`` for a stop, ``=`` for none.
    `problem` is empty, or says why the text was not understood or cannot be.
    """

    text: str
    gene: str = ""
    wild_type: str = ""
    position: int = 0
    mutant: str = ""
    status: str = "ok"
    problem: str = ""


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
    parsed = _CHANGE.fullmatch(_bare(body))
    problem = _not_understood(body, parsed)
    if parsed is None or problem:
        return Change(text, gene, status="not_understood", problem=f"'{stripped}' {problem}")
    wild, mutant = _one_letter(parsed["wild"]), _one_letter(parsed["mutant"])
    change = Change(text, gene, wild, int(parsed["position"]), mutant)
    for letter, written, also in ((wild, parsed["wild"], ""), (mutant, parsed["mutant"], "*=")):
        if letter and letter not in AMINO_ACIDS + also:
            return replace(change, status="impossible_amino_acid", problem=_impossible(letter, written))
    return change


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
