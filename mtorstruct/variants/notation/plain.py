"""Fast reading of the plainest variants, which most are, without the full grammar."""

from __future__ import annotations

import re

from mtorstruct.variants.notation.change import AMINO_ACIDS, THREE_TO_ONE, Change

_PLAIN = re.compile(
    # Another change in front is no gene: F2108L:A2034V.
    r"(?:(?![A-Za-z][0-9]{2,}[A-Za-z]:|[A-Z][a-z]{2}[0-9])([A-Za-z][A-Za-z0-9]{1,9}):)?(?:p\.)?"
    rf"(?:([{AMINO_ACIDS}])([1-9][0-9]{{0,8}})([{AMINO_ACIDS}*])|([A-Z][a-z]{{2}})([1-9][0-9]{{0,8}})([A-Z][a-z]{{2}}))"
)
"""The commonest form: a substitution, with or without a gene symbol."""

_ONE = {code.title(): one for code, one in THREE_TO_ONE.items() if one != "*"}


def plain_change(text: str, gene: str = "") -> Change | None:
    """Return a substitution such as ``F2108L``, ``MTOR:p.Phe2108Leu``; None for anything else.

    Examples
    --------
    >>> plain_change("MTOR:p.Phe2108Leu").mutant, plain_change("R1966fs")
    ('L', None)
    """
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    named, wild, position, mutant, long_wild, long_position, long_mutant = found.groups()
    if wild is None:
        wild, position, mutant = _ONE.get(long_wild), long_position, _ONE.get(long_mutant)
    if not wild or not mutant:
        return None
    return Change(text, named or gene, wild, int(position), "=" if wild == mutant else mutant)
