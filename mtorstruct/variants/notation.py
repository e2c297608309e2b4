"""Reading of one change, as people write it.

``docs/notation.md`` lists what is understood, with an example of each. What a text cannot settle is refused
with a reason, never guessed. `mtorstruct.variants.hgvs` has the grammar of the change itself,
`mtorstruct.variants.address` what may stand around it, `mtorstruct.variants.writing` the way back.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mtorstruct.reference.transcripts import transcript_of
from mtorstruct.variants.address import WITH_PREFIX, Addressed, Kind, addressed, kind_of_plain
from mtorstruct.variants.change import Change
from mtorstruct.variants.cleaning import cleaned
from mtorstruct.variants.hgvs import read_protein, read_whole_protein, refused
from mtorstruct.variants.plain import plain_change

LONGEST = 2000
"""Characters beyond which a text is no change of a protein but a mistake."""

_SITE = r"(?:[STYHK]|Ser|Thr|Tyr|His|Lys)[0-9]{1,9}"
_PHOSPHO = re.compile(
    rf"(?:p|[pP]hospho)-?\(?(?P<site>{_SITE})\)?|(?P<before>{_SITE})(?:-?p|\(p\)|-?ph|-?phospho)"
)
_PROLINE_OR_PHOSPHO = re.compile(r"[sty][0-9]+p")
_SEVERAL = re.compile(r"[;+/,&|:\s]+")


def parse_change(text: str, gene: str = "") -> Change:
    """Parse one change.

    Parameters
    ----------
    text : str
        The change, with a gene or the name of a sequence in front or not.
    gene : str, optional
        Gene named elsewhere, such as in a column of its own; one in the text wins.

    Examples
    --------
    >>> change = parse_change("MTOR p.(Phe2108Leu)")
    >>> change.gene, change.wild_type, change.position, change.mutant, change.predicted
    ('MTOR', 'F', 2108, 'L', True)
    >>> parse_change("F2018Z").status
    'impossible_amino_acid'
    """
    plain = plain_change(text, gene)
    if plain is not None:
        return plain
    if len(text) > LONGEST:
        problem = f"'{_shown(text)}' is too long for a change of a protein; give one change at a time"
        return Change(text, gene, status="not_understood", problem=problem)
    change, found = _read(cleaned(text))
    problem = change.problem
    if change.status in ("not_understood", "no_protein_change"):
        problem = f"'{_shown(text.strip())}' {problem}"
    return replace(
        change,
        text=text,
        gene=found.gene or gene,
        reference=found.reference,
        predicted=found.prefixed and found.bracketed and change.status != "not_understood",
        problem=problem,
    )


def _read(plain: str) -> tuple[Change, Addressed]:
    kind = kind_of_plain(plain)
    if kind != "protein":
        return _no_protein(plain, kind), Addressed("")
    plain = _canonical_of_list(plain)
    found = Addressed(plain) if _PHOSPHO.fullmatch(plain) else addressed(plain)
    change = _read_body(found)
    if found.odd and change.status != "not_understood":
        change = refused(f"has '{_shown(found.odd)}' beside the change; write the gene and the change alone")
    if change.status == "not_understood" and _several(plain):
        change = refused("holds several changes; write each on its own")
    return change, found


def _no_protein(plain: str, kind: Kind) -> Change:
    if not plain:
        return refused("is empty; write a change like MTOR:F2108L")
    if kind == "nothing":
        return Change("", status="no_protein_change", problem="stands for nothing: no change is named")
    return refused(
        f"is a {kind} change, and no protein change stands behind p.; write it like MTOR:p.Phe2108Leu"
    )


def _read_body(found: Addressed) -> Change:
    phospho = _PHOSPHO.fullmatch(found.body)
    if phospho:
        return read_protein(phospho["site"] or phospho["before"])
    if _PROLINE_OR_PHOSPHO.fullmatch(found.body):
        return refused("may be a proline or a phosphosite; write it like S2448P or pS2448")
    return (found.prefixed and read_whole_protein(found.body)) or read_protein(found.body)


def _several(plain: str) -> bool:
    """Whether a text holds more than one change, or one with more than one mutant (``S2035F/I``)."""
    parts = [part.strip("()[]").removeprefix("p.").strip("()[]") for part in _SEVERAL.split(plain)]
    changes = [
        part for part in parts if part[:1] == "*" or (part[:1].isalpha() and read_protein(part).mutant)
    ]
    alleles = [part for part in parts if re.fullmatch(r"[A-Z*]", part)]
    return len(changes) > 1 or bool(changes and alleles)


def _canonical_of_list(plain: str) -> str:
    """Of one change on several transcripts (ANNOVAR), that on the transcript with UniProt's numbering."""
    parts = plain.split(",") if len(WITH_PREFIX.findall(plain)) > 1 else []
    own = [part for part in parts if transcript_of(addressed(part).reference)]
    return own[0] if len(own) == 1 else plain


def _shown(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
