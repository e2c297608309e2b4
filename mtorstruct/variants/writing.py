"""Canonical HGVS of a change (nomenclature of the Human Genome Variation Society, version 21)."""

from __future__ import annotations

from mtorstruct.variants.change import THREE_TO_ONE, UNKNOWN, Change

_THREE = {one: code.title() for code, one in THREE_TO_ONE.items()}
_ONE = {one: one for one in _THREE}


def format_change(change: Change, *, three_letter: bool = True, gene: bool = False) -> str:
    """Write a change as HGVS wants it.

    Parameters
    ----------
    change : Change
        Any change.
    three_letter : bool, optional
        Three-letter codes and ``Ter``, or one-letter codes and ``*``.
    gene : bool, optional
        Put what the text names in front: the sequence, the gene, or ``sequence(gene)``.

    Returns
    -------
    str
        Empty where no change is named (a bare residue, a splice site) and where a letter is no amino acid.

    Examples
    --------
    >>> from mtorstruct.variants.notation import parse_change
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


def _place(change: Change, codes: dict[str, str]) -> str:
    if not change.position:
        return ""
    first = f"{codes.get(change.wild_type, '')}{change.position}"
    return f"{first}_{codes.get(change.end_wild_type, '')}{change.end}" if change.end else first


def _what(change: Change, codes: dict[str, str]) -> str:
    """What happens there: the part of the notation after the position."""
    kind = change.mutant
    if kind in codes:
        return codes[kind]
    put_in = "".join(codes[letter] for letter in change.inserted)
    if kind in ("ins", "delins"):
        return kind + put_in
    if kind == "fs" and not change.new_stop:
        return f"{put_in}fs"
    if kind in ("fs", "ext") and not change.new_stop.startswith("-"):
        # HGVS tells where the new stop is only behind the first new residue.
        return f"{put_in or UNKNOWN}{kind}{codes['*']}{change.new_stop or '?'}"
    if kind == "ext":
        return f"{put_in}ext{change.new_stop}"
    return kind
