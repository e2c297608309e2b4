"""Removal of text around a variant that is not part of it: bullets, numbers, footnotes, scores, comments.

Only what cannot be the name of a gene, a residue or another variant is removed. Doubtful text stays, and
reading the variant then reports it.
"""

from __future__ import annotations

import re

from mtorstruct.variants.notation.grammar import looks_like_change

_SIGNS = (
    "\u2022\u2023\u25e6\u25aa\u25ab\u25cf\u25cb\u25a0\u25a1\u25b6\u25ba\u2219\u00b7\u2713\u2714\u2610\u2611"
)
_BULLET = re.compile(
    rf"(?:[{_SIGNS}]\s*|[-*+o]\s+(?=[A-Za-z(])|(?:\(?[0-9]{{1,4}}[.)]|\(?[a-z]\)|\([ivx]+\)|\[[0-9]{{1,4}}\])\s+(?=[A-Za-z(*]))"
)
_DAGGERS = "\u2020\u2021\u00a7\u00b6"
_FOOTNOTE = re.compile(r"(?<=[A-Za-z=*)\]])[ ,\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u1d43-\u1d6a]+$")
_SCORE = re.compile(
    r"(?:(?:vaf|af|maf|n|score|freq(?:uency)?)\s*[=:]?\s*)?"
    r"(?:[0-9]{1,9}/[0-9]{1,9}|[0-9]{1,9}(?:\.[0-9]{1,9})?\s?%?|\.[0-9]{1,9}|[0-9](?:\.[0-9]{1,9})?e-?[0-9]{1,3})",
    re.I,
)
_FRACTION = re.compile(r"0?\.[0-9]{1,9}|[0-9]{1,3}(?:\.[0-9]{1,9})?%")
_WORD = re.compile(r"[A-Z]?[a-z]+(?:-[a-z]+)*|[0-9]{1,4}[x%]?|[0-9]{1,4}(?:\.[0-9]{1,9})%?")
_LAST = re.compile(r"(?P<before>.*[^\s;,])[\s;,]+(?P<last>\S+)", re.S)
_RESIDUE = re.compile(r"p?(?:[A-Za-z]{3}|[A-Za-z])?[0-9]{3,9}")
_OWN_WORDS = frozenset((
    "a", "all", "also", "an", "and", "any", "are", "as", "ask", "at", "be", "blood", "both", "brain",
    "by", "case", "cases", "cell", "cells", "check", "civic", "clinvar", "clone", "cohort", "core",
    "cosmic", "data", "dbsnp", "de", "dead", "dna", "done", "dose", "drug", "each", "early", "fig",
    "first", "found", "from", "fully", "gnomad", "gof", "group", "helix", "hemi", "here", "het", "high",
    "hom", "hot", "human", "in", "indel", "is", "known", "last", "later", "less", "likely", "line",
    "lines", "live", "liver", "lof", "loop", "low", "low-level", "lower", "lung", "maybe", "mild", "more",
    "most", "mouse", "new", "ngs", "no", "not", "note", "novel", "novo", "of", "ok", "old", "on", "once",
    "oncokb", "one", "only", "or", "other", "panel", "paper", "pcr", "per", "pmid", "post", "pre", "qc",
    "rare", "rat", "ref", "refs", "rna", "same", "sanger", "see", "seen", "site", "sites", "skin", "snp",
    "snv", "some", "spot", "study", "table", "tcga", "that", "the", "there", "these", "this", "three",
    "to", "todo", "tumor", "twice", "two", "uk", "usa", "vaf", "very", "vus", "was", "weak", "were",
    "wes", "wgs", "who", "with",
))  # fmt: skip
"""Words too short to be safe, or in capitals, that are known to be no gene."""

_DNA = re.compile(r"(?<![A-Za-z0-9])[cgnm]\.[-*0-9(]|[0-9][ACGT]{1,99}>[ACGT]")


def without_bullet(text: str) -> str:
    """Return a list line without its bullet or number; a star right before a number is a stop codon.

    Examples
    --------
    >>> without_bullet("- F2108L"), without_bullet("2) A2034V"), without_bullet("*2550Q")
    ('F2108L', 'A2034V', '*2550Q')
    """
    found = _BULLET.match(text)
    return text[found.end() :] if found else text


def without_footnote(text: str) -> str:
    """Return a text without daggers at its ends, and without superscripts after a letter.

    Examples
    --------
    >>> without_footnote("F2108L" + chr(0x2020)), without_footnote("F2108L" + chr(0xB9))
    ('F2108L', 'F2108L')
    """
    text = text.strip(f"{_DAGGERS} ")
    return _FOOTNOTE.sub("", text)


def without_remark(text: str) -> str:
    """Return a variant without its trailing comment or score, where that names no gene and no variant.

    Examples
    --------
    >>> without_remark("F2108L # seen twice"), without_remark("F2108L (0.45)")
    ('F2108L', 'F2108L')
    >>> without_remark("F2108L (IDH1)"), without_remark("p.(F2108L)")
    ('F2108L (IDH1)', 'p.(F2108L)')
    """
    for mark in (" #", " //", " -- ", " - ") if " " in text else ():
        before, found, behind = text.partition(mark)
        if found and _is_remark(behind, dashed="-" in mark) and _ends_in_change(before):
            return before
    if text.endswith(")") and (" " in text or "." in text or "%" in text):
        before, _, inner = text[:-1].rpartition("(")
        scored = _SCORE.fullmatch(inner) is not None
        apart = before.endswith(" ") and (scored or _is_remark(inner))
        if (apart or _FRACTION.fullmatch(inner)) and _ends_in_change(before):
            return before.rstrip()
    parts = _LAST.fullmatch(text) if text[-1:].isdigit() or text[-1:] == "%" else None
    if parts and _FRACTION.fullmatch(parts["last"]) and _ends_in_change(parts["before"]):
        return parts["before"]
    return text


def _ends_in_change(text: str) -> bool:
    """Return whether the last word is a variant, a residue that is no gene (as P53 is), or a DNA variant."""
    *_, last = re.split(r"[\s:_/]", text.strip())
    last = last.strip("()")
    alone = last.removeprefix("p.").removeprefix("(")
    return looks_like_change(last) or _RESIDUE.fullmatch(alone) is not None or _DNA.search(text) is not None


def _is_remark(text: str, *, dashed: bool = False) -> bool:
    """Return whether a text consists of words, none of which may be a gene or a variant.

    Small letters alone may be a gene too (``kras``), so that a short word must be known.
    """
    from mtorstruct.reference.proteins import known_protein

    words = [word for word in (word.strip(".,;:!?\"'()=") for word in text.split()) if word]
    if not words or (dashed and words[0].isdigit()):
        return False
    return all(
        word.lower() in _OWN_WORDS
        or (_WORD.fullmatch(word) and (len(word) > 5 or not word.isalpha()) and known_protein(word) is None)
        for word in words
    )
