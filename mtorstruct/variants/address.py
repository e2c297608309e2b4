"""What stands around a protein change: a gene, sequence names, the coding change it was worked out from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from mtorstruct.variants.cleaning import NOTHING, cleaned

Kind = Literal["protein", "coding", "genomic", "nothing"]

_UNIPROT = r"(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z][0-9](?:[A-Z][A-Z0-9]{2}[0-9]){1,2})"
_SEQUENCE = re.compile(
    r"(?:(?:[NXY][MPR]_[0-9]+|ENS[A-Z]{0,6}[TP][0-9]{11}|LRG_[0-9]+[tp][0-9]+)(?:\.[0-9]+)?"
    rf"|{_UNIPROT}-[0-9]+)",
    re.I,
)
_CANONICAL = re.compile(rf"{_UNIPROT}-1", re.I)
_CODING = re.compile(r"(?<![A-Za-z0-9])[cnr]\.(?:[ACGT][0-9]|[(\[]?[-*]?[0-9?])", re.I)
_BARE_CODING = re.compile(
    r"[0-9]+(?:[+-][0-9]+)?(?:_[0-9]+(?:[+-][0-9]+)?)?[ACGTU]{0,99}>[ACGTU]{1,99}", re.I
)
_CHROMOSOME = r"(?:chr)?(?:[0-9]{1,2}|X|Y|MT?)"
_GENOMIC = re.compile(
    r"(?:^|[\s:(])[gm]\.[(\[]?[0-9?]|(?:^|[\s:(])NC_[0-9]|"
    rf"^{_CHROMOSOME}\s*[:_\s-]\s*[0-9][0-9,]*\s*(?:[:_/\s>-]|[ACGTN]|$)",
    re.I,
)
WITH_PREFIX = re.compile(r"(?<![A-Za-z0-9.])[pP]\.")
_ASIDE = re.compile(r"exon[0-9]+|intron[0-9]+|rs[0-9]+|COS[MV][0-9]+|[0-9]+/[0-9]+", re.I)
_BETWEEN = re.compile(r"[\s:|,;()/]+")
_GENE = re.compile(r"[A-Za-z][\w.-]*")
_CHANGED = re.compile(r"(?:[A-Za-z]{3}|[A-Za-z])[0-9]+(?:[A-Za-z]{3}|[A-Za-z]|[*=])")
_JOINED = re.compile(
    # No residue is a gene here: L1460_A1462del is a stretch, K1753E-K1788E two changes. An accession is one.
    rf"(?P<gene>{_UNIPROT}(?:-1)?(?=[-/])|(?!(?:[A-Za-z]{{3}}|[A-Za-z])[0-9]+(?:[A-Za-z]{{3}}|[A-Za-z*=])?[-_/])"
    r"[A-Za-z][A-Za-z0-9.]*(?:-[0-9]+)?)[-_/]"
    r"(?P<change>(?:p(?:hospho)?-?)?(?:[A-Za-z]{1,3}|\*)[0-9].*|[0-9]+_[0-9]+[A-Za-z].*)"
)
_IN_BRACKETS = re.compile(r"(?P<gene>[A-Za-z]{2}[\w-]*)\((?P<change>(?:[A-Za-z]{1,3}|\*)[0-9][^()]*)\)")


@dataclass(frozen=True)
class Addressed:
    """A protein change apart from what stands around it.

    `prefixed` and `bracketed`: whether it stood behind ``p.`` and in brackets; `odd`: all else.
    """

    body: str
    gene: str = ""
    reference: str = ""
    prefixed: bool = False
    bracketed: bool = False
    odd: str = ""


def kind_of(text: str) -> Kind:
    """Tell whether a text names a protein change, a coding or genomic one only, or is a mark for nothing.

    A text with a protein part is ``protein`` whatever else stands in it, and so is what cannot be told.

    Examples
    --------
    >>> kind_of("NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)"), kind_of("NM_004958.4:c.6324C>A")
    ('protein', 'coding')
    >>> kind_of("chr1:g.11187094G>T"), kind_of("1-11187094-G-T"), kind_of("N/A")
    ('genomic', 'genomic', 'nothing')
    """
    return kind_of_plain(cleaned(text))


def kind_of_plain(plain: str) -> Kind:
    """Kind of a text that was `cleaned` before."""
    if plain.lower() in NOTHING:
        return "nothing"
    if WITH_PREFIX.search(plain):
        return "protein"
    if _GENOMIC.search(plain):
        return "genomic"
    if _BARE_CODING.fullmatch(plain) or _CODING.search(plain):
        return "coding"
    return "protein"


def addressed(plain: str) -> Addressed:
    """Part a protein change from what stands around it.

    Examples
    --------
    >>> addressed("MTOR:NM_004958:exon45:c.6324C>A:p.F2108L")
    Addressed(body='F2108L', gene='MTOR', reference='NM_004958', prefixed=True, bracketed=False, odd='')
    """
    prefix = WITH_PREFIX.search(plain)
    if prefix:
        before, body = plain[: prefix.start()], plain[prefix.end() :].lstrip()
        if before.endswith("(") and body.endswith(")") and body.count("(") < body.count(")"):
            before, body = before[:-1], body[:-1]
        body, *after = re.split(r"[\s:|,;]|/(?=[cgn]\.)", body, maxsplit=1)
        return replace(_labelled(body, before, " ".join(after)), prefixed=True)
    front, colon, body = plain.rpartition(":")
    if colon:
        return _labelled(body.strip(), front)
    parts = [part for part in re.split(r"[\s|;,]+", plain) if not _ASIDE.fullmatch(part)]
    if len(parts) > 1:
        found = _labelled(parts[-1], " ".join(parts[:-1]))
        return replace(found, gene="", odd=found.gene) if _CHANGED.fullmatch(found.gene) else found
    joined = _JOINED.fullmatch(plain) or _IN_BRACKETS.fullmatch(plain)
    return _labelled(joined["change"], joined["gene"]) if joined else _labelled(plain)


def _labelled(body: str, before: str = "", after: str = "") -> Addressed:
    """A change with the gene and the sequence that its surroundings name; a gene stands before it."""
    genes: dict[str, None] = {}
    references, odd = [], []
    for around in (before, after):
        for part in filter(None, _BETWEEN.split(around)):
            label = part.rstrip("-_")
            if _SEQUENCE.fullmatch(label) and not _CANONICAL.fullmatch(label):
                references.append(label)
            elif _CODING.match(label) or _ASIDE.fullmatch(label):
                continue
            elif around is before and _GENE.fullmatch(label):
                # An antibody to a phosphosite: p-mTOR (Ser2448).
                genes[re.sub(r"^p(?:hospho)?-(?=.)", "", label)] = None
            elif label:
                odd.append(label)
    named = [gene for gene in genes if not gene.startswith("ENSG")] or list(genes)
    gene, reference = "".join(named[:1]), "".join(references[:1])
    bracketed = body.startswith("(") and body.endswith(")")
    return Addressed(
        body[1:-1].strip() if bracketed else body,
        gene,
        reference,
        bracketed=bracketed,
        odd=" ".join([*named[1:], *odd]),
    )
