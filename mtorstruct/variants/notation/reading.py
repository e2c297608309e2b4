"""Reading of one variant, as people write it.

``docs/notation.md`` lists what is understood, with an example of each. A text that remains ambiguous is
refused with a reason, never guessed. `grammar` has the grammar of the variant itself, `address` the context
around it, and `writing` writes its name.
"""

from __future__ import annotations

import re

from mtorstruct.variants.notation.address import Addressed, Kind, addressed, kind_of_plain, own_of_list
from mtorstruct.variants.notation.alleles import the_one_allele
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.grammar import (
    looks_like_change,
    read_one_of,
    read_protein,
    read_whole_protein,
    refused,
)
from mtorstruct.variants.notation.plain import plain_change
from mtorstruct.variants.notation.text import cleaned, shown
from mtorstruct.variants.notation.unreadable import word_of

__all__ = ["parse_change"]

LONGEST, MAX_QUOTED = 2000, 80
"""Length in characters beyond which a text is no variant but a mistake, and beyond which it is not quoted."""

_SITE = r"(?:[STYHK]|Ser|Thr|Tyr|His|Lys)[0-9]{1,9}"
_PHOSPHO = re.compile(
    rf"(?:p|[pP]hospho)-?\(?(?P<site>{_SITE})\)?|(?P<before>{_SITE})(?:-?p|\(p\)|-?ph|-?phospho)"
)
_MODIFIED = re.compile(
    # The residues that PhosphoSitePlus lists, and how histones are written; ub and ac in front as well.
    r"(?P<site>(?:[A-Z][a-z]{2}|[A-Z])[0-9]{1,9})"
    r"(?:-(?:p|ub|ac|me?[123]?|sm|sumo[123]?|gl|ga|sc|ne|nedd|pa|ca|ma|hy|ox|ar|glcnac)|(?:ub|ac|me[123]?|sumo[123]?))"
    r"|(?:ub|ac|me[123]?|sumo[123]?|glcnac)-?(?P<before>(?:[A-Z][a-z]{2}|[A-Z])[0-9]{1,9})",
)
_HYPHENATED = re.compile(
    r"(?P<front>p(?:hospho)?-?)?(?P<wild>[A-Z][a-z]{2})-(?P<position>[0-9]{1,9})(?:-(?P<mutant>[A-Z][a-z]{2}))?"
)
_IN_WORDS = re.compile(
    rf"(?P<wild>{(_R := '[A-Z][a-z]{2}|[A-Z]')})\s?(?:-?>|to)\s?(?P<mutant>{_R}|\*) (?:at|in) "
    r"(?:(?:position|residue|codon|amino acid) )?(?P<position>[0-9]{1,9})"
    rf"|(?P<first>{_R})(?P<number>[0-9]{{1,9}}) (?:to|>|->) (?P<last>{_R}|\*)"
)
_PROLINE_OR_PHOSPHO = re.compile(r"[sty][0-9]+p")
_SEVERAL = re.compile(r"[;+/,&|:\s]+")


def parse_change(text: str, gene: str = "") -> Change:
    """Parse one variant.

    Parameters
    ----------
    text : str
        The variant, with a gene or the name of a sequence in front or not.
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
        quoted = shown(text, MAX_QUOTED)
        problem = f"'{quoted}' is too long for a protein change; give one variant at a time"
        return Change(text, gene, status="not_understood", problem=problem)
    change, found = _read(cleaned(text))
    problem = change.problem
    if change.status in ("not_understood", "no_protein_change"):
        problem = f"'{shown(text.strip(), MAX_QUOTED)}' {problem}"
    return change._replace(
        text=text,
        gene=found.gene or gene,
        reference=found.reference,
        predicted=found.prefixed and found.bracketed and change.status != "not_understood",
        problem=problem,
    )


def _read(plain: str) -> tuple[Change, Addressed]:
    kind = kind_of_plain(plain)
    word = word_of(plain) if kind != "nothing" else None
    if word is not None:
        mutant = "=" if word.unchanged else ""
        return Change("", mutant=mutant, status=word.status, problem=word.problem), Addressed("", word.gene)
    if kind != "protein":
        return _no_protein(plain, kind), Addressed("")
    plain = the_one_allele(_told_in_words(own_of_list(plain)))
    found = Addressed(plain) if _PHOSPHO.fullmatch(plain) or _MODIFIED.fullmatch(plain) else addressed(plain)
    change = _read_body(found)
    if found.odd and change.status != "not_understood":
        beside = shown(found.odd, MAX_QUOTED)
        change = refused(f"has '{beside}' beside the variant; write the gene and the variant alone")
    if change.status == "not_understood" and _several(plain):
        change = refused("holds several variants; write each on its own")
    return change, found


def _no_protein(plain: str, kind: Kind) -> Change:
    if not plain:
        return refused("is empty; write a variant like MTOR:F2108L")
    if kind == "nothing":
        return Change("", status="no_protein_change", problem="stands for nothing: no variant is named")
    return refused(
        f"is a {kind} change, and no protein change stands behind p.; write it like MTOR:p.Phe2108Leu"
    )


def _read_body(found: Addressed) -> Change:
    phospho = _PHOSPHO.fullmatch(found.body) or _MODIFIED.fullmatch(found.body)
    if phospho:
        return read_protein(phospho["site"] or phospho["before"])
    hyphenated = _HYPHENATED.fullmatch(found.body)
    if hyphenated:
        return read_protein(f"{hyphenated['wild']}{hyphenated['position']}{hyphenated['mutant'] or ''}")
    if _PROLINE_OR_PHOSPHO.fullmatch(found.body):
        return refused("may be a proline or a phosphosite; write it like S2448P or pS2448")
    one_of = read_one_of(found.body) if "^" in found.body else None
    change = one_of or (found.prefixed and read_whole_protein(found.body)) or read_protein(found.body)
    if change.status == "not_understood" and found.body.endswith("*") and looks_like_change(found.body[:-1]):
        return refused(f"ends in *, a footnote or a stop; write {found.body[:-1]}, or the stop alone")
    return change


def _told_in_words(plain: str) -> str:
    """Return ``F2108L`` for ``F > L at 2108``; every other text as it is."""
    match = _IN_WORDS.fullmatch(plain)
    if match is None:
        return plain
    return "".join(
        match.group("wild", "position", "mutant") if match["wild"] else match.group("first", "number", "last")
    )


def _several(plain: str) -> bool:
    """Return whether a text holds several variants, or one with several mutants (``S2035F/I``)."""
    parts = [part.strip("()[]").removeprefix("p.").strip("()[]") for part in _SEVERAL.split(plain)]
    changes = [
        part
        for part in parts
        if part[:1] == "*" or looks_like_change(part) or (part[:1].isalpha() and read_protein(part).mutant)
    ]
    alleles = [part for part in parts if re.fullmatch(r"[A-Z*]", part)]
    return len(changes) > 1 or bool(changes and alleles)
