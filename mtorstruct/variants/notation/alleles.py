"""HGVS alleles: ``p.[F2108L;A2034V]`` is two variants, ``p.[F2108L];[=]`` one of one copy."""

from __future__ import annotations

import re

from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.grammar import read_protein

_ALLELES = re.compile(
    r"(?P<front>[^\[\]]*?)(?P<prefix>[pP]\.\s?)?(?P<open>\()?\[(?P<within>[^()]*|.*)\](?P<close>\))?", re.S
)
_BETWEEN = re.compile(r"\]\s*;\s*(?:[pP]\.)?\[")
_UNCHANGED = ("=", "(=)", "?", "(?)")


def alleles(plain: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the text before the brackets, and the different variants in them; None for every other text.

    An allele that is not changed, and one that is not known, is left out where another is named.

    Examples
    --------
    >>> alleles("NP_004949.1:p.[Phe2108Leu;Ala2034Val]")
    ('NP_004949.1:p.', ('Phe2108Leu', 'Ala2034Val'))
    >>> alleles("p.[Phe2108Leu];[=]"), alleles("p.[Phe2108Leu](;)[Ala2034Val]")
    (('p.', ('Phe2108Leu',)), None)
    """
    match = _ALLELES.fullmatch(plain) if "[" in plain else None
    if (
        match is None
        or bool(match["open"]) != bool(match["close"])
        or (match["open"] and not match["prefix"])
    ):
        return None
    within = [part.strip() for half in _BETWEEN.split(match["within"]) for part in half.split(";")]
    if any(not part or "[" in part or "]" in part for part in within):
        return None
    if match["open"]:
        within = [f"({part})" for part in within]
    named = list(dict.fromkeys(part for part in within if part not in _UNCHANGED))
    changed = {(c.wild_type, c.position) for c in map(_read, named) if c.mutant not in ("", "=")}
    # The other copy is as the reference: [Phe2108Leu];[Phe2108=].
    rest = [part for part in named if not _is_unchanged(part, changed)]
    return match["front"] + (match["prefix"] or ""), tuple(rest or named)


def the_one_allele(plain: str) -> str:
    """Return a text with one variant allele as that variant alone; every other text as it is.

    Examples
    --------
    >>> the_one_allele("MTOR:p.[Phe2108Leu];[=]"), the_one_allele("p.[F2108L;A2034V]")
    ('MTOR:p.Phe2108Leu', 'p.[F2108L;A2034V]')
    """
    found = alleles(plain)
    return found[0] + found[1][0] if found is not None and len(found[1]) == 1 else plain


def _read(part: str) -> Change:
    return read_protein(part.strip("()").removeprefix("p."))


def _is_unchanged(part: str, changed: set[tuple[str, int]]) -> bool:
    change = _read(part)
    return change.mutant == "=" and (change.wild_type, change.position) in changed
