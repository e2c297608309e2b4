"""Context of a protein change in its text: gene, sequence names, the coding change it derives from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from mtorstruct.reference.gene_ids import ACCESSION
from mtorstruct.reference.transcripts import transcript_of
from mtorstruct.variants.notation.change import THREE_TO_ONE
from mtorstruct.variants.notation.grammar import looks_like_change, read_protein
from mtorstruct.variants.notation.text import NOTHING, cleaned

Kind = Literal["protein", "coding", "genomic", "nothing"]

_SEQUENCE = re.compile(
    r"(?:(?:[NXY][MPR]_[0-9]+|ENS[A-Z]{0,6}[TP][0-9]{11}|LRG_[0-9]+[tp][0-9]+)(?:\.[0-9]+)?"
    rf"|{ACCESSION}-[0-9]+)",
    re.I,
)
_CANONICAL = re.compile(rf"{ACCESSION}-1", re.I)
_CODING = re.compile(r"(?<![A-Za-z0-9])[cnr]\.(?:[ACGT][0-9]|[(\[]?[-*]?[0-9?])", re.I)
_BARE_CODING = re.compile(
    r"[0-9]+(?:[+-][0-9]+)?(?:_[0-9]+(?:[+-][0-9]+)?)?[ACGTU]{0,99}>[ACGTU]{1,99}", re.I
)
_OLD_BASE_FIRST = re.compile(r"((?:^|(?<=[\s:(]))c\.)([ACGTU])([0-9]{1,9})([ACGTU])(?![A-Za-z0-9>])", re.I)
_OF_CODING = re.compile(r"[cnr]\.(?:\([^()\s]*\))?[^\s:|,;/()]*", re.I)
_PROTEIN = re.compile(rf"[NXY]P_|ENS[A-Z]{{0,6}}P[0-9]|LRG_[0-9]+p|{ACCESSION}", re.I)
_CHROMOSOME = r"(?:chr)?(?:[0-9]{1,2}|X|Y|MT?)"
_GENOMIC = re.compile(
    r"(?:^|[\s:(])[gm]\.[(\[]?[0-9?]|(?:^|[\s:(])NC_[0-9]|"
    rf"^{_CHROMOSOME}\s*[:_\s-]\s*[0-9][0-9,]*\s*(?:[:_/\s>-]|[ACGTN]|$)",
    re.I,
)
_ON_CHROMOSOME = re.compile(r"N[CG]_[0-9.]+\((?:[NX][MR]_|ENST)[0-9.]+\):c\.", re.I)
WITH_PREFIX = re.compile(r"(?<![A-Za-z0-9.])[pP]\.")
_ASIDE = re.compile(
    r"exon[0-9]+|intron[0-9]+|rs[0-9]+|COS[MV][0-9]+|VAR_[0-9]+|[0-9]+/[0-9]+|phospho(?:rylated)?|"
    r"N[CGTW]_[0-9]+(?:\.[0-9]+)?|mutants?|mutations?|variants?|substitution|missense|single|double|triple",
    re.I,
)
_EXON = re.compile(r"(?<![A-Za-z0-9])(exon|intron)[ _](?=[0-9])", re.I)
_DATABASE = re.compile(
    # What says of which database the next name is; the HGNC writes its ids with it.
    r"(?<![A-Za-z0-9])(?:(?:UniProt(?:KB)?|Swiss-?Prot|RefSeq|Ensembl|Entrez|GeneID|NCBI ?Gene)[:=|]\s*"
    rf"|(?:sp|tr)\|(?=(?P<uniprot>{ACCESSION}(?:-[0-9]+)?)\|)(?P=uniprot)\|[A-Z0-9]+(?:_[A-Z0-9]+)?(?=[\s:|_/-])"
    rf"|(?:sp|tr)\|(?={ACCESSION}[-0-9]*[\s:|]))",
    re.I,
)
_HGNC = re.compile(r"(?<![A-Za-z0-9])HGNC:(?=[0-9]+(?:[\s:|,;/]|$))", re.I)
_NUMBERED = re.compile(r"[0-9]{1,9}|HGNC_[0-9]{1,9}", re.I)
_BETWEEN = re.compile(r"[\s:|,;()/]+")
_GENE = re.compile(r"[A-Za-z][\w.-]*")
_CODE = "|".join(THREE_TO_ONE)
_SITE = re.compile(rf"[A-OQ-Z][0-9]{{3,9}}|(?i:{_CODE})[0-9]{{3,9}}")
"""A residue in the place of a gene; P300 and ARG1 are genes."""
_NO_GENE = ("and", "or", "plus", "with")
_JOINED = re.compile(
    # No residue is a gene here: L1460_A1462del is a stretch, K1753E-K1788E two changes. An accession is one.
    rf"(?P<gene>{ACCESSION}(?:\.[0-9]+)?(?:-1)?(?=[-/_])|(?!(?i:[a-z]|{_CODE})[0-9]+(?:[A-Za-z]{{3}}|[A-Za-z*=])?[-_/^])"
    r"(?:p(?:hospho)?-)?[A-Za-z][A-Za-z0-9.]*(?:-[0-9]+)?(?:_[A-Z]{3,5}(?=[-_/]))?)[-_/^]"
    r"(?P<change>(?:p(?:hospho)?-?)?(?:[A-Za-z]{1,3}|\*)[0-9].*|[0-9]+_[0-9]+[A-Za-z].*)"
)
_IN_BRACKETS = re.compile(
    r"(?P<gene>(?:p-)?[A-Za-z]{2}[\w-]*)\((?P<change>(?:[A-Za-z]{1,4}|\*)[0-9][^()]*)\)"
)


@dataclass(frozen=True)
class Addressed:
    """A protein change separated from its context.

    `prefixed` and `bracketed`: whether it stood behind ``p.`` and in brackets; `odd`: all else.
    """

    body: str
    gene: str = ""
    reference: str = ""
    prefixed: bool = False
    bracketed: bool = False
    odd: str = ""


def kind_of(text: str) -> Kind:
    """Return whether a text names a protein change, only a coding or genomic one, or nothing.

    A text with a protein part is ``protein`` whatever else it contains, and so is an undecided one.

    Examples
    --------
    >>> kind_of("NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)"), kind_of("NM_004958.4:c.6324C>A")
    ('protein', 'coding')
    >>> kind_of("chr1:g.11187094G>T"), kind_of("1-11187094-G-T"), kind_of("N/A")
    ('genomic', 'genomic', 'nothing')
    """
    return kind_of_plain(cleaned(text))


def kind_of_plain(plain: str) -> Kind:
    """Return the kind of a text that was `cleaned` before."""
    if plain.lower() in NOTHING:
        return "nothing"
    if WITH_PREFIX.search(plain):
        return "protein"
    if _GENOMIC.search(plain) and not _ON_CHROMOSOME.match(plain):
        return "genomic"
    if _BARE_CODING.fullmatch(plain):
        return "coding"
    if _CODING.search(plain):
        return "protein" if _beside_coding(plain) else "coding"
    return "protein"


def _beside_coding(plain: str) -> str:
    """Return the protein change beside a coding change without ``p.``, as in ``M2327I (c.6981G>A)``.

    A gene may be called like a variant: a short number counts only where it is that of the codon.
    """
    at = _CODING.search(plain)
    words = [word.strip("()[]") for word in re.split(r"[\s,;|:]+", plain)]
    found = [word for word in words if looks_like_change(word) and not _CODING.match(word)]
    if at is None or len(found) != 1:
        return ""
    position = read_protein(found[0]).position
    base = re.match(r"[cnr]\.[A-Za-z(\[]?([0-9]{1,9})", plain[at.start() :], re.I)
    in_codon = base is not None and (int(base[1]) + 2) // 3 == position
    return found[0] if position > 99 or in_codon else ""


def halves(text: str) -> tuple[str, str]:
    """Return the protein change and the coding change of a text, each with its gene and sequence.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of str
        Empty where a half is not there.

    Examples
    --------
    >>> halves("NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)")
    ('NM_004958.4(MTOR):p.Cys1483Tyr', 'NM_004958.4(MTOR):c.4448G>A')
    >>> halves("MTOR:NM_004958:exon40:c.C5664A:p.F1888L")
    ('NM_004958(MTOR):p.F1888L', 'NM_004958(MTOR):c.5664C>A')
    >>> halves("M2327I (c.6981G>A)"), halves("F2108L"), halves("c.6324C>A")
    (('M2327I', 'c.6981G>A'), ('F2108L', ''), ('', 'c.6324C>A'))
    """
    plain = own_of_list(cleaned(text))
    kind = kind_of_plain(plain)
    if kind not in ("protein", "coding"):
        return "", ""
    if kind == "coding" and _BARE_CODING.fullmatch(plain):
        return "", coding_in_hgvs(plain)
    at = _CODING.search(plain)
    if at is None:
        return plain, ""
    coding = _OF_CODING.match(plain, at.start())
    written = coding_in_hgvs(coding[0]) if coding else ""
    around = f"{plain[: at.start()]} {plain[coding.end() :]}" if coding else plain
    found = addressed(plain) if kind == "protein" else _labelled("", around)
    if found.odd:
        # What stands there may be another gene.
        return (plain, "") if kind == "protein" else ("", plain)
    names = [label for part in _BETWEEN.split(plain) if _SEQUENCE.fullmatch(label := part.rstrip("-_"))]
    of_protein = [name for name in names if _PROTEIN.match(name)]
    others = [name for name in names if name not in of_protein]
    nucleic = _named(found.gene, "".join(others[:1])) + written if written else ""
    if kind == "coding" or not found.body:
        return "", nucleic
    body = f"({found.body})" if found.prefixed and found.bracketed else found.body
    prefix = "p." if found.prefixed else ""
    return _named(found.gene, "".join([*of_protein, *others][:1])) + prefix + body, nucleic


def own_of_list(plain: str) -> str:
    """Return, of one variant on several transcripts (ANNOVAR), that in UniProt's numbering."""
    parts = plain.split(",") if "," in plain and len(WITH_PREFIX.findall(plain)) > 1 else []
    own = [part for part in parts if transcript_of(addressed(part).reference)]
    return own[0] if len(own) == 1 else plain


def _named(gene: str, sequence: str) -> str:
    both = f"{sequence}({gene})" if gene and sequence else gene or sequence
    return f"{both}:" if both else ""


def coding_in_hgvs(text: str) -> str:
    """Return a coding change with ``c.``, its old base moved after the number (ANNOVAR puts it first).

    Examples
    --------
    >>> coding_in_hgvs("c.G6981A"), coding_in_hgvs("NM_004958:c.G6981A"), coding_in_hgvs("6324C>A")
    ('c.6981G>A', 'NM_004958:c.6981G>A', 'c.6324C>A')
    """
    if _BARE_CODING.fullmatch(text):
        return f"c.{text}"
    return _OLD_BASE_FIRST.sub(r"\1\3\2>\4", text)


def addressed(plain: str) -> Addressed:
    """Separate a protein change from its context.

    Examples
    --------
    >>> addressed("MTOR:NM_004958:exon45:c.6324C>A:p.F2108L")
    Addressed(body='F2108L', gene='MTOR', reference='NM_004958', prefixed=True, bracketed=False, odd='')
    """
    plain = _plainly_named(plain)
    prefix = WITH_PREFIX.search(plain)
    if prefix is None and _CODING.search(plain):
        body = _beside_coding(plain)
        if not body:
            return _labelled("", plain)
        front, _, behind = plain.partition(body)
        return _labelled(body, front.rstrip("( "), behind)
    if prefix:
        before, body = plain[: prefix.start()], plain[prefix.end() :].lstrip()
        if before.endswith("(") and body.endswith(")") and body.count("(") < body.count(")"):
            before, body = before[:-1], body[:-1]
        body, *after = re.split(r"[\s:|,;]|/(?=[cgn]\.)", body, maxsplit=1)
        return replace(_labelled(body, before, " ".join(after)), prefixed=True)
    front, colon, body = plain.rpartition(":")
    if colon:
        return _labelled(body.strip(), f"{front}:")
    parts = [part for part in re.split(r"[\s|;,]+", plain) if not _ASIDE.fullmatch(part)]
    if len(parts) > 1:
        return _labelled(parts[-1], " ".join(parts[:-1]))
    plain = parts[0] if parts else plain
    joined = _JOINED.fullmatch(plain) or _IN_BRACKETS.fullmatch(plain)
    return _labelled(joined["change"], joined["gene"]) if joined else _labelled(plain)


def _plainly_named(plain: str) -> str:
    """Return a text in which each name of a gene, sequence or exon is one word without a colon."""
    if " " in plain or "_" in plain:
        plain = _EXON.sub(r"\1", plain)
    if ":" in plain or "|" in plain or "=" in plain:
        plain = _DATABASE.sub(lambda match: match["uniprot"] or "", plain)
        # The colon belongs to the id, and parts nothing.
        plain = _HGNC.sub("HGNC_", plain)
    return plain


def _is_id(label: str, before: str) -> bool:
    """Return whether a number before a variant is its gene's id: ``2475:F2108L``, not ``2 MTOR:F2108L``."""
    return not label.isdigit() or before.replace(" ", "") == f"{label}:"


def _labelled(body: str, before: str = "", after: str = "") -> Addressed:
    """Return a variant with the gene and the sequence named around it; a gene comes before it."""
    genes: dict[str, None] = {}
    references, odd = [], []
    for around in (before, after):
        for part in filter(None, _BETWEEN.split(around)):
            label = part.rstrip("-_")
            if _SEQUENCE.fullmatch(label) and not _CANONICAL.fullmatch(label):
                references.append(label)
            elif _CODING.match(label) or _ASIDE.fullmatch(label):
                continue
            elif around is before and _NUMBERED.fullmatch(label) and _is_id(label, around):
                genes[label.replace("_", ":")] = None
            elif around is before and _GENE.fullmatch(label) and label.lower() not in _NO_GENE:
                # An antibody to a phosphosite: p-mTOR (Ser2448).
                genes[re.sub(r"^p(?:hospho)?-(?=.)", "", label)] = None
            elif label:
                odd.append(label)
    # Another change is no gene, whatever stands there.
    odd += [gene for gene in genes if looks_like_change(gene) or _SITE.fullmatch(gene)]
    numbered = [gene for gene in genes if gene.startswith(("ENSG", "HGNC:")) or gene.isdigit()]
    named = [gene for gene in genes if gene not in odd and gene not in numbered]
    named = named or [gene for gene in numbered if gene not in odd]
    gene, reference = "".join(named[:1]), "".join(references[:1])
    bracketed = body.startswith("(") and body.endswith(")")
    return Addressed(
        body[1:-1].strip() if bracketed else body,
        gene,
        reference,
        bracketed=bracketed,
        odd=" ".join([*named[1:], *odd]),
    )
