"""Names of a variant: HGVS (version 21) in three or one letters, and the short name of lists and plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtorstruct.variants.notation.change import THREE_TO_ONE, UNKNOWN, Change

if TYPE_CHECKING:
    from mtorstruct.reference.proteins import Protein

__all__ = ["format_change"]

_THREE = {one: code.title() for code, one in THREE_TO_ONE.items()} | {UNKNOWN: UNKNOWN}
# The letter X is a stop in old HGVS, so that an unknown residue has none.
_ONE = {one: one for one in THREE_TO_ONE.values()} | {UNKNOWN: ""}


def format_change(change: Change, *, three_letter: bool = True, gene: bool = False) -> str:
    """Return the HGVS name of a variant.

    Parameters
    ----------
    change : Change
        Any variant.
    three_letter : bool, optional
        Three-letter codes and ``Ter``, or one-letter codes and ``*``.
    gene : bool, optional
        Put what the text names in front: the sequence, the gene, or ``sequence(gene)``.

    Returns
    -------
    str
        Empty where no variant is named (a bare residue, a splice site) and where a letter is no amino acid.

    Examples
    --------
    >>> from mtorstruct.variants.notation.reading import parse_change
    >>> format_change(parse_change("MTOR p.(R1966Gfs*12)"), gene=True)
    'MTOR:p.(Arg1966GlyfsTer12)'
    >>> format_change(parse_change("p.1762_1763QG>HC"), three_letter=False)
    'p.Q1762_G1763delinsHC'
    """
    whole = change.status == "no_protein_change" and change.mutant in ("=", "?")
    if not change.mutant or not (whole or (change.status == "ok" and change.position)):
        return ""
    codes = _THREE if three_letter else _ONE
    body = _place(change, codes) + _what(change, codes)
    named = change.reference or change.gene
    if change.reference and change.gene:
        named = f"{change.reference}({change.gene})"
    front = f"{named}:" if gene and named else ""
    return f"{front}p.({body})" if change.predicted else f"{front}p.{body}"


def short_name(change: Change, p: Protein | None = None) -> str:
    """Return the name of a variant in one letter, without ``p.`` and brackets; of a bare residue too.

    Parameters
    ----------
    change : Change
        Any variant.
    p : Protein, optional
        Its protein, whose residues are named in the place of those that the text states or leaves out.

    Returns
    -------
    str
        Empty where no residue is named.

    Examples
    --------
    >>> from mtorstruct.variants.notation.reading import parse_change
    >>> short_name(parse_change("MTOR p.(Arg1966GlyfsTer12)")), short_name(parse_change("RPTOR:S863"))
    ('R1966Gfs*12', 'S863')
    """
    if p is not None:
        last = (p.amino_acid(change.end) or "*") if change.end else ""
        change = change._replace(wild_type=p.amino_acid(change.position) or "*", end_wild_type=last)
    return _place(change, _ONE) + _what(change, _ONE) if change.position else ""


def _place(change: Change, codes: dict[str, str]) -> str:
    if not change.position:
        return ""
    first = f"{codes.get(change.wild_type, '')}{change.position}"
    return f"{first}_{codes.get(change.end_wild_type, '')}{change.end}" if change.end else first


def _what(change: Change, codes: dict[str, str]) -> str:
    """Return the notation after the position."""
    kind = change.mutant
    if kind in codes:
        return codes[kind]
    put_in = [codes.get(letter, letter) for letter in change.inserted]
    if kind in ("ins", "delins"):
        return kind + "".join(put_in)
    first = "".join(put_in[:1])
    if kind == "ext" and change.new_stop.startswith("-"):
        return f"{first}ext{change.new_stop}"
    if kind == "ext" or (kind == "fs" and (first or change.new_stop)):
        # HGVS tells the first new residue together with where the new stop is.
        return f"{first or codes[UNKNOWN]}{kind}{codes['*']}{change.new_stop or '?'}"
    return kind
